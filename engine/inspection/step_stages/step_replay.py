"""The next training step, taken on copies: the session stays as it is, and what the step computes is kept on the way.

It is the step that training records, by the same code and call by call, with calls between that copy what layers `watch`. So its
numbers are those of the step, bit for bit.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from engine.core.arrays import Array, aligned
from engine.core.tape import Tape
from engine.inspection.step_stages.step_trace import StepTrace, traced_layers
from engine.network.network import Network
from engine.optim.optimizers import LearningRate
from engine.recipe.class_weights import minimised
from engine.training.batches import order_of_next_epoch, rows_of_batch
from engine.training.evaluation import weights_of
from engine.training.session import Session
from engine.training.training_loop import TrainingLoop
from engine.training.training_step import record_step


class CopiesKept:
    """A `Watcher` that records copies: `kept` are they, by path and name."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, ...], dict[str, Array]] = defaultdict(dict)

    def watch(self, tape: Tape, name: str, values: Array) -> None:
        dtype = tape.dtype if values.dtype.kind == "i" else values.dtype  # a mask of integers is 0 and 1
        kept = self.kept[tape.path][name] = np.zeros(values.shape, dtype)
        tape.record(np.copyto, kept, values)


class StepReplay:
    """A step of a training loop, for so many rows. Changes when it is replayed; the loop never does."""

    def __init__(self, loop: TrainingLoop, rows: int) -> None:
        self.loop, self.recipe = loop, minimised(loop.recipe, loop.data)
        data, dtype = loop.data, loop.network.dtype
        self.network = Network(loop.recipe, data.network_inputs, data.task.outputs, dtype.type)
        self.rng = np.random.default_rng(0)
        self.copies = CopiesKept()
        self.tape = Tape(rows, dtype, training=True, rng=self.rng, room=self.network.room(rows), watcher=self.copies)
        self.x: Array = np.ones((rows, data.network_inputs + 1), dtype).T  # laid out as in training: other layouts, other bits
        outputs = len(self.recipe.loss.encode(data.y(data.train[:1]), data.task))
        self.targets = np.empty((outputs, rows), dtype)
        self.optimizer_state = aligned(loop.optimizer_state.shape, dtype)
        self.rate = LearningRate(loop.recipe.optimizer.lr)
        self.recorded = record_step(self.network, self.tape, self.recipe, self.x, self.targets, self.optimizer_state, self.rate)

    def prepare(self, session: Session, rows: Array, rng: np.random.Generator) -> int:
        """Put the session's state, and these rows of the table, where the calls read them. Returns the optimizer's step."""
        loop, network, data = self.loop, self.network, self.loop.data
        network.theta[:], network.grad[:], network.buffers[:] = loop.network.theta, 0, loop.network.buffers
        self.optimizer_state[:] = loop.optimizer_state
        self.rng.bit_generator.state = rng.bit_generator.state
        self.rate.set(session.control.rate(session.step) if loop.recipe.schedule.moves else loop.rate.value)
        self.x[:-1] = data.x(rows).T
        self.targets[:] = self.recipe.loss.encode(data.y(rows), data.task)
        t = session.optimizer_step + 1
        if self.recorded.prepare is not None:
            self.recorded.prepare(t)
        return t

    def trace(self, session: Session, rows: Array, rng: np.random.Generator, whole_batch: bool) -> StepTrace:
        """Take the step from the session's state on these rows of the table; returns copies."""
        with np.errstate(all="ignore"):
            t = self.prepare(session, rows, rng)
            before = self.optimizer_state.copy()
            theta = self.network.theta.copy()
            with session.loop.threads_of(session.step):
                for function, args in (*self.tape.calls, *self.recorded.finish):
                    function(*args)
            return self._trace(session, t, rows, whole_batch, theta, before)

    def _trace(self, session: Session, t: int, rows: Array, whole_batch: bool, theta: Array, memory: Array) -> StepTrace:
        network, data, loss = self.network, self.loop.data, self.recipe.loss
        kept = {path: {name: _frozen(values) for name, values in own.items()} for path, own in self.copies.kept.items()}
        whole, finish = kept.pop((), {}), self.recorded.finish
        layers = tuple(traced_layers(network, kept))
        scores = layers[-1].values["a"]
        vectors = {name: values for name, values in whole.items() if values.ndim}
        factor = float(finish[0][1][1]) if finish else 1.0
        if finish:  # the optimizer multiplies by it: nothing lies between the gradient and the step
            vectors["grad_penalised"] = vectors["grad_clipped"] = _frozen(network.grad)
        vectors |= {"theta": theta, "memory_before": memory, "grad": _frozen(network.grad)}
        vectors |= {"theta_after": _frozen(network.theta), "memory_after": _frozen(self.optimizer_state)}
        inputs = _frozen(self.x[:-1])
        return StepTrace(
            recipe=self.loop.recipe,
            step=session.step,
            optimizer_step=t,
            rate=self.rate.value,
            whole_batch=whole_batch,
            rows=rows.copy(),
            raw=data.table.inputs[rows].T.copy(),
            inputs=inputs,
            truth=data.table.target[rows].copy(),
            targets=_frozen(self.targets),
            layers=layers,
            predictions=loss.link(scores),
            losses=loss.each(scores, self.targets),
            penalty=self.recipe.penalty.value(weights_of(self.network, theta)),
            mean_factor=factor,
            vectors=vectors,
            buffers_after=_frozen(network.buffers),
            numbers={name: float(values) for name, values in whole.items() if not values.ndim},
        )


def coming_batch(session: Session) -> tuple[Array, np.random.Generator]:
    """The rows of the table that the next step trains on, and a generator in the state in which that step begins."""
    batches, position = session.batches, session.batches.position()
    rng = np.random.default_rng(0)
    rng.bit_generator.state = position.rng_state
    train, order = session.data.train, position.order
    if batches.at_epoch_end:
        has_begun = len(order) > 0
        before = order if has_begun else np.arange(len(train))
        order = order_of_next_epoch(before, len(train), batches.left * has_begun, rng if session.recipe.shuffle else None)
    number = 0 if batches.at_epoch_end else position.next_batch
    return train[order[rows_of_batch(number, batches.size, len(order) - len(train), len(order))]], rng


def _frozen(values: Array) -> Array:
    copy = values.copy()
    copy.setflags(write=False)
    return copy
