"""The two colours of starts, of the scheme for runs: those that reach the goal, and those that miss it."""

from __future__ import annotations

from gui.style.colour_schemes import run_colours


def colour_of_reached() -> str:
    return run_colours(2)[1]


def colour_of_missed() -> str:
    return run_colours(2)[0]
