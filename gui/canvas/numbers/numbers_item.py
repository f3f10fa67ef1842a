"""Writes the numbers of a row on the network: weights on links, b, z and a beside neurons, where there is room to read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from engine.core.arrays import Array
from engine.core.number_format import format_number
from engine.inspection.row_values import RowPass, RowValues
from engine.inspection.snapshot_request import Requests
from engine.network.parameter_layout import INPUT, arrays_of
from gui.canvas.diagram.diagram import Diagram, fitting
from gui.canvas.diagram.geometry import Layout
from gui.canvas.diagram.parts import BIASES, WEIGHTS
from gui.canvas.items.links_item import LinksItem
from gui.canvas.items.painting import CENTRE, font, rect, text_width
from gui.canvas.numbers.number_places import BIAS, SUM, VALUE, WEIGHT, Place, number_places
from gui.style.theme import current
from gui.training.frame import Frame

SIZE = 0.84  # of the canvas's texts
LEAST = 8.5  # pixels of a digit on the screen, below which nothing is written
WIDEST = "−0.0123"  # the room that a number gets, so that places stay while numbers change
ROOM = 44.0  # more between two blocks, in scene units
GROUND = 0.86  # opacity of what is behind a number


class NumbersItem(QGraphicsObject):
    """Changes by `set_on`, `choose_row`, `follow` when the blocks have moved, and `show_frame`. In the scene's coordinates."""

    changed = Signal()  # they are shown, or no longer, or of another row

    def __init__(self, links: Mapping[int, LinksItem], hidden: Callable[[], bool]) -> None:
        super().__init__()
        self.setZValue(15)  # over blocks and links
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.row = 0  # of the table
        self.found: RowPass | None = None
        self._links, self._is_covered = links, hidden
        self._places: tuple[Place, ...] = ()
        self._bounds = QRectF()
        self._scale = SIZE
        self._arrays: dict[tuple[int, str], Array] = {}
        self._is_on = False
        self.hide()

    @property
    def is_on(self) -> bool:
        return self._is_on

    def set_on(self, on: bool) -> None:
        if on != self.is_on:
            self._is_on = on
            self.setVisible(on)
            self.changed.emit()

    def choose_row(self, row: int) -> None:
        """Show the numbers of this row of the table."""
        if row != self.row:
            self.row = row
            self.changed.emit()

    def requests(self) -> Requests:
        """What the next frame is to have."""
        return frozenset({RowValues(self.row)}) if self.is_on else Requests()

    def follow(self, diagram: Diagram, layout: Layout) -> None:
        """The blocks stand so from now on."""
        self.prepareGeometryChange()
        box = layout.bounds
        self._bounds = rect(box).adjusted(-40, -40, 40, 40)
        self._scale = SIZE * layout.text
        width, height = text_width(WIDEST, scale=self._scale) + 2 * self._scale, 14 * self._scale
        named = text_width(f"{SUM} {WIDEST}", scale=self._scale) + 2 * self._scale
        gaps = {layer: item.gap for layer, item in self._links.items() if item.gap is not None and item.isVisible()}
        weighing = frozenset(layer.id for layer in diagram.layers if layer.has_neurons)
        self._places = number_places(layout, gaps, weighing, (width, named), height) if self.is_on else ()
        self._arrays = {}
        self.update()

    @property
    def room(self) -> float:
        """How much more room between blocks the numbers on links need."""
        return ROOM if self.is_on else 0.0

    def show_frame(self, frame: Frame | None, diagram: Diagram) -> None:
        """Numbers of layers whose shape is still that of the diagram."""
        snapshot = None if frame is None else frame.snapshot
        if snapshot is None:
            return
        self.found, self._arrays = snapshot.find(RowValues), {}
        fits = fitting(diagram, snapshot)
        for layer, at in fits.items():
            arrays = arrays_of(snapshot.layers[at], snapshot.theta)
            trained = {WEIGHT: arrays.get(WEIGHTS), BIAS: arrays.get(BIASES)}
            row = {} if self.found is None else {SUM: self.found.sums.get(layer), VALUE: self.found.outputs.get(layer)}
            self._arrays |= {(layer, kind): array for kind, array in (trained | row).items() if array is not None}
        if self.found is not None and diagram.ends.inputs == snapshot.data.feature_names:
            self._arrays[INPUT, VALUE] = self.found.inputs
        if self.is_on:
            self.update()

    def labels(self) -> list[tuple[Place, str]]:
        """What is written, and where."""
        written = []
        for place in self._places:
            array = self._arrays.get((place.layer, place.kind))
            if array is None or any(i >= size for i, size in zip(place.index, array.shape, strict=False)):
                continue
            number = format_number(float(array[place.index]))
            named = place.kind != WEIGHT and place.layer != INPUT
            written.append((place, f"{place.kind} {number}" if named else number))
        return written

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        digits, zoom = font(scale=self._scale), option.levelOfDetailFromTransform(painter.worldTransform())
        if digits.pixelSize() * zoom < LEAST or self._is_covered():
            return
        theme = current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(digits)
        metrics = QFontMetricsF(digits)
        for place, text in self.labels():
            box = rect(place.box)
            spare = (box.width() - metrics.horizontalAdvance(text) - 4) / 2
            if place.kind == WEIGHT or place.layer == INPUT:
                box.adjust(max(0.0, spare), 0, min(0.0, -spare), 0)
            elif place.kind == BIAS:
                box.adjust(max(0.0, 2 * spare), 0, 0, 0)
            else:
                box.adjust(0, 0, min(0.0, -2 * spare), 0)
            ground = QColor(theme.surface if place.kind == WEIGHT else theme.raised)
            ground.setAlphaF(GROUND)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(QColor(theme.text))
            painter.drawText(box, CENTRE, text)
