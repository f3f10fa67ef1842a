"""Export of the trained weights: the dialog, and the proof that each file holds what the window shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from engine.core.translation import _
from engine.data.datasets import Dataset
from engine.data.datasets.csv_file import CsvFile
from engine.exporters import Exporter
from engine.exporters.moments import Moment, moments_of
from engine.exporters.verification import Proof, export
from engine.files.file_problem import FileProblem
from gui.controllers.file_controller import FileController
from gui.controllers.state_reader import StateReader
from gui.panels.export.export_dialog import ExportDialog
from gui.panels.export.export_order import ExportOrder
from gui.training.state_answer import Missing
from gui.training.trainer import Trainer
from gui.training.training_job import TrainingJob
from gui.widgets.background import BackgroundWork

ShowMessage = Callable[[str, str], None]


class ExportController:
    """Changes: keeps the dialog while it is open, and what of its order is still to be written.

    `show_message(kind, text)` shows a sentence, of kind 'warning' or 'error', where no dialog can be shown.
    """

    def __init__(
        self, parent: QWidget, trainer: Trainer, reader: StateReader, files: FileController, show_message: ShowMessage
    ) -> None:
        self.parent, self.trainer, self.reader, self.files, self.show_message = parent, trainer, reader, files, show_message
        self.dialog: ExportDialog | None = None
        self._work: BackgroundWork | None = None  # on one format

    def export(self) -> None:
        """Show the dialog for the weights that the window shows, as they are after this step."""
        if self.dialog is not None:
            self.dialog.activateWindow()
            return
        moments = self.reader.read(partial(self.trainer.ask, moments_shown))
        if moments is Missing.UNAVAILABLE:
            self.show_message("warning", _("Not exported: the trained weights could not be had. Try again."))
        elif isinstance(moments, Missing):
            text = _("There is no trained network to export yet: fix what the message above says, then try again.")
            self.show_message("error", text)
        else:
            self.dialog = ExportDialog(moments, self._name(moments[0].model.recipe.data), self.parent)
            self.dialog.wanted.connect(self.write)
            self.dialog.stopped.connect(self.stop)
            self.dialog.finished.connect(self._forget)
            self.dialog.open()

    def write(self, order: ExportOrder) -> None:
        """Write the formats one after the other, beside the window; the dialog shows what becomes of each."""
        self._next(order, order.formats)

    def stop(self) -> None:
        """Write nothing more; a file that is being tried is not kept."""
        if self._work is not None:
            self._work.cancel()

    def _next(self, order: ExportOrder, left: tuple[type[Exporter], ...]) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        if not left:
            dialog.show_done()
            return
        first, rest = left[0], left[1:]

        def proven(proof: Proof) -> None:
            dialog.show_proof(first.kind, proof, first().usage(order.model, proof.path))
            self._next(order, rest)

        def failed(problem: FileProblem) -> None:
            dialog.show_problem(first.kind, str(problem))
            self._next(order, rest)

        work = partial(export, order.model, first(), order.path(first), order.moment.x_raw)
        dialog.show_running(first.kind)
        self._work = BackgroundWork(dialog, work, proven, failed)

    def _name(self, data: Dataset) -> str:
        """What the names of the files begin with at first: the project's name, or else that of its data."""
        if self.files.path is not None:
            return self.files.path.stem
        return Path(data.path).stem if isinstance(data, CsvFile) and data.path else data.kind

    def _forget(self) -> None:
        self.dialog = None


def moments_shown(job: TrainingJob) -> tuple[Moment, ...] | Missing:
    """The weights that can be exported when the window has caught up: the first are those that it shows."""
    if job.session is None or job.problem is not None:
        return Missing.UNTRAINED
    return moments_of(job.session, job.past)
