"""Colours and fonts of the window, light and dark. `current()` is the theme in use; `style_sheet.apply_theme` chooses it.

What the colours mean stands in `gui.style.colour_schemes`. What paints in colours of its own connects to `events.changed` and
paints again in those of `current()`.

Every text's font is `font()`, and every length that must grow with text is `px()`: both follow the one `scale()`. A widget that
keeps a font or such a length gets it from `gui.style.text_size`, which sets it again when the scale changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication


@dataclass(frozen=True)
class Theme:
    """Colours as #rrggbb. On `window`, `surface` and `raised` text, `muted`, `accent`, `warning` and `error` have a contrast of
    at least 4.5 : 1; `outline`, signs, classes, ramp and runs at least 3 : 1.
    """

    name: str
    window: str  # behind everything
    surface: str  # panels, plots, canvas
    raised: str  # blocks, buttons, fields
    line: str  # separators and grid
    outline: str  # edges of what can be clicked or typed in
    text: str
    muted: str  # text of less weight
    accent: str  # selection, focus, the primary button
    on_accent: str  # text on the accent
    positive: str  # blue
    negative: str  # orange
    middle: str  # between the two: zero
    warning: str
    error: str
    classes: tuple[str, ...]  # one colour per class, from the third on; the first two are negative and positive
    ramp: tuple[str, ...]  # of layers: from the first to the output, mixed in between
    runs: tuple[str, ...]  # of other runs, and of the runners of a race


LIGHT = Theme(
    name="light",
    window="#f3f4f6",
    surface="#ffffff",
    raised="#f8f9fb",
    line="#d5d9e0",
    outline="#828b99",
    text="#1b1f27",
    muted="#596273",
    accent="#2f5fd0",
    on_accent="#ffffff",
    positive="#0877bd",
    negative="#d66f00",
    middle="#e8eaeb",
    warning="#8a5a00",
    error="#b3261e",
    classes=("#446a3a", "#9632f0", "#642a00", "#1e3ca0", "#788ca0", "#aa286e", "#f0546c", "#180cfc"),
    ramp=("#d55c9a", "#a03a99", "#5d2a8c", "#240a4a"),
    runs=("#ac3229", "#3e8f99", "#45151b", "#6f8b64", "#115d52", "#8d8702"),
)
DARK = Theme(
    name="dark",
    window="#14171c",
    surface="#1b1f26",
    raised="#252a33",
    line="#39404c",
    outline="#727c8d",
    text="#e8ebf0",
    muted="#a3acbb",
    accent="#6d9bff",
    on_accent="#0d1220",
    positive="#3aa0e6",
    negative="#f5a04a",
    middle="#2e333c",
    warning="#f0b84a",
    error="#ff8a80",
    classes=("#3eeaa4", "#dc468c", "#f0dc1e", "#6e64e6", "#fa3c5a", "#e61e00", "#bea0c8", "#148c50"),
    ramp=("#8b6fd6", "#b987e6", "#eaa6dc", "#ffe3ee"),
    runs=("#e68272", "#0ceafd", "#f2e56d", "#8d8702", "#2e828b", "#bfeeca"),
)


class Events(QObject):
    """The one object that says when the theme, or the size of texts, changes."""

    changed = Signal()  # `current()` or `scale()` is another, and the program's palette, style sheet and font follow it


events = Events()
_current = LIGHT
_scale = 1.0
_POINTS = {"body": 10.0, "small": 9.0, "heading": 12.0}


def current() -> Theme:
    return _current


def set_current(theme: Theme) -> bool:
    """Make `theme` the current one and return whether it was another. The caller then styles the program and emits `changed`."""
    global _current
    before, _current = _current, theme
    return before is not theme


def scale() -> float:
    """How many times as large as at 100 % all texts are: the user's text size, and more in a presentation."""
    return _scale


def set_scale(value: float) -> None:
    """Change `scale()`. The caller then styles the program and emits `changed`."""
    global _scale
    _scale = value


def px(length: float) -> int:
    """A length in pixels that grows and shrinks with the texts: of what must hold one, or stands beside one."""
    return round(length * _scale)


@contextmanager
def temporarily(theme: Theme) -> Iterator[None]:
    """Let `current()` be another theme for a while, to paint an image; the screen stays as it is."""
    before = current()
    set_current(theme)
    try:
        yield
    finally:
        set_current(before)


def font(role: str = "body", tabular: bool = False, bold: bool = False) -> QFont:
    """The system's font in one of the window's sizes, times `scale()`: "body", "small" or "heading" (which is bold).

    `tabular` gives all figures the same width, so that numbers do not jump. Where the system's own text is larger than
    ours (macOS counts points differently), all three sizes grow with it.
    """
    made = QFont(QApplication.font())
    made.setPointSizeF(_POINTS[role] * _growth() * _scale)
    made.setBold(bold or role == "heading")
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def _growth() -> float:
    app = QApplication.instance()
    if app is None:
        return 1.0
    if app.property("systemPoints") is None:
        app.setProperty("systemPoints", QApplication.font().pointSizeF())
    return max(1.0, float(app.property("systemPoints")) / _POINTS["body"])


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mixed(one: str, other: str, share: float) -> str:
    """The colour `share` of the way from `one` to `other`, both #rrggbb."""
    pairs = [(int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def packed(colour: str) -> int:
    """#rrggbb as the number 0xffrrggbb, a pixel of a QImage."""
    return 0xFF000000 | int(colour[1:], 16)


def unpacked(pixel: int) -> str:
    """The colour #rrggbb of a pixel 0xaarrggbb."""
    return f"#{pixel & 0xFFFFFF:06x}"
