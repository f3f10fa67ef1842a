"""What an entry of a family looks like: its curves, its formulas and a remark, computed by the engine itself. No Qt in here.

To give a family previews, write one function below, registered for its base class; new entries of it need nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, singledispatch

import numpy as np

from engine.core.arrays import Array
from engine.core.language import current_language
from engine.core.number_format import format_number
from engine.core.params import params_of
from engine.core.registry import Entry
from engine.core.tape import Tape
from engine.core.translation import N_, _
from engine.data.table import Task
from engine.nn.activations import Activation
from engine.nn.losses import Loss, mean_loss
from engine.optim.optimizers import Optimizer, memory_text, written_rule
from engine.optim.regularizers import Penalty
from engine.optim.schedules import Schedule

POINTS = 161
REACH = 4.0  # activations are drawn from -4 to 4
FARTHEST = 3.0  # errors and scores from -3 to 3
EXAMPLE = np.array([-0.3, 1.1, 0.2])  # scores of three units, for what takes all of them at once
SHARES = N_("Example. All units count: three scores become shares of a whole, which add up to 100 %.")
HEAVIEST = 2.0  # weights from -2 to 2
SHOWN_EPOCHS, STEPS_PER_EPOCH = 300, 10


@dataclass(frozen=True, eq=False)
class PreviewCurve:
    """`name` for the legend, and `y` (points,) over the preview's x."""

    name: str
    y: Array


@dataclass(frozen=True, eq=False)
class EntryPreview:
    """Curves over `x` (points,), the function first and then its slope; the formulas of an update rule; and a remark.

    `x_name` is the title of the axis, `x_short_name` replaces it in the read-out. `y_range` is the same for all small pictures of
    a family, so that they can be compared. `shares` is for what takes all units at once, as softmax does: for some example scores
    what becomes of them, drawn in place of curves.
    """

    x: Array
    x_name: str = ""
    x_short_name: str = ""
    curves: tuple[PreviewCurve, ...] = ()
    y_range: tuple[float, float] | None = None
    formulas: tuple[str, ...] = ()
    remark: str = ""
    shares: tuple[tuple[float, float], ...] = ()

    @property
    def short_remark(self) -> str:
        """The remark without its brackets, which English puts after a space and Korean does not."""
        return self.remark.partition("(")[0].rstrip(" .")

    @property
    def is_informative(self) -> bool:
        """Whether there is more to see than a horizontal line."""
        return bool(self.formulas or self.shares) or any(float(np.ptp(curve.y)) > 0 for curve in self.curves)


def preview_of(item: Entry) -> EntryPreview | None:
    """The preview of an entry with its hyperparameters; None for families without previews."""
    return _preview_in(current_language(), item)


@lru_cache(maxsize=256)
def _preview_in(language: str, item: Entry) -> EntryPreview | None:
    return _draw(item)


def link_preview(loss: Loss, outputs: int) -> EntryPreview | None:
    """The prediction that a loss makes of one score while the others are 0; None when predictions are the scores themselves."""
    return _link_preview_in(current_language(), loss, outputs)


@lru_cache(maxsize=32)
def _link_preview_in(language: str, loss: Loss, outputs: int) -> EntryPreview | None:
    if outputs > 1:
        linked = loss.link(EXAMPLE[:, np.newaxis])[:, 0]
        if not np.array_equal(linked, EXAMPLE):
            return EntryPreview(EXAMPLE, _("score"), shares=_pairs(linked), remark=_(SHARES))
    x = np.linspace(-REACH, REACH, POINTS)
    scores = np.zeros((outputs, POINTS))
    scores[0] = x
    linked = loss.link(scores)[0]
    if np.array_equal(linked, x):
        return None
    if np.array_equal(linked, np.sign(x)):
        curves = PreviewCurve(_("prediction"), linked), PreviewCurve(_("slope"), np.zeros(POINTS))
        return EntryPreview(x, _("score"), _("score"), curves, remark=_("The slope of the sign is 0 wherever it has one."))
    curves = PreviewCurve(_("probability"), linked), PreviewCurve(_("slope"), np.gradient(linked, x))
    return EntryPreview(x, _("score"), _("score"), curves)


