"""Predict: what the trained network says of a row that one types, or of the rows of another file."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from engine.core.arrays import Array
from engine.core.number_format import format_count, format_number
from engine.core.translation import N_, _
from engine.data.preprocessing import Data
from engine.exporters.trained_model import TrainedModel
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_request import Requests
from engine.prediction.answers import Answers, answers, in_words
from gui.style.text_size import set_font
from gui.training.frame import Frame
from gui.views.base import View, view
from gui.views.intents import ReportProblem
from gui.views.predict.row_form import RowForm
from gui.views.predict.table_page import TablePage
from gui.views.view_header import headed, in_a_row
from gui.widgets.forms.choice import drop_down
from gui.widgets.labels import LiveText, note

PAGES = (
    ("row", N_("A row"), N_("Type a row and see what the network says of it.")),
    ("table", N_("A file"), N_("Open another CSV file with the same columns.")),
)


@view("predict", N_("Predict"), "output", "view_predict")
class PredictView(View):
    """With the present weights: what is said of a typed row follows the training."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Snapshot | None = None
        self._data: Data | None = None
        self._model: TrainedModel | None = None
        self._row = -1  # of the test rows: the one that was put into the fields last
        self.answers: Answers | None = None
        self.page = drop_down(_("What to predict"), _("A row that you type, or the rows of another file."), PAGES)
        self.form, self.table = RowForm(), TablePage()
        self.said, self.remark = LiveText(), note()
        set_font(self.said, "body", bold=True)
        self.example = QPushButton(_("Next test row"))
        self.example.setToolTip(_("Put a row that the network has not learned from into the fields, and say what is right."))
        self.example.clicked.connect(self.show_example)
        self.pages = QStackedWidget()
        self.pages.addWidget(self._row_page())
        self.pages.addWidget(self.table)
        self.header = headed(self, in_a_row(self.page, self.example), self.pages, self.columns)
        self.page.currentIndexChanged.connect(self._turn_to)
        self.form.changed.connect(self._answer)
        self.table.problem.connect(lambda text: self.intent.emit(ReportProblem(text)))

    def requests(self) -> Requests:
        return frozenset()

    def show_frame(self, frame: Frame) -> None:
        if frame.snapshot is self._shown:
            return
        self._shown = frame.snapshot
        self._model = None if frame.snapshot is None else TrainedModel.of(frame.snapshot)
        if frame.snapshot is not None and frame.snapshot.data is not self._data:
            self._show_data(frame.snapshot.data)
        self.table.show_model(self._model)
        self._answer()

    def show_example(self) -> None:
        """The next of the test rows, with what is right."""
        if self._data is not None:
            self._row = (self._row + 1) % len(self._data.test)
            self.form.fill(self._data.table.inputs[self._data.test[self._row]])

    def columns(self) -> Mapping[str, Array]:
        """The typed row with what is said of it."""
        if self._model is None or self.answers is None:
            return {}
        inputs = dict(zip(self._model.input_names, self.form.values()[:, np.newaxis], strict=True))
        names = [_("predicted {target}").format(target=name) for name in self.answers.names]
        return inputs | dict(zip(names, self.answers.values.T, strict=True))

    def retheme(self) -> None:
        self.said.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 230)

    def _row_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.said)
        layout.addWidget(self.remark)
        layout.addWidget(self.form, 1)
        return page

    def _turn_to(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        self.example.setVisible(page == 0)

    def _show_data(self, data: Data) -> None:
        """Other fields where the columns are others; the typed numbers stay where they are not."""
        before, self._data = self._data, data
        if before is None or before.table.input_names != data.table.input_names:
            self._row = -1
            self.form.show_data(data)

    def _answer(self) -> None:
        if self._model is None or not self.form.fields:
            self.said.show_text(_("There is no network to ask yet."))
            self.remark.setText("")
            return
        self.answers = answers(self._model, self.form.values()[np.newaxis])
        self.said.show_text(in_words(self.answers))
        parts = [_("Weights of step {step}.").format(step=format_count(self._model.step)), self._right(), self.form.objection()]
        text = " ".join(part for part in parts if part)
        if text != self.remark.text():
            self.remark.setText(text)

    def _right(self) -> str:
        """What is right for the test row in the fields, if it is still there."""
        if self._data is None or self._row < 0:
            return ""
        row = int(self._data.test[self._row])
        if not np.allclose(self.form.values(), self._data.table.inputs[row], rtol=1e-5, atol=0):
            return ""
        table = self._data.table
        right = table.classes[int(table.target[row])] if table.classes else format_number(float(table.target[row]), 5)
        return _("Right for this row: {right}.").format(right=right)
