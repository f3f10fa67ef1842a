"""What can go wrong that a user can mend. Every message says what was found and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.remedies import Remedy


class FileProblem(Exception):
    """A file cannot be read or written. The text names the place and the cure; it is shown as it stands."""


class WeightProblem(Exception):
    """A trained number cannot be set by hand. The text says why; nothing else is lost."""


class RecipeProblem(Exception):
    """A recipe cannot be trained as it stands. `block` is the id of the layer at fault, None for the whole run; `remedy` a change
    that mends it, if one is known.
    """

    def __init__(self, message: str, block: int | None = None, remedy: Remedy | None = None) -> None:
        super().__init__(message)
        self.block, self.remedy = block, remedy


class MomentProblem(Exception):
    """A moment of the run that is to come back is no longer kept."""


@dataclass(frozen=True)
class Divergence:
    """Training met a number that is not finite and went back to the state before that step.

    step: the one that computed it; 0 is the start. quantity: 'activation', 'loss', 'gradient', 'weight' …; layer: its name, and
    block its id, empty and None for the loss.
    """

    step: int
    quantity: str
    layer: str
    block: int | None
    cause: str

    @property
    def where(self) -> str:
        """'an activation of Dense 1', 'the loss'."""
        if not self.layer:
            return f"the {self.quantity}"
        article = {"gradient": "the", "optimizer memory": "the", "activation": "an"}.get(self.quantity, "a")
        return f"{article} {self.quantity} of {self.layer}"

    def __str__(self) -> str:
        return f"Training stopped at step {self.step:,}: {self.where} was no longer a finite number. {self.cause}"
