"""An optimizer in words: the formulas of its step with their numbers, and what it stores per parameter."""

from __future__ import annotations

import re

from engine.core.arrays import Array
from engine.core.number_format import format_bytes, format_count, format_number
from engine.core.translation import _, ngettext
from engine.optim.optimizers.base import Optimizer

_SLOT = re.compile(r"\{(1-)?(\w+)\}")


def written_rule(optimizer: Optimizer) -> tuple[str, ...]:
    """The formulas of one step, in order: "v ← 0.9 v + g", "θ ← θ − 0.03 v"."""

    def number(slot: re.Match[str]) -> str:
        value = float(getattr(optimizer, slot[2]))
        return format_number(1 - value if slot[1] else value, 4)

    return tuple(_SLOT.sub(number, formula) for formula in optimizer.rule)


def in_one_sentence(kind: type[Optimizer]) -> str:
    """What an optimizer is, without the formulas, which `written_rule` has with their numbers."""
    sentence, colon, rule = _(kind.summary).partition(": ")
    return _("{sentence}.").format(sentence=sentence) if colon and "theta" in rule else _(kind.summary)


def memory_letters(optimizer: Optimizer) -> tuple[str, ...]:
    """What the formulas of the rule call each entry of the memory: ("m", "s") for Adam."""
    set_letters = dict.fromkeys(formula.partition(" ←")[0] for formula in optimizer.rule if " ←" in formula)
    letters = tuple(letter for letter in set_letters if letter != "θ")
    return letters if len(letters) == len(optimizer.memory) else optimizer.memory


def memory_factors(optimizer: Optimizer) -> tuple[float, ...]:
    """What each entry of the memory is multiplied by to be what the rule calls so: a decayed sum times 1 − β is the mean."""
    kept = {"decayed sum": "beta1", "decayed sum of squares": "beta2", "largest sum of squares": "beta2"}
    return tuple(1 - float(getattr(optimizer, kept[name])) if name in kept else 1.0 for name in optimizer.memory)


def memory_text(optimizer: Optimizer) -> str:
    """What it stores: "1 float per parameter beside weight and gradient (velocity)"."""
    count = len(optimizer.memory)
    if not count:
        return _("No memory beside weight and gradient")
    text = ngettext(
        "{count} float per parameter beside weight and gradient ({names})",
        "{count} floats per parameter beside weight and gradient ({names})",
        count,
    )
    return text.format(count=count, names=", ".join(map(_, optimizer.memory)))


def memory_in_all(optimizer: Optimizer, theta: Array) -> str:
    """What weights, gradients and memory together occupy for θ: "In all 4 × 25 × 4 bytes = 400 bytes"."""
    floats = 2 + len(optimizer.memory)
    text = _("In all {floats} × {parameters} × {width} bytes = {total}")
    return text.format(
        floats=floats, parameters=format_count(theta.size), width=theta.itemsize, total=format_bytes(floats * theta.nbytes)
    )
