"""A network's inputs as a list of formulas: as a file holds it, and as people type it, 'x1, x2, max(x1, x2)'."""

from __future__ import annotations

from collections.abc import Iterator

from engine.core.translation import _
from engine.data.formulas.parser import read
from engine.data.formulas.printer import text_of
from engine.data.formulas.tokenizer import LONGEST, tokens_of

MOST_INPUTS = 1000  # of a network


def checked_inputs(values: object) -> tuple[str, ...]:
    """The inputs of a recipe as a file has them, each in plain notation. Raises ValueError with a sentence."""
    if not isinstance(values, list | tuple) or not all(isinstance(one, str) for one in values):
        raise ValueError(_("Its inputs must be a list of formulas."))
    if len(values) > MOST_INPUTS:
        raise ValueError(
            _("A network has at most {most} inputs, not {count}.").format(most=MOST_INPUTS, count=f"{len(values):,}")
        )
    return tuple(text_of(read(one)) for one in values)


def split_list(text: str) -> tuple[str, ...]:
    """'x1,x2,max(x1,x2)' cut at the commas between formulas, each in plain notation. Raises FormulaProblem."""
    return tuple(text_of(read(part)) for part in _parts(text))


def _parts(text: str) -> Iterator[str]:
    start = depth = 0
    for token in tokens_of(text, MOST_INPUTS * LONGEST):  # a bound for the list; each formula has its own
        depth += (token.kind == "(") - (token.kind == ")")
        if token.kind == "end" or (token.kind == "," and depth <= 0):
            yield text[start : token.at]
            start = token.at + 1
