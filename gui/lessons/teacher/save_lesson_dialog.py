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
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from engine.core.language import LANGUAGES, current_language
from engine.core.translation import N_, _
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem
from gui.lessons.teacher.control_picker import ControlPicker
from gui.lessons.teacher.lesson_trial import LessonTrial
from gui.lessons.teacher.step_form import StepForm
from gui.model.lessons.lesson import MOST_STEPS, MOST_TITLE, Limits
from gui.model.lessons.lesson_reading import LESSON_SUFFIX
from gui.model.lessons.lesson_state import LessonState
from gui.model.lessons.written.lesson_check import untrained
from gui.model.lessons.written.lesson_draft import LessonDraft, StepDraft, drafted_text
from gui.style.theme import px
from gui.widgets.forms.wheel import leave_wheel
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

    def label_of(self, name: str) -> str:
        """What people read for the name of a control."""

    def name_of(self, widget: QWidget) -> tuple[str, QWidget] | None:
        """The control that a widget belongs to: its name, and what is outlined."""


class SaveLessonDialog(QDialog):
    """Not modal: the window behind it can be trained meanwhile, and controls be pointed at."""

    def __init__(self, window: Window, state: Callable[[], LessonState], show_message: Callable[[str, str], None]) -> None:
        super().__init__(window.widget())
        self.setWindowTitle(_("Save as lesson"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window, self._state, self._show_message = window, state, show_message
        self.draft, self.at, self.recipe = LessonDraft(), 0, state().recipe
        self.draft.steps[0].began = untrained(state().project)
        self.languages = QTabBar()
        for name in LANGUAGES.values():
            self.languages.addTab(name)
        self.languages.setAccessibleName(_("Language of the texts"))
        self.languages.setExpanding(False)
        self.title = QLineEdit()
        self.title.setMaxLength(MOST_TITLE)
        self.title.setAccessibleName(_("Title of the lesson"))
        self.title.textChanged.connect(lambda text: self.draft.title.update({self._language: text}))
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
        self._trial = LessonTrial(self, self._show_findings)
        self.begin_here = QPushButton(_("Begin with the window as it is now"))
        self.begin_here.clicked.connect(self._begin_here)
        self._lay_out()
        self._go(0)
        self.languages.currentChanged.connect(lambda _at: self._show_language())
        self.languages.setCurrentIndex(
            max(0, list(LANGUAGES).index(current_language()) if current_language() in LANGUAGES else 0)
        )

    def pick(self, which: str) -> ControlPicker:
        """Let the user point at a control that is to be 'locked' or 'hidden'."""
        place = self.pos()
        self.hide()
        picker = ControlPicker(self._window.widget(), self._window.name_of)
        picker.picked.connect(lambda name: self._note_name(which, name))
        picker.ended.connect(lambda: (self.show(), self.move(place)))
        return picker

    def text(self) -> str:
        """The file's text as things stand. Raises ValueError with a sentence."""
        self.draft.settings = tuple(name for name, box in self.kept.items() if box.isChecked())
        self.draft.limits = Limits(**{name: box.value() for name, box in self.limits.items()})
        return drafted_text(self.draft, self.recipe)

    @property
    def _language(self) -> str:
        return list(LANGUAGES)[self.languages.currentIndex()]

    def _show_language(self) -> None:
        self.title.blockSignals(True)
        self.title.setText(self.draft.title.get(self._language, ""))
        self.title.blockSignals(False)
        self.form.show_language(self._language)

    def _begin_here(self) -> None:
        """The lesson begins with what the window shows now, untrained."""
        self.recipe = self._state().recipe
        self.draft.steps[0].began = untrained(self._state().project)
        self.form.show_draft(self.draft.steps[self.at])

    def _note_name(self, which: str, name: str) -> None:
        names: list[str] = getattr(self.draft, which)
        if name not in names:
            names.append(name)
            self.names[which].addItem(self._window.label_of(name))

    def _drop_name(self, which: str) -> None:
        row = self.names[which].currentRow()
        if row >= 0:
            self.names[which].takeItem(row)
            del getattr(self.draft, which)[row]

    def _go(self, at: int) -> None:
        """To a step; past the last one a new one begins."""
        if at == len(self.draft.steps) < MOST_STEPS:
            self.draft.steps.append(StepDraft(began=self._state()))
        self.at = min(max(at, 0), len(self.draft.steps) - 1)
        self.form.show_draft(self.draft.steps[self.at])
        self.place.setText(_("Step {step} of {steps}").format(step=self.at + 1, steps=len(self.draft.steps)))
        self.back.setEnabled(self.at > 0)

    def _save(self) -> None:
        """Try it first, and say what was found; a second press saves it all the same."""
        try:
            text = self.text()
            if text == self._trial.tried:
                self._write(text)
                return
            self.problem.setText(_("The lesson is being tried: untouched, and by its solutions…"))
            self._trial.begin(text)
        except (ValueError, FileProblem) as problem:
            self.problem.setText(str(problem))

    def _show_findings(self, findings: tuple[str, ...]) -> None:
        self.problem.setText("\n".join((*findings, _("Press Save again to save it all the same."))) if findings else "")
        if not findings:
            self._save()

    def _write(self, text: str) -> None:
        """Raises FileProblem."""
        titles = self.draft.title.values()
        stem = "".join(letter if letter.isalnum() else "_" for letter in next(filter(None, titles), "")) or "lesson"
        kinds = {LESSON_SUFFIX: _("Lesson")}
        path = ask_save_path(self, _("Save as lesson"), f"{stem}{LESSON_SUFFIX}", kinds, FOLDER)
        if path is not None:
            write_atomic(path, text.encode())
            self._show_message("info", _("Saved {path}.").format(path=path))
            self.close()

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        about = _("The lesson begins with the network, the data and the settings that the window has now, untrained.")
        column.addWidget(note(about))
        column.addWidget(self.begin_here)
        column.addWidget(self.languages)
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
        leave_wheel(*self.limits.values())
        for name, spin in self.limits.items():
            spin.setRange(0, 100_000 if name == "epochs" else 10_000)
            spin.setAccessibleName(_(LIMITS[name]))
            form.addRow(_(LIMITS[name]), spin)
        column.addWidget(box)
        area = QScrollArea()
        area.setAccessibleName(_("Parts of the lesson"))
        area.setWidgetResizable(True)
        area.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.addWidget(area, 1)
        outer.addWidget(self.problem)
        outer.addWidget(self.save)
        self.resize(px(620), px(640))

    def _names_box(self, which: str, title: str) -> QGroupBox:
        box = QGroupBox(title)
        names = self.names[which]
        names.setAccessibleName(title)
        names.setFixedHeight(px(56))
        point, drop = QPushButton(_("Point at one…")), QPushButton(_("Remove"))
        point.setToolTip(_("Click a control in the window: a button, a field, a view. Esc gives up."))
        for button in (point, drop):
            button.setAccessibleName(_("{view}: {what}").format(view=title, what=button.text()))
        point.clicked.connect(lambda: self.pick(which))
        drop.clicked.connect(lambda: self._drop_name(which))
        row = QHBoxLayout(box)
        row.addWidget(names, 1)
        buttons = QVBoxLayout()
        buttons.addWidget(point)
        buttons.addWidget(drop)
        row.addLayout(buttons)
        return box
