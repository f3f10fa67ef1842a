"""Checkpoints: the whole state of a session at one step, enough to continue bit for bit; and keyframes, those of its timeline.

The names in `to_arrays` and `meta` are those of files: they never change.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from engine.core.arrays import Array
from engine.core.quoting import shortened
from engine.core.translation import _, as_data, english, from_data
from engine.data.datasets import Dataset
from engine.recipe.recipe import Recipe
from engine.training.batches import BatchPosition
from engine.training.control import ControlState, control_from
from engine.training.history import MOST_MARKS, MOST_STRETCHES, History, Mark, Stretch

MOST_STEPS = 10**15  # a century and a half of the fastest training
MOST_COLUMNS = 2000  # of a history: seven, and five for each layer
LONGEST_MARK = 200  # letters


class Counters(NamedTuple):
    """How far a run is: its steps and epochs, and the steps that the optimizer's memory has seen."""

    step: int
    epoch: int
    optimizer_step: int


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
    position: BatchPosition
    history: History
    control: ControlState = field(default_factory=ControlState)
    timeline: tuple[Keyframe, ...] = ()

    @property
    def counters(self) -> Counters:
        return Counters(self.step, self.epoch, self.optimizer_step)

    def check(self, theta: Array, optimizer_state: Array, buffers: Array, rows: int) -> None:
        """Raise ValueError with a sentence unless it fits a network with these vectors and a dataset of so many training rows."""
        mine, theirs = (self.theta, self.optimizer_state, self.buffers), (theta, optimizer_state, buffers)
        if [a.shape for a in mine] != [a.shape for a in theirs]:
            raise ValueError(_("The trained state belongs to another network."))
        carried, own = np.split(self.position.order, [max(0, len(self.position.order) - rows)])
        is_whole = np.array_equal(np.sort(own), np.arange(rows)) and len(carried) < rows and np.isin(carried, own).all()
        if len(self.position.order) and not is_whole:
            raise ValueError(_("The trained state belongs to another dataset."))

    def for_other_rows(self) -> Checkpoint:
        """The same trained numbers for rows of the same columns: at the end of an epoch, and without the earlier moments."""
        return replace(self, position=replace(self.position, order=self.position.order[:0]), timeline=())

    def with_data(self, old: Dataset, new: Dataset) -> Checkpoint:
        """The same state where the rows of its keyframes are found under another name."""
        keyframes = (
            replace(one, recipe=replace(one.recipe, data=new)) if one.recipe.data == old else one for one in self.timeline
        )
        return replace(self, timeline=tuple(keyframes))

    def to_arrays(self) -> dict[str, Array]:
        """The numbers, as plain arrays for a file."""
        best = self.control.best
        best_weights = {} if best is None else {"best_theta": best.theta, "best_buffers": best.buffers}
        return {
            "theta": self.theta,
            "grad": self.grad,
            "optimizer_state": self.optimizer_state,
            "buffers": self.buffers,
            "order": self.position.order,
            "history_steps": self.history.steps,
            "history_rows": self.history.rows,
            **best_weights,
        }

    def meta(self) -> dict[str, Any]:
        """The rest, as plain data for JSON."""
        only_rows = [one.only_rows for one in self.history.ended]
        return {
            "step": self.step,
            "epoch": self.epoch,
            "optimizer_step": self.optimizer_step,
            "rng_state": self.position.rng_state,
            "next_batch": self.position.next_batch,
            "history_columns": list(self.history.columns),
            "history_stride": self.history.stride,
            "course": self.control.to_data(),
            "history_marks": [[mark.step, english(mark.text)] for mark in self.history.marks],
            "history_mark_texts": [as_data(mark.text) for mark in self.history.marks],
            "history_stretches": [[one.number, one.last, one.loss] for one in self.history.ended],
            **({"history_only_rows": only_rows} if any(only_rows) else {}),  # apart: earlier versions pass over it
        }


