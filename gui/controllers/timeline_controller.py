"""Earlier moments of the run: looking back at them, going on from one, and the way out of a run that diverged."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QObject

from engine.core.number_format import format_count, format_number
from engine.core.translation import _
from engine.recipe.remedies import Remedy, SetLearningRate, Standardise, with_learning_rate
from engine.training.checkpoint import KeyframeInfo
from gui.document import Document
from gui.model.edits import with_remedy
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

    def go_on_from(self, kept: KeyframeInfo, lr: float | None = None) -> None:
        """The trained state of a kept moment, and its network, become the present ones; with another learning rate, if given."""
        recipe = kept.recipe if lr is None else with_learning_rate(kept.recipe, lr)
        after = dataclasses.replace(self.document.project, recipe=recipe)
        self.document.go_back(_("Go back to step {step}").format(step=format_count(kept.step)), after, kept.step)

    def remedies(self, frame: Frame) -> tuple[Action, ...]:
        """What a message offers after a divergence: first the one way that was tried and helps, where there is one."""
        recovery = frame.recovery
        if recovery is None:
            return (self._start_anew(frame),)
        moment, lr = recovery.moment, recovery.lr
        back = Action(_("Back to step {step}").format(step=format_count(moment.step)), lambda: self.go_on_from(moment))
        if lr is None:
            return (back,)
        text = _("Back to step {step} with a learning rate of {lr}")
        slower = Action(text.format(step=format_count(moment.step), lr=format_number(lr)), lambda: self.go_on_from(moment, lr))
        return slower, back

    def _start_anew(self, frame: Frame) -> Action:
        """What is left when no moment can be gone back to: the start was not finite, or the network is too large to keep any."""
        recipe = self.document.project.recipe
        divergence = None if frame.snapshot is None else frame.snapshot.divergence
        remedy: Remedy = SetLearningRate(_("Start again with a tenth of the learning rate"), recipe.optimizer.lr / 10)
        if divergence is not None and divergence.step == 0 and not recipe.standardise:
            remedy = Standardise(_("Standardise the inputs"))
        return Action(remedy.text, lambda: self._edit(remedy))

    def _edit(self, remedy: Remedy) -> None:
        self.document.edit(remedy.text, with_remedy(self.document.project, remedy), restart=True)
