"""Plays a lesson without a window, by the same edits on the same engine: for tests of lessons, and to try other seeds."""

from __future__ import annotations

import math
from dataclasses import replace

from engine.core.cancellation import check
from engine.core.translation import _
from engine.experiments.descent.descent_reports import DescentReports
from engine.experiments.descent.descent_settings import DescentSettings
from engine.inspection.snapshot_builder import SnapshotBuilder
from engine.recipe.recipe import Recipe
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.checkpoint import Checkpoint
from engine.training.memento import Memento, WeightEdit, WeightProblem, apply_edit
from engine.training.session import Session
from gui.model.lessons.goals import Goal, MeasureGoal
from gui.model.lessons.learner import LessonAction
from gui.model.lessons.lesson_actions import ANSWERING, NEEDS_WINDOW
from gui.model.lessons.lesson_run import LessonRun
from gui.model.lessons.lesson_state import LessonState
from gui.model.project import Project

LOOKS = 40  # at the state while it trains, as frames of a window are
OTHER_SEEDS = 101  # the first of those that a goal is tried with


class HeadlessLearner:
    """Changes with each action. `run` sees the state after each, and some in between while it trains."""

    def __init__(self, run: LessonRun, session: Session | None = None) -> None:
        self.run = run
        self.project, self.session = Project(), session
        self.begin_step()

    def begin_step(self) -> None:
        """Make the project of the step, if it begins with one of its own."""
        own = self.run.lesson.start if self.run.at == 0 else None
        start = self.run.step.start or own
        if start is not None:
            self.project = start.project()
            self.session = _session(self.project.recipe)
        self.look()

    def do(self, *actions: LessonAction) -> None:
        """Carry them out, one after the other."""
        for action in actions:
            action.do(self)

    def look(self) -> None:
        """Show the run the present state, and try other seeds where that is asked for."""
        session = self.session
        fits = session is not None and session.recipe == self.project.recipe
        self.run.play.observe(
            LessonState(self.project, SnapshotBuilder(session).build() if session is not None and fits else None)
        )
        for goal in self.run.play.wants_trials():
            recipe = self.project.recipe
            self.run.play.note_trials(goal, recipe, trial_outcomes(recipe, self.run.step.goals[goal]))

    # -- as a Learner
    def edit(self, text: str, after: Project, restart: bool = False, weights: tuple[WeightEdit, ...] = ()) -> None:
        before, self.project = self.project, after
        if self.session is None:
            self.session = _session(after.recipe)
        elif after.recipe != before.recipe or restart or weights:
            try:
                apply_edit(self.session, after.recipe, Memento(restart, weights=weights))
            except RecipeProblem:
                pass  # as in the window: it cannot be trained until that is fixed
            except WeightProblem as problem:
                raise ValueError(str(problem)) from problem
        self.look()

    def train(self, epochs: int = 0, steps: int = 0) -> None:
        session = self.session
        if session is None or session.recipe != self.project.recipe:
            return
        session.resume()
        left = steps or epochs * session.batches.count
        stride = max(1, left // LOOKS)
        while left > 0 and not session.has_ended:
            left -= session.advance(min(stride, left))
            self.look()
        self.run.play.note_try()

    def keep_run(self) -> None:
        self.run.play.note_run()

    def show_view(self, name: str) -> None:
        """There is none."""

    def use_control(self, name: str, value: float | None) -> None:
        raise ValueError(_("The control {name} is not there.").format(name=name))

    def descend(self, function: str, balls: tuple[str, ...], settings: DescentSettings, steps: int) -> None:
        descent = settings.descent(function, balls)
        descent.advance(steps)
        for action, value in DescentReports().news(descent):
            self.run.play.note_action(action, value)

    def predict(self, value: float) -> None:
        self.run.play.predict(value)

    def answer(self, goal: int, values: tuple[float, ...]) -> None:
        self.run.play.answer(goal - 1, values)


def trial_outcomes(recipe: Recipe, goal: Goal) -> tuple[bool, ...]:
    """Whether networks of the recipe meet a goal when they are trained anew from other seeds. Can be cancelled between parts."""
    if not isinstance(goal, MeasureGoal):
        return ()
    return tuple(_meets(recipe, goal, OTHER_SEEDS + k) for k in range(goal.seeds))


def start_of(run: LessonRun, continues: bool) -> tuple[Project, Checkpoint | None] | None:
    """What the run's step begins with: a project, and its trained state, if it has any.

    None where it goes on with what is there, which `continues` allows. Otherwise the steps before it
    are done by their solutions, from the last one on that has a start of its own.
    """
    steps = run.lesson.steps
    first = run.at
    while first > 0 and steps[first].start is None:
        first -= 1
    if first == run.at:
        start = run.step.start or (run.lesson.start if run.at == 0 else None)
        return None if start is None else (start.project(), None)
    if continues:
        return None
    learner = HeadlessLearner(LessonRun(run.lesson, first))
    for number in range(first, run.at):
        learner.run.go(number)
        for action in steps[number].solution:
            if not isinstance(action, ANSWERING + NEEDS_WINDOW):
                learner.do(action)
    return learner.project, None if learner.session is None else learner.session.checkpoint()


def _meets(recipe: Recipe, goal: MeasureGoal, seed: int) -> bool:
    """At some moment of `goal.epochs` epochs."""
    session = Session(replace(recipe, seeds=replace(recipe.seeds, weights=seed, order=seed)))
    project, builder = Project(session.recipe), SnapshotBuilder(session)
    left = goal.epochs * session.batches.count
    stride = max(1, math.ceil(left / LOOKS))
    while left > 0 and not session.has_ended:
        check()
        left -= session.advance(min(stride, left))
        if goal.judge(LessonState(project, builder.build())).met:
            return True
    return False


def _session(recipe: Recipe) -> Session | None:
    try:
        return Session(recipe)
    except RecipeProblem:
        return None
