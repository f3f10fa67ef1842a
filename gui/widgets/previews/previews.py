"""What an entry of a family looks like: its curves, its rule, and a remark, worked out by the engine itself. No Qt in here.

To give a whole family pictures, write one function below; a new entry of a family that has one is drawn by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, singledispatch

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_number
from engine.core.params import params_of
from engine.core.registry import Entry
from engine.core.tape import Tape
from engine.core.translation import _
from engine.data.table import Task
from engine.nn.activations import Activation
from engine.nn.losses import Loss, mean_loss
from engine.optim.optimizers import Optimizer, memory_text, written_rule
from engine.optim.regularizers import Penalty
from engine.optim.schedules import Schedule

POINTS = 161
REACH = 4.0  # activations are drawn from -4 to 4
FARTHEST = 3.0  # errors and scores from -3 to 3
HEAVIEST = 2.0  # weights from -2 to 2
SHOWN_EPOCHS, STEPS_PER_EPOCH = 300, 10


@dataclass(frozen=True, eq=False)
class PreviewCurve:
    """`name` stands in the legend, `y` (points,) over the preview's x."""

    name: str
    y: Array


@dataclass(frozen=True, eq=False)
class EntryPreview:
    """Curves over `x` (points,), the main one first and then its slope; the formulas of a rule; and a sentence about both.

    `y_range` is what small pictures of the family have in common, so that they can be compared.
    """

    x: Array
    x_name: str = ""
    curves: tuple[PreviewCurve, ...] = ()
    y_range: tuple[float, float] | None = None
    lines: tuple[str, ...] = ()
    remark: str = ""

    @property
    def is_informative(self) -> bool:
        """Whether there is more to see than a level line."""
        return bool(self.lines) or any(float(np.ptp(curve.y)) > 0 for curve in self.curves)


@lru_cache(maxsize=256)
def preview_of(item: Entry) -> EntryPreview | None:
    """The preview of an entry with the numbers it has; None for families that have none."""
    return _draw(item)


@lru_cache(maxsize=32)
def link_preview(loss: Loss, outputs: int) -> EntryPreview | None:
    """What a loss makes of a score, the others being 0; None when it leaves scores as they are."""
    x = np.linspace(-REACH, REACH, POINTS)
    scores = np.zeros((outputs, POINTS))
    scores[0] = x
    linked = loss.link(scores)[0]
    if np.array_equal(linked, x):
        return None
    name = "score" if outputs == 1 else "score, while the others are 0"
    return EntryPreview(x, name, (PreviewCurve("probability", linked), PreviewCurve("slope", np.gradient(linked, x))))


def has_preview(cls: type[Entry]) -> bool:
    """Whether the family of a class has previews, without drawing one."""
    return _draw.dispatch(cls) is not _draw.dispatch(object)


@singledispatch
def _draw(item: Entry) -> EntryPreview | None:
    return None


@_draw.register(Activation)
def _activation(item: Activation) -> EntryPreview:
    x = np.linspace(-REACH, REACH, POINTS)
    rows = np.zeros((POINTS, 3))  # three units, of which one moves: for most activations the others make no difference
    rows[:, 0] = x
    f, slope = item.function(rows)[:, 0], item.derivative(rows)[:, 0]
    alone = item.function(rows[:, :1])[:, 0]
    curves = PreviewCurve("f", f), PreviewCurve("f′", slope)
    return EntryPreview(x, "z", curves, (-1.6, 2.6), remark=_about_slope(f, slope, not np.allclose(alone, f)))


def _about_slope(f: Array, slope: Array, mixes: bool) -> str:
    """What the slope means for learning."""
    flat = f[2:] == f[:-2]
    if not slope.any():
        return "f′ is 0 wherever it exists: no gradient comes through, so layers before it cannot learn."
    if np.any(flat & (slope[1:-1] != 0)):
        return "The true slope is 0. Drawn is the f′ that training uses in its place."
    low, high = (format_number(edge, 2) for edge in (slope[0], slope[-1]))
    ends = f"From −4 to 4 f′ is at most {format_number(slope.max())}; at −4 it is {low}, at 4 {high}."
    if mixes:
        return f"All units of the layer count: drawn is one of three, while the others stay at 0. {ends}"
    return ends


@_draw.register(Loss)
def _loss(item: Loss) -> EntryPreview:
    """Over the error where numbers can be compared; otherwise over the score of two classes, of which the second is right."""
    compares_classes = bool(item.objection(Task(0)))
    x = np.linspace(-FARTHEST, FARTHEST, POINTS)
    scores = x[np.newaxis]
    task, target = (Task(2), 1.0) if compares_classes else (Task(0), 0.0)
    targets = item.encode(np.full(POINTS, target), task)
    value = np.array([mean_loss(item, scores[:, k : k + 1], targets[:, k : k + 1]) for k in range(POINTS)])
    tape = Tape(POINTS, np.dtype(np.float64), training=True)
    gradient = item.record(tape, scores.copy(), targets)
    tape.run()
    slope = gradient[0] * POINTS  # recorded is the gradient of the mean
    wrong, right = float(abs(slope[0])), float(abs(slope[-1]))
    if compares_classes:
        remark = _("A score that is wrong by 3 pulls with {wrong}, one that is right by 3 with {right}.").format(
            wrong=format_number(wrong, 2), right=format_number(right, 2)
        )
    else:
        small = float(np.interp(0.5, x, slope))
        remark = f"An error of 3 pulls with {format_number(right, 2)}, one of 0.5 with {format_number(small, 2)}."
    name = "score, while the second class is right" if compares_classes else "error: score − target"
    return EntryPreview(x, name, (PreviewCurve("loss", value), PreviewCurve("slope", slope)), (-2.5, 4.5), remark=remark)


@_draw.register(Optimizer)
def _optimizer(item: Optimizer) -> EntryPreview:
    return EntryPreview(np.zeros(0), lines=written_rule(item), remark=f"{memory_text(item)}.")


@_draw.register(Schedule)
def _schedule(item: Schedule) -> EntryPreview:
    lengths = [int(getattr(item, name)) for name, about in params_of(item).items() if about.unit == "epochs"]
    epochs = np.linspace(0, max(3 * max(lengths, default=0), 10) if any(lengths) else SHOWN_EPOCHS, POINTS)
    steps = np.rint(epochs * STEPS_PER_EPOCH).astype(int)
    share = np.array([item.rate(1.0, int(step), STEPS_PER_EPOCH, item.memory) for step in steps])
    remark = "When it falls depends on the losses: only the run can say." if item.memory else ""
    return EntryPreview(epochs, "epochs", (PreviewCurve("share of the learning rate", share),), (-0.05, 1.1), remark=remark)


@_draw.register(Penalty)
def _penalty(item: Penalty) -> EntryPreview:
    x = np.linspace(-HEAVIEST, HEAVIEST, POINTS)
    cost = np.array([item.value(np.array([weight])) for weight in x])
    remark = "" if cost.any() else "It adds nothing to the loss."
    return EntryPreview(x, "weight", (PreviewCurve("cost", cost), PreviewCurve("slope", np.gradient(cost, x))), remark=remark)
