"""How the inputs are standardised: a sentence, and mean and deviation of each."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.core.number_format import format_number
from engine.core.translation import _
from engine.data.preprocessing import Data
from gui.style.plain_text import plain
from gui.widgets.labels import Facts, note

MOST = 8  # columns listed in full; the tooltip has up to 40


class ScalingNote(QWidget):
    """A sentence, and mean and standard deviation of each input over the training rows."""

    def __init__(self) -> None:
        super().__init__()
        self.sentence = note()
        self.facts = Facts()
        self._data: Data | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.sentence)
        layout.addWidget(self.facts)

    def show_data(self, data: Data | None, is_fixed: bool = False) -> None:
        """List the inputs of these data; none for None. `is_fixed`: an imported network brought their scaling."""
        if data is self._data:
            return
        measured = _("Inputs scaled to mean 0, deviation 1. Before, mean ± deviation:")
        brought = _("Inputs scaled as the imported network was, by mean ± deviation; standardise again to measure these rows:")
        self.sentence.setText(brought if is_fixed else measured)
        self._data = data
        self.facts.clear()
        rows = numbers(data) if data is not None else []
        for name, value in rows[:MOST]:
            self.facts.show_fact(name, value, _("scaled = (raw − mean) / deviation"))
        if len(rows) > MOST:
            self.facts.show_fact("…", _("and {n} more").format(n=len(rows) - MOST))
        self.sentence.setToolTip(plain("\n".join(f"{name}: {value}" for name, value in rows[:40])))


def numbers(data: Data) -> list[tuple[str, str]]:
    """The name of each input, and its mean ± standard deviation as text."""
    pairs = zip(data.feature_names, data.scaling.mean, data.scaling.deviation, strict=True)
    return [(name, f"{format_number(float(m))} ± {format_number(float(d))}") for name, m, d in pairs]
