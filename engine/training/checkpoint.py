"""The whole state of a session at one step, apart from its recipe: enough to go on bit for bit."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.recipe.recipe import Recipe
from engine.training.batches import BatchPosition
from engine.training.control import CourseState, course_from
from engine.training.history import MOST_MARKS, History, Mark


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """Copies; nothing that happens later changes them."""

    theta: Array  # (parameters,)
    grad: Array  # (parameters,), of the last mini-batch
    optimizer_state: Array  # (memory, parameters)
    buffers: Array  # running statistics, flat
    step: int
    epoch: int
    optimizer_step: int  # steps that the optimizer's memory has seen
    place: BatchPosition
    history: History
    course: CourseState = field(default_factory=CourseState)
    moments: tuple[Keyframe, ...] = ()  # of the run so far

    def check(self, theta: Array, optimizer_state: Array, buffers: Array, rows: int) -> None:
        """Raise ValueError with a sentence unless it fits a network with such vectors and a dataset of so many training rows."""
        mine, theirs = (self.theta, self.optimizer_state, self.buffers), (theta, optimizer_state, buffers)
        if [a.shape for a in mine] != [a.shape for a in theirs]:
            raise ValueError("The trained state belongs to another network.")
        if len(self.place.order) and not np.array_equal(np.sort(self.place.order), np.arange(rows)):
            raise ValueError("The trained state belongs to another dataset.")

    def to_arrays(self) -> dict[str, Array]:
        """The numbers, as plain arrays for a file."""
        best = self.course.best
        kept = {} if best is None else {"best_theta": best.theta, "best_buffers": best.buffers}
        return {
            "theta": self.theta,
            "grad": self.grad,
            "optimizer_state": self.optimizer_state,
            "buffers": self.buffers,
            "order": self.place.order,
            "history_steps": self.history.steps,
            "history_rows": self.history.rows,
            **kept,
        }

    def meta(self) -> dict[str, Any]:
        """The rest, as plain data for JSON."""
        return {
            "step": self.step,
            "epoch": self.epoch,
            "optimizer_step": self.optimizer_step,
            "rng_state": self.place.rng_state,
            "next_batch": self.place.next_batch,
            "history_columns": list(self.history.columns),
            "history_stride": self.history.stride,
            "course": self.course.to_data(),
            "history_marks": [[mark.step, mark.text] for mark in self.history.marks],
        }


def checkpoint_from(arrays: dict[str, Array], meta: dict[str, Any]) -> Checkpoint:
    """The checkpoint that `to_arrays` and `meta` describe. Raises ValueError when they do not fit together."""
    try:
        whole = {name: int(meta[name]) for name in ("step", "epoch", "optimizer_step", "next_batch", "history_stride")}
        if min(whole.values()) < 0 or whole["history_stride"] < 1:
            raise ValueError("its counters are damaged")
        rng = np.random.default_rng()
        rng.bit_generator.state = meta["rng_state"]
        columns = tuple(str(name) for name in meta["history_columns"])
        history = History.from_rows(columns, whole["history_stride"], arrays["history_steps"], arrays["history_rows"])
        history.marks = tuple(Mark(int(step), str(text)) for step, text in meta.get("history_marks", ()))[-MOST_MARKS:]
        theta, grad, state, order = (arrays[name] for name in ("theta", "grad", "optimizer_state", "order"))
        buffers = arrays.get("buffers", theta[:0])  # earlier versions had no layer with any
        course = CourseState()
        if "course" in meta:  # earlier versions had neither schedules nor stop rules
            course = course_from(meta["course"], arrays.get("best_theta"), arrays.get("best_buffers"))
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise ValueError(f"The trained state is damaged ({problem}).") from problem
    fits = theta.ndim == 1 and theta.dtype.kind == "f" and grad.shape == theta.shape and state.shape[1:] == theta.shape
    fits = fits and buffers.ndim == 1 and buffers.dtype.kind == "f" and bool(np.isfinite(buffers).all())
    if course.best is not None:
        fits = fits and (course.best.theta.shape, course.best.buffers.shape) == (theta.shape, buffers.shape)
        fits = fits and bool(np.isfinite(course.best.theta).all() and np.isfinite(course.best.buffers).all())
    if not fits or state.ndim != 2 or order.ndim != 1 or order.dtype.kind != "i" or not np.isfinite(theta).all():
        raise ValueError("The trained state is damaged (its arrays do not fit together).")
    place = BatchPosition(dict(rng.bit_generator.state), order, whole["next_batch"])
    counters = whole["step"], whole["epoch"], whole["optimizer_step"]
    return Checkpoint(theta, grad, state, buffers, *counters, place, history, course)


@dataclass(frozen=True)
class KeyframeInfo:
    """A moment of the run that one can look back to."""

    recipe: Recipe
    step: int
    epoch: int
    train_loss: float


NO_HISTORY = History((), room=2)


@dataclass(frozen=True, eq=False)
class Keyframe:
    """The whole trained state at one step but for the history and the moments, which a later one contains."""

    recipe: Recipe
    state: Checkpoint
    train_loss: float

    @property
    def step(self) -> int:
        return self.state.step

    @property
    def bytes(self) -> int:
        state = self.state
        arrays = state.theta, state.grad, state.optimizer_state, state.buffers, state.place.order
        return sum(int(array.nbytes) for array in arrays)

    @property
    def kept(self) -> KeyframeInfo:
        return KeyframeInfo(self.recipe, self.step, self.state.epoch, self.train_loss)

    def checkpoint(self, history: History, moments: tuple[Keyframe, ...]) -> Checkpoint:
        """The state with the part of a later history, and those of the moments, that it had seen."""
        return replace(self.state, history=history.until(self.step), moments=until(moments, self.step))


def keyframe_of(recipe: Recipe, state: Checkpoint, train_loss: float) -> Keyframe:
    return Keyframe(recipe, replace(state, history=NO_HISTORY, moments=()), train_loss)


Timeline = tuple[Keyframe, ...]


def until(moments: Timeline, step: int) -> Timeline:
    return tuple(moment for moment in moments if moment.step <= step)
