"""The page that predicts the rows of another file: opens it, shows a table, saves it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QPushButton, QTableView, QVBoxLayout, QWidget

from engine.core.number_format import format_count
from engine.core.quoting import shortened
from engine.core.translation import _, ngettext
from engine.data.table_files.kinds import PATTERNS
from engine.exporters.trained_model import TrainedModel
from engine.files.file_problem import FileProblem
from engine.prediction.answers import Answers, answers
from engine.prediction.new_rows import NewRows, read_new_rows
from engine.prediction.predicted_file import judged, save_predictions
from gui.settings.folders import folder_for, remember_folder
from gui.views.predict.answer_table import AnswerTable
from gui.views.view_header import in_a_row
from gui.widgets.background import BackgroundWork
from gui.widgets.labels import note
from gui.widgets.save_dialog import ask_save_path

FOLDER = "data/folder"


@dataclass(frozen=True, eq=False)
class Predicted:
    """A file's rows, what is predicted for them, and how well, where that is known."""

    rows: NewRows
    answers: Answers
    judgement: str


class TablePage(QWidget):
    """Reading, predicting and saving run beside the window. `problem` carries a sentence for the user."""

    problem = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.model: TrainedModel | None = None
        self.shown: Predicted | None = None
        self._work: BackgroundWork | None = None
        self.open_button, self.again, self.save_button = (QPushButton() for _button in range(3))
        for button, text, tip in (
            (self.open_button, _("Open CSV…"), _("A file with the same columns as the table that the network learns from.")),
            (self.again, _("Predict again"), _("Predict the same rows with the present weights.")),
            (self.save_button, _("Save as CSV…"), _("Save the rows with their predictions, every figure of them.")),
        ):
            button.setText(text)
            button.setToolTip(tip)
        self.sentence = note()
        self.table, self.cells = QTableView(), AnswerTable()
        self.table.setModel(self.cells)
        self.table.setAccessibleName(_("Predictions"))
        self.table.setWordWrap(False)
        self.table.setCornerButtonEnabled(False)
        self.table.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(in_a_row(self.open_button, self.again, self.save_button))
        layout.addWidget(self.sentence)
        layout.addWidget(self.table, 1)
        layout.addStretch(0)
        self.open_button.clicked.connect(lambda: self.open())
        self.again.clicked.connect(self.predict_again)
        self.save_button.clicked.connect(self._ask_where_to_save)
        self.show_model(None)

    def show_model(self, model: TrainedModel | None) -> None:
        """The network as it is now. A table of another network's columns is no longer shown."""
        before, self.model = self.model, model
        if before is not None and (model is None or _columns(model) != _columns(before)):
            self._show(None)
        self._say()

    def open(self, path: str = "") -> None:
        """Ask for a file, unless `path` is given, and predict its rows."""
        if not path:
            folder = folder_for(FOLDER)
            path, _filter = QFileDialog.getOpenFileName(
                self, _("Open CSV to predict"), folder, _("Tables ({patterns});;All files (*)").format(patterns=PATTERNS)
            )
        if path and self.model is not None:
            remember_folder(FOLDER, str(Path(path).parent))
            self._begin(partial(_read, path, self.model), _("Reading…"))

    def predict_again(self) -> None:
        """The rows that are shown, with the weights of now."""
        if self.shown is not None and self.model is not None:
            self._begin(partial(_predict, self.shown.rows, self.model), _("Predicting…"))

    def save(self, path: Path) -> None:
        """Write the rows that are shown, with their predictions."""
        if self.shown is None or self.model is None:
            return
        work = partial(save_predictions, path, self.shown.rows, self.shown.answers, self.model.target_name)
        text = _("Saved to {path}.").format(path=path)
        self._work = BackgroundWork(self, work, lambda _nothing: self.sentence.setText(text), self._refuse)

    def is_busy(self) -> bool:
        """Whether a file is being read or predicted."""
        return not self.open_button.isEnabled()

    def _begin(self, work: partial[Predicted], text: str) -> None:
        if self._work is not None:
            self._work.cancel()
        self.sentence.setText(text)
        for button in (self.open_button, self.again, self.save_button):
            button.setEnabled(False)
        self._work = BackgroundWork(self, work, self._show, self._refuse)

    def _refuse(self, problem: FileProblem) -> None:
        self._show(self.shown)
        self.problem.emit(str(problem))

    def _show(self, predicted: Predicted | None) -> None:
        self.shown = predicted
        target = self.model.target_name if self.model is not None else ""
        if predicted is None:
            self.cells.show_rows(None, None, target)
        else:
            names = self.model.input_names if self.model is not None else ()
            self.cells.show_rows(predicted.rows, predicted.answers, target, names)
            self.table.resizeColumnsToContents()
        self.table.setVisible(predicted is not None)
        self.open_button.setEnabled(True)
        self._say()

    def _say(self) -> None:
        """What is shown, and of which step; the buttons that can be used."""
        if self.model is None or (self._work is not None and self.is_busy()):
            return
        shown = self.shown
        self.save_button.setEnabled(shown is not None)
        self.again.setEnabled(shown is not None and shown.answers.step != self.model.step)
        if shown is None:
            names = ", ".join(map(shortened, self.model.input_names[:6])) + (" …" if len(self.model.input_names) > 6 else "")
            text = _("Open a file with the columns {names}: each row gets a prediction. Other columns are kept as they are.")
            self._set(text.format(names=names))
            return
        count = len(shown.rows)
        text = ngettext(
            "{count} row of {file}, predicted at step {step}.", "{count} rows of {file}, predicted at step {step}.", count
        )
        parts = [text.format(count=format_count(count), file=shown.rows.path.name, step=format_count(shown.answers.step))]
        if shown.answers.step != self.model.step:
            parts.append(_("The network is now at step {step}.").format(step=format_count(self.model.step)))
        self._set(" ".join([*parts, shown.judgement, *shown.rows.notes]))

    def _set(self, text: str) -> None:
        if text != self.sentence.text():
            self.sentence.setText(text)

    def _ask_where_to_save(self) -> None:
        if self.shown is not None:
            start = f"{self.shown.rows.path.stem} predicted.csv"
            path = ask_save_path(self, _("Save predictions"), start, {".csv": _("CSV")}, FOLDER)
            if path is not None:
                self.save(path)


def _read(path: str, model: TrainedModel) -> Predicted:
    """In the thread."""
    return _predict(read_new_rows(path, model), model)


def _predict(rows: NewRows, model: TrainedModel) -> Predicted:
    """In the thread."""
    found = answers(model, rows.inputs)
    return Predicted(rows, found, judged(rows, found))


def _columns(model: TrainedModel) -> tuple[object, ...]:
    return model.input_names, model.target_name, model.classes
