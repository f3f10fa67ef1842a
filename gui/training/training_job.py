"""What the training thread does: it trains a session, and makes frames of it. No Qt, no thread: testable as it stands."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from engine.core.cancellation import Cancelled
from engine.core.translation import _
from engine.diagnosis.gradient_check import BatchCheck, check_batch
from engine.experiments.rate_trials import Recovery, find_recovery
from engine.files.file_problem import FileProblem
from engine.inspection.past_session import session_at
from engine.inspection.snapshot_builder import SnapshotBuilder
from engine.inspection.snapshot_request import Requests
from engine.recipe.recipe import Recipe
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.checkpoint import Checkpoint
from engine.training.memento import Memento, swap
from engine.training.session import Session
from engine.training.timeline import KeyframeProblem
from gui.training.due_requests import Due
from gui.training.frame import Frame
from gui.training.frame_budget import FrameBudget
from gui.training.job.change_marks import ChangeMarks
from gui.training.job.new_run import NewRuns, apply_and_record
from gui.training.job.player import ENDLESS, Player
from gui.training.job.run_recorder import RunRecorder
from gui.training.job.waiting_state import first_session, state_of
from gui.training.state_answer import Answer, Missing

TICK = 0.002  # seconds of steps, after which instructions are read again
CHECK_SECONDS = 0.6  # that a check of the gradients may take, about


class Parked(Protocol):
    """A run that was set aside."""

    @property
    def session(self) -> Session | None: ...
    @property
    def waiting(self) -> tuple[Recipe, Checkpoint] | None: ...


class TrainingJob:
    """Changes by its methods, which the instructions call. A recipe that cannot be trained leaves the session as it was.

    `clock`, in seconds, is what the speed of playing is kept by.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.session: Session | None = None
        self.past: Session | None = None  # the session at a keyframe, while the user looks back
        self.waiting: tuple[Recipe, Checkpoint] | None = None  # a trained state without a session, until its rows are found
        self.parked: Parked | None = None  # the user's own run, while a lesson runs
        self.player = Player(clock)
        self.plays_again = False  # as soon as there are points enough
        self.problem: RecipeProblem | FileProblem | None = None
        self.notice = ""
        self.recovery: Recovery | None = None  # after a divergence
        self.gradient_check: BatchCheck | None = None
        self.opening, self.opened_seconds, self.order = 0, 0.0, 0  # as in a frame
        self.last: Answer | None = None  # instead of the session's state, when its change was given up
        self.runs, self.new_runs = RunRecorder(), NewRuns()
        self.frame_budget = FrameBudget()
        self._marks = ChangeMarks()
        self._builders: dict[Session, SnapshotBuilder] = {}

    @property
    def playing(self) -> bool:
        return self.player.playing

    @property
    def rest(self) -> float:
        """Seconds until there are steps to do: 0 at once, infinite while it is paused."""
        return math.inf if self.session is None else self.player.rest(self.session)

    # -- what the window wants
    def load(self, recipe: Recipe, memento: Memento | None, text: str = "", merged: bool = False) -> None:
        """Train this recipe from now on; the state before goes into the memento. `text` becomes a mark on the charts."""

        def change() -> None:
            if self.session is None:
                self.session, self.notice = first_session(recipe, self.waiting, memento)
                self.waiting = None
                return
            before = self.session.recipe
            if memento is None:
                self.session.adopt(recipe)
            else:
                try:
                    self.notice = apply_and_record(self.session, recipe, memento, merged, self.runs, self.new_runs)
                except RecipeProblem:  # the session is as it was: undo finds its state
                    memento.state = state_of(self.session, None)
                    raise
            self._marks.add(self.session, before, text, merged)

        self.notice = ""
        self._change(change)

    def swap(self, recipe: Recipe, memento: Memento) -> None:
        """Undo or redo: the state in the memento comes back, the present one goes in."""

        def change() -> None:
            self.new_runs.settle()
            before, state = state_of(self.session, self.waiting), memento.state
            try:
                if self.session is None:
                    self.session, self.notice = first_session(recipe, state, None)
                    self.waiting, memento.state = None, before
                else:
                    swap(self.session, recipe, memento)
            except FileProblem:  # its rows are gone: the state waits for them, so that nothing is lost
                if state is not None:
                    self.session, self.waiting, memento.state = None, state, before
                raise

        self.notice = ""
        self._change(change)

    def open(self, recipe: Recipe, checkpoint: Checkpoint | None, number: int = 0, trained: Recipe | None = None) -> None:
        """Another project: its trained state where it has one, the start otherwise. It does not play by itself.

        `trained` is the recipe of the state, where that is not the project's: the state waits until the network can be trained.
        """

        def change() -> None:
            self.session, self.notice = None, ""
            self.waiting = None if checkpoint is None else (trained or recipe, checkpoint)
            if trained is not None:
                self.session, self.notice = first_session(recipe, self.waiting, None)
                self.waiting = None
                return
            self.session = Session(recipe)
            self.waiting = None
            if checkpoint is not None:
                try:
                    self.session.restore(recipe, checkpoint)
                except ValueError as problem:
                    self.notice = _("{problem} The project was opened without its training.").format(problem=problem)

        self.player.stop()
        self.runs.keep_ended(self.session)
        self.new_runs.settle()
        try:
            self._change(change)
        except Cancelled:
            self.last = Missing.UNTRAINED if checkpoint is None else (trained or recipe, checkpoint)
            raise
        self.opening, self.opened_seconds = number, self.session.control.seconds if self.session is not None else 0.0

    def look_back(self, step: int | None) -> None:
        """Show the keyframe of this step, or with None the present again. The session stays as it is, and waits."""
        self.past = None
        if self.session is not None and step is not None:
            self.player.stop()
            self.past = session_at(self.session, step)
        self.frame_budget.invalidate()

    def play(self, steps: int = ENDLESS, order: int = 0) -> None:
        self.past, self.order = None, max(order, self.order)
        self.frame_budget.invalidate()
        self.plays_again = waits_for_points(self.problem) and steps == ENDLESS
        if self.session is not None and self.problem is None:
            self.session.resume()
            self.player.play(self.session, steps)

    def pause(self, order: int = 0) -> None:
        self.player.stop()
        self.plays_again = False
        self.order = max(order, self.order)
        self.frame_budget.invalidate()

    def check_gradients(self) -> None:
        """Of what is shown; the result is in the frames from now on."""
        session = self.past or self.session
        if session is not None:
            self.gradient_check = check_batch(session, CHECK_SECONDS)
            self.frame_budget.invalidate()

    def _change(self, change: Callable[[], None]) -> None:
        """Change the session. What the user can fix becomes the job's problem, and a job with a problem does not play."""
        self.frame_budget.invalidate()
        if self.last is not None:  # the thread ends: this would change a session that is no longer the project's
            self.last = Missing.UNAVAILABLE
            return
        self.problem = self.past = None
        try:
            change()
        except Cancelled:
            self.last = Missing.UNAVAILABLE
            raise
        except (RecipeProblem, FileProblem) as problem:
            self.problem = problem
            self.plays_again = waits_for_points(self.problem) and (self.playing or self.plays_again)
            self.player.stop()
        except KeyframeProblem as problem:
            self.notice = str(problem)
        if self.plays_again and self.problem is None:
            self.play(order=self.order)

    # -- the loop
    def tick(self) -> None:
        """While playing: train for `TICK` seconds, or as many steps as are due."""
        if self.session is not None and self.player.advance(self.session, TICK):
            self.frame_budget.invalidate(steps=True)
            self.recovery = find_recovery(self.session) if self.session.divergence is not None else None

    def frame(self, requests: Requests, due: Due | None = None) -> Frame | None:
        """A frame with what is requested, or only with what is due while nothing but steps at full speed happens; coarser while a
        large network trains.

        None when it would be the same as the last one, or when it is training's turn.
        """
        hurried, change = self.player.is_hurried, self.frame_budget.change
        changed = due is not None and due.change != change
        complete = due is None or changed or not hurried
        if due is not None and not complete:
            requests = due.requests
        if not self.frame_budget.is_due(requests, hurried and not changed):
            return None
        problem = self.problem
        block, remedy = (problem.block, problem.remedy) if isinstance(problem, RecipeProblem) else (None, None)
        frame = Frame(
            None,
            problem=str(problem or ""),
            problem_block=block,
            remedy=remedy,
            order=self.order,
            opening=self.opening,
            opened_seconds=self.opened_seconds,
            change=change,
            complete=complete,
            waits=waits_for_points(self.problem),
        )
        session = self.session
        if session is None:
            return frame
        shown = self.past or session
        if shown not in self._builders:  # those of former sessions go
            self._builders = {one: builder for one, builder in self._builders.items() if one is session}
            self._builders[shown] = SnapshotBuilder(shown)
        builder = self._builders[shown]
        snapshot = builder.build(requests, self.frame_budget.detail if self.playing else 1.0, self.playing)
        self.frame_budget.spend(builder.seconds)
        if self.past is not None:  # with the history and the timeline of the whole run
            timeline = tuple(keyframe.info for keyframe in session.timeline)
            snapshot = replace(snapshot, history=session.history.view(), timeline=timeline)
        return replace(
            frame,
            snapshot=snapshot,
            running=self.playing or self.plays_again,
            steps_per_second=self.player.steps_per_second(session),
            notice=session.stopped or self.notice,
            recovery=self.recovery if session.divergence is not None else None,
            now=session.step if self.past is not None else None,
            gradient_check=self.gradient_check,
            runs=self.runs.records,
            new_run=self.new_runs.newest,
            trained_seconds=session.control.seconds,
        )

    def final(self) -> Answer:
        """The present state with its recipe, or one that waits for its rows: of the user's own run, even while a lesson runs."""
        if self.parked is not None:
            return state_of(self.parked.session, self.parked.waiting) or Missing.UNTRAINED
        if self.last is not None:
            return self.last
        return state_of(self.session, self.waiting) or Missing.UNTRAINED


def waits_for_points(problem: Exception | None) -> bool:
    """Whether the user is drawing, and there are not points enough yet."""
    return isinstance(problem, RecipeProblem) and problem.waits
