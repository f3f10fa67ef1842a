"""The text of one page of the help, with its pictures, and with the words that were searched for marked in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QColor, QFocusEvent, QMouseEvent, QPixmap, QResizeEvent, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from gui.model.help.help_page import HelpPage
from gui.style import theme
from gui.window.help.help_pictures import drawing_of, picture_file, scaled
from gui.window.help.page_html import Surroundings, page_html, page_style

MARGIN, INDENT = 16, 72  # around a page; of what stands in a list
MARKS = "#ffd54a"  # behind black letters, in either theme: places with the typed words
AWAY = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)  # the keyboard comes back to where it was


@dataclass(frozen=True)
class Place:
    """Where somebody is on a page: how far down, and where the link begins in the text that has the keyboard; -1 without one."""

    scrolled: int = 0
    link: int = -1


class HelpBrowser(QTextBrowser):
    """`followed` gives what a link does and its target: ("page", "terms/epoch"), ("lesson", …), ("view", …).

    Tab goes from link to link, Enter follows one. Qt forgets the link that has the keyboard when the text is set again or another
    window comes to the front: `_link` remembers where it begins.
    """

    followed = Signal(str, str)

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self._redraw = QTimer(self, singleShot=True, interval=0)  # not while a page is being laid out
        self._redraw.timeout.connect(self._draw)
        self._wide = self._link = -1
        self._around = around
        self._page: HelpPage | None = None
        self._words: list[str] = []
        self.setOpenLinks(False)
        self.document().setDocumentMargin(MARGIN)
        self.anchorClicked.connect(lambda url: self.followed.emit(*url.toString().split(":", 1)))
        theme.events.changed.connect(self._draw)

    @property
    def place(self) -> Place:
        return Place(self.verticalScrollBar().value(), self._link)

    def show_page(self, page: HelpPage, words: list[str], place: Place) -> None:
        """From there, these words marked."""
        self._page, self._words = page, words
        self._draw(place)

    def loadResource(self, kind: int, name: QUrl) -> Any:
        """A picture of a page."""
        if kind != QTextDocument.ResourceType.ImageResource:
            return super().loadResource(kind, name)
        source, _colon, of = name.toString().partition(":")
        scale, widest = self.devicePixelRatioF(), self.width() - self.verticalScrollBar().sizeHint().width() - 2 * MARGIN - INDENT
        if source == "entry":
            item = self._around.pages[of].entry
            assert item is not None
            return drawing_of(item, scale)
        return scaled(_pixmap(of), widest, scale)

    def _draw(self, place: Place | None = None) -> None:
        """The page, from where it was if nothing else is said."""
        if self._page is None:
            return
        place = place or self.place
        self.document().setDefaultStyleSheet(page_style(theme.current()))
        self.setHtml(page_html(self._page, self._around))
        self._go_to(place)

    def _go_to(self, place: Place) -> None:
        """The link by the one way that Qt has, from link to link: what is selected otherwise is not drawn as one."""
        self._link = place.link if self.window().focusWidget() is self else -1
        self.moveCursor(QTextCursor.MoveOperation.Start)
        while self.hasFocus() and self.textCursor().selectionStart() < self._link and super().focusNextPrevChild(True):
            pass
        self._mark()
        self.verticalScrollBar().setValue(place.scrolled)
        if self.textCursor().hasSelection():
            self.ensureCursorVisible()  # larger texts have moved it

    def _mark(self) -> None:
        """The link that has the keyboard, and the words that were searched for."""
        marks = [_mark(cursor, MARKS, "black") for word in self._words for cursor in self._places(word)]
        if self._link >= 0 and self.textCursor().hasSelection():
            marks.append(_mark(self.textCursor(), theme.current().accent, theme.current().on_accent))
        self.setExtraSelections(marks)

    def _places(self, word: str) -> list[QTextCursor]:
        found, cursor = [], self.document().find(word)
        while not cursor.isNull():
            found.append(cursor)
            cursor = self.document().find(word, cursor)
        return found

    # -- Qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pictures are as wide as there is room beside a scroll bar, if there is one or not: it comes and goes meanwhile."""
        super().resizeEvent(event)
        if self.width() != self._wide:
            self._wide = self.width()
            self._redraw.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._redraw.start()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """To a link, and from the last one to what comes behind the page."""
        moved = super().focusNextPrevChild(forward)
        cursor = self.textCursor()
        self._link = cursor.selectionStart() if self.hasFocus() and cursor.hasSelection() else -1
        self._mark()
        return moved

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in AWAY and self._link >= 0:
            self._go_to(self.place)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in AWAY:
            self._link = -1
        self._mark()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._link = -1
        self._mark()


def _pixmap(name: str) -> QPixmap:
    return QPixmap(str(picture_file(name)))


def _mark(cursor: QTextCursor, behind: str, letters: str) -> QTextEdit.ExtraSelection:
    mark = QTextEdit.ExtraSelection()
    mark.cursor = cursor
    look = QTextCharFormat()
    look.setBackground(QColor(behind))
    look.setForeground(QColor(letters))
    mark.format = look
    return mark
