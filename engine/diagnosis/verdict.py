"""A verdict of the doctor: what is wrong, the numbers behind it, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from engine.recipe.remedies import Remedy


@dataclass(frozen=True)
class Verdict:
    """What is wrong: a stable name, one sentence, the numbers behind it, one remedy, and others that would do as well.

    `short`: the sentence in a few words, for one line. `block`: the layer's id, None for all.
    """

    name: str
    short: str
    sentence: str
    evidence: str
    remedy: Remedy
    block: int | None = None
    others: tuple[Remedy, ...] = ()

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        return (self.remedy, *self.others)
