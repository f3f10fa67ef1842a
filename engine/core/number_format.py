"""Numbers as text, as a textbook prints them: 0.03, −2, 12,300, 4.4×10⁻⁶, 98.4 %, 2.83 kB.

This is the one place for it in the engine: every sentence, label and table formats its numbers here.
"""

from __future__ import annotations

import math
import re

from engine.core.translation import ngettext

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
SMALLEST, LARGEST = 1e-4, 1e5  # beyond these a power of ten is easier to read than zeros


def power_of_ten(exponent: int) -> str:
    """10⁻³"""
    return "10" + str(exponent).translate(_SUPERSCRIPTS)


def format_number(value: float, figures: int = 3) -> str:
    """The number rounded to this many significant figures, without trailing zeros; '–' for NaN."""
    if math.isnan(value):
        return "–"
    sign, size = "−" if value < 0 else "", abs(float(value))
    if math.isinf(size):
        return f"{sign}∞"
    rounded = float(f"{size:.{figures}g}")
    if rounded == 0:
        return "0"
    if SMALLEST <= rounded < max(LARGEST, 10.0**figures):
        return f"{sign}{rounded:,.15g}"
    mantissa, _, exponent = f"{rounded:.{figures - 1}e}".partition("e")
    power = power_of_ten(int(exponent))
    return sign + (power if float(mantissa) == 1 else f"{float(mantissa):.15g}×{power}")


def format_percent(share: float, decimals: int = 1) -> str:
    """98.4 %"""
    return f"{100 * share:.{decimals}f} %" if math.isfinite(share) else "–"


def with_signs(text: str) -> str:
    """A text of the source code as people read it: −1 for -1, f′ for f'."""
    return re.sub(r"(?<!\w)-(?=[\w( ])", "−", re.sub(r"\b([fg])'", r"\1′", text))


def format_count(count: int) -> str:
    """A whole number with its thousands apart: 12,300."""
    return f"{count:,}"


def format_bytes(size: int) -> str:
    """400 bytes, 2.83 kB, 1.25 MB"""
    for unit, one in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        rounded = f"{size / one:.3g}"
        if float(rounded) >= 1:
            return f"{rounded} {unit}"
    return ngettext("{size} byte", "{size} bytes", size).format(size=size)
