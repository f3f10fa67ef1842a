"""Every lesson that comes with the program is played: untouched and by its wrong ways no goal is met, by its solution all are."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PySide6.QtGui import QTextDocument

from engine.core.language import LANGUAGES, in_language
from engine.core.translation import _ as translated
from gui.model.lessons.goals import WeightGoal
from gui.model.lessons.headless_learner import HeadlessLearner
from gui.model.lessons.lesson import Lesson, Step
from gui.model.lessons.lesson_actions import NEEDS_WINDOW, GiveAnswer, Predict
from gui.model.lessons.lesson_fields import Text
from gui.model.lessons.lesson_reading import lessons_in
from gui.model.lessons.lesson_run import LessonRun
from gui.views import VIEWS

LESSONS, PROBLEMS = lessons_in()
WINDOW_ONLY = {
    lesson.name for lesson in LESSONS for step in lesson.steps if any(isinstance(one, NEEDS_WINDOW) for one in step.solution)
}
PLAYED = [pytest.param(lesson, id=lesson.name) for lesson in LESSONS if lesson.name not in WINDOW_ONLY]
ALL = [pytest.param(lesson, id=lesson.name) for lesson in LESSONS]
LEAST_ACTIONS, LEAST_WRONG = 3, 3


@pytest.fixture(autouse=True)
def _numbers_may_overflow() -> object:
    with np.errstate(all="ignore"):  # as in the training thread
        yield


def advanced_to(lesson: Lesson, number: int) -> HeadlessLearner:
    """The steps before that one are done by their solutions; this one has begun."""
    learner = HeadlessLearner(LessonRun(lesson))
    while learner.run.at < number:
        learner.do(*learner.run.step.solution)
        assert learner.run.play.record.done, f"step {learner.run.at + 1}: {learner.run.play.verdicts}"
        learner.run.go(learner.run.at + 1)
        learner.begin_step()
    return learner


def test_they_can_be_read() -> None:
    assert PROBLEMS == ()


@pytest.mark.parametrize("lesson", PLAYED)
def test_the_solution_meets_every_goal_and_doing_nothing_meets_none(lesson: Lesson) -> None:
    learner = HeadlessLearner(LessonRun(lesson))
    for number in range(len(lesson.steps)):
        learner.run.go(number)
        learner.begin_step()
        play = learner.run.play
        assert not play.record.done
        learner.predict(1)  # a prediction alone is not enough either
        learner.look()
        assert not play.record.done, f"step {number + 1} is met by doing nothing"
        learner.do(*play.step.solution)
        assert play.record.done, f"step {number + 1}: {play.verdicts} {play.objection}"
    assert learner.run.is_finished


@pytest.mark.parametrize("lesson", PLAYED)
def test_no_wrong_way_meets_the_goals(lesson: Lesson) -> None:
    for way in lesson.wrong:
        learner = advanced_to(lesson, way.step - 1)
        learner.do(*way.actions)
        assert not learner.run.play.needs_prediction, "a wrong way fails by what it does, not by a prediction that is missing"
        assert not learner.run.play.record.done, f"{way} meets the goals"


@pytest.mark.parametrize("lesson", ALL)
def test_it_is_whole(lesson: Lesson) -> None:
    actions = [one for step in lesson.steps for one in step.solution if not isinstance(one, Predict | GiveAnswer)]
    assert len(actions) >= LEAST_ACTIONS
    assert len(lesson.wrong) >= LEAST_WRONG
    assert lesson.about
    for step in lesson.steps:
        assert step.question is not None
        assert step.goals
        assert step.hints
        assert step.why
        assert any(isinstance(one, Predict) for one in step.solution)
    assert all(way.step <= len(lesson.steps) for way in lesson.wrong)


def texts_of(lesson: Lesson) -> list[Text]:
    def of_step(step: Step) -> list[Text]:
        question = step.question
        asked = [] if question is None else [question.text, *question.choices]
        goals = [text for goal in step.goals for text in (getattr(goal, "label", None), *getattr(goal, "choices", ())) if text]
        return [step.title, step.text, step.why, *step.hints, *asked, *goals]

    return [lesson.title, lesson.about, *(text for step in lesson.steps for text in of_step(step))]


@pytest.mark.parametrize("lesson", ALL)
def test_what_is_meant_to_be_bold_is(lesson: Lesson) -> None:
    """Two stars between a bracket and a letter, as before a Korean particle, would be shown as stars."""
    for text in texts_of(lesson):
        for language, words in text.by_language:
            shown = QTextDocument()
            shown.setMarkdown(words)
            assert "**" not in shown.toPlainText(), (language, words)


def test_the_goal_for_one_number_names_it_as_the_window_does() -> None:
    goal = WeightGoal(layer=0, array="weights", place=(1, 0), comparison="=", value=1.5)
    with in_language("ko"):
        assert "가중치 2, 1" in goal.text()
        assert "weights" not in goal.text()


@pytest.mark.parametrize("lesson", ALL)
def test_every_text_is_there_in_every_language(lesson: Lesson) -> None:
    for text in texts_of(lesson):
        there = dict(text.by_language)
        assert "" in there or set(there) == set(LANGUAGES), text
        for code in LANGUAGES:
            with in_language(code):
                assert str(text)
        if "ko" in there and re.search("[A-Za-z]{4}", there["en"]) and len(there["en"]) > 12:
            assert re.search("[가-힣]", there["ko"]), text


@pytest.mark.parametrize("lesson", ALL)
def test_a_view_is_called_as_the_window_calls_it(lesson: Lesson) -> None:
    """In Korean a view that is named in italics before the word for view has the title of one."""
    with in_language("ko"):
        titles = {translated(kind.title) for kind in VIEWS.values()}
    for text in texts_of(lesson):
        for name in re.findall(r"(?<!\*)\*([^*]+)\*(?!\*) 보기", dict(text.by_language).get("ko", "")):
            assert name in titles, (name, text)
