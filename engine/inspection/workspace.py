"""What requests may keep from one snapshot of a session to the next, and how fine the pictures of the present one should be."""

from __future__ import annotations

from typing import TypeVar

M = TypeVar("M")

COARSEST = 24  # points along an axis


class Workspace:
    """Changes: belongs to one `SnapshotBuilder`, so to one session. `detail`: share of the resolution that there is time for.
    `training`: whether steps follow at once, so that what takes long is computed in pieces.
    """

    def __init__(self) -> None:
        self.detail, self.training = 1.0, False
        self._memories: dict[type[object], object] = {}

    def points(self, wanted: int) -> int:
        """The number of points along an axis when `wanted` are asked for, fewer where there is no time for all."""
        return max(min(wanted, COARSEST), round(wanted * self.detail))

    def memory(self, kind: type[M]) -> M:
        """The one object of a class that remembers something between snapshots, made without arguments at its first use."""
        found = self._memories.get(kind)
        if not isinstance(found, kind):
            found = self._memories[kind] = kind()
        return found
