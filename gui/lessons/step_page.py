"""The running lesson: a step with its question, goals, hints and explanation, and the buttons to go on."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from engine.core.number_format import format_number
from engine.core.translation import _, joined
from gui.lessons.answer_box import AnswerBox
from gui.lessons.goal_row import GoalRow
from gui.model.lessons.lesson import Lesson
from gui.model.lessons.lesson_run import LessonRun
from gui.style.style_property import set_style_property
from gui.style.text_size import follow
from gui.style.theme import px
from gui.widgets.labels import caption, heading, note, separator
from gui.widgets.spoken.announcement import announce


class StepPage(QWidget):
    """Draws a `LessonRun`. What the user wants goes out as signals; nothing is decided here."""

    predicted = Signal(float)
    answered = Signal(int, object)
    hint_wanted = Signal()
    shown_wanted = Signal()
    went = Signal(int)  # to the step with this number, from 0
    result_wanted = Signal()
    next_wanted = Signal(object)  # Lesson
    leave_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._run: LessonRun | None = None
        self._after: Lesson | None = None
        self.title, self.place = note(), note()
        self._area = QScrollArea()
        self._area.setAccessibleName(_("Step of the lesson"))
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hint = _push(_("Hint"), _("A little help. It does not cost anything."), self.hint_wanted.emit)
        self.show_me = _push(
            _("Do it for me"), _("Watch the step being done in the window, one action after the other."), self._show_me
        )
        self.next_lesson = _push(_("Next lesson"), "", lambda: self.next_wanted.emit(self._after))
        self.next_lesson.setProperty("primary", True)
        self.back = _push(_("Back"), _("The step before, from its start."), lambda: self._go(-1))
        self.forth = _push(_("Next"), _("The next step."), lambda: self._go(1))
        self.leave = _push(_("Leave the lesson"), _("Your own project comes back exactly as it was."), self.leave_wanted.emit)
        self.result = _push(
            _("Save the result…"), _("A file for your teacher: what was guessed, tried and reached."), self.result_wanted.emit
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 0, 12)
        column.setSpacing(6)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.place)
        top.setContentsMargins(0, 0, 12, 0)
        column.addLayout(top)
        column.addWidget(self._area, 1)
        for buttons in ((self.hint, self.show_me), (self.back, self.forth), (self.next_lesson,), (self.result,), (self.leave,)):
            row = QHBoxLayout()
            row.setContentsMargins(0, 0, 12, 0)
            row.setSpacing(8)
            for button in buttons:
                row.addWidget(button, 1)
            column.addLayout(row)

    def show_step(self, run: LessonRun, after: Lesson | None = None) -> None:
        """Draw the step that the run is at, from new. `after` is the lesson that comes next, if there is one."""
        self._after = after
        self.next_lesson.setToolTip("" if after is None else str(after.title))
        self._run, step = run, run.step
        self.title.setText(str(run.lesson.title))
        place = _("Step {step} of {steps}").format(step=run.at + 1, steps=len(run.lesson.steps))
        self.place.setText(place)
        self.place.setWordWrap(False)
        self.step_title = heading(str(step.title))
        self.text = _markdown(str(step.text))
        self.question: AnswerBox | None = None
        inside = QWidget()
        inside.setProperty("panel", True)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(8)
        column.addWidget(self.step_title)
        column.addWidget(self.text)
        if step.question is not None:
            words = str(step.question.text)
            column.addWidget(separator())
            self.question_title = caption(_("First a guess"))
            self.question = AnswerBox(words, [str(one) for one in step.question.choices], 1, _("That is my guess"))
            self.question.given.connect(lambda values: self.predicted.emit(values[0]))
            for part in (self.question_title, _plain(words), self.question):
                column.addWidget(part)
        self.rows = [GoalRow(goal) for goal in step.goals]
        if step.goals:
            column.addWidget(separator())
            column.addWidget(caption(_("Goal") if len(step.goals) == 1 else _("Goals")))
        for number, row in enumerate(self.rows):
            row.answered.connect(lambda values, number=number: self._answer(number, values))
            column.addWidget(row)
        self.objection, self.hints, self.why = note(tone="warning"), _markdown(""), _markdown("")
        self.outcome = caption()
        self.outcome.setWordWrap(True)
        for part in (self.objection, self.hints, self.outcome, self.why):
            part.hide()
            column.addWidget(part)
        column.addStretch(1)
        self._area.setWidget(inside)
        self._settled = False
        self.show_state()
        if self.question is not None:  # otherwise what is locked would hand the focus on to any control beside it
            self.question.take_focus()

    def show_state(self, trying: frozenset[int] = frozenset(), playing: bool = False) -> None:
        """How things stand. `trying`: goals whose other seeds are being tried; `playing`: it is being done for the learner."""
        run = self._run
        if run is None:
            return
        play, record = run.play, run.play.record
        for number, (row, verdict) in enumerate(zip(self.rows, play.verdicts, strict=False)):
            row.show_verdict(verdict, number in trying)
        for number, row in enumerate(self.rows):
            row.show_target(play.state is not None and play.state.predicts_number)
            row.setEnabled(not play.needs_prediction)
            if record.shown and row.box is not None and number in record.answers:
                row.box.show_values(record.answers[number])
        self._show_text(self.objection, "" if record.done else play.objection)
        shown = [str(hint) for hint in run.step.hints[: record.hints]]
        self._show_text(self.hints, "\n\n".join(_("**Hint.** {hint}").format(hint=hint) for hint in shown))
        if self.question is not None and not play.needs_prediction:
            self._fold_question(run)
        self.hint.setEnabled(bool(run.step.hints) and record.hints < len(run.step.hints))
        self.hint.setText(_("Hint: there is one for you") if play.offers_hint else _("Hint"))
        self.show_me.setEnabled(bool(run.step.solution) and not record.done and not playing)
        self.back.setEnabled(run.at > 0 and not playing)
        can_go = not run.is_last and (record.done or not run.step.goals)
        self.forth.setEnabled(can_go and not playing)
        self.result.setVisible(run.is_last and record.done)
        self.next_lesson.setVisible(run.is_last and record.done and self._after is not None)
        self.next_lesson.setEnabled(not playing)
        if record.done and not self._settled:
            self._settle(run)

    def _answer(self, number: int, values: object) -> None:
        """The keyboard goes on to the next answer once this one is right; a wrong one is replaced by what is typed next."""
        self.answered.emit(number, values)
        if self._run is None or self._run.play.record.done:
            return
        open_ = [n for n, verdict in enumerate(self._run.play.verdicts) if not verdict.met and self.rows[n].box is not None]
        box = self.rows[open_[0] if open_ and number not in open_ else number].box
        if box is not None:
            box.take_focus()

    def _settle(self, run: LessonRun) -> None:
        """The step is done: say so, and why it is so."""
        self._settled = True
        for row in self.rows:
            if row.box is not None:
                row.box.settle()
        question, guess = run.step.question, run.play.record.predicted
        text = _("Done.")
        if question is not None and question.right:
            text = _("Done, and your guess was right.")
            answer = question.choices[question.right - 1]
            if run.play.record.guess_shown:
                text = _("Done. What turned out: {answer}").format(answer=answer)
            elif guess != question.right:
                text = _("Done. It turned out otherwise: {answer}").format(answer=answer)
        self._show_text(self.outcome, text)
        self._show_text(self.why, str(run.step.why))
        announce(self.outcome, joined((text, str(run.step.why))))
        QTimer.singleShot(0, self._area, lambda: self._area.ensureWidgetVisible(self.why))  # once it has its place
        if not run.is_last:
            set_style_property(self.forth, "primary", True)

    def _fold_question(self, run: LessonRun) -> None:
        """It has been answered: only the guess is left of it."""
        question, guess = run.step.question, run.play.record.predicted
        if question is None or self.question is None or self.question.isHidden():
            return
        text = str(question.choices[int(guess) - 1]) if 1 <= guess <= len(question.choices) else format_number(guess, 6)
        self.question.hide()
        answer = _("The answer: {guess}") if run.play.record.guess_shown else _("Your guess: {guess}")
        self.question_title.setText(answer.format(guess=text))
        self.question_title.setWordWrap(True)

    def _show_text(self, label: QLabel, text: str) -> None:
        if text != label.text():
            label.setText(text)
            label.setVisible(bool(text))

    def _show_me(self) -> None:
        self._area.setFocus()  # see `_go`
        self.shown_wanted.emit()

    def _go(self, by: int) -> None:
        if self._run is not None:
            self._area.setFocus()  # else it would pass to the button that leaves, and Space would leave
            set_style_property(self.forth, "primary", False)
            self.went.emit(self._run.at + by)


def _push(text: str, tip: str, do: object) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.clicked.connect(lambda _checked=False: do())  # type: ignore[operator]
    return button


def _plain(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _markdown(text: str) -> QLabel:
    """Text of a lesson; links in it lead nowhere."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.MarkdownText)
    label.setWordWrap(True)
    follow(label, lambda: label.setMinimumWidth(px(1)))
    return label
