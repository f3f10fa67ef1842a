"""Layers put into a residual block, and taken out of one: edits like those of `edits`, with where the trained numbers go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.network.transfer import Move
from engine.nn.layers import Layer
from engine.nn.layers.residual import MOST_INSIDE, Residual
from engine.recipe.recipe import Block, Recipe
from gui.model.edits import MOST_LAYERS, blocks_of, next_id, position, with_recipe
from gui.model.project import Project

UNITS = 1  # any number will do to ask a residual block for the names of its parts


def inside_of(layer: Layer) -> tuple[Layer, ...]:
    """The layers that a residual block holds; other layers hold none."""
    return layer.inside if isinstance(layer, Residual) else ()


def objection(recipe: Recipe, block_ids: Sequence[int]) -> str:
    """Why these layers cannot go into a residual block, as a sentence; empty when they can."""
    blocks, names = blocks_of(recipe, block_ids), recipe.names()
    if not blocks:
        return "Select the layers that the way around is to bridge."
    first = position(recipe, blocks[0].id)
    if recipe.blocks[first : first + len(blocks)] != blocks:
        return "A residual block bridges layers that stand side by side: select neighbours."
    if len(blocks) > MOST_INSIDE:
        return f"A residual block holds at most {MOST_INSIDE} layers, not {len(blocks)}: bridge fewer."
    for block in blocks:
        if inside_of(block.layer):
            return f"{names[block.id]} is a residual block already: take its layers out first (Ctrl+Shift+G)."
        if not block.enabled:
            return f"{names[block.id]} is off: switch it on first (Ctrl+B)."
        if (block.rate, block.frozen) != (blocks[0].rate, blocks[0].frozen):
            return (
                f"{names[block.id]} is not trained as {names[blocks[0].id]} is: inside a block both must be frozen or not, "
                "with the same rate multiplier."
            )
    return ""


def wrap(project: Project, block_ids: Sequence[int]) -> tuple[Project, tuple[Move, ...]]:
    """Neighbours put into one residual block, in their place. Raises ValueError with the objection."""
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
    """The layers of a residual block in its place, one after the other; the way around and the layer that leads back to it go.

    Raises ValueError when it is no residual block.
    """
    recipe, at = project.recipe, position(project.recipe, block_id)
    block = recipe.blocks[at]
    inside = inside_of(block.layer)
    if not inside:
        raise ValueError(f"{recipe.names()[block_id]} is no residual block: there is nothing inside to take out.")
    if len(recipe.blocks) - 1 + len(inside) > MOST_LAYERS:
        raise ValueError(f"A network here has at most {MOST_LAYERS} layers: take some out first.")
    first = next_id(recipe)
    out = tuple(Block(first + k, layer, rate=block.rate, frozen=block.frozen) for k, layer in enumerate(inside))
    blocks = (*recipe.blocks[:at], *out, *recipe.blocks[at + 1 :])
    moves = tuple(Move(block_id, part, one.id, "") for one, part in zip(out, _parts(block.layer), strict=True))
    return with_recipe(project, blocks=blocks), moves


def _parts(layer: Layer) -> tuple[str, ...]:
    """What the names of the arrays of each layer inside begin with."""
    return tuple(f"{part.name}." for part in layer.parts(UNITS))[:-1] if isinstance(layer, Residual) else ()
