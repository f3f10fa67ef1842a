"""The form of one step of a lesson that a teacher writes: title, text, goals, hint and explanation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from engine.core.translation import N_, _
from gui.lessons.teacher.goal_choices import CHOICES
from gui.model.lessons.goals import MeasureGoal
from gui.model.lessons.lesson_state import LessonState
from gui.model.lessons.written.lesson_draft import StepDraft
from gui.style.text_size import follow
from gui.style.theme import px
from gui.widgets.labels import note

FIELDS = {
    "title": N_("Title"),
    "text": N_("Text, at most 60 words"),
    "question": N_("Guess first: a question"),
    "choices": N_("Its answers"),
    "hint": N_("Hint"),
    "why": N_("Why it is so"),
}
TEXT, LOW = 84, 48  # pixels of the fields' heights


class StepForm(QWidget):
    """Edits a `StepDraft` in place. `state` gives what the window shows now, by which goals are filled in."""

    changed = Signal()

    def __init__(self, state: Callable[[], LessonState]) -> None:
        super().__init__()
        self._state, self.draft = state, StepDraft()
        self.fields = {name: QPlainTextEdit() for name in FIELDS}
        labels = {name: _(label) for name, label in FIELDS.items()}
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, field in self.fields.items():
            field.setTabChangesFocus(True)
            field.setAccessibleName(labels[name])
            height = {"title": 34, "text": TEXT, "choices": TEXT}.get(name, LOW)
            follow(field, lambda field=field, height=height: field.setFixedHeight(px(height)))
            field.textChanged.connect(lambda name=name: self._note(name))
            form.addRow(labels[name], field)
        choices = self.fields["choices"]
        choices.setPlaceholderText(_("One on each line; the right one begins with *. Without any, a number is typed."))
        choices.setToolTip(choices.placeholderText())
        self.choice, self.add, self.remove = QComboBox(), QPushButton(_("Add")), QPushButton(_("Remove"))
        self.choice.setAccessibleName(_("A goal"))
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(24)
        for one in CHOICES:
            self.choice.addItem(_(one.label))
        self.goals, self.value, self.said = QListWidget(), QDoubleSpinBox(), note()
        self.goals.setAccessibleName(_("Goals"))
        follow(self.goals, lambda: self.goals.setFixedHeight(px(TEXT)))
        self.value.setAccessibleName(_("Value of the goal"))
        self.value.setDecimals(6)
        self.value.setRange(-1e9, 1e9)
        self.value.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        form.addRow(_("A goal"), _row(self.choice, self.add))
        form.addRow(_("Goals"), self.goals)
        form.addRow(_("Value of the goal"), _row(self.value, self.remove))
        form.addRow(self.said)
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.goals.currentRowChanged.connect(self._show_value)
        self.value.valueChanged.connect(self._set_value)
        self.show_draft(self.draft)

    def show_draft(self, draft: StepDraft) -> None:
        """Edit this one from now on."""
        self.draft = draft
        for name, field in self.fields.items():
            field.blockSignals(True)
            field.setPlainText(getattr(draft, name))
            field.blockSignals(False)
        self._show_goals(len(draft.goals) - 1)

    def _note(self, name: str) -> None:
        setattr(self.draft, name, self.fields[name].toPlainText())
        self.changed.emit()

    def _add(self) -> None:
        goal = CHOICES[self.choice.currentIndex()].make(self._state())
        self.said.setText("" if goal is not None else _("There is no such number yet: train for a moment first."))
        if goal is not None:
            self.draft.goals.append(goal)
            self._show_goals(len(self.draft.goals) - 1)
            self.changed.emit()

    def _remove(self) -> None:
        row = self.goals.currentRow()
        if 0 <= row < len(self.draft.goals):
            del self.draft.goals[row]
            self._show_goals(row - 1)
            self.changed.emit()

    def _show_goals(self, row: int) -> None:
        self.goals.clear()
        self.goals.addItems([goal.text(self._state().predicts_number) for goal in self.draft.goals])
        self.goals.setCurrentRow(max(row, 0) if self.draft.goals else -1)
        self._show_value(self.goals.currentRow())

    def _show_value(self, row: int) -> None:
        goal = self.draft.goals[row] if 0 <= row < len(self.draft.goals) else None
        self.value.setEnabled(isinstance(goal, MeasureGoal))
        self.remove.setEnabled(goal is not None)
        if isinstance(goal, MeasureGoal):
            self.value.blockSignals(True)
            self.value.setValue(goal.value)
            self.value.blockSignals(False)

    def _set_value(self, value: float) -> None:
        row = self.goals.currentRow()
        goal = self.draft.goals[row] if 0 <= row < len(self.draft.goals) else None
        if isinstance(goal, MeasureGoal):
            self.draft.goals[row] = replace(goal, value=value)
            self.goals.item(row).setText(self.draft.goals[row].text(self._state().predicts_number))
            self.changed.emit()


def _row(*parts: QWidget) -> QWidget:
    """Side by side; the first takes what room there is."""
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(8)
    for number, part in enumerate(parts):
        line.addWidget(part, 0 if number else 1)
    row.setFocusProxy(parts[0])
    row.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
    return row
