"""The form of one step of a lesson that a teacher writes: title, text, goals, hint, explanation, and the solution."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QPlainTextEdit, QPushButton, QWidget

from engine.core.language import ENGLISH, LANGUAGES
from engine.core.translation import N_, _
from gui.lessons.teacher.goal_form import GoalForm
from gui.model.lessons.lesson_state import LessonState
from gui.model.lessons.written.lesson_draft import StepDraft
from gui.model.lessons.written.lesson_writing import action_text
from gui.model.lessons.written.solution_recording import SolutionProblem, recorded
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
    """Edits a `StepDraft` in place, its texts in one language at a time. `state` gives what the window shows now."""

    changed = Signal()

    def __init__(self, state: Callable[[], LessonState]) -> None:
        super().__init__()
        self._state, self.draft, self.language = state, StepDraft(), ENGLISH
        self.fields = {name: QPlainTextEdit() for name in FIELDS}
        self.goal_form = GoalForm(state)
        self.goal_form.changed.connect(self.changed)
        self.solution, self.take, self.said = QPlainTextEdit(), QPushButton(_("As it was done in the window")), note(tone="error")
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, field in self.fields.items():
            label = _(FIELDS[name])
            _make_plain(field, label, {"title": 34, "text": TEXT, "choices": TEXT}.get(name, LOW))
            field.textChanged.connect(lambda name=name: self._note(name))
            form.addRow(label, field)
        self.fields["choices"].setToolTip(_about_choices())
        form.addRow(self.goal_form)
        _make_plain(self.solution, _("Solution"), TEXT)
        self.solution.setPlaceholderText('{ do = "rate", to = 0.1 }\n{ do = "train", epochs = 100 }')
        self.solution.textChanged.connect(self._note_solution)
        tip = _(
            "Do it in the window, then press this: it notes the changes since the beginning of the step and how long it trained."
        )
        self.take.setToolTip(tip)
        self.take.clicked.connect(self._take)
        form.addRow(_("Solution"), self.solution)
        form.addRow("", self.take)
        form.addRow(self.said)
        self.show_draft(self.draft)

    def show_draft(self, draft: StepDraft) -> None:
        """Edit this one from now on."""
        self.draft = draft
        self.said.setText("")
        self.solution.blockSignals(True)
        self.solution.setPlainText(draft.solution)
        self.solution.blockSignals(False)
        self.goal_form.show_draft(draft)
        self.show_language(self.language)

    def show_language(self, code: str) -> None:
        """Edit the texts of this language; where it has none yet, another one's is seen behind."""
        self.language = code
        for name, field in self.fields.items():
            words = getattr(self.draft, name)
            field.blockSignals(True)
            field.setPlainText(words.get(code, ""))
            field.blockSignals(False)
            others = (words[other] for other in LANGUAGES if words.get(other, "").strip() and other != code)
            field.setPlaceholderText(next(others, _about_choices() if name == "choices" else ""))

    def _note(self, name: str) -> None:
        getattr(self.draft, name)[self.language] = self.fields[name].toPlainText()
        self.changed.emit()

    def _note_solution(self) -> None:
        self.draft.solution = self.solution.toPlainText()
        self.changed.emit()

    def _take(self) -> None:
        """What was done in the window since the step began, as actions."""
        state, began = self._state(), self.draft.began
        epochs = state.snapshot.epoch if state.snapshot is not None else 0
        if began is None:
            return
        try:
            by_hand = [one for one in state.set_weights if one not in began.set_weights]
            actions = recorded(began.project, state.project, epochs, by_hand)
        except SolutionProblem as problem:
            self.said.setText(str(problem))
            return
        said = "" if actions else _("Nothing was done yet: change or train the network in the window first.")
        if by_hand and epochs:
            said = _("The weights that were set by hand are set before the training here: put them where they belong.")
        self.said.setText(said)
        self.solution.setPlainText("\n".join(map(action_text, actions)))


def _about_choices() -> str:
    return _("One on each line; the right one begins with *. Without any, a number is typed.")


def _make_plain(field: QPlainTextEdit, name: str, height: int) -> None:
    """Tab goes on to the next field; the height follows the text size."""
    field.setTabChangesFocus(True)
    field.setAccessibleName(name)
    follow(field, lambda: field.setFixedHeight(px(height)))
