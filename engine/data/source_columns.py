"""What the inputs of a table were in its file: numbers as they stand, or levels of a category that became inputs of 0 and 1."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.params import is_finite_number
from engine.core.translation import _

KINDS = ("number", "category", "ordered")
FILLS = ("rows", "mean", "median", "most", "level")
MISSING_LEVEL = "missing"  # what an own level for missing values is called, in every language


@dataclass(frozen=True)
class SourceColumn:
    """One column of the file and the inputs it became, in the order of the table's inputs.

    kind: number, category (an input of 0 or 1 for each level; for two levels one input, 1 for the second) or ordered (one input,
    the index of the level). levels: of a category or an ordered column. missing: what stands for a missing value: rows (the row
    is left out), mean, median, most or level. fill: the number or the level that does, once known.
    """

    name: str
    kind: str
    inputs: tuple[str, ...]
    levels: tuple[str, ...] = ()
    missing: str = "rows"
    fill: float | str | None = None

    @property
    def has_own_level(self) -> bool:
        """Whether a missing value is a level, or an input, of its own."""
        return self.missing == "level"

    def codes(self, texts: list[str]) -> Array:
        """The index of the level of each text, (rows,) float64, NaN where the text is no level."""
        numbering = {level: float(number) for number, level in enumerate(self.levels)}
        return np.array([numbering.get(text, np.nan) for text in texts], np.float64)

    def encode(self, values: Array) -> Array:
        """The inputs, (rows, inputs) float64, for numbers or codes of levels, (rows,), NaN where missing.

        A missing value becomes what `missing` says. Where that is rows, or nothing is known, the row's inputs are NaN.
        """
        absent = np.isnan(values)
        if self.kind == "number":
            known = values if self.fill is None else np.where(absent, self.fill, values)
            found: Array = np.stack([known, absent.astype(np.float64)], axis=1) if self.has_own_level else known[:, np.newaxis]
            return found
        if absent.any() and self.missing != "rows":
            level = MISSING_LEVEL if self.has_own_level else self.fill
            filled = self.levels.index(level) if isinstance(level, str) and level in self.levels else np.nan
            values = np.where(absent, filled, values)
        if self.kind == "ordered" or len(self.levels) == 2:
            one: Array = values[:, np.newaxis]
            return one
        inputs: Array = (values[:, np.newaxis] == np.arange(len(self.levels))).astype(np.float64)
        inputs[np.isnan(values)] = np.nan
        return inputs

    def decode(self, inputs: Array) -> Array:
        """One value for each row, (rows,), of which `encode` makes these inputs, (rows, inputs); NaN where it was missing."""
        if self.kind == "number":
            gone = inputs[:, 1] > 0.5 if self.has_own_level else np.zeros(len(inputs), bool)
            return np.where(gone, np.nan, inputs[:, 0])
        if self.kind == "ordered" or len(self.levels) == 2:
            return inputs[:, 0].copy()
        codes = inputs.argmax(1).astype(np.float64)
        return np.where(inputs.max(1, initial=0.0) > 0, codes, np.nan)


def number_columns(names: tuple[str, ...]) -> tuple[SourceColumn, ...]:
    """Columns of numbers that are inputs as they stand, as those of generated data are."""
    return tuple(SourceColumn(name, "number", (name,)) for name in names)


def encode(columns: tuple[SourceColumn, ...], values: Array) -> Array:
    """The table's inputs, (rows, inputs), for one value of each column, (rows, columns): a number, or the code of a level."""
    return np.concatenate([column.encode(values[:, i]) for i, column in enumerate(columns)], axis=1)


def decode(columns: tuple[SourceColumn, ...], inputs: Array) -> Array:
    """One value for each column, (rows, columns), of the table's inputs, (rows, inputs): the inverse of `encode`."""
    ends = np.cumsum([len(column.inputs) for column in columns])
    parts = np.split(inputs, ends[:-1], axis=1)
    return np.stack([column.decode(part) for column, part in zip(columns, parts, strict=True)], axis=1)


def columns_to_data(columns: tuple[SourceColumn, ...]) -> list[dict[str, Any]]:
    """The columns as plain data for JSON. `columns_from_data` reads them back equal."""
    found: list[dict[str, Any]] = []
    for one in columns:
        data = {"name": one.name, "kind": one.kind, "inputs": list(one.inputs), "missing": one.missing}
        data |= {"levels": list(one.levels)} if one.levels else {}
        found.append({**data, "fill": one.fill} if one.fill is not None else data)
    return found


def columns_from_data(data: Any, input_names: tuple[str, ...]) -> tuple[SourceColumn, ...]:
    """Raises ValueError with a sentence when the data are not those of `columns_to_data` for these inputs."""
    if data is None:
        return number_columns(input_names)
    damaged = ValueError(_("Its description of the table's columns is damaged."))
    if not isinstance(data, list) or not all(isinstance(one, dict) for one in data):
        raise damaged
    columns = tuple(_column(one, damaged) for one in data)
    if tuple(name for column in columns for name in column.inputs) != input_names:
        raise damaged
    return columns


def _column(data: dict[str, Any], damaged: ValueError) -> SourceColumn:
    lists = {name: data.get(name, []) for name in ("inputs", "levels")}
    if not all(isinstance(names, list) and all(isinstance(one, str) for one in names) for names in lists.values()):
        raise damaged
    name, kind, missing, fill = (data.get(key) for key in ("name", "kind", "missing", "fill"))
    inputs, levels = tuple(lists["inputs"]), tuple(lists["levels"])
    if not isinstance(name, str) or kind not in KINDS or missing not in FILLS or len(set(levels)) < len(levels):
        raise damaged
    if kind == "number":
        fits = not levels and len(inputs) == 1 + (missing == "level") and (fill is None or is_finite_number(fill))
    else:
        wanted = 1 if kind == "ordered" or len(levels) == 2 else len(levels)
        fits = bool(levels) and len(inputs) == wanted and (fill is None or fill in levels)
    if not fits:
        raise damaged
    return SourceColumn(name, kind, inputs, levels, missing, float(fill) if kind == "number" and fill is not None else fill)


def are_plain(columns: tuple[SourceColumn, ...]) -> bool:
    """Whether every column is an input as it stands, so that nothing needs to be encoded or filled."""
    return all(column.kind == "number" and column.missing == "rows" for column in columns)


def filled(source: SourceColumn, values: Array) -> SourceColumn:
    """The column with what stands for its gaps, measured on these values, (rows,), of which at least one is known."""
    known = values[~np.isnan(values)]
    if source.missing == "rows" or not len(known):
        return source
    fill: float | str
    if source.kind == "number":
        fill = float(np.median(known)) if source.missing in ("median", "level") else float(known.mean())
        if source.missing == "most":
            numbers, counts = np.unique(known, return_counts=True)
            fill = float(numbers[np.argmax(counts)])
    elif source.missing == "level":
        fill = MISSING_LEVEL
    else:
        codes, counts = np.unique(known, return_counts=True)
        fill = source.levels[int(codes[np.argmax(counts)])]
    return replace(source, fill=fill)
