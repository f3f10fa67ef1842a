"""All that changes while training.

`Session` owns a network, the optimizer's memory, the stream of batches and the history. `advance` trains, `adopt` takes a changed
recipe and goes on, `checkpoint` and `restore` bring back any earlier state bit for bit, `snapshot` makes a picture.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import probes
from engine.batches import Batches, Place
from engine.checkpoint import Checkpoint
from engine.data import Data, data_for, prepare
from engine.history import History
from engine.keepsake import Keepsake, WeightEdit, set_number
from engine.kept_inputs import carry_inputs
from engine.looking import Looking
from engine.measuring import MOST_JUDGED, first_stride, history_columns
from engine.moments import Moment, Moments, due_after, find, until, with_moment
from engine.network import Network
from engine.problems import Divergence, RecipeProblem
from engine.recipe import Recipe
from engine.snapshot import GRADIENT_STATISTICS, Look, Snapshot
from engine.table import Array

CLOCK_SECONDS = 0.0003  # of training between two looks at the clock


@dataclass(frozen=True, eq=False)
class _Good:
    """The last state that was seen to be finite."""

    theta: Array
    optimizer_state: Array
    step: int
    epoch: int
    optimizer_step: int
    place: Place


class Session:
    """Changes with `advance`, `adopt`, `restart`, `restore`. Raises `RecipeProblem` or `FileProblem` when it cannot be built."""

    def __init__(self, recipe: Recipe, data: Data | None = None, dtype: type[np.floating[Any]] = np.float32) -> None:
        self.dtype = dtype
        self.recipe = recipe
        self.data = data if data is not None else prepare(recipe)
        self.network = self._network_for(recipe, self.data)
        self.optimizer_state = self._memory_for(recipe, self.network)
        self._looking = Looking()
        self._record()
        self.restart()

    # -- from outside
    def restart(self) -> None:
        """The same start again: weights and order from the recipe's seeds, step 0, an empty history."""
        self.network.start(self.recipe.seeds.weights)
        self.network.grad[:] = 0
        self.optimizer_state[:] = 0
        self.step = self.epoch = self.optimizer_step = 0
        self.divergence: Divergence | None = None
        self.batches = Batches(self.network, self.recipe, self.data, self.optimizer_state)
        self.history = History(history_columns(self.network), first_stride(self.network, self.data, self.batches.size))
        self.moments: Moments = ()
        self._keep_as_good()
        self._measure()

    def advance(self, most: int, seconds: float = float("inf")) -> int:
        """Train at most so many steps and so many seconds, at least one step; returns how many. Stops at a divergence.

        What is computed depends on the number of steps alone, never on how they are divided among calls.
        """
        deadline = time.perf_counter() + seconds
        done, burst = 0, 1
        while done < most and self.divergence is None:
            began = time.perf_counter()
            taken = self._run(min(burst, most - done, self.history.next_due(self.step) - self.step))
            done += taken
            if self.history.due(self.step):
                self._measure()
            now = time.perf_counter()
            if now >= deadline:
                break
            burst = max(1, min(256, int(taken * CLOCK_SECONDS / max(now - began, 1e-7))))
        if self.divergence is None and not self._is_finite():
            self._go_back()
        return done

    def adopt(self, recipe: Recipe) -> None:
        """Go on with a changed recipe, keeping all that still fits. The session is as before when this raises."""
        data = data_for(recipe, self.recipe, self.data)
        network = self._network_for(recipe, data)
        memory = self._memory_for(recipe, network)
        same_rule = recipe.optimizer.memory == self.recipe.optimizer.memory
        network.start(recipe.seeds.weights)
        start = network.theta.copy()
        for old, new in network.kept_from(self.network):
            network.theta[new] = self.network.theta[old]
            network.grad[new] = self.network.grad[old]
            if same_rule:
                memory[:, new] = self.optimizer_state[:, old]
        memories = (self.optimizer_state, memory) if same_rule else None
        carry_inputs(self.network, network, (self.data, data), start, memories)
        place = self.batches.place()
        same_stream = data.train is self.data.train and recipe.batch == self.recipe.batch
        self.recipe, self.data, self.network, self.optimizer_state = recipe, data, network, memory
        self.optimizer_step = self.optimizer_step if same_rule else 0
        self.divergence = None
        self._record()
        self.batches.go_to(place, within_epoch=same_stream)
        self.history = self.history.with_columns(history_columns(network))
        self.history.stride = max(self.history.stride, first_stride(network, data, self.batches.size))
        self._keep_as_good()

    def checkpoint(self) -> Checkpoint:
        theta, grad, state = self.network.theta.copy(), self.network.grad.copy(), self.optimizer_state.copy()
        place, history = self.batches.place(), self.history.copy()
        return Checkpoint(theta, grad, state, self.step, self.epoch, self.optimizer_step, place, history, self.moments)

    def restore(self, recipe: Recipe, checkpoint: Checkpoint) -> None:
        """Be what the session of that recipe was when the checkpoint was made.

        Raises ValueError when they do not belong together; the session is as before then.
        """
        data = data_for(recipe, self.recipe, self.data)
        network = self._network_for(recipe, data)
        memory = self._memory_for(recipe, network)
        columns = history_columns(network)
        if checkpoint.theta.shape != network.theta.shape or checkpoint.optimizer_state.shape != memory.shape:
            raise ValueError("The trained state belongs to another network.")
        if len(checkpoint.place.order) and not np.array_equal(np.sort(checkpoint.place.order), np.arange(len(data.train))):
            raise ValueError("The trained state belongs to another dataset.")
        network.theta[:], network.grad[:], memory[:] = checkpoint.theta, checkpoint.grad, checkpoint.optimizer_state
        self.recipe, self.data, self.network, self.optimizer_state = recipe, data, network, memory
        self.step, self.epoch, self.optimizer_step = checkpoint.step, checkpoint.epoch, checkpoint.optimizer_step
        self.divergence = None
        self._record()
        self.batches.go_to(checkpoint.place)
        self.history, self.moments = checkpoint.history.with_columns(columns), until(checkpoint.moments, checkpoint.step)
        self._keep_as_good()

    def edit(self, recipe: Recipe, keepsake: Keepsake) -> None:
        """Adopt an edit that the weights travel with: the state before it goes into the box.

        Raises WeightProblem, with all else done, when a weight that it sets is not in the network.
        """
        now = self.recipe, self.checkpoint()
        if keepsake.moment is not None:
            moment = find(self.moments, keepsake.moment)
            self.restore(moment.recipe, moment.checkpoint(self.history, self.moments))
        self.adopt(recipe)
        keepsake.state = now
        if keepsake.restart:
            self.restart()
        for weight in keepsake.weights:
            self.set_weight(weight)

    def set_weight(self, edit: WeightEdit) -> None:
        """Set one trained number; the history gets no row by it. Raises WeightProblem when the network has no such number."""
        set_number(self.network, edit)
        self.divergence = None
        self._keep_as_good()

    def swap(self, recipe: Recipe, keepsake: Keepsake) -> None:
        """Exchange the present state and the one in the box: undo and redo of an edit that the weights travel with."""
        now = self.recipe, self.checkpoint()
        if keepsake.state is not None:
            self.restore(*keepsake.state)
        self.adopt(recipe)
        keepsake.state = now

    def snapshot(self, look: Look) -> Snapshot:
        """A picture of now. The cost is that of what `look` asks for."""
        surface = maps = neuron = None
        seen = self._looking.seen(self, look)
        if look.resolution:
            surface = probes.surface(self.network, self.data, self.recipe.loss, look, self.grid(look, look.resolution))
        if look.map_resolution:
            maps = probes.neuron_maps(self.network, look, self.grid(look, look.map_resolution))
        if look.neuron is not None and look.resolution:
            neuron = probes.neuron_map(self.network, look, self.grid(look, look.resolution))
        theta = self.network.theta.copy()
        theta.setflags(write=False)
        return Snapshot(
            recipe=self.recipe,
            data=self.data,
            layers=self.network.layers,
            step=self.step,
            epoch=self.epoch,
            theta=theta,
            scores=probes.scores_of(self.network, self._train, self._test),
            gradients=self._gradients(),
            history=self.history.view(),
            surface=surface,
            maps=maps or {},
            neuron=neuron,
            divergence=self.divergence,
            moments=tuple(moment.kept for moment in self.moments),
            **seen,
        )

    # -- building
    def _network_for(self, recipe: Recipe, data: Data) -> Network:
        objection = recipe.loss.objection(data.task)
        if objection:
            raise RecipeProblem(objection)
        return Network(recipe, data.network_inputs, data.task.outputs, self.dtype)

    def _memory_for(self, recipe: Recipe, network: Network) -> Array:
        return np.zeros((len(recipe.optimizer.memory), network.theta.size), self.dtype)

    def _record(self) -> None:
        """Make what depends on recipe, data and network together."""
        self.batches = Batches(self.network, self.recipe, self.data, self.optimizer_state)
        loss, data = self.recipe.loss, self.data
        self._train, self._test = (probes.Judged(data, loss, rows[:MOST_JUDGED]) for rows in (data.train, data.test))
        self._grids: dict[tuple[Any, ...], Array] = {}

    def grid(self, look: Look, resolution: int) -> Array:
        key = look.axes, look.fixed, resolution
        if key not in self._grids:
            if len(self._grids) > 4:
                self._grids.clear()
            self._grids[key] = probes.grid(self.data, look, resolution).astype(self.dtype)
        return self._grids[key]

    # -- training
    def _run(self, most: int) -> int:
        steps = self.batches.upcoming(most)
        t = self.optimizer_step
        for calls, prepare_step in steps:
            t += 1
            if prepare_step is not None:
                prepare_step(t)
            for function, args in calls:
                function(*args)
        self.optimizer_step = t
        self.step += len(steps)
        self.epoch += self.batches.at_epoch_end
        return len(steps)

    def _gradients(self) -> Array:
        if self.step == 0:
            return np.full((len(self.network.layers), len(GRADIENT_STATISTICS)), np.nan)
        return probes.gradient_statistics(self.network)

    def _measure(self) -> None:
        """Add a row to the history and keep the state as the last good one; if it is not finite, go back to that one."""
        scores = probes.scores_of(self.network, self._train, self._test)
        if not self._is_finite() or not np.isfinite([scores.train_loss, scores.test_loss]).all():
            self._go_back()
            return
        gradients = self._gradients()
        with_parameters = [i for i, layer in enumerate(self.network.layers) if layer.parameters]
        row = [scores.train_loss, scores.test_loss, scores.train_metric, scores.test_metric]
        self.history.append(self.step, np.concatenate([row, gradients[with_parameters].T.ravel()]))
        self._keep_as_good()
        if not self.moments or self.step >= due_after(self.moments[-1].step):
            self.moments = with_moment(self.moments, self._moment(scores.train_loss))

    def _moment(self, train_loss: float) -> Moment:
        good = self._good
        where = self.recipe, good.step, good.epoch, good.optimizer_step
        return Moment(*where, good.theta, self.network.grad.copy(), good.optimizer_state, good.place, train_loss)

    # -- staying finite
    def _is_finite(self) -> bool:
        theta = self.network.theta
        return bool(np.isfinite(theta.dot(theta)) or np.isfinite(theta).all())

    def _keep_as_good(self) -> None:
        theta, state = self.network.theta.copy(), self.optimizer_state.copy()
        self._good = _Good(theta, state, self.step, self.epoch, self.optimizer_step, self.batches.place())

    def _go_back(self) -> None:
        """Report the first layer whose numbers are not finite and take back the last good state."""
        network, good = self.network, self._good
        sick = [i.name for i in network.layers if not np.isfinite(network.theta[i.start : i.stop]).all()]
        where = f"a weight of {sick[0]}" if sick else "the loss"
        cause = f"The learning rate, {self.recipe.optimizer.lr:g}, is probably too large: make it smaller, then press Play."
        if self.step == 0:
            cause = "The numbers in the data are probably too large: standardise the inputs."
        self.divergence = Divergence(self.step, where, cause)
        network.theta[:], self.optimizer_state[:] = good.theta, good.optimizer_state
        network.grad[:] = 0
        self.step, self.epoch, self.optimizer_step = good.step, good.epoch, good.optimizer_step
        self.batches.go_to(good.place)
