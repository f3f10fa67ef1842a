"""What the window says at its bottom: what came of an act, and what a frame tells of trouble."""

from __future__ import annotations

from collections.abc import Callable

from engine.inspection.snapshot import Snapshot
from engine.training.divergence import Divergence
from gui.training.frame import Frame
from gui.widgets.banner import Action, Banner, Message


class Messages:
    """Remembers what the last frame told. `remedies` are what is offered after a divergence."""

    def __init__(self, banner: Banner, remedies: Callable[[Snapshot | None], tuple[Action, ...]]) -> None:
        self.banner, self._remedies = banner, remedies
        self._problem = self._notice = ""
        self._divergence: Divergence | None = None

    def tell(self, kind: str, text: str) -> None:
        """In the place of the last one that was told; no text takes that back."""
        if text:
            self.banner.show_message(Message(kind, text, key="told"))
        else:
            self.banner.clear("told")

    def show_frame(self, frame: Frame) -> None:
        """A problem, a notice or a divergence is said once; the first and the last are taken back when they are mended."""
        if frame.problem and frame.problem != self._problem:
            self.banner.show_message(Message("error", frame.problem, key="problem"))
        elif self._problem and not frame.problem:
            self.banner.clear("problem")
        if frame.notice and frame.notice != self._notice:
            self.tell("warning", frame.notice)
        divergence = frame.snapshot.divergence if frame.snapshot is not None else None
        if divergence is not None and divergence != self._divergence:
            self.banner.show_message(Message("warning", str(divergence), self._remedies(frame.snapshot), key="divergence"))
        elif self._divergence is not None and divergence is None:
            self.banner.clear("divergence")
        self._problem, self._notice, self._divergence = frame.problem, frame.notice, divergence
