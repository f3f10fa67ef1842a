"""The messages in the banner: the outcome of what the user did, and the problems that a frame reports."""

from __future__ import annotations

from collections.abc import Callable

from engine.training.divergence import Divergence
from gui.training.frame import Frame
from gui.widgets.banner import Action, Banner, Message


class FrameMessages:
    """Remembers what the last frame reported. `remedies` are what is offered after a divergence."""

    def __init__(self, banner: Banner, remedies: Callable[[Frame], tuple[Action, ...]]) -> None:
        self.banner, self._remedies = banner, remedies
        self._problem = self._notice = ""
        self._divergence: Divergence | None = None

    def show_message(self, kind: str, text: str) -> None:
        """Replaces the last outcome; an empty text clears it."""
        if text:
            self.banner.show_message(Message(kind, text, key="outcome"))
        else:
            self.banner.clear("outcome")

    def show_frame(self, frame: Frame) -> None:
        """A problem, a notice or a divergence is shown once; problem and divergence are cleared when they are solved."""
        if frame.problem and frame.problem != self._problem:
            self.banner.show_message(Message("error", frame.problem, key="problem"))
        elif self._problem and not frame.problem:
            self.banner.clear("problem")
        if frame.notice and frame.notice != self._notice:
            self.show_message("warning", frame.notice)
        divergence = frame.snapshot.divergence if frame.snapshot is not None else None
        if divergence is not None and divergence != self._divergence:
            self.banner.show_message(Message("warning", str(divergence), self._remedies(frame), key="divergence"))
        elif self._divergence is not None and divergence is None:
            self.banner.clear("divergence")
        self._problem, self._notice, self._divergence = frame.problem, frame.notice, divergence
