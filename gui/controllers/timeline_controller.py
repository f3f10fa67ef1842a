"""Earlier moments of the run: looking back at them, going on from one, and the way out of a run that diverged."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QObject

from engine.core.translation import _
from engine.inspection.snapshot import Snapshot
from engine.training.checkpoint import KeyframeInfo
from engine.training.divergence import half_the_rate
from gui.document import Document
from gui.panels.run.timeline_bar import TimelineBar
from gui.training.frame import Frame
from gui.training.trainer import Trainer
from gui.widgets.banner import Action


class TimelineController(QObject):
    """`bar` is what the user moves. Going back is one edit, which Undo takes back."""

    def __init__(self, document: Document, trainer: Trainer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self.trainer, self.bar = document, trainer, TimelineBar()
        self.bar.keyframe_wanted.connect(trainer.look_back)
        self.bar.continue_wanted.connect(self.go_on_from)

    def show_frame(self, frame: Frame) -> None:
        self.bar.show_frame(frame)

    def go_on_from(self, kept: KeyframeInfo) -> None:
        """The trained state of a kept moment, and its network, become the present ones."""
        after = dataclasses.replace(self.document.project, recipe=kept.recipe)
        self.document.go_back(_("Go back to step {step}").format(step=f"{kept.step:,}"), after, kept.step)

    def remedies(self, snapshot: Snapshot | None) -> tuple[Action, ...]:
        """What a message offers after a divergence. The state to go back to is the kept moment with the lowest loss: the last
        finite one is often past saving."""
        slower = Action(half_the_rate(self.document.project.recipe).text, self._halve_the_rate)
        moments = snapshot.timeline if snapshot is not None else ()
        if not moments:
            return (slower,)
        best = min(moments, key=lambda kept: kept.train_loss)
        return Action(_("Back to the last good state"), lambda: self.go_on_from(best)), slower

    def _halve_the_rate(self) -> None:
        project = self.document.project
        remedy = half_the_rate(project.recipe)
        self.document.edit(remedy.text, dataclasses.replace(project, recipe=remedy.apply(project.recipe)))
