"""The space of a search: for each setting that varies a range or a list of values, as in `lr=1e-4..1:log layers=8|16,16`."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.core.quoting import quoted
from engine.core.translation import _
from engine.search.settings import SETTINGS, Value

GRID_VALUES = 5  # of a range in a grid, where the text names no count
MOST_POINTS = 100_000  # of a grid

Point = dict[str, Value]  # by the name of the setting


@dataclass(frozen=True)
class Dimension:
    """One setting with its values: a list of them, or a range from `low` to `high`, of which a grid takes `count`.

    log: equal factors are equally likely. whole: only whole numbers.
    """

    name: str
    values: tuple[Value, ...] = ()
    low: float = 0.0
    high: float = 0.0
    log: bool = False
    whole: bool = False
    count: int = GRID_VALUES

    @property
    def is_range(self) -> bool:
        return not self.values

    @property
    def text(self) -> str:
        """As `dimension_from` reads it."""
        if not self.is_range:
            return f"{self.name}=" + "|".join(map(_short, self.values))
        count = "" if self.count == GRID_VALUES else f":{self.count}"
        return f"{self.name}={_short(self.low)}..{_short(self.high)}" + (":log" if self.log else "") + count

    def grid(self) -> tuple[Value, ...]:
        """The values of a grid, each once."""
        if not self.is_range:
            return self.values
        spaced = np.geomspace if self.log else np.linspace
        found = spaced(self.low, self.high, self.count)
        found[0], found[-1] = self.low, self.high  # exactly
        return tuple(dict.fromkeys(self._of(float(x)) for x in found))

    def at(self, share: float) -> Value:
        """The value at a share of the range or of the list, 0 to below 1: uniform shares give the distribution of the space."""
        if not self.is_range:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        if self.log:
            return self._of(math.exp(math.log(self.low) + share * (math.log(self.high) - math.log(self.low))))
        if self.whole:
            return int(min(self.low + math.floor(share * (self.high - self.low + 1)), self.high))
        return self._of(self.low + share * (self.high - self.low))

    def _of(self, x: float) -> Value:
        x = min(max(x, self.low), self.high)
        return round(x) if self.whole else x


@dataclass(frozen=True)
class Space:
    """Dimensions in the order in which they were written, none twice."""

    dimensions: tuple[Dimension, ...]

    @property
    def text(self) -> str:
        return " ".join(one.text for one in self.dimensions)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.dimensions)

    def grid_size(self) -> int:
        return math.prod(len(one.grid()) for one in self.dimensions)

    def grid(self) -> Iterator[Point]:
        """All points of the grid, the last dimension fastest."""
        for values in itertools.product(*(one.grid() for one in self.dimensions)):
            yield dict(zip(self.names, values, strict=True))

    def grid_point(self, index: int) -> Point:
        """One of the points of `grid`, by its place among them."""
        values: list[Value] = []
        for one in reversed(self.dimensions):
            found = one.grid()
            index, place = divmod(index, len(found))
            values.append(found[place])
        return dict(zip(self.names, reversed(values), strict=True))


def space_from(text: str) -> Space:
    """Reads dimensions separated by blanks. Raises ValueError with a sentence."""
    dimensions = tuple(dimension_from(part) for part in text.split())
    if not dimensions:
        example = "lr=1e-4..1:log layers=8|16,16 optimizer=adam|sgd"
        raise ValueError(_("The space is empty: write what to vary, as in {example}.").format(example=example))
    names = [one.name for one in dimensions]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(_("The space names {name} twice: put all its values into one list.").format(name=twice))
    return Space(dimensions)


def dimension_from(text: str) -> Dimension:
    """'lr=1e-4..1:log', 'lr=0.01..0.1:4' (a grid of four), 'batch=8|32', 'layers=8|16,16'. Raises ValueError with a sentence."""
    name, equals, values = text.strip().partition("=")
    if not equals or not values:
        message = _("{text} has no values: write NAME=VALUE|VALUE or NAME=LOW..HIGH, as in lr=0.001..1:log.")
        raise ValueError(message.format(text=quoted(text)))
    setting = SETTINGS[name]()
    if ".." in values:
        if not setting.is_number:
            message = _("{name} has no range: list its values, as in {example}.")
            raise ValueError(message.format(name=name, example=f"{name}={setting.usual}"))
        return _range(name, values)
    found = tuple(setting.read(one) for one in values.split("|"))
    if len(set(found)) < len(found):
        raise ValueError(_("{text} lists a value twice.").format(text=quoted(text)))
    return Dimension(name, found)


def _range(name: str, text: str) -> Dimension:
    setting = SETTINGS[name]()
    ends, *marks = text.split(":")
    low, _dots, high = ends.partition("..")
    low_value, high_value = (setting.read(end) for end in (low, high))
    assert not isinstance(low_value, str)
    assert not isinstance(high_value, str)
    log, count = False, GRID_VALUES
    for mark in marks:
        if mark == "log":
            log = True
        elif mark.isdecimal() and 2 <= int(mark) <= 1000:
            count = int(mark)
        else:
            message = _("{mark} is neither log nor a count of grid values, 2 to 1000: write {name}=LOW..HIGH:log:5.")
            raise ValueError(message.format(mark=quoted(mark), name=name))
    if not low_value < high_value:
        message = _("The range of {name} must go from a smaller to a larger number, not from {low} to {high}.")
        raise ValueError(message.format(name=name, low=_short(low_value), high=_short(high_value)))
    if log and not low_value > 0:
        raise ValueError(_("A logarithmic range of {name} must begin above 0.").format(name=name))
    return Dimension(name, (), low_value, high_value, log, isinstance(low_value, int), count)


def _short(value: Value) -> str:
    """The shortest text that is read back equal."""
    return value if isinstance(value, str) else repr(value).removesuffix(".0")
