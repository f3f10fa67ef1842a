"""What the command line says while it works: some lines, or one that is overwritten; and how it writes numbers and times."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.cli.parser_words import WideHelp
from engine.cli.report import Progress, divergence_text
from engine.cli.search_report import SearchReporter, duration_text, point_text
from engine.core.translation import english
from engine.recipe.recipe import Recipe
from engine.search.trial import SearchProgress
from engine.training.divergence import Divergence


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


Capture = pytest.CaptureFixture[str]


# -- a search
@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "1 s"),
        (1.4, "1 s"),
        (1.6, "2 s"),
        (89.4, "89 s"),
        (90, "2 min"),
        (150.1, "3 min"),
        (5399, "90 min"),
        (5400, "1.5 h"),
        (9000, "2.5 h"),
    ],
)
def test_times_that_are_left(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


def test_points_are_named_as_they_are_given() -> None:
    assert point_text({"lr": 0.012345, "batch": 10, "activation": "tanh"}) == "lr=0.01235 batch=10 activation=tanh"


def test_a_search_says_five_lines_where_there_is_no_terminal(capsys: Capture) -> None:
    reporter = SearchReporter(quiet=False)
    for ended in range(21):
        reporter.show(SearchProgress(ended, 20, stopped=ended // 3, left=60.0 if ended < 12 else None))
    reporter.end()
    lines = capsys.readouterr().err.splitlines()
    assert [int(line.split()[0]) for line in lines] == [4, 8, 12, 16, 20]
    assert lines[0] == "4 of 20 trials ended, 1 of them stopped early, 0 failed; about 60 s left"
    assert lines[2] == "12 of 20 trials ended, 4 of them stopped early, 0 failed"


def test_at_the_end_no_time_is_left(capsys: Capture) -> None:
    SearchReporter(quiet=False).show(SearchProgress(20, 20, failed=3, left=0.0))
    assert capsys.readouterr().err == "20 of 20 trials ended, 0 of them stopped early, 3 failed\n"


def test_on_a_terminal_one_line_is_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    reporter = SearchReporter(quiet=False)
    for ended in (1, 1, 2):
        reporter.show(SearchProgress(ended, 20))
    reporter.end()
    _nothing, *lines = stream.getvalue().split("\r")
    assert [int(line.split()[0]) for line in lines] == [1, 1, 2]
    assert {len(line.rstrip("\n")) for line in lines} == {100}
    assert stream.getvalue().endswith("\n")


def test_a_quiet_search_says_nothing(capsys: Capture) -> None:
    SearchReporter(quiet=True).show(SearchProgress(20, 20))
    assert capsys.readouterr().err == ""


# -- a training
def progress(steps: int, quiet: bool = False) -> Progress:
    found = Progress.__new__(Progress)
    columns: dict[str, Any] = {"train_loss": (0, 0, np.array([0.12345])), "test_loss": (0, 0, np.array([0.5]))}
    history = SimpleNamespace(view=lambda: SimpleNamespace(columns=columns, column=columns.__getitem__))
    found.session = SimpleNamespace(step=0, epoch=1234, history=history)  # type: ignore[assignment]
    found.epochs, found.steps, found.quiet, found.terminal, found.reported = 5000, steps, quiet, False, 0
    return found


def test_a_training_says_five_lines_where_there_is_no_terminal(capsys: Capture) -> None:
    found = progress(100)
    for step in range(101):
        found.session.step = step
        found.show()
        written = capsys.readouterr().err
        assert written == ("epoch 1,234 of 5,000  train loss 0.1235  test loss 0.5\n" if step and step % 20 == 0 else "")
    found.end()
    assert capsys.readouterr().err == ""


def test_a_learning_rate_that_is_too_large_is_said_with_a_third_of_it() -> None:
    recipe = Recipe()
    job: Any = SimpleNamespace(recipe=recipe, exports=())
    text = english(divergence_text(job, Divergence(1234, "weight", "Dense 1", 1, "")))
    assert text.startswith("Training stopped at step 1,234: ")
    assert f"The learning rate, {recipe.optimizer.lr:g}, is probably too large: try --lr 0.01." in text
    assert not text.endswith("Nothing was exported.")
    job.exports = ("net.npz",)
    assert divergence_text(job, Divergence(1234, "weight", "Dense 1", 1, "")).endswith("Nothing was exported.")


# -- help in wide letters
def test_a_line_is_as_long_as_the_terminal_takes() -> None:
    lay_out = WideHelp("program", width=40)._split_lines
    assert lay_out("가나 다라 마바", 9) == ["가나 다라", "마바"]
    assert lay_out("가나 다라 마바", 8) == ["가나", "다라", "마바"]
    assert lay_out("가나 다라 마바", 14) == ["가나 다라 마바"]
    assert lay_out("가나다라마바사", 4) == ["가나다라마바사"]
