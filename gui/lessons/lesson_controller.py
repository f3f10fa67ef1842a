"""Runs lessons in the window: the user's own project waits meanwhile, and is put back exactly as it was."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from engine.core.translation import _
from engine.experiments.descent.descent_settings import DescentSettings
from engine.files.file_problem import FileProblem
from gui.document import Document
from gui.lessons.control_locks import Control, ControlLocks
from gui.lessons.lesson_pane import LessonPane
from gui.lessons.progress import note_steps, steps_done
from gui.lessons.seed_trials import SeedTrials
from gui.lessons.solution_player import SolutionPlayer
from gui.lessons.window_learner import WindowLearner
from gui.model.lessons.headless_learner import start_of
from gui.model.lessons.lesson import Lesson
from gui.model.lessons.lesson_reading import read_lesson
from gui.model.lessons.lesson_run import LessonRun
from gui.model.lessons.lesson_state import LessonState
from gui.training.frame import Frame
from gui.training.lesson_trainer import LessonTrainer
from gui.training.trainer import Trainer

MENUS = "play", "step_epoch", "step_batch", "race", "search", "starts"
BEFORE_A_GUESS = (  # all that trains or rolls, which would show the answer; everything else is free, but does not count yet
    *("play", "step_epoch", "step_batch", "microscope_step", "descent_play", "descent_step"),
    *(f"menu.{name}" for name in MENUS),
)


class LessonHost(Protocol):
    """What lessons need of the window beside the document and the trainer."""

    def keep_run(self) -> None: ...

    def show_view(self, name: str) -> None: ...

    def begin_view(self, name: str, part: str) -> None:
        """Show a view at one of its parts; without one at its first."""

    def descend(self, function: str, balls: tuple[str, ...], settings: DescentSettings, steps: int) -> None: ...

    def show_lessons(self) -> None:
        """Open the pane."""

    def widget(self) -> QWidget: ...

    def controls(self, names: tuple[str, ...]) -> list[Control]:
        """Those of these names that there are."""

    def take(self) -> Any:
        """How the window looks now: what stands where, kept runs."""

    def bring_back(self, taken: Any) -> None: ...


class LessonController(QObject):
    """Changes: `run` is the lesson that runs, or None."""

    problem = Signal(str)
    save_wanted = Signal()  # a teacher wants to save the present window as a lesson

    def __init__(self, document: Document, trainer: Trainer, host: LessonHost, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self.trainer, self.host = document, trainer, host
        self.run: LessonRun | None = None
        self.pane = LessonPane()
        self.player = SolutionPlayer(self)
        self.player.ended.connect(self._end_playing)
        self._locks = ControlLocks(self)
        self._lesson_trainer = LessonTrainer(trainer)
        self._taken: Any = None
        self._opening, self._was_running, self._began = 0, False, 0.0
        self._trials = SeedTrials(self)
        page = self.pane.page
        self.pane.list.chosen.connect(self.begin)
        self.pane.list.problem.connect(self.problem)
        page.predicted.connect(lambda value: self.do(lambda run: run.play.predict(value)))
        page.answered.connect(lambda goal, values: self.do(lambda run: run.play.answer(goal, values)))
        page.hint_wanted.connect(lambda: self.do(lambda run: run.play.next_hint()))
        page.shown_wanted.connect(self._play_solution)
        page.result_wanted.connect(self._note_time_so_far)
        page.next_wanted.connect(self.begin)
        page.went.connect(self._begin_step)
        page.leave_wanted.connect(self.leave)

    def show_list(self) -> None:
        """Open the pane with the lessons that there are."""
        self.pane.list.read()
        self.host.show_lessons()

    def open_path(self, path: Path) -> bool:
        """Begin the lesson in a file, or show why not."""
        try:
            lesson = read_lesson(path)
        except FileProblem as problem:
            self.problem.emit(str(problem))
            return False
        self.begin(lesson)
        return True

    def begin(self, lesson: Lesson) -> None:
        """Set the user's own project aside, unless a lesson runs already, and begin this one, or go on where one was in it."""
        self._note_time()
        if self.run is None:
            self._taken = self.host.take()
        self.run = LessonRun(lesson, steps_done().get(lesson.progress_key, 0))
        self._begin_step(self.run.at, continues=False)
        self.pane.show_page()
        self.host.show_lessons()

    def leave(self) -> None:
        """The user's own project is back."""
        if self.run is None:
            return
        self._stop()
        self._locks.release()
        self._note_time()
        self.run = None
        self.document.unpark()
        self._lesson_trainer.unpark()
        taken, self._taken = self._taken, None
        self.host.bring_back(taken)
        self.pane.list.read()
        self.pane.show_list()

    def show_frame(self, frame: Frame) -> None:
        if self.run is None or frame.opening != self._opening:
            return
        snapshot, project = frame.snapshot, self.document.project
        fits = snapshot is not None and snapshot.recipe == project.recipe and frame.past_step is None
        self.run.play.observe(LessonState(project, snapshot if fits else None))
        if self._was_running and not frame.running:
            self.run.play.note_try()
        self._was_running = frame.running
        note = self.run.play.note_trials  # of this step, whichever runs when it is known
        for goal in self.run.play.wants_trials():
            self._trials.begin(goal, project.recipe, self.run.step.goals[goal], note)
        self._show()

    def do(self, what: Callable[[LessonRun], object]) -> None:
        """Something that the learner, or a view, has done: `what` tells the run, if there is one."""
        if self.run is not None:
            what(self.run)
            self._lock()
            self._show()

    # -- inside
    def _begin_step(self, at: int, continues: bool = True) -> None:
        """continues: a step without a start of its own goes on with what the window has."""
        run = self.run
        if run is None:
            return
        self._stop()
        self._note_time()
        run.go(at)
        self._began = time.monotonic()
        parked = start_of(run, continues)
        if parked is not None:
            project, state = parked
            self.document.park(project)
            self._opening = self._lesson_trainer.park(project.recipe, state)
        else:
            self.trainer.pause()
        self._was_running = False
        for view in run.step.views:
            name, _colon, part = view.partition(":")
            self.host.begin_view(name, part)
        self.pane.page.show_step(run, self.pane.list.after(run.lesson) if run.is_last else None)
        self._lock()

    def _lock(self) -> None:
        """What the lesson and its step lock and hide; until the question is answered, nothing is trained, in whatever way."""
        run = self.run
        if run is None:
            return
        waits = BEFORE_A_GUESS if run.play.needs_prediction else ()
        locked = dict.fromkeys(self.host.controls(waits), _("First give your guess in the lesson: until then nothing trains."))
        by_lesson = (*run.lesson.locked, *run.step.locked, "menu.save", "menu.save_as")
        locked |= dict.fromkeys(self.host.controls(by_lesson), _("It is locked until you leave the lesson."))
        self._locks.apply(locked, self.host.controls((*run.lesson.hidden, *run.step.hidden)))

    def _show(self) -> None:
        run = self.run
        if run is not None:
            if run.play.record.done:
                note_steps(run.lesson.progress_key, sum(record.done for record in run.records))
            self.pane.page.show_state(self._trials.running, self.player.is_playing)

    def _play_solution(self) -> None:
        run = self.run
        if run is not None and not self.player.is_playing:
            run.play.record.shown = True
            learner = WindowLearner(run, self.document, self._lesson_trainer, self.host)
            self.player.play(run.step.solution, learner, partial(self.do, lambda _run: None))
            self._show()

    def _end_playing(self, problem: str) -> None:
        if problem:
            self.problem.emit(problem)
        self._show()

    def _stop(self) -> None:
        self.player.stop()
        self._trials.stop()

    def _note_time(self) -> None:
        if self.run is not None and self._began:
            self.run.play.record.seconds += time.monotonic() - self._began
            self._began = 0.0

    def _note_time_so_far(self) -> None:
        """The step goes on."""
        self._note_time()
        self._began = time.monotonic()
