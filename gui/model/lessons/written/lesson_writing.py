"""Writes a lesson as the text of its file, which `lesson_reading` reads back equal."""

from __future__ import annotations

import json
from typing import Any

from gui.model.lessons.goals import GOALS
from gui.model.lessons.learner import ACTIONS, LessonAction
from gui.model.lessons.lesson import Lesson, Limits, Step
from gui.model.lessons.lesson_fields import Text, written, written_fields
from gui.model.lessons.lesson_reading import FORMAT
from gui.model.lessons.start import Start

LISTS = ("settings", "locked", "hidden")


def lesson_text(lesson: Lesson) -> str:
    """The lesson as TOML; its key and its name are those of the file and do not stand in it."""
    lines = [f"format = {FORMAT}", _line("title", written(lesson.title))]
    lines += _text("about", lesson.about)
    lines += [_line(name, list(getattr(lesson, name))) for name in LISTS if getattr(lesson, name)]
    lines += _table("start", lesson.start, Start())
    lines += _table("limits", lesson.limits, Limits())
    for step in lesson.steps:
        lines += ["", "[[steps]]", *_step(step)]
    for way in lesson.wrong:
        actions = [ACTIONS.write(action) for action in way.actions]
        lines += ["", "[[wrong]]", _line("step", way.step), _line("actions", actions)]
    return "\n".join(lines) + "\n"


def action_text(action: LessonAction) -> str:
    """An action as it stands in a file, on one line."""
    return _toml(ACTIONS.write(action))


def _step(step: Step) -> list[str]:
    lines = [_line("title", written(step.title)), _line("text", written(step.text))]
    lines += [_line(name, list(getattr(step, name))) for name in (*LISTS, "views") if getattr(step, name)]
    if step.question is not None:
        lines.append(_line("question", written_fields(step.question)))
    if step.goals:
        lines.append(_line("goals", [GOALS.write(goal) for goal in step.goals]))
    if step.hints:
        lines.append(_line("hints", [written(hint) for hint in step.hints]))
    lines += _text("why", step.why)
    if step.solution:
        lines.append(_line("solution", [ACTIONS.write(action) for action in step.solution]))
    if step.start is not None:
        lines.append(_line("start", written_fields(step.start)))
    if step.limits != Limits():
        lines.append(_line("limits", written_fields(step.limits)))
    return lines


def _text(name: str, text: Text) -> list[str]:
    return [_line(name, written(text))] if text else []


def _table(name: str, item: Any, default: Any) -> list[str]:
    return [] if item == default else [_line(name, written_fields(item))]


def _line(name: str, value: Any) -> str:
    return f"{name} = {_toml(value)}"


def _toml(value: Any) -> str:
    """A value as TOML: its strings are those of JSON, but for one control character."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + " }"
    inside = [_toml(one) for one in value]
    if any(isinstance(one, dict) for one in value):
        return "[\n" + "".join(f"    {one},\n" for one in inside) + "]"
    return "[" + ", ".join(inside) + "]"
