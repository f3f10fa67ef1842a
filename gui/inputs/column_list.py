"""A table's columns as a list with ticks: each with its name and its mean and deviation, or the range of its values."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTreeWidget, QTreeWidgetItem

from engine.core.arrays import mean_and_deviation
from engine.core.number_format import format_number
from engine.core.translation import _
from engine.data.features import Feature, compute
from engine.data.preprocessing import Data
from gui.inputs.input_switcher import InputSwitcher
from gui.model.input_edits import InputChoice
from gui.style import theme
from gui.style.plain_text import plain

ROW = 26
MOST_ROWS = 9  # visible; more scroll
KEY = Qt.ItemDataRole.UserRole


class ColumnList(QTreeWidget):
    """Space, or a click on the tick, switches a column or a formula of columns."""

    def __init__(self, switcher: InputSwitcher) -> None:
        super().__init__()
        self._switcher = switcher
        self._filling = False
        self._shown: tuple[object, ...] = ()  # what the rows were filled from
        self.setAccessibleName(_("Columns of the table as inputs"))
        self.setToolTip(_("Tick the columns that the network is given. Weights of the other inputs stay."))
        self.setColumnCount(2)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.header().setStretchLastSection(False)
        self.itemChanged.connect(self._switch)

    def show_choices(self, choices: tuple[InputChoice, ...], scaled: bool) -> None:
        """`scaled`: the inputs are standardised, so that mean and deviation matter."""
        data = self._switcher.data
        shown = choices, data, scaled, theme.current(), theme.scale()
        if shown == self._shown:
            self._tick(choices)
            return
        self._shown = shown
        self._filling = True
        self.setHeaderLabels([_("Input"), _("Mean ± dev.") if scaled else _("Values")])
        at = 0 if self.currentItem() is None else self.indexOfTopLevelItem(self.currentItem())
        self.clear()
        for choice in choices if data is not None else ():
            item = QTreeWidgetItem([choice.feature.name, numbers(choice.feature, data, scaled)])
            item.setSizeHint(0, QSize(0, theme.px(ROW)))
            item.setCheckState(0, Qt.CheckState.Checked if choice.on else Qt.CheckState.Unchecked)
            item.setData(0, KEY, choice.text)
            item.setToolTip(0, plain(choice.feature.name))
            item.setForeground(1, QColor(theme.current().muted))
            self.addTopLevelItem(item)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        if self.topLevelItemCount():
            self.setCurrentItem(self.topLevelItem(min(at, self.topLevelItemCount() - 1)))
        self._filling = False
        self.updateGeometry()

    def _tick(self, choices: tuple[InputChoice, ...]) -> None:
        """Show again what is on: a tick may have been set whose edit was refused."""
        self._filling = True
        for row, choice in enumerate(choices):
            self.topLevelItem(row).setCheckState(0, Qt.CheckState.Checked if choice.on else Qt.CheckState.Unchecked)
        self._filling = False

    def _switch(self, item: QTreeWidgetItem, column: int) -> None:
        if self._filling or column != 0:
            return
        text, on = item.data(0, KEY), item.checkState(0) == Qt.CheckState.Checked
        QTimer.singleShot(
            0, self, lambda: self._switcher.set_enabled(text, on)
        )  # later: it may fill the list again, which must not happen within its signal

    def sizeHint(self) -> QSize:
        rows = min(self.topLevelItemCount(), MOST_ROWS)
        return QSize(theme.px(260), rows * theme.px(ROW) + self.header().sizeHint().height() + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), self.sizeHint().height())


def numbers(feature: Feature, data: Data, scaled: bool) -> str:
    """'3.76 ± 1.76' of the training rows, or '1 to 6.9' of all rows."""
    if scaled:
        values = compute([feature], data.table.inputs[data.train])[:, 0]
        mean, deviation = mean_and_deviation(values)
        return f"{format_number(float(mean))} ± {format_number(float(deviation))}"
    values = compute([feature], data.table.inputs)[:, 0]
    ends = {"low": format_number(float(values.min())), "high": format_number(float(values.max()))}
    return _("{low} to {high}").format(**ends)
