"""Which layers there are and in which order: each method is one undoable edit. Settings of a layer: see `SettingCommands`."""

from __future__ import annotations

from collections.abc import Sequence

from engine.core.translation import _
from engine.network.transfer import Move
from engine.nn.layers import Layer
from engine.recipe.recipe import Block
from engine.recipe.remedies import Remedy
from gui.canvas.edit_runner import EditRunner, layer_count
from gui.model import edits, residual_edits
from gui.model.project import Project


class NetworkCommands:
    """Edits the document through a runner, which reports why an edit was refused."""

    def __init__(self, runner: EditRunner) -> None:
        self._runner = runner

    def add(self, layer: Layer, index: int) -> int | None:
        """A new layer before position `index`; its id, or None when it was refused."""
        text = _("Add {layer}").format(layer=_(layer.label))
        return next(iter(self._runner.insert(text, lambda project: edits.insert_layer(project, index, layer))), None)

    def paste(self, blocks: tuple[Block, ...], index: int) -> tuple[int, ...]:
        """New layers like these before position `index`; their ids, none when they were refused."""
        what = _(blocks[0].layer.label) if len(blocks) == 1 else layer_count(len(blocks))
        text = _("Paste {layers}").format(layers=what)
        return self._runner.insert(text, lambda project: edits.insert_blocks(project, index, blocks))

    def duplicate(self, *block_ids: int) -> tuple[int, ...]:
        """Copies behind the last; their ids, none when they were refused."""
        text = _("Duplicate {layers}").format(layers=self._runner.names(block_ids))
        return self._runner.insert(text, lambda project: edits.duplicate_layers(project, block_ids))

    def remove(self, *block_ids: int) -> None:
        text = _("Remove {layers}").format(layers=self._runner.names(block_ids))
        self._runner.edit(text, lambda project: edits.remove_layers(project, block_ids))

    def move(self, block_ids: Sequence[int], index: int) -> None:
        """Before position `index` of those that stay."""
        text = _("Move {layers}").format(layers=self._runner.names(block_ids))
        self._runner.edit(text, lambda project: edits.move_layers(project, block_ids, index))

    def shift(self, block_ids: Sequence[int], by: int) -> None:
        """One place to the right (1) or left (-1), as far as there is one."""
        ids = self._runner.ids()
        first = next((at for at, block_id in enumerate(ids) if block_id in block_ids), 0)
        if block_ids and 0 <= first + by <= len(ids) - len(block_ids):
            self.move(block_ids, first + by)

    def wrap(self, block_ids: Sequence[int]) -> int | None:
        """Put neighbours into a residual block, with their trained numbers; its id, or None when it was refused."""
        moved = self._runner.attempt(lambda project: residual_edits.wrap(project, block_ids))
        if moved is None:
            return None
        text = _("Residual around {layers}").format(layers=self._runner.names(block_ids))
        return next(iter(self._edit_and_move(text, *moved)))

    def unwrap(self, block_id: int) -> tuple[int, ...]:
        """Put the layers of a residual block in its place, with their trained numbers; their ids, none when it was refused."""
        moved = self._runner.attempt(lambda project: residual_edits.unwrap(project, block_id))
        if moved is None:
            return ()
        return self._edit_and_move(_("Take {layer} apart").format(layer=self._runner.name(block_id)), *moved)

    def apply_fix(self, remedy: Remedy) -> None:
        """Do what a problem offers as its remedy."""
        document = self._runner.document
        document.edit(remedy.text, edits.with_remedy(document.project, remedy), restart=remedy.restarts)

    def _edit_and_move(self, text: str, after: Project, moves: tuple[Move, ...]) -> tuple[int, ...]:
        """An edit in which trained numbers move to other layers; the ids that are new."""
        before = self._runner.ids()
        self._runner.document.edit(text, after, moves=moves)
        return tuple(block.id for block in after.recipe.blocks if block.id not in before)
