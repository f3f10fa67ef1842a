"""`python main.py search`: what it prints, writes, refuses, and how it goes on."""

from __future__ import annotations

import csv
import json
import signal
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.cli import search
from engine.cli.output import BAD_INPUT, STOPPED
from engine.data.preprocessing import Data
from engine.search.executors.in_process import InProcess
from engine.search.executors.workers import Answers, NoWorkers
from engine.search.study import Study
from engine.search.work.work_item import WorkItem
from main import COMMANDS, main

Capture = pytest.CaptureFixture[str]
SPACE = "lr=1e-3..1:log layers=3|6:relu"
IRIS = ["--data", "iris", "--space", SPACE, "--trials", "8", "--epochs", "9", "--batch", "30"]


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "open_workers", lambda data, jobs, cluster: InProcess(data))


@pytest.fixture
def study(tmp_path: Path) -> str:
    return str(tmp_path / "s.sqlite")


def ran(capture: Capture, *arguments: str, code: int = 0) -> tuple[str, str]:
    assert search.main([*IRIS, *arguments]) == code
    return capture.readouterr()


def found(capture: Capture, *arguments: str, code: int = 0) -> dict[str, Any]:
    out, _err = ran(capture, *arguments, "--json", code=code)
    document: dict[str, Any] = json.loads(out.splitlines()[-1])
    return document


def test_it_is_one_of_the_commands(capsys: Capture) -> None:
    assert COMMANDS["search"] == "engine.cli.search"
    assert main(["search", "--help"]) == 0
    text = capsys.readouterr().out
    for option in (
        "--space",
        "--study",
        "--trials",
        "--sampler",
        "--judge",
        "--folds",
        "--cluster",
        "--label",
        "--lr",
        "--table",
    ):
        assert option in text
    assert "--stop" not in text.split()


def test_the_best_is_found_written_and_scored_on_rows_that_no_trial_saw(capsys: Capture, study: str, tmp_path: Path) -> None:
    best, table = tmp_path / "best.npz", tmp_path / "trials.csv"
    document = found(capsys, "--study", study, "--export", str(best), "--table", str(table))
    assert (document["trials"], document["ended"], document["judge"]) == (8, 8, "accuracy")
    assert document["validation_rows"] + document["test_rows"] + document["train_rows"] == 150
    assert [one["score"] for one in document["best"]] == sorted((one["score"] for one in document["best"]), reverse=True)
    assert document["where"] == "in this process"
    first = document["best"][0]
    with np.load(best) as weights:
        assert sum(array.size for name, array in weights.items() if name.endswith((".W", ".b"))) in (0, first["parameters"])
    assert document["exports"][0]["path"] == str(best)
    with table.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8
    assert float(rows[first["trial"]]["score"]) == first["score"]
    for name in ("best_test_score", "defaults_test_score"):
        assert 0 <= document[name] <= 1
        assert round(document[name] * document["test_rows"], 9) % 1 == 0


def test_the_result_for_people(capsys: Capture, study: str) -> None:
    out, err = ran(capsys, "--study", study, "--judge", "loss")
    assert out.startswith("8 of 8 trials in ")
    assert "The best by Loss on validation rows:" in out
    assert "Loss on the test rows, which no trial saw: " in out
    assert "8 of 8 trials ended" in err
    assert "layers=6:relu" in out
    assert ran(capsys, "--study", study, "--judge", "loss", "--quiet")[1] == ""


def test_the_same_command_goes_on_and_a_larger_number_of_trials_continues(capsys: Capture, study: str) -> None:
    first = found(capsys, "--study", study)
    out, err = ran(capsys, "--study", study, "--trials", "12", "--json")
    assert "holds 8 trials that have ended: the search goes on." in err
    more = json.loads(out)
    assert (more["trials"], more["ended"]) == (12, 12)
    with Study.open(study) as kept:
        assert len(kept.trials()) == 12
    assert first["best"][0]["score"] <= more["best"][0]["score"]


