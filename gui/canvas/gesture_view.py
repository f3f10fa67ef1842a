"""The view that turns mouse events and drags into gestures. What a press begins: `mouse.PRESS`."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QRubberBand

from gui.canvas.commands import NetworkCommands
from gui.canvas.diagram.fitting import content_of, fitting_zoom
from gui.canvas.diagram.geometry import BRACKET
from gui.canvas.edit_runner import EditRunner
from gui.canvas.interaction.gestures.base import Gesture
from gui.canvas.interaction.gestures.drop_input import DropInput
from gui.canvas.interaction.gestures.drop_layer import DropLayer
from gui.canvas.interaction.hover import HoverState
from gui.canvas.interaction.mouse import MouseDispatcher
from gui.canvas.interaction.number_editing import NumberEditing
from gui.canvas.items.painting import TEXT, rect
from gui.canvas.popups.canvas_overlays import Bin, Notice
from gui.canvas.scene import NetworkScene
from gui.canvas.setting_commands import SettingCommands
from gui.canvas.zoom_view import Fit, ZoomView
from gui.document import Document
from gui.inputs.input_switcher import InputSwitcher
from gui.palette.input_mime import INPUT_MIME
from gui.palette.layer_mime import MIME
from gui.style import text_size, theme


class GestureView(ZoomView):
    """One gesture at a time. The base of the canvas: what `CanvasHost` asks of it apart from the selection."""

    def __init__(self, net: NetworkScene, document: Document) -> None:
        super().__init__(net, self._fit_network)
        self.net, self.document = net, document
        self.runner = EditRunner(document, self)
        self.commands, self.settings = NetworkCommands(self.runner), SettingCommands(self.runner)
        self.switcher = InputSwitcher(document, self)
        self.hover = HoverState(net, self)
        self.number_editing = NumberEditing(net, self.settings, self.hover, self)
        self.mouse = MouseDispatcher(self)
        self.gesture: Gesture | None = None
        self.drop: DropLayer | DropInput | None = None
        self._notice, self._bin = Notice(self), Bin(self)
        self._band = QRubberBand(QRubberBand.Shape.Rectangle, self.viewport())
        self.runner.refused.connect(self.show_message)
        self.number_editing.refused.connect(self.show_message)
        self.setAcceptDrops(True)
        self.viewport().setMouseTracking(True)

    def _fit_network(self, room: QSize) -> Fit:
        """Lay the network out for the room, with texts as large as all others if there is room for them."""
        layout = self.net.fit_into(room.width(), room.height(), theme.scale())
        above = self.net.hints.height_above
        content = content_of(layout, above)
        zoom = fitting_zoom(content, room.width(), room.height())
        readable = text_size.least_pixels(self.window().height()) / TEXT / layout.text
        return Fit(rect(content), zoom, readable, 0.0 if above else BRACKET)

    def cancel_gesture(self) -> bool:
        """Cancel the gesture that is going on. False when there is none."""
        gesture = self.gesture or self.drop
        self.gesture = self.drop = None
        if gesture is not None:
            gesture.cancel()
        return gesture is not None

    # -- what gestures ask for
    def at(self, point: QPoint) -> QPointF:
        return self.mapToScene(point)

    def inside(self, point: QPoint) -> bool:
        return self.viewport().rect().contains(point)

    def on_bin(self, point: QPoint) -> bool:
        return self._bin.place().contains(point)

    def show_message(self, text: str) -> None:
        self._notice.show_message(text)

    def show_bin(self, shown: bool, hot: bool = False) -> None:
        if shown:
            self._bin.show_bin(hot)
        else:
            self._bin.hide()

    def show_band(self, band: QRect | None) -> None:
        self._band.setVisible(band is not None)
        if band is not None:
            self._band.setGeometry(band)

    def set_cursor(self, shape: Qt.CursorShape | None) -> None:
        if shape is None:
            self.viewport().unsetCursor()
        elif self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    # -- events
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.gesture is None and self.drop is None:
            self.show_message("")
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.gesture = self.mouse.press(event.position().toPoint(), event.button(), event.modifiers())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.gesture is not None and not event.buttons():
            self.cancel_gesture()  # another window got the release
        elif self.gesture is not None:
            self.number_editing.hover(None)
            self.gesture.move(event.position().toPoint())
        else:
            self.mouse.hover(event.position().toPoint())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.gesture is not None and not event.buttons():
            self.gesture.move(event.position().toPoint())
            gesture, self.gesture = self.gesture, None
            gesture.finish()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        is_input = event.mimeData().hasFormat(INPUT_MIME)
        if not is_input and not event.mimeData().hasFormat(MIME):
            event.ignore()
            return
        self.cancel_gesture()
        self.drop = DropInput(self, self.switcher, event.mimeData()) if is_input else DropLayer(self, event.mimeData())
        self.drop.move(event.position().toPoint())
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()  # also when it will be refused: only then do move events arrive, which show why, and the leave event

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self.drop is None or self.drop.objection:
            event.ignore()
            return
        self.drop.move(event.position().toPoint())
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.cancel_gesture()
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        drop, self.drop = self.drop, None
        if drop is None or drop.objection:
            event.ignore()
        else:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        if drop is not None:
            if not drop.objection:
                drop.move(event.position().toPoint())
            drop.finish()
