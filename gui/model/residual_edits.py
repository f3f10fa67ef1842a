"""Edits that put layers into a residual block and take them out of one. They also return where trained parameters move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.core.translation import _
from engine.network.transfer import Move
from engine.nn.layers import Layer
from engine.nn.layers.residual import MOST_INSIDE, Residual
from engine.recipe.limits import MOST_LAYERS
from engine.recipe.recipe import Block, Recipe
from gui.model.edits import blocks_of, next_id, position, with_recipe
from gui.model.project import Project

UNITS = 1  # any number: the names of a residual block's parts do not depend on it


def inside_of(layer: Layer) -> tuple[Layer, ...]:
    """The layers that a residual block holds; other layers hold none."""
    return layer.inside if isinstance(layer, Residual) else ()


def objection(recipe: Recipe, block_ids: Sequence[int]) -> str:
    """Why these layers cannot be put into a residual block, as a sentence; empty when they can."""
    blocks, names = blocks_of(recipe, block_ids), recipe.names()
    if not blocks:
        return _("Select the layers that the skip connection is to bridge.")
    first = position(recipe, blocks[0].id)
    if recipe.blocks[first : first + len(blocks)] != blocks:
        return _("A residual block bridges layers that stand side by side: select neighbours.")
    if len(blocks) > MOST_INSIDE:
        text = _("A residual block holds at most {most} layers, not {n}: bridge fewer.")
        return text.format(most=MOST_INSIDE, n=len(blocks))
    for block in blocks:
        name = names[block.id]
        if inside_of(block.layer):
            return _("{name} is a residual block already: take its layers out first (Ctrl+Shift+G).").format(name=name)
        if not block.enabled:
            return _("{name} is off: switch it on first (Ctrl+B).").format(name=name)
        if (block.rate, block.frozen) != (blocks[0].rate, blocks[0].frozen):
            text = _(
                "{name} is not trained as {other} is: inside a block both must be frozen or not, with the same rate multiplier."
            )
            return text.format(name=name, other=names[blocks[0].id])
    return ""


def wrap(project: Project, block_ids: Sequence[int]) -> tuple[Project, tuple[Move, ...]]:
    """Neighbouring layers put into one residual block, and where their parameters move. Raises ValueError if `objection` does."""
    recipe = project.recipe
    reason = objection(recipe, block_ids)
    if reason:
        raise ValueError(reason)
    inside = blocks_of(recipe, block_ids)
    layer = Residual(tuple(block.layer for block in inside))
    new = Block(next_id(recipe), layer, rate=inside[0].rate, frozen=inside[0].frozen)
    at = position(recipe, inside[0].id)
    blocks = (*recipe.blocks[:at], new, *recipe.blocks[at + len(inside) :])
    moves = tuple(Move(block.id, "", new.id, part) for block, part in zip(inside, _parts(layer), strict=True))
    return with_recipe(replace(project, unfolded=project.unfolded - set(block_ids)), blocks=blocks), moves


def unwrap(project: Project, block_id: int) -> tuple[Project, tuple[Move, ...]]:
    """The layers of a residual block in its place, and where their parameters move; skip connection and projection are dropped.

    Raises ValueError when it is not a residual block, or when there would be too many layers.
    """
    recipe, at = project.recipe, position(project.recipe, block_id)
    block = recipe.blocks[at]
    inside = inside_of(block.layer)
    if not inside:
        text = _("{name} is no residual block: there is nothing inside to take out.")
        raise ValueError(text.format(name=recipe.names()[block_id]))
    if len(recipe.blocks) - 1 + len(inside) > MOST_LAYERS:
        raise ValueError(_("A network here has at most {most} layers: take some out first.").format(most=MOST_LAYERS))
    first = next_id(recipe)
    out = tuple(Block(first + k, layer, rate=block.rate, frozen=block.frozen) for k, layer in enumerate(inside))
    blocks = (*recipe.blocks[:at], *out, *recipe.blocks[at + 1 :])
    moves = tuple(Move(block_id, part, one.id, "") for one, part in zip(out, _parts(block.layer), strict=True))
    return with_recipe(project, blocks=blocks), moves


def _parts(layer: Layer) -> tuple[str, ...]:
    """The prefix of the parameter names of each layer inside."""
    return tuple(f"{part.name}." for part in layer.parts(UNITS))[:-1] if isinstance(layer, Residual) else ()
