"""A training session: all that changes while a recipe is trained.

`Session` owns a training loop with its history, timeline and restore point. `advance` trains, `adopt` continues with a changed
recipe, `checkpoint` and `restore` bring back any earlier state bit for bit.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np

from engine.core.arrays import Array, are_finite, flush_subnormal
from engine.core.scores import Scores
from engine.core.translation import english
from engine.data.preprocessing import Data
from engine.network.left_run import LeftRun
from engine.network.transfer import Move, Transfer
from engine.network.width_transfer import carry_widths, has_other_widths
from engine.recipe.class_weights import objective_name
from engine.recipe.recipe import Recipe
from engine.training.checkpoint import NO_HISTORY, Checkpoint, Counters, Timeline, keyframe_of, up_to
from engine.training.control import BestWeights
from engine.training.divergence import Divergence, is_finite, trace_divergence
from engine.training.history import History
from engine.training.history_rows import first_stride, history_columns, history_row
from engine.training.inserted_layers import start_inserted
from engine.training.prepare import data_for, prepare
from engine.training.timeline import add_keyframe, next_keyframe_due
from engine.training.training_loop import TrainingLoop, build

CLOCK_SECONDS = 0.001  # of training between two readings of the clock
RESTORED = 64  # steps that a divergence has to train again, beside those between two rows, at most
MOST_AT_ONCE = 256  # steps between two readings of the clock, at most


class Session:
    """Changes with `advance`, `adopt`, `restart`, `restore`. Raises `RecipeProblem` or `FileProblem` when it cannot be built.

    Training ends by itself with a `divergence`, or when a stop rule ends it: `stopped` is then its reason, a sentence. `resume`
    makes it train again.
    """

    def __init__(self, recipe: Recipe, data: Data | None = None, dtype: type[np.floating[Any]] = np.float32) -> None:
        self.dtype = dtype
        self.loop = loop = build(recipe, prepare(recipe) if data is None else data, dtype)
        self.recipe, self.data, self.network, self.optimizer_state = loop.recipe, loop.data, loop.network, loop.optimizer_state
        self.batches, self.control = loop.batches, loop.control
        self.step = self.epoch = self.optimizer_step = 0
        self.history = NO_HISTORY
        self.timeline: Timeline = ()
        self.divergence: Divergence | None = None
        self.stopped = ""
        self.left: LeftRun | None = None  # of a trained run that was left for other rows: its weights may be kept
        self._restore_point = loop.state(self._counters, self.history)
        self._edited = False  # since the last step
        self.unmeasured: frozenset[int] = frozenset()  # ids of layers that had no step yet, in a network that had some
        self.restart()

    # -- from outside
    def restart(self, source: LeftRun | None = None) -> None:
        """The same start again: weights and order from the recipe's seeds, step 0, an empty history.

        With another run as `source`, the weights are its own, as far as the layers are the same.
        """
        self.loop.restart()
        if source is not None:
            Transfer.between(source, self.loop).carry_weights()
        self.step = self.epoch = self.optimizer_step = 0
        self.history, self.timeline = _first_history(self), ()
        self.resume()
        self.set_restore_point()
        self._after_steps()

    def resume(self) -> None:
        """Forget why training ended."""
        self.divergence, self.stopped = None, ""

    @property
    def has_ended(self) -> bool:
        return self.divergence is not None or bool(self.stopped)

    def advance(self, most: int, seconds: float = float("inf")) -> int:
        """Train at most so many steps and so many seconds, at least one step; returns how many. Does nothing when it has ended.

        What is computed depends on the number of steps alone, never on how they are divided among calls.
        """
        deadline = time.perf_counter() + seconds
        done, burst = 0, 1
        if self._edited and not self.has_ended:  # a keyframe here, so that a divergence can go back without undoing the edit
            self._edited, scores = False, self.scores()
            if scores.are_finite():
                state = self.loop.state(self._counters, NO_HISTORY)
                self.timeline = add_keyframe(self.timeline, keyframe_of(self.recipe, state, scores.train_loss))
        while done < most and not self.has_ended:
            began, start, row = time.perf_counter(), self.step, self.history.next_due(self.step)
            due = min(row - start, self.control.steps_left(start))
            self.step, self.epoch, self.optimizer_step = self.loop.run_to(self._counters, min(burst, most - done, due), row)
            taken, self.unmeasured = self.step - start, frozenset()
            done += taken
            self._after_steps()
            now = time.perf_counter()
            self.control.seconds += now - began
            if now >= deadline:
                break
            burst = max(1, min(MOST_AT_ONCE, int(taken * CLOCK_SECONDS / max(now - began, 1e-7))))
        if done and self.divergence is None and not is_finite(self.network):
            self._diverge()
        return done

    def adopt(self, recipe: Recipe, moves: tuple[Move, ...] = ()) -> None:
        """Continue with a changed recipe: all that still fits carries over. The session is unchanged when this raises.

        moves: layers that move into a residual block, or out of one. Layers that are inserted after the first step start as the
        identity where they can, and so do neurons that a layer gains: with outgoing weights of 0.
        """
        old, new = self.loop, build(recipe, data_for(recipe, self.recipe, self.data), self.dtype)
        transfer = Transfer.between(old, new, moves)
        transfer.carry_over()
        if self.step and not moves and new.data is old.data:
            start_inserted(old, new)
            if has_other_widths(old.network, new.network):
                states = (old.optimizer_state, new.optimizer_state) if transfer.same_rule else None
                carry_widths(old.network, new.network, states)
        new.control.continue_from(old.control, transfer.same_losses, transfer.same_layout)
        new.batches.restore(old.batches.position(), within_epoch=transfer.same_batches)
        new.set_rate(self.step)
        self._install(new)
        self.unmeasured = transfer.fresh_layers()
        if not transfer.same_rule:
            self.optimizer_step = 0
        self.history = self.history.with_columns(history_columns(self.network, self.data))
        self.history.usual_stride = first_stride(self.network, self.data, self.batches.size)
        self.history.stride = max(self.history.stride, self.history.usual_stride)
        if not transfer.same_measure:
            _begin_stretch(self, english(objective_name(old.recipe, old.data.task)), transfer.only_rows)
        self.set_restore_point()
        self._edited = True

    def checkpoint(self) -> Checkpoint:
        """The state of now, which nothing that happens later changes."""
        return replace(self.loop.state(self._counters, self.history.copy()), timeline=self.timeline)

    def restore(self, recipe: Recipe, checkpoint: Checkpoint) -> None:
        """Be what the session of that recipe was when the checkpoint was made.

        Raises ValueError when they do not belong together; the session is unchanged then.
        """
        new = build(recipe, data_for(recipe, self.recipe, self.data), self.dtype)
        checkpoint.check(new.network.theta, new.optimizer_state, new.network.buffers, len(new.data.train))
        new.load(checkpoint)
        self._install(new)
        self.step, self.epoch, self.optimizer_step = checkpoint.counters
        self.history = checkpoint.history.with_columns(history_columns(self.network, self.data))
        self.history.usual_stride = first_stride(self.network, self.data, self.batches.size)
        self.timeline = up_to(checkpoint.timeline, checkpoint.step)
        self.set_restore_point()

    def scores(self) -> Scores:
        """How the network does now, on the rows that the loss curve is measured on."""
        return self.loop.scores(self.step)

    def set_restore_point(self) -> None:
        """Make the state of now, in which all numbers are finite, the one that a divergence goes back to."""
        self._restore_point = self.loop.state(self._counters, self.history)

    # -- inside
    @property
    def _counters(self) -> Counters:
        return Counters(self.step, self.epoch, self.optimizer_step)

    def _install(self, loop: TrainingLoop) -> None:
        """Train this loop from now on."""
        self.loop, self._edited = loop, False
        self.recipe, self.data, self.network, self.optimizer_state = loop.recipe, loop.data, loop.network, loop.optimizer_state
        self.batches, self.control = loop.batches, loop.control
        self.unmeasured = frozenset()
        self.resume()

    def _after_steps(self) -> None:
        """Record what is due, show schedule and stop rules the scores of an epoch; end if a rule says so, or on divergence."""
        epoch_ended, scores = self.control.needs_scores and self.batches.at_epoch_end and self.step > 0, None
        if self.history.is_due(self.step) or epoch_ended:
            scores = self.scores()
            if not (scores.are_finite() and is_finite(self.network) and are_finite(self.optimizer_state)):
                self._diverge()
                return
            flush_subnormal(self.optimizer_state)  # a weight without a gradient: its memory decays, and would never become 0
            if epoch_ended:
                self.loop.end_epoch(self.step, scores)
            self._record(scores, epoch_ended)
        if self.recipe.stops:
            self.stopped, best = self.control.reason(self.step, self.epoch, scores if epoch_ended else None)
            if best is not None:
                self.network.theta[:], self.network.buffers[:] = best.theta, best.buffers
                self.set_restore_point()

    def _record(self, scores: Scores, epoch_ended: bool) -> None:
        """Add the history's row and the timeline's keyframe where they are due; now and then the state is the restore point."""
        if self.history.is_due(self.step):
            self.history.append(self.step, history_row(self.loop, self._counters, scores))
        keyframe_is_due = not self.timeline or self.step >= next_keyframe_due(self.timeline[-1].step)
        if keyframe_is_due or epoch_ended or not 0 <= self.step - self._restore_point.step < RESTORED:
            self.set_restore_point()
        if keyframe_is_due:
            self.timeline = add_keyframe(self.timeline, keyframe_of(self.recipe, self._restore_point, scores.train_loss))

    def _diverge(self) -> None:
        """End in the state before the first step with a number that is not finite."""
        self.divergence, before = trace_divergence(self.loop, self._restore_point, self.step)
        self.step, self.epoch, self.optimizer_step = before.counters
        self.stopped = ""
        if len(self.history) and self.history.steps[-1] > self.step:  # rows of steps that this state has not taken yet
            self.history, self.timeline = self.history.up_to(self.step), up_to(self.timeline, self.step)
        self.set_restore_point()


def _first_history(session: Session) -> History:
    history = History(history_columns(session.network, session.data))
    history.usual_stride = first_stride(session.network, session.data, session.batches.size)
    return history


def _begin_stretch(session: Session, ended: str, only_rows: bool) -> None:
    """Losses from now on are not those of before, which had the label `ended`: measure them at once."""
    if session.step:
        scores = session.scores()
        row = history_row(session.loop, session._counters, scores) if scores.are_finite() else None
        session.history.begin_stretch(session.step, ended, row, only_rows)
        session.timeline = tuple(keyframe for keyframe in session.timeline if keyframe.step < session.step)
    else:
        marks, session.history, session.timeline = session.history.marks, _first_history(session), ()
        session.history.marks = marks
        session._after_steps()


def put_back_best(session: Session) -> BestWeights | None:
    """Put back the weights of the best epoch if a stop rule asks for them: for a run that something else than a rule ends."""
    best = None if session.has_ended else session.control.best_to_restore()
    if best is not None:
        session.network.theta[:], session.network.buffers[:] = best.theta, best.buffers
        session.set_restore_point()
    return best


def begin_with(session: Session, theta: Array, buffers: Array) -> None:
    """Begin the run of a new session with these parameters and running statistics instead of the drawn ones."""
    session.network.theta[:], session.network.buffers[:] = theta, buffers
    session.history = _first_history(session)
    session.set_restore_point()
    session._after_steps()


def measure_now(session: Session) -> None:
    """Add an extra row to the history, for who watches slow steps. What comes next, and when rows are due, stays as it was.

    Nothing happens before the first step, at one that has a row, or when what is measured is not finite.
    """
    history = session.history
    if session.step == 0 or session.has_ended or history.extra.last == session.step or history.steps[-1:] == session.step:
        return
    scores = session.scores()
    if scores.are_finite():
        history.extra.add(session.step, history_row(session.loop, session._counters, scores))
