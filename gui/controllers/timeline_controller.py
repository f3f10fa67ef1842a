"""Back to earlier moments of the run: to look at them, to go on from them, and out of a run that has met its end."""

from __future__ import annotations

import dataclasses
from typing import Any

from PySide6.QtCore import QObject

from engine.core.params import params_of
from engine.inspection.snapshot import Snapshot
from engine.training.checkpoint import KeyframeInfo
from gui.document import Document
from gui.model import edits
from gui.panels.run.timeline_bar import TimelineBar
from gui.training.frame import Frame
from gui.training.trainer import Trainer
from gui.widgets.banner import Action


class TimelineController(QObject):
    """`bar` is what the user moves; what it asks for is done here, each going back as one edit that Undo takes back."""

    def __init__(self, document: Document, trainer: Trainer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self.trainer, self.bar = document, trainer, TimelineBar()
        self.bar.moment_wanted.connect(trainer.look_back)
        self.bar.go_on.connect(self.go_on_from)

    def show_frame(self, frame: Frame) -> None:
        self.bar.show_frame(frame)

    def go_on_from(self, kept: KeyframeInfo) -> None:
        """The trained state of a kept moment, and its network, become the present ones."""
        after = dataclasses.replace(self.document.project, recipe=kept.recipe)
        self.document.go_back(f"Go back to step {kept.step:,}", after, kept.step)

    def halve_learning_rate(self) -> None:
        optimizer: Any = self.document.project.recipe.optimizer
        half = dataclasses.replace(optimizer, lr=max(optimizer.lr / 2, params_of(optimizer)["lr"].low or 0.0))
        self.document.edit("Half the learning rate", edits.with_recipe(self.document.project, optimizer=half))

    def remedies(self, snapshot: Snapshot | None) -> tuple[Action, ...]:
        """What a message offers when training met a number that is not finite. Good is the kept moment of least loss: the last
        finite one is often past saving."""
        moments = snapshot.timeline if snapshot is not None else ()
        half = Action("Half the learning rate", self.halve_learning_rate)
        if not moments:
            return (half,)
        best = min(moments, key=lambda kept: kept.train_loss)
        return Action("Back to the last good state", lambda: self.go_on_from(best)), half
