"""Which blocks are selected: one that the keyboard is on, and any others that are edited together with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Selection:
    """`anchor` is where a range of blocks began. Only hidden layers can be selected together."""

    current: int | None = None
    others: frozenset[int] = frozenset()
    anchor: int | None = None

    def __contains__(self, block_id: int) -> bool:
        return block_id == self.current or block_id in self.others

    def of(self, hidden: Sequence[int]) -> tuple[int, ...]:
        """The selected ones of the hidden layers, in their order."""
        return tuple(block_id for block_id in hidden if block_id in self)

    def toggled(self, block_id: int, hidden: Sequence[int]) -> Selection:
        """With this hidden layer added, or removed if it was selected."""
        chosen = set(self.of(hidden)) ^ {block_id}
        current = block_id if block_id in chosen else max(chosen, key=hidden.index, default=None)
        return Selection(current, frozenset(chosen - {current}), current)

    def extended(self, to: int, hidden: Sequence[int]) -> Selection:
        """All hidden layers from the anchor to this one."""
        anchor = self.anchor if self.anchor in hidden else self.current if self.current in hidden else to
        low, high = sorted((hidden.index(anchor), hidden.index(to)))
        return Selection(to, frozenset(hidden[low : high + 1]) - {to}, anchor)


def several(block_ids: Sequence[int]) -> Selection:
    """These hidden layers; the keyboard is on the last."""
    if not block_ids:
        return Selection()
    return Selection(block_ids[-1], frozenset(block_ids[:-1]), block_ids[0])
