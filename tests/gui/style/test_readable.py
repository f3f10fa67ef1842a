"""What the style sheet puts on each other can be read, and what it makes to be hit is large enough: from its own numbers."""

from __future__ import annotations

import re

import pytest

from gui.style import style_sheet, theme
from gui.style.theme import Theme, mixed

THEMES = pytest.mark.parametrize("one", [theme.LIGHT, theme.DARK], ids=lambda one: one.name)
TARGET = 24  # pixels, WCAG 2.5.8
SMALL = {  # smaller than that, and why it may be
    "QCheckBox::indicator": "the whole box can be hit, with its text",
    "QRadioButton::indicator": "the whole box can be hit, with its text",
    "QTreeView::indicator": "the space bar and a click on the row's line do the same",
    "QSlider::handle:horizontal": "the whole slider can be hit, and it is 24 pixels high",
    "QScrollBar:horizontal": "keys and the wheel do the same",
    "QLineEdit QToolButton": "Qt's own, inside a field: its keys do the same",
}
HEIGHTS = (  # of what is clicked; with its edges, and the gap that belongs to it
    *(
        "QPushButton, QToolButton",
        'QToolButton[dense="true"]',
        'QToolButton[chip="true"]',
        'QPushButton[chip="true"]',
        'QToolButton[rail="true"]',
    ),
    *("QLineEdit, QComboBox, QPlainTextEdit, QSpinBox, QDoubleSpinBox", "QComboBox QAbstractItemView::item"),
    *("QCheckBox, QRadioButton", "QSlider"),
)


def rules(one: Theme) -> list[tuple[str, dict[str, str]]]:
    """Each selector with what is set for it."""
    text = re.sub(r"/\*.*?\*/", "", style_sheet.style_sheet(one), flags=re.DOTALL)
    found = []
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        pairs = (line.split(":", 1) for line in body.split(";") if ":" in line)
        found.append((" ".join(selectors.split()), {name.strip(): value.strip() for name, value in pairs}))
    return found


def gap_of(body: dict[str, str]) -> int:
    """Pixels above and below the edges that belong to what is hit."""
    return 2 * int(body.get("margin", "0").split("px")[0])


@THEMES
def test_every_text_of_the_style_sheet_stands_out_from_its_ground(one: Theme) -> None:
    met = 0
    for selectors, body in rules(one):
        ink, ground = body.get("color", ""), body.get("background", "")
        if re.fullmatch("#[0-9a-f]{6}", ink) and re.fullmatch("#[0-9a-f]{6}", ground) and ":disabled" not in selectors:
            met += 1
            assert theme.contrast(ink, ground) >= 4.5, selectors
    assert met > 8


@THEMES
@pytest.mark.parametrize("ground", ["hover", "pressed", "chosen"])
def test_text_stands_out_while_a_control_is_pointed_at_pressed_or_chosen(one: Theme, ground: str) -> None:
    grounds = {
        "hover": mixed(one.raised, one.text, 0.07),
        "pressed": mixed(one.raised, one.text, 0.14),
        "chosen": mixed(one.surface, one.accent, 0.14),
    }
    assert grounds[ground] in style_sheet.style_sheet(one)
    assert theme.contrast(one.text, grounds[ground]) >= 4.5
    assert theme.contrast(one.on_accent, mixed(one.accent, one.text, 0.15)) >= 4.5


@THEMES
def test_the_focus_stands_out_from_all_grounds(one: Theme) -> None:
    """The edge of what has the focus, and the ring over what has none."""
    grounds = (one.window, one.surface, one.raised, mixed(one.surface, one.accent, 0.14))
    assert min(theme.contrast(one.accent, ground) for ground in grounds) >= 3
    assert theme.contrast(one.on_accent, one.accent) >= 3


@pytest.mark.parametrize("selector", HEIGHTS)
def test_what_is_clicked_is_large_enough(selector: str) -> None:
    body = next(body for selectors, body in rules(theme.LIGHT) if selectors == selector)
    edges = 2 if "border" in body or "QToolButton" in selector else 0
    assert int(body["min-height"].removesuffix("px")) + edges + gap_of(body) >= TARGET


def test_whatever_is_smaller_has_its_reason() -> None:
    small = set()
    for selectors, body in rules(theme.LIGHT):
        height = re.fullmatch(r"(\d+)px", body.get("min-height", body.get("height", "")))
        if height and 4 < int(height[1]) < TARGET - 2 - gap_of(body) and ":focus" not in selectors:
            small |= {one.strip() for one in selectors.split(",")}
    images = {one for one in small if "arrow" in one}
    assert small - images <= SMALL.keys(), small
