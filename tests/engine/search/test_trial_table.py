"""The table of trials as CSV."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from pathlib import Path

import pytest

from engine.files.file_problem import FileProblem
from engine.search.trial import DIVERGED, Trial
from engine.search.trial_table import trial_table, write_trial_table
from tests.engine.search.searches import PLAN, undisturbed


def test_it_has_a_column_for_each_setting_and_numbers_are_read_back_equal(tmp_path: Path) -> None:
    trials, path = undisturbed()[0], tmp_path / "trials.csv"
    write_trial_table(path, PLAN, trials)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:7] == ["trial", "lr", "layers", "optimizer", "state", "score", "scores"]
    assert [float(row["lr"]) for row in rows] == [one.point["lr"] for one in trials]
    assert [(int(row["trial"]), row["layers"], row["state"]) for row in rows] == [
        (one.number, one.point["layers"], one.state) for one in trials
    ]
    assert [float(row["score"]) for row in rows] == [one.score for one in trials]
    assert [tuple(map(float, row["scores"].split())) for row in rows] == [one.scores for one in trials]


def test_what_is_no_number_is_empty() -> None:
    trial = Trial(0, {"lr": 0.1}, DIVERGED, math.nan, (math.nan, 0.5), problem='It said "no", and ended.')
    (row,) = csv.DictReader(trial_table(PLAN, [trial]).splitlines())
    assert (row["score"], row["scores"], row["layers"], row["problem"]) == ("", " 0.5", "", trial.problem)


def test_a_table_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="There is no folder"):
        write_trial_table(tmp_path / "a" / "b.csv", replace(PLAN), [])
