"""What is wrong with a recipe that cannot be trained: a sentence for people, the layer at fault and a remedy, where known."""

from __future__ import annotations

from engine.recipe.remedies import Remedy


class RecipeProblem(Exception):
    """A recipe cannot be trained as it is; the message says what was found and what to do about it.

    `block` is the id of the layer at fault, None for the whole run; `remedy` is a change that fixes it, if one is known.
    `waits`: training goes on by itself as soon as there are points enough.
    """

    def __init__(self, message: str, block: int | None = None, remedy: Remedy | None = None, waits: bool = False) -> None:
        super().__init__(message)
        self.block, self.remedy, self.waits = block, remedy, waits
