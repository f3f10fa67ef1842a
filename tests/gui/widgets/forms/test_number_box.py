"""Numbers as people write them, their steps, and the field for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from engine.core.params import Param
from gui.widgets.forms.number_box import NumberBox
from gui.widgets.forms.number_steps import linear_step, stepped
from gui.widgets.forms.number_text import read_number, write_number
from tests.gui.window_actions import turn_wheel, type_in

# Raising a tooltip or a menu is more than Qt's offscreen platform can do, and it says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

RATE = Param("lr", "Learning rate", 0.03, low=1e-6, high=10.0, log=True, help="How far each step goes.")
UNITS = Param("units", "Neurons", 4, low=1, high=1024)


@pytest.fixture
def box(qtbot):
    """A learning rate, shown and focused, beside a label that takes no focus."""
    outer = QWidget()
    layout = QVBoxLayout(outer)
    made = NumberBox(RATE)
    outer.label = QLabel("elsewhere")
    layout.addWidget(made)
    layout.addWidget(outer.label)
    qtbot.addWidget(outer)
    outer.show()
    outer.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.line.hasFocus)
    made.outer = outer  # which lives as long as the box
    return made


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        ("0,5", 0.5),
        ("1/3", 1 / 3),
        ("2e-3", 0.002),
        ("10^-3", 0.001),
        ("30 %", 0.3),
        (" −4 ", -4),
        ("０．５", 0.5),
        (".5", 0.5),
        ("1,234,567", 1234567),
        ("2.5E3", 2500),
        ("10⁻³", 0.001),
        ("−4.4×10⁻⁶", -4.4e-6),
        ("0.05\r\n", 0.05),
        ("\t1/3\t", 1 / 3),
        ("\u20282e-3\u2029", 0.002),
        ("\ufeff\u200b12\u200e\x00", 12),
        ("\u00a030\u202f%\n", 0.3),
    ],
)
def test_numbers_are_read_as_people_write_them(text, value):
    assert read_number(text) == pytest.approx(value, rel=1e-15)


def test_thousands_are_grouped_in_whole_numbers():
    assert read_number("1,000", whole=True) == 1000


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Type a number"),
        ("abc", "not a number"),
        ("1/0", "divides by zero"),
        ("1/2/3", "more than one division"),
        ("1_000", "not a number"),
        ("nan", "not a number"),
        ("inf", "not a number"),
        ("1e999", "too large"),
        ("1,000", "two ways: type 1.000 or 1000"),
        ("1.2.3", "not a number"),
        ("x" * 500, "…"),
        ("1" * 100_000, "too large"),
        ("1\n2", "not a number"),
        ("0.5\t0.25", "not a number"),
    ],
)
def test_junk_is_refused_with_a_sentence(text, says):
    with pytest.raises(ValueError, match=r"\w") as refused:
        read_number(text)
    assert says in str(refused.value)


@given(st.floats(1e-9, 1e9))
def test_what_is_written_is_read_again(value):
    assert read_number(write_number(value, 17)) == value


@pytest.mark.parametrize(
    ("value", "count", "becomes"), [(0.03, 1, 0.1), (0.03, -1, 0.01), (0.05, 1, 0.1), (0.05, -1, 0.03), (0.03, 3, 1), (9, 4, 10)]
)
def test_logarithmic_steps_are_1_3_10(value, count, becomes):
    assert stepped(value, count, 1e-6, 10, log=True) == pytest.approx(becomes)


@given(st.floats(1e-6, 10), st.integers(-40, 40))
def test_steps_stay_in_range(value, count):
    assert 1e-6 <= stepped(value, count, 1e-6, 10, log=True) <= 10


def test_a_logarithmic_scale_that_has_zero_reaches_it_and_leaves_it():
    assert stepped(1e-5, -1, 0.0, 10.0, True) == 0
    assert stepped(0.0, -1, 0.0, 10.0, True) == 0
    assert stepped(0.0, 1, 0.0, 10.0, True) == 1e-5
    assert stepped(0.0, 3, 0.0, 10.0, True) == 1e-4
    assert stepped(1e-4, -1, 0.0, 10.0, True) == 3e-5


def test_linear_steps_are_round():
    assert linear_step(0, 1) == 0.05
    assert linear_step(0, 0.5) == 0.02
    assert stepped(0.1, 2, 0, 1, log=False) == 0.2


def test_between_two_presets_a_step_goes_to_the_next_one():
    assert stepped(10, 1, 1, 4096, False, (1, 2, 4, 8, 16)) == 16
    assert stepped(10, -1, 1, 4096, False, (1, 2, 4, 8, 16)) == 8
    assert stepped(500, 1, 1, 4096, False, (1, 2, 4, 8, 16)) == 500


def test_typed_number_counts_on_enter(box, qtbot):
    with qtbot.waitSignal(box.value_changed) as seen:
        type_in(box, "0,5")
    assert seen.args == [0.5, ""]
    assert box.line.text() == "0.5"


def test_typed_number_counts_when_something_else_is_clicked(box, qtbot):
    type_in(box, "1/4", enter=False)
    assert box.value == 0.03
    QTest.mouseClick(box.parentWidget().label, Qt.MouseButton.LeftButton)
    assert box.value == 0.25


def test_typed_number_counts_when_the_focus_leaves(box):
    type_in(box, "0.2", enter=False)
    box.line.clearFocus()
    assert box.value == 0.2


def test_junk_is_marked_explained_and_changes_nothing(box, qtbot):
    with qtbot.assertNotEmitted(box.value_changed), qtbot.waitSignal(box.refused) as seen:
        type_in(box, "fast")
    assert box.value == 0.03
    assert box.line.property("refused") is True
    assert box.line.text() == "fast"
    assert "not a number" in seen.args[0]
    assert "stays 0.03" in box.line.toolTip()


def test_number_out_of_range_is_refused_with_the_range(box, qtbot):
    with qtbot.waitSignal(box.refused) as seen:
        type_in(box, "50")
    assert seen.args[0] == "Learning rate must be from 10⁻⁶ to 10, not 50.0."


def test_escape_brings_the_last_good_value_back(box):
    type_in(box, "fast")
    QTest.keyClick(box.line, Qt.Key.Key_Escape)
    assert box.line.text() == "0.03"
    assert not box.line.property("refused")
    assert box.line.toolTip().startswith("How far each step goes.")


def test_value_from_outside_keeps_what_is_being_typed_unless_it_is_new(box):
    type_in(box, "0.0", enter=False)
    box.set_value(0.03)
    assert box.line.text() == "0.0"
    box.set_value(0.1)
    assert box.line.text() == "0.1"


def test_long_value_is_not_rounded_by_looking_at_it(box, qtbot):
    box.set_value(1 / 3)
    with qtbot.assertNotEmitted(box.value_changed):
        type_in(box, box.line.text())
    assert box.value == 1 / 3


def test_arrows_step_and_share_a_key(box):
    seen = []
    box.value_changed.connect(lambda value, run: seen.append((value, run)))
    QTest.keyClick(box.line, Qt.Key.Key_Up)
    QTest.keyClick(box.line, Qt.Key.Key_Up)
    assert [value for value, _ in seen] == [0.1, 0.3]
    assert seen[0][1] == seen[1][1] != ""


def test_whole_numbers_step_by_one_and_stop_at_the_end(qtbot):
    box = NumberBox(UNITS)
    qtbot.addWidget(box)
    box.step(-2)
    assert (box.value, type(box.value)) == (2, int)
    box.step(-5)
    assert box.value == 1


def test_fraction_is_refused_where_whole_numbers_are_wanted(qtbot):
    box = NumberBox(UNITS)
    qtbot.addWidget(box)
    with qtbot.waitSignal(box.refused) as seen:
        type_in(box, "2.5")
    assert "whole number" in seen.args[0]


def test_wheel_works_only_with_the_focus(box):
    turn_wheel(box.line)
    assert box.value == 0.1
    box.line.clearFocus()
    turn_wheel(box.line)
    assert box.value == 0.1


def test_undo_keys_are_the_texts_while_typing_and_the_documents_otherwise(box, qtbot):
    stack = QUndoStack(box)
    action = stack.createUndoAction(box.parentWidget())
    action.setShortcut("Ctrl+Z")
    action.setEnabled(True)
    box.parentWidget().addAction(action)
    asked = []
    action.triggered.connect(lambda: asked.append(True))
    type_in(box, "5", enter=False)
    QTest.keyClick(box.line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(box.line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (box.line.text(), asked) == ("0.03", [])
    type_in(box, "5")
    QTest.keyClick(box.line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert asked == [True]
    assert box.value == 5


def test_presets_are_offered(qtbot):
    box = NumberBox(RATE, (0.01, 0.03, 0.1))
    qtbot.addWidget(box)
    box.show()
    box.show_presets()
    menu = QApplication.activePopupWidget()
    assert [action.text() for action in menu.actions()] == ["0.01", "0.03", "0.1"]
    menu.actions()[2].trigger()
    menu.close()
    assert box.value == 0.1
