"""The canvas, as everything that acts on it sees it: gestures, keys, menus, the clipboard."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, SignalInstance

from engine.nn.layers import Layer
from gui.canvas.commands import NetworkCommands
from gui.canvas.diagram.selection import Selection
from gui.canvas.edit_runner import EditRunner
from gui.canvas.interaction.hover import HoverState
from gui.canvas.interaction.number_editing import NumberEditing
from gui.canvas.popups.popups import Popups
from gui.canvas.scene import NetworkScene
from gui.canvas.setting_commands import SettingCommands
from gui.document import Document
from gui.inputs.input_switcher import InputSwitcher


class CanvasHost(Protocol):
    """What is on the canvas, what is selected, and what edits the document. Points are the viewport's."""

    net: NetworkScene
    document: Document
    runner: EditRunner
    commands: NetworkCommands
    settings: SettingCommands
    switcher: InputSwitcher
    hover: HoverState
    number_editing: NumberEditing
    popups: Popups
    selected_blocks: Selection
    link_pasted: SignalInstance  # a link of TensorFlow Playground
    doctor_wanted: SignalInstance  # show what the doctor says
    edit_wanted: SignalInstance  # a block's id: show its settings and put the keyboard there

    @property
    def selection(self) -> int | None:
        """The block that the keyboard is on."""

    @property
    def selected_layers(self) -> tuple[int, ...]:
        """The selected hidden layers, in their order."""

    def select(self, block_id: int | None) -> None:
        """Make a block the only selected one."""

    def set_selection(self, selection: Selection) -> None:
        """Select several blocks."""

    def insert(self, layer: Layer, index: int) -> None:
        """A new layer before position `index`, selected."""

    def cancel_gesture(self) -> bool:
        """Cancel the gesture that is going on. False when there is none."""

    def show_message(self, text: str) -> None:
        """A sentence at the canvas's edge; an empty one hides it."""

    def at(self, point: QPoint) -> QPointF:
        """A point of the viewport in the scene."""

    def inside(self, point: QPoint) -> bool:
        """Whether a point, in the viewport's coordinates, is within it."""

    def pan(self, by: QPoint) -> None:
        """Move what the view shows, in pixels."""

    def on_bin(self, point: QPoint) -> bool:
        """Whether it is where the bin is, or would be."""

    def show_bin(self, shown: bool, hot: bool = False) -> None:
        """The strip on which a block is dropped to delete it; `hot` while something is over it."""

    def show_band(self, band: QRect | None) -> None:
        """A rectangle that is being drawn; None hides it."""

    def set_cursor(self, shape: Qt.CursorShape | None) -> None:
        """The mouse cursor; None for the usual one."""
