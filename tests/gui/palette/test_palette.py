"""The list of layers: what it says, what a drag from it carries, and adding without a mouse."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.nn.layers import LAYERS
from engine.nn.layers.dense import Dense
from gui.canvas.network_panel import NetworkPanel
from gui.document import Document
from gui.model.project import Project
from gui.palette.layer_mime import MIME, from_mime, to_mime
from gui.palette.layer_palette import COLUMN, ICON, LayerPalette, layer_of
from gui.widgets.forms.family_picker import summary

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def palette(qtbot):
    palette = LayerPalette()
    qtbot.addWidget(palette)
    palette.show()
    return palette


def test_every_registered_layer_is_listed_with_an_icon_and_a_sentence(palette):
    assert [palette.item(row).text() for row in range(palette.count())] == [cls.label for cls in LAYERS]
    for row in range(palette.count()):
        item = palette.item(row)
        assert not item.icon().isNull()
        assert item.toolTip().startswith(summary(type(layer_of(item))))
        assert ("what was learned is disturbed" in item.toolTip()) == (layer_of(item).kind == "layer_norm")
        assert item.data(Qt.ItemDataRole.AccessibleTextRole)


@pytest.mark.parametrize("kind", LAYERS.names())
def test_a_drag_carries_its_layer(palette, kind):
    palette.setCurrentRow(LAYERS.names().index(kind))
    drag = palette.drag()
    assert drag.mimeData().formats() == [MIME]
    assert from_mime(drag.mimeData()) == LAYERS[kind]()
    assert not drag.pixmap().isNull()
    drag.deleteLater()


def test_a_layer_with_its_settings_survives_the_journey():
    assert from_mime(to_mime(Dense(77))) == Dense(77)


def test_no_layer_is_no_layer():
    with pytest.raises(ValueError, match="not a layer"):
        from_mime(QMimeData())


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_arrows_choose_and_enter_adds(palette, qtbot, key):
    panel = NetworkPanel(Document(Project()))
    qtbot.addWidget(panel)
    palette.chosen.connect(panel.canvas.add_layer)
    QTest.keyClick(palette, Qt.Key.Key_Right)
    QTest.keyClick(palette, key)
    blocks = panel.canvas.document.project.recipe.blocks
    assert blocks[-1].layer == layer_of(palette.item(1))
    assert len(blocks) == 3


def test_a_double_click_adds(palette, qtbot):
    place = palette.visualItemRect(palette.item(0)).center()
    with qtbot.waitSignal(palette.chosen) as added:
        QTest.mouseClick(palette.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(palette.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert added.args == [layer_of(palette.item(0))]


def test_the_heading_names_a_deep_network(qtbot):
    panel = NetworkPanel(Document(Project()))
    qtbot.addWidget(panel)
    assert panel._kind.text == "3 layers with weights: shallow (deep from 5) · 25 parameters"
    for _ in range(2):
        panel.canvas.add_layer(Dense())
    assert panel._kind.text.startswith("5 layers with weights: deep (from 5)")


@pytest.mark.parametrize("width", [186, 270, 280, 400])
def test_all_layers_are_in_sight_and_none_is_cut(qtbot, width):
    palette = LayerPalette()
    qtbot.addWidget(palette)
    palette.resize(width, 400)
    palette.show()
    boxes = [palette.visualItemRect(palette.item(row)) for row in range(palette.count())]
    assert all(palette.viewport().rect().contains(box) for box in boxes)
    assert palette.across == max(1, (width - 16) // COLUMN)
    assert len({box.y() for box in boxes}) == -(-len(boxes) // palette.across)
    room = min(box.width() for box in boxes) - ICON - 10
    assert all(palette.fontMetrics().horizontalAdvance(cls.label) <= room for cls in LAYERS)


def test_arrows_go_right_and_down(qtbot):
    palette = LayerPalette()
    qtbot.addWidget(palette)
    palette.resize(270, 400)
    palette.show()
    QTest.keyClick(palette, Qt.Key.Key_Right)
    assert palette.currentRow() == 1
    QTest.keyClick(palette, Qt.Key.Key_Down)
    assert palette.currentRow() == 3


def test_the_layer_that_enter_would_add_is_known_beforehand(palette):
    found = []
    palette.considered.connect(found.append)
    palette.setCurrentRow(1)
    QApplication.sendEvent(palette, QFocusEvent(QFocusEvent.Type.FocusIn))
    assert found[-1] == layer_of(palette.item(1))
    QApplication.sendEvent(palette, QFocusEvent(QFocusEvent.Type.FocusOut))
    assert found[-1] is None
