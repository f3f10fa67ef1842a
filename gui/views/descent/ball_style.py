"""How balls look: a colour of the scheme of runs for each optimizer, for life; those beyond the palette are hollow and dashed."""

from __future__ import annotations

from dataclasses import dataclass

from engine.optim.optimizers import OPTIMIZERS
from gui.style.colour_schemes import run_colours

FIRST = ("sgd", "momentum", "rmsprop", "nesterov", "adagrad", "adam")  # filled, with the six colours of the palette


@dataclass(frozen=True)
class BallStyle:
    """`hollow`: drawn as a ring with a dashed trace, because a filled ball has the same colour."""

    colour: str
    hollow: bool

    @property
    def mark(self) -> str:
        """Its swatch, as `LegendEntry` has it."""
        return "hollow" if self.hollow else "dot"


def ball_style(kind: str) -> BallStyle:
    """Of the optimizer of that name, in the colours of the current theme."""
    order = [*FIRST, *(name for name in OPTIMIZERS.names() if name not in FIRST)]
    at = order.index(kind)
    return BallStyle(run_colours(len(order))[at], at >= len(FIRST))
