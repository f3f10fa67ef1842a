"""The activations as previews at a block: the list of the drop-down in the inspector, opened on the canvas."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from engine.core.translation import _
from engine.nn.activations import ACTIVATIONS, Activation
from gui.canvas.diagram.diagram import DiagramLayer
from gui.canvas.setting_commands import SettingCommands
from gui.widgets.forms.family_picker import summary
from gui.widgets.previews.preview_combo import PreviewCombo
from gui.widgets.previews.preview_list import PreviewList


class ActivationPopup:
    """Over one canvas. Remembers whose activation it shows."""

    def __init__(self, settings: SettingCommands, over: QWidget) -> None:
        self._settings = settings
        self._block_id, self._field, self._present = 0, "", next(iter(ACTIVATIONS))()
        self._choice = PreviewCombo(_("Activation"), self._item, over)  # never shown: it has the entries, and opens their list
        self._choice.hide()
        for cls in ACTIVATIONS:
            self._choice.add(cls.kind, _(cls.label), summary(cls))
        self._choice.chosen.connect(self._set)

    @property
    def popup(self) -> PreviewList | None:
        """The list, while it is open."""
        return self._choice.popup

    def open(self, layer: DiagramLayer, place: QRect) -> None:
        """For a layer that has an activation to choose, below a rectangle of the screen."""
        assert layer.activation is not None
        self._block_id, (self._field, self._present) = layer.id, layer.activation
        self._choice.set_value(self._present.kind)
        self._choice.open_list(place)

    def close(self) -> None:
        self._choice.hidePopup()

    def _item(self, kind: str) -> Activation:
        return self._present if kind == self._present.kind else ACTIVATIONS[kind]()

    def _set(self, kind: str) -> None:
        if kind != self._present.kind:  # the one in use keeps its numbers
            self._settings.set_activation(self._block_id, self._field, ACTIVATIONS[kind]())
