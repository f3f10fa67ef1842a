"""Numbers as people type them: reading them, and writing one that can be typed again. No Qt in here.

Numbers that are only read are written by `engine.core.number_format`.
"""

from __future__ import annotations

import math
import re
import unicodedata

from engine.core.quoting import shortened
from engine.core.translation import _

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")
_POWER = re.compile(r"(?:(.+)[×·*])?10\^([+-]?\d+)")
# What is copied with a number: spaces, tabs, line ends, marks without width. Between two numbers they are not left out.
_BLANK = r"[\s\x00-\x1f\u200b-\u200f\u202a-\u202e\u2060\ufeff]+"
_AROUND = re.compile(f"^{_BLANK}|{_BLANK}$")
LONGEST = 500  # letters that are read at all
_RAISED = re.compile(r"[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")


def read_number(text: str, whole: bool = False) -> float:
    """The number in `text`: 0.5, 0,5, 1/3, 2e-3, 10^-3, 4.4×10⁻⁶, 30 %. With `whole`, commas before three digits group thousands.

    Raises ValueError with a sentence for the user. Full-width digits, as Korean keyboards produce them, are accepted.
    """
    quote = shortened(text.strip(), 24)
    level = _RAISED.sub(lambda power: f"^{power[0]}", _AROUND.sub("", text[:LONGEST]))
    cleaned = unicodedata.normalize("NFKC", level).replace("\u2212", "-").replace(" ", "").casefold()
    if not cleaned:
        raise ValueError(_("Type a number, such as 0.5, 1/3 or 2e-3."))
    share = cleaned.endswith("%")
    parts = cleaned.removesuffix("%").split("/")
    numbers = [_plain(part, whole, quote) for part in parts]
    if len(numbers) > 2:
        raise ValueError(_("“{text}” has more than one division: type a number such as 0.5, 1/3 or 2e-3.").format(text=quote))
    if len(numbers) == 2 and numbers[1] == 0:
        raise ValueError(_("“{text}” divides by zero: type another number.").format(text=quote))
    value = numbers[0] / numbers[1] if len(numbers) == 2 else numbers[0]
    if not math.isfinite(value):
        raise ValueError(_("“{text}” is too large for a number here.").format(text=quote))
    return value / 100 if share else value


def _plain(part: str, whole: bool, quote: str) -> float:
    if _THOUSANDS.fullmatch(part):
        if not whole and part.count(",") == 1:
            as_decimal, as_thousand = part.replace(",", "."), part.replace(",", "")
            question = _("“{text}” can be read in two ways: type {decimal} or {thousand}.")
            raise ValueError(question.format(text=quote, decimal=as_decimal, thousand=as_thousand))
        part = part.replace(",", "")
    elif part.count(",") == 1 and "." not in part:
        part = part.replace(",", ".")
    power = _POWER.fullmatch(part)
    if power:
        part = f"{power[1] or 1}e{power[2]}"
    if not _PLAIN.fullmatch(part):
        raise ValueError(_("“{text}” is not a number: type one such as 0.5, 1/3 or 2e-3.").format(text=quote))
    return float(part)


def write_number(value: float, digits: int = 6) -> str:
    """A number as one types it, with `digits` significant digits at most: 0.03, 500, 1e-6."""
    text = f"{value:.{digits}g}" if isinstance(value, float) else str(value)
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if e else text
