"""What rows or inputs that a network cannot learn from are reported as."""

from __future__ import annotations


class DataProblem(ValueError):
    """The rows, or the inputs made of them, do not suit training. The text says what was found and what to do; people read it."""
