"""The rows of a search as a worker keeps them: sent once, prepared once for each fold, without those for testing."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_count
from engine.core.translation import ngettext
from engine.data.preprocessing import Data
from engine.data.table import Table
from engine.recipe.recipe import Recipe
from engine.search.work.folds import fold_rows
from engine.training.prepare import seen_by


class PreparedRows:
    """Changes as folds are prepared; pickled, it is the rows alone.

    Test rows are left out, so that no trial can see them. Of data that are learned as a whole, where test rows and training rows
    are the same, nothing is left out. `with_test_rows` keeps them, for learning curves that nothing is chosen by.
    """

    def __init__(self, data: Data, with_test_rows: bool = False) -> None:
        """Of the data that the search's network has been prepared with."""
        self.data = data if with_test_rows else without_test_rows(data)
        self._prepared: dict[Hashable, Data] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return PreparedRows, (self.data, True)  # what is to be left out is

    def of(self, recipe: Recipe, fold: int, folds: int) -> Data:
        """What a piece is trained on; its validation rows judge. A fold is scaled, and its gaps filled, by its training rows.

        Raises ValueError with a sentence when there are too few rows for so many folds.
        """
        key = (fold, folds, recipe.seeds.data, recipe.standardise, recipe.inputs, recipe.scaling) if folds else None
        if key not in self._prepared:
            self._prepared[key] = self._fold(recipe, fold, folds) if folds else _Kept.of(self.data)
        return self._prepared[key]

    def _fold(self, recipe: Recipe, fold: int, folds: int) -> Data:
        data = self.data
        rows = np.sort(np.concatenate([data.train, data.validation]))
        if len(rows) < 2 * folds:
            text = ngettext(
                "{rows} row is too few for {folds} folds: choose fewer folds.",
                "{rows} rows are too few for {folds} folds: choose fewer folds.",
                len(rows),
            )
            raise ValueError(text.format(rows=format_count(len(rows)), folds=folds))
        train, held_out = fold_rows(data.table.target[rows], len(data.table.classes), folds, recipe.seeds.data)[fold]
        table = data.table.filled_by(rows[train])
        return _Kept.of(seen_by(recipe, table, rows[train], rows[held_out], rows[held_out]))


def without_test_rows(data: Data) -> Data:
    """The same training and validation rows, numbered anew in a table that has no others; the validation rows, or where there
    are none the training rows, stand for the test rows.
    """
    used = np.union1d(data.train, data.validation)
    train, validation = (np.searchsorted(used, rows) for rows in (data.train, data.validation))
    table = data.table if len(used) == len(data.table.target) else _only(data.table, used)
    return replace(data, table=table, train=train, test=validation if len(validation) else train, validation=validation)


def _only(table: Table, rows: Array) -> Table:
    unfilled = tuple((column, values[rows]) for column, values in table.unfilled)
    return replace(table, inputs=table.inputs[rows], target=table.target[rows], unfilled=unfilled)


@dataclass(frozen=True, eq=False)
class _Kept(Data):
    """Data whose training and validation rows are transformed once, for all networks that are trained on them."""

    @classmethod
    def of(cls, data: Data) -> _Kept:
        values = {name: getattr(data, name) for name in cls.__dataclass_fields__}
        kept = cls(**values)
        object.__setattr__(kept, "_kept", {id(rows): (data.x(rows), data.y(rows)) for rows in (kept.train, kept.validation)})
        return kept

    def x(self, rows: Array) -> Array:
        kept = self.__dict__["_kept"].get(id(rows))
        return super().x(rows) if kept is None else kept[0]

    def y(self, rows: Array) -> Array:
        kept = self.__dict__["_kept"].get(id(rows))
        return super().y(rows) if kept is None else kept[1]
