"""The goals of one step that a teacher writes: added from a list, with their values and the other starts they must hold from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QSpinBox,
    QWidget,
)

from engine.core.translation import _
from gui.lessons.teacher.goal_choices import CHOICES
from gui.model.lessons.goals import MOST_EPOCHS, MOST_SEEDS, Goal, MeasureGoal
from gui.model.lessons.lesson_state import MEASURES, LessonState
from gui.model.lessons.written.lesson_draft import StepDraft
from gui.style.text_size import follow
from gui.style.theme import px
from gui.widgets.forms.wheel import leave_wheel
from gui.widgets.labels import note

HEIGHT = 64  # pixels of the list


class GoalForm(QWidget):
    """Edits the goals of a `StepDraft` in place. `state` gives what the window shows now."""

    changed = Signal()

    def __init__(self, state: Callable[[], LessonState]) -> None:
        super().__init__()
        self._state, self.draft, self._unit = state, StepDraft(), 1.0
        self.choice, self.add, self.remove = QComboBox(), QPushButton(_("Add")), QPushButton(_("Remove"))
        self.choice.setAccessibleName(_("A goal"))
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(24)
        self.choice.addItems([_(one.label) for one in CHOICES])
        self.goals, self.value, self.said, self.warning = QListWidget(), QDoubleSpinBox(), note(), note(tone="error")
        self.goals.setAccessibleName(_("Goals"))
        follow(self.goals, lambda: self.goals.setFixedHeight(px(HEIGHT)))
        self.value.setAccessibleName(_("Value of the goal"))
        self.value.setDecimals(6)
        self.value.setRange(-1e9, 1e9)
        self.value.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        self.starts = {"seeds": QSpinBox(), "needed": QSpinBox(), "epochs": QSpinBox()}
        leave_wheel(self.choice, self.value, *self.starts.values())
        self._lay_out()
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.goals.currentRowChanged.connect(self._show_goal)
        self.value.valueChanged.connect(lambda value: self._change(value=round(value / self._unit, 9)))
        for name, box in self.starts.items():
            box.valueChanged.connect(lambda value, name=name: self._change_starts(name, value))

    def show_draft(self, draft: StepDraft) -> None:
        """Edit this one's from now on."""
        self.draft = draft
        self._name_choices()
        self._show_goals(len(draft.goals) - 1)

    def _name_choices(self) -> None:
        """By what the window's data have: classes or a number."""
        of_number = self._state().predicts_number
        for at, one in enumerate(CHOICES):
            self.choice.setItemText(at, _(one.name(of_number)))

    def _add(self) -> None:
        self._name_choices()
        goal = CHOICES[self.choice.currentIndex()].make(self._state(), self.draft.began)
        if goal is None:
            self.said.setText(_("There is no such number yet: train for a moment first."))
            return
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
        self._show_goal(self.goals.currentRow())

    def _show_goal(self, row: int) -> None:
        goal = self._goal(row)
        self.remove.setEnabled(goal is not None)
        for box in (self.value, *self.starts.values()):
            box.setEnabled(isinstance(goal, MeasureGoal))
        if isinstance(goal, MeasureGoal):
            self._fill(goal)
        self._show_present(goal)

    def _fill(self, goal: MeasureGoal) -> None:
        is_share = MEASURES[goal.of].is_share(self._state().predicts_number)
        self._unit = 100.0 if is_share else 1.0  # a share is typed in per cent, as it is shown
        self.value.setSuffix(" %" if is_share else "")
        for box, value in (
            (self.value, self._unit * goal.value),
            *((box, getattr(goal, name)) for name, box in self.starts.items()),
        ):
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)

    def _show_present(self, goal: Goal | None) -> None:
        """How things stand now and where the step begins; a goal that holds there asks for nothing."""
        self.said.setText("" if goal is None else goal.judge(self._state()).now)
        verdict = None if goal is None or self.draft.began is None else goal.judge(self.draft.began)
        text = _("It holds already where the step begins ({now}): it asks for nothing. Choose another value.")
        self.warning.setText(text.format(now=verdict.now) if verdict is not None and verdict.met else "")

    def _change_starts(self, name: str, value: int) -> None:
        """More than there are starts cannot be needed."""
        self._change(**{name: value})
        goal = self._goal(self.goals.currentRow())
        if isinstance(goal, MeasureGoal) and goal.needed > goal.seeds:
            self._change(needed=goal.seeds)
            self._fill(goal if goal.needed <= goal.seeds else replace(goal, needed=goal.seeds))

    def _change(self, **fields: float) -> None:
        row = self.goals.currentRow()
        goal = self._goal(row)
        if isinstance(goal, MeasureGoal):
            self.draft.goals[row] = replace(goal, **fields)  # type: ignore[arg-type]
            self.goals.item(row).setText(self.draft.goals[row].text(self._state().predicts_number))
            self._show_present(self.draft.goals[row])
            self.changed.emit()

    def _goal(self, row: int) -> Goal | None:
        return self.draft.goals[row] if 0 <= row < len(self.draft.goals) else None

    def _lay_out(self) -> None:
        about = {
            "seeds": _("So many networks with other fixed seeds are trained too and must get there; 0: luck may count"),
            "needed": _("So many of the other starts must get there; 0: all of them"),
            "epochs": _("Epochs that each of the other starts is given"),
        }
        for (name, box), most in zip(self.starts.items(), (MOST_SEEDS, MOST_SEEDS, MOST_EPOCHS), strict=True):
            box.setRange(1 if name == "epochs" else 0, most)
            box.setAccessibleName(about[name])
            box.setToolTip(about[name])
        self.starts["needed"].setSpecialValueText(_("all"))
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(_("A goal"), _row(self.choice, self.add))
        form.addRow(_("Goals"), self.goals)
        form.addRow(_("Value of the goal"), _row(self.value, self.remove))
        form.addRow(self.said)
        form.addRow(self.warning)
        starts = _row(
            self.starts["seeds"], QLabel(_("needed")), self.starts["needed"], QLabel(_("epochs each")), self.starts["epochs"]
        )
        form.addRow(_("Other starts too"), starts)


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
