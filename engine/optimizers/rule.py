"""An optimizer's step as text, with the numbers it has now."""

from __future__ import annotations

import re

from engine.optimizers.base import Optimizer

_PLACE = re.compile(r"\{(1-)?(\w+)\}")


def written_rule(optimizer: Optimizer) -> tuple[str, ...]:
    """The formulas of one step, in order: "v ← 0.9 v + g", "θ ← θ − 0.03 v"."""

    def number(place: re.Match[str]) -> str:
        value = float(getattr(optimizer, place[2]))
        return plain(1 - value if place[1] else value)

    return tuple(_PLACE.sub(number, formula) for formula in optimizer.rule)


def plain(value: float) -> str:
    """A number as one writes it in a formula: 0.03, 1, 10⁻⁸."""
    text = f"{value:.4g}"
    mantissa, e, exponent = text.partition("e")
    if not e:
        return text
    power = "10" + str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return power if mantissa == "1" else f"{mantissa}·{power}"


def memory_text(optimizer: Optimizer) -> str:
    """What it remembers per parameter: "1 float per parameter (velocity)"."""
    count = len(optimizer.memory)
    if not count:
        return "No memory beside θ and its gradient"
    return f"{count} {'float' if count == 1 else 'floats'} per parameter ({', '.join(optimizer.memory)})"
