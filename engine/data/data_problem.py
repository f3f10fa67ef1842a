"""What rows or inputs that a network cannot learn from are reported as."""

from __future__ import annotations


class DataProblem(ValueError):
    """The rows, or the inputs made of them, do not suit training. The text says what was found and what to do; people read it."""


class TooFewPoints(DataProblem):
    """There are not points enough yet: as soon as the user has drawn more, training goes on."""
