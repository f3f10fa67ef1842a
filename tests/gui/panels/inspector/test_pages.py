"""The inspector's pages: a layer, the output, the inputs, the run."""

import dataclasses

import numpy as np
import pytest

from engine.core.params import params_of
from engine.network.parameter_layout import INPUT
from engine.optim.optimizers import OPTIMIZERS
from gui.model import edits
from gui.panels.inspector.inspector import Inspector
from gui.training.frame import Frame
from tests.gui.window_actions import document_with, frame_of, retype, shown

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_nothing_selected_shows_the_run(document, qtbot):
    inspector = shown(qtbot, Inspector(document))
    inspector.show_frame(frame_of(document))
    assert inspector.page() is inspector.run_page
    assert inspector.run_page.facts.value("Parameters") == "25"


def test_a_large_network_shows_its_threads_and_a_small_one_does_not(document, qtbot):
    page = shown(qtbot, Inspector(document)).run_page
    small = frame_of(document)
    page.show_frame(small)
    with pytest.raises(KeyError):
        page.facts.value("Processor threads")
    large = dataclasses.replace(small.snapshot, theta=np.zeros(100_000, np.float32), threads=2)
    page.show_frame(Frame(large))
    assert page.facts.value("Processor threads") == "2"
    page.show_frame(small)
    assert page.facts.value("Processor threads") == "1"


def test_optimizer_memory_is_said(document, qtbot):
    document.edit("Adam", edits.with_recipe(document.project, optimizer=OPTIMIZERS["adam"]()))
    inspector = shown(qtbot, Inspector(document))
    inspector.show_frame(frame_of(document))
    said = inspector.run_page.form.editors["optimizer"].preview.remark.text()
    assert said.startswith("2 floats per parameter beside weight and gradient (")
    assert said.endswith("In all 4 × 25 × 4 bytes = 400 bytes.")


def test_layer_is_edited(document, qtbot):
    inspector = shown(qtbot, Inspector(document))
    inspector.show_selection(1)
    page = inspector.layer_page
    assert page.name.text() == "Dense 1"
    retype(page.form().editors["units"].line, "8")
    assert document.project.recipe.blocks[0].layer.units == 8
    assert document.undo_stack.undoText() == "Change neurons of Dense 1"
    document.undo_stack.undo()
    assert page.form().editors["units"].value == 4


def test_layer_shows_its_numbers(document, qtbot):
    inspector = shown(qtbot, Inspector(document))
    inspector.show_selection(1)
    frame = frame_of(document)
    inspector.show_frame(frame)
    facts = inspector.layer_page.facts
    assert facts.value("Inputs → outputs") == "2 → 4"
    assert facts.value("Parameters") == "12 = 2 × 4 weights + 4 biases"
    assert float(facts.value("Gradient norm")) == pytest.approx(frame.snapshot.gradients[0, 0], rel=0.01)


def test_layer_that_is_not_in_the_frame_yet_has_dashes(document, qtbot):
    inspector = shown(qtbot, Inspector(document))
    inspector.show_frame(frame_of(document))
    document.edit("Duplicate", edits.duplicate_layer(document.project, 1))
    inspector.show_selection(3)
    assert inspector.layer_page.facts.value("Parameters") == "–"


def test_layer_is_named_and_named_as_before(document, qtbot):
    inspector = shown(qtbot, Inspector(document))
    inspector.show_selection(2)
    line = inspector.layer_page.name
    retype(line, "  Last   one ")
    assert document.project.recipe.names()[2] == "Last one"
    retype(line, "Dense 2")
    assert document.project.recipe.blocks[1].name == ""
    assert line.text() == "Dense 2"


def test_layer_is_duplicated_and_removed(document, qtbot):
    inspector = shown(qtbot, Inspector(document))
    inspector.show_selection(1)
    inspector.layer_page.duplicate.click()
    assert len(document.project.recipe.blocks) == 3
    inspector.layer_page.remove.click()
    assert [block.id for block in document.project.recipe.blocks] == [3, 2]
    assert inspector.page() is inspector.run_page


def test_too_many_layers_are_refused_with_a_sentence(document, qtbot):
    project = document.project
    while len(project.recipe.blocks) < edits.MOST_LAYERS:
        project = edits.duplicate_layer(project, 1)
    document.open(project)
    inspector = shown(qtbot, Inspector(document))
    inspector.show_selection(1)
    with qtbot.waitSignal(inspector.problem) as seen:
        inspector.layer_page.duplicate.click()
    assert "at most" in seen.args[0]


