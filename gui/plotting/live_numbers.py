"""Numbers that change while the network trains: short, with a true minus; `theme.font(tabular=True)` keeps them from jumping.

Numbers in sentences and tables that stay are written by `engine.core.number_format`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.core.number_format import LARGEST, SMALLEST, format_number, power_of_ten

MOST_FIGURES = 17  # that a float has


def format_live(value: float) -> str:
    """About four figures, trailing zeros kept: 0.0213, 12.30, 3.1×10⁻⁷; '–' for what is not a number."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    size = abs(value)
    if size == 0:
        return "0"
    if size < SMALLEST or size >= LARGEST:
        mantissa, exponent = f"{value:.1e}".split("e")
        return f"{mantissa.replace('-', '−')}×{power_of_ten(int(exponent))}"
    decimals = 5 if size < 0.001 else 4 if size < 10 else 2 if size < 1000 else 0
    return f"{value:,.{decimals}f}".replace("-", "−")


def format_apart(values: Sequence[float]) -> list[str]:
    """The numbers of a scale as `format_live` writes them; in more figures where different ones would look alike."""
    texts = [format_live(value) if value else "0" for value in values]
    different = len(set(values))
    for figures in range(5, MOST_FIGURES + 1):
        if len(set(texts)) >= different:
            break
        texts = [format_number(value, figures) for value in values]
    return texts


def format_in_range(value: float, low: float, high: float) -> str:
    """A value of a quantity that ranges from low to high, with the decimals that a hundredth of that range needs."""
    step = (high - low) / 100
    decimals = 0 if step >= 1 or step <= 0 or not math.isfinite(step) else min(6, math.ceil(-math.log10(step)))
    if abs(value) >= 1e7:
        return format_live(value)
    return f"{value:z,.{decimals}f}".replace("-", "−")  # z: no −0.00
