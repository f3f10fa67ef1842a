"""What part of a graph is seen, and how large."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF

from gui.style import theme

MARGIN = 14.0
SMALLEST, READABLE, LARGEST, FITTED = 0.15, 0.78, 4.0, 1.6  # zooms; FITTED is the most that fitting enlarges
AROUND = QSizeF(100, 26)  # beside a node, what belongs to it, in pixels at a zoom of 1


class GraphCamera:
    """Changes: `zoom`, and `origin`, the place of the graph's corner in the `room`. `follows`: whether it fits by itself."""

    def __init__(self) -> None:
        self.zoom, self.origin, self.follows = 1.0, QPointF(), True
        self.room, self.content = QSizeF(1, 1), QSizeF(1, 1)

    def to_graph(self, at: QPointF) -> QPointF:
        return (at - self.origin) / self.zoom

    def to_room(self, rect: QRectF) -> QRectF:
        """Where a part of the graph is."""
        corner = rect.topLeft() * self.zoom + self.origin
        return QRectF(corner.x(), corner.y(), rect.width() * self.zoom, rect.height() * self.zoom)

    def fit(self, around: QRectF) -> None:
        """All of the graph; or, where texts would be too small to read, as much as is around this part of it."""
        wide, high = self.content.width() + 2 * MARGIN, self.content.height() + 2 * MARGIN
        zoom = min(self.room.width() / wide, self.room.height() / high, FITTED)
        least = READABLE if theme.scale() <= 1 else 1.0  # who wants larger texts gets them, and moves the picture
        self.zoom = max(zoom, least)
        left = (self.room.width() - self.content.width() * self.zoom) / 2
        self.origin = QPointF(left, (self.room.height() - self.content.height() * self.zoom) / 2)
        self.follows = True
        if zoom < least:
            self.reveal(around)

    def zoom_by(self, factor: float, at: QPointF) -> None:
        """Zoom, keeping the point `at` of the room in place."""
        held = self.to_graph(at)
        self.zoom = min(max(self.zoom * factor, SMALLEST), LARGEST)
        self.origin = at - held * self.zoom
        self.follows = False
        self.keep_in_view()

    def pan(self, by: QPointF) -> None:
        self.origin += by
        self.follows = False
        self.keep_in_view()

    def reveal(self, part: QRectF) -> None:
        """Pan just so far that a part of the graph, and what is beside it, is in view: to the middle if it was not."""
        across, down = AROUND.width() * self.zoom, AROUND.height() * self.zoom
        rect = self.to_room(part).adjusted(-across, -down, across, down)
        if rect.left() < 0 or rect.right() > self.room.width():
            self.origin.setX(self.origin.x() + self.room.width() / 2 - rect.center().x())
        if rect.top() < 0 or rect.bottom() > self.room.height():
            self.origin.setY(self.origin.y() + self.room.height() / 2 - rect.center().y())
        self.keep_in_view()

    def keep_in_view(self) -> None:
        """The graph fills the room, or lies inside it."""
        self.origin = QPointF(
            _kept(self.origin.x(), self.content.width() * self.zoom, self.room.width()),
            _kept(self.origin.y(), self.content.height() * self.zoom, self.room.height()),
        )


def _kept(start: float, extent: float, room: float) -> float:
    margin = min(MARGIN, room / 8)
    low, high = sorted((margin, room - margin - extent))
    return min(max(start, low), high)