def checkpoint_from(arrays: dict[str, Array], meta: dict[str, Any]) -> Checkpoint:
    """The checkpoint that `to_arrays` and `meta` describe. Raises ValueError when they do not fit together."""
    try:
        whole = {name: int(meta[name]) for name in ("step", "epoch", "optimizer_step", "next_batch", "history_stride")}
        if min(whole.values()) < 0 or max(whole.values()) > MOST_STEPS or whole["history_stride"] < 1:
            raise ValueError(_("its counters are damaged"))
        rng = np.random.default_rng()
        rng.bit_generator.state = meta["rng_state"]
        if len(meta["history_columns"]) > MOST_COLUMNS or len(meta.get("history_marks", ())) > MOST_MARKS:
            raise ValueError(_("its history has too many columns or marks"))
        columns = tuple(str(name) for name in meta["history_columns"])
        history = History.from_rows(columns, whole["history_stride"], arrays["history_steps"], arrays["history_rows"])
        history.marks = _marks(meta.get("history_marks", ()), meta.get("history_mark_texts", ()))
        history.ended = _stretches(meta.get("history_stretches", ()), meta.get("history_only_rows", ()))  # earlier ones had none
        theta, grad, state, order = (arrays[name] for name in ("theta", "grad", "optimizer_state", "order"))
        buffers = arrays.get("buffers", theta[:0])  # earlier versions had no layer with any
        control = ControlState()
        if "course" in meta:  # earlier versions had neither schedules nor stop rules
            control = control_from(meta["course"], arrays.get("best_theta"), arrays.get("best_buffers"))
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as problem:
        raise ValueError(_("The trained state is damaged ({problem}).").format(problem=shortened(str(problem), 100))) from problem
    fits = theta.ndim == 1 and theta.dtype.kind == "f" and grad.shape == theta.shape and state.shape[1:] == theta.shape
    fits = fits and buffers.ndim == 1 and buffers.dtype.kind == "f" and bool(np.isfinite(buffers).all())
    if control.best is not None:
        fits = fits and (control.best.theta.shape, control.best.buffers.shape) == (theta.shape, buffers.shape)
        fits = fits and bool(np.isfinite(control.best.theta).all() and np.isfinite(control.best.buffers).all())
    if not fits or state.ndim != 2 or order.ndim != 1 or order.dtype.kind != "i" or not np.isfinite(theta).all():
        raise ValueError(_("The trained state is damaged (its arrays do not fit together)."))
    position = BatchPosition(dict(rng.bit_generator.state), order, whole["next_batch"])
    counters = whole["step"], whole["epoch"], whole["optimizer_step"]
    return Checkpoint(theta, grad, state, buffers, *counters, position, history, control)


def _marks(data: Any, sources: Any) -> tuple[Mark, ...]:
    """In the language of the program where the file says how (earlier versions did not). Raises ValueError or TypeError."""
    marks = tuple(Mark(int(step), shortened(str(text), LONGEST_MARK)) for step, text in data)
    if len(sources) != len(marks):
        return marks
    texts = map(from_data, sources)
    return tuple(Mark(one.step, text) if len(text) <= LONGEST_MARK else one for one, text in zip(marks, texts, strict=True))


def _stretches(data: Any, only_rows: Any) -> tuple[Stretch, ...]:
    """Raises ValueError or TypeError when they are damaged. For a while `only_rows` was written as a fourth entry of each."""
    flags = [one is True for one in only_rows] or [list(one[3:]) == [True] for one in data]
    found = tuple(
        Stretch(int(number), int(last), shortened(str(loss), LONGEST_MARK), flag)
        for (number, last, loss, *_older), flag in zip(data, flags, strict=True)
    )
    if len(found) > MOST_STRETCHES or any(one.last >= other.last for one, other in pairwise(found)):
        raise ValueError(_("its history's stretches are damaged"))
    return found


@dataclass(frozen=True)
class KeyframeInfo:
    """A keyframe as a window shows it: without its state."""

    recipe: Recipe
    step: int
    epoch: int
    train_loss: float


NO_HISTORY = History((), room=2)


@dataclass(frozen=True, eq=False)
class Keyframe:
    """The whole trained state at one step, but without history and timeline: later ones contain them."""

    recipe: Recipe
    state: Checkpoint
    train_loss: float

    @property
    def step(self) -> int:
        return self.state.step

    @cached_property
    def bytes(self) -> int:
        """What its arrays take in memory."""
        state = self.state
        arrays = state.theta, state.grad, state.optimizer_state, state.buffers, state.position.order
        return sum(int(array.nbytes) for array in arrays)

    @property
    def info(self) -> KeyframeInfo:
        """The same without the state."""
        return KeyframeInfo(self.recipe, self.step, self.state.epoch, self.train_loss)

    def checkpoint(self, history: History, timeline: tuple[Keyframe, ...]) -> Checkpoint:
        """The state with those parts of a later history and timeline that belong to it."""
        return replace(self.state, history=history.up_to(self.step), timeline=up_to(timeline, self.step))


def keyframe_of(recipe: Recipe, state: Checkpoint, train_loss: float) -> Keyframe:
    """The keyframe of a state of that recipe; its history and timeline are left out."""
    return Keyframe(recipe, replace(state, history=NO_HISTORY, timeline=()), train_loss)


Timeline = tuple[Keyframe, ...]  # by step


def up_to(timeline: Timeline, step: int) -> Timeline:
    """The keyframes at or before that step."""
    return tuple(keyframe for keyframe in timeline if keyframe.step <= step)
