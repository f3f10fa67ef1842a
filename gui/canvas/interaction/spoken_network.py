"""The network for a screen reader: layers from left to right, in each its neurons, in each of these its bias and its links."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF

from engine.network.parameter_layout import INPUT
from gui.canvas.diagram.parts import (
    WEIGHTS,
    BlockBody,
    GradientMeter,
    Hit,
    InnerLayer,
    Neuron,
    Weight,
    exists,
    name_of,
    of_neuron,
)
from gui.canvas.interaction.canvas_host import CanvasHost
from gui.canvas.interaction.hit_testing import hit, point_of, value_of
from gui.canvas.interaction.tooltips import TIP, spoken
from gui.canvas.items.painting import rect
from gui.widgets.spoken.spoken_parts import Path, Spoken

HALF = 5.0  # of the square around a point that stands for a link
FAR = 1000  # pixels, to measure the zoom by
Part = int | Neuron | InnerLayer | Weight  # a layer by its id, or something in it


class SpokenNetwork:
    """`SpokenParts` of a canvas. Its words are those of the tips."""

    def __init__(self, canvas: CanvasHost) -> None:
        self._canvas = canvas

    def spoken(self, path: Path) -> Spoken | None:
        diagram = self._canvas.net.diagram
        if not path:
            pinned = self._canvas.hover.pinned
            return Spoken("", spoken(diagram, self._canvas.selection, None if pinned is None else pinned.unit))
        part = self._part(path)
        return None if part is None else self._in_words(part)

    def count(self, path: Path) -> int:
        diagram = self._canvas.net.diagram
        part = self._part(path) if path else None
        if not path:
            return len(diagram.ids)
        if isinstance(part, Neuron):
            return len(of_neuron(diagram, part))
        if part == INPUT:
            return len(diagram.ends.inputs)
        if not isinstance(part, int):
            return 0
        layer = diagram.layer(part)
        return layer.units_out if layer.has_neurons else len(layer.inside)

    def current(self) -> Path:
        selection, pinned = self._canvas.selection, self._canvas.hover.pinned
        ids = self._canvas.net.diagram.ids
        if selection not in ids:
            return ()
        at = ids.index(selection)
        return (at,) if pinned is None or pinned.block_id != selection else (at, pinned.unit)

    def at(self, point: QPoint) -> Path:
        found = hit(self._canvas.net, self._canvas.at(point))
        ids = self._canvas.net.diagram.ids
        part = found.part
        if isinstance(part, Weight):
            neuron = Neuron(part.block_id, part.index[-1])
            return (ids.index(part.block_id), neuron.unit, of_neuron(self._canvas.net.diagram, neuron).index(part))
        if isinstance(part, Neuron):
            return (ids.index(part.block_id), part.unit)
        if isinstance(part, InnerLayer):
            return (ids.index(part.block_id), part.index)
        return (ids.index(found.block_id),) if found.block_id in ids else ()

    def _part(self, path: Path) -> Part | None:
        """What stands at a place; None where nothing does."""
        diagram = self._canvas.net.diagram
        if path[0] >= len(diagram.ids):
            return None
        block_id = diagram.ids[path[0]]
        if len(path) == 1:
            return block_id
        if block_id != INPUT and not diagram.layer(block_id).has_neurons:
            return InnerLayer(block_id, path[1]) if len(path) == 2 and path[1] < len(diagram.layer(block_id).inside) else None
        neuron = Neuron(block_id, path[1])
        if not exists(diagram, neuron) or len(path) == 2:
            return neuron if exists(diagram, neuron) else None
        numbers = of_neuron(diagram, neuron)
        return numbers[path[2]] if len(path) == 3 and path[2] < len(numbers) else None

    def _in_words(self, part: Part) -> Spoken:
        net = self._canvas.net
        if isinstance(part, Weight):
            return self._number(part)
        if isinstance(part, Neuron | InnerLayer):
            first, *others = TIP[type(part)](net, Hit(part, None)).split("\n")
            return Spoken(first, _sentences(others), box=self._box(self._place(part)))
        about = [TIP[BlockBody](net, Hit(BlockBody(part), part))]
        if part != INPUT and net.diagram.layer(part).parameters:
            about.append(TIP[GradientMeter](net, Hit(GradientMeter(part), part)))
        lines = [line for text in about for line in text.split("\n")]
        return Spoken(spoken(net.diagram, part), _sentences(lines), box=self._box(self._place(part)))

    def _number(self, weight: Weight) -> Spoken:
        net = self._canvas.net
        known = value_of(net, weight) is not None
        tip = TIP[Weight](net, Hit(weight, None)).replace("\n", " ") if known else name_of(net.diagram, weight)
        return Spoken(tip, box=self._box(self._place(weight)))

    def _place(self, part: Part) -> QRectF:
        """In the scene; of a layer that is being dragged, too."""
        net = self._canvas.net
        block_id = part if isinstance(part, int) else part.block_id
        item = net.inputs if block_id == INPUT else net.blocks[block_id]
        if isinstance(part, int):
            return item.mapRectToScene(item.boundingRect())
        if isinstance(part, InnerLayer):
            return item.mapRectToScene(rect(item.form.chips[part.index]))
        if isinstance(part, Neuron) and part.unit < len(item.form.cells):
            return item.mapRectToScene(rect(item.form.cells[part.unit]))
        on_link = isinstance(part, Weight) and part.array == WEIGHTS
        middle = item.scenePos() if on_link and net.links[block_id].gap is None else point_of(net, part)
        return QRectF(middle - QPointF(HALF, HALF), middle + QPointF(HALF, HALF))

    def _box(self, place: QRectF) -> QRect:
        """A part of the scene in the canvas's coordinates."""
        origin = self._canvas.at(QPoint())
        zoom = FAR / (self._canvas.at(QPoint(FAR, 0)).x() - origin.x())
        corner = (place.topLeft() - origin) * zoom
        return QRectF(corner, place.size() * zoom).toRect()


def _sentences(lines: list[str]) -> str:
    """The lines of a tip one after the other, with the pauses that line breaks are to the eye."""
    return " ".join(line if line.endswith((".", "。")) else f"{line}." for line in lines)
