"""Starts, pauses and restarts the training run."""

from __future__ import annotations

import numpy as np

from engine.core.translation import _
from gui.document import Document
from gui.model import edits
from gui.training.trainer import Trainer


class RunController:
    """What buttons and menus do with the run. A new start is an edit, which Undo takes back."""

    def __init__(self, document: Document, trainer: Trainer) -> None:
        self.document, self.trainer = document, trainer

    def toggle_play(self) -> None:
        if self.trainer.is_running:
            self.trainer.pause()
        else:
            self.trainer.play()

    def same_start(self) -> None:
        """Step 0 again with the same seeds: the very same run."""
        self.document.edit(_("Same start"), self.document.project, restart=True)

    def new_start(self) -> None:
        """Step 0 with other seeds for weights and order."""
        self.document.edit(_("New start"), edits.new_start(self.document.project, np.random.default_rng()), restart=True)
