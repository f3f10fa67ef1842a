"""A run as the training thread sees it: a session, and whether it is playing. No Qt, no thread: testable as it stands."""

from __future__ import annotations

import time
from dataclasses import replace

from engine.diagnosis.gradient_check import BatchCheck, check_batch
from engine.experiments.run_record import RunRecord, kept_run
from engine.files.file_problem import FileProblem
from engine.inspection.snapshot_builder import SnapshotBuilder
from engine.inspection.snapshot_request import Requests
from engine.recipe.diff import change_text
from engine.recipe.recipe import Recipe
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.checkpoint import Checkpoint
from engine.training.memento import Memento, WeightProblem, apply_edit, swap
from engine.training.prepare import data_for
from engine.training.session import Session
from engine.training.timeline import KeyframeProblem
from gui.training.frame import Frame
from gui.training.frame_budget import FrameBudget

TICK = 0.002  # seconds of steps between two looks at the requests
ENDLESS = 2**62
MOST_KEPT = 8  # runs that wait for the window to take them
CHECK_SECONDS = 0.6  # that a check of the gradients may take, about


class TrainingJob:
    """Changes by its methods, which the requests call. A recipe that cannot be trained leaves the session as it was."""

    def __init__(self) -> None:
        self.session: Session | None = None
        self.past: Session | None = None  # a kept moment that is looked at
        self.budget = 0  # steps still to do; 0 is paused
        self.problem: RecipeProblem | FileProblem | None = None
        self.notice = ""
        self.gradient_check: BatchCheck | None = None
        self.kept: tuple[RunRecord, ...] = ()  # the last few runs that have ended
        self._runs = 0
        self._first: Recipe | None = None  # before the change that may go on
        self._version = 0  # counts every change that a picture could show
        self._shown: tuple[int, Requests] | None = None
        self._builder: SnapshotBuilder | None = None
        self._rate = _Rate()
        self._budget = FrameBudget()

    @property
    def playing(self) -> bool:
        return self.budget > 0

    # -- requests
    def load(self, recipe: Recipe, memento: Memento | None, text: str = "", merged: bool = False) -> None:
        """Go on with this recipe; the state before goes into the memento. `text` becomes a mark on the charts."""
        self.notice = ""
        with self._changing():
            before = self.session.recipe if self.session is not None else recipe
            if self.session is None:
                self.session = Session(recipe)
            elif memento is None:
                self.session.adopt(recipe)
            else:
                if memento.ends_run:
                    self._keep_ended()
                try:
                    apply_edit(self.session, recipe, memento)
                except (WeightProblem, KeyframeProblem) as problem:
                    self.notice = str(problem)
            if text and self.session.step:
                self.session.history.mark(self.session.step, change_text(self._since(before, merged), recipe, text), merged)

    def _since(self, before: Recipe, merged: bool) -> Recipe:
        """The recipe before a change; before all of it, when it goes on from request to request."""
        self._first = self._first if merged and self._first is not None else before
        return self._first

    def swap(self, recipe: Recipe, memento: Memento) -> None:
        """Undo or redo: the state in the memento comes back, today's goes in."""
        with self._changing():
            if self.session is None:
                self.session = Session(recipe)
            else:
                swap(self.session, recipe, memento)

    def open(self, recipe: Recipe, checkpoint: Checkpoint | None) -> None:
        """Another project: its trained state where it has one, the start otherwise. It does not play by itself."""
        self.budget = 0
        self._keep_ended()
        with self._changing():
            self.session, self.notice = Session(recipe), ""
            if checkpoint is not None:
                try:
                    self.session.restore(recipe, checkpoint)
                except ValueError as problem:
                    self.notice = f"{problem} The project was opened without its training."

    def look_back(self, step: int | None) -> None:
        """Show a kept moment, or with None the present again. The session stays as it is, and waits."""
        self._version += 1
        self.past = None
        if self.session is not None and step is not None:
            self.budget = 0
            self.past = looked_back(self.session, step)

    def play(self, steps: int = ENDLESS) -> None:
        self.past = None
        if self.session is not None and self.problem is None:
            self.session.resume()
            self.budget, self._version = steps, self._version + 1
            self._rate.restart(self.session.step)

    def play_epoch(self) -> None:
        """Train to the end of this epoch."""
        if self.session is not None:
            self.play(self.session.batches.left_in_epoch)

    def pause(self) -> None:
        self.budget, self._version = 0, self._version + 1

    def check_gradients(self) -> None:
        """Of what is on show; the result is in the frames from now on."""
        session = self.past or self.session
        if session is not None:
            self.gradient_check, self._version = check_batch(session, CHECK_SECONDS), self._version + 1

    def keep(self) -> None:
        """The run up to now, among those that are kept."""
        if self.session is not None and self.session.step:
            self._runs, self._version = self._runs + 1, self._version + 1
            self.kept = (*self.kept, kept_run(self.session, self._runs))[-MOST_KEPT:]

    def _keep_ended(self) -> None:
        """A run that is about to end, if it has trained for a whole epoch."""
        if self.session is not None and self.session.epoch:
            self.keep()

    # -- the loop
    def tick(self) -> None:
        """Train for a moment, when playing."""
        if self.session is None or not self.playing:
            return
        self.budget -= self.session.advance(self.budget, TICK)
        self._version += 1
        if self.session.has_ended:
            self.budget = 0

    def frame(self, requests: Requests) -> Frame | None:
        """A frame with what is requested, coarser while a large network trains.

        None when it would be the same as the last one, or when it is training's turn.
        """
        if self._shown == (self._version, requests) or (self.playing and not self._budget.is_due):
            return None
        self._shown = self._version, requests
        if self.session is None:
            return self._with_problem(Frame(None))
        builder = self._builder_of(self.past or self.session)
        snapshot = builder.build(requests, self._budget.detail if self.playing else 1.0, self.playing)
        self._budget.spend(builder.seconds)
        notice = self.session.stopped or self.notice
        frame = Frame(snapshot, self.playing, notice=notice, gradient_check=self.gradient_check, kept=self.kept)
        if self.past is not None:
            whole, kept = self.session.history.view(), tuple(moment.info for moment in self.session.timeline)
            frame = replace(frame, snapshot=replace(snapshot, history=whole, timeline=kept), now=self.session.step)
        if self.playing:
            frame = replace(frame, steps_per_second=self._rate.at(self.session.step))
        if self.problem is not None:
            frame = self._with_problem(frame)
        return frame

    def _builder_of(self, session: Session) -> SnapshotBuilder:
        if self._builder is None or self._builder.session is not session:
            self._builder = SnapshotBuilder(session)
        return self._builder

    def _with_problem(self, frame: Frame) -> Frame:
        block, remedy = getattr(self.problem, "block", None), getattr(self.problem, "remedy", None)
        return replace(frame, problem=str(self.problem or ""), problem_block=block, remedy=remedy)

    def final(self) -> tuple[Recipe, Checkpoint] | None:
        """The present state with its recipe; None when nothing is trained."""
        return None if self.session is None else (self.session.recipe, self.session.checkpoint())

    def _changing(self) -> _Changing:
        return _Changing(self)


