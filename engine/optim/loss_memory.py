"""The memory of schedules and stop rules that depend on earlier losses. It is kept apart from the rule, which stays a value."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from engine.core.scores import Scores

Memory = tuple[float, ...]


@runtime_checkable
class RemembersLosses(Protocol):
    """A schedule or stop rule that depends on the losses of earlier epochs."""

    def after_epoch(self, memory: Memory, scores: Scores) -> Memory:
        """Its memory after an epoch that ended with these scores."""


def memory_after(rule: object, memory: Memory, scores: Scores) -> Memory:
    """The memory of a schedule or stop rule after an epoch; the same for one that remembers nothing."""
    return rule.after_epoch(memory, scores) if isinstance(rule, RemembersLosses) else memory
