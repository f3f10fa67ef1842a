"""Export of the trained weights: the file dialog, and the proof that the file holds what the window shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QWidget

from engine.core.number_format import format_number
from engine.core.translation import _
from engine.exporters import EXPORTERS, for_path
from engine.exporters.trained_model import TrainedModel
from engine.exporters.verification import export
from engine.files.file_problem import FileProblem
from gui.controllers.state_reader import StateReader
from gui.training.state_answer import Missing
from gui.training.trainer import Trainer
from gui.training.training_job import TrainingJob
from gui.widgets.save_dialog import ask_save_path

ShowMessage = Callable[[str, str], None]


class ExportController:
    """Asks for a file, writes it and proves it. `show_message(kind, text)` shows the outcome, of kind 'info' or 'error'."""

    def __init__(self, parent: QWidget, trainer: Trainer, reader: StateReader, show_message: ShowMessage) -> None:
        self.parent, self.trainer, self.reader, self.show_message = parent, trainer, reader, show_message

    def export(self) -> None:
        """Ask for a file; its kind is what its name ends with, or else the chosen filter."""
        kinds = {cls.suffix: _(cls.label) for cls in EXPORTERS}
        path = ask_save_path(self.parent, _("Export trained weights"), f"network{next(iter(kinds))}", kinds, "export/folder")
        if path is not None:
            self.write(path)

    def write(self, path: Path) -> None:
        """Write the weights that the window shows, as they are after this step; read them back and compare."""
        snapshot = self.reader.read(partial(self.trainer.ask, TrainingJob.shown))
        if snapshot is Missing.UNAVAILABLE:
            text = _('Not exported: the trained weights could not be had. "{path}" is as it was; try again.')
            self.show_message("warning", text.format(path=path))
            return
        if isinstance(snapshot, Missing):
            text = _("There is no trained network to export yet: fix what the message above says, then try again.")
            self.show_message("error", text)
            return
        rows = np.concatenate([snapshot.data.train, snapshot.data.test])
        try:
            work = partial(export, TrainedModel.of(snapshot), for_path(path), path, snapshot.data.table.inputs[rows])
            proof = self.reader.run(work, _("Exporting {path} …").format(path=path), can_cancel=False)
        except FileProblem as problem:
            self.show_message("error", str(problem))
            return
        if isinstance(proof, Missing):
            return  # the whole program ends; the file is written and proven to the end
        text = _(
            "Exported step {step} to {path}. Read back and run in plain NumPy on {rows} rows: "
            "the largest difference from the engine is {difference}."
        )
        difference = format_number(proof.largest_difference, 2)
        self.show_message(
            "info", text.format(step=f"{snapshot.step:,}", path=path, rows=f"{proof.rows:,}", difference=difference)
        )
