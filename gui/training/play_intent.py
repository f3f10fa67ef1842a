"""Whether it trains, as the user sees it: what was asked last counts until a frame that was made after it says how it is."""

from __future__ import annotations

from typing import Protocol


class Playing(Protocol):
    """A frame. `order`: the number of the last order to play or to pause that was carried out before it was made."""

    @property
    def running(self) -> bool: ...
    @property
    def order(self) -> int: ...


class PlayIntent:
    """Changes with each order. Without it a second click before the next frame would repeat the first instead of undoing it."""

    def __init__(self) -> None:
        self._orders, self._plays = 0, False

    def give(self, plays: bool) -> int:
        """A new order; returns its number."""
        self._orders, self._plays = self._orders + 1, plays
        return self._orders

    def is_running(self, frame: Playing) -> bool:
        """Whether it trains, or will as soon as the last order has been carried out."""
        return frame.running if frame.order >= self._orders else self._plays
