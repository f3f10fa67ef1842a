"""The numbers of a descent, step by step: as curves to draw, and as columns to save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import _
from engine.experiments.descent.descent import Descent
from engine.optim.optimizers import OPTIMIZERS
from gui.plotting.curves.curves import Curve, curve
from gui.views.descent.ball_style import ball_style


def value_curves(descent: Descent) -> tuple[Curve, ...]:
    """The function's value at each step of each ball."""
    found = []
    for ball in descent.balls:
        style, values = ball_style(ball.kind), ball.values
        name = _(OPTIMIZERS[ball.kind].label)
        one = curve(name, style.colour, np.arange(len(values)), values, now=float(values[-1]))
        found.append(replace(one, dashed=style.hollow))
    return tuple(found)


def path_columns(descent: Descent) -> Mapping[str, Array]:
    """The place of each ball, its value and the length of its gradient, by English names; NaN where a ball has ended before."""
    last = max((ball.steps for ball in descent.balls), default=0)
    found: dict[str, Array] = {"step": np.arange(last + 1.0)}
    for ball in descent.balls:
        for name, numbers in (*zip("xy", ball.path.T, strict=False), ("f", ball.values), ("gradient", ball.slopes)):
            column = np.full(last + 1, np.nan)
            column[: len(numbers)] = np.where(np.isfinite(numbers), numbers, np.nan)
            found[f"{OPTIMIZERS[ball.kind].label} {name}"] = column
    return found
