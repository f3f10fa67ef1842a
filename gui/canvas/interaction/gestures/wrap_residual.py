"""The bracket above the selected layers, dragged over their neighbours: on release they all become one residual block."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from engine.core.translation import N_, _, joined
from engine.recipe.recipe import Recipe
from gui.canvas.diagram.diagram import Diagram, diagram_of
from gui.canvas.interaction.canvas_host import CanvasHost
from gui.canvas.interaction.gestures.base import Gesture
from gui.model.residual_edits import objection, wrap

AT_THE_INPUTS = N_("The inputs stay outside: a skip connection begins behind them.")
AT_THE_OUTPUT = N_("The output stays outside: its scores go straight to the loss.")


class WrapResidual(Gesture):
    """Over at least the layers that were selected; a click on the handle wraps just these. While dragging it shows what the
    block will be, or why it cannot be.
    """

    def __init__(self, canvas: CanvasHost, start: QPoint) -> None:
        self._canvas, self._start = canvas, start
        self._chosen = self._run = canvas.selected_layers
        self._reason = objection(canvas.document.project.recipe, self._run)
        self._dragging = False

    def move(self, to: QPoint) -> None:
        if not self._dragging and (to - self._start).manhattanLength() < QApplication.startDragDistance():
            return
        if not self._dragging:
            self._dragging = True
            self._canvas.set_cursor(Qt.CursorShape.SizeHorCursor)
        canvas, project, x = self._canvas, self._canvas.document.project, self._canvas.at(to).x()
        places = canvas.net.layout.places
        order = [place.id for place in places[1:-1]]
        first, last = order.index(self._chosen[0]), order.index(self._chosen[-1])
        hidden = list(enumerate(places[1:-1]))
        first = min([first, *(at for at, place in hidden if x < place.middle)])
        last = max([last, *(at for at, place in hidden if x > place.middle)])
        self._run = tuple(block_id for block_id in order[first : last + 1])
        past = AT_THE_INPUTS if x < places[0].middle else AT_THE_OUTPUT if x > places[-1].middle else ""
        self._reason = _(past) or objection(project.recipe, self._run)
        text = self._reason or describe_residual(canvas.net.diagram, wrap(project, self._run)[0].recipe, self._run)
        canvas.net.drag_bracket(self._run, text, refused=bool(self._reason))

    def finish(self) -> None:
        run, reason = self._run, self._reason
        self.cancel()
        if reason:
            self._canvas.show_message(reason)
            return
        new = self._canvas.commands.wrap(run)
        if new is not None:
            self._canvas.select(new)

    def cancel(self) -> None:
        self._canvas.net.drag_bracket(())
        self._canvas.set_cursor(None)


def describe_residual(diagram: Diagram, after: Recipe, run: tuple[int, ...]) -> str:
    """What a residual block around a run of layers does to the widths, and to what comes behind it."""
    inside = [diagram.layer(block_id) for block_id in run]
    wide, out = inside[0].units_in, inside[-1].units_out
    text = _("A skip connection around {first} to {last}: {wide} → {out}, then back to {wide} by a linear layer.")
    if len(inside) == 1:
        text = _("A skip connection around {first}: {wide} → {out}, then back to {wide} by a linear layer.")
    elif len(inside) == 2:
        text = _("A skip connection around {first} and {last}: {wide} → {out}, then back to {wide} by a linear layer.")
    text = text.format(first=inside[0].name, last=inside[-1].name, wide=wide, out=out)
    then = {layer.id: layer.units_in for layer in diagram_of(after, diagram.ends).layers}
    for layer in diagram.layers:
        if layer.parameters and then.get(layer.id, layer.units_in) != layer.units_in:
            changed = _("{layer} then gets {after} values, not {before}: its weights start again.")
            return joined((text, changed.format(layer=layer.name, after=then[layer.id], before=layer.units_in)))
    return text
