"""Bounds on a network, the same wherever it comes from: a file, the clipboard, a drag, a template, the command line.

Each has its sentence. `check_extent` bounds plain data before anything is made of them; `layers_objection` what was made.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.core.number_format import format_count
from engine.core.translation import _
from engine.nn.layers import Layer
from engine.nn.layers.residual import MOST_INSIDE, Residual

MOST_LAYERS = 50
MOST_IN_ALL = MOST_LAYERS * (1 + MOST_INSIDE)  # with those inside residual blocks
MOST_NESTED = 4  # residual blocks inside one another
MOST_NAME = 200  # letters of a layer's name
MOST_ID = 2**31 - 1
MOST_PARTS, MOST_DEPTH = 10 * MOST_IN_ALL, 32  # lists and objects in the plain data of a recipe


def check_extent(data: Any) -> None:
    """Raise ValueError with a sentence when plain data hold more than any network's, or are nested deeper."""
    level, parts = [data], 0
    for _depth in range(MOST_DEPTH):
        level = [part for whole in level for part in _values(whole) if isinstance(part, dict | list)]
        parts += len(level)
        if parts > MOST_PARTS:
            text = _("It has more layers than the {most} that a network may have, those inside residual blocks included.")
            raise ValueError(text.format(most=format_count(MOST_IN_ALL)))
        if not level:
            return
    raise ValueError(_("Its layers are nested too deep: residual blocks lie at most {most} deep.").format(most=MOST_NESTED))


def _values(whole: Any) -> Iterable[Any]:
    return whole.values() if isinstance(whole, dict) else whole if isinstance(whole, list) else ()


def layers_objection(layers: Iterable[Layer]) -> str:
    """Why a network cannot have these layers, as a sentence; empty when it can."""
    level = list(layers)
    if len(level) > MOST_LAYERS:
        text = _("A network here has at most {most} layers, not {count}: take some out first.")
        return text.format(most=MOST_LAYERS, count=format_count(len(level)))
    count, depth = 0, 0
    while level:
        count, depth = count + len(level), depth + 1
        if count > MOST_IN_ALL:
            text = _("A network here has at most {most} layers, those inside residual blocks included: take some out first.")
            return text.format(most=MOST_IN_ALL)
        if depth > MOST_NESTED + 1:
            text = _("Residual blocks lie at most {most} deep inside one another: take the innermost out first.")
            return text.format(most=MOST_NESTED)
        level = [inner for layer in level if isinstance(layer, Residual) for inner in layer.inside]
    return ""
