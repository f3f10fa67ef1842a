"""The list of a drop-down with a preview of each entry: a grid of small curves, or rows with formulas."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from engine.core.registry import Entry
from gui.style import theme
from gui.widgets.labels import note
from gui.widgets.previews.preview_panel import PreviewPanel
from gui.widgets.previews.preview_plot import draw_curves, full_range
from gui.widgets.previews.previews import EntryPreview, preview_of

TILE, CURVES_HEIGHT = QSize(100, 84), 52  # a tile of the grid, and how much of its height the curves take
ROW_WIDTH, PAD = 440, 8
MOST_ACROSS = 6
EDGES = 4  # above and below, where an edge looks like a shadow
LINES = 3  # of text, above the large curves and below

Item = Callable[[str], Entry]  # the entry of a kind, with the numbers to draw it with
Index = QModelIndex | QPersistentModelIndex


class PreviewList(QFrame):
    """A popup that shows the model of a drop-down, and below it the summary and large preview of the entry pointed at."""

    chosen = Signal(int)  # a row of the model
    closed = Signal()

    def __init__(self, parent: QWidget, item: Item) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("popup", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)  # a click on the drop-down closes it without opening it again
        self.item = item
        self.list = QListView()
        self.list.setItemDelegate(_Delegate(self.list, item))
        self.list.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.list.setMouseTracking(True)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setStyleSheet("QListView { border: none; padding: 0; }")
        self.list.entered.connect(self._point_at)
        self.list.clicked.connect(self._choose)
        self.list.installEventFilter(self)
        self.list.viewport().installEventFilter(self)
        self.about, self.view = note(), PreviewPanel()
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAD, PAD, PAD, PAD)
        layout.setSpacing(PAD)
        for part in (self.list, self.about, self.view):
            layout.addWidget(part)
        layout.addStretch(1)

    def open(self, place: QRect, current: int) -> None:
        """Show the list below the rectangle `place` of the screen, or above it, with row `current` selected."""
        model = self.list.model()
        first = preview_of(self.item(model.index(0, 0).data(Qt.ItemDataRole.UserRole)))
        screen = (QGuiApplication.screenAt(place.center()) or self.screen()).availableGeometry()
        self.about.setFixedHeight(LINES * self.about.fontMetrics().lineSpacing() + 2)
        self._set_size(first is not None and bool(first.curves), screen.height())
        self.list.setCurrentIndex(model.index(current, 0))  # Qt does not select it if it is disabled
        self.list.scrollTo(model.index(current, 0))
        self._describe(model.index(current, 0))
        self.list.selectionModel().currentChanged.connect(self._describe)
        self._move_beside(place, screen)
        self.show()
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)

    def _set_size(self, grid: bool, screen_height: int) -> None:
        """A grid of curves with the large preview below it, or a column of rows; it scrolls when the screen is too low."""
        model, count = self.list.model(), self.list.model().rowCount()
        self.list.setViewMode(QListView.ViewMode.IconMode if grid else QListView.ViewMode.ListMode)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setGridSize(_tile() if grid else QSize())
        across = min(MOST_ACROSS, -(-count // 2))
        if grid:
            width, height = across * _tile().width() + 4, -(-count // across) * _tile().height()
        else:
            width, height = theme.px(ROW_WIDTH), sum(self.list.sizeHintForIndex(model.index(k, 0)).height() for k in range(count))
        self.view.setVisible(grid)
        self.about.setVisible(grid)
        room = screen_height - 16 - (self._below() if grid else 0) - 4 * PAD
        bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded if height > room else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.list.setVerticalScrollBarPolicy(bar)
        self.list.setFixedSize(width + (14 if height > room else 0), min(height + 4, room))
        self.setFixedWidth(self.list.width() + 2 * PAD + 2)
        self.setFixedHeight(self.list.height() + 2 * PAD + EDGES + (self._below() + PAD if grid else 0))

    def _move_beside(self, place: QRect, screen: QRect) -> None:
        """Below `place`, or above it where there is no room, and within the screen."""
        x = min(max(place.left(), screen.left() + 4), screen.right() - self.width() - 4)
        y = place.bottom() + 2
        if y + self.height() > screen.bottom():
            above = place.top() - self.height() - 2
            y = above if above >= screen.top() else max(screen.top() + 4, screen.bottom() - self.height() - 4)
        self.move(x, y)

    def _below(self) -> int:
        """Height of the summary, the large curves and the remark below the list: the same for all entries, so nothing moves."""
        line = self.about.fontMetrics().lineSpacing()
        return 2 * LINES * line + self.view.plot.sizeHint().height() + PAD

    def _describe(self, index: Index) -> None:
        if not index.isValid():
            return
        entry = self.item(index.data(Qt.ItemDataRole.UserRole))
        self.about.setText(str(index.data(Qt.ItemDataRole.ToolTipRole) or ""))
        self.view.show_entry(entry)

    def _point_at(self, index: QModelIndex) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.list.setCurrentIndex(index)
        self._describe(index)  # of a disabled entry the summary is the reason

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.hide()
            self.chosen.emit(index.row())

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
                self._choose(self.list.currentIndex())
                return True
            if key in (Qt.Key.Key_Escape, Qt.Key.Key_F4) or (alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down)):
                self.hide()
                return True
        return event.type() == QEvent.Type.ToolTip and self.about.isVisible()  # the text below the list is the same

    def hideEvent(self, event: QEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()


class _Delegate(QStyledItemDelegate):
    """Draws an entry: its curves above its name, or its name above its formulas."""

    def __init__(self, parent: QWidget, item: Item) -> None:
        super().__init__(parent)
        self.item = item

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        now, box = theme.current(), option.rect.adjusted(2, 2, -2, -2)
        preview = preview_of(self.item(index.data(Qt.ItemDataRole.UserRole)))
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(now.accent), 1))
            painter.setBrush(QColor(theme.mixed(now.surface, now.accent, 0.14)))
            painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        ink = QColor(now.text if enabled else theme.mixed(now.muted, now.surface, 0.45))
        if preview is None or preview.formulas:
            self._paint_formulas(painter, preview, box.adjusted(PAD, 4, -PAD, -4), str(index.data()), ink)
        else:
            frame = QRectF(box.left() + 8, box.top() + 4, box.width() - 16, CURVES_HEIGHT)
            painter.setOpacity(1.0 if enabled else 0.4)
            draw_curves(painter, preview, frame, preview.y_range or full_range(preview), now, 1.25)
            painter.setOpacity(1.0)
            painter.setFont(theme.font("small"))
            painter.setPen(ink)
            name = QRect(box.left(), box.top() + CURVES_HEIGHT + 6, box.width(), box.height() - CURVES_HEIGHT - 6)
            text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, box.width() - 4)
            painter.drawText(name, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop), text)
        painter.restore()

    def _paint_formulas(self, painter: QPainter, preview: EntryPreview | None, box: QRect, name: str, ink: QColor) -> None:
        painter.setPen(ink)
        painter.setFont(theme.font("body", bold=True))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), name)
        beside = box.adjusted(painter.fontMetrics().horizontalAdvance(name) + 2 * PAD, 0, 0, 0)
        if preview is None:
            return
        painter.setFont(theme.font("small", tabular=True))
        painter.setPen(QColor(theme.current().muted))
        remark = painter.fontMetrics().elidedText(preview.short_remark, Qt.TextElideMode.ElideRight, beside.width())
        painter.drawText(beside, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), remark)
        painter.setPen(ink)
        below = box.adjusted(0, painter.fontMetrics().height() + 5, 0, 0)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap), _on_one_line(preview.formulas))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        preview = preview_of(self.item(index.data(Qt.ItemDataRole.UserRole)))
        if preview is not None and not preview.formulas:  # curves, or the shares of softmax
            return _tile()
        small = theme.font("small", tabular=True)
        metrics = QFontMetrics(small)
        rule = _on_one_line(preview.formulas) if preview is not None else ""
        box = metrics.boundingRect(QRect(0, 0, theme.px(ROW_WIDTH) - 2 * PAD - 8, 2000), int(Qt.TextFlag.TextWordWrap), rule)
        return QSize(theme.px(ROW_WIDTH), metrics.height() + 5 + box.height() + 12)


def _tile() -> QSize:
    return QSize(theme.px(TILE.width()), CURVES_HEIGHT + theme.px(TILE.height() - CURVES_HEIGHT))


def _on_one_line(lines: tuple[str, ...]) -> str:
    """Formulas one after the other, with line breaks allowed between them only."""
    return ";  ".join(line.replace(" ", "\N{NO-BREAK SPACE}") for line in lines)
