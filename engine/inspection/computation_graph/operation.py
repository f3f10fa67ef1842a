"""What an operation of a graph is: what it computes, its local slopes, and its rule in words. The rows stand in `operations`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.core.number_format import format_number

Numbers = Sequence[float]
FIGURES = 4  # significant ones of the numbers in texts


@dataclass(frozen=True)
class Operation:
    """A kind of node. `compute` gets the inputs and the number that belongs to the node itself, as the 1 of "+1".

    `slopes` are ∂output/∂input, one for each input, from the inputs, the output and that number. In words: `rule` is the local
    rule, `factor` what the gradient is multiplied by, and `worked` the same for one input with the numbers put in; `formula`
    writes the value from texts of the inputs and of the number. `needs` is what its input must be, for the message when it is
    not.
    """

    name: str
    label: str
    symbol: str
    compute: Callable[[Numbers, float], float]
    slopes: Callable[[Numbers, float, float], tuple[float, ...]]
    rule: str
    factor: str
    worked: Callable[[Numbers, float, float, int], str]
    formula: Callable[[Sequence[str], str], str]
    needs: str = ""


def number_text(value: float) -> str:
    """A number as the graph shows it: 0.7311, −3."""
    return format_number(value, FIGURES)


def in_brackets(text: str) -> str:
    """A number or text that can stand behind a sign."""
    return f"({text})" if text.startswith("−") or " " in text else text


def as_call(name: str) -> Callable[[Sequence[str], str], str]:
    """For `Operation.formula`: max(a, b)."""
    return lambda inputs, _number: f"{name}({', '.join(inputs)})"


def with_sign_between(sign: str) -> Callable[[Sequence[str], str], str]:
    """For `Operation.formula`: a + b."""
    return lambda inputs, _number: f" {sign} ".join((inputs[0], *map(in_brackets, inputs[1:])))


def number_in_brackets(value: float) -> str:
    """A number as it stands behind a sign: 0.7311, (−3)."""
    return in_brackets(number_text(value))
