"""Which file is in use, what is learned from it, and a button to change how it is read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from engine.core.number_format import format_count
from engine.core.params import params_of
from engine.core.translation import _, ngettext
from engine.data.datasets.csv_file import CsvFile, known_facts
from gui.style import icons
from gui.style.plain_text import one_line, plain
from gui.style.text_size import set_icon_size
from gui.widgets.labels import Facts


class FileFacts(QWidget):
    """The name of the file, the column to predict and the task."""

    change_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.path = Path()
        self.facts = Facts()
        self.change = QPushButton(_("Edit reading…"))
        self.change.setToolTip(_("Change what is predicted, which columns are inputs, and how the file is read."))
        set_icon_size(self.change, 20)
        icons.set_icon(self.change, "csv")
        self.change.clicked.connect(self.change_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.facts)
        layout.addWidget(self.change)

    def show_file(self, data: CsvFile) -> None:
        """Show what is known of it: the number of classes only after it has been read."""
        self.path = Path(data.path)
        self.facts.show_fact(_("File"), one_line(self.path.name), plain(str(self.path)))
        self.facts.show_fact(_("To predict"), one_line(data.label_column) or _("suggested"), _("What is to be learned."))
        self.facts.show_fact(_("Task"), _task(data), _(params_of(data)["task"].help))


def _task(data: CsvFile) -> str:
    facts = known_facts(data)
    if facts is None:
        return _("as the column suggests") if data.task == "auto" else _(data.task)
    if not facts.classes:
        return _("regression")
    count = len(facts.classes)
    text = ngettext("classification, {count} class", "classification, {count} classes", count)
    return text.format(count=format_count(count))
