"""How live numbers are written: short, with a true minus; `theme.font(tabular=True)` keeps them from jumping."""

from __future__ import annotations

import itertools
import math

from engine.core.number_format import LARGEST, SMALLEST, power_of_ten


def format_live(value: float) -> str:
    """About four figures, with zeros at the end: 0.0213, 12.30, 3.1×10⁻⁷; '–' for what is not a number."""
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


def raw_unit(value: float, low: float, high: float) -> str:
    """A value of a quantity that runs from low to high, with the decimals that a hundredth of that stretch needs."""
    step = (high - low) / 100
    decimals = 0 if step >= 1 or step <= 0 or not math.isfinite(step) else min(6, math.ceil(-math.log10(step)))
    if abs(value) >= 1e7:
        return format_live(value)
    return f"{value:,.{decimals}f}".replace("-", "−")


def tick_texts(values: list[float]) -> list[str]:
    """Labels of ticks at equal distances: 0.02; 12,500 as 12.5k; 3.0e6 as 3M."""
    top = max((abs(v) for v in values), default=0.0)
    step = min((abs(b - a) for a, b in itertools.pairwise(values)), default=top)
    if top >= 1e10 or 0 < top < 1e-4:
        return [format_live(v) if v else "0" for v in values]
    unit, suffix = (1e6, "M") if step >= 1e5 and top >= 1e6 else (1e3, "k") if step >= 100 and top >= 1e4 else (1.0, "")
    decimals = 0
    while decimals < 6 and step and abs(step / unit * 10**decimals - round(step / unit * 10**decimals)) > 1e-6:
        decimals += 1
    texts = [f"{v / unit:,.{decimals}f}" for v in values]
    return ["0" if float(t.replace(",", "")) == 0 else t.replace("-", "−") + suffix for t in texts]


def nice_ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers (1, 2 or 5 times a power of ten apart) from low to high, `most` at most."""
    span = high - low
    if not math.isfinite(span) or span <= 0:
        return [low] if math.isfinite(low) else []
    raw = span / max(1, most)
    power = 10.0 ** math.floor(math.log10(raw))
    steps = [m * power for m in (1, 2, 5, 10, 20)]
    at = next(i for i, step in enumerate(steps) if span / step <= most)
    step, first, last = _between(low, high, steps[at])
    if last - first < 1:  # one tick says nothing: rather one too many
        step, first, last = _between(low, high, steps[at - 1])
    return [float(f"{i * step:.12g}") for i in range(first, last + 1)]


def _between(low: float, high: float, step: float) -> tuple[float, int, int]:
    """The step, and which of its multiples are the first and last from low to high."""
    return step, math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
