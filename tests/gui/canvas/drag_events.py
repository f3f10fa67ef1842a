"""The mouse and the drags that tests send to the canvas, event by event, as Qt would."""

import PySide6
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from gui.canvas.canvas import Canvas

NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
DragPoint = QPointF if PySide6.__version_info__ >= (6, 12) else QPoint  # what the events of a drag are made from


def mouse(canvas: Canvas, kind: QEvent.Type, at: QPoint, button=LEFT, buttons=LEFT) -> None:
    viewport = canvas.viewport()
    event = QMouseEvent(kind, QPointF(at), QPointF(viewport.mapToGlobal(at)), button, buttons, NO_KEYS)
    QApplication.sendEvent(viewport, event)


def press(canvas: Canvas, at: QPoint) -> None:
    mouse(canvas, QEvent.Type.MouseButtonPress, at)


def move(canvas: Canvas, at: QPoint, buttons=LEFT) -> None:
    mouse(canvas, QEvent.Type.MouseMove, at, NONE, buttons)


def release(canvas: Canvas, at: QPoint) -> None:
    mouse(canvas, QEvent.Type.MouseButtonRelease, at, LEFT, NONE)


def click(canvas: Canvas, at: QPoint) -> None:
    press(canvas, at)
    release(canvas, at)


def drag(canvas: Canvas, start: QPoint, *way: QPoint) -> None:
    """Press, move along the way, let go at its end."""
    press(canvas, start)
    for point in way:
        move(canvas, point)
    release(canvas, way[-1])


def enter(canvas: Canvas, mime: QMimeData, at: QPoint) -> bool:
    event = QDragEnterEvent(DragPoint(at), Qt.DropAction.CopyAction, mime, LEFT, NO_KEYS)
    QApplication.sendEvent(canvas.viewport(), event)
    return event.isAccepted()


def hover(canvas: Canvas, mime: QMimeData, at: QPoint) -> bool:
    event = QDragMoveEvent(DragPoint(at), Qt.DropAction.CopyAction, mime, LEFT, NO_KEYS)
    QApplication.sendEvent(canvas.viewport(), event)
    return event.isAccepted()


def leave(canvas: Canvas) -> None:
    QApplication.sendEvent(canvas.viewport(), QDragLeaveEvent())


def let_go(canvas: Canvas, mime: QMimeData, at: QPoint) -> bool:
    event = QDropEvent(QPointF(at), Qt.DropAction.CopyAction, mime, LEFT, NO_KEYS)
    QApplication.sendEvent(canvas.viewport(), event)
    return event.isAccepted()


def drop(canvas: Canvas, mime: QMimeData, at: QPoint) -> bool:
    """A whole drag from outside that ends at a point. Whether it was taken."""
    if not enter(canvas, mime, at):
        return False
    hover(canvas, mime, at)
    return let_go(canvas, mime, at)


def turn_wheel(canvas: Canvas, notches: int, keys=NO_KEYS) -> None:
    at = QPointF(canvas.viewport().rect().center())
    turn = QPoint(0, 120 * notches)
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, canvas.viewport().mapToGlobal(at), QPoint(), turn, NONE, keys, phase, False)
    QApplication.sendEvent(canvas.viewport(), event)


def middle_of(canvas: Canvas, block_id: int) -> QPoint:
    """A point on a block's title, in the viewport."""
    box = canvas.net.layout.place(block_id).box
    return canvas.mapFromScene(QPointF(box.x + box.w / 2, box.y + 10))


def in_gap(canvas: Canvas, index: int) -> QPoint:
    """A point in the gap before position `index` of the hidden layers."""
    places = canvas.net.layout.places
    return canvas.mapFromScene(QPointF((places[index].box.right + places[index + 1].x) / 2, 0))


def on_part(canvas: Canvas, block_id: int, part: str) -> QPoint:
    item = canvas.net.blocks[block_id]
    box = item.face.zones(item.form)[part]
    return canvas.mapFromScene(item.mapToScene(box.x + box.w / 2, box.y + box.h / 2))
