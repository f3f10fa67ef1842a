"""The text of one page of the help, with its pictures, and with the words that were searched for marked in it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QTimer, QUrl, Signal
from PySide6.QtGui import QColor, QPixmap, QResizeEvent, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from gui.model.help.help_page import HelpPage
from gui.style import theme
from gui.window.help.help_pictures import drawing_of, picture_file, scaled
from gui.window.help.page_html import Surroundings, page_html, page_style

MARGIN, INDENT = 16, 72  # around a page; of what stands in a list
MARKS = "#ffd54a"  # behind black letters, in either theme: places with the typed words


class HelpBrowser(QTextBrowser):
    """`followed` gives what a link does and its target: ("page", "terms/epoch"), ("lesson", …), ("view", …)."""

    followed = Signal(str, str)

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        # A scroll bar that comes with a page changes the width while the page is being laid out: it is drawn again afterwards.
        self._redraw = QTimer(self, singleShot=True, interval=0)
        self._redraw.timeout.connect(self._draw)
        self._around = around
        self._page: HelpPage | None = None
        self._words: list[str] = []
        self.setOpenLinks(False)
        self.document().setDocumentMargin(MARGIN)
        self.anchorClicked.connect(lambda url: self.followed.emit(*url.toString().split(":", 1)))
        theme.events.changed.connect(self._draw)

    def show_page(self, page: HelpPage, words: list[str]) -> None:
        """From its top, these words marked."""
        self._page, self._words = page, words
        self._draw()
        self.verticalScrollBar().setValue(0)

    def loadResource(self, kind: int, name: QUrl) -> Any:
        """A picture of a page."""
        if kind != QTextDocument.ResourceType.ImageResource:
            return super().loadResource(kind, name)
        source, _colon, of = name.toString().partition(":")
        scale, widest = self.devicePixelRatioF(), self.viewport().width() - 2 * MARGIN - INDENT
        if source == "entry":
            item = self._around.pages[of].entry
            assert item is not None
            return drawing_of(item, scale)
        return scaled(_pixmap(of), widest, scale)

    def _draw(self) -> None:
        if self._page is None:
            return
        self.document().setDefaultStyleSheet(page_style(theme.current()))
        self.setHtml(page_html(self._page, self._around))
        self.setExtraSelections([_mark(cursor) for word in self._words for cursor in self._places(word)])

    def _places(self, word: str) -> list[QTextCursor]:
        found, cursor = [], self.document().find(word)
        while not cursor.isNull():
            found.append(cursor)
            cursor = self.document().find(word, cursor)
        return found

    # -- Qt
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._redraw.start()  # pictures are as wide as there is room

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._redraw.start()


def _pixmap(name: str) -> QPixmap:
    return QPixmap(str(picture_file(name)))


def _mark(cursor: QTextCursor) -> QTextEdit.ExtraSelection:
    mark = QTextEdit.ExtraSelection()
    mark.cursor = cursor
    look = QTextCharFormat()
    look.setBackground(QColor(MARKS))
    look.setForeground(QColor("black"))
    mark.format = look
    return mark
