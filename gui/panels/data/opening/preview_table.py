"""The first rows under their header: columns are chosen by mouse or keys, and keys say what becomes of them."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from engine.core.translation import _
from engine.data.csv_files.sketch import ColumnSketch, TableSketch
from gui.panels.data.opening.column_header import ColumnHeader
from gui.panels.data.opening.column_words import extent, role_and_kind
from gui.panels.data.opening.preview_model import PreviewModel
from gui.style import theme
from gui.style.text_size import follow, set_font

NARROWEST, WIDEST = 96, 260  # pixels of a column at a text size of 100 %
LOOKED_AT = 8  # rows by which a column's width is found
KEYS = {
    Qt.Key.Key_Space: ("toggle", ""),
    Qt.Key.Key_T: ("role", "target"),
    Qt.Key.Key_I: ("role", "input"),
    Qt.Key.Key_L: ("role", "out"),
    Qt.Key.Key_N: ("kind", "number"),
    Qt.Key.Key_C: ("kind", "category"),
    Qt.Key.Key_O: ("kind", "ordered"),
    Qt.Key.Key_Backspace: ("role", ""),
    Qt.Key.Key_Delete: ("role", "out"),
}


class PreviewTable(QTableView):
    """`chosen` is emitted when other columns are selected; `wanted` carries what a key asks for: a field and its value."""

    chosen = Signal()
    wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.cells = PreviewModel()
        self.setHorizontalHeader(ColumnHeader(self.cells, self))
        self.setModel(self.cells)
        self.setAccessibleName(_("First rows of the file"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectColumns)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().setVisible(False)
        set_font(self, "body", tabular=True)
        follow(self, self._set_lengths, "lengths")
        self.selectionModel().selectionChanged.connect(lambda *_ranges: self.chosen.emit())

    def show_sketch(self, sketch: TableSketch) -> None:
        """Keeps which columns are selected, and where it is scrolled to, as long as they have the same names."""
        before = self.cells.sketch
        selected = {column.name for column in self.columns()}
        self.cells.show_sketch(sketch)
        if before is None or (before.names, before.rows) != (sketch.names, sketch.rows):
            self._set_lengths()
            for section, name in enumerate(sketch.names):
                if name in selected:
                    self.select(section, keeps=True)
        elif before.columns != sketch.columns:
            self._set_lengths(keeps=True)
        if before is None and sketch.label in sketch.names:
            self.scrollTo(self.cells.index(0, 0))

    def columns(self) -> list[ColumnSketch]:
        """Those that are selected, from left to right."""
        found = sorted(index.column() for index in self.selectionModel().selectedColumns())
        return [column for section in found if (column := self.cells.column(section)) is not None]

    def select(self, section: int, keeps: bool = False) -> None:
        """Select a column, in addition to others where `keeps`."""
        flag = QItemSelectionModel.SelectionFlag
        how = flag.Columns | (flag.Select if keeps else flag.ClearAndSelect)
        self.selectionModel().select(self.cells.index(0, section), how)
        self.selectionModel().setCurrentIndex(self.cells.index(0, section), flag.NoUpdate)

    def _set_lengths(self, keeps: bool = False) -> None:
        """Rows of one height, each column as wide as its name and its first cells need; with `keeps` none becomes narrower."""
        header, sketch = self.horizontalHeader(), self.cells.sketch
        self.verticalHeader().setDefaultSectionSize(theme.px(26))
        header.setMinimumSectionSize(theme.px(48))
        if sketch is None:
            return
        bold, body = QFontMetrics(theme.font("body", bold=True)), QFontMetrics(theme.font("body", tabular=True))
        small = QFontMetrics(theme.font("small"))
        low, high = theme.px(NARROWEST), theme.px(WIDEST)
        cells = self.viewport().blockSignals(True)
        for section, column in enumerate(sketch.columns):
            texts = [row[section].strip()[:60] for row in sketch.rows[:LOOKED_AT] if section < len(row)]
            longest = max(texts, key=len, default="")
            widths = [bold.horizontalAdvance(column.name[:60]), body.horizontalAdvance(longest)]
            if len(sketch.columns) <= 60:
                widths += [small.horizontalAdvance(role_and_kind(column)), small.horizontalAdvance(extent(column)[:60])]
            wanted = min(max(low, max(widths) + 20), high)
            header.resizeSection(section, max(wanted, header.sectionSize(section)) if keeps else wanted)
        self.viewport().blockSignals(cells)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in KEYS and self.columns():
            self.wanted.emit(*KEYS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys of their own here."""
