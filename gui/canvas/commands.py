"""What one can do to the network: each method is one undoable edit of the document, with the text that Undo shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from engine.core.number_format import format_number
from engine.core.params import params_of
from engine.network.transfer import Move
from engine.nn.activations import Activation
from engine.nn.layers import Layer
from engine.recipe.recipe import Block
from engine.recipe.remedies import Remedy
from engine.training.memento import WeightEdit
from gui.document import Document
from gui.model import edits, residual_edits
from gui.model.edits import position, replace_layer
from gui.model.project import Project

After = TypeVar("After")


class NetworkCommands(QObject):
    """Edits the document; what makes no sense leaves it alone and is said in `refused`."""

    refused = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document

    def add(self, layer: Layer, index: int) -> int | None:
        """A new layer before position `index`; its id, or None when it was refused."""
        return next(iter(self._grow(f"Add {layer.label}", lambda project: edits.insert_layer(project, index, layer))), None)

    def paste(self, blocks: tuple[Block, ...], index: int) -> tuple[int, ...]:
        """New layers like these before position `index`; their ids, none when they were refused."""
        return self._grow(f"Paste {_layers(blocks)}", lambda project: edits.insert_blocks(project, index, blocks))

    def duplicate(self, *block_ids: int) -> tuple[int, ...]:
        """Copies behind the last; their ids, none when they were refused."""
        return self._grow(f"Duplicate {self.names(block_ids)}", lambda project: edits.duplicate_layers(project, block_ids))

    def remove(self, *block_ids: int) -> None:
        self._edit(f"Remove {self.names(block_ids)}", lambda project: edits.remove_layers(project, block_ids))

    def move(self, block_ids: Sequence[int], index: int) -> None:
        """Before position `index` of those that stay."""
        self._edit(f"Move {self.names(block_ids)}", lambda project: edits.move_layers(project, block_ids, index))

    def shift(self, block_ids: Sequence[int], by: int) -> None:
        """One place to the right (1) or left (-1), as far as there is one."""
        blocks = self.document.project.recipe.blocks
        first = next((at for at, block in enumerate(blocks) if block.id in block_ids), 0)
        if block_ids and 0 <= first + by <= len(blocks) - len(block_ids):
            self.move(block_ids, first + by)

    def enable(self, block_ids: Sequence[int], enabled: bool) -> None:
        """Have the network use layers, or pass them over."""
        verb = "Enable" if enabled else "Disable"
        self._edit(f"{verb} {self.names(block_ids)}", lambda project: edits.enable_layers(project, block_ids, enabled))

    def freeze(self, block_ids: Sequence[int], frozen: bool) -> None:
        """Have training leave layers as they are, or train them again."""
        verb = "Freeze" if frozen else "Unfreeze"
        self._edit(f"{verb} {self.names(block_ids)}", lambda project: edits.freeze_layers(project, block_ids, frozen))

    def wrap(self, block_ids: Sequence[int]) -> int | None:
        """Neighbours put into a residual block, with their trained numbers; its id, or None when it was refused."""
        moved = self._attempt(lambda project: residual_edits.wrap(project, block_ids))
        return None if moved is None else next(iter(self._moved(f"Residual around {self.names(block_ids)}", *moved)))

    def unwrap(self, block_id: int) -> tuple[int, ...]:
        """The layers of a residual block in its place, with their trained numbers; their ids, none when it was refused."""
        moved = self._attempt(lambda project: residual_edits.unwrap(project, block_id))
        return () if moved is None else self._moved(f"Take {self.name(block_id)} apart", *moved)

    def fold(self, block_id: int, folded: bool) -> None:
        """Have a large layer show some of its neurons, or all."""
        verb = "Fold" if folded else "Unfold"
        self._edit(f"{verb} {self.name(block_id)}", lambda project: edits.fold_layer(project, block_id, folded))

    def rename(self, block_id: int, name: str) -> None:
        self._edit(f"Rename {self.name(block_id)}", lambda project: edits.rename_layer(project, block_id, name))

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

    def mend(self, remedy: Remedy) -> None:
        """What a problem offers as its remedy."""
        project = self.document.project
        after = dataclasses.replace(project, recipe=remedy.apply(project.recipe))
        self.document.edit(remedy.text, after, restart=remedy.restarts)

    def set_weight(self, edit: WeightEdit, name: str, nudged: bool) -> None:
        """A trained number; `name` says which. Nudges that follow each other undo as one."""
        text, key = f"{name[0].upper()}{name[1:]}: {format_number(edit.value, 4)}", f"{edit.layer} {edit.array} {edit.index}"
        self.document.edit(text, self.document.project, merge=f"nudge {key}" if nudged else "", weights=(edit,))

    def name(self, block_id: int) -> str:
        return self.document.project.recipe.names()[block_id]

    def names(self, block_ids: Sequence[int]) -> str:
        """'Dense 1', or '3 layers'."""
        return self.name(block_ids[0]) if len(block_ids) == 1 else f"{len(block_ids)} layers"

    def block(self, block_id: int) -> Block:
        """Raises ValueError when the block is not there."""
        recipe = self.document.project.recipe
        return recipe.blocks[position(recipe, block_id)]

    def _grow(self, text: str, change: Callable[[Project], Project]) -> tuple[int, ...]:
        """An edit that adds layers; their ids."""
        before = {block.id for block in self.document.project.recipe.blocks}
        self._edit(text, change)
        return tuple(block.id for block in self.document.project.recipe.blocks if block.id not in before)

    def _moved(self, text: str, after: Project, moves: tuple[Move, ...]) -> tuple[int, ...]:
        """An edit by which layers go on elsewhere; the ids that are new."""
        before = {block.id for block in self.document.project.recipe.blocks}
        self.document.edit(text, after, moves=moves)
        return tuple(block.id for block in after.recipe.blocks if block.id not in before)

    def _edit(self, text: str, change: Callable[[Project], Project]) -> None:
        after = self._attempt(change)
        if after is not None:
            self.document.edit(text, after)

    def _attempt(self, change: Callable[[Project], After]) -> After | None:
        """What an edit makes of the project; None when it makes no sense, which is said."""
        try:
            return change(self.document.project)
        except ValueError as problem:
            self.refused.emit(str(problem))
            return None


def _layers(blocks: Sequence[Block]) -> str:
    return blocks[0].layer.label if len(blocks) == 1 else f"{len(blocks)} layers"


def _with(project: Project, block_id: int, field: str, value: object) -> Project:
    recipe = project.recipe
    layer = recipe.blocks[position(recipe, block_id)].layer
    return replace_layer(project, block_id, dataclasses.replace(layer, **{field: value}))
