"""Lessons with something wrong in them: each is read, written and begun, or refused in a sentence.

python -m tests.fuzz.lessons --count 10000
"""

from __future__ import annotations

import random
import sys
import tomllib
from functools import cache
from typing import Any

import numpy as np

from engine.core.resources import resource
from gui.model.lessons.headless_learner import HeadlessLearner
from gui.model.lessons.lesson_reading import LessonProblem, lesson_from
from gui.model.lessons.lesson_run import LessonRun
from gui.model.lessons.written.lesson_writing import lesson_text
from tests.fuzz import running
from tests.fuzz.mutation import flipped, mutated
from tests.fuzz.running import Tally

REFUSED, READ = "refused", "read and begun"
LONGEST_SENTENCE = 1500  # letters: one may list all there is


@cache
def sources() -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted(resource("lessons").glob("*.toml")))


def damaged(chance: random.Random) -> bytes:
    source = chance.choice(sources())
    if chance.random() < 0.4:
        return flipped(source, chance)
    try:
        return toml(mutated(tomllib.loads(source.decode()), chance)).encode("utf-8", "replace")
    except (ValueError, RecursionError):  # such as a number that cannot be written
        return flipped(source, chance)


def toml(data: Any) -> str:
    """Any plain data as TOML, as far as that can say it: a hostile value must reach the reader."""
    if not isinstance(data, dict):
        return _value(data)
    return "\n".join(f"{_key(key)} = {_value(value)}" for key, value in data.items())


def _key(key: object) -> str:
    return _value(str(key)).replace("\n", " ")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str):
        escaped = "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in value)
        return f'"{escaped}"'
    return "[]" if value is None else repr(value)


def outcome(data: bytes) -> str:
    """What happened to it, in a word. Raises what should never be raised."""
    try:
        lesson = lesson_from(data)
    except LessonProblem as problem:
        sentence = str(problem)
        if not 5 < len(sentence) < LONGEST_SENTENCE or not sentence.isprintable():
            raise AssertionError(f"no sentence for a user: {sentence[:900]!r}") from problem
        return REFUSED
    assert lesson_from(lesson_text(lesson).encode()).steps == lesson.steps
    learner = HeadlessLearner(LessonRun(lesson))
    learner.predict(1)
    learner.look()
    return READ


def run(count: int, seed: int = 1, first: int = 0) -> Tally:
    """Try so many lessons."""
    with np.errstate(all="ignore"):
        return running.run(lambda chance: outcome(damaged(chance)), count, seed, first)


if __name__ == "__main__":
    sys.exit(running.main(__doc__ or "", run))