def looked_back(session: Session, step: int) -> Session | None:
    """A session of its own as the given one was at a kept moment; None when that is not kept (any more)."""
    moment = next((moment for moment in session.timeline if moment.step == step), None)
    if moment is None:
        return None
    past = Session(moment.recipe, data_for(moment.recipe, session.recipe, session.data))
    try:
        past.restore(moment.recipe, moment.checkpoint(session.history, session.timeline))
    except ValueError:  # out of a file that somebody has changed
        return None
    return past


class _Changing:
    """A change of the session: what the user can mend becomes the run's problem, and a run with a problem does not play."""

    def __init__(self, run: TrainingJob) -> None:
        self.run = run

    def __enter__(self) -> None:
        self.run._version += 1
        self.run.problem = self.run.past = None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if isinstance(error, RecipeProblem | FileProblem):
            self.run.problem, self.run.budget = error, 0
            return True
        return False


class _Rate:
    """Steps per second over about the last half second."""

    def __init__(self) -> None:
        self.restart(0)

    def restart(self, step: int) -> None:
        self._since, self._step, self._value = time.perf_counter(), step, 0.0

    def at(self, step: int) -> float:
        now = time.perf_counter()
        if now - self._since >= 0.5 or not self._value:
            self._value = max(0, step - self._step) / max(now - self._since, 1e-6)
            if now - self._since >= 0.5:
                self._since, self._step = now, step
        return self._value
