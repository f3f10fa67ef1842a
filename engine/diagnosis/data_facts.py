"""What the training rows say by themselves: how large inputs are, which column only counts the rows, how far neighbours agree.

Measured once for each `Data`, on a few hundred rows.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array, mean_and_deviation, shares_of_largest
from engine.data.preprocessing import Data, standard_scaling

MOST_ROWS = 512
NEIGHBOURS = 6  # of the others, whose majority or mean predicts a row
FEWEST = 20  # rows below which nothing is said


@dataclass(frozen=True)
class InputSize:
    """One input of the network: its name, the mean and the deviation of what the network gets."""

    name: str
    mean: float
    deviation: float

    @property
    def size(self) -> float:
        """The root of the mean square."""
        return float(np.hypot(self.mean, self.deviation))


@dataclass(frozen=True)
class RowNumbers:
    """An input whose values are whole numbers, all different and without large gaps: it counts the rows.

    `tells`: the share of rows whose class it gives by itself, by the row with the next number; NaN for a number to learn.
    """

    index: int  # of the network's input
    column: int
    name: str
    first: float
    last: float
    tells: float


@dataclass(frozen=True, eq=False)
class DataFacts:
    """agreement: how well the nearest other rows predict a row: accuracy, or R²; NaN where there are too few rows.

    pure: the share of rows whose nearest rows all have one class; NaN for numbers. guess: the metric of the best constant answer.
    """

    rows: int
    task_classes: int
    columns: tuple[str, ...]
    inputs: tuple[InputSize, ...]
    target_size: float
    row_numbers: tuple[RowNumbers, ...]
    guess: float
    agreement: float
    pure: float
    curves: tuple[tuple[str, ...], ...] = ()  # formulas of the two columns with which a straight line would do, the best first


def data_facts(data: Data) -> DataFacts:
    """The facts; those of data that were measured before are not measured again."""
    found = _known.get(data)
    if found is None:
        found = _known[data] = _measured(data)
    return found


_known: weakref.WeakKeyDictionary[Data, DataFacts] = weakref.WeakKeyDictionary()


def _measured(data: Data) -> DataFacts:
    rows = data.train[:MOST_ROWS]
    x, y, classes = data.x(rows), data.y(rows), data.task.classes
    x = np.where(np.isfinite(x), x, 0.0)
    sizes = zip(data.feature_names, *mean_and_deviation(x), strict=True)
    guess = float(np.bincount(y).max() / len(y)) if classes else 0.0
    numbers = _row_numbers(data)
    kept = [i for i in range(x.shape[1]) if i not in {one.index for one in numbers}]
    agreement, pure = _agreement(x[:, kept], y, classes) if len(rows) >= FEWEST and kept else (float("nan"), float("nan"))
    return DataFacts(
        rows=len(rows),
        task_classes=classes,
        columns=data.table.input_names,
        inputs=tuple(InputSize(name, float(mean), float(deviation)) for name, mean, deviation in sizes),
        target_size=0.0 if classes else float(np.sqrt(np.mean(y.astype(np.float64) ** 2))),
        row_numbers=numbers,
        guess=guess,
        agreement=agreement,
        pure=pure,
        curves=_curves(data.table.inputs[rows], y, classes) if data.inputs == 2 else (),
    )


def _row_numbers(data: Data) -> tuple[RowNumbers, ...]:
    """Of all rows of the table, because the ones for training alone have gaps."""
    found = []
    for index, feature in enumerate(data.features):
        if feature.column is None or len(data.table.target) < FEWEST:
            continue
        values = data.table.inputs[:, feature.column]
        spread = float(np.ptp(values))
        if spread > 1.5 * len(values) or (values != np.round(values)).any() or len(np.unique(values)) < len(values):
            continue
        target, tells = data.table.target, float("nan")
        if data.task.classes:
            in_order = target[np.argsort(values)]
            tells = float((in_order[1:] == in_order[:-1]).mean())
        found.append(RowNumbers(index, feature.column, feature.name, float(values.min()), float(values.max()), tells))
    return tuple(found)


def _agreement(x: Array, y: Array, classes: int) -> tuple[float, float]:
    """See `DataFacts`: agreement and pure share."""
    scaled = standard_scaling(x).apply(x)
    square = (scaled**2).sum(1)
    distance = square[:, np.newaxis] + square - 2 * scaled @ scaled.T
    np.fill_diagonal(distance, np.inf)
    count = min(NEIGHBOURS, len(x) - 1)
    near = np.argpartition(distance, count - 1, axis=1)[:, :count]
    around = y[near]  # (rows, count)
    if not classes:
        total = float(((y - y.mean()) ** 2).sum())
        return (1 - float(((around.mean(1) - y) ** 2).sum()) / total if total > 0 else float("nan")), float("nan")
    votes = (around[:, :, np.newaxis] == np.arange(classes)).sum(1)
    hits = votes[np.arange(len(y)), y] / votes.max(1)  # 1 where the row's class is the most frequent one
    ties = (votes == votes.max(1, keepdims=True)).sum(1)
    return float(((hits == 1) / ties).mean()), float((votes.max(1) == count).mean())


CURVES = (("x1*x2",), ("x1**2", "x2**2"))


def _curves(raw: Array, y: Array, classes: int) -> tuple[tuple[str, ...], ...]:
    """Which products or squares of two columns let a straight line predict clearly better than the columns alone."""
    if classes > 2:
        return ()
    x1, x2 = shares_of_largest(raw).T  # the squares of the largest numbers would overflow
    target = 2.0 * y - 1 if classes else shares_of_largest(y.astype(np.float64))
    products = {"x1*x2": x1 * x2, "x1**2": x1**2, "x2**2": x2**2}
    plain = [np.ones(len(y)), x1, x2]

    def left(columns: list[Array]) -> float:
        """The share of the variance that a line through these columns leaves."""
        design = np.stack(columns, 1)
        fit = design @ np.linalg.lstsq(design, target, rcond=None)[0]
        return float(((target - fit) ** 2).mean() / max(float(target.var()), 1e-12))

    before = left(plain)
    after = {names: left([*plain, *(products[name] for name in names)]) for names in CURVES}
    clearly_less = 0.7 * before - 1e-9  # where a line leaves nothing but rounding, no curve is better
    return tuple(names for names in sorted(after, key=lambda one: after[one]) if after[names] < clearly_less)
