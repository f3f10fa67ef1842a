"""What Undo calls each edit, and the charts mark: marked wholly, and English for the files that keep it."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from engine.core.translation import _, english
from engine.data.datasets import DATASETS
from engine.nn.activations import ReLU
from engine.nn.layers.dense import Dense
from engine.nn.losses import LOSSES
from engine.optim.optimizers import Adam
from engine.recipe.remedies import ClipGradient
from engine.training.memento import WeightEdit
from gui.document import Change
from gui.model.project import Axes
from gui.model.templates import TEMPLATES
from gui.window.main_window import MainWindow
from tests.i18n.brackets import Record, outside


def test_what_undo_calls_edits(in_brackets: Record, window: MainWindow, qtbot: QtBot) -> None:
    changes: list[Change] = []
    window.document.changed.connect(changes.append)
    _edit_layers(window)
    _edit_settings(window)
    texts = [change.text for change in changes]
    assert len(texts) > 25
    assert [text for text in texts if outside(text) or "⟦" not in text] == []
    assert [text for text in texts if "⟦" in english(text) or not english(text)] == []
    assert english(texts[0]) == "Add Dense"


def _edit_layers(window: MainWindow) -> None:
    commands, settings = window.canvas.commands, window.canvas.settings
    new = commands.add(Dense(3), 0)
    assert new is not None
    commands.paste(window.document.project.recipe.blocks[:1], 0)
    commands.paste(window.document.project.recipe.blocks[:2], 0)
    commands.duplicate(new)
    commands.move((new,), 0)
    wrapped = commands.wrap((window.document.project.recipe.blocks[1].id,))
    assert wrapped is not None
    settings.fold(wrapped, False)
    commands.unwrap(wrapped)
    ids = [one.id for one in window.document.project.recipe.blocks]
    commands.remove(*ids[1:3])
    settings.enable((new,), False)
    settings.enable((new,), True)
    settings.freeze((new,), True)
    settings.resize(new, 1)
    settings.set_activation(new, "activation", ReLU())
    settings.set_weight(WeightEdit(new, "biases", (0,), 0.5), "bias of neuron 1", False)
    settings.rename(new, "Mine")
    commands.remove(new)


def _edit_settings(window: MainWindow) -> None:
    window.data_panel.gallery.chosen.emit(DATASETS["spiral"])
    data, recipe = window.document.project.recipe.data, window.document.project.recipe
    window.data_panel.form.changed.emit(replace(data, noise=0.1), "noise", "")
    window.data_panel.split.changed.emit(replace(recipe, train_share=0.6), "train_share", "")
    window.data_panel.seeds.changed.emit(replace(recipe.seeds, data=7), "data", "")
    pages = window.inspector
    pages.output_page.form.changed.emit(replace(recipe, loss=LOSSES["mse"]()), "loss", "")
    pages.run_page.form.changed.emit(replace(recipe, optimizer=Adam()), "optimizer", "")
    window.canvas.select(recipe.blocks[0].id)
    layer = window.document.project.recipe.blocks[0].layer
    pages.layer_page._form.changed.emit(replace(layer, units=7), "units", "")
    pages.layer_page.training.changed.emit(replace(window.document.project.recipe.blocks[0], rate=0.5), "rate", "")
    window.project_controller.use_template(TEMPLATES[3])
    window.project_controller.set_axes(Axes((1, 0)))
    window.run_controller.new_start()
    window.doctor_controller.apply_remedy(ClipGradient(_("Shorten long gradients: clip them to a norm of 1.")))
    window.document.undo_stack.undo()
