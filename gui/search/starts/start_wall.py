"""The wall: a small picture of what each start predicts, sorted by its loss; a list, so that keys and screen readers know it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from engine.core.translation import _
from gui.plotting.surfaces.small_map import MapSource, paint_curves, points_pixmap, surface_image
from gui.search.starts.end_colours import colour_of_missed, colour_of_reached
from gui.style import theme
from gui.style.text_size import follow, set_font

LARGEST, SMALLEST = 150, 34  # pixels along the edge of a picture, at a text size of 100 %
CAPTIONED = 74  # pixels from which a picture has its loss below it
SPARE = 6  # pixels of the viewport that the list keeps for itself, at most
EDGE, GAP = 2, 4  # pixels of the frame that says whether the goal is reached, and between it and the next
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, eq=False)
class Tile:
    """One start on the wall. `reached`: None while it is still trained. `name` is a sentence."""

    seed: int
    name: str
    caption: str
    reached: bool | None
    picture: MapSource | None


class StartModel(QAbstractListModel):
    """Changes: tiles in their order. What is selected stays so when the order changes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tiles: tuple[Tile, ...] = ()

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        before, after = [tile.seed for tile in self.tiles], [tile.seed for tile in tiles]
        if len(before) != len(after) or set(before) != set(after):
            self._replace(tuple(tiles), before, after)
        elif before != after:
            self._reorder(tuple(tiles), before, after)
        else:
            self.tiles = tuple(tiles)
            if tiles:
                self.dataChanged.emit(self.index(0), self.index(len(tiles) - 1))

    def row_of(self, seed: int | None) -> int:
        """-1 when it is not there."""
        return next((row for row, tile in enumerate(self.tiles) if tile.seed == seed), -1)

    def _replace(self, tiles: tuple[Tile, ...], before: list[int], after: list[int]) -> None:
        if set(before) < set(after):  # new ones come in at the end, and then all take their places
            added = [tile for tile in tiles if tile.seed not in set(before)]
            now = {tile.seed: tile for tile in tiles}
            self.beginInsertRows(QModelIndex(), len(before), len(after) - 1)
            self.tiles = (*(now[seed] for seed in before), *added)
            self.endInsertRows()
            self._reorder(tiles, [tile.seed for tile in self.tiles], after)
        else:
            self.beginResetModel()
            self.tiles = tiles
            self.endResetModel()

    def _reorder(self, tiles: tuple[Tile, ...], before: list[int], after: list[int]) -> None:
        self.layoutAboutToBeChanged.emit()
        rows = {seed: row for row, seed in enumerate(after)}
        self.tiles = tiles
        old = self.persistentIndexList()
        self.changePersistentIndexList(old, [self.index(rows[before[index.row()]]) for index in old])
        self.layoutChanged.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's signature
        return 0 if parent.isValid() else len(self.tiles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.tiles):
            return None
        tile = self.tiles[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return tile.name
        return tile if role == Qt.ItemDataRole.UserRole else None


class TilePainter(QStyledItemDelegate):
    """Changes: keeps the pictures in the size in which they are shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.side, self.caption_height = LARGEST, 0
        self.hovered: int | None = None  # a seed
        self._kept: dict[int, tuple[MapSource, int, QPixmap]] = {}
        self._dots: tuple[Any, QPixmap] | None = None

    def forget(self) -> None:
        """Paint all anew, as in another theme."""
        self._kept, self._dots = {}, None

    @property
    def cell(self) -> QSize:
        return QSize(self.side + 2 * EDGE + GAP, self.side + 2 * EDGE + GAP + self.caption_height)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self.cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tile = index.data(Qt.ItemDataRole.UserRole)
        colours, view = theme.current(), option.widget
        place = QRect(option.rect.left() + EDGE + GAP // 2, option.rect.top() + EDGE + GAP // 2, self.side, self.side)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected or tile.seed == self.hovered:
            painter.fillRect(option.rect, QColor(colours.accent if selected else colours.line))
        if tile.reached is not None:
            edge = QColor(colour_of_reached() if tile.reached else colour_of_missed())
            painter.fillRect(place.adjusted(-EDGE, -EDGE, EDGE, EDGE), edge)
        if tile.picture is None:
            painter.fillRect(place, QColor(colours.raised))
            painter.setPen(QPen(QColor(colours.muted), 1.5))
            inset = self.side // 3
            painter.drawLine(place.topLeft() + QPoint(inset, inset), place.bottomRight() - QPoint(inset, inset))
            painter.drawLine(place.topRight() + QPoint(-inset, inset), place.bottomLeft() + QPoint(inset, -inset))
        else:
            ratio = view.devicePixelRatioF() if isinstance(view, QWidget) else 1.0
            painter.drawPixmap(place.topLeft(), self._picture(tile, ratio))
        if self.caption_height:
            below = QRect(option.rect.left(), place.bottom() + EDGE, option.rect.width(), self.caption_height)
            painter.setPen(QColor(colours.on_accent if selected else colours.text if tile.reached else colours.muted))
            painter.setFont(theme.font("small", tabular=True))
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, tile.caption)
        painter.restore()

    def _picture(self, tile: Tile, ratio: float) -> QPixmap:
        source, pixels = tile.picture, round(self.side * ratio)
        assert source is not None
        kept = self._kept.get(tile.seed)
        if kept is not None and kept[0] is source and kept[1] == pixels:
            return kept[2]
        pixmap = QPixmap(pixels, pixels)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(theme.current().surface))
        painter, place = QPainter(pixmap), QRect(0, 0, self.side, self.side)
        if source.is_curve:
            paint_curves(painter, place, source, 1.4)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, surface_image(source))
        painter.drawPixmap(0, 0, self._points(source, ratio))
        painter.end()
        self._kept[tile.seed] = source, pixels, pixmap
        return pixmap

    def _points(self, source: MapSource, ratio: float) -> QPixmap:
        """The same on all."""
        wanted = id(source.data), source.surface.axes, self.side, ratio, theme.current()
        if self._dots is None or self._dots[0] != wanted:
            self._dots = wanted, points_pixmap(source, self.side, ratio)
        return self._dots[1]


class StartWall(QListView):
    """As large pictures as there is room for. `selected` and `hovered` carry a seed, or None; `chosen` one to be adopted."""

    selected = Signal(object)
    hovered = Signal(object)
    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.model_, self._painter = StartModel(self), TilePainter(self)
        self.setModel(self.model_)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(_("Starts, sorted by loss"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        set_font(self, "small")
        self._count = 0  # of tiles that there will be
        self.entered.connect(lambda index: self._hover(index.data(Qt.ItemDataRole.UserRole).seed))
        self.viewportEntered.connect(lambda: self._hover(None))
        self.doubleClicked.connect(lambda index: self.chosen.emit(index.data(Qt.ItemDataRole.UserRole).seed))
        self.selectionModel().currentChanged.connect(lambda now, _before: self.selected.emit(self._seed_of(now)))
        follow(self, self._fit)

    def show_tiles(self, tiles: Sequence[Tile], count: int) -> None:
        """Show these, in this order, with room for so many."""
        before = self.seed
        self._count = max(count, len(tiles))
        self.model_.show_tiles(tiles)
        self._fit()
        if before is not None and self.seed is None:
            self.selected.emit(None)

    @property
    def seed(self) -> int | None:
        """Of the start that is selected."""
        return self._seed_of(self.currentIndex())

    def select(self, seed: int) -> None:
        """Select it, and bring it into view."""
        row = self.model_.row_of(seed)
        if row >= 0:
            self.setCurrentIndex(self.model_.index(row))
            self.scrollTo(self.model_.index(row))

    def retheme(self) -> None:
        self._painter.forget()
        self._fit()
        self.viewport().update()

    @property
    def side(self) -> int:
        """Pixels along the edge of a picture."""
        return self._painter.side

    def _seed_of(self, index: QModelIndex) -> int | None:
        tile = index.data(Qt.ItemDataRole.UserRole) if index.isValid() else None
        return None if tile is None else int(tile.seed)

    def _hover(self, seed: int | None) -> None:
        if seed != self._painter.hovered:
            self._painter.hovered = seed
            self.viewport().update()
            self.hovered.emit(seed)

    def _fit(self) -> None:
        """The largest pictures of which all fit, or the smallest, which scroll."""
        line = QFontMetrics(theme.font("small")).height() + 2
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        width, height = self.maximumViewportSize().width() - SPARE, self.maximumViewportSize().height() - SPARE
        painter, before = self._painter, (self._painter.side, self._painter.caption_height)
        for side in range(theme.px(LARGEST), theme.px(SMALLEST) - 1, -2):
            painter.side = side
            painter.caption_height = line if side >= theme.px(CAPTIONED) else 0
            across = max(1, width // painter.cell.width())
            if -(-self._count // across) * painter.cell.height() <= height:
                break
        else:
            across = max(1, (width - bar) // (theme.px(SMALLEST) + 2 * EDGE + GAP))
            painter.side = max(theme.px(SMALLEST), (width - bar) // across - 2 * EDGE - GAP)
        if (painter.side, painter.caption_height) != before:
            self.setGridSize(painter.cell)
            self.scheduleDelayedItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.seed is not None:
            self.chosen.emit(self.seed)
        else:
            super().keyPressEvent(event)


def sorted_seeds(losses: Mapping[int, float]) -> list[int]:
    """By loss, those without one last; of equal ones the smaller seed first."""
    return sorted(losses, key=lambda seed: (math.isnan(losses[seed]), np.nan_to_num(losses[seed]), seed))
