"""Why the picture shows the two inputs that it shows, and a button back to those that say most about the target."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from engine.core.number_format import format_percent
from engine.core.translation import _
from engine.data.feature_ranking import explained_shares, most_informative_inputs
from engine.data.preprocessing import Data
from gui.widgets.elided_label import ElidedLabel


class AxesReason(QWidget):
    """For data with more than two inputs. `chosen` carries the two inputs that say most, when the user wants them."""

    chosen = Signal(tuple)

    def __init__(self) -> None:
        super().__init__()
        self._data: Data | None = None
        self._best: tuple[int, ...] = ()
        self._reason = self._tip = ""
        self.sentence, self.button = ElidedLabel(most=1), QToolButton()
        self.button.setText(_("Show these"))
        self.button.setToolTip(_("Show the two inputs that say most about the target, each by itself."))
        self.button.clicked.connect(lambda: self.chosen.emit(self._best))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.button)

    def show_axes(self, data: Data, shown: tuple[int, ...]) -> None:
        """Say it for these inputs along the axes; costs nothing while the data stay."""
        if data is not self._data:
            self._data = data
            self._best = most_informative_inputs(data.table)
            self._reason, self._tip = reason(data, self._best)
        self.sentence.set_text(self._reason, self._tip)
        self.button.setVisible(set(shown) != set(self._best))


def reason(data: Data, best: tuple[int, ...]) -> tuple[str, str]:
    """'Most telling: c 82 %, f 11 %', and what the shares are."""
    table = data.table
    shares = explained_shares(table)
    names = [f"{table.input_names[i]} {format_percent(float(shares[i]), 0)}" for i in sorted(best, key=lambda i: -shares[i])]
    text = _("Most telling: {first}, {second}")
    slots = {"first": names[0], "second": names[1]}
    tip = _(
        "The share of the differences in {target} that each explains by itself, by a straight line. The picture begins with them."
    )
    tip = tip.format(target=table.target_name)
    if table.classes:
        tip = _("The share of an input's differences that the classes explain, each by itself. The picture begins with them.")
    return text.format(**slots), tip
