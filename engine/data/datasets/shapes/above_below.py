"""A curve that the user types, and points above and below it: a boundary of one's own choice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.number_format import format_number
from engine.core.params import param
from engine.core.translation import N_, _
from engine.data.data_problem import DataProblem
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.datasets.shapes.points import HALF_WIDTH, imbalance_param, noise_param, points_table, rows_param, uneven_classes
from engine.data.formulas.curve import curve_of, curve_text, height
from engine.data.formulas.printer import pretty
from engine.data.table import Table

STRIPS = 2400  # of the square, in each of which the curve counts as level
LEAST_SHARE = 0.005  # of the square that each side of the curve must have


@DATASETS.add("above_below", "Above f(x)")
@dataclass(frozen=True)
class AboveBelow(Dataset):
    """Whether x₂ lies above or below f(x₁), for a formula f of your own; points are spread evenly over each side."""

    order: ClassVar[int] = 11
    formula: str = param(
        "2*sin(x)",
        "f(x)",
        reads=curve_text,
        help="A formula of x, such as 2*sin(x), x**2/4 - 3 or abs(x) - 2. It may use + - * / **, brackets, pi, abs, exp, log, "
        "max, min, sign, sin, cos, tan, sqrt and tanh.",
    )
    rows: int = rows_param()
    noise: float = noise_param()
    imbalance: float = imbalance_param()

    def rule(self) -> str:
        text = _("Class “above”: x₂ > {formula}; class “below”: the rest of the square. Points are spread evenly over each side.")
        return text.format(formula=pretty(curve_of(self.formula), ("x₁",)))

    def make(self, rng: np.random.Generator) -> Table:
        """Raises DataProblem where the formula is no number, or leaves no room on one side."""
        target = uneven_classes(self.rows, 2, self.imbalance)
        middles = HALF_WIDTH * (2 * (np.arange(STRIPS) + 0.5) / STRIPS - 1)
        curve = np.clip(height(curve_of(self.formula), middles), -HALF_WIDTH, HALF_WIDTH)
        strip, share = np.empty(self.rows, np.int64), rng.uniform(0, 1, self.rows)
        for side, room in ((0, curve + HALF_WIDTH), (1, HALF_WIDTH - curve)):
            part = room.sum() / (2 * HALF_WIDTH * STRIPS)
            if part < LEAST_SHARE:
                raise DataProblem(_(NO_ROOM[side]).format(low=format_number(-HALF_WIDTH), high=format_number(HALF_WIDTH)))
            strip[target == side] = rng.choice(STRIPS, np.count_nonzero(target == side), p=room / room.sum())
        x1 = middles[strip] + rng.uniform(-1, 1, self.rows) * HALF_WIDTH / STRIPS
        at = curve[strip]
        x2 = np.where(target == 1, at + share * (HALF_WIDTH - at), at - share * (at + HALF_WIDTH))
        return points_table(x1, x2, target, self.noise, rng, N_("side"), (N_("below"), N_("above")))


NO_ROOM = (
    N_("The curve leaves no room below it between {low} and {high}: raise it, such as by + 3."),
    N_("The curve leaves no room above it between {low} and {high}: lower it, such as by - 3."),
)