def _pairs(values: Array) -> tuple[tuple[float, float], ...]:
    return tuple(zip(EXAMPLE.tolist(), values.tolist(), strict=True))


def has_preview(cls: type[Entry]) -> bool:
    """Whether the family of a class has previews, without computing one."""
    return _draw.dispatch(cls) is not _draw.dispatch(object)


@singledispatch
def _draw(item: Entry) -> EntryPreview | None:
    return None


@_draw.register(Activation)
def _activation(item: Activation) -> EntryPreview:
    x = np.linspace(-REACH, REACH, POINTS)
    together = item.function(EXAMPLE[np.newaxis])[0]
    if not np.allclose(together, item.function(EXAMPLE[:, np.newaxis])[:, 0]):
        return EntryPreview(EXAMPLE, "z", shares=_pairs(together), remark=_(SHARES))
    f, slope = item.function(x[:, np.newaxis])[:, 0], item.derivative(x[:, np.newaxis])[:, 0]
    curves = PreviewCurve("f", f), PreviewCurve("f′", slope)
    return EntryPreview(x, "z", curves=curves, y_range=(-1.6, 2.6), remark=_about_slope(f, slope))


def _about_slope(f: Array, slope: Array) -> str:
    """What the slope means for learning."""
    flat = f[2:] == f[:-2]
    if not slope.any():
        return _("f′ is 0 wherever it exists: no gradient comes through, so layers before it cannot learn.")
    if np.any(flat & (slope[1:-1] != 0)):
        return _("The true slope is 0. Drawn is the f′ that training uses in its place.")
    return _("Between −4 and 4, f′ is at most {most}; it is {low} at −4 and {high} at 4.").format(
        most=format_number(slope.max()), low=format_number(slope[0], 2), high=format_number(slope[-1], 2)
    )


@_draw.register(Loss)
def _loss(item: Loss) -> EntryPreview:
    """For regression over the error; for classification over the score of two classes, the second of which is the right one."""
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
        remark = _("Slope at a score of −3, which is wrong: {wrong} in size; at +3, which is right: {right}.").format(
            wrong=format_number(wrong, 2), right=format_number(right, 2)
        )
    else:
        small = float(np.interp(0.5, x, slope))
        remark = _("Slope at an error of 3: {large}; at one of 0.5: {small}.").format(
            large=format_number(right, 2), small=format_number(small, 2)
        )
    name = _("score of the right class") if compares_classes else _("error: prediction − target")
    short_name = _("score") if compares_classes else _("error")
    curves = PreviewCurve(_("loss"), value), PreviewCurve(_("slope"), slope)
    return EntryPreview(x, name, short_name, curves, (-2.5, 4.5), remark=remark)


@_draw.register(Optimizer)
def _optimizer(item: Optimizer) -> EntryPreview:
    return EntryPreview(np.zeros(0), formulas=written_rule(item), remark=_("{sentence}.").format(sentence=memory_text(item)))


@_draw.register(Schedule)
def _schedule(item: Schedule) -> EntryPreview:
    lengths = [int(getattr(item, name)) for name, about in params_of(item).items() if about.unit == "epochs"]
    epochs = np.linspace(0, max(3 * max(lengths, default=0), 10) if any(lengths) else SHOWN_EPOCHS, POINTS)
    steps = np.rint(epochs * STEPS_PER_EPOCH).astype(int)
    share = np.array([item.rate(1.0, int(step), STEPS_PER_EPOCH, item.memory) for step in steps])
    remark = _("When it falls depends on the losses: only the run can say.") if item.memory else ""
    curves = (PreviewCurve(_("share of the learning rate"), share),)
    return EntryPreview(epochs, _("epochs"), curves=curves, y_range=(-0.05, 1.1), remark=remark)


@_draw.register(Penalty)
def _penalty(item: Penalty) -> EntryPreview:
    x = np.linspace(-HEAVIEST, HEAVIEST, POINTS)
    cost = np.array([item.value(np.array([weight])) for weight in x])
    remark = "" if cost.any() else _("It adds nothing to the loss.")
    curves = PreviewCurve(_("cost"), cost), PreviewCurve(_("slope"), np.gradient(cost, x))
    return EntryPreview(x, _("weight"), curves=curves, remark=remark)
