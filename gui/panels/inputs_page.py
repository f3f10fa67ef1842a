"""The inspector's page for the inputs."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.data import Data
from gui.document import Document
from gui.panels.scaling_note import numbers
from gui.training.frame import Frame
from gui.widgets.labels import Facts, caption, heading, note, rule
from gui.widgets.number_text import write_number

MOST = 60  # columns that are listed


class InputsPage(QWidget):
    """Names the columns that go in, and how they are scaled. The data panel is where they are chosen."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.sentence = note()
        self.columns, self.rows = Facts(), Facts()
        self._data: Data | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (heading("Inputs"), self.sentence, self.columns, rule(), caption("Rows"), self.rows):
            layout.addWidget(part)
        layout.addStretch(1)

    def show_project(self) -> None:
        """Nothing here is set by hand."""

    def show_frame(self, frame: Frame) -> None:
        data = frame.snapshot.data if frame.snapshot else None
        if frame.snapshot is None or data is None or data is self._data:
            return
        self._data = data
        scaled = frame.snapshot.recipe.standardise
        self.sentence.setText(
            "Each is scaled to mean 0, deviation 1. Before, the training rows have this mean ± deviation:"
            if scaled
            else "They go in as they are. Standardise, in the data panel, helps when their sizes differ much."
        )
        self.columns.clear()
        listed = numbers(data) if scaled else _ranges(data)
        for name, text in listed[:MOST]:
            self.columns.show_fact(name, text)
        if len(listed) > MOST:
            self.columns.show_fact("…", f"and {len(listed) - MOST} more")
        self.rows.show_fact("To learn from", f"{len(data.train):,}")
        self.rows.show_fact("To test with", f"{len(data.test):,}")


def _ranges(data: Data) -> list[tuple[str, str]]:
    """Each input's name and the stretch its values cover."""
    columns = zip(data.table.input_names, data.table.inputs.min(0), data.table.inputs.max(0), strict=True)
    return [(name, f"{write_number(float(low), 3)} to {write_number(float(high), 3)}") for name, low, high in columns]
