"""Lessons: texts that lead through the program step by step. One lesson is one TOML file.

To add one, put a file beside the others in resources/lessons; README.md there shows the format. A teacher's own lesson is a
file of the same format that ends in .nplesson.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.core.resources import resource
from engine.core.translation import _
from engine.files.file_problem import FileProblem
from engine.files.reading import read_bytes

FORMAT = 1
SUFFIXES = (".toml", ".nplesson")  # those that come with the program, those that others write
MOST_BYTES = 200_000
MOST_STEPS = 40
MOST_WORDS = 60  # of a step's text: more is not read beside a running network
MOST_LETTERS = 80  # of a title


@dataclass(frozen=True)
class LessonStep:
    """What to do next and what to look for, in Markdown."""

    title: str
    text: str


@dataclass(frozen=True)
class Lesson:
    """A whole lesson; it has at least one step."""

    title: str
    steps: tuple[LessonStep, ...]


def lessons_in(folder: Path | None = None) -> tuple[tuple[Lesson, ...], tuple[str, ...]]:
    """The lessons in a folder, in the order of their files' names, and a sentence for each file that cannot be read.

    Without a folder: those that come with the program.
    """
    lessons, problems = [], []
    there = resource("lessons") if folder is None else folder
    paths = [path for path in there.iterdir() if path.suffix.lower() in SUFFIXES] if there.is_dir() else []
    for path in sorted(paths, key=lambda path: path.name.casefold()):
        try:
            lessons.append(read_lesson(path))
        except FileProblem as problem:
            problems.append(str(problem))
    return tuple(lessons), tuple(problems)


def read_lesson(path: str | Path) -> Lesson:
    """The lesson in a file. Raises FileProblem with a sentence that names the file and the place in it."""
    data = read_bytes(path, MOST_BYTES, _("Choose the file of a lesson."))
    try:
        return _lesson(_parsed(data))
    except _LessonProblem as problem:
        text = _('The lesson "{name}" cannot be read: {reason}')
        if problem.step:
            text = _('Step {step} of the lesson "{name}" cannot be read: {reason}')
        raise FileProblem(text.format(name=Path(path).name, step=problem.step, reason=problem)) from problem


class _LessonProblem(ValueError):
    """What is wrong and what is allowed, in a sentence; and in which step, 0 for the lesson as a whole."""

    def __init__(self, reason: str, step: int = 0) -> None:
        super().__init__(reason)
        self.step = step


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise _LessonProblem(_("Its text is not UTF-8. Save it as UTF-8.")) from problem
    except tomllib.TOMLDecodeError as problem:
        raise _LessonProblem(_("It is not valid TOML ({problem}). Correct that place.").format(problem=problem)) from problem
    except RecursionError as problem:
        raise _LessonProblem(_("Its lists are nested too deeply. A lesson needs no nested lists.")) from problem


def _lesson(data: dict[str, Any]) -> Lesson:
    number = data.get("format")
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise _LessonProblem(_("The line “format = {number}” is missing.").format(number=FORMAT))
    if number > FORMAT:
        text = _("It has format {number}, and this program reads formats up to {newest}. Update the program.")
        raise _LessonProblem(text.format(number=number, newest=FORMAT))
    _check_keys(data, ("format", "title", "steps"))
    steps = data.get("steps")
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps) or not 1 <= len(steps) <= MOST_STEPS:
        raise _LessonProblem(_("It needs 1 to {most} steps, each under a line “[[steps]]”.").format(most=MOST_STEPS))
    return Lesson(_title(data), tuple(_step(step, number) for number, step in enumerate(steps, 1)))


def _step(data: dict[str, Any], number: int) -> LessonStep:
    _check_keys(data, ("title", "text"), number)
    text = data.get("text")
    if not isinstance(text, str) or not text.strip():
        raise _LessonProblem(_('The text is missing. Write a line “text = "…"”.'), number)
    words = len(text.split())
    if words > MOST_WORDS:
        sentence = _("The text has {words} words; at most {most} are allowed.")
        raise _LessonProblem(sentence.format(words=words, most=MOST_WORDS), number)
    return LessonStep(_title(data, number), text.strip())


def _title(data: Mapping[str, Any], step: int = 0) -> str:
    title = data.get("title")
    if not isinstance(title, str) or not title.strip() or len(title) > MOST_LETTERS or not title.isprintable():
        raise _LessonProblem(_("The title must be one line of 1 to {most} letters.").format(most=MOST_LETTERS), step)
    return title.strip()


def _check_keys(data: Mapping[str, Any], known: tuple[str, ...], step: int = 0) -> None:
    unknown = sorted(set(data) - set(known))
    if unknown:
        text = _("“{key}” means nothing here; there may be {known}.")
        raise _LessonProblem(text.format(key=unknown[0][:40], known=", ".join(known)), step)
