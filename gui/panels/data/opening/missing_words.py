"""Which words in a cell mean that its value is missing: the usual ones, none, or a list of one's own."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from engine.core.translation import _
from engine.data.csv_files.choices import MOST_WORDS
from engine.data.csv_files.numbers import MISSING
from gui.style import theme
from gui.style.plain_text import plain
from gui.style.text_size import follow
from gui.widgets.forms.choice import Choice
from gui.widgets.forms.typed_line import TypedLine

USUAL, NONE, OWN = "usual", "none", "own"
Words = tuple[str, ...] | None  # None: the usual ones


class MissingWords(QWidget):
    """`changed` carries the words, or None for the usual ones."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.choice = Choice(_("Words for missing"))
        usual = ", ".join(sorted(word for word in MISSING if word))
        self.choice.add(USUAL, _("The usual ones"), plain(_("Empty cells, and these: {words}").format(words=usual)))
        self.choice.add(NONE, _("None: empty cells only"))
        self.choice.add(OWN, _("These:"))
        self.line = TypedLine((), _read, ", ".join)
        self.line.setAccessibleName(_("Words for missing"))
        self.line.set_help(_("With commas between them; upper and lower case are alike. An empty cell is always missing."))
        self.line.hide()
        follow(self.line, lambda: self.line.setFixedWidth(theme.px(150)))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.choice)
        layout.addWidget(self.line)
        self.choice.chosen.connect(self._on_chosen)
        self.line.committed.connect(self.changed)

    def show_words(self, words: Words) -> None:
        """Show what was chosen, without emitting `changed`."""
        self.choice.set_value(USUAL if words is None else OWN if words else NONE)
        self.line.setVisible(bool(words))
        if words:
            self.line.set_value(words)

    def _on_chosen(self, what: str) -> None:
        if what == OWN:
            self.line.show()
            self.line.setFocus()
        words: Words = {USUAL: None, NONE: (), OWN: self.line.value}[what]
        if words or what != OWN:
            self.show_words(words)
            self.changed.emit(words)


def _read(text: str) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(word.strip().lower() for word in text.split(",") if word.strip()))
    if not words:
        raise ValueError(_("Type at least one word, or choose that only empty cells are missing."))
    if len(words) > MOST_WORDS:
        raise ValueError(_("At most {most} words can stand for a missing value.").format(most=MOST_WORDS))
    return words
