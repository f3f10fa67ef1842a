"""What one can do to the network: each method is one undoable edit of the document, with the text that Undo shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from engine.activations import Activation
from engine.layers import Layer
from engine.params import params_of
from engine.recipe import Block
from gui.document import Document
from gui.model.edits import duplicate_layer, insert_layer, move_layer, next_id, position, remove_layer, replace_layer
from gui.model.project import Project


class Builder(QObject):
    """Edits the document; what makes no sense leaves it alone and is said in `refused`."""

    refused = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document

    def add(self, layer: Layer, index: int) -> int | None:
        """A new layer before position `index`; its id, or None when it was refused."""
        new = next_id(self.document.project.recipe)
        return new if self._edit(f"Add {layer.label}", lambda project: insert_layer(project, index, layer)) else None

    def duplicate(self, block_id: int) -> int | None:
        new = next_id(self.document.project.recipe)
        return new if self._edit(f"Duplicate {self.name(block_id)}", lambda project: duplicate_layer(project, block_id)) else None

    def remove(self, block_id: int) -> None:
        self._edit(f"Remove {self.name(block_id)}", lambda project: remove_layer(project, block_id))

    def move(self, block_id: int, index: int) -> None:
        """Before what is now at position `index`."""
        self._edit(f"Move {self.name(block_id)}", lambda project: move_layer(project, block_id, index))

    def shift(self, block_id: int, by: int) -> None:
        """One place to the right (1) or left (-1), as far as there is one."""
        at = position(self.document.project.recipe, block_id)
        if 0 <= at + by < len(self.document.project.recipe.blocks):
            self.move(block_id, at + 2 if by > 0 else at - 1)

    def resize(self, block_id: int, by: int) -> None:
        """More or fewer neurons."""
        layer = self.block(block_id).layer
        about = params_of(layer).get("units")
        if about is not None:
            units = getattr(layer, "units") + by  # noqa: B009 - only some layers have units
            text = f"{self.name(block_id)}: {units} {'neuron' if units == 1 else 'neurons'}"
            self._edit(text, lambda project: _with(project, block_id, "units", about.check(units)))

    def activate(self, block_id: int, field: str, activation: Activation) -> None:
        """Another activation in the layer's parameter `field`."""
        text = f"{self.name(block_id)}: {activation.label}"
        self._edit(text, lambda project: _with(project, block_id, field, activation))

    def name(self, block_id: int) -> str:
        return self.document.project.recipe.names()[block_id]

    def block(self, block_id: int) -> Block:
        """Raises ValueError when the block is not there."""
        recipe = self.document.project.recipe
        return recipe.blocks[position(recipe, block_id)]

    def _edit(self, text: str, change: Callable[[Project], Project]) -> bool:
        try:
            self.document.edit(text, change(self.document.project))
        except ValueError as problem:
            self.refused.emit(str(problem))
            return False
        return True


def _with(project: Project, block_id: int, field: str, value: object) -> Project:
    recipe = project.recipe
    layer = recipe.blocks[position(recipe, block_id)].layer
    return replace_layer(project, block_id, dataclasses.replace(layer, **{field: value}))
