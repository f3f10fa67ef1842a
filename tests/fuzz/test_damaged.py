"""A few hundred of the damaged files. The long form is a command: see `projects` and `csv_files`."""

from __future__ import annotations

import os

import pytest

from tests.fuzz import csv_files, foreign, lessons, onnx_files, projects, tables
from tests.interop import needs

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the alarm clock over each file is one of POSIX")


def test_damaged_projects_open_or_are_a_sentence(qtbot: object) -> None:
    tally = projects.run(40)
    assert tally.wrong == []
    assert 0.2 < tally.share("refused") < 0.8


def test_tables_almost_as_they_should_be_are_read_or_are_a_sentence() -> None:
    tally = csv_files.run(80)
    assert tally.wrong == []
    assert tally.share(csv_files.REFUSED) < 0.5


def test_damaged_lessons_are_read_or_are_a_sentence() -> None:
    tally = lessons.run(300)
    assert tally.wrong == []
    assert 0.2 < tally.share(lessons.REFUSED) < 0.95


@needs("onnx")
def test_damaged_onnx_files_are_read_or_are_a_sentence() -> None:
    """The long form: `python -m tests.fuzz.onnx_files --count 10000`."""
    tally = onnx_files.run(150)
    assert tally.wrong == []
    assert 0.5 < tally.share(foreign.REFUSED) < 0.97


def test_near_valid_tables_are_read_or_are_a_sentence() -> None:
    """Beside pandas in `.ci/run`: 10,000 of them."""
    assert tables.run(60, seed=2).wrong == []


def test_damaged_files_of_other_programs_are_read_or_are_a_sentence() -> None:
    tally = foreign.run(250)
    assert tally.wrong == []
    assert 0.2 < tally.share(foreign.REFUSED) < 0.95
