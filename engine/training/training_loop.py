"""The training loop: all that takes part in training steps, built from a recipe and its data, and the loop over recorded steps.

`build` makes a new one; `Session` decides how far it runs and what comes of it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from engine.core.arrays import Array, aligned
from engine.core.blas_threads import BLAS
from engine.core.number_format import format_bytes, format_count
from engine.core.scores import Scores
from engine.core.translation import _, ngettext
from engine.data.preprocessing import Data
from engine.network.network import Network
from engine.nn.losses import usual_loss
from engine.optim.optimizers import LearningRate
from engine.recipe.class_weights import minimised
from engine.recipe.recipe import OUTPUT, Recipe
from engine.recipe.recipe_problem import RecipeProblem
from engine.recipe.remedies import SetLoss
from engine.training.batches import Batches
from engine.training.checkpoint import Checkpoint, Counters
from engine.training.control import BestWeights, ControlState, TrainingControl
from engine.training.evaluation import MOST_EVALUATED, Evaluator, scores_of
from engine.training.history import History
from engine.training.measuring.row_statistics import RowStatistics

MOST_IN_STATISTICS = 1_000_000  # parameters: 64 bytes for each
LARGE = 100_000  # parameters: below them a second BLAS thread gains nothing
SPLIT = 200_000  # multiplications: below them BLAS does not split a product among threads
MOST_ACTIVATIONS = 200_000_000  # outputs of all neurons for all rows of a batch; their derivatives take as much again


@dataclass(frozen=True, eq=False)
class TrainingLoop:
    """Its parts change while it runs, but stay the same objects."""

    recipe: Recipe
    data: Data
    network: Network
    optimizer_state: Array  # (memory, parameters)
    rate: LearningRate
    batches: Batches
    control: TrainingControl
    before: Array  # θ before the step that the last row of the history was measured after; NaN until there is one
    shares_threads: bool  # whether the products of a step are so large that the number of BLAS threads may change their bits

    @cached_property
    def evaluator(self) -> Evaluator:
        """The rows that the loss curve is measured on. Who only trains does without it."""
        return Evaluator(self.data, minimised(self.recipe, self.data).loss, self.network.dtype, MOST_EVALUATED)

    @cached_property
    def statistics(self) -> RowStatistics | None:
        """None where its arrays are too large to be kept."""
        if self.network.theta.size > MOST_IN_STATISTICS:
            return None
        return RowStatistics(self.network, self.recipe.optimizer, self.optimizer_state, self.before)

    @property
    def is_large(self) -> bool:
        """Whether more than one BLAS thread may be worth it."""
        return self.network.theta.size >= LARGE

    def restart(self) -> None:
        """Step 0: start weights and the order of the rows from the recipe's seeds. The number of threads stays."""
        self.network.start(self.recipe.seeds.weights)
        for numbers, value in ((self.network.grad, 0), (self.optimizer_state, 0), (self.before, np.nan)):
            numbers[:] = value
        self.batches.restart()
        threads = self.control.threads[-1:]
        self.control.load(ControlState(threads=tuple((0, count) for _step, count in threads)))
        self.set_rate(0)

    def run(self, at: Counters, most: int) -> Counters:
        """Take `most` steps, or only those to the end of an epoch that control must see. Returns where the run then is."""
        if not self.shares_threads:
            return self._run(at, most)
        with self.threads_of(at.step):
            return self._run(at, most)

    def threads_of(self, step: int) -> AbstractContextManager[None]:
        """Compute within it with as many BLAS threads as the step after `step` others is trained with: they decide its bits."""
        return BLAS.used(self.control.threads_at(step))

    def _run(self, at: Counters, most: int) -> Counters:
        batches, control, rate, follows_schedule = self.batches, self.control, self.rate, self.recipe.schedule.moves
        t, offset = at.optimizer_step, at.step - at.optimizer_step
        end, epochs = t + most, 0
        while t < end and not (epochs and control.needs_epoch_ends):
            for calls, prepare, steps in batches.next_steps(end - t, one_by_one=follows_schedule):
                if follows_schedule:
                    rate.set(control.rate(offset + t))
                t += steps
                if prepare is not None:
                    prepare(t)
                for function, args in calls:
                    function(*args)
            epochs += batches.at_epoch_end
        batches.finish()
        return Counters(offset + t, at.epoch + epochs, t)

    def run_to(self, at: Counters, most: int, row: int) -> Counters:
        """As `run`, but if it ends at step `row`, where a row of the history is due, θ before that step is kept in `before`.

        at.step + most must not be beyond `row`.
        """
        last = at.step + most - 1
        if last + 1 < row:
            return self.run(at, most)
        if most > 1:
            at = self.run(at, most - 1)
            if self.control.needs_epoch_ends and self.batches.at_epoch_end:
                return at
        if at.step == last:
            np.copyto(self.before, self.network.theta)
            at = self.run(at, 1)
        return at

    def end_epoch(self, step: int, scores: Scores) -> None:
        """Let schedule and stop rules see the scores of an epoch that ended with that step."""
        if self.control.after_epoch(scores):
            self.control.best = BestWeights(self.network.theta.copy(), self.network.buffers.copy(), step)
        self.set_rate(step)

    def set_rate(self, step: int) -> None:
        """Use the learning rate of the step after `step` others."""
        self.rate.set(self.control.rate(step))

    def scores(self, step: int) -> Scores:
        """How the network does now, after so many steps, on the rows that the loss curve is measured on."""
        splits = self.network.theta.size * len(self.evaluator.x) >= SPLIT
        with self.threads_of(step - 1) if splits else nullcontext():  # to ask for them costs as much as a step of a small one
            return scores_of(self.network, self.recipe, self.evaluator)

    def state(self, at: Counters, history: History) -> Checkpoint:
        """A copy of all that changes, with that history as it is."""
        network = self.network
        vectors = network.theta.copy(), network.grad.copy(), self.optimizer_state.copy(), network.buffers.copy()
        return Checkpoint(*vectors, *at, self.batches.position(), history, self.control.state())

    def load(self, state: Checkpoint) -> None:
        """Go back, or forward, to a state that fits."""
        network = self.network
        network.theta[:], network.grad[:], network.buffers[:] = state.theta, state.grad, state.buffers
        self.optimizer_state[:] = state.optimizer_state
        self.batches.restore(state.position)
        self.control.load(state.control)
        self.set_rate(state.step)


