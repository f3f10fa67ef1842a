"""What the tools of the pad do to points: pure functions of a `PointSet`, without a window."""

from __future__ import annotations

import math

import numpy as np

from engine.core.arrays import Array
from engine.data.drawing.point_set import EDGE, LARGEST_VALUE, PointSet, as_cells

Place = tuple[float, float]


def sprayed(start: Place, end: Place, radius: float, count: int, rng: np.random.Generator) -> Array:
    """Places of `count` points, (count, 2), spread evenly over the disc of a brush that moves from start to end."""
    along = rng.uniform(0, 1, (count, 1))
    distance = radius * np.sqrt(rng.uniform(0, 1, count))
    angle = rng.uniform(0, 2 * math.pi, count)
    around = np.stack([distance * np.cos(angle), distance * np.sin(angle)], axis=1)
    spread: Array = np.asarray(start) + along * (np.asarray(end) - np.asarray(start)) + around
    return np.clip(spread, -EDGE, EDGE)


def apart_from(points: PointSet, start: Place, end: Place) -> Array:
    """How far each point is from the way from start to end, (points,)."""
    way = np.subtract(end, start)
    off = points.places - np.asarray(start)
    length = float(way @ way)
    share = np.clip(off @ way / length, 0, 1) if length > 0 else np.zeros(len(points))
    distances: Array = np.linalg.norm(off - share[:, np.newaxis] * way, axis=1)
    return distances


def erased(points: PointSet, start: Place, end: Place, radius: float) -> PointSet:
    """Without the points that an eraser passes over on its way; the same value when there are none."""
    stays = apart_from(points, start, end) > radius
    return points if stays.all() else points.kept(stays)


def nearest(points: PointSet, at: Place, reach: tuple[float, float]) -> int | None:
    """The newest of the points nearest to a place, within `reach` along x and y, or None."""
    if not len(points):
        return None
    off = np.abs(points.places - np.asarray(at)) / np.asarray(reach)
    distance = np.hypot(off[:, 0], off[:, 1])[::-1]
    found = int(distance.argmin())
    return len(points) - 1 - found if distance[found] <= 1 else None


def inside(points: PointSet, one: Place, other: Place) -> Array:
    """Which points lie in the rectangle between two corners, (points,) bool."""
    low, high = np.minimum(one, other), np.maximum(one, other)
    return np.asarray(((points.places >= low) & (points.places <= high)).all(axis=1))


def moved(points: PointSet, which: Array, by: Place) -> PointSet:
    """Those points moved, all alike, and no further than the edge of the picture lets them."""
    if not which.any():
        return points
    places = points.places[which]
    low, high = np.minimum(-EDGE - places.min(0), 0), np.maximum(EDGE - places.max(0), 0)
    return _with_places(points, which, places + np.clip(by, low, high))


def jittered(points: PointSet, which: Array, distance: float, rng: np.random.Generator) -> PointSet:
    """Those points shaken: moved by normal random numbers of that deviation along each axis."""
    places = points.places[which]
    return _with_places(points, which, places + rng.normal(0, distance, places.shape))


def with_target(points: PointSet, which: Array, target: float) -> PointSet:
    """Those points with another class, or another number in thousandths."""
    cells = points.cells.copy()
    cells[which, 2] = target
    return PointSet(cells)


def _with_places(points: PointSet, which: Array, places: Array) -> PointSet:
    cells = points.cells.copy()
    edge = np.maximum(EDGE, np.abs(points.places[which]))  # of a curve from elsewhere a point may lie beyond it
    cells[which, :2] = as_cells(np.clip(places, -edge, edge), LARGEST_VALUE)
    return PointSet(cells)
