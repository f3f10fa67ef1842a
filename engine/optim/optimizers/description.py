"""An optimizer in words: its step with the numbers it has now, and what it remembers."""

from __future__ import annotations

import re

from engine.core.arrays import Array
from engine.core.number_format import format_number
from engine.optim.optimizers.base import Optimizer

_PLACE = re.compile(r"\{(1-)?(\w+)\}")


def written_rule(optimizer: Optimizer) -> tuple[str, ...]:
    """The formulas of one step, in order: "v ← 0.9 v + g", "θ ← θ − 0.03 v"."""

    def number(place: re.Match[str]) -> str:
        value = float(getattr(optimizer, place[2]))
        return format_number(1 - value if place[1] else value, 4)

    return tuple(_PLACE.sub(number, formula) for formula in optimizer.rule)


def memory_text(optimizer: Optimizer) -> str:
    """What it remembers: "1 float per parameter beside weight and gradient (velocity)"."""
    count = len(optimizer.memory)
    if not count:
        return "No memory beside weight and gradient"
    return (
        f"{count} {'float' if count == 1 else 'floats'} per parameter beside weight and gradient ({', '.join(optimizer.memory)})"
    )


def memory_in_all(optimizer: Optimizer, theta: Array) -> str:
    """What weights, gradients and memory together take for θ: "In all 4 × 25 × 4 bytes = 400 bytes"."""
    floats = 2 + len(optimizer.memory)
    return f"In all {floats} × {theta.size:,} × {theta.itemsize} bytes = {in_bytes(floats * theta.nbytes)}"


def in_bytes(size: int) -> str:
    """ "400 bytes", "2.8 kB", "1.25 MB"."""
    for unit, one in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= one:
            return f"{size / one:.3g} {unit}"
    return f"{size} bytes"
