"""Drop-downs that show what their entries look like."""

import pytest
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from engine.core.language import LANGUAGES, in_language
from engine.core.translation import _
from engine.data.table import Task
from engine.nn.activations import ACTIVATIONS
from engine.nn.initializers import INITIALIZERS
from engine.nn.losses import LOSSES
from engine.optim.optimizers import OPTIMIZERS, Momentum
from engine.optim.regularizers import PENALTIES
from engine.optim.schedules import SCHEDULES
from gui.style import theme
from gui.widgets.forms.family_picker import FamilyPicker, summary
from gui.widgets.previews.preview_combo import PreviewCombo
from gui.widgets.previews.preview_list import PAD, ROW_WIDTH
from gui.widgets.previews.previews import preview_of
from tests.gui.window_actions import shown

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

KEYS = Qt.Key


@pytest.fixture
def opened_list(qtbot):
    """Makes a picker and opens its list by the keyboard."""

    def build(family, item=None):
        picker = FamilyPicker(family, "Which")
        picker.set_value(item or next(iter(family))())
        shown(qtbot, picker)
        picker.combo.setFocus()
        QTest.keyClick(picker.combo, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        assert picker.combo.popup is not None
        return picker, picker.combo.popup

    return build


@pytest.mark.parametrize("family", [ACTIVATIONS, LOSSES, OPTIMIZERS, SCHEDULES, PENALTIES], ids=lambda f: f.family)
def test_every_entry_is_in_sight_at_once_on_a_small_screen(opened_list, family):
    picker, popup = opened_list(family)
    model = popup.list.model()
    boxes = [popup.list.visualRect(model.index(row, 0)) for row in range(model.rowCount())]
    assert all(popup.list.viewport().rect().contains(box) for box in boxes)
    assert popup.size().width() <= 1280
    assert popup.size().height() <= 690
    picker.combo.hidePopup()


def test_softmax_has_a_tile_and_a_name_as_the_others_have(opened_list):
    picker, popup = opened_list(ACTIVATIONS)
    model = popup.list.model()
    sizes = {popup.list.sizeHintForIndex(model.index(row, 0)).toTuple() for row in range(model.rowCount())}
    assert len(sizes) == 1
    picker.combo.hidePopup()


def test_the_list_opens_though_the_present_entry_does_not_fit(qtbot):
    picker = FamilyPicker(LOSSES, "Which")
    picker.set_value(LOSSES["cross_entropy"]())
    picker.set_objection(lambda loss: "It needs classes." if loss.kind == "cross_entropy" else "")
    shown(qtbot, picker)
    picker.combo.showPopup()
    popup = picker.combo.popup
    assert popup.isVisible()
    assert popup.about.text() == summary(LOSSES["mse"])  # the first that fits
    QTest.keyClick(popup.list, KEYS.Key_Return)
    assert picker.combo.value() == "mse"


def test_families_without_pictures_have_a_plain_list(qtbot):
    picker = FamilyPicker(INITIALIZERS, "Start")
    qtbot.addWidget(picker)
    assert not isinstance(picker.combo, PreviewCombo)


def test_arrows_show_and_enter_chooses(opened_list, qtbot):
    picker, popup = opened_list(ACTIVATIONS)
    for key in (KEYS.Key_Right, KEYS.Key_Right):
        QTest.keyClick(popup.list, key)
    assert popup.view.plot.accessibleName() == "f and f′ of Sigmoid"
    assert "0.25" in popup.view.remark.text()
    with qtbot.waitSignal(picker.picked) as seen:
        QTest.keyClick(popup.list, KEYS.Key_Return)
    assert seen.args == [ACTIVATIONS["sigmoid"]]
    assert picker.combo.popup is None
    assert picker.combo.currentText() == "Sigmoid"


def test_the_sign_says_that_nothing_is_learned_through_it(opened_list):
    picker, popup = opened_list(ACTIVATIONS, ACTIVATIONS["sign"]())
    assert "cannot learn" in popup.view.remark.text()
    picker.combo.hidePopup()


def test_escape_changes_nothing(opened_list, qtbot):
    picker, popup = opened_list(ACTIVATIONS)
    QTest.keyClick(popup.list, KEYS.Key_Right)
    with qtbot.assertNotEmitted(picker.picked):
        QTest.keyClick(popup.list, KEYS.Key_Escape)
    assert picker.combo.popup is None
    assert picker.combo.currentText() == "Tanh"


def test_no_tooltip_lies_on_the_pictures_and_says_it_again(opened_list):
    picker, popup = opened_list(ACTIVATIONS)
    at = popup.list.visualRect(popup.list.model().index(1, 0)).center()
    QToolTip.hideText()
    QApplication.sendEvent(popup.list.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, popup.list.viewport().mapToGlobal(at)))
    assert not QToolTip.isVisible()
    assert popup.about.text()
    picker.combo.hidePopup()


def test_a_click_chooses(opened_list, qtbot):
    picker, popup = opened_list(LOSSES)
    place = popup.list.visualRect(popup.list.model().index(2, 0)).center()
    with qtbot.waitSignal(picker.picked) as seen:
        QTest.mouseClick(popup.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert seen.args == [list(LOSSES)[2]]


def test_what_does_not_suit_cannot_be_chosen_and_says_why(opened_list, qtbot):
    picker, popup = opened_list(LOSSES, LOSSES["mse"]())
    picker.set_objection(lambda loss: loss.objection(Task(0)))
    index = popup.list.model().index(LOSSES.names().index("cross_entropy"), 0)
    popup._point_at(index)
    assert "choose MSE or MAE" in popup.about.text()
    with qtbot.assertNotEmitted(picker.picked):
        QTest.mouseClick(popup.list.viewport(), Qt.MouseButton.LeftButton, pos=popup.list.visualRect(index).center())
    picker.combo.hidePopup()


def test_the_entry_in_use_is_shown_with_its_own_numbers(opened_list):
    picker, popup = opened_list(OPTIMIZERS, Momentum(0.05, 0.8))
    assert popup.item("momentum") == Momentum(0.05, 0.8)
    assert popup.item("adam") == OPTIMIZERS["adam"]()
    assert "v ← 0.8 v + g" in picker.combo.toolTip()
    assert "1 float per parameter" in picker.combo.toolTip()
    assert popup.size() != QSize()
    picker.combo.hidePopup()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_is_overprinted_by_the_remark_beside_it(qapp, language):
    with in_language(language):
        bold, small = QFontMetrics(theme.font("body", bold=True)), QFontMetrics(theme.font("small", tabular=True))
        for cls in OPTIMIZERS:
            remark = preview_of(cls()).short_remark
            assert remark
            assert "(" not in remark
            assert bold.horizontalAdvance(_(cls.label)) + small.horizontalAdvance(remark) < ROW_WIDTH - 4 * PAD
