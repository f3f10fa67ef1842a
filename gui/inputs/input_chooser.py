"""All inputs to switch: tiles for two coordinates, a list for a table's columns, and a line for a formula."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.inputs.column_list import ColumnList
from gui.inputs.formula_line import FormulaLine
from gui.inputs.input_switcher import InputSwitcher
from gui.inputs.input_tiles import InputTiles
from gui.model.input_edits import is_plane
from gui.style import theme


class InputChooser(QWidget):
    """Follows its switcher while it is visible."""

    def __init__(self, switcher: InputSwitcher) -> None:
        super().__init__()
        self._switcher = switcher
        self.tiles, self.columns, self.formula = InputTiles(switcher), ColumnList(switcher), FormulaLine(switcher)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self.tiles, self.columns, self.formula):
            layout.addWidget(part)
        self.columns.hide()
        switcher.changed.connect(self._follow)
        theme.events.changed.connect(self._follow)

    def show_choices(self) -> None:
        """Bring it in line with the document and its data."""
        data, choices = self._switcher.data, self._switcher.choices()
        self.setEnabled(data is not None)
        if data is None:
            return
        plane = is_plane(data.table.input_names)
        self.tiles.setVisible(plane)
        self.columns.setVisible(not plane)
        if plane:
            self.tiles.show_choices(choices)
        else:
            self.columns.show_choices(choices, self._switcher.document.project.recipe.standardise)

    def take_focus(self) -> None:
        """To the first thing to switch."""
        first = next(iter(self.tiles.tiles.values()), self.columns) if self.tiles.isVisibleTo(self) else self.columns
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    def _follow(self) -> None:
        if self.isVisible():
            self.show_choices()
