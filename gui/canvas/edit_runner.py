"""Runs edits of the project as undoable edits of the document, each with the text that Undo shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from engine.core.translation import ngettext
from engine.recipe.recipe import Block
from gui.document import Document
from gui.model.edits import position
from gui.model.project import Project

After = TypeVar("After")


class EditRunner(QObject):
    """What makes no sense leaves the document alone, with the reason in `refused`."""

    refused = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document

    def edit(self, text: str, change: Callable[[Project], Project]) -> None:
        after = self.attempt(change)
        if after is not None:
            self.document.edit(text, after)

    def insert(self, text: str, change: Callable[[Project], Project]) -> tuple[int, ...]:
        """An edit that adds layers; their ids, none when it was refused."""
        before = self.ids()
        self.edit(text, change)
        return tuple(block_id for block_id in self.ids() if block_id not in before)

    def attempt(self, change: Callable[[Project], After]) -> After | None:
        """What an edit makes of the project; None when it was refused."""
        try:
            return change(self.document.project)
        except ValueError as problem:
            self.refused.emit(str(problem))
            return None

    def ids(self) -> tuple[int, ...]:
        """Of the hidden layers, in their order."""
        return tuple(block.id for block in self.document.project.recipe.blocks)

    def block(self, block_id: int) -> Block:
        """Raises ValueError when the block is not there."""
        recipe = self.document.project.recipe
        return recipe.blocks[position(recipe, block_id)]

    def name(self, block_id: int) -> str:
        return self.document.project.recipe.names()[block_id]

    def names(self, block_ids: Sequence[int]) -> str:
        """'Dense 1', or '3 layers'."""
        return self.name(block_ids[0]) if len(block_ids) == 1 else layer_count(len(block_ids))


def layer_count(count: int) -> str:
    return ngettext("{count} layer", "{count} layers", count).format(count=count)
