"""Where an axis has ticks, and how their labels are written. No Qt in here."""

from __future__ import annotations

import itertools
import math

from engine.core.number_format import format_percent, power_of_ten
from gui.plotting.live_numbers import format_apart, format_live

MOST_DECIMALS = 6  # of a percentage


def tick_texts(values: list[float]) -> list[str]:
    """Labels of evenly spaced ticks, all with the same decimals and unit: 0.02; 12,500 as 12.5k; 3.0e6 as 3M. Ticks that are
    closer together than the usual decimals tell apart have more of them: 0.6934715, 0.6934717.
    """
    top = max((abs(v) for v in values), default=0.0)
    step = min((abs(b - a) for a, b in itertools.pairwise(values)), default=top)
    if top >= 1e10 or 0 < top < 1e-4:
        return format_apart(values)
    unit, suffix = (1e6, "M") if step >= 1e5 and top >= 1e6 else (1e3, "k") if step >= 100 and top >= 1e4 else (1.0, "")
    decimals, apart = 0, step / unit
    most = max(6, 1 - math.floor(math.log10(apart))) if apart else 0
    while decimals < most and (abs(apart - round(apart)) > 1e-6 or apart < 0.5):
        decimals, apart = decimals + 1, step / unit * 10 ** (decimals + 1)
    texts = [f"{v / unit:,.{decimals}f}" for v in values]
    return ["0" if float(t.replace(",", "")) == 0 else t.replace("-", "−") + suffix for t in texts]


def percent_texts(shares: list[float]) -> list[str]:
    """Labels of ticks that are shares: in whole per cent, or with as many decimals as tell them apart."""
    for decimals in range(MOST_DECIMALS):
        texts = [format_percent(share, decimals) for share in shares]
        if len({*texts}) == len({*shares}):
            return texts
    return [format_percent(share, MOST_DECIMALS) for share in shares]


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
    if last - first < 1:  # a single tick shows no scale: rather one too many
        step, first, last = _between(low, high, steps[at - 1])
    return [float(f"{i * step:.12g}") for i in range(first, last + 1)]


def _between(low: float, high: float, step: float) -> tuple[float, int, int]:
    """The step, and which of its multiples are the first and last from low to high."""
    return step, math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)


def log_ticks(low: float, high: float, most: int) -> list[tuple[float, str]]:
    """Positions (logarithms to base 10) and labels from low to high: whole decades, or 1, 2 and 5 of each, or round numbers."""
    decades = list(range(math.ceil(low), math.floor(high) + 1))
    if len(decades) >= 3:
        step = next(s for s in (1, 2, 3, 5, 10, 20, 50, 100, 200) if (high - low) / s <= most)
        kept = [d for d in decades if d % step == 0]
        plain = kept and kept[0] >= -3 and kept[-1] <= 4
        return [(float(d), f"{10.0**d:,g}" if plain else power_of_ten(d)) for d in kept]
    numbers = [m * 10.0**d for d in range(math.floor(low), math.ceil(high) + 1) for m in (1, 2, 5)]
    inside = [n for n in numbers if low <= math.log10(n) <= high]
    if len(inside) < 3:
        inside = [v for v in nice_ticks(10.0**low, 10.0**high, most) if v > 0]
    if len(inside) > most:
        whole = [n for n in inside if round(math.log10(n), 9) % 1 == 0]
        inside = whole if len(whole) > 1 else inside[:: math.ceil(len(inside) / most)]  # a single tick shows no scale
    texts = [f"{n:g}" if 1e-4 <= n < 1e5 else format_live(n) for n in inside]
    if len(set(texts)) < len(texts):
        texts = format_apart(inside)
    return [(math.log10(n), text) for n, text in zip(inside, texts, strict=True)]
