"""The drop-down of a view that shows one layer at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox

from engine.core.translation import _
from engine.network.parameter_layout import LayerInfo


class LayerChooser(QComboBox):
    """Lists layers, first to last; the choice stays with a layer's id when layers are added, deleted or moved."""

    def __init__(self, help: str) -> None:
        super().__init__()
        self._listed: tuple[tuple[int, str], ...] = ()
        self.setAccessibleName(_("Layer"))
        self.setToolTip(help)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(7)

    @property
    def layer(self) -> int | None:
        """The id of the chosen layer."""
        data = self.currentData()
        return data if isinstance(data, int) else None

    def show_layers(self, layers: Sequence[LayerInfo]) -> None:
        wanted = tuple((info.id, info.name) for info in layers)
        if wanted == self._listed:
            return
        self._listed, before = wanted, self.layer
        blocker = QSignalBlocker(self)
        self.clear()
        for layer, name in wanted:
            self.addItem(name, layer)
        self.setCurrentIndex(max(0, self.findData(before)))
        del blocker
