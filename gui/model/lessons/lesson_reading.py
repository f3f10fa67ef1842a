"""Reads lessons: one TOML file each. resources/lessons/README.md shows the format; a teacher's own file ends in .nplesson."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.core.resources import resource
from engine.core.translation import _
from engine.files.file_problem import FileProblem
from engine.files.reading import read_bytes
from gui.model.lessons.answer_goals import read_goal
from gui.model.lessons.lesson import (
    MOST_ACTIONS,
    MOST_GOALS,
    MOST_HINTS,
    MOST_STEPS,
    MOST_TITLE,
    MOST_WORDS,
    MOST_WRONG,
    NAMES,
    Lesson,
    Limits,
    Question,
    Step,
    WrongWay,
)
from gui.model.lessons.lesson_actions import read_action
from gui.model.lessons.lesson_fields import Read, one_of, read_fields, several, text_of
from gui.model.lessons.start import Start
from gui.model.lessons.step_rules import KEPT

FORMAT = 1
LESSON_SUFFIX = ".nplesson"  # of those that others write
SUFFIXES = (".toml", LESSON_SUFFIX)
MOST_BYTES = 200_000

_TITLE = text_of(MOST_TITLE, MOST_TITLE, one_line=True)
_SETTINGS = several(one_of(lambda: KEPT), 0, 20)


def lessons_in(folder: Path | None = None) -> tuple[tuple[Lesson, ...], tuple[str, ...]]:
    """The lessons in a folder, in the order of their files' names, and a sentence for each file that cannot be read.

    Without a folder: those that come with the program.
    """
    lessons, problems = [], []
    there = resource("lessons") if folder is None else folder
    paths = [path for path in there.iterdir() if path.suffix.lower() in SUFFIXES] if there.is_dir() else []
    for path in sorted(paths, key=lambda path: path.name.casefold()):
        try:
            lessons.append(replace(read_lesson(path), is_built_in=folder is None))
        except FileProblem as problem:
            problems.append(str(problem))
    return tuple(lessons), tuple(problems)


def read_lesson(path: str | Path) -> Lesson:
    """The lesson in a file. Raises FileProblem with a sentence that names the file and the place in it."""
    data = read_bytes(path, MOST_BYTES, _("Choose the file of a lesson."))
    try:
        return replace(lesson_from(data), name=Path(path).stem)
    except LessonProblem as problem:
        text = _('The lesson "{name}" cannot be read: {reason}')
        if problem.step:
            text = _('Step {step} of the lesson "{name}" cannot be read: {reason}')
        raise FileProblem(text.format(name=Path(path).name, step=problem.step, reason=problem)) from problem


class LessonProblem(ValueError):
    """What is wrong and what is allowed, in a sentence; and in which step, 0 for the lesson as a whole."""

    def __init__(self, reason: str, step: int = 0) -> None:
        super().__init__(reason)
        self.step = step


def lesson_from(data: bytes) -> Lesson:
    """The lesson in the bytes of a file. Raises LessonProblem."""
    lesson = _lesson(_parsed(data))
    return replace(lesson, key=hashlib.sha256(data).hexdigest()[:16])


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise LessonProblem(_("Its text is not UTF-8. Save it as UTF-8.")) from problem
    except tomllib.TOMLDecodeError as problem:
        raise LessonProblem(_("It is not valid TOML ({problem}). Correct that place.").format(problem=problem)) from problem
    except RecursionError as problem:
        raise LessonProblem(_("Its lists are nested too deeply. A lesson needs no nested lists.")) from problem
    except ValueError as problem:  # such as a whole number of 5,000 digits, or a date that is none
        raise LessonProblem(_("It is not valid TOML ({problem}). Correct that place.").format(problem=problem)) from problem


def _lesson(data: dict[str, Any]) -> Lesson:
    number = data.get("format")
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise LessonProblem(_("The line “format = {number}” is missing.").format(number=FORMAT))
    if number > FORMAT:
        text = _("It has format {number}, and this program reads formats up to {newest}. Update the program.")
        raise LessonProblem(text.format(number=str(number)[:20], newest=FORMAT))
    _check_keys(data, ("format", "title", "steps", *_LESSON))
    steps = data.get("steps")
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps) or not 1 <= len(steps) <= MOST_STEPS:
        raise LessonProblem(_("It needs 1 to {most} steps, each under a line “[[steps]]”.").format(most=MOST_STEPS))
    parts = _parts(data, _LESSON, 0)
    return Lesson(title=_title(data), steps=tuple(_step(step, number) for number, step in enumerate(steps, 1)), **parts)


def _step(data: dict[str, Any], number: int) -> Step:
    _check_keys(data, ("title", "text", *_STEP), number)
    if not data.get("text"):
        raise LessonProblem(_('The text is missing. Write a line “text = "…"”.'), number)
    parts = _parts(data, {"text": text_of(MOST_WORDS), **_STEP}, number)
    return Step(title=_title(data, number), **parts)


def _title(data: dict[str, Any], step: int = 0) -> Any:
    try:
        return _TITLE(data.get("title"))
    except ValueError as problem:
        text = _("The title must be one line of 1 to {most} letters.")
        raise LessonProblem(text.format(most=MOST_TITLE), step) from problem


def _parts(data: dict[str, Any], readers: dict[str, Read], step: int) -> dict[str, Any]:
    found = {}
    for key, read in readers.items():
        if key in data:
            try:
                found[key] = read(data[key])
            except ValueError as problem:
                raise LessonProblem(_("“{key}”: {reason}").format(key=key, reason=problem), step) from problem
            except FileProblem as problem:
                raise LessonProblem(str(problem), step) from problem
    return found


def _start(data: Any) -> Start:
    start = Start(**read_fields(Start, data))
    start.project()  # so that parts that do not go together are told now
    return start


def _limits(data: Any) -> Limits:
    return Limits(**read_fields(Limits, data))


def _question(data: Any) -> Question:
    question = Question(**read_fields(Question, data))
    if question.right > len(question.choices):
        raise ValueError(_("“right” is the number of a choice: there are {count}.").format(count=len(question.choices)))
    return question


def _wrong(data: Any) -> WrongWay:
    values = read_fields(WrongWay, data, ("actions",))
    return WrongWay(**values, actions=_ACTIONS(data.get("actions", [])))


_ACTIONS = several(read_action, 0, MOST_ACTIONS)
_LESSON: dict[str, Read] = {
    "about": text_of(MOST_WORDS),
    "start": _start,
    "limits": _limits,
    "settings": _SETTINGS,
    "locked": NAMES,
    "hidden": NAMES,
    "wrong": several(_wrong, 0, MOST_WRONG),
}
_STEP: dict[str, Read] = {
    "question": _question,
    "goals": several(read_goal, 0, MOST_GOALS),
    "hints": several(text_of(MOST_WORDS), 0, MOST_HINTS),
    "why": text_of(2 * MOST_WORDS),
    "solution": _ACTIONS,
    "start": _start,
    "limits": _limits,
    "settings": _SETTINGS,
    "locked": NAMES,
    "hidden": NAMES,
    "views": NAMES,
}


def _check_keys(data: dict[str, Any], known: tuple[str, ...], step: int = 0) -> None:
    unknown = sorted(set(data) - set(known))
    if unknown:
        text = _("“{key}” means nothing here; there may be {known}.")
        raise LessonProblem(text.format(key=unknown[0][:40], known=", ".join(known)), step)