def test_ctrl_c_ends_it_cleanly_and_it_says_how_to_go_on(capsys: Capture, study: str, monkeypatch: pytest.MonkeyPatch) -> None:
    undisturbed = found(capsys, "--study", study + "2")

    class Interrupting(InProcess):
        interrupted = False

        def submit(self, items: tuple[WorkItem, ...]) -> Answers:
            if not self.interrupted and any(item.until == 9 for item in items):
                self.interrupted = True
                signal.raise_signal(signal.SIGINT)
            return super().submit(items)

    with monkeypatch.context() as patch:
        patch.setattr(search, "open_workers", lambda data, jobs, cluster: Interrupting(data))
        out, err = ran(capsys, "--study", study, "--json", code=STOPPED)
    document = json.loads(out)
    assert document["stopped_by_user"]
    assert document["best_test_score"] is None
    assert 0 <= document["seconds"] < 600
    assert 0 < document["ended"] < 8
    assert f"Stopped. What has ended is in {study}: the same command goes on." in err
    after = found(capsys, "--study", study)
    for one in (*after["best"], *undisturbed["best"]):
        del one["seconds"]
    assert after["best"] == undisturbed["best"]
    assert after["best_test_score"] == undisturbed["best_test_score"]


def test_folds_repeats_and_regression(capsys: Capture, study: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rng = np.random.default_rng(1)
    rows = [f"{x:.3f},{'red' if x > 0 else 'blue'},{x * x:.3f}" for x in rng.normal(size=80)]
    path.write_text("x,colour,y\n" + "\n".join(rows) + "\n")
    arguments = [
        "--data",
        str(path),
        "--label",
        "y",
        "--space",
        "lr=0.01|0.1",
        "--study",
        study,
        "--folds",
        "3",
        "--repeats",
        "2",
    ]
    assert search.main([*arguments, "--sampler", "grid", "--epochs", "5", "--json", "--no-early-stop"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["judge"], document["task"], document["validation_rows"]) == ("r2", "regression", 0)
    assert [len(one["scores"]) for one in document["best"]] == [6, 6]
    assert document["best_test_score"] is not None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--space", "units=3"], "There is no setting"),
        (["--space", "lr=1..0.1"], "from a smaller to a larger"),
        (["--trials", "0"], "--trials must be from 1"),
        (["--judge", "r2"], "cannot judge this task"),
        (["--folds", "1"], "--folds must be 0 or from 2"),
        (["--sampler", "tea"], "tea"),
        (["--layers", "x"], "is no layer"),
        (["--data", "nowhere.csv"], "nowhere.csv"),
        (["--table", "/nowhere/t.csv"], "There is no folder"),
        (["--export", "best.xyz"], "best.xyz"),
        (["--stop", "epochs"], "`python main.py search --help` lists the options"),
    ],
)
def test_what_cannot_be_done_is_said_before_there_is_a_file(capsys: Capture, study: str, arguments: list[str], said: str) -> None:
    out, err = ran(capsys, "--study", study, *arguments, code=BAD_INPUT)
    assert out == ""
    assert said in err
    assert not Path(study).exists()


def test_without_optuna_tpe_is_refused_before_there_is_a_file(
    capsys: Capture, study: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    assert "TPE needs Optuna" in ran(capsys, "--study", study, "--sampler", "tpe", code=BAD_INPUT)[1]
    assert not Path(study).exists()


def test_options_that_are_missing_are_named(capsys: Capture) -> None:
    assert search.main(["--data", "iris"]) == BAD_INPUT
    assert "--space, --study" in capsys.readouterr().err


def test_another_search_in_the_file_and_a_file_in_use_are_said(capsys: Capture, study: str) -> None:
    ran(capsys, "--study", study)
    assert "is another search" in ran(capsys, "--study", study, "--epochs", "10", code=BAD_INPUT)[1]
    with Study.open(study):
        assert "in use by another program" in ran(capsys, "--study", study, code=BAD_INPUT)[1]


def test_workers_that_cannot_be_had_and_a_search_without_a_result(
    capsys: Capture, study: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def none(data: Data, jobs: int, cluster: str) -> None:
        raise NoWorkers("No scheduler answers.")

    with monkeypatch.context() as patch:
        patch.setattr(search, "open_workers", none)
        assert ran(capsys, "--study", study, "--cluster", "tcp://nowhere:1", code=BAD_INPUT)[1] == "No scheduler answers.\n"
    deep = "layers=" + ",".join(["1"] * 60)
    out, err = ran(capsys, "--study", study + "2", "--space", deep, "--export", str(tmp_path / "a.npz"), code=search.FAILED)
    assert "No trial was trained to its end." in out
    assert "Nothing was exported" in err
