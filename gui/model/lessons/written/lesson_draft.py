"""A lesson that a teacher is writing: what was typed and chosen, and the lesson that it makes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from engine.core.translation import _
from engine.recipe.recipe import Recipe, recipe_to_data
from gui.model.lessons.goals import Goal
from gui.model.lessons.lesson import Lesson, Limits, Question, Step
from gui.model.lessons.lesson_fields import Text, plain
from gui.model.lessons.lesson_reading import LessonProblem, lesson_from
from gui.model.lessons.start import Start, check_data
from gui.model.lessons.written.lesson_writing import lesson_text

RIGHT = "*"


@dataclass
class StepDraft:
    """Changes as it is typed."""

    title: str = ""
    text: str = ""
    question: str = ""
    choices: str = ""  # one on each line; the right one begins with RIGHT
    goals: list[Goal] = field(default_factory=list)
    hint: str = ""
    why: str = ""


@dataclass
class LessonDraft:
    """Changes as it is typed and chosen."""

    title: str = ""
    steps: list[StepDraft] = field(default_factory=lambda: [StepDraft()])
    locked: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    settings: tuple[str, ...] = ()
    limits: Limits = Limits()


def drafted_text(draft: LessonDraft, recipe: Recipe) -> str:
    """The text of the file, which has been read back: whatever would be refused there is refused now. Raises ValueError."""
    try:
        check_data(recipe.data)
    except ValueError as problem:
        raise ValueError(_("The data of this window are a table of your own. {reason:big}").format(reason=problem)) from problem
    start = Start(recipe=json.dumps(recipe_to_data(recipe), separators=(",", ":")))
    steps = tuple(_step(step) for step in draft.steps)
    lesson = Lesson(
        title=_given(draft.title),
        steps=steps,
        start=start,
        limits=draft.limits,
        settings=draft.settings,
        locked=tuple(draft.locked),
        hidden=tuple(draft.hidden),
    )
    text = lesson_text(lesson)
    try:
        lesson_from(text.encode())
    except LessonProblem as problem:
        if problem.step:
            raise ValueError(_("Step {step}: {reason}").format(step=problem.step, reason=problem)) from problem
        raise
    return text


def _question(draft: StepDraft) -> Question | None:
    """Without choices a number is typed."""
    if not draft.question.strip():
        return None
    lines = [line.strip() for line in draft.choices.splitlines() if line.strip(f" {RIGHT}")]
    right = next((number for number, line in enumerate(lines, 1) if line.startswith(RIGHT)), 0)
    return Question(text=_given(draft.question), choices=tuple(_given(line.removeprefix(RIGHT)) for line in lines), right=right)


def _step(draft: StepDraft) -> Step:
    hints = (plain(draft.hint.strip()),) if draft.hint.strip() else ()
    return Step(
        title=_given(draft.title),
        text=_given(draft.text),
        question=_question(draft),
        goals=tuple(draft.goals),
        hints=hints,
        why=_given(draft.why),
    )


def _given(text: str) -> Text:
    return plain(text.strip()) if text.strip() else Text()
