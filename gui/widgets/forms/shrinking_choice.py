"""A drop-down as wide as its longest entry where there is room, and as a few letters where there is not."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox


class ShrinkingChoice(QComboBox):
    """`letters`: of an entry, that it has room for at least."""

    def __init__(self, letters: int) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(letters)

    def sizeHint(self) -> QSize:
        least, metrics = self.minimumSizeHint(), self.fontMetrics()
        longest = max((metrics.horizontalAdvance(self.itemText(i)) for i in range(self.count())), default=0)
        has_room_for = self.minimumContentsLength() * metrics.horizontalAdvance("X")
        return QSize(least.width() + max(0, longest - has_room_for), least.height())