def test_form_changes_with_the_kind_of_layer_selected(document, qtbot):
    from engine.nn.layers.dropout import Dropout

    document.edit("Add", edits.insert_layer(document.project, 1, Dropout()))
    inspector = shown(qtbot, Inspector(document))
    for block in document.project.recipe.blocks:
        inspector.show_selection(block.id)
        assert list(inspector.layer_page.form().editors) == list(params_of(block.layer))


@pytest.mark.parametrize(
    ("kind", "says"),
    [("circle", "sigmoid"), ("three_arms", "softmax"), ("plane", "the number predicted"), ("iris", "softmax")],
)
def test_output_says_what_becomes_of_its_scores(qapp, qtbot, kind, says):
    document = document_with(kind)
    inspector = shown(qtbot, Inspector(document))
    inspector.show_selection(0)
    inspector.show_frame(frame_of(document))
    assert says in inspector.output_page.link.text()


def test_inputs_are_listed(qapp, qtbot):
    document = document_with("iris")
    inspector = shown(qtbot, Inspector(document))
    inspector.show_selection(INPUT)
    frame = frame_of(document)
    inspector.show_frame(frame)
    columns = inspector.inputs_page.chooser.columns
    assert [columns.topLevelItem(row).text(0) for row in range(4)] == list(frame.snapshot.data.table.input_names)
    assert " ± " in columns.topLevelItem(3).text(1)
    assert inspector.inputs_page.rows.value("To learn from") == f"{len(frame.snapshot.data.train)}"


def test_a_layers_rate_and_freezing_are_edits(document, qtbot):
    inspector = shown(qtbot, Inspector(document))
    inspector.show_selection(1)
    form, frozen = inspector.layer_page.training, inspector.layer_page.frozen
    retype(form.editors["rate"].box.line, "2.5")
    frozen.click()
    assert document.project.recipe.blocks[0].frozen
    assert document.undo_stack.undoText() == "Freeze Dense 1"
    assert not form.isEnabled()
    assert (document.project.recipe.blocks[0].rate, document.project.recipe.blocks[0].frozen) == (2.5, True)
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert not document.project.recipe.blocks[0].frozen
    assert not frozen.isChecked()
    assert form.editors["rate"].box.value == 1


def test_a_layer_without_parameters_has_no_rate(document, qtbot):
    from engine.nn.layers.dropout import Dropout

    document.edit("Insert", edits.insert_layer(document.project, 1, Dropout()))
    inspector = shown(qtbot, Inspector(document))
    inspector.show_selection(3)
    assert not inspector.layer_page.training.isVisible()
    assert not inspector.layer_page.frozen.isVisible()
    assert inspector.layer_page.enabled.isVisible()
    inspector.show_selection(1)
    assert inspector.layer_page.training.isVisible()


def test_schedule_clip_and_penalty_are_chosen_on_the_runs_page(document, qtbot):
    inspector = shown(qtbot, Inspector(document))
    inspector.show_frame(frame_of(document))
    page = inspector.run_page
    for field, kind, sentence in (
        ("schedule", "one_cycle", "Up to the learning rate"),
        ("clip", "norm", "longer than the limit"),
        ("penalty", "l1", "strength"),
    ):
        editor = page.form.editors[field]
        assert not editor.isVisible()
        editor.picker.combo.chosen.emit(kind)
        assert getattr(document.project.recipe, field).kind == kind
        assert sentence in editor.note.text()
        assert editor.note.isVisible()
    inspector.show_frame(frame_of(document))
    assert 0.0012 <= float(page.facts.value("Learning rate now")) < 0.002  # at a 25th of 0.03, and rising
    assert float(page.facts.value("Regularisation")) > 0


def test_stop_rules_are_added_once_each_changed_and_taken_out(document, qtbot):
    inspector = shown(qtbot, Inspector(document))
    chain = inspector.run_page.form.editors["stops"]
    for cls, offer in chain.offers.items():
        offer.trigger()
        assert not offer.isEnabled(), "one of each kind"
        assert document.project.recipe.stops[-1] == cls()
    assert document.undo_stack.undoText() == "Change stop rules"
    retype(chain.links[0].form.editors["most"].line, "7")
    assert document.project.recipe.stops[0].most == 7
    chain.links[0].remove.click()
    assert len(document.project.recipe.stops) == len(chain.offers) - 1
    assert next(iter(chain.offers.values())).isEnabled()
