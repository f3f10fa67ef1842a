"""A file's rows with what is predicted for them: how well that is, and the same rows as a new CSV file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np

from engine.core.cancellation import check
from engine.core.number_format import format_count, format_number, format_percent
from engine.core.quoting import unique_name
from engine.core.translation import _, english, ngettext
from engine.files.atomic_write import write_atomic
from engine.inspection.predictions.predicted_numbers import number_scores
from engine.prediction.answers import Answers
from engine.prediction.new_rows import NewRows


def judged(rows: NewRows, found: Answers) -> str:
    """How well the rows are predicted, where what is right is known: a sentence, or nothing."""
    if rows.target is None:
        return ""
    known = found.there & (np.isfinite(rows.target) if found.classes is None else rows.target >= 0)
    count = int(np.count_nonzero(known))
    if not count:
        return ""
    if found.classes is None:
        scores = number_scores(rows.target[known], found.values[known, 0])
        text = ngettext(
            "Of {count} row the right number is known: off by {error} on average, R² {r2}.",
            "Of {count} rows the right number is known: off by {error} on average, R² {r2}.",
            count,
        )
        return text.format(count=format_count(count), error=format_number(scores.mean_error), r2=format_number(scores.r2))
    right = int(np.count_nonzero(found.classes[known] == rows.target[known]))
    text = ngettext(
        "Of {count} row the class is known; predicted rightly: {right} ({share}).",
        "Of {count} rows the class is known; predicted rightly: {right} ({share}).",
        count,
    )
    return text.format(count=format_count(count), right=format_count(right), share=format_percent(right / count))


def added_names(rows: NewRows, found: Answers, target: str) -> tuple[str, ...]:
    """The names of the columns that are added to the file's; none is there already."""
    wanted = [_("predicted {target}").format(target=target)]
    if found.classes is not None:
        text = _("probability of {name}") if found.is_probability else _("score of {name}")
        wanted += [text.format(name=name) for name in found.names]
    names: list[str] = []
    for name in wanted:
        names.append(unique_name(name, (*rows.names, *names), _("{name} ({number})")))
    return tuple(names)


def added_cells(rows: NewRows, found: Answers, row: int) -> list[str]:
    """What is predicted for a row, as it is written: numbers in full, with the file's own decimal mark; empty without answer."""
    values = found.values[row].tolist()
    if not all(map(np.isfinite, values)):
        return [""] * (len(values) + (found.classes is not None))
    written = [repr(value) for value in values]
    if rows.decimal_comma:
        written = [text.replace(".", ",") for text in written]
    return written if found.classes is None else [english(found.names[int(found.classes[row])]), *written]


def save_predictions(path: str | Path, rows: NewRows, found: Answers, target: str) -> None:
    """Write what `predictions_text` says, as UTF-8. Raises FileProblem."""
    write_atomic(path, predictions_text(rows, found, target).encode("utf-8"))


def predictions_text(rows: NewRows, found: Answers, target: str) -> str:
    """The file's own columns as they are, and the predicted ones behind them, as CSV with the file's own separator."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=rows.delimiter, lineterminator="\n")
    writer.writerow([*rows.names, *map(english, added_names(rows, found, target))])
    for i, cells in enumerate(zip(*rows.columns, strict=True)):
        if i % 1024 == 0:
            check()
        writer.writerow([*cells, *added_cells(rows, found, i)])
    return text.getvalue()
