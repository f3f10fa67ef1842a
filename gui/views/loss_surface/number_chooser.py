"""The button that says which trained number runs along an axis, and the lists that it opens: layer, array, from, to."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from engine.core.translation import _
from engine.inspection.loss_surface.trained_number import TrainedNumber
from engine.inspection.snapshot import Snapshot
from engine.network.parameter_layout import LayerInfo, array_text
from gui.style import theme
from gui.style.plain_text import plain
from gui.views.loss_surface.number_names import row_names, short_names
from gui.widgets.forms.choice import Choice

MARGIN = 5  # pixels beside the text, at least
LEAST, USUAL = 34, 150  # pixels of the button at a text size of 100 %


class NumberButton(QPushButton):
    """Its text is a shorter one where there is no room for all of it; the tooltip has it. A click opens the lists."""

    chosen = Signal(object)  # a TrainedNumber

    def __init__(self, name: str, help: str) -> None:
        super().__init__()
        self._name, self._help, self._full = name, help, ""
        self._shorter: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.lists = NumberLists(name, self)
        self.lists.chosen.connect(self.chosen)
        self.clicked.connect(self._open)
        self._snapshot: Snapshot | None = None
        self.show_number(None, None, "")

    def show_number(self, snapshot: Snapshot | None, number: TrainedNumber | None, text: str) -> None:
        """This number is the chosen one."""
        self._snapshot = snapshot
        self.lists.number = number
        self._shorter = () if snapshot is None or number is None else short_names(snapshot, number)
        if text != self._full or not self.toolTip():
            self._full = text
            self.setAccessibleName(_("{view}: {what}").format(view=self._name, what=text))
            self.setToolTip(plain(_("{text}. {tip}").format(text=text, tip=self._help) if text else self._help))
            self.update()

    def _open(self) -> None:
        if self._snapshot is not None:
            self.lists.open(self._snapshot, self.mapToGlobal(QPoint(0, self.height())))

    # -- Qt
    def sizeHint(self) -> QSize:
        return QSize(theme.px(USUAL), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(LEAST), self._height())

    def _height(self) -> int:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        metrics = self.fontMetrics()
        size = QSize(metrics.horizontalAdvance("x"), metrics.height())
        return self.style().sizeFromContents(QStyle.ContentsType.CT_PushButton, option, size, self).height()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        inside = self.rect().adjusted(MARGIN, 0, -MARGIN, 0)  # the style's own margin leaves a narrow button no room
        room = inside.width()
        metrics, texts = self.fontMetrics(), (self._full, *self._shorter)
        fitting = next((text for text in texts if metrics.horizontalAdvance(text) <= room), texts[-1])
        option.text = ""
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.setPen(option.palette.color(QPalette.ColorRole.ButtonText))
        painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, metrics.elidedText(fitting, Qt.TextElideMode.ElideRight, room))


class NumberLists(QFrame):
    """Lists in a popup; each choice counts at once. `number` is the chosen one."""

    chosen = Signal(object)  # a TrainedNumber

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("popup", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(name)
        self.number: TrainedNumber | None = None
        self._snapshot: Snapshot | None = None
        self.layer, self.array = Choice(_("Layer")), Choice(_("Kind of number"))
        self.row, self.column = Choice(_("From")), Choice(_("Neuron"))
        form = QFormLayout(self)
        form.setContentsMargins(12, 8, 12, 8)
        for label, choice in ((_("Layer"), self.layer), (_("Kind"), self.array), (_("From"), self.row), (_("To"), self.column)):
            form.addRow(QLabel(label), choice)
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(16)
        self._form = form
        self.layer.chosen.connect(lambda _layer: self._take(array=None))
        self.array.chosen.connect(lambda array: self._take(array=array))
        self.row.chosen.connect(lambda _row: self._take(array=self.array.value()))
        self.column.chosen.connect(lambda _column: self._take(array=self.array.value()))

    def open(self, snapshot: Snapshot, at: QPoint) -> None:
        """With its upper left corner at a point of the screen, as far as that has room."""
        self._snapshot = snapshot
        self._fill()
        self.adjustSize()
        room = self.screen().availableGeometry()
        x = min(max(at.x(), room.left() + 4), room.right() - self.width() - 4)
        self.move(x, min(max(at.y(), room.top() + 4), room.bottom() - self.height() - 4))
        self.show()
        self.layer.setFocus(Qt.FocusReason.PopupFocusReason)

    def _infos(self) -> list[LayerInfo]:
        return [info for info in self._snapshot.layers if info.parameters] if self._snapshot is not None else []

    def _fill(self) -> None:
        """Offer what goes with the chosen number."""
        number, infos = self.number, self._infos()
        info = next((info for info in infos if number is not None and info.id == number.layer), None)
        if self._snapshot is None or number is None or info is None:
            return
        arrays = {name: shape for name, shape in info.shapes if math.prod(shape)}
        shape = arrays.get(number.array, ())
        _offer(self.layer, [(one.id, one.name) for one in infos], info.id)
        _offer(self.array, [(name, array_text(name)) for name in arrays], number.array)
        _offer(self.row, list(enumerate(row_names(self._snapshot, info, number.array))), number.index[0])
        columns = [(i, str(i + 1)) for i in range(shape[1])] if len(shape) > 1 else []
        _offer(self.column, columns, number.index[1] if len(number.index) > 1 else None)
        self._form.setRowVisible(self.column, len(shape) > 1)
        label = self._form.labelForField(self.row)
        assert isinstance(label, QLabel)
        label.setText(_("From") if len(shape) > 1 else _("Number"))

    def _take(self, array: str | None) -> None:
        info = next((info for info in self._infos() if info.id == self.layer.value()), None)
        if info is None:
            return
        shapes = {name: shape for name, shape in info.shapes if math.prod(shape)}
        name = array if array in shapes else self.array.value() if self.array.value() in shapes else next(iter(shapes))
        wanted = (self.row.value() or 0, self.column.value() or 0)
        index = tuple(min(i, size - 1) for i, size in zip(wanted, shapes[name], strict=False))
        self.number = TrainedNumber(info.id, name, index)
        self._fill()
        self.chosen.emit(self.number)


def _offer(choice: Choice, entries: Sequence[tuple[object, str]], value: object) -> None:
    if [choice.itemText(i) for i in range(choice.count())] != [text for _value, text in entries]:
        choice.clear()
        for one, text in entries:
            choice.add(one, text)
    else:
        for i, (one, _text) in enumerate(entries):
            choice.setItemData(i, one)
    choice.set_value(value)
