"""The current learning rate, and the numbers in recorded calls that follow it."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.core.arrays import Array


class LearningRate:
    """Changes when a schedule sets it. A recorded step that uses a constant rate pays nothing for it."""

    def __init__(self, value: float) -> None:
        self.value = float(value)
        self._followers: list[tuple[Array, float, float]] = []

    def scaled(self, dtype: np.dtype[Any], times: float = 1.0, plus: float = 0.0) -> Array:
        """A 0-d array that always holds times · rate + plus, as an argument of recorded calls."""
        number = np.array(times * self.value + plus, dtype)
        self._followers.append((number, times, plus))
        return number

    def set(self, value: float) -> None:
        """Use this rate from the next recorded step on."""
        if value != self.value:
            self.value = value
            for number, times, plus in self._followers:
                number[()] = times * value + plus
