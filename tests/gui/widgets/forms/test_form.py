"""Forms, their editors, and drop-downs."""

import re
from dataclasses import dataclass, fields
from typing import get_type_hints

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.core.params import param, params_of
from engine.data.datasets import DATASETS
from engine.data.table import Task
from engine.nn.activations import ACTIVATIONS
from engine.nn.initializers import INITIALIZERS
from engine.nn.layers import LAYERS
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.layer_norm import LayerNorm
from engine.nn.layers.residual import MOST_INSIDE, Residual
from engine.nn.losses import LOSSES
from engine.optim.optimizers import OPTIMIZERS
from engine.recipe.recipe import Recipe, Seeds
from gui.widgets.forms.choice import Choice
from gui.widgets.forms.family_picker import FamilyPicker, summary
from gui.widgets.forms.form import Form
from tests.gui.window_actions import turn_wheel, type_in

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

ENTRIES = [cls for family in (ACTIVATIONS, DATASETS, INITIALIZERS, LAYERS, LOSSES, OPTIMIZERS) for cls in family]


@pytest.mark.parametrize("cls", ENTRIES, ids=lambda cls: cls.kind)
def test_every_entry_has_a_form_that_shows_it(cls, qtbot):
    form = Form(cls())
    qtbot.addWidget(form)
    assert list(form.editors) == [name for name, about in params_of(cls).items() if not about.hidden]
    with qtbot.assertNotEmitted(form.changed):
        form.set_item(cls())


@pytest.mark.parametrize("cls", ENTRIES, ids=lambda cls: cls.kind)
def test_every_entry_says_what_it_is(cls):
    assert summary(cls)


def test_form_of_seeds_and_of_a_recipe(qtbot):
    for item in (Seeds(), Recipe()):
        form = Form(item)
        qtbot.addWidget(form)
        assert len(form.editors) == len(params_of(item))


def test_form_gives_a_new_item_and_the_fields_name(qtbot):
    form = Form(LAYERS["dropout"]())
    qtbot.addWidget(form)
    with qtbot.waitSignal(form.changed) as seen:
        type_in(form.editors["rate"].box, "0.5")
    assert seen.args[0] == LAYERS["dropout"](rate=0.5)
    assert seen.args[1:] == ["rate", ""]


def test_slider_drag_shares_a_key(qtbot):
    form = Form(LAYERS["dropout"]())
    qtbot.addWidget(form)
    seen = []
    form.changed.connect(lambda item, field, run: seen.append((item.rate, run)))
    slider = form.editors["rate"].slider
    slider.setSliderDown(True)
    slider.setValue(500)
    slider.setValue(800)
    slider.setSliderDown(False)
    assert [rate for rate, _ in seen] == [0.475, 0.76]
    assert seen[0][1] == seen[1][1] != ""


def test_family_of_a_field_brings_its_own_form(qtbot):
    form = Form(LAYERS["dense"]())
    qtbot.addWidget(form)
    editor = form.editors["activation"]
    assert not editor.form.isVisibleTo(form)
    with qtbot.waitSignal(form.changed) as seen:
        editor.picker.picked.emit(ACTIVATIONS["leaky_relu"])
    assert seen.args[0].activation == ACTIVATIONS["leaky_relu"]()
    assert editor.form.isVisibleTo(form)
    assert list(editor.form.editors) == list(params_of(ACTIVATIONS["leaky_relu"]))


def test_form_changes_to_an_item_of_another_class(qtbot):
    form = Form(LAYERS["dense"]())
    qtbot.addWidget(form)
    form.set_item(LAYERS["dropout"]())
    assert list(form.editors) == ["rate"]


@dataclass(frozen=True)
class Odd:
    """One of each kind."""

    on: bool = param(True, "On", help="A switch.")
    which: str = param("auto", "Which", choices=("auto", "never"))
    text: str = param("a", "Text")


def test_switch_choice_and_text(qtbot):
    form = Form(Odd())
    qtbot.addWidget(form)
    form.editors["on"].click()
    form.editors["which"].combo.chosen.emit("never")
    line = form.editors["text"].line
    line.selectAll()
    QTest.keyClicks(line, "word")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert form.item == Odd(False, "never", "word")
    assert {f.name for f in fields(Odd)} == set(get_type_hints(Odd))


def test_unsuited_entry_is_disabled_with_the_reason(qtbot):
    picker = FamilyPicker(LOSSES, "Loss")
    qtbot.addWidget(picker)
    picker.set_objection(lambda loss: loss.objection(Task(0)))
    index = picker.combo.findData("cross_entropy")
    assert not picker.combo.model().item(index).isEnabled()
    assert "choose MSE or MAE" in picker.combo.itemData(index, Qt.ItemDataRole.ToolTipRole)
    picker.set_objection(lambda loss: loss.objection(Task(3)))
    assert picker.combo.model().item(index).isEnabled()


def test_drop_down_ignores_the_wheel_without_focus(qtbot):
    combo = Choice("Which")
    qtbot.addWidget(combo)
    for value in "abc":
        combo.add(value, value)
    combo.set_value("b")
    turn_wheel(combo)
    assert combo.value() == "b"


def test_a_chain_is_edited_link_by_link(qtbot):
    form = Form(Residual((Dense(8), Dropout(0.2))))
    qtbot.addWidget(form)
    given = []
    form.changed.connect(lambda item, name, run: given.append((item.inside, name)))
    chain = form.editors["inside"]
    type_in(chain.links[0].form.editors["units"], "5")
    assert given.pop() == ((Dense(5), Dropout(0.2)), "inside")
    next(action for action in chain.add.menu().actions() if action.text() == "Layer norm").trigger()
    assert given.pop() == ((Dense(5), Dropout(0.2), LayerNorm()), "inside")
    chain.links[1].remove.click()
    assert given.pop() == ((Dense(5), LayerNorm()), "inside")
    chain.links[1].remove.click()
    assert given.pop() == ((Dense(5),), "inside")
    assert not chain.links[0].remove.isEnabled()


def test_a_full_chain_takes_no_more_and_another_one_can_be_shown(qtbot):
    form = Form(Residual(tuple(Dropout() for _ in range(MOST_INSIDE))))
    qtbot.addWidget(form)
    chain = form.editors["inside"]
    assert not chain.add.isEnabled()
    form.set_item(Residual((Dense(3), Residual((Dense(2),)))))
    assert chain.add.isEnabled()
    assert [link.form.item for link in chain.links] == [Dense(3), Residual((Dense(2),))]
    form.set_item(Dropout())
    form.set_item(Residual())
    assert form.editors["inside"].links[0].form.item == Residual().inside[0]


def test_what_an_entry_says_of_itself_names_no_papers():
    assert summary(LOSSES["cross_entropy"]) == "−mean log p(true class): maximum likelihood."
    for family in (LOSSES, ACTIVATIONS, OPTIMIZERS):
        assert not [cls.kind for cls in family if re.search(r"\((.* )?(17|18|19|20)\d\d\b", summary(cls))]
