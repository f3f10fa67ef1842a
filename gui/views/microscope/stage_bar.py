"""Back, the list of stages, and forward."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from engine.core.translation import _
from gui.style import theme
from gui.style.icons import set_icon
from gui.views.microscope.sheets.stages import Stage

MOST_WIDE = 320  # pixels of the list at a text size of 100 %


class StageBar(QWidget):
    """For a view's header. `list.moved` is emitted when another stage is turned to by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.back = _button("left", _("Stage before (Left)"))
        self.forward = _button("right", _("Next stage (Right)"))
        self.list = StageList()
        self.back.clicked.connect(lambda: self.list.move(-1))
        self.forward.clicked.connect(lambda: self.list.move(1))
        self.list.currentIndexChanged.connect(self._enable)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        for part in (self.back, self.list, self.forward):
            line.addWidget(part)
        line.addStretch(1)
        self._enable()

    def show_stages(self, stages: Sequence[Stage]) -> None:
        self.list.show_stages(stages)
        self._enable()

    def _enable(self) -> None:
        at, count = self.list.currentIndex(), self.list.count()
        self.back.setEnabled(at > 0)
        self.forward.setEnabled(at < count - 1)


class StageList(QComboBox):
    """The choice stays with a stage from step to step; where the network no longer has it, it stays at its place in the list."""

    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._listed: tuple[tuple[str, str], ...] = ()
        self._wanted = ""  # the stage to begin at, once the network has it
        self.setAccessibleName(_("Stage"))
        self.setToolTip(_("The stages of one training step, in order. Left and Right go through them, Home and End to the ends."))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(3)
        self.view().setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.activated.connect(lambda _index: self.moved.emit())

    @property
    def key(self) -> str:
        data = self.currentData()
        return data if isinstance(data, str) else ""

    def sizeHint(self) -> QSize:
        """As wide as its longest title, within reason; its least width is that of a few letters."""
        hint = super().sizeHint()
        titles = (self.itemText(at) for at in range(self.count()))
        widest = max((self.fontMetrics().horizontalAdvance(title) for title in titles), default=0)
        return QSize(min(max(widest + theme.px(48), hint.width()), theme.px(MOST_WIDE)), hint.height())

    def show_stages(self, stages: Sequence[Stage]) -> None:
        wanted = tuple((stage.key, f"{at} {stage.title}") for at, stage in enumerate(stages, 1))
        key = self._wanted or self.key
        if any(own == self._wanted for own, _title in wanted):
            self._wanted = ""
        if wanted == self._listed and key == self.key:
            return
        self._listed, at = wanted, self.currentIndex()
        blocker = QSignalBlocker(self)
        self.clear()
        for own, title in wanted:
            self.addItem(title, own)
        found = self.findData(key)
        self.setCurrentIndex(found if found >= 0 else min(max(at, 0), len(wanted) - 1))
        del blocker
        self.updateGeometry()
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 2 * self.view().frameWidth())

    def begin_at(self, key: str) -> None:
        """Be at this stage, from now on if it is there, else once it comes; nobody has turned to it by hand."""
        found = self.findData(key)
        self._wanted = "" if found >= 0 else key
        if found >= 0:
            self.setCurrentIndex(found)

    def move(self, by: int) -> None:
        """Turn to another stage, so many further, but not beyond the ends."""
        self.go_to(self.currentIndex() + by)

    def go_to(self, at: int) -> None:
        at = min(max(at, 0), self.count() - 1)
        if at != self.currentIndex():
            self.setCurrentIndex(at)
            self.moved.emit()


def _button(icon: str, tip: str) -> QToolButton:
    button = QToolButton()
    set_icon(button, icon)
    button.setToolTip(tip)
    button.setAccessibleName(tip.split(" (")[0])
    button.setProperty("quiet", True)
    button.setAutoRepeat(True)
    return button
