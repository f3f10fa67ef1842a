"""The list of runs: pure functions from a list to a list."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace

from engine.core.number_format import format_number
from engine.core.translation import _, english, joined
from engine.experiments.run_record import RunRecord
from engine.recipe.class_weights import measure_of, measure_text
from engine.recipe.recipe import Recipe

MOST = 50
MOST_SHOWN = 6  # at once in the plots: more lines cannot be told apart
LONGEST_NAME = 60
# Columns of the exported CSV file: not translated, because other programs read them.
HEADINGS = ("name", "settings", "steps", "epochs", "seconds", "train loss", "test loss", "metric", "train metric", "test metric")
HEADINGS_END = ("parameters", "steps to a tenth of the start loss")


@dataclass(frozen=True, eq=False)
class RunEntry:
    """A run with the user's choices: its name; whether it stays when the list is full (`pinned`); whether the plots show it."""

    run: RunRecord
    name: str
    pinned: bool = False
    shown: bool = False


RunEntries = tuple[RunEntry, ...]  # the oldest first


def with_run(entries: RunEntries, run: RunRecord) -> RunEntries:
    """One more run, unless it is listed already. When the list is full the oldest run that is not pinned is dropped."""
    if any(entry.run.key == run.key for entry in entries):
        return entries
    kept = [*entries, RunEntry(run, _("Run {number} · {data}").format(number=run.number, data=run.recipe.data.title()))]
    while len(kept) > MOST:
        del kept[next((i for i, entry in enumerate(kept) if not entry.pinned), 0)]
    return tuple(kept)


def renamed(entries: RunEntries, number: int, name: str) -> RunEntries:
    """Another name for the run with that number; an empty one changes nothing."""
    name = " ".join(name.split())[:LONGEST_NAME]
    return tuple(replace(entry, name=name) if name and entry.run.number == number else entry for entry in entries)


def pinned(entries: RunEntries, number: int, on: bool) -> RunEntries:
    """The run with that number pinned or not."""
    return tuple(replace(entry, pinned=on) if entry.run.number == number else entry for entry in entries)


def shown(entries: RunEntries, number: int, on: bool) -> RunEntries:
    """The run with that number shown in the plots or not; of too many the oldest is hidden."""
    entries = tuple(replace(entry, shown=on) if entry.run.number == number else entry for entry in entries)
    too_many = max(0, sum(entry.shown for entry in entries) - MOST_SHOWN)
    others = [entry.run.number for entry in entries if entry.shown and entry.run.number != number][:too_many]
    return tuple(replace(entry, shown=False) if entry.run.number in others else entry for entry in entries)


def without(entries: RunEntries, numbers: tuple[int, ...]) -> RunEntries:
    """The list without the runs with these numbers."""
    return tuple(entry for entry in entries if entry.run.number not in numbers)


def settings_text(recipe: Recipe) -> str:
    """'Circle · 4 Tanh, 2 Tanh · Adam 0.01 · batch 10': data, layers, optimizer with its learning rate, and batch size."""
    layers = joined((_layer_text(block.layer) for block in recipe.blocks if block.enabled), ", ") or _("no hidden layer")
    return _("{data} · {layers} · {optimizer} {rate} · batch {batch}").format(
        data=recipe.data.title(),
        layers=layers,
        optimizer=_(recipe.optimizer.label),
        rate=format_number(recipe.optimizer.lr, 6),
        batch=recipe.batch,
    )


def run_text(run: RunRecord) -> str:
    """What a run was trained on, with which loss (with which in turn), and whose weights it began with."""
    losses = measure_text(measure_of(run.recipe))
    for one in reversed(run.history.ended):
        losses = _("{before}, then {after}").format(before=measure_text(one.loss), after=losses)
    origin = (mark.text for mark in run.history.marks if mark.step == 0)
    return joined((settings_text(run.recipe), losses, *origin), " · ")


def _layer_text(layer: object) -> str:
    """'4 Tanh' for a dense layer, its label for another."""
    units, activation = getattr(layer, "units", None), getattr(layer, "activation", None)
    parts = (str(units) if units is not None else "", _(activation.label) if activation is not None else "")
    return joined(parts) or _(str(getattr(layer, "label", "")))


def csv_text(entries: RunEntries) -> str:
    """The list as CSV, a line for each run, in English."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*HEADINGS, *HEADINGS_END))
    for entry in entries:
        run, scores = entry.run, entry.run.scores
        losses = scores.train_loss, scores.test_loss, scores.metric, scores.train_metric, scores.test_metric
        row = english(entry.name), english(run_text(run)), run.steps, run.epochs, round(run.seconds, 3), *losses
        writer.writerow((*row, run.parameters, "" if run.to_target is None else run.to_target))
    return text.getvalue()
