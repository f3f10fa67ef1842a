"""Plays a lesson that a teacher has written, untouched and by its solutions, and says what a learner would run into."""

from __future__ import annotations

from engine.core.cancellation import check
from engine.core.translation import _, joined
from engine.inspection.snapshot_builder import SnapshotBuilder
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.session import Session
from gui.model.lessons.headless_learner import HeadlessLearner
from gui.model.lessons.lesson import Lesson
from gui.model.lessons.lesson_actions import NEEDS_WINDOW
from gui.model.lessons.lesson_run import LessonRun
from gui.model.lessons.lesson_state import LessonState
from gui.model.project import Project


def untrained(project: Project) -> LessonState:
    """What a goal sees before anything was trained."""
    try:
        session = Session(project.recipe)
    except RecipeProblem:
        return LessonState(project)
    return LessonState(project, SnapshotBuilder(session).build())


def findings_of(lesson: Lesson) -> tuple[str, ...]:
    """A sentence for each thing that is wrong or has not been tried; none, when all is well. Can be cancelled between steps."""
    learner, found = HeadlessLearner(LessonRun(lesson)), []
    for number in range(len(lesson.steps)):
        check()
        if number:
            learner.run.go(number)
            learner.begin_step()
        if learner.run.step.goals:
            said = [*_untouched(learner), *_solved(learner)]
            found += [_("Step {step}: {reason}").format(step=number + 1, reason=one) for one in said]
    return tuple(found)


def _untouched(learner: HeadlessLearner) -> list[str]:
    play, of_number = learner.run.play, _of_number(learner)
    if play.needs_prediction:
        learner.predict(1.0)
        learner.look()
    if play.record.done:
        return [_("its goals are met before anything is done.")]
    met = [goal.text(of_number) for goal, verdict in zip(play.step.goals, play.verdicts, strict=False) if verdict.met]
    return [_("this goal is met before anything is done: {goals}.").format(goals=joined(met, "; "))] if met else []


def _solved(learner: HeadlessLearner) -> list[str]:
    play = learner.run.play
    if not play.step.solution:
        return [_("it has no solution: nobody has tried whether its goals can be met, and there is no “Do it for me”.")]
    if any(isinstance(one, NEEDS_WINDOW) for one in play.step.solution):
        return [_("its solution uses controls of a view, which can be tried only in the lesson itself.")]
    try:
        learner.do(*play.step.solution)
    except ValueError as problem:
        return [_("its solution cannot be done: {reason}").format(reason=problem)]
    if play.record.done:
        return []
    if play.objection:
        return [_("its solution does not count: {reason}").format(reason=play.objection)]
    of_number = _of_number(learner)
    missed = [
        _("{goal} ({now})").format(goal=goal.text(of_number), now=verdict.now) if verdict.now else goal.text(of_number)
        for goal, verdict in zip(play.step.goals, play.verdicts, strict=False)
        if not verdict.met
    ]
    return [_("its solution does not meet: {goals}.").format(goals=joined(missed, "; "))]


def _of_number(learner: HeadlessLearner) -> bool:
    state = learner.run.play.state
    return state is not None and state.predicts_number