def build(recipe: Recipe, data: Data, dtype: type[np.floating[Any]]) -> TrainingLoop:
    """A loop whose network is not started yet. Raises RecipeProblem when the recipe does not suit the data, or is too large."""
    objection = recipe.loss.objection(data.task)
    if objection:
        fitting = usual_loss(data.task)
        remedy = SetLoss(_("Use {loss} as the loss").format(loss=_(fitting.label)), fitting)
        raise RecipeProblem(objection, OUTPUT, remedy)
    network = Network(recipe, data.network_inputs, data.task.outputs, dtype)
    batch = min(recipe.batch, len(data.train))
    numbers = max(network.room(batch), (network.inputs + network.widest) * batch)
    if numbers > MOST_ACTIVATIONS:
        text = ngettext(
            "A step on {rows} row would need {size} for what its neurons say: make the batch, or the layers, smaller.",
            "A step on {rows} rows would need {size} for what its neurons say: make the batch, or the layers, smaller.",
            batch,
        )
        size = format_bytes(2 * numbers * network.dtype.itemsize)
        raise RecipeProblem(text.format(rows=format_count(batch), size=size))
    optimizer_state = aligned((len(recipe.optimizer.memory), network.theta.size), network.dtype)
    rate = LearningRate(recipe.optimizer.lr)
    batches = Batches(network, recipe, data, optimizer_state, rate)
    control = TrainingControl(recipe, batches.count)
    before = np.full_like(network.theta, np.nan)
    shares = network.theta.size >= LARGE or network.theta.size * batch >= SPLIT
    return TrainingLoop(recipe, data, network, optimizer_state, rate, batches, control, before, shares)
