"""The list of runs that were kept: pure functions from a list to a list."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace

from engine.core.number_format import format_number
from engine.experiments.run_record import RunRecord
from engine.recipe.recipe import Recipe

MOST = 50
MOST_SHOWN = 6  # at once, in the charts: more lines cannot be told apart
LONGEST_NAME = 60
HEADINGS = ("name", "settings", "steps", "epochs", "seconds", "train loss", "test loss", "metric", "train metric", "test metric")
HEADINGS_END = ("parameters", "steps to a tenth of the start loss")


@dataclass(frozen=True, eq=False)
class RunEntry:
    """A kept run with what the user makes of it: a name; whether it stays when the list is full; whether the charts show it."""

    run: RunRecord
    name: str
    pinned: bool = False
    shown: bool = False


RunEntries = tuple[RunEntry, ...]  # the oldest first


def with_run(entries: RunEntries, run: RunRecord) -> RunEntries:
    """One more, unless it is there already; of too many the oldest goes that is not pinned."""
    if any(entry.run.key == run.key for entry in entries):
        return entries
    kept = [*entries, RunEntry(run, f"Run {run.number}")]
    while len(kept) > MOST:
        del kept[next((i for i, entry in enumerate(kept) if not entry.pinned), 0)]
    return tuple(kept)


def renamed(entries: RunEntries, number: int, name: str) -> RunEntries:
    """Another name; an empty one changes nothing."""
    name = " ".join(name.split())[:LONGEST_NAME]
    return tuple(replace(entry, name=name) if name and entry.run.number == number else entry for entry in entries)


def pinned(entries: RunEntries, number: int, on: bool) -> RunEntries:
    return tuple(replace(entry, pinned=on) if entry.run.number == number else entry for entry in entries)


def shown(entries: RunEntries, number: int, on: bool) -> RunEntries:
    """Into the charts or out of them; of too many there the oldest leaves."""
    entries = tuple(replace(entry, shown=on) if entry.run.number == number else entry for entry in entries)
    too_many = max(0, sum(entry.shown for entry in entries) - MOST_SHOWN)
    others = [entry.run.number for entry in entries if entry.shown and entry.run.number != number][:too_many]
    return tuple(replace(entry, shown=False) if entry.run.number in others else entry for entry in entries)


def without(entries: RunEntries, numbers: tuple[int, ...]) -> RunEntries:
    return tuple(entry for entry in entries if entry.run.number not in numbers)


def settings_text(recipe: Recipe) -> str:
    """'Circle · 4, 2 · Adam 0.01 · batch 10': data, widths of the layers, optimizer and batch."""
    widths = ", ".join(_written(block.layer) for block in recipe.blocks if block.enabled) or "no hidden layer"
    rate = format_number(recipe.optimizer.lr, 6)
    return f"{recipe.data.label} · {widths} · {recipe.optimizer.label} {rate} · batch {recipe.batch}"


def _written(layer: object) -> str:
    """'4 tanh' for a dense layer, its label for another."""
    units, activation = getattr(layer, "units", None), getattr(layer, "activation", None)
    parts = (str(units) if units is not None else "", str(activation.label) if activation is not None else "")
    return " ".join(part for part in parts if part) or str(getattr(layer, "label", ""))


def csv_text(entries: RunEntries) -> str:
    """The list as a table, a line for each run."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*HEADINGS, *HEADINGS_END))
    for entry in entries:
        run, scores = entry.run, entry.run.scores
        losses = scores.train_loss, scores.test_loss, scores.metric, scores.train_metric, scores.test_metric
        row = entry.name, settings_text(run.recipe), run.steps, run.epochs, round(run.seconds, 3), *losses
        writer.writerow((*row, run.parameters, "" if run.to_target is None else run.to_target))
    return text.getvalue()
