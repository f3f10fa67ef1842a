"""The numbers behind bars, histograms and points in words: a few are said one by one, of many how they are spread."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_count
from engine.core.translation import _, ngettext
from gui.plotting.live_numbers import format_live

FEW = 6  # values that are said one by one
MOST = 8  # columns: a table has more than anybody wants to hear


def columns_in_words(columns: Mapping[str, Array]) -> str:
    """A sentence for each of the first columns; nothing where there are no values."""
    shown = [(name, np.asarray(values).ravel()) for name, values in columns.items()]
    found = [_in_words(name, values) for name, values in shown if values.size]
    more = len(found) - MOST
    rest = [_("And {n} more.").format(n=format_count(more))] if more > 0 else []
    return " ".join([*found[:MOST], *rest])


def _in_words(name: str, values: Array) -> str:
    if values.dtype == object or values.dtype.kind not in "biuf":
        texts = [str(value) for value in values.tolist()]
        several = len(texts) > FEW
        said = [*texts[:FEW], "…"] if several else texts
        return _("{name}: {values}.").format(name=name, values=", ".join(said))
    numbers = values.astype(np.float64)
    if len(numbers) <= FEW:
        return _("{name}: {values}.").format(name=name, values=", ".join(format_live(float(v)) for v in numbers))
    finite = numbers[np.isfinite(numbers)]
    if not finite.size:
        return _("{name}: no finite values.").format(name=name)
    low, middle, high = (format_live(float(v)) for v in (finite.min(), np.median(finite), finite.max()))
    text = ngettext(
        "{name}: {n} value, {middle}.", "{name}: {n} values from {low} to {high}, half of them up to {middle}.", finite.size
    )
    return text.format(name=name, n=format_count(finite.size), low=low, high=high, middle=middle)
