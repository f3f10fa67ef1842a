"""One stage: its rule, the number that is looked at with its own rule and the numbers put in, the question, and the table."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.core.arrays import Array
from gui.style import theme
from gui.style.text_size import set_font
from gui.views.microscope.ask_bar import AskBar
from gui.views.microscope.question import question_of
from gui.views.microscope.sheet_table import Cell, SheetTable
from gui.views.microscope.sheets.sheet import Worked
from gui.views.microscope.sheets.stages import Stage
from gui.views.microscope.sheets.written import number
from gui.widgets.elided_label import ElidedLabel

LOW = 190  # pixels at a text size of 100 %: the least height in which the stage's rule stands above that of the number
WIDE = 700  # and in which the rules are written larger
MOST_SAVED = 2000  # rows of a sheet that are saved as a table


class StagePage(QWidget):
    """`answered` says whether an answer was right."""

    answered = Signal(bool)
    looked = Signal()  # at another number

    def __init__(self) -> None:
        super().__init__()
        self._stage, self._asked = "", 0  # the stage on show, and questions so far
        self._is_large = False
        self.rule, self.worked = ElidedLabel(), ElidedLabel()
        self.ask_bar, self.table = AskBar(), SheetTable()
        self.ask_bar.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for part in (self.rule, self.worked, self.ask_bar):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        self.table.looked.connect(self._on_looked)
        self.ask_bar.answered.connect(self._on_answered)
        self.ask_bar.next_wanted.connect(self._ask_another)

    def show_stage(self, stage: Stage, asks: bool) -> None:
        """Another stage, or the same with other numbers: the cell that is looked at then stays."""
        with np.errstate(all="ignore"):  # a run may diverge in this very step
            sheet, is_new = stage.sheet(), stage.key != self._stage
        self._stage = stage.key
        self.rule.set_text(stage.rule, tone="text")
        self.ask_bar.setVisible(asks)
        self.table.cells.blank = None
        self.table.show_sheet(sheet)
        if is_new or self.table.current is None:
            self.table.look_at(sheet.start)
        if asks:
            self._ask()
        self.describe(self.table.cells.lit)

    def describe(self, cell: Cell | None) -> None:
        """How the number in this cell comes about. Of the one that is asked for not more than its rule."""
        sheet = self.table.cells.sheet
        worked = sheet.worked(*cell) if sheet is not None and cell is not None else None
        value = sheet.value(*cell) if sheet is not None and cell is not None else None
        if worked is None or value is None:
            self.worked.set_text("")
            return
        self.worked.set_text(in_words(worked, "?" if cell == self.table.cells.blank else number(value)), tone="text")

    @property
    def looked_at(self) -> Worked | None:
        """The number that is looked at."""
        cells = self.table.cells
        return None if cells.sheet is None or cells.lit is None else cells.sheet.worked(*cells.lit)

    def columns(self) -> Mapping[str, Array]:
        """The sheet, as columns by their names."""
        sheet = self.table.cells.sheet
        if sheet is None:
            return {}
        rows = range(min(sheet.rows, MOST_SAVED))
        values = ([sheet.value(row, column) for row in rows] for column in range(sheet.columns))
        return {
            f"{column + 1} {sheet.column_name(column)}": np.array([np.nan if one is None else one for one in own])
            for column, own in enumerate(values)
        }

    def retheme(self) -> None:
        self.table.retheme()
        for label in (self.rule, self.worked, self.ask_bar.said):
            label.update()

    def _on_looked(self, cell: Cell) -> None:
        self.describe(cell)
        self.looked.emit()

    def _ask(self) -> None:
        sheet = self.table.cells.sheet
        question = None if sheet is None else question_of(sheet, self._asked)
        self.ask_bar.ask(question)
        self.table.cells.blank = None if question is None else question.cell
        if question is not None:
            self.table.look_at(question.cell)
        self.table.cells.repaint_all()

    def _ask_another(self) -> None:
        self._asked += 1
        self._ask()
        self.describe(self.table.cells.lit)
        self.ask_bar.line.setFocus()

    def _on_answered(self, right: bool) -> None:
        if right:
            self.table.cells.blank = None
            self.table.cells.repaint_all()
            self.describe(self.table.cells.lit)
        self.answered.emit(right)

    # -- events
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rule.setVisible(event.size().height() >= theme.px(LOW))
        is_large = event.size().width() >= theme.px(WIDE) and event.size().height() >= theme.px(WIDE / 2)
        if is_large != self._is_large:
            self._is_large = is_large
            for label in (self.rule, self.worked):
                set_font(label, "heading" if is_large else "body")


def in_words(worked: Worked, value: str) -> str:
    """'δ = δᵃ · f′(z):  δ₁ = 0.2 · 0.9 = 0.18'; of the number that is asked for, '?', without the sum."""
    shown = f"{worked.name} = {value}" if not worked.sum or value == "?" else f"{worked.name} = {worked.sum} = {value}"
    return f"{worked.rule}:  {shown}" if worked.rule else shown
