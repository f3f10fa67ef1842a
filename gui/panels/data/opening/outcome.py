"""What will be used of the table, in one line, or why it cannot be; the notes of the reader; how far the reading is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from engine.core.number_format import format_percent
from engine.core.translation import _
from gui.style import theme
from gui.style.style_property import set_style_property
from gui.style.text_size import set_font, set_style_sheet
from gui.widgets.labels import note
from gui.widgets.spoken.announcement import announce

PARTS = 1000  # of the progress bar
SAID = 4  # times, at equal distances, that a screen reader says how far it is
MOST_HEIGHT = 84  # pixels of the notes at a text size of 100 %; more of them scroll
MOST_SHARE = 8  # of the window's height is theirs: one part of so many


class Outcome(QWidget):
    """`verdict`, `notes` and `progress` in a column."""

    def __init__(self) -> None:
        super().__init__()
        self.verdict, self.notes = QLabel(), Notes()
        set_font(self.verdict, "body", bold=True)
        self.verdict.setWordWrap(True)
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(4)
        self.progress.setAccessibleName(_("Reading…"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for part in (self.progress, self.verdict, self.notes):
            layout.addWidget(part)

    def show_reading(self) -> None:
        """All is being read; nobody knows yet how long it takes."""
        self.progress.setRange(0, 0)
        self.progress.show()
        self._say(_("Reading…"), "muted")

    def show_share(self, share: float) -> None:
        """How much of it has been read."""
        self.progress.setRange(0, PARTS)
        if int(SAID * share) > int(SAID * self.progress.value() / PARTS):
            announce(self.progress, _("{percent} of the table has been read.").format(percent=format_percent(share, 0)))
        self.progress.setValue(round(share * PARTS))

    def show_used(self, text: str, notes: Sequence[str]) -> None:
        self.progress.hide()
        self._say(text, "")
        self.notes.show_notes(notes)

    def show_problem(self, sentence: str) -> None:
        self.progress.hide()
        self._say(sentence, "error")
        self.notes.show_notes(())

    def _say(self, text: str, tone: str) -> None:
        if text != self.verdict.text():
            announce(self.verdict, text)
        self.verdict.setText(text)
        set_style_property(self.verdict, "tone", tone)


class Notes(QScrollArea):
    """Sentences below each other, as high as they are up to a limit."""

    def __init__(self) -> None:
        super().__init__()
        self.label = note()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setWidget(self.label)
        self.setWidgetResizable(True)
        self.setAccessibleName(_("Notes about the table"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        set_style_sheet(self, "background: transparent;")
        self.hide()

    def text(self) -> str:
        return self.label.text()

    def show_notes(self, notes: Sequence[str]) -> None:
        self.label.setText("\n".join(notes))
        self.setVisible(bool(notes))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        most = min(theme.px(MOST_HEIGHT), self.window().height() // MOST_SHARE)
        height = min(self.label.heightForWidth(max(100, self.viewport().width())) + 2, most)
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def sizeHint(self) -> QSize:
        return QSize(200, self.minimumHeight())
