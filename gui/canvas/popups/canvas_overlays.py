"""What lies over the canvas and does not scroll: a message at its edge, the bin while a block is dragged, arrows to what
is out of view, and the focus ring.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QWidget

from engine.core.translation import _
from gui.style.text_size import follow, set_font, set_style_sheet
from gui.style.theme import current, mixed, px
from gui.widgets.spoken.announcement import announce

BIN_WIDTH, BIN_HEIGHT = 176, 40


class Notice(QLabel):
    """Why something cannot be done, until the next action."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_font(self, "small")
        self.hide()

    def show_message(self, text: str) -> None:
        if text == self.text() and self.isVisible() == bool(text):
            return
        theme, over = current(), self.parentWidget()
        edge = f"1px solid {theme.warning}"
        set_style_sheet(
            self, f"color: {theme.warning}; background: {theme.surface}; border: {edge}; border-radius: 6px; padding: 5px 10px;"
        )
        self.setText(text)
        self.setWordWrap(False)
        widest = over.width() - 24
        if self.sizeHint().width() > widest:
            self.setWordWrap(True)
            self.setFixedWidth(widest)
        else:
            self.setMinimumWidth(0)
            self.setMaximumWidth(widest)
        self.adjustSize()
        self.move((over.width() - self.width()) // 2, 8)
        self.setVisible(bool(text))
        announce(self, text)


class Bin(QLabel):
    """Where a block is dropped to remove it: the lower left corner, below the inputs."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(_("Drop here to remove"), over)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_font(self, "small")
        self.hide()

    def place(self) -> QRect:
        """Where it is, or would be, over its parent."""
        over = self.parentWidget()
        width, height = min(px(BIN_WIDTH), over.width() - 16), px(BIN_HEIGHT)
        return QRect(8, over.height() - height - 8, width, height)

    def show_bin(self, hot: bool) -> None:
        theme = current()
        back = mixed(theme.surface, theme.error, 0.18 if hot else 0.0)
        edge = f"{2 if hot else 1}px dashed {theme.error}"
        set_style_sheet(self, f"color: {theme.error}; background: {back}; border: {edge}; border-radius: 8px;")
        self.setGeometry(self.place())
        self.show()


class ScrollArrow(QToolButton):
    """At the edge beyond which there is more of the network; a click scrolls there."""

    def __init__(self, over: QWidget, right: bool) -> None:
        super().__init__(over)
        self._right = right
        self.setText("›" if right else "‹")
        set_font(self, "heading")
        self.setToolTip(_("There is more of the network here."))
        self.setAccessibleName(_("Show more to the right") if right else _("Show more to the left"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        follow(self, lambda: self.resize(px(24), px(40)))
        self.hide()

    def show_if(self, needed: bool) -> None:
        over = self.parentWidget()
        self.move(over.width() - self.width() - 6 if self._right else 6, over.height() - self.height() - 8)
        self.setVisible(needed)


class FocusRing(QFrame):
    """A frame around the whole canvas while it has the keyboard focus and no block is selected."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_if(self, needed: bool) -> None:
        self.setStyleSheet(f"border: 2px solid {current().accent}; border-radius: 4px; background: transparent;")
        self.setGeometry(self.parentWidget().rect())
        self.setVisible(needed)
