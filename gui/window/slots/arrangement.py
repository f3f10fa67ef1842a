"""What stands where, as one value without Qt: the views right of the network and below it, those in own windows, the drawer.

A view stands in one place. What the user does is a function that returns another arrangement. `FIRST` is the first start's.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

RIGHT, BELOW = "right", "below"
REGIONS = (RIGHT, BELOW)
MOST = {RIGHT: 2, BELOW: 4}  # slots in a region
EVIDENCE = {"doctor": ("gradients",)}  # what a view speaks about: it gets a slot beside these, and takes none's place
VERSION = 1  # of the stored text; a text of another version is not read


@dataclass(frozen=True)
class OwnPlace:
    """A view in a window of its own: where it goes back to, and where on the screen it stands (x, y, width, height)."""

    region: str
    index: int
    box: tuple[int, int, int, int] | None = None


@dataclass(frozen=True)
class Arrangement:
    """`right` from top to bottom, `below` from left to right; `sizes` are the pixels of each divided part, by its name."""

    right: tuple[str, ...] = ("boundary",)
    below: tuple[str, ...] = ("loss", "gradients")
    own: Mapping[str, OwnPlace] = field(default_factory=dict)
    drawer: str = "data"  # the pane in the drawer; nothing: it is closed
    sizes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def region_of(self, view: str) -> str:
        """The region that shows a view; nothing when none does."""
        return next((region for region in REGIONS if view in getattr(self, region)), "")

    def views(self) -> tuple[str, ...]:
        """All that have a place."""
        return (*self.right, *self.below, *self.own)

    def has_room(self, region: str) -> bool:
        return len(getattr(self, region)) < MOST[region]


FIRST = Arrangement()


def replaced(now: Arrangement, old: str, new: str) -> Arrangement:
    """The view `new` in the place of `old`; if it has one already, the two change places."""
    swap = {old: new, new: old} if new in now.views() else {old: new}
    own = {swap.get(name, name): place for name, place in now.own.items()}
    right, below = (tuple(swap.get(name, name) for name in names) for names in (now.right, now.below))
    return replace(now, right=right, below=below, own=own)


def added(now: Arrangement, new: str, region: str, index: int) -> Arrangement:
    """A view in a slot of its own before position `index`; where there is no more room, in the place of the last one."""
    if new in now.views():
        return now
    names = getattr(now, region)
    if not now.has_room(region):
        return replaced(now, names[-1], new)
    return replace(now, **{region: (*names[:index], new, *names[index:])})


def removed(now: Arrangement, view: str) -> Arrangement:
    """Without the view; its slot goes, too."""
    right, below = (tuple(name for name in names if name != view) for names in (now.right, now.below))
    return replace(now, right=right, below=below, own={name: place for name, place in now.own.items() if name != view})


def brought_up(now: Arrangement, view: str, region: str) -> Arrangement:
    """The view somewhere: where it is, else in the last slot of the region, or in a new one where it needs that."""
    names = getattr(now, region)
    if view in now.views():
        return now
    shows_evidence = any(name in EVIDENCE.get(view, ()) for name in names)
    if not names or (shows_evidence and now.has_room(region)):
        return added(now, view, region, len(names))
    return replaced(now, names[-1], view)


def split(now: Arrangement, view: str, names: Iterable[str]) -> Arrangement:
    """A new slot after that of `view`, with the first of `names` that has no place yet."""
    region, new = now.region_of(view), next((name for name in names if name not in now.views()), None)
    if not region or new is None or not now.has_room(region):
        return now
    return added(now, new, region, getattr(now, region).index(view) + 1)


def taken_out(now: Arrangement, view: str) -> Arrangement:
    """The view in a window of its own; its slot goes."""
    region = now.region_of(view)
    if not region:
        return now
    place = OwnPlace(region, getattr(now, region).index(view))
    without = removed(now, view)
    return replace(without, own={**without.own, view: place})


def put_back(now: Arrangement, view: str) -> Arrangement:
    """Out of its own window, to where it was."""
    place = now.own.get(view)
    return now if place is None else added(removed(now, view), view, place.region, place.index)


# -- stored
def to_text(now: Arrangement) -> str:
    own = {name: [place.region, place.index, place.box] for name, place in now.own.items()}
    parts = {"right": now.right, "below": now.below, "own": own, "drawer": now.drawer, "sizes": dict(now.sizes)}
    return json.dumps({"version": VERSION} | parts)


def from_text(text: object, views: Container[str]) -> Arrangement:
    """What `to_text` wrote, with those of its views that there are; the first arrangement when it cannot be read."""
    try:
        found = json.loads(text) if isinstance(text, str) else {}
        return _read(found, views) if found["version"] == VERSION else FIRST
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return FIRST


def _read(found: dict[str, Any], views: Container[str]) -> Arrangement:
    seen: set[str] = set()

    def is_new(name: object) -> bool:
        new = isinstance(name, str) and name in views and name not in seen
        seen.add(str(name))
        return new

    right, below = (tuple(filter(is_new, found[region]))[: MOST[region]] for region in REGIONS)
    own = {name: _own_place(*place) for name, place in found["own"].items() if is_new(name)}
    sizes = {str(name): tuple(_pixels(size) for size in sizes) for name, sizes in found["sizes"].items()}
    return Arrangement(right, below, own, str(found["drawer"]), sizes)


def _own_place(region: str, index: int, box: list[int] | None) -> OwnPlace:
    if region not in REGIONS or not isinstance(index, int):
        raise ValueError
    if box is None:
        return OwnPlace(region, index)
    x, y, width, height = (_pixels(number, -100_000) for number in box)
    return OwnPlace(region, index, (x, y, width, height))


def _pixels(number: object, least: int = 0) -> int:
    if not isinstance(number, int) or not least <= number <= 100_000:
        raise ValueError
    return number
