"""What can be asked of a session for a snapshot, as a value: the base of all requests."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Generic, TypeVar

from engine.inspection.workspace import Workspace
from engine.training.session import Session

R_co = TypeVar("R_co", covariant=True)


class SnapshotRequest(ABC, Generic[R_co]):
    """Subclasses are frozen dataclasses: equal requests of several views are computed once.

    every_frame: False for a result that is too expensive for each frame; while it trains, it may then be half a second old.
    rest, share: of such a one, seconds between two results at least, and share of the thread's time, where not as usual.
    """

    every_frame: ClassVar[bool] = True
    rest: ClassVar[float | None] = None
    share: ClassVar[float | None] = None

    @abstractmethod
    def result(self, session: Session, workspace: Workspace) -> R_co:
        """Compute it from the session as it is now, without changing it. What it returns is never written to again."""


Requests = frozenset[SnapshotRequest[object]]
