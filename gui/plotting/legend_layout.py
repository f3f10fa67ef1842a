"""Where the entries of a legend stand: in one row, in columns, as names alone, or as a ramp of colours between two names. No Qt.

The first arrangement that fits is taken; none leaves an entry out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

APART = 14.0  # pixels between entries
RAMP = (48.0, 260.0)  # narrowest and widest ramp
END = 0.34  # share of the width that the name at each end of a ramp may take

Place = tuple[float, int]  # left edge and row


@dataclass(frozen=True)
class LegendLayout:
    """The place of each entry; None for one that is a part of the ramp, which then goes from `ramp[0]` to `ramp[1]` in row 0."""

    places: tuple[Place | None, ...]
    rows: int
    values: bool  # whether values are written beside the names
    ramp: tuple[float, float] | None = None


def laid_out(full: Sequence[float], names: Sequence[float], ordered: Sequence[bool], room: float, most: int) -> LegendLayout:
    """Entries by their widths with values and without, in at most `most` rows of `room` pixels.

    Those that are `ordered`, such as layers from first to last, become one ramp where they do not fit otherwise.
    """
    for widths, values in ((full, True), (names, False)):
        line, columns = _flow(widths, room), _columns(widths, room)
        places = line if _rows(line) == 1 or (not values and _rows(line) < _rows(columns)) else columns
        if _rows(places) <= most:
            return LegendLayout(tuple(places), _rows(places), values)
    if sum(ordered) < 3:
        places = min(_columns(names, room), _flow(names, room), key=_rows)
        return LegendLayout(tuple(places), _rows(places), False)
    return _with_ramp(full, names, ordered, room)


def _with_ramp(full: Sequence[float], names: Sequence[float], ordered: Sequence[bool], room: float) -> LegendLayout:
    """A row with the ramp, and below it the entries that are not part of it."""
    first, last = (next(i for i in order if ordered[i]) for order in (range(len(names)), range(len(names) - 1, -1, -1)))
    left, right = (min(names[i], END * room) for i in (first, last))
    wide = min(max(RAMP[0], room - left - right - 2 * APART), RAMP[1])
    others = iter(_columns([width for width, part in zip(full, ordered, strict=True) if not part], room))
    places: list[Place | None] = []
    for part in ordered:
        place = None if part else next(others)
        places.append(place if place is None else (place[0], place[1] + 1))
    return LegendLayout(
        tuple(places), _rows([place for place in places if place is not None]), True, (left + APART, left + APART + wide)
    )


def _rows(places: Sequence[Place]) -> int:
    return 1 + max((row for _left, row in places), default=0)


def _flow(widths: Sequence[float], room: float) -> list[Place]:
    """One after the other, in as many rows as they need."""
    places: list[Place] = []
    x, row = 0.0, 0
    for width in widths:
        if x and x + width > room:
            x, row = 0.0, row + 1
        places.append((x, row))
        x += width + APART
    return places


def _columns(widths: Sequence[float], room: float) -> list[Place]:
    """Below each other in as many columns as fit, row by row."""
    step = max(widths, default=0.0) + APART
    columns = max(1, int((room + APART) / step))
    return [(i % columns * step, i // columns) for i in range(len(widths))]
