"""The table of a stage's numbers: highlighted is the one that is looked at, with those it was made of; one asked for is blank."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QTableView

from engine.core.translation import _
from gui.style import theme
from gui.style.text_size import follow, set_font
from gui.views.microscope.sheet_model import Cell, Index, SheetModel
from gui.views.microscope.sheets.sheet import Sheet
from gui.views.microscope.sheets.written import number

KEYS = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End}
NAMES = 24  # of the rows and columns that the room for their names is measured by
MOST_WIDE = 150  # pixels of a column at a text size of 100 %, however long its name
TALL = "가힣δᵃ∂f′wᵢⱼ"  # of other fonts than the window's: Qt takes them from where it finds them, and they may be taller
WIDEST = "−0.0008888", "−8.888×10⁻⁸⁸"  # numbers of four figures: each column holds them whole


def tallest(metrics: QFontMetrics) -> int:
    """Pixels that a line of any of our texts needs."""
    return max(metrics.height(), metrics.boundingRect(TALL).height())


def head_height(header: QHeaderView) -> int:
    """As the style sheet pads a dense head: a pixel above and below, and a line."""
    return tallest(header.fontMetrics()) + 4


def _widest(sheet: Sheet, text: QFontMetrics, head: QFontMetrics) -> int:
    """Pixels that each column of a sheet needs: of a large one as the longest number does, of a small one its own longest."""
    columns, numbers = range(min(sheet.columns, NAMES)), WIDEST
    if max(sheet.rows, sheet.columns) <= NAMES:
        values = (sheet.value(row, column) for row in range(sheet.rows) for column in columns)
        numbers = ("−0.888", *(number(value) for value in values if value is not None))
    names = max(head.horizontalAdvance(sheet.column_name(column)) for column in columns) + 18
    return max(max(text.horizontalAdvance(one) for one in numbers) + 10, min(names, theme.px(MOST_WIDE)))


class FixedHeader(QHeaderView):
    """Its size is given: Qt would ask for the names of hundreds of rows to find it."""

    def __init__(self, orientation: Qt.Orientation, table: QTableView) -> None:
        super().__init__(orientation, table)
        self.setProperty("dense", True)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        if orientation == Qt.Orientation.Vertical:
            self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def sizeHint(self) -> QSize:
        return QSize(self.minimumWidth(), self.minimumHeight())


class SheetTable(QTableView):
    """`looked` is emitted with the cell that the mouse or, without it, the keyboard is on."""

    looked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.cells = SheetModel()
        self._needed = 0  # pixels of a column: it may grow from step to step, but does not shrink
        self.setModel(self.cells)
        self.setAccessibleName(_("Numbers of the stage"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        set_font(self, "body", tabular=True)
        self.setHorizontalHeader(FixedHeader(Qt.Orientation.Horizontal, self))
        self.setVerticalHeader(FixedHeader(Qt.Orientation.Vertical, self))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.entered.connect(self._on_entered)
        follow(self, self._set_sizes)

    def show_sheet(self, sheet: Sheet) -> None:
        """Show a sheet: where it has the same size as the one before, the place that is looked at stays."""
        before = self.cells.sheet
        if before is not None and (before.rows, before.columns) == (sheet.rows, sheet.columns):
            self.cells.renew(sheet)
            self._fit_columns()
            self.horizontalHeader().viewport().update()
            self.verticalHeader().viewport().update()
            return
        self.cells.show_sheet(sheet)
        self._needed = 0
        self._fit_names()
        self._fit_columns()

    def look_at(self, cell: Cell) -> None:
        """Highlight this number, and make it the current one."""
        self.setCurrentIndex(self.cells.index(*cell))
        self._highlight(cell)

    @property
    def current(self) -> Cell | None:
        index = self.currentIndex()
        return (index.row(), index.column()) if index.isValid() else None

    def retheme(self) -> None:
        self.cells.repaint_all()

    def _highlight(self, cell: Cell | None) -> None:
        sheet = self.cells.sheet
        known = sheet is not None and cell is not None and sheet.find(*cell) is not None
        if known and cell != self.cells.highlighted:
            self.cells.highlight(cell)
            self.cells.repaint_all()
            self.looked.emit(cell)

    def _on_entered(self, index: QModelIndex) -> None:
        self._highlight((index.row(), index.column()))

    def _set_sizes(self) -> None:
        high, self._needed = tallest(self.fontMetrics()) + 3, 0
        self.verticalHeader().setDefaultSectionSize(high)
        self.horizontalHeader().setFixedHeight(head_height(self.horizontalHeader()))
        self._fit_names()
        self._fit_columns()

    def _fit_names(self) -> None:
        """Make room for the names of the rows, as the first of them need it."""
        sheet, widest = self.cells.sheet, 0
        if sheet is not None:
            names = (sheet.row_name(row) for row in (*range(min(sheet.rows, NAMES)), sheet.rows - 1))
            widest = max(self.fontMetrics().horizontalAdvance(name) for name in names)
        self.verticalHeader().setFixedWidth(min(widest + 18, theme.px(190)))

    def _fit_columns(self) -> None:
        """Wide enough for every number; of more columns than fit, only whole ones are seen: half a number reads as another."""
        sheet, least = self.cells.sheet, self._needed
        if sheet is not None:
            least = self._needed = max(least, _widest(sheet, self.fontMetrics(), self.horizontalHeader().fontMetrics()))
        room = self.viewport().width()
        fit = max(1, room // max(least, 1))
        many = sheet is not None and sheet.columns > fit
        self.horizontalHeader().setDefaultSectionSize(room // fit if many else least)

    # -- events
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)  # type: ignore[arg-type]
        if current.isValid():
            self._highlight((current.row(), current.column()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._highlight(self.current)

    def event(self, event: QEvent) -> bool:
        is_key = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_key and event.key() in KEYS and event.modifiers() == Qt.KeyboardModifier.NoModifier:  # type: ignore[attr-defined]
            event.accept()  # its cells, not the stages
            return True
        return super().event(event)
