"""Lessons: found by themselves, in order; a damaged file is a sentence and hides no other."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.core.resources import resource
from engine.files.file_problem import FileProblem
from gui.model.lessons.goals import GOALS
from gui.model.lessons.learner import ACTIONS
from gui.model.lessons.lesson import MOST_STEPS, MOST_WORDS, Lesson, Step
from gui.model.lessons.lesson_fields import Kinds, Text, plain
from gui.model.lessons.lesson_reading import MOST_BYTES, lessons_in, read_lesson

GOOD = """
format = 1
title = "The first network"

[[steps]]
title = "Press Play"
text = "Press **Play** and watch the loss fall."

[[steps]]
title = "한 뉴런"
text = '''
Remove a neuron.
Does it still learn?
'''
"""
STEP = '[[steps]]\ntitle = "a"\ntext = "b"\n'
HEAD = 'format = 1\ntitle = "a"\n'
DAMAGED = {
    "empty": ("", "format = 1"),
    "no TOML": ("format = 1\ntitle", "not valid TOML"),
    "another format number": (GOOD.replace("format = 1", "format = 99"), "Update the program"),
    "a format that is none": (GOOD.replace("format = 1", "format = true"), "format = 1"),
    "no title": ("format = 1\n" + STEP, "title must be"),
    "a long title": (GOOD.replace("The first network", "a" * 81), "1 to 80 letters"),
    "a title of two lines": (GOOD.replace("The first network", r"a\nb"), "one line"),
    "a number as the title": (GOOD.replace('"The first network"', "3"), "title must be"),
    "no steps": (HEAD, "1 to 40 steps"),
    "steps that are none": (HEAD + "steps = [1]", "1 to 40 steps"),
    "too many steps": (HEAD + STEP * (MOST_STEPS + 1), "1 to 40 steps"),
    "a step without a text": (HEAD + STEP + '[[steps]]\ntitle = "a"\n', "Step 2 of the lesson"),
    "a step with a long text": (GOOD.replace("Press **Play**", "word " * MOST_WORDS), "has 65 words; at most 60"),
    "an unknown key": (GOOD.replace("title =", "titel =", 1), "titel"),
    "an unknown key in a step": (HEAD + STEP + "colour = 3\n", "“colour” means nothing here"),
    "nested without end": ("a = " + "[" * 50_000, "cannot be read"),
}


def test_a_lesson_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(GOOD, encoding="utf-8")
    steps = (
        Step(title=plain("Press Play"), text=plain("Press **Play** and watch the loss fall.")),
        Step(title=plain("한 뉴런"), text=plain("Remove a neuron.\nDoes it still learn?")),
    )
    lesson = read_lesson(path)
    assert lesson == Lesson(title=plain("The first network"), steps=steps, key=lesson.key, name="a")


def test_lessons_in_a_folder_come_in_the_order_of_their_names_and_a_damaged_one_is_a_sentence(tmp_path: Path) -> None:
    for name, title in (("2_second.toml", "second"), ("1_first.toml", "first"), ("3_mine.NPLESSON", "mine")):
        (tmp_path / name).write_text(GOOD.replace("The first network", title), encoding="utf-8")
    (tmp_path / "1_damaged.toml").write_text("format = ", encoding="utf-8")
    (tmp_path / "README.md").write_text("no lesson", encoding="utf-8")
    (tmp_path / "4_folder.toml").mkdir()
    lessons, problems = lessons_in(tmp_path)
    assert [str(lesson.title) for lesson in lessons] == ["first", "second", "mine"]
    assert len(problems) == 2
    assert "1_damaged.toml" in problems[0]
    assert "4_folder.toml" in problems[1]


def test_without_a_folder_there_are_none(tmp_path: Path) -> None:
    assert lessons_in(tmp_path / "nowhere") == lessons_in(tmp_path) == ((), ())


def test_all_lessons_that_come_with_the_program_can_be_read() -> None:
    lessons, problems = lessons_in()
    assert problems == ()
    assert len(lessons) == len(list(resource("lessons").glob("*.toml")))


def test_the_example_in_the_folder_is_a_lesson(tmp_path: Path) -> None:
    _, _, rest = resource("lessons", "README.md").read_text(encoding="utf-8").partition("```toml\n")
    (tmp_path / "a.toml").write_text(rest.partition("```")[0], encoding="utf-8")
    assert len(read_lesson(tmp_path / "a.toml").steps) == 2


@pytest.mark.parametrize("case", DAMAGED)
def test_a_damaged_lesson_is_a_sentence(case: str, tmp_path: Path) -> None:
    text, word = DAMAGED[case]
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FileProblem) as caught:
        read_lesson(tmp_path / "a.toml")
    assert word in str(caught.value)
    assert "a.toml" in str(caught.value)
    assert str(caught.value).endswith(".")


def test_other_files_are_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe")
    (tmp_path / "large.toml").write_bytes(b"#" * (MOST_BYTES + 1))
    for name, word in (("a.toml", "not UTF-8"), ("large.toml", "can be read"), ("none.toml", "There is no file")):
        with pytest.raises(FileProblem, match=word):
            read_lesson(tmp_path / name)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(GOOD.encode()) - 1), st.binary(min_size=1, max_size=8))
def test_any_damage_is_a_sentence_or_harmless(tmp_path: Path, at: int, junk: bytes) -> None:
    data = GOOD.encode()
    (tmp_path / "a.toml").write_bytes(data[:at] + junk + data[at + len(junk) :])
    lessons, problems = lessons_in(tmp_path)
    assert len(lessons) + len(problems) == 1
    assert all(lesson.steps for lesson in lessons)


def test_two_files_of_one_name_have_progress_of_their_own_and_built_in_lessons_keep_theirs(tmp_path: Path) -> None:
    keys = set()
    for folder, title in (("ada", "first"), ("eve", "second")):
        path = tmp_path / folder / "01_loop.nplesson"
        path.parent.mkdir()
        path.write_text(GOOD.replace("The first network", title), encoding="utf-8")
        keys.add(read_lesson(path).progress_key)
    built_in = lessons_in()[0][0]
    assert built_in.progress_key == built_in.name == "01_loop"
    assert len(keys | {built_in.progress_key}) == 3
    assert read_lesson(path).progress_key == lessons_in(path.parent)[0][0].progress_key


# What a file may leave out: another default would change the lessons that did. A new kind need not be here.
OF_GOALS: dict[str, dict[str, Any]] = {
    "measure": {"tolerance": 0.0, "ever": False, "seeds": 0, "needed": 0, "epochs": 300, "within": 0},
    "setting": {"ever": False},
    "contains": {"count": 1, "ever": False},
    "weight": {"tolerance": 0.0, "label": Text(), "ever": False},
    "action": {"comparison": ">=", "value": -1e12, "tolerance": 0.0, "times": 1, "ever": False},
    "number": {"value": None, "of": "", "tolerance": 0.0, "percent": 1.0, "ever": False},
    "choice": {"ever": False},
    "stretch": {"rows": "train", "falls": 0.05, "stays": 0.0, "steps": 20, "ever": False},
}
OF_ACTIONS: dict[str, dict[str, Any]] = {
    "add_layer": {"at": -1},
    "activation": {"layer": 0},
    "seed": {"of": "weights"},
    "weight": {"array": "weights"},
    "train": {"epochs": 0, "steps": 0},
    "control": {"to": None},
    "descend": {
        "function": "quartic",
        "balls": ("sgd",),
        "rate": 0.01,
        "momentum": 0.9,
        "condition": 10.0,
        "start": (),
        "steps": 2000,
    },
    "predict": {"value": 1.0},
    "answer": {"goal": 1},
}


@pytest.mark.parametrize(("kinds", "wanted"), [(GOALS, OF_GOALS), (ACTIONS, OF_ACTIONS)], ids=["goals", "actions"])
def test_what_a_file_leaves_out_is_as_before(kinds: Kinds[Any], wanted: dict[str, dict[str, Any]]) -> None:
    for kind, defaults in wanted.items():
        fields = {one.name: one.default for one in dataclasses.fields(kinds.classes[kind])}
        assert {name: fields[name] for name in defaults} == defaults, kind
