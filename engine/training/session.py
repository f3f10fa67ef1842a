"""All that changes while training.

`Session` owns a network, the optimizer's memory, the stream of batches, the course and the history. `advance` trains, `adopt`
goes on with a changed recipe, `checkpoint` and `restore` bring back any earlier state bit for bit.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np

from engine.core.arrays import Array, aligned, flush_subnormal
from engine.core.scores import Scores
from engine.data.preprocessing import Data
from engine.network.input_transfer import carry_inputs
from engine.network.network import Network
from engine.network.transfer import Move, copy_shared, is_same_layout, shared_arrays
from engine.nn.losses import LOSSES
from engine.optim.optimizers import LearningRate
from engine.recipe.recipe import OUTPUT, Recipe
from engine.recipe.recipe_problem import RecipeProblem
from engine.recipe.remedies import SetLoss
from engine.training.batches import Batches
from engine.training.checkpoint import Checkpoint, Timeline, keyframe_of, until
from engine.training.control import BestWeights, TrainingControl
from engine.training.divergence import Divergence, Found, first_in_state, first_in_step, is_finite
from engine.training.evaluation import Evaluator
from engine.training.history import History
from engine.training.history_rows import MOST_JUDGED, first_stride, history_columns, history_row, scores_of
from engine.training.prepare import data_for, prepare
from engine.training.timeline import add_keyframe, next_keyframe_due

CLOCK_SECONDS = 0.001  # of training between two looks at the clock


class Session:
    """Changes with `advance`, `adopt`, `restart`, `restore`. Raises `RecipeProblem` or `FileProblem` when it cannot be built.
    It ends by itself: with a `divergence`, or `stopped` by a rule (a sentence). `go_on` lets it train again."""

    def __init__(self, recipe: Recipe, data: Data | None = None, dtype: type[np.floating[Any]] = np.float32) -> None:
        self.dtype = dtype
        self.recipe = recipe
        self.data = data if data is not None else prepare(recipe)
        self.network, self.optimizer_state = self._build(recipe, self.data)
        self.restart()

    # -- from outside
    def restart(self) -> None:
        """The same start again: weights and order from the recipe's seeds, step 0, an empty history."""
        self.network.start(self.recipe.seeds.weights)
        self.network.grad[:] = 0
        self.optimizer_state[:] = 0
        self.step = self.epoch = self.optimizer_step = 0
        self._record()
        self._rate.set(self.course.rate(0))
        self.history = History(history_columns(self.network), first_stride(self.network, self.data, self.batches.size))
        self.moments: Timeline = ()
        self.go_on()
        self.keep_as_good()
        self._look_at_it()

    def go_on(self) -> None:
        """Forget why training ended."""
        self.divergence: Divergence | None = None
        self.stopped = ""

    @property
    def has_ended(self) -> bool:
        return self.divergence is not None or bool(self.stopped)

    def advance(self, most: int, seconds: float = float("inf")) -> int:
        """Train at most so many steps and so many seconds, at least one step; returns how many. Does nothing when it has ended.

        What is computed depends on the number of steps alone, never on how they are divided among calls.
        """
        deadline = time.perf_counter() + seconds
        done, burst = 0, 1
        while done < most and not self.has_ended:
            began = time.perf_counter()
            due = min(self.history.next_due(self.step) - self.step, self.course.steps_left(self.step))
            taken = self._run_to(min(burst, most - done, due), self.history.next_due(self.step))
            done += taken
            self._look_at_it()
            now = time.perf_counter()
            self.course.seconds += now - began
            if now >= deadline:
                break
            burst = max(1, min(256, int(taken * CLOCK_SECONDS / max(now - began, 1e-7))))
        if done and self.divergence is None and not is_finite(self.network):
            self._go_back()
        return done

    def adopt(self, recipe: Recipe, moves: tuple[Move, ...] = ()) -> None:
        """Go on with a changed recipe, keeping all that still fits, and what moved. The session is as before when this raises."""
        data = data_for(recipe, self.recipe, self.data)
        network, memory = self._build(recipe, data)
        same_rule = recipe.optimizer.memory == self.recipe.optimizer.memory
        network.start(recipe.seeds.weights)
        start = network.theta.copy(), network.buffers.copy()
        copy_shared(self.network, network, moves)
        for old, new in shared_arrays(self.network, network, moves) if same_rule else ():
            memory[:, new] = self.optimizer_state[:, old]
        memories = (self.optimizer_state, memory) if same_rule else None
        carry_inputs(self.network, network, (self.data, data), start, memories)
        place, course, same_weights = self.batches.place(), self.course, is_same_layout(self.network, network)
        same_rows = data.train is self.data.train
        same_losses = data is self.data and recipe.loss == self.recipe.loss
        same_stream = same_rows and recipe.batch == self.recipe.batch
        self.recipe, self.data, self.network, self.optimizer_state = recipe, data, network, memory
        self.optimizer_step = self.optimizer_step if same_rule else 0
        self.go_on()
        self._record()
        self.course.follow(course, same_losses, same_weights)
        self._rate.set(self.course.rate(self.step))
        self.batches.go_to(place, within_epoch=same_stream)
        self.history = self.history.with_columns(history_columns(network))
        self.history.stride = max(self.history.stride, first_stride(network, data, self.batches.size))
        self.keep_as_good()

    def checkpoint(self) -> Checkpoint:
        return replace(self._state(self.history.copy()), moments=self.moments)

    def restore(self, recipe: Recipe, checkpoint: Checkpoint) -> None:
        """Be what the session of that recipe was when the checkpoint was made.

        Raises ValueError when they do not belong together; the session is as before then.
        """
        data = data_for(recipe, self.recipe, self.data)
        network, memory = self._build(recipe, data)
        checkpoint.check(network.theta, memory, network.buffers, len(data.train))
        self.recipe, self.data, self.network, self.optimizer_state = recipe, data, network, memory
        self.go_on()
        self._record()
        self._put_back(checkpoint)
        self.history = checkpoint.history.with_columns(history_columns(network))
        self.moments = until(checkpoint.moments, checkpoint.step)
        self.keep_as_good()

    def scores(self) -> Scores:
        """How the network does now, on the rows that the loss curve is measured on."""
        return scores_of(self.network, self.recipe, self._judges)

    # -- building
    def _build(self, recipe: Recipe, data: Data) -> tuple[Network, Array]:
        """A network that is not started yet, and an optimizer's memory for it, (memory, parameters)."""
        objection = recipe.loss.objection(data.task)
        if objection:
            fitting = next(cls() for cls in LOSSES if not cls().objection(data.task))
            raise RecipeProblem(objection, OUTPUT, SetLoss(f"Use {fitting.label} as the loss", fitting))
        network = Network(recipe, data.network_inputs, data.task.outputs, self.dtype)
        return network, aligned((len(recipe.optimizer.memory), network.theta.size), network.dtype)

    def _record(self) -> None:
        """Make what depends on recipe, data and network together."""
        self._rate = LearningRate(self.recipe.optimizer.lr)
        self.before = np.full_like(self.network.theta, np.nan)  # the weights before the step that the last row was measured after
        self.batches = Batches(self.network, self.recipe, self.data, self.optimizer_state, self._rate)
        self.course = TrainingControl(self.recipe, self.batches.count)
        self._judges = Evaluator(self.data, self.recipe.loss, self.network.dtype, MOST_JUDGED)

    # -- training
    def _run_to(self, most: int, row: int) -> int:
        """As `_run`; where it ends at a row of the history, the weights before its last step are kept for the row."""
        if self.step + most < row:
            return self._run(most)
        taken = self._run(most - 1) if most > 1 else 0
        if taken == most - 1:
            np.copyto(self.before, self.network.theta)
            taken += self._run(1)
        return taken

    def _run(self, most: int) -> int:
        """Take so many steps, or only those to the end of an epoch that is looked at; returns how many."""
        t, moves, before = self.optimizer_step, self.recipe.schedule.moves, self.step - self.optimizer_step
        start, end, ends = t, t + most, 0
        while t < end and not (ends and self.course.looks_at_epochs):
            for calls, prepare_step, steps in self.batches.upcoming(end - t, one_by_one=moves):
                if moves:
                    self._rate.set(self.course.rate(before + t))
                t += steps
                if prepare_step is not None:
                    prepare_step(t)
                for function, args in calls:
                    function(*args)
            ends += self.batches.at_epoch_end
        self.batches.finish()
        self.optimizer_step = t
        self.step += t - start
        self.epoch += ends
        return t - start

    def _look_at_it(self) -> None:
        """After a burst: measure when it is time, let schedule and stop rules see it, keep what is good, end when asked to."""
        epoch_ends, scores = self.course.judges and self.batches.at_epoch_end and self.step > 0, None
        if self.history.due(self.step) or epoch_ends:
            scores = self.scores()
            if not (scores.are_finite() and is_finite(self.network) and np.isfinite(self.optimizer_state).all()):
                self._go_back()
                return
            flush_subnormal(self.optimizer_state)  # of weights that no longer get a gradient: they fade, and would never be 0
            if epoch_ends:
                if self.course.after_epoch(scores):
                    self.course.best = BestWeights(self.network.theta.copy(), self.network.buffers.copy(), self.step)
                self._rate.set(self.course.rate(self.step))
            if self.history.due(self.step):
                self.history.append(self.step, history_row(self, scores))
            self.keep_as_good()
            if not self.moments or self.step >= next_keyframe_due(self.moments[-1].step):
                self.moments = add_keyframe(self.moments, keyframe_of(self.recipe, self._good, scores.train_loss))
        if self.recipe.stops:
            self.stopped, best = self.course.reason(self.step, self.epoch, scores if epoch_ends else None)
            if best is not None:
                self.network.theta[:], self.network.buffers[:] = best.theta, best.buffers
                self.keep_as_good()

    # -- states, and staying finite
    def _state(self, history: History) -> Checkpoint:
        theta, grad, state = self.network.theta.copy(), self.network.grad.copy(), self.optimizer_state.copy()
        place, buffers, course = self.batches.place(), self.network.buffers.copy(), self.course.state()
        return Checkpoint(theta, grad, state, buffers, self.step, self.epoch, self.optimizer_step, place, history, course)

    def _put_back(self, state: Checkpoint) -> None:
        """Everything but the history."""
        network = self.network
        network.theta[:], network.grad[:], network.buffers[:] = state.theta, state.grad, state.buffers
        self.optimizer_state[:] = state.optimizer_state
        self.step, self.epoch, self.optimizer_step = state.step, state.epoch, state.optimizer_step
        self.batches.go_to(state.place)
        self.course.take(state.course)
        self._rate.set(self.course.rate(self.step))

    def keep_as_good(self) -> None:
        """What a run goes back to when it meets a number that is not finite."""
        self._good = self._state(self.history)

    def _go_back(self) -> None:
        """Be in the state before the first step with a number that is not finite, and say which number that was."""
        seen_at, seen = self.step, first_in_state(self.network, self.optimizer_state) or Found("loss")
        before = self._good
        self._put_back(before)
        while self.step < seen_at:
            before = self._state(self.history)
            self._run(1)
            found = first_in_step(self.network, self.optimizer_state, self.recipe.loss, *self.batches.last())
            if found is not None:
                seen_at, seen = self.step, found
                break
        else:
            before = self._good
        self._put_back(before)
        self.divergence, self.stopped = seen.at(seen_at, self.course.rate(max(seen_at - 1, 0))), ""
        self.keep_as_good()
