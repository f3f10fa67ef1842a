"""One stage: what it does in words, its rule, the number that is looked at with its own rule, the question, and the table."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.core.arrays import Array
from gui.style import theme
from gui.style.plain_text import plain
from gui.style.text_size import set_font
from gui.views.microscope.ask_bar import AskBar
from gui.views.microscope.question import question_of
from gui.views.microscope.sheet_model import Cell
from gui.views.microscope.sheet_table import SheetTable
from gui.views.microscope.sheets.sheet import Worked
from gui.views.microscope.sheets.stages import Stage
from gui.views.microscope.sheets.written import number
from gui.widgets.elided_label import ElidedLabel, wrapped

LOW = 240  # pixels at a text size of 100 %: the least height in which the words and the rule of the stage have their own lines
WIDE = 700  # and in which the rules are written larger
MOST_LINES = 3  # of the words, and of a number's rule
MOST_SAVED = 2000  # rows of a sheet that are saved as a table


class StagePage(QWidget):
    """`answered` says whether an answer was right."""

    answered = Signal(bool)
    looked = Signal()  # at another number

    def __init__(self) -> None:
        super().__init__()
        self._stage, self._asked = "", 0  # the stage on show, and questions so far
        self._is_large, self._is_low, self._pointed = False, True, False  # pointed: at a number, since the stage was turned to
        self._words: tuple[str, ...] = ()
        self._worked = ""
        self.words, self.rule, self.worked = ElidedLabel(most=MOST_LINES), ElidedLabel(), ElidedLabel(most=MOST_LINES)
        self.ask_bar, self.table = AskBar(), SheetTable()
        self.ask_bar.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for part in (self.words, self.rule, self.worked, self.ask_bar):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        self.table.looked.connect(self._on_looked)
        self.ask_bar.answered.connect(self._on_answered)
        self.ask_bar.next_wanted.connect(self._ask_another)

    def show_stage(self, stage: Stage, asks: bool) -> None:
        """Another stage, or the same with other numbers: the cell that is looked at then stays."""
        with np.errstate(all="ignore"):  # a run may diverge in this very step
            sheet, is_new = stage.sheet(), stage.key != self._stage
        self._stage, self._words = stage.key, stage.words
        self.words.set_text(" ".join(stage.words), tone="text")
        self.rule.set_text(stage.rule, tone="text")
        self.ask_bar.setVisible(asks)
        self.table.cells.blank = None
        self.table.show_sheet(sheet)
        if is_new or self.table.current is None:
            self.table.scrollToTop()
            self.table.horizontalScrollBar().setValue(0)
            self.table.look_at(sheet.start)
            self._pointed = False
        if asks:
            self._ask()
        self.describe(self.table.cells.highlighted)
        self._show_lines()

    def describe(self, cell: Cell | None) -> None:
        """How the number in this cell comes about. Of the one that is asked for not more than its rule."""
        sheet = self.table.cells.sheet
        worked = sheet.worked(*cell) if sheet is not None and cell is not None else None
        value = sheet.value(*cell) if sheet is not None and cell is not None else None
        is_known = worked is not None and value is not None
        asked = cell == self.table.cells.blank
        self._worked = in_words(worked, "?" if asked else number(value)) if is_known else ""  # type: ignore[arg-type]
        self._show_lines()

    @property
    def looked_at(self) -> Worked | None:
        """The number that is looked at."""
        cells = self.table.cells
        return None if cells.sheet is None or cells.highlighted is None else cells.sheet.worked(*cells.highlighted)

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
        for label in (self.words, self.rule, self.worked, self.ask_bar.said):
            label.update()

    def _show_lines(self) -> None:
        """Where there is little room, the words give way to the number's rule once a number is pointed at, or asked for."""
        asks = not self.ask_bar.isHidden()
        self.words.setVisible(not self._is_low)
        self.rule.setVisible(not self._is_low and bool(self.rule.text))
        is_worded = self._is_low and not self._pointed and not asks
        self.worked.set_text(self._fitting() if is_worded else self._worked, tone="text")
        if is_worded:
            self.worked.setToolTip(plain(" ".join(self._words)))
        self.worked.setVisible(not (self._is_low and asks))

    def _fitting(self) -> str:
        """As many of the stage's sentences as fit whole."""
        metrics = self.worked.fontMetrics()
        for count in range(len(self._words), 1, -1):
            text = " ".join(self._words[:count])
            lines = wrapped(text, self.worked.width(), MOST_LINES, metrics.horizontalAdvance, metrics.elidedText)
            if " ".join(lines) == text:
                return text
        return "".join(self._words[:1])

    def _on_looked(self, cell: Cell) -> None:
        self._pointed = True
        self.describe(cell)
        self.looked.emit()

    def _ask(self) -> None:
        sheet = self.table.cells.sheet
        question = None if sheet is None else question_of(sheet, self._asked)
        self.ask_bar.ask(question, question.worked.rule if question is not None and self._is_low else "")
        self.table.cells.blank = None if question is None else question.cell
        if question is not None:
            self.table.look_at(question.cell)
        self.table.cells.repaint_all()

    def _ask_another(self) -> None:
        self._asked += 1
        self._ask()
        self.describe(self.table.cells.highlighted)
        self.ask_bar.take_keyboard()

    def _on_answered(self, right: bool) -> None:
        if right:
            self.table.cells.blank = None
            self.table.cells.repaint_all()
            self.describe(self.table.cells.highlighted)
        self.answered.emit(right)

    # -- events
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._is_low = event.size().height() < theme.px(LOW)
        self._show_lines()
        is_large = event.size().width() >= theme.px(WIDE) and event.size().height() >= theme.px(WIDE / 2)
        if is_large != self._is_large:
            self._is_large = is_large
            for label in (self.rule, self.worked):
                set_font(label, "heading" if is_large else "body")


def in_words(worked: Worked, value: str) -> str:
    """'δ = δᵃ · f′(z):  δ₁ = 0.2 · 0.9 = 0.18'; of the number that is asked for, '?', without the sum."""
    is_plain = worked.sum in ("", value) or value == "?"
    shown = f"{worked.name} = {value}" if is_plain else f"{worked.name} = {worked.sum} = {value}"
    return f"{worked.rule}:  {shown}" if worked.rule else shown
