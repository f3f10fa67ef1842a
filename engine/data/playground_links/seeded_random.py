"""The random numbers of TensorFlow Playground: ARC4, seeded by a text, as in the JavaScript library seedrandom 2.4 (Bau).

A link fixes points, split and start weights through its seed: all are drawn one after the other from one such generator.
"""

from __future__ import annotations

import math

WIDTH = 256
CHUNKS = 6  # bytes of a number before more are needed
SIGNIFICANT, OVERFLOW = 2.0**52, 2.0**53


class SeededRandom:
    """Changes: each number moves it on. Equal seeds give equal numbers; the seed is a text: "0.5" and "0.50" are two seeds."""

    def __init__(self, seed: str) -> None:
        key = _key(seed)
        self.drawn = 0  # numbers so far
        self._i = self._j = 0
        self._state = list(range(WIDTH))
        j = 0
        for i in range(WIDTH):
            j = (j + key[i % len(key)] + self._state[i]) % WIDTH
            self._state[i], self._state[j] = self._state[j], self._state[i]
        for _unused in range(WIDTH):
            self._byte()

    def random(self) -> float:
        """The next number, uniform from 0 to 1, which it never is, with 52 random bits."""
        self.drawn += 1
        number, divisor, last = 0.0, float(WIDTH) ** CHUNKS, 0
        for _unused in range(CHUNKS):
            number = number * WIDTH + self._byte()
        while number < SIGNIFICANT:
            number = (number + last) * WIDTH
            divisor *= WIDTH
            last = self._byte()
        while number >= OVERFLOW:
            number, divisor, last = number / 2, divisor / 2, last >> 1
        return (number + last) / divisor

    def skip(self, numbers: int) -> None:
        """As if so many had been drawn."""
        while self.drawn < numbers:
            self.random()

    def uniform(self, low: float, high: float) -> float:
        return self.random() * (high - low) + low

    def normal(self, mean: float, variance: float) -> float:
        """By the polar method (Marsaglia 1964), of whose two numbers the second is thrown away."""
        size = 2.0
        while size > 1:
            first, second = 2 * self.random() - 1, 2 * self.random() - 1
            size = first * first + second * second
        return mean + math.sqrt(variance) * (math.sqrt(-2 * math.log(size) / size) * first)

    def shuffle(self, rows: list[tuple[float, float, float]]) -> None:
        """From the last row down, each changes places with one before it or stays (Durstenfeld 1964)."""
        for left in range(len(rows), 0, -1):
            other = math.floor(self.random() * left)
            rows[left - 1], rows[other] = rows[other], rows[left - 1]

    def _byte(self) -> int:
        state = self._state
        self._i = i = (self._i + 1) % WIDTH
        self._j = j = (self._j + state[i]) % WIDTH
        state[i], state[j] = state[j], state[i]
        return state[(state[i] + state[j]) % WIDTH]


def _key(seed: str) -> list[int]:
    """Up to 256 numbers, into which the UTF-16 code units of the seed are mixed."""
    raw = seed.encode("utf-16-le", "surrogatepass")
    units = [raw[at] + WIDTH * raw[at + 1] for at in range(0, len(raw), 2)]
    key: list[int] = []
    smear = 0
    for position, unit in enumerate(units):
        i = position % WIDTH
        smear ^= (key[i] if i < len(key) else 0) * 19
        mixed = (smear + unit) % WIDTH
        if i < len(key):
            key[i] = mixed
        else:
            key.append(mixed)
    return key or [0]
