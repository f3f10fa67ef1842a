"""What can go wrong that a user can mend. Every message says what was found and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.recipe.remedies import Remedy


class RecipeProblem(Exception):
    """A recipe cannot be trained as it stands. `block` is the id of the layer at fault, None for the whole run; `remedy` a change
    that mends it, if one is known.
    """

    def __init__(self, message: str, block: int | None = None, remedy: Remedy | None = None) -> None:
        super().__init__(message)
        self.block, self.remedy = block, remedy
