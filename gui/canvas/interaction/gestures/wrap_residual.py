"""The bracket above the selected layers, dragged over their neighbours: let go, a residual block leads around them all."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from engine.recipe.recipe import Recipe
from gui.canvas.diagram.diagram import Diagram, plan_of
from gui.canvas.interaction.gestures.base import Gesture, Stage
from gui.model.residual_edits import objection, wrap

AT_THE_INPUTS = "The inputs stay outside: a way around begins behind them."
AT_THE_OUTPUT = "The output stays outside: its scores go straight to the loss."


class WrapResidual(Gesture):
    """Over at least the layers that were selected; a click on the handle bridges just these. While dragging it says what the
    block will be, or why it cannot be.
    """

    def __init__(self, stage: Stage, start: QPoint) -> None:
        self._stage, self._start = stage, start
        self._chosen = self._run = stage.chosen
        self._reason = objection(stage.builder.document.project.recipe, self._run)
        self._dragging = False

    def move(self, to: QPoint) -> None:
        if not self._dragging and (to - self._start).manhattanLength() < QApplication.startDragDistance():
            return
        if not self._dragging:
            self._dragging = True
            self._stage.set_cursor(Qt.CursorShape.SizeHorCursor)
        stage, project, x = self._stage, self._stage.builder.document.project, self._stage.at(to).x()
        places = stage.net.layout.places
        order = [place.id for place in places[1:-1]]
        first, last = order.index(self._chosen[0]), order.index(self._chosen[-1])
        hidden = list(enumerate(places[1:-1]))
        first = min([first, *(at for at, place in hidden if x < place.middle)])
        last = max([last, *(at for at, place in hidden if x > place.middle)])
        self._run = tuple(int(block_id) for block_id in order[first : last + 1])
        past = AT_THE_INPUTS if x < places[0].middle else AT_THE_OUTPUT if x > places[-1].middle else ""
        self._reason = past or objection(project.recipe, self._run)
        text = self._reason or bridge_in_words(stage.net.plan, wrap(project, self._run)[0].recipe, self._run)
        stage.net.hold_bracket(self._run, text, refused=bool(self._reason))

    def finish(self) -> None:
        run, reason = self._run, self._reason
        self.cancel()
        if reason:
            self._stage.say(reason)
            return
        new = self._stage.builder.wrap(run)
        if new is not None:
            self._stage.select(new)

    def cancel(self) -> None:
        self._stage.net.hold_bracket(())
        self._stage.set_cursor(None)


def bridge_in_words(plan: Diagram, after: Recipe, run: tuple[int, ...]) -> str:
    """What a residual block around a run of layers does to the widths, and to what comes behind it."""
    inside = [plan.stop(block_id) for block_id in run]
    wide, out = inside[0].units_in, inside[-1].units_out
    names = " and ".join(stop.name for stop in inside) if len(inside) < 3 else f"{inside[0].name} to {inside[-1].name}"
    text = f"A way around {names}: {wide} → {out}, then back to {wide} by a linear layer."
    then = {stop.id: stop.units_in for stop in plan_of(after, plan.ends).stops}
    for stop in plan.stops:
        if stop.parameters and then.get(stop.id, stop.units_in) != stop.units_in:
            return f"{text} {stop.name} then gets {then[stop.id]} values, not {stop.units_in}: it starts anew."
    return text
