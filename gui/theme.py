"""Colours of the window, light and dark. `current()` is the theme in use.

Blue means positive (and the second of two classes), orange negative (and the first). Elsewhere colour is used only where it
means something.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """Colours as #rrggbb. Text on `window`, `surface` and `raised` has a contrast of at least 4.5 : 1, `muted` text too."""

    name: str
    window: str  # behind everything
    surface: str  # panels, plots, canvas
    raised: str  # blocks, buttons, fields
    line: str  # separators, grid, outlines
    text: str
    muted: str  # second-rank text
    accent: str  # selection, focus, the primary button
    on_accent: str  # text on the accent
    positive: str  # blue
    negative: str  # orange
    middle: str  # between the two: zero
    warning: str
    error: str
    classes: tuple[str, ...]  # one colour per class, from the third on; the first two are negative and positive
    lines: tuple[str, ...]  # for curves that belong to layers, in order


LIGHT = Theme(
    name="light",
    window="#f3f4f6",
    surface="#ffffff",
    raised="#f8f9fb",
    line="#d5d9e0",
    text="#1b1f27",
    muted="#596273",
    accent="#2f5fd0",
    on_accent="#ffffff",
    positive="#0877bd",
    negative="#f59322",
    middle="#e8eaeb",
    warning="#8a5a00",
    error="#b3261e",
    classes=("#2f9e62", "#b8479b", "#8c6d1f", "#5b57c9", "#1c9aa0", "#cf4a42", "#7b8794", "#7a9e1f"),
    lines=("#0877bd", "#d97706", "#2f9e62", "#b8479b", "#5b57c9", "#1c9aa0", "#cf4a42", "#7b8794"),
)
DARK = Theme(
    name="dark",
    window="#14171c",
    surface="#1b1f26",
    raised="#252a33",
    line="#39404c",
    text="#e8ebf0",
    muted="#a3acbb",
    accent="#6d9bff",
    on_accent="#0d1220",
    positive="#3aa0e6",
    negative="#f5a04a",
    middle="#2e333c",
    warning="#f0b84a",
    error="#ff8a80",
    classes=("#4fc08a", "#e07cc4", "#c9a94a", "#9a95ff", "#46c6cc", "#f07d75", "#9aa5b4", "#a8cc4a"),
    lines=("#3aa0e6", "#f5a04a", "#4fc08a", "#e07cc4", "#9a95ff", "#46c6cc", "#f07d75", "#9aa5b4"),
)

_current = LIGHT


def current() -> Theme:
    return _current


def class_colours(count: int, theme: Theme | None = None) -> list[str]:
    """One colour per class, as many as are wanted; beyond the palette they repeat."""
    theme = theme or current()
    palette = (theme.negative, theme.positive, *theme.classes)
    return [palette[i % len(palette)] for i in range(count)]
