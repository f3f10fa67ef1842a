"""The size of all texts: the one that was chosen, the larger one of a presentation, and what keeps a widget in step with it.

`set_font(label, "small")` in place of `label.setFont(theme.font("small"))`; `follow(widget, set_lengths)` for lengths in pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from gui.style import style_sheet, theme

NORMAL = 1.0
PRESENTED = 1.6  # times the chosen size, while the window is presented on a screen of full height
FULL_HEIGHT, LOWEST_SHARE = 1080, 0.75  # in pixels; the least share of the growth, on a low screen
LARGEST = 2.4
LEAST_PIXELS, PRESENTED_PIXELS = 9.6, 18.0
_chosen, _presented, _growth = NORMAL, False, PRESENTED


def chosen() -> float:
    """The user's text size; 1 is 100 %."""
    return _chosen


def is_presented() -> bool:
    return _presented


def least_pixels(window_height: int) -> float:
    """No text of the network is drawn smaller than this to make it fit: what is outside is panned to instead.

    What can be read from afar depends on the share of the screen: 18 pixels of 1080, and a little less on a lower one, where
    otherwise the network would not fit.
    """
    if not _presented:
        return LEAST_PIXELS
    share = window_height / FULL_HEIGHT
    return PRESENTED_PIXELS if share >= 1 else max(LEAST_PIXELS, 0.9 * PRESENTED_PIXELS * share)


def choose(size: float) -> None:
    """Show all texts in this size from now on."""
    global _chosen
    _chosen = size
    _apply()


def present(on: bool, screen_height: int = FULL_HEIGHT) -> None:
    """Show all texts large enough for a room, or in the chosen size again. A chosen size below 100 % counts as 100 % there.

    On a lower screen they need not be as large: a projector shows it as large as any.
    """
    global _presented, _growth
    _presented = on
    _growth = PRESENTED * min(max(screen_height / FULL_HEIGHT, LOWEST_SHARE), 1.0)
    _apply()


def set_font(widget: QWidget, role: str = "body", tabular: bool = False, bold: bool = False) -> None:
    """Give the widget a font of `theme.font`, now and after each change of the text size. Call it again for another font."""
    follow(widget, lambda: widget.setFont(theme.font(role, tabular, bold)), "font")


def set_style_sheet(widget: QWidget, text: str) -> None:
    """Give a widget a style sheet of its own. Qt gives it the font back that it had when it was first shown: not here."""
    widget.setStyleSheet(text)
    found = widget.findChild(_Follower, "font", Qt.FindChildOption.FindDirectChildrenOnly)
    if found is not None:
        found.update()


def set_icon_size(button: QAbstractButton, side: int) -> None:
    """Give a button's icon a size that grows with the texts."""
    follow(button, lambda: button.setIconSize(QSize(theme.px(side), theme.px(side))), "icon size")


def follow(widget: QObject, do: Callable[[], None], what: str = "lengths") -> None:
    """Call `do` now and after each change of the text size or the theme, as long as the widget lives.

    Called again for the same `what`, the new `do` takes the old one's place.
    """
    found = widget.findChild(_Follower, what, Qt.FindChildOption.FindDirectChildrenOnly)
    follower = cast(_Follower, found) or _Follower(widget, what)
    follower.do = do
    do()


class _Follower(QObject):
    """Lives as long as its parent, whose `what` it keeps in step."""

    def __init__(self, parent: QObject, what: str) -> None:
        super().__init__(parent)
        self.setObjectName(what)
        self.do: Callable[[], None] = lambda: None
        theme.events.changed.connect(self.update)

    def update(self) -> None:
        self.do()


def _apply() -> None:
    scale = min(max(_chosen, NORMAL) * _growth, LARGEST) if _presented else _chosen
    style_sheet.apply_scale(cast(QApplication, QApplication.instance()), scale)
