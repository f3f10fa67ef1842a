"""Edits: pure functions from a project to a project. `Document.edit` makes them undoable.

Each raises ValueError with a sentence for the user when the edit is impossible.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from engine.core.params import params_of
from engine.core.translation import _, ngettext
from engine.data.datasets import Dataset
from engine.data.feature_ranking import most_informative_inputs
from engine.data.table import Table, Task
from engine.nn.layers import Layer
from engine.nn.losses import usual_loss
from engine.recipe.layer_identity import kept
from engine.recipe.limits import MOST_ID, MOST_LAYERS, MOST_NAME, layers_objection
from engine.recipe.recipe import OUTPUT, Block, Recipe, Seeds
from engine.recipe.remedies import Remedy
from engine.recipe.suited_network import Fitting
from gui.model.input_edits import fitting_inputs
from gui.model.project import Axes, Project

FEW_INPUTS = 4  # with more, a point with the other inputs at their means is like no row: the surface follows the data instead


def with_recipe(project: Project, **changes: Any) -> Project:
    """The project with some fields of its recipe changed; layers that stay keep their names and colours.

    Raises ValueError for a value out of its range.
    """
    if "blocks" in changes:
        problem = layers_objection(block.layer for block in changes["blocks"])
        if problem:
            raise ValueError(problem)
        changes["blocks"] = kept(project.recipe.blocks, changes["blocks"])
    about = params_of(Recipe)
    for name, value in changes.items():
        if name in about:
            about[name].check(value)
    own_loss = project.own_loss or ("loss" in changes and changes["loss"] != project.recipe.loss)
    return replace(project, recipe=replace(project.recipe, **changes), own_loss=own_loss)


def insert_layer(project: Project, index: int, layer: Layer) -> Project:
    """A new layer before position `index` (0 is right after the inputs, the number of layers right before the output)."""
    blocks = project.recipe.blocks
    if len(blocks) >= MOST_LAYERS:
        raise ValueError(_("A network here has at most {most} layers: take one out first.").format(most=MOST_LAYERS))
    new = Block(next_id(project.recipe), layer)
    return with_recipe(project, blocks=(*blocks[:index], new, *blocks[index:]))


def with_remedy(project: Project, remedy: Remedy) -> Project:
    """The project after a remedy; layers that stay keep their names and colours."""
    recipe = remedy.apply(project.recipe)
    return replace(project, recipe=replace(recipe, blocks=kept(project.recipe.blocks, recipe.blocks)))


def with_fitting(project: Project, fitting: Fitting, task: Task) -> Project:
    """The project with a network that fits its data, in place of its own: all layers are new ones."""
    recipe = fitting.apply(project.recipe, task)
    return replace(project, recipe=recipe, own_loss=False, unfolded=frozenset())


def next_id(recipe: Recipe) -> int:
    """The id that `insert_layer` gives to the next new layer."""
    largest = max((block.id for block in recipe.blocks), default=0)
    return largest + 1 if largest + MOST_LAYERS < MOST_ID else _free_id(recipe)


def _free_id(recipe: Recipe) -> int:
    """An id with enough free ones behind it, where a file used the largest that there can be."""
    taken = sorted(block.id for block in recipe.blocks)
    return next(low + 1 for low, high in pairwise([0, *taken]) if high - low > 2 * MOST_LAYERS)


def insert_blocks(project: Project, index: int, blocks: tuple[Block, ...]) -> Project:
    """Copies of these blocks before position `index`, in their order, with new ids; names that are in use are dropped."""
    recipe = project.recipe
    if len(recipe.blocks) + len(blocks) > MOST_LAYERS:
        text = ngettext(
            "A network here has at most {most} layers: {n} more is too many.",
            "A network here has at most {most} layers: {n} more are too many.",
            len(blocks),
        )
        raise ValueError(text.format(most=MOST_LAYERS, n=len(blocks)))
    first, taken = next_id(recipe), set(recipe.names().values())
    new = tuple(replace(block, id=first + k, name="" if block.name in taken else block.name) for k, block in enumerate(blocks))
    return with_recipe(project, blocks=(*recipe.blocks[:index], *new, *recipe.blocks[index:]))


def remove_layer(project: Project, block_id: int) -> Project:
    """The project without that layer."""
    return remove_layers(project, (block_id,))


def remove_layers(project: Project, block_ids: Sequence[int]) -> Project:
    """The project without those layers."""
    for block_id in block_ids:
        position(project.recipe, block_id)
    stays = tuple(block for block in project.recipe.blocks if block.id not in block_ids)
    return with_recipe(replace(project, unfolded=project.unfolded - set(block_ids)), blocks=stays)


def move_layers(project: Project, block_ids: Sequence[int], index: int) -> Project:
    """Layers moved together, in their order, before position `index` among those that are not moved."""
    moved = blocks_of(project.recipe, block_ids)
    stays = [block for block in project.recipe.blocks if block not in moved]
    index = min(max(index, 0), len(stays))
    return with_recipe(project, blocks=(*stays[:index], *moved, *stays[index:]))


def replace_layer(project: Project, block_id: int, layer: Layer) -> Project:
    """The block with another layer, or the same with other hyperparameters; its id and name stay."""
    at = position(project.recipe, block_id)
    blocks = project.recipe.blocks
    return with_recipe(project, blocks=(*blocks[:at], replace(blocks[at], layer=layer), *blocks[at + 1 :]))


def set_training(project: Project, block_id: int, rate: float, frozen: bool) -> Project:
    """How a layer is trained: its multiplier of the learning rate, and whether its parameters are frozen."""
    params_of(Block)["rate"].check(rate)
    at = position(project.recipe, block_id)
    blocks = project.recipe.blocks
    return with_recipe(project, blocks=(*blocks[:at], replace(blocks[at], rate=rate, frozen=frozen), *blocks[at + 1 :]))


def duplicate_layer(project: Project, block_id: int) -> Project:
    """A copy of the layer right behind it."""
    at = position(project.recipe, block_id)
    return insert_layer(project, at + 1, project.recipe.blocks[at].layer)


def duplicate_layers(project: Project, block_ids: Sequence[int]) -> Project:
    """Copies of several layers, in their order, right behind the last of them."""
    copied = blocks_of(project.recipe, block_ids)
    if not copied:
        return project
    return insert_blocks(project, project.recipe.blocks.index(copied[-1]) + 1, copied)


def enable_layers(project: Project, block_ids: Sequence[int], enabled: bool) -> Project:
    """Disabled layers keep their place and are left out when the network is built."""
    chosen = blocks_of(project.recipe, block_ids)
    blocks = (replace(block, enabled=enabled) if block in chosen else block for block in project.recipe.blocks)
    return with_recipe(project, blocks=tuple(blocks))


def freeze_layers(project: Project, block_ids: Sequence[int], frozen: bool) -> Project:
    """Training does not change the parameters of frozen layers."""
    chosen = blocks_of(project.recipe, block_ids)
    blocks = (replace(block, frozen=frozen) if block in chosen else block for block in project.recipe.blocks)
    return with_recipe(project, blocks=tuple(blocks))


def fold_layer(project: Project, block_id: int, folded: bool) -> Project:
    """Whether a large layer shows only some of its neurons (folded), or all."""
    if block_id != OUTPUT:
        position(project.recipe, block_id)
    others = project.unfolded - {block_id}
    return replace(project, unfolded=others if folded else others | {block_id})


def rename_layer(project: Project, block_id: int, name: str) -> Project:
    """Another name for the block. Its default name, by kind and number, is not stored."""
    name = " ".join(name.split())
    if len(name) > MOST_NAME:
        raise ValueError(_("A layer's name has at most {most} letters: choose a shorter one.").format(most=MOST_NAME))
    at = position(project.recipe, block_id)
    blocks = project.recipe.blocks
    unnamed = (*blocks[:at], replace(blocks[at], name=""), *blocks[at + 1 :])
    if name == replace(project.recipe, blocks=unnamed).names()[block_id]:
        return with_recipe(project, blocks=unnamed)
    return with_recipe(project, blocks=(*blocks[:at], replace(blocks[at], name=name), *blocks[at + 1 :]))


def blocks_of(recipe: Recipe, block_ids: Sequence[int]) -> tuple[Block, ...]:
    """The blocks with these ids in network order. Raises ValueError when one does not exist."""
    for block_id in block_ids:
        position(recipe, block_id)
    return tuple(block for block in recipe.blocks if block.id in block_ids)


def position(recipe: Recipe, block_id: int) -> int:
    """The position of a block among the layers. Raises ValueError when it does not exist."""
    for at, block in enumerate(recipe.blocks):
        if block.id == block_id:
            return at
    raise ValueError(_("That layer is no longer in the network."))


def set_data(project: Project, data: Dataset, table: Table) -> Project:
    """Another dataset, with the rows of `table`, a loss that fits it and axes that exist. The network's layers stay.

    The loss is the usual one for classes, or for a number, unless the user has chosen one that can be used.
    """
    task, inputs = table.task, table.inputs.shape[1]
    loss = project.recipe.loss
    same_source = project.recipe.data.kind == data.kind
    usual, own_loss = usual_loss(task), project.own_loss and not loss.objection(task)
    follows = not own_loss and not (same_source and data.generated)
    if loss.objection(task) or (follows and type(loss) is not type(usual)):
        loss = usual
    recipe = replace(project.recipe, data=data, loss=loss, inputs=fitting_inputs(project.recipe, data, table))
    if not same_source:
        validation = min(recipe.validation_share, (1 - data.train_share) / 2)  # some rows are left to test with
        recipe = replace(recipe, standardise=data.standardise, train_share=data.train_share, validation_share=validation)
    same_columns = same_source and (data.generated or data.rows_key() == project.recipe.data.rows_key())
    if not same_columns:
        recipe = replace(recipe, scaling=None)  # it was that of other columns
    fits = same_columns and max(project.axes.shown) < inputs and len(project.axes.fixed) in (0, inputs)
    axes = project.axes if fits else Axes(most_informative_inputs(table), follow=inputs > FEW_INPUTS)
    return replace(project, recipe=recipe, axes=axes, own_loss=own_loss)


def new_start(project: Project, rng: np.random.Generator) -> Project:
    """Other seeds for the weights and the order of rows; the data stay."""
    seeds = project.recipe.seeds
    weights, order = (int(n) for n in rng.integers(1, 10_000, 2))
    return with_recipe(project, seeds=dataclasses.replace(seeds, weights=weights, order=order))


def set_seed(project: Project, name: str, value: int) -> Project:
    """Another value for one seed, "data", "weights" or "order"."""
    params_of(Seeds)[name].check(value)
    return with_recipe(project, seeds=dataclasses.replace(project.recipe.seeds, **{name: value}))
