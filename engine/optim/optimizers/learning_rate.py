"""The learning rate of now, and the recorded numbers that follow it."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.core.arrays import Array


class Rate:
    """Changes when a schedule moves it. While nobody moves it, a recorded step pays nothing for it."""

    def __init__(self, value: float) -> None:
        self.value = float(value)
        self._followers: list[tuple[Array, float, float]] = []

    def number(self, dtype: np.dtype[Any], times: float = 1.0, plus: float = 0.0) -> Array:
        """A 0-d array that always holds times · rate + plus, for recorded calls."""
        number = np.array(times * self.value + plus, dtype)
        self._followers.append((number, times, plus))
        return number

    def move(self, value: float) -> None:
        """Another rate from the next recorded step on."""
        if value != self.value:
            self.value = value
            for number, times, plus in self._followers:
                number[()] = times * value + plus
