"""The result of a lesson, for the teacher: what was guessed, tried, shown and reached in each step; as JSON, or as a table."""

from __future__ import annotations

import csv
import io
import json
import math
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.core.version import VERSION
from engine.files.atomic_write import write_atomic
from gui.model.lessons.lesson_fields import Text
from gui.model.lessons.lesson_run import LessonRun

MOST_NAME = 100  # letters of the learner's name
COLUMNS = (
    *("learner", "lesson", "key", "saved", "step", "title", "done", "guess", "guess_right", "tries", "hints", "done_for_me"),
    *("seconds", "values", "answers"),
)


def result_of(run: LessonRun, learner: str, now: datetime) -> dict[str, Any]:
    """The result as plain data. Names are in English, so that results of learners in any language can be put together."""
    steps = []
    for number, (step, record) in enumerate(zip(run.lesson.steps, run.records, strict=True), 1):
        right = step.question.right if step.question is not None else 0
        guessed = math.isfinite(record.predicted) and not record.guess_shown
        steps.append(
            {
                "step": number,
                "title": _in_english(step.title),
                "done": record.done,
                "guess": _finite(record.predicted) if guessed else None,
                "guess_right": record.predicted == right if guessed and right else None,
                "tries": record.tries,
                "hints": record.hints,
                "done_for_me": record.shown,
                "seconds": round(record.seconds, 1),
                "values": [_finite(value) for value in record.values],
                "answers": {str(goal + 1): list(values) for goal, values in record.answers.items()},
            }
        )
    return {
        "program": f"Network Playground {VERSION}",
        "learner": " ".join(learner.split())[:MOST_NAME],
        "lesson": _in_english(run.lesson.title),
        "key": run.lesson.key,
        "saved": now.isoformat(timespec="seconds"),
        "steps": steps,
    }


def write_result(path: Path, result: dict[str, Any]) -> None:
    """A name that ends in .csv is a table with a row for each step, any other JSON. Raises FileProblem."""
    if path.suffix.lower() != ".csv":
        write_atomic(path, json.dumps(result, ensure_ascii=False, indent=1).encode())
        return
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for step in result["steps"]:
        row = {**result, **step}
        table.writerow([_cell(row[column]) for column in COLUMNS])
    write_atomic(path, text.getvalue().encode("utf-8-sig"))  # so that spreadsheets read Hangul


def _in_english(text: Text) -> str:
    there = dict(text.by_language)
    return there.get("en") or str(text)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _cell(value: Any) -> str:
    """One that begins like a formula is only a text in a spreadsheet."""
    text = json.dumps(value) if isinstance(value, list | dict) else "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "@") or (text[:1] == "-" and not text[1:2].isdigit()) else text
