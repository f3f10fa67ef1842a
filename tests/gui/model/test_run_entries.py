"""The list of runs: what is kept and shown of it, and what is said of a run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.core.scores import Scores
from engine.experiments.run_record import RunRecord
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.optim.optimizers import Adam
from engine.recipe.recipe import Block, Recipe
from engine.training.history import HistoryView, Mark, Stretch
from gui.model import run_entries
from gui.model.run_entries import LONGEST_NAME, MOST, MOST_SHOWN, RunEntries, RunEntry

NO_ROWS = np.zeros((0, 0), np.float32)
EMPTY = HistoryView((), np.zeros(0, np.int64), NO_ROWS, NO_ROWS, NO_ROWS)
SCORES = Scores(0.25, 0.5, "Accuracy", 0.875, 0.75)


def record(number: int, **changes: object) -> RunRecord:
    usual = RunRecord(number, Recipe(), 100 * number, 4, 1.23456, 25, SCORES, None, EMPTY)
    return replace(usual, **changes)  # type: ignore[arg-type]  # fields of a record


def listed(*numbers: int) -> RunEntries:
    return tuple(RunEntry(record(number), str(number)) for number in numbers)


def numbers(entries: RunEntries) -> list[int]:
    return [entry.run.number for entry in entries]


def numbers_shown(entries: RunEntries) -> list[int]:
    return [entry.run.number for entry in entries if entry.shown]


def test_a_run_is_listed_once_by_its_number_and_data() -> None:
    entries = run_entries.with_run(listed(1, 2), record(3))
    assert [(one.name, one.pinned, one.shown) for one in entries[2:]] == [("Run 3 · Circle", False, False)]
    assert run_entries.with_run(entries, record(9, steps=200)) is entries, "it is the second one"
    assert numbers(run_entries.with_run((), record(1))) == [1]


def test_of_too_many_runs_the_oldest_goes_that_is_not_pinned() -> None:
    full = listed(*range(1, MOST + 1))
    assert len(run_entries.with_run(full[1:], record(99))) == MOST
    assert numbers(run_entries.with_run(full, record(99))) == [*range(2, MOST + 1), 99]
    for number in (1, 2):
        full = run_entries.pinned(full, number, True)
    assert [one.pinned for one in full[:4]] == [True, True, False, False]
    assert numbers(run_entries.with_run(full, record(99))) == [1, 2, *range(4, MOST + 1), 99]
    pinned = tuple(replace(one, pinned=True) for one in listed(*range(1, MOST + 2)))
    assert numbers(run_entries.with_run(pinned, record(99)))[0] == 2, "of pinned ones alone the oldest, after the new one"


def test_a_name_is_cut_and_an_empty_one_changes_nothing() -> None:
    entries = run_entries.renamed(listed(1, 2), 2, "  my \n best  run ")
    assert [one.name for one in entries] == ["1", "my best run"]
    assert run_entries.renamed(entries, 2, "  ") == entries
    assert run_entries.renamed(entries, 1, "n" * 61)[0].name == "n" * LONGEST_NAME


def test_of_too_many_lines_the_oldest_other_one_is_hidden() -> None:
    entries = listed(*range(1, 9))
    for number in range(1, MOST_SHOWN + 1):
        entries = run_entries.shown(entries, number, True)
    assert numbers_shown(entries) == [1, 2, 3, 4, 5, 6]
    assert numbers_shown(run_entries.shown(entries, 8, True)) == [2, 3, 4, 5, 6, 8]
    assert numbers_shown(run_entries.shown(entries, 1, False)) == [2, 3, 4, 5, 6]
    first = run_entries.shown(run_entries.shown(entries, 1, False), 8, True)
    assert numbers_shown(run_entries.shown(first, 1, True)) == [1, 3, 4, 5, 6, 8], "never the one that was asked for"


def test_runs_are_taken_out_by_their_numbers() -> None:
    assert numbers(run_entries.without(listed(1, 2, 3, 4), (2, 4, 9))) == [1, 3]


@pytest.mark.parametrize(
    ("recipe", "text"),
    [
        (Recipe(), "Circle · 4 Tanh, 2 Tanh · SGD 0.03 · batch 10"),
        (Recipe(blocks=(), optimizer=Adam(0.01), batch=3), "Circle · no hidden layer · Adam 0.01 · batch 3"),
        (
            Recipe(blocks=(Block(1, Dense(8)), Block(2, Dropout()), Block(3, Dense(5), enabled=False), Block(4, BatchNorm()))),
            "Circle · 8 Tanh, Dropout, Batch norm · SGD 0.03 · batch 10",
        ),
    ],
)
def test_the_settings_of_a_run_in_a_line(recipe: Recipe, text: str) -> None:
    assert run_entries.settings_text(recipe) == text


def test_a_run_says_its_losses_in_turn_and_where_it_began() -> None:
    settings = "Circle · 4 Tanh, 2 Tanh · SGD 0.03 · batch 10"
    assert run_entries.run_text(record(1)) == f"{settings} · Cross entropy"
    marks = (Mark(0, "Weights of a file"), Mark(7, "Learning rate 0.1"))
    ended = (Stretch(1, 5, "MSE"), Stretch(2, 9, "Hinge"))
    history = HistoryView((), EMPTY.steps, NO_ROWS, NO_ROWS, NO_ROWS, marks, ended)
    text = run_entries.run_text(record(1, history=history))
    assert text == f"{settings} · MSE, then Hinge, then Cross entropy · Weights of a file"


def test_the_list_as_csv_has_a_line_for_each_run() -> None:
    entries = run_entries.with_run(run_entries.with_run((), record(1)), record(2, to_target=0))
    head, first, second = run_entries.csv_text(entries).splitlines()
    assert head == (
        "name,settings,steps,epochs,seconds,train loss,test loss,metric,train metric,test metric,"
        "parameters,steps to a tenth of the start loss"
    )
    settings = '"Circle · 4 Tanh, 2 Tanh · SGD 0.03 · batch 10 · Cross entropy"'
    assert first == f"Run 1 · Circle,{settings},100,4,1.235,0.25,0.5,Accuracy,0.875,0.75,25,"
    assert second == f"Run 2 · Circle,{settings},200,4,1.235,0.25,0.5,Accuracy,0.875,0.75,25,0"
