"""Ask me: which number of a stage is asked for, whether an answer is right, and what helps after a wrong one."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from engine.core.translation import _
from gui.views.microscope.sheets.sheet import Sheet, Worked

TOLERANCE = 0.01  # of the right number
LEAST = 0.1  # of the largest number of its kind: what is smaller is as good as 0, and lost in the rounding of the others
CANCELLED = 0.05  # of the size of the terms: of a smaller sum four figures of them do not give 1 %
KNOWN = {"tanh", "sin", "cos", "ln", "cosh", "sign", "max", "min", "e"}


@dataclass(frozen=True)
class Question:
    """One blank: the cell and its right number. `wrong` counts the answers so far."""

    cell: tuple[int, int]
    value: float
    worked: Worked
    wrong: int = 0

    def is_right(self, answer: float) -> bool:
        return abs(answer - self.value) <= TOLERANCE * abs(self.value)

    def hint(self) -> str:
        """After the first wrong answer the rule; after the second the rule with the numbers in."""
        if self.wrong < 2:
            return _("Not yet. The rule: {rule}").format(rule=self.worked.rule)
        return _("Not yet. With the numbers: {name} = {sum}").format(name=self.worked.name, sum=self.worked.sum)


def question_of(sheet: Sheet, number: int) -> Question | None:
    """The `number`-th question that a sheet has; None where it has nothing worth asking."""
    cells = candidates(sheet)
    if not cells:
        return None
    row, column = cells[number % len(cells)]
    value, worked = sheet.value(row, column), sheet.worked(row, column)
    return None if value is None or worked is None else Question((row, column), value, worked)


def candidates(sheet: Sheet, most: int = 24) -> list[tuple[int, int]]:
    """Cells whose numbers are not trivially 0 and can be worked out from those on show; of each kind the larger ones, mixed."""
    found: list[list[tuple[int, int]]] = []
    for region in sheet.regions:
        size = np.abs(np.where(np.isfinite(region.values), region.values, 0.0)).astype(np.float64)
        if not region.asked or not size.max(initial=0.0) > 0:
            continue
        large = np.argsort(-size, axis=None, kind="stable")[:most]
        places = [divmod(int(at), region.values.shape[1]) for at in large]
        cells = [(i + region.top, j + region.left) for i, j in places if size[i, j] >= LEAST * size.max()]
        found.append([cell for cell in cells if _can_be_worked_out(sheet.worked(*cell), sheet.value(*cell))])
    longest = max(map(len, found), default=0)
    return [cells[k] for k in range(longest) for cells in found if k < len(cells)]


def _can_be_worked_out(worked: Worked | None, value: float | None) -> bool:
    """Whether all its numbers are there with figures enough: no letter is left, no term left out, and they do not cancel."""
    if worked is None or value is None or not worked.sum or "…" in worked.sum or abs(value) < CANCELLED * worked.size:
        return False
    return all(word in KNOWN for word in re.findall(r"[^\W\d_]+", re.sub(r"[⁰-⁹²³]", "", worked.sum)))
