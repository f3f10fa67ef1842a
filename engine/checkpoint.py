"""The whole state of a session at one step, apart from its recipe: enough to go on bit for bit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.batches import Place
from engine.history import MOST_MARKS, History, Mark
from engine.moments import Moment
from engine.table import Array


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """Copies; nothing that happens later changes them."""

    theta: Array  # (parameters,)
    grad: Array  # (parameters,), of the last mini-batch
    optimizer_state: Array  # (memory, parameters)
    step: int
    epoch: int
    optimizer_step: int  # steps that the optimizer's memory has seen
    place: Place
    history: History
    moments: tuple[Moment, ...] = ()  # of the run so far; they stay in memory, a file has none

    def to_arrays(self) -> dict[str, Array]:
        """The numbers, as plain arrays for a file."""
        return {
            "theta": self.theta,
            "grad": self.grad,
            "optimizer_state": self.optimizer_state,
            "order": self.place.order,
            "history_steps": self.history.steps,
            "history_rows": self.history.rows,
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
    except (KeyError, TypeError, ValueError) as problem:
        raise ValueError(f"The trained state is damaged ({problem}).") from problem
    fits = theta.ndim == 1 and theta.dtype.kind == "f" and grad.shape == theta.shape and state.shape[1:] == theta.shape
    if not fits or state.ndim != 2 or order.ndim != 1 or order.dtype.kind != "i" or not np.isfinite(theta).all():
        raise ValueError("The trained state is damaged (its arrays do not fit together).")
    place = Place(dict(rng.bit_generator.state), order, whole["next_batch"])
    return Checkpoint(theta, grad, state, whole["step"], whole["epoch"], whole["optimizer_step"], place, history)
