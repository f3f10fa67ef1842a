"""Help ▸ First steps: the guide (its text is resources/help/first_steps.html, and the same file of each other language).

At the left its chapters, which are the headings of the text, and above them a line that marks each place with a word.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from engine.core.language import current_language
from engine.core.resources import resource
from engine.core.translation import _, ngettext
from gui.style import theme
from gui.style.text_size import follow, set_font

WIDTH, HEIGHT, CHAPTERS = 980, 620, 200  # pixels
MARKS, AT = "#ffd54a", "#ff9800"  # behind black letters, in either theme: places with the word, and the one that is shown


def guide_file() -> Path:
    """The guide in the language of the program, in English where there is none."""
    own = resource("i18n", current_language(), "first_steps.html")
    return own if own.exists() else resource("help", "first_steps.html")


class GuideDialog(QDialog):
    """First steps and keys."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("First steps"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.browser = QTextBrowser()
        self.browser.setAccessibleName(_("First steps and keys"))
        self.browser.document().setDocumentMargin(12)
        self.browser.setHtml(guide_file().read_text(encoding="utf-8"))
        self.browser.setOpenExternalLinks(True)
        self.chapters = QListWidget()
        self.chapters.setAccessibleName(_("Chapters"))
        self._add_chapters()
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search"))
        self.search.setAccessibleName(_("Search in the guide"))
        self.search.setToolTip(_("Marks each place with these letters. Enter goes to the next one."))
        self.search.setClearButtonEnabled(True)
        self.found = QLabel()
        self.found.setProperty("tone", "muted")
        set_font(self.found, "small")
        self._places: list[QTextCursor] = []
        self._at = 0
        self.search.textChanged.connect(self._look_for)
        self.search.returnPressed.connect(lambda: self._go_to(self._at + 1))
        self.chapters.currentItemChanged.connect(self._open_chapter)
        self._arrange()
        self.resize(QSize(theme.px(WIDTH), theme.px(HEIGHT)).boundedTo(self.screen().availableSize() - QSize(40, 60)))

    # -- private
    def _arrange(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        for button in buttons.buttons():
            button.setAutoDefault(False)  # Enter in the line searches on
        side = QVBoxLayout()
        side.setSpacing(8)
        for part in (self.search, self.found, self.chapters):
            follow(part, lambda part=part: part.setFixedWidth(theme.px(CHAPTERS)))
            side.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(side)
        row.addWidget(self.browser, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(16)
        column.addLayout(row)
        column.addWidget(buttons)

    def _add_chapters(self) -> None:
        """An entry for each heading, with the place where it begins."""
        block = self.browser.document().begin()
        while block.isValid():
            if block.blockFormat().intProperty(QTextFormat.Property.HeadingLevel):
                item = QListWidgetItem(block.text())
                item.setData(Qt.ItemDataRole.UserRole, block.position())
                self.chapters.addItem(item)
            block = block.next()

    def _open_chapter(self, item: QListWidgetItem | None) -> None:
        """Scroll so that the heading stands at the top."""
        if item is not None:
            cursor = QTextCursor(self.browser.document())
            cursor.setPosition(item.data(Qt.ItemDataRole.UserRole))
            bar = self.browser.verticalScrollBar()
            bar.setValue(bar.value() + self.browser.cursorRect(cursor).top() - 12)

    def _look_for(self, text: str) -> None:
        self._places = []
        cursor = QTextCursor(self.browser.document())
        while text.strip() and not (cursor := self.browser.document().find(text.strip(), cursor)).isNull():
            self._places.append(cursor)
        counted = ngettext("{n} place", "{n} places", len(self._places)).format(n=len(self._places))
        self.found.setText("" if not text.strip() else counted if self._places else _("Nowhere in this guide"))
        self._go_to(0)

    def _go_to(self, at: int) -> None:
        """Mark all places, and show this one; after the last comes the first."""
        self._at = at % len(self._places) if self._places else 0
        marks = [_mark(cursor, AT if i == self._at else MARKS) for i, cursor in enumerate(self._places)]
        self.browser.setExtraSelections(marks)
        if self._places:
            top = self.browser.cursorRect(self._places[self._at]).center().y()
            bar = self.browser.verticalScrollBar()
            if not 0 < top < self.browser.viewport().height():
                bar.setValue(bar.value() + top - self.browser.viewport().height() // 3)


def _mark(cursor: QTextCursor, colour: str) -> QTextEdit.ExtraSelection:
    mark = QTextEdit.ExtraSelection()
    mark.cursor = cursor
    look = QTextCharFormat()
    look.setBackground(QColor(colour))
    look.setForeground(QColor("black"))
    mark.format = look
    return mark
