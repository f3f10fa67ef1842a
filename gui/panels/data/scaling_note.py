"""Says that inputs are standardised, and with which numbers."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.core.number_format import format_number
from engine.data.preprocessing import Data
from gui.widgets.labels import Facts, note

MOST = 8  # columns listed in full; the tooltip has up to 40


class ScalingNote(QWidget):
    """One sentence, and mean and deviation of each input as measured on the training rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = note("Inputs scaled to mean 0, deviation 1. Before, mean ± deviation:")
        self.facts = Facts()
        self._data: Data | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.sentence)
        layout.addWidget(self.facts)

    def show_data(self, data: Data | None) -> None:
        if data is self._data:
            return
        self._data = data
        self.facts.clear()
        rows = numbers(data) if data is not None else []
        for name, value in rows[:MOST]:
            self.facts.show_fact(name, value, "scaled = (raw − mean) / deviation")
        if len(rows) > MOST:
            self.facts.show_fact("…", f"and {len(rows) - MOST} more")
        self.sentence.setToolTip("\n".join(f"{name}: {value}" for name, value in rows[:40]))


def numbers(data: Data) -> list[tuple[str, str]]:
    """Each input's name, and its mean ± deviation."""
    pairs = zip(data.feature_names, data.scaling.mean, data.scaling.deviation, strict=True)
    return [(name, f"{format_number(float(m))} ± {format_number(float(d))}") for name, m, d in pairs]
