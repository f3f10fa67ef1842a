"""How numbers and their sums are written in the microscope: indices below the line, products with their numbers put in."""

from __future__ import annotations

from collections.abc import Sequence

from engine.core.arrays import Array
from engine.core.number_format import format_number
from engine.core.translation import _

_BELOW = str.maketrans("0123456789,", "₀₁₂₃₄₅₆₇₈₉,")
MOST_TERMS = 6  # of a sum that are written out


def index(*numbers: int) -> str:
    """Indices from 1, below the line: ₃, or ₁₂ for two that are short, ₁₀,₂ else."""
    parts = [str(number + 1) for number in numbers]
    return ("" if all(len(part) == 1 for part in parts) else ",").join(parts).translate(_BELOW)


def of_unit(name: str, unit: int) -> str:
    """The name of a quantity of one unit: z₂."""
    return f"{name}{index(unit)}"


def number(value: float) -> str:
    """Four figures: enough to go on calculating with."""
    return format_number(value, 4)


def bracketed(value: float) -> str:
    """A number behind a sign or a dot: in brackets where it has a sign of its own."""
    text = number(value)
    return f"({text})" if text.startswith("−") else text


def plus(text: str, value: float) -> str:
    """Another term of a sum: + 0.3, or − 0.3."""
    return f"{text} − {number(-value)}" if value < 0 else f"{text} + {number(value)}"


def products(left: Array, right: Array) -> str:
    """a₁·b₁ + a₂·b₂ + …: of many terms the first ones."""
    return total(
        [f"{bracketed(float(left[i]))}·{bracketed(float(right[i]))}" for i in range(min(len(left), MOST_TERMS))], len(left)
    )


def product(left: Array, right: Array, unit: int) -> str:
    """left·right of one unit."""
    return products(left[unit : unit + 1], right[unit : unit + 1])


def total(terms: Sequence[str], count: int) -> str:
    """These terms with plus signs: of more than fit, the first ones and how many there are beside these."""
    if count <= MOST_TERMS:
        return " + ".join(terms)
    shown = MOST_TERMS - 1
    return " + ".join([*terms[:shown], _("… ({count} more terms)").format(count=count - shown)])
