"""What a session adds to a snapshot for the rarer views, and what it remembers from one picture to the next for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.core.arrays import Array
from engine.inspection import histograms
from engine.inspection.snapshot import Look
from engine.training.session import Session

HIDDEN_POINTS = 25  # along each axis of the grid that the hidden space shows


class Looking:
    """Changes with each picture: keeps the counts of moments, and the directions of the hidden space's plane."""

    def __init__(self, grid: Callable[[Look, int], Array]) -> None:
        self._grid = grid
        self._weights = histograms.WeightLook()
        self._plane: tuple[int, Array] | None = None  # the layer's id, (2, units)

    def seen(self, session: Session, look: Look) -> dict[str, Any]:
        """The snapshot's fields that `look` asks for."""
        network, data = session.network, session.data
        found: dict[str, Any] = {}
        if look.predicted:
            found["predicted"] = histograms.predicted(network, data)
        if look.activations:
            found["activations"] = histograms.activations(network, data)
        if look.weights is not None:
            found["weights"] = self._weights.history(network, look.weights, session.moments, session.step)
        if look.hidden is not None:
            found["hidden"] = self._hidden(session, look, look.hidden)
        return found

    def _hidden(self, session: Session, look: Look, layer: int) -> Any:
        before = self._plane[1] if self._plane is not None and self._plane[0] == layer else None
        grid = self._grid(look, HIDDEN_POINTS)
        made = histograms.hidden(session.network, session.data, layer, grid, HIDDEN_POINTS, before)
        if made is None:
            return None
        self._plane = layer, made[1]
        return made[0]
