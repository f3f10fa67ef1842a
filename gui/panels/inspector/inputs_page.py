"""The inspector's page for the inputs."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.core.number_format import format_count
from engine.core.translation import _
from engine.data.preprocessing import Data
from gui.document import Document
from gui.inputs.input_chooser import InputChooser
from gui.inputs.input_switcher import InputSwitcher
from gui.training.frame import Frame
from gui.widgets.labels import Facts, caption, heading, note, separator


class InputsPage(QWidget):
    """Switches inputs on and off, and shows how they are scaled and how many rows there are."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self.switcher = InputSwitcher(document, self)
        self.sentence = note()
        self.chooser = InputChooser(self.switcher)
        self.rows = Facts()
        self._data: Data | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (heading(_("Inputs")), self.sentence, self.chooser, separator(), caption(_("Rows")), self.rows):
            layout.addWidget(part)
        layout.addStretch(1)

    def show_project(self) -> None:
        self.sentence.setText(
            _("Each is scaled to mean 0, deviation 1 of the training rows.")
            if self.document.project.recipe.standardise
            else _("They go in as they are. Standardise, in the data panel, helps when their sizes differ much.")
        )
        self.chooser.show_choices()

    def show_frame(self, frame: Frame) -> None:
        self.switcher.show(frame.snapshot)
        data = frame.snapshot.data if frame.snapshot else None
        if data is None or data is self._data:
            return
        self._data = data
        self.chooser.show_choices()
        self.rows.clear()
        self.rows.show_fact(_("To learn from"), format_count(len(data.train)))
        if len(data.validation):
            help = _("They decide, instead of the test rows, when training stops and which step was best.")
            self.rows.show_fact(_("For validation"), format_count(len(data.validation)), help)
        self.rows.show_fact(_("To test with"), format_count(len(data.test)))
