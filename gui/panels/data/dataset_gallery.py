"""The datasets to choose from, as pictures."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from engine.core.translation import _
from engine.data.datasets import Dataset, in_order
from engine.data.datasets.csv_file import CsvFile
from engine.data.datasets.drawn_points import DrawnPoints
from engine.files.file_problem import FileProblem
from gui.panels.data.thumbnails import thumbnail
from gui.style import icons, theme
from gui.widgets.forms.family_picker import summary
from gui.widgets.tile import PICTURE, Tile

COLUMNS = 3
ICONS: dict[type[Dataset], str] = {CsvFile: "csv", DrawnPoints: "draw_brush"}  # of those without a picture of their rows


class DatasetGallery(QWidget):
    """A tile for every registered dataset; one opens a file, one lets the user draw. Pictures are drawn once it is visible."""

    chosen = Signal(object)  # a Dataset class
    open_wanted = Signal()
    draw_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles: dict[str, Tile] = {}
        self._group = QButtonGroup(self)
        self._waiting: list[type[Dataset]] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        for cls in in_order():
            own = cls is CsvFile
            help = _("Open a table of your own: columns of numbers and a column to learn.") if own else summary(cls)
            name = _("Draw…") if cls is DrawnPoints else _(cls.label)
            tile = Tile(_("Open CSV…") if own else name, help)
            if own:
                tile.clicked.connect(self._on_open)
            elif cls is DrawnPoints:
                self._group.addButton(tile)
                tile.clicked.connect(self.draw_wanted)
            else:
                self._group.addButton(tile)
                tile.clicked.connect(lambda checked=False, cls=cls: self.chosen.emit(cls))
            row, column = divmod(len(self.tiles), COLUMNS)
            grid.addWidget(tile, row, column, Qt.AlignmentFlag.AlignTop)
            self.tiles[cls.kind] = tile
        self._chosen = ""
        theme.events.changed.connect(self._draw_all)

    def set_kind(self, kind: str) -> None:
        """Check the tile of that dataset."""
        self._chosen = kind
        self._group.setExclusive(False)
        for name, tile in self.tiles.items():
            tile.setChecked(name == kind)
        self._group.setExclusive(True)

    def _on_open(self) -> None:
        self.set_kind(self._chosen)  # the click has checked the tile, but no file is open yet
        self.open_wanted.emit()

    def _draw_all(self) -> None:
        if self.isVisible() or self._waiting:
            self._waiting = in_order()
            QTimer.singleShot(0, self, self._draw_next)

    def _draw_next(self) -> None:
        if not self._waiting:
            return
        cls = self._waiting.pop(0)
        now, scale = theme.current(), self.devicePixelRatioF()
        if cls in ICONS:
            self.tiles[cls.kind].set_picture(icons.icon(ICONS[cls], "muted").pixmap(QSize(24, 24), scale))
        else:
            try:
                self.tiles[cls.kind].set_picture(thumbnail(cls, PICTURE, scale, now))
            except FileProblem as problem:  # a file of the program is missing or damaged
                self.tiles[cls.kind].setToolTip(str(problem))
        if self._waiting:
            QTimer.singleShot(0, self, self._draw_next)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw_all()
