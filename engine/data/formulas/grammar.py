"""What a kind of formula may consist of. Those of columns are read by `OF_COLUMNS`; for another kind, make another `Grammar`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine.core.translation import N_
from engine.data.formulas.functions import FUNCTIONS, Symbol
from engine.data.formulas.tokenizer import LONGEST, NAME

DEEPEST = 24  # levels of nesting


@dataclass(frozen=True)
class Grammar:
    """`products`: whether 2x and (x + y)z are products. `call` is an argument for the example that a bare function's name gets;
    `empty`, `unfinished` and `missing` are what is said when there is no text, no end, or nothing before a sign.
    """

    functions: Mapping[str, Symbol]
    empty: str
    unfinished: str
    missing: str
    call: str = "x1"
    products: bool = False
    name: re.Pattern[str] = NAME
    longest: int = LONGEST
    deepest: int = DEEPEST


OF_COLUMNS = Grammar(
    FUNCTIONS,
    empty=N_("Type a formula, such as x1*x2 or sin(x1)."),
    unfinished=N_("The formula ends too early: a number, a column or a function is missing at its end."),
    missing=N_("Before the {sign} at {place} a number, a column or a function is missing."),
)
