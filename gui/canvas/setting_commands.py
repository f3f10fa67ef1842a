"""Settings and trained numbers of the network's layers: each method is one undoable edit. Which layers: see `NetworkCommands`."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from engine.core.number_format import format_number
from engine.core.params import params_of
from engine.core.translation import _, joined, ngettext
from engine.nn.activations import Activation
from engine.training.memento import WeightEdit
from gui.canvas.edit_runner import EditRunner
from gui.model import edits
from gui.model.edits import position, replace_layer
from gui.model.project import Project


class SettingCommands:
    """Edits the document through a runner, which reports why an edit was refused."""

    def __init__(self, runner: EditRunner) -> None:
        self._runner = runner

    def enable(self, block_ids: Sequence[int], enabled: bool) -> None:
        """Have the network use layers, or skip them."""
        text = (_("Enable {layers}") if enabled else _("Disable {layers}")).format(layers=self._runner.names(block_ids))
        self._runner.edit(text, lambda project: edits.enable_layers(project, block_ids, enabled))

    def freeze(self, block_ids: Sequence[int], frozen: bool) -> None:
        """Have training leave layers as they are, or train them again."""
        text = (_("Freeze {layers}") if frozen else _("Unfreeze {layers}")).format(layers=self._runner.names(block_ids))
        self._runner.edit(text, lambda project: edits.freeze_layers(project, block_ids, frozen))

    def fold(self, block_id: int, folded: bool) -> None:
        """Have a large layer show some of its neurons, or all."""
        text = (_("Fold {layer}") if folded else _("Unfold {layer}")).format(layer=self._runner.name(block_id))
        self._runner.edit(text, lambda project: edits.fold_layer(project, block_id, folded))

    def rename(self, block_id: int, name: str) -> None:
        text = _("Rename {layer}").format(layer=self._runner.name(block_id))
        self._runner.edit(text, lambda project: edits.rename_layer(project, block_id, name))

    def resize(self, block_id: int, by: int) -> None:
        """More or fewer neurons."""
        layer = self._runner.block(block_id).layer
        about = params_of(layer).get("units")
        if about is not None:
            units = getattr(layer, "units") + by  # noqa: B009 - only some layers have units
            text = ngettext("{layer}: {units} neuron", "{layer}: {units} neurons", units)
            text = text.format(layer=self._runner.name(block_id), units=units)
            self._runner.edit(text, lambda project: _with(project, block_id, "units", about.check(units)))

    def set_activation(self, block_id: int, field: str, activation: Activation) -> None:
        """Another activation in the layer's parameter `field`."""
        text = _("{layer}: {activation}").format(layer=self._runner.name(block_id), activation=_(activation.label))
        self._runner.edit(text, lambda project: _with(project, block_id, field, activation))

    def set_weight(self, edit: WeightEdit, name: str, nudged: bool) -> None:
        """A trained number; `name` says which. Nudges that follow each other undo as one."""
        text = _("{number:big}: {value}").format(number=joined((name,)), value=format_number(edit.value, 4))
        document, key = self._runner.document, f"nudge {edit.layer} {edit.array} {edit.index}"
        document.edit(text, document.project, merge=key if nudged else "", weights=(edit,))


def _with(project: Project, block_id: int, field: str, value: object) -> Project:
    recipe = project.recipe
    layer = recipe.blocks[position(recipe, block_id)].layer
    return replace_layer(project, block_id, dataclasses.replace(layer, **{field: value}))
