"""The three answers to the question for a trained state: it, that there is none, or that it cannot be had now."""

from __future__ import annotations

from enum import Enum

from engine.recipe.recipe import Recipe
from engine.training.checkpoint import Checkpoint

State = tuple[Recipe, Checkpoint]


class Missing(Enum):
    """Why there is no state. `UNAVAILABLE`: there may be one, so nothing may be written in its place."""

    UNTRAINED = "untrained"
    UNAVAILABLE = "unavailable"


Answer = State | Missing
