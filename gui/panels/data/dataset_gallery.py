"""The datasets to choose from, as pictures, one group of them at a time."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QVBoxLayout, QWidget

from engine.core.translation import N_, _
from engine.data.datasets import DATASETS, Dataset, in_order
from engine.data.datasets.csv_file import CsvFile
from engine.data.datasets.drawn_points import DrawnPoints
from engine.files.file_problem import FileProblem
from gui.panels.data.thumbnails import thumbnail
from gui.style import icons, theme
from gui.widgets.flow_row import flow_row
from gui.widgets.forms.family_picker import summary
from gui.widgets.labels import caption, note
from gui.widgets.tile import PICTURE, Tile

COLUMNS = 3
ICONS: dict[type[Dataset], str] = {CsvFile: "csv", DrawnPoints: "draw_brush"}  # of those without a picture of their rows
GROUPS = (  # by the order of their sets, from which one a group begins
    (0, N_("Classes"), N_("Points to tell apart.")),
    (101, N_("Numbers"), N_("A number to predict: curves and surfaces.")),
    (200, N_("Tables"), N_("Real data, and tables of your own.")),
    (301, N_("First steps"), N_("Four points, or one input: small enough to work out by hand.")),
)


class DatasetGallery(QWidget):
    """A tile for every registered dataset; one opens a file, one lets the user draw. Pictures are drawn once it is visible."""

    chosen = Signal(object)  # a Dataset class
    open_wanted = Signal()
    draw_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tiles: dict[str, Tile] = {}
        self.group, self.in_use = note(), caption("")
        self.groups: list[QPushButton] = []
        self._pages: list[QWidget] = []
        self._chosen = ""
        self._group, self._chooser = QButtonGroup(self), QButtonGroup(self)
        self._waiting: list[type[Dataset]] = []
        for number, (_first, label, tip) in enumerate(GROUPS):
            button, page = QPushButton(_(label)), QWidget()
            button.setCheckable(True)
            button.setToolTip(_(tip))
            button.setProperty("chip", True)
            self._chooser.addButton(button, number)
            self.groups.append(button)
            self._pages.append(page)
            grid = QGridLayout(page)
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setSpacing(4)
        for cls in in_order():
            self._add(cls)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (flow_row(*self.groups, across=4), *self._pages, self.group, self.in_use):
            layout.addWidget(part)
        self._chooser.idClicked.connect(self.show_group)
        self.show_group(0)
        theme.events.changed.connect(self._draw_all)

    def show_group(self, number: int) -> None:
        """Show the sets of this group, counted from 0."""
        self.groups[number].setChecked(True)
        for at, page in enumerate(self._pages):
            page.setVisible(at == number)
        self._show_chosen()

    def _show_chosen(self) -> None:
        """Where the tile of the chosen set is out of sight, say which set all below the gallery is about."""
        number, chosen = self._chooser.checkedId(), DATASETS[self._chosen] if self._chosen else None
        away = chosen is not None and number != group_of(chosen)
        for label in (self.group, self.in_use):
            label.setVisible(away)
        if chosen is not None:
            self.group.setText(_(GROUPS[number][2]))
            self.in_use.setText(_("In use: {dataset}").format(dataset=_(chosen.label)))

    def _add(self, cls: type[Dataset]) -> None:
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
            tile.clicked.connect(lambda checked=False: self.chosen.emit(cls))
        grid = self._pages[group_of(cls)].layout()
        assert isinstance(grid, QGridLayout)
        row, column = divmod(grid.count(), COLUMNS)
        grid.addWidget(tile, row, column, Qt.AlignmentFlag.AlignTop)
        self.tiles[cls.kind] = tile

    def set_kind(self, kind: str) -> None:
        """Check the tile of that dataset, and show its group where it was not checked before."""
        if kind != self._chosen:
            self.show_group(group_of(DATASETS[kind]))
        self._chosen = kind
        self._show_chosen()
        self._group.setExclusive(False)
        for name, tile in self.tiles.items():
            tile.setChecked(name == kind)
        self._group.setExclusive(True)

    def _on_open(self) -> None:
        self.set_kind(self._chosen)  # the click has checked the tile, but no file is open yet
        self.open_wanted.emit()

    def _draw_all(self) -> None:
        if self.isVisible() or self._waiting:
            self._waiting = sorted(in_order(), key=lambda cls: not self.groups[group_of(cls)].isChecked())  # what is seen first
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


def group_of(cls: type[Dataset]) -> int:
    """The group in which a dataset stands, counted from 0."""
    return sum(cls.order >= first for first, *_texts in GROUPS) - 1
