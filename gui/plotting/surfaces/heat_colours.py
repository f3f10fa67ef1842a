"""Colours for amounts, from none to all: the panel's own colour to the accent. Packed as 0xAARRGGBB."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine.core.arrays import Array
from gui.plotting.surfaces.surface_colours import LEVELS
from gui.style.theme import Theme, mixed


@lru_cache(maxsize=4)
def shade_table(theme: Theme) -> Array:
    """(LEVELS + 1,) uint32; the last is for what is no number. Small amounts are set off clearly from none."""
    steps = [mixed(theme.surface, theme.accent, float(share)) for share in np.linspace(0, 1, LEVELS) ** 0.6]
    return np.array([0xFF000000 | int(colour[1:], 16) for colour in (*steps, theme.line)], np.uint32)
