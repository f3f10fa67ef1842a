"""A written lesson is read back equal; a result says what happened, in English, whatever the language."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from gui.model.lessons.headless_learner import HeadlessLearner
from gui.model.lessons.lesson import Lesson
from gui.model.lessons.lesson_fields import plain
from gui.model.lessons.lesson_reading import lesson_from, lessons_in
from gui.model.lessons.lesson_run import LessonRun
from gui.model.lessons.written.lesson_result import COLUMNS, result_of, write_result
from gui.model.lessons.written.lesson_writing import lesson_text

LESSONS = lessons_in()[0]
NOW = datetime(2026, 11, 29, 4, 30)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_every_lesson_comes_back_equal(lesson: Lesson) -> None:
    again = lesson_from(lesson_text(lesson).encode())
    assert replace(again, key="", name="") == replace(lesson, key="", name="")


@pytest.mark.parametrize("text", ['say "hi"\\', "two\nlines\tand a tab", "한국어 ✓", "\x7f \x1b ", "= # [x]"])
def test_any_text_comes_back(text: str) -> None:
    lesson = LESSONS[0]
    step = replace(lesson.steps[0], text=plain(text.strip()))
    again = lesson_from(lesson_text(replace(lesson, steps=(step,), wrong=())).encode())
    assert str(again.steps[0].text) == text.strip()


def test_a_result_says_what_happened_as_json_and_as_a_table(tmp_path: Path) -> None:
    learner = HeadlessLearner(LessonRun(LESSONS[0]))
    learner.do(*LESSONS[0].steps[0].solution)
    learner.run.play.next_hint()
    result = result_of(learner.run, "=cmd  Kim", NOW)
    write_result(tmp_path / "a.json", result)
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == result
    assert [step["done"] for step in result["steps"]] == [True, False, False, False]
    assert result["steps"][0]["guess_right"] is True
    assert result["steps"][0]["values"] == [1.0]
    assert result["steps"][0]["hints"] == 1
    assert result["steps"][1]["guess"] is None
    write_result(tmp_path / "a.csv", result)
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert [row["done"] for row in rows] == ["True", "False", "False", "False"]
    assert rows[0]["learner"] == "'=cmd Kim", "a spreadsheet must not take it for a formula"
