"""A split that stays while points come and go: a point that is there keeps its part, training, validation or test."""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array
from engine.data.drawing.point_set import PointSet


def stable_split(points: PointSet, classes: int, train_share: float, seed: int) -> tuple[Array, Array]:
    """Row numbers for training and for testing, each in random order.

    Each point has a number from 0 to 1 made of its place, its target and the seed; below `train_share` it is for training.
    So neither drawing nor erasing others moves it to the other side. Each class keeps a training row, and one row is for
    testing, whatever the numbers are. classes: 0 for a number.
    """
    lot = _hashes(points.cells, seed)
    trains = lot < train_share
    groups = [points.targets == group for group in range(classes)] if classes else [np.ones(len(points), bool)]
    for group in groups:
        if group.any() and not trains[group].any():
            trains[np.flatnonzero(group)[lot[group].argmin()]] = True
    if trains.all():
        spare = [group for group in groups if np.count_nonzero(group) > 1]
        rows = np.flatnonzero(np.any(spare, axis=0)) if spare else np.arange(len(points))
        trains[rows[lot[rows].argmax()]] = False
    order = np.argsort(lot, kind="stable")
    return order[trains[order]], order[~trains[order]]


def stable_validation(points: PointSet, test: Array, among: float, seed: int) -> tuple[Array, Array]:
    """Of the rows `test` the part `among` of 1 that is for validation, and the rest, in their order.

    As in `stable_split` each point has a number of its own; one row is for each, whatever the numbers are. A single row is left.
    """
    lot = _hashes(points.cells, seed)[test]
    is_chosen = lot < among
    is_chosen[lot.argmin()], is_chosen[lot.argmax()] = True, False
    return test[is_chosen], test[~is_chosen]


def _hashes(cells: Array, seed: int) -> Array:
    """A number from 0 to 1 for each point, (points,): equal points have different ones by their count among equals."""
    x, y, target = (cells[:, column].astype(np.int64) & 0xFFFF for column in range(3))
    key = (x << 32 | y << 16 | target).astype(np.uint64)
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    begins = np.r_[True, ordered[1:] != ordered[:-1]]
    first = np.maximum.accumulate(np.where(begins, np.arange(len(key)), 0))
    count = np.empty(len(key), np.uint64)
    count[order] = np.arange(len(key)) - first
    mixed = _splitmix64(key ^ _splitmix64(count + np.uint64(seed) * np.uint64(1_000_003)))
    lots: Array = (mixed >> np.uint64(11)).astype(np.float64) / 2**53
    return lots


def _splitmix64(numbers: Array) -> Array:
    """Splitmix64 (Steele and others 2014): near numbers become far ones."""
    with np.errstate(over="ignore"):
        z = numbers + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed: Array = z ^ (z >> np.uint64(31))
    return mixed
