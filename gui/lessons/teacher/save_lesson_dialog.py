"""*File ▸ Save as lesson…*: the present window as a lesson, with texts, goals, and what is locked or hidden."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from engine.core.translation import N_, _
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem
from gui.lessons.teacher.control_picker import ControlPicker
from gui.lessons.teacher.step_form import StepForm
from gui.model.lessons.lesson import MOST_STEPS, MOST_TITLE, Limits
from gui.model.lessons.lesson_reading import LESSON_SUFFIX
from gui.model.lessons.lesson_state import LessonState
from gui.model.lessons.written.lesson_draft import LessonDraft, StepDraft, drafted_text
from gui.style.theme import px
from gui.widgets.labels import note
from gui.widgets.save_dialog import ask_save_path

FOLDER = "lessons/own"  # the setting that remembers where lessons are saved
KEPT = {
    "dataset": N_("Data"),
    "layer": N_("Layers"),
    "activation": N_("Activation"),
    "optimizer": N_("Optimizer"),
    "rate": N_("Learning rate"),
    "loss": N_("Loss"),
    "seeds": N_("Seeds"),
}
LIMITS = {"neurons": N_("Hidden neurons"), "parameters": N_("Parameters"), "epochs": N_("Epochs")}


class Window(Protocol):
    """What the dialog needs of the main window."""

    def widget(self) -> QWidget: ...

    def name_of(self, widget: QWidget) -> tuple[str, QWidget] | None:
        """The control that a widget belongs to: its name, and what is outlined."""


class SaveLessonDialog(QDialog):
    """Not modal: the window behind it can be trained meanwhile, and controls be pointed at."""

    def __init__(self, window: Window, state: Callable[[], LessonState], show_message: Callable[[str, str], None]) -> None:
        super().__init__(window.widget())
        self.setWindowTitle(_("Save as lesson"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window, self._state, self._show_message = window, state, show_message
        self.draft, self.at = LessonDraft(), 0
        self.title = QLineEdit()
        self.title.setMaxLength(MOST_TITLE)
        self.title.setAccessibleName(_("Title of the lesson"))
        self.title.textChanged.connect(lambda text: setattr(self.draft, "title", text))
        self.form, self.place = StepForm(state), QLabel()
        self.back, self.forth = QPushButton(_("Back")), QPushButton(_("Next step"))
        self.back.clicked.connect(lambda: self._go(self.at - 1))
        self.forth.clicked.connect(lambda: self._go(self.at + 1))
        self.names = {"locked": QListWidget(), "hidden": QListWidget()}
        self.kept = {name: QCheckBox(_(label)) for name, label in KEPT.items()}
        self.limits = {name: QSpinBox() for name in LIMITS}
        self.problem, self.save = note(tone="error"), QPushButton(_("Save…"))
        self.save.setProperty("primary", True)
        self.save.clicked.connect(self._save)
        self._lay_out()
        self._go(0)

    def pick(self, which: str) -> ControlPicker:
        """Let the user point at a control that is to be 'locked' or 'hidden'."""
        self.hide()
        picker = ControlPicker(self._window.widget(), self._window.name_of)
        picker.picked.connect(lambda name: self._note_name(which, name))
        picker.ended.connect(self.show)
        return picker

    def text(self) -> str:
        """The file's text as things stand. Raises ValueError with a sentence."""
        self.draft.settings = tuple(name for name, box in self.kept.items() if box.isChecked())
        self.draft.limits = Limits(**{name: box.value() for name, box in self.limits.items()})
        return drafted_text(self.draft, self._state().recipe)

    def _note_name(self, which: str, name: str) -> None:
        names: list[str] = getattr(self.draft, which)
        if name not in names:
            names.append(name)
            self.names[which].addItem(name)

    def _drop_name(self, which: str) -> None:
        row = self.names[which].currentRow()
        if row >= 0:
            self.names[which].takeItem(row)
            del getattr(self.draft, which)[row]

    def _go(self, at: int) -> None:
        """To a step; past the last one a new one begins."""
        if at == len(self.draft.steps) < MOST_STEPS:
            self.draft.steps.append(StepDraft())
        self.at = min(max(at, 0), len(self.draft.steps) - 1)
        self.form.show_draft(self.draft.steps[self.at])
        self.place.setText(_("Step {step} of {steps}").format(step=self.at + 1, steps=len(self.draft.steps)))
        self.back.setEnabled(self.at > 0)

    def _save(self) -> None:
        try:
            text = self.text()
            self.problem.setText("")
            kinds = {LESSON_SUFFIX: _("Lesson")}
            stem = "".join(letter if letter.isalnum() else "_" for letter in self.draft.title) or "lesson"
            path = ask_save_path(self, _("Save as lesson"), f"{stem}{LESSON_SUFFIX}", kinds, FOLDER)
            if path is None:
                return
            write_atomic(path, text.encode())
        except (ValueError, FileProblem) as problem:
            self.problem.setText(str(problem))
            return
        self._show_message("info", _("Saved {path}.").format(path=path))
        self.close()

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        about = _("The lesson begins with the network, the data and the settings of this window, untrained.")
        column.addWidget(note(about))
        top = QFormLayout()
        top.addRow(_("Title of the lesson"), self.title)
        column.addLayout(top)
        steps = QHBoxLayout()
        steps.addWidget(self.place, 1)
        steps.addWidget(self.back)
        steps.addWidget(self.forth)
        column.addLayout(steps)
        column.addWidget(self.form)
        for which, title in (("locked", _("Locked: cannot be used")), ("hidden", _("Hidden: cannot be seen"))):
            column.addWidget(self._names_box(which, title))
        box = QGroupBox(_("Stays as it is now"))
        grid = QGridLayout(box)
        for number, check in enumerate(self.kept.values()):
            grid.addWidget(check, number // 3, number % 3)
        column.addWidget(box)
        box = QGroupBox(_("Limits: 0 is none"))
        form = QFormLayout(box)
        for name, spin in self.limits.items():
            spin.setRange(0, 100_000 if name == "epochs" else 10_000)
            spin.setAccessibleName(_(LIMITS[name]))
            form.addRow(_(LIMITS[name]), spin)
        column.addWidget(box)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.addWidget(area, 1)
        outer.addWidget(self.problem)
        outer.addWidget(self.save)
        self.resize(px(560), px(640))

    def _names_box(self, which: str, title: str) -> QGroupBox:
        box = QGroupBox(title)
        names = self.names[which]
        names.setAccessibleName(title)
        names.setFixedHeight(px(56))
        point, drop = QPushButton(_("Point at one…")), QPushButton(_("Remove"))
        point.setToolTip(_("Click a control in the window: a button, a field, a view. Esc gives up."))
        point.clicked.connect(lambda: self.pick(which))
        drop.clicked.connect(lambda: self._drop_name(which))
        row = QHBoxLayout(box)
        row.addWidget(names, 1)
        buttons = QVBoxLayout()
        buttons.addWidget(point)
        buttons.addWidget(drop)
        row.addLayout(buttons)
        return box
