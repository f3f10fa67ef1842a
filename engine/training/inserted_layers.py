"""Layers that are inserted into a trained network start as the identity where they can, several of them one after the other."""

from __future__ import annotations

from engine.network.identity_start import MOST_SAMPLED, keep_function, one_by_one
from engine.network.transfer import Transfer
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.training_loop import TrainingLoop, build


def start_inserted(old: TrainingLoop, new: TrainingLoop) -> None:
    """Set the numbers of the layers that only `new` has, into which all that fits of `old` has been copied already.

    Each further layer is judged and set in a network that has those before it, as if they had been inserted one by one.
    """
    x, before = new.data.x(new.data.train[:MOST_SAMPLED]), old
    for recipe in one_by_one(old.recipe, new.recipe):
        try:
            between = build(recipe, new.data, new.network.dtype.type)
        except RecipeProblem:  # only all of them together make a network
            return
        Transfer.between(before, between).carry_over()
        keep_function(before.network, between.network, x)
        before = between
    if before is not old:
        Transfer.between(before, new).carry_over()
    keep_function(before.network, new.network, x)
