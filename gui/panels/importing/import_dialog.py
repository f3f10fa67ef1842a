"""The dialog of an import: what the file was recognised as, the questions that it leaves open, and the data it goes on with."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from engine.core.quoting import shortened
from engine.core.translation import _, joined, ngettext
from engine.importers import ImportedNetwork
from engine.importers.adoption import Candidate
from gui.panels.importing.recognised import facts
from gui.style import theme
from gui.style.text_size import follow
from gui.style.window_size import resize_within_screen
from gui.widgets.forms.wheel import leave_wheel
from gui.widgets.labels import Facts, caption, heading, note

SIZE = 600, 560  # pixels at a text size of 100 %, where the screen has room for them


class ImportDialog(QDialog):
    """Changes: keeps the answers of the user. `answered` when one was given: the file is to be read again with `answers`.

    `table_wanted` when the user would like to open a table for it. After `accept`, `chosen` is what it goes on with.
    """

    answered = Signal()
    table_wanted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Import weights"))
        self.answers: dict[str, str] = {}
        self.imported: ImportedNetwork | None = None
        self.candidates: tuple[Candidate, ...] = ()
        self.choices: dict[str, QComboBox] = {}
        self.data, self.table = QComboBox(), QPushButton(_("Open table…"))
        self.problem, self._notes = note(tone="error"), QVBoxLayout()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._facts, self._form, self._inside = Facts(), QFormLayout(), QWidget()
        self._lay_out(name)
        self.data.activated.connect(lambda _at: self.show_problem(""))
        self.table.clicked.connect(lambda: self.table_wanted.emit())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    @property
    def chosen(self) -> Candidate | None:
        """The data that the network goes on with."""
        at = self.data.currentIndex()
        return self.candidates[at] if 0 <= at < len(self.candidates) else None

    def show_network(self, imported: ImportedNetwork, candidates: Sequence[Candidate], reason: str = "") -> None:
        """What the file is with the answers so far, and the data that it fits. `reason`: why the present ones do not."""
        self.imported = imported
        self._facts.clear()
        for name, text in facts(imported):
            self._facts.show_fact(name, text)
        self._show_questions(imported)
        while self._notes.count():
            self._notes.takeAt(0).widget().deleteLater()
        for sentence in imported.notes:
            self._notes.addWidget(note(sentence))
        self.show_candidates(candidates, reason)

    def show_candidates(self, candidates: Sequence[Candidate], reason: str = "") -> None:
        """The data to choose from; the first is chosen."""
        self.candidates = tuple(candidates)
        self.data.clear()
        self.data.addItems([shortened(_(one.data.label), 60) for one in self.candidates])
        inputs = self.imported.input_names if self.imported is not None else ()
        names = ", ".join(shortened(one) for one in inputs[:8])
        lacking = ngettext(
            "It fits none of the data here. Open the table that it was trained with: {count} input, {names}.",
            "It fits none of the data here. Open the table that it was trained with: {count} inputs, {names}.",
            len(inputs),
        )
        if self.imported is not None and not self.imported.has_names:
            lacking = ngettext(
                "It fits none of the data here. Open the table that it was trained with: {count} input.",
                "It fits none of the data here. Open the table that it was trained with: {count} inputs.",
                len(inputs),
            )
        self.data.setEnabled(bool(candidates))
        lacking = joined((lacking.format(count=len(inputs), names=names), reason))
        self.show_problem("" if candidates else lacking)

    def show_problem(self, sentence: str) -> None:
        """Why it cannot be imported so; with no sentence it can."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.ok.setEnabled(not sentence and self.chosen is not None)

    def show_refusal(self, sentence: str) -> None:
        """Why a table that was opened cannot be used: what was chosen before still can."""
        self.show_problem(sentence)
        self.ok.setEnabled(self.chosen is not None)

    def _show_questions(self, imported: ImportedNetwork) -> None:
        """A drop-down for each; they stay what they are while their answers change."""
        if [one.key for one in imported.questions] != [*self.choices]:
            while self._form.rowCount():
                self._form.removeRow(0)
            self.choices = {}
            for question in imported.questions:
                box = self.choices[question.key] = QComboBox()
                leave_wheel(box)
                box.activated.connect(lambda _at, key=question.key: self._answer(key))
                self._form.addRow(question.text, box)
        for question in imported.questions:
            box = self.choices[question.key]
            box.clear()
            for value, text in question.choices:
                box.addItem(text, value)
            box.setCurrentIndex(box.findData(question.answer))
            box.setAccessibleName(question.text)
        self.asked.setVisible(bool(imported.questions))

    def _answer(self, key: str) -> None:
        self.answers[key] = str(self.choices[key].currentData())
        self.answered.emit()

    def _lay_out(self, name: str) -> None:
        self.ok.setText(_("Import"))
        self.ok.setProperty("primary", True)
        self.ok.setToolTip(_("The network with its weights takes the place of the present one; Undo brings yours back."))
        leave_wheel(self.data)
        self.table.setAutoDefault(False)
        self.table.setToolTip(_("Open the table that the network was trained with."))
        self.data.setToolTip(_("The rows that it predicts here, and learns from when you press Play."))
        self.data.setAccessibleName(_("Data to go on with"))
        self.asked = caption(_("What the file does not say"))
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(8)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        inner, scroll, row, column = QVBoxLayout(self._inside), QScrollArea(), QHBoxLayout(), QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 8, 0)
        inner.setSpacing(12)
        for part in (caption(_("Recognised")), self._facts, self.asked):
            inner.addWidget(part)
        inner.addLayout(self._form)
        self._notes.setSpacing(6)
        inner.addLayout(self._notes)
        inner.addStretch(1)
        scroll.setWidget(self._inside)
        scroll.setAccessibleName(_("Recognised"))
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        row.setSpacing(8)
        row.addWidget(self.data, 1)
        row.addWidget(self.table)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(heading(shortened(name, 120)))
        column.addWidget(scroll, 1)
        column.addWidget(caption(_("Goes on with these data")))
        column.addLayout(row)
        column.addWidget(self.problem)
        column.addWidget(self.buttons)
        follow(self, lambda: resize_within_screen(self, theme.px(SIZE[0]), theme.px(SIZE[1])))
