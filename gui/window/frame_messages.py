"""The messages in the banner: the outcome of what the user did, and the problems that a frame reports."""

from __future__ import annotations

from collections.abc import Callable

from engine.core.translation import _
from engine.network.parameter_layout import INPUT
from engine.training.divergence import Divergence
from gui.document import Change
from gui.training.frame import Frame
from gui.training.job.new_run import NewRun
from gui.widgets.banner import Action, Banner, Message

NOTE = "note"  # the key of what is said of an edit


class FrameMessages:
    """Remembers what the last frame reported. `remedies` are what is offered after a divergence; `keep_weights` begins a new run
    again with the weights of the run before. `sees_blocks`: whether the network is in sight, where a problem stands on its block.
    """

    def __init__(
        self,
        banner: Banner,
        remedies: Callable[[Frame], tuple[Action, ...]],
        keep_weights: Callable[[str], object],
        sees_blocks: Callable[[], bool] = lambda: False,
    ) -> None:
        self.banner, self._remedies, self._keep_weights, self._sees_blocks = banner, remedies, keep_weights, sees_blocks
        self._new_run: NewRun | None = None
        self._settled: set[int] = set()  # by number, new runs whose message was closed or replaced: it does not come back
        self._of_data = ""  # what was said last of a table or template that was chosen
        self._problem = self._notice = ""
        self._divergence: Divergence | None = None

    def show_message(self, kind: str, text: str, *actions: Action) -> None:
        """Replaces the last outcome; an empty text clears it."""
        if text:
            self.banner.show_message(Message(kind, text, actions, key="outcome"))
        else:
            self.banner.clear("outcome")

    def show_adopted(self, text: str) -> None:
        """Whose weights are the network's now: said until the next edit, as Undo."""
        self.banner.show_message(Message("info", text, key=NOTE))

    def show_learned(self, text: str, *actions: Action) -> None:
        """What a run has reached: it goes with the run."""
        self.banner.show_message(Message("info", text, actions, key="learned"))

    def take_back_learned(self) -> None:
        """What was said of the run is no longer so."""
        self.banner.clear("learned")

    def show_data_notice(self, text: str) -> None:
        """What becomes of the training with another table; what a new run says is added to it."""
        self._of_data = text
        self.show_message("info", text)

    def follow(self, change: Change) -> None:
        """What an edit changed besides what was chosen; it is cleared by the next edit, as by Undo. What a run has reached goes
        where the edit leaves the run.
        """
        memento, recipes = change.memento, (change.before.recipe, change.after.recipe)
        if memento is not None and (change.swap or memento.ends_run(*recipes)):
            self.banner.clear("learned")
        if change.note:
            self._of_data = change.note
            self.banner.show_message(Message("info", change.note, key=NOTE))
        elif not change.merged:
            self.banner.clear(NOTE)

    def show_frame(self, frame: Frame) -> None:
        """A problem, a notice or a divergence is shown once; problem and divergence are cleared when they are solved."""
        on_block = frame.problem_block not in (None, INPUT) and self._sees_blocks()  # once, and with its remedy, is enough
        if frame.problem and frame.problem != self._problem and not on_block:
            self.banner.show_message(Message("info" if frame.waits else "error", frame.problem, key="problem"))
        elif self._problem and frame.problem != self._problem:
            self.banner.clear("problem")
        if frame.notice and frame.notice != self._notice:
            self.show_message("warning", frame.notice)
        divergence = frame.snapshot.divergence if frame.snapshot is not None else None
        if divergence is not None and divergence != self._divergence:
            self.banner.show_message(Message("warning", str(divergence), self._remedies(frame), key="divergence"))
        elif self._divergence is not None and divergence is None:
            self.banner.clear("divergence")
        if frame.new_run != self._new_run:
            self._show_new_run(frame.new_run)
        self._problem, self._notice, self._divergence = frame.problem, frame.notice, divergence
        self._new_run = frame.new_run

    def _show_new_run(self, run: NewRun | None) -> None:
        """That a run on other rows has begun, with the offer to keep the weights; cleared when that is settled.

        One that waited during a lesson is there again afterwards, unless its message had gone before.
        """
        if self._new_run is not None and all(message.key != "run" for message in self.banner.messages):
            self._settled.add(self._new_run.number)
        for key in ("run", "learned"):
            self.banner.clear(key)
        told = [message.text for message in self.banner.messages if message.text == self._of_data]
        if run is not None and run.number not in self._settled:
            said = " ".join([*told, run.text])
            text = _("Keep the weights of {data}").format(data=run.before)
            keep = Action(_("Keep the weights"), lambda: self._keep_weights(text))
            self.banner.show_message(Message("info", said, (keep,) if run.can_keep else (), key="run"))
