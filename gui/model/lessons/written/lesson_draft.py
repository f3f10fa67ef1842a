"""A lesson that a teacher is writing: what was typed and chosen, in one language or several, and the lesson that it makes."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.core.language import LANGUAGES
from engine.core.translation import _
from engine.recipe.recipe import Recipe, recipe_to_data
from gui.model.lessons.goals import Goal
from gui.model.lessons.learner import LessonAction
from gui.model.lessons.lesson import Lesson, Limits, Question, Step
from gui.model.lessons.lesson_actions import Predict, read_action
from gui.model.lessons.lesson_fields import Text, plain
from gui.model.lessons.lesson_reading import LessonProblem, lesson_from
from gui.model.lessons.lesson_state import LessonState
from gui.model.lessons.start import Start, check_data
from gui.model.lessons.written.lesson_writing import lesson_text

RIGHT = "*"
Words = dict[str, str]  # by the codes of languages


@dataclass
class StepDraft:
    """Changes as it is typed. `began`: what the window showed where the step begins, or None when that is not known."""

    title: Words = field(default_factory=dict)
    text: Words = field(default_factory=dict)
    question: Words = field(default_factory=dict)
    choices: Words = field(default_factory=dict)  # one on each line; the right one begins with RIGHT
    hint: Words = field(default_factory=dict)
    why: Words = field(default_factory=dict)
    goals: list[Goal] = field(default_factory=list)
    solution: str = ""  # one action on each line, as it stands in files
    began: LessonState | None = None


@dataclass
class LessonDraft:
    """Changes as it is typed and chosen."""

    title: Words = field(default_factory=dict)
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
    steps = tuple(_numbered_step(step, number) for number, step in enumerate(draft.steps, 1))
    lesson = Lesson(
        title=_text(draft.title),
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


def actions_of(text: str) -> tuple[LessonAction, ...]:
    """The actions that stand on the lines of a solution. Raises ValueError with a sentence that names the line."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        try:
            found.append(read_action(tomllib.loads(f"action = {line}").get("action")))
        except (ValueError, RecursionError) as problem:
            raise ValueError(_("The solution has a line “{line}”: {reason}").format(line=line[:80], reason=problem)) from problem
    return tuple(found)


def _numbered_step(draft: StepDraft, number: int) -> Step:
    try:
        return _step(draft)
    except ValueError as problem:
        raise ValueError(_("Step {step}: {reason}").format(step=number, reason=problem)) from problem


def _step(draft: StepDraft) -> Step:
    question, solution, hint = _question(draft), actions_of(draft.solution), _text(draft.hint)
    if question is not None and solution and not any(isinstance(one, Predict) for one in solution):
        solution = (Predict(value=float(question.right or 1)), *solution)
    return Step(
        title=_text(draft.title),
        text=_text(draft.text),
        question=question,
        goals=tuple(draft.goals),
        hints=(hint,) if hint else (),
        why=_text(draft.why),
        solution=solution,
    )


def _question(draft: StepDraft) -> Question | None:
    """Without choices a number is typed."""
    text = _text(draft.question)
    if not text:
        return None
    answers = {code: _answers(words) for code, words in draft.choices.items() if _answers(words)}
    if len({len(lines) for lines in answers.values()}) > 1:
        raise ValueError(_("The question needs as many answers in each language."))
    marked = (number for lines in answers.values() for number, line in enumerate(lines, 1) if line.startswith(RIGHT))
    count = len(next(iter(answers.values()), []))
    choices = tuple(_text({code: lines[k].removeprefix(RIGHT) for code, lines in answers.items()}) for k in range(count))
    return Question(text=text, choices=choices, right=next(marked, 0))


def _answers(words: str) -> list[str]:
    return [line.strip() for line in words.splitlines() if line.strip(f" {RIGHT}")]


def _text(words: Mapping[str, str]) -> Text:
    """Written in one language it is the same in all."""
    there = {code: words[code].strip() for code in LANGUAGES if words.get(code, "").strip()}
    return Text(tuple(there.items())) if len(there) > 1 else plain(next(iter(there.values()))) if there else Text()
