"""The setup of a search: what varies on one side, how it is searched on the other, and how much work that is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QVBoxLayout, QWidget

from engine.core.translation import N_, _
from engine.data.table import Task
from engine.recipe.recipe import Recipe
from engine.search.plan import Plan
from engine.search.settings import SETTINGS
from engine.search.space import space_from
from engine.search.trial import Trial
from gui.search.search_frame import SearchFrame
from gui.search.setup.plan_form import PlanForm
from gui.search.setup.setting_row import SettingRow
from gui.search.setup.suggestions import suggested
from gui.search.trial_texts import estimated_seconds, span_text, work_text
from gui.style import theme
from gui.style.style_property import set_style_property
from gui.widgets.labels import caption, note

GRAMMAR = N_(
    "A list: values with | between them. A range: two numbers with .. between them; :log behind it makes equal factors equally "
    "likely, and a number, as in :4, so many values of a grid."
)
TWO_COLUMNS = 900  # pixels of the page at a text size of 100 % from which both parts stand side by side


class SetupPage(QScrollArea):
    """`changed` when the plan may be another one."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._base, self._task = Recipe(), Task(2)
        self._measured: tuple[Plan, tuple[Trial, ...]] | None = (
            None  # a former search of this window, which tells how long it takes
        )
        self.rows = {setting.kind: SettingRow(setting.kind) for setting in SETTINGS}
        self.form, self.work = PlanForm(), note("", "")
        for row in self.rows.values():
            row.changed.connect(self._on_changed)
        self.form.changed.connect(self._on_changed)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName(_("Setup"))
        self._lay_out()

    def show_base(self, base: Recipe, task: Task, is_table: bool) -> None:
        """The network that a search would be around, and its data."""
        self._base, self._task = base, task
        self.form.show_task(task, is_table)
        for name, row in self.rows.items():
            row.suggest(suggested(name, base))
        self._on_changed()

    def show_frame(self, frame: SearchFrame, is_free: bool) -> None:
        """Of an open study its plan, which cannot be changed unless the form `is_free`."""
        if frame.plan is not None and any(trial.has_ended for trial in frame.trials):
            self._measured = frame.plan, frame.trials
        for row in self.rows.values():
            row.setEnabled(is_free)
        self.form.lock(not is_free, frame.is_busy)
        self._say()

    def show_plan(self, plan: Plan, path: str) -> None:
        """Fill the form with the plan of a study that was opened."""
        self._base = plan.base
        texts = dict(part.split("=", 1) for part in plan.space.text.split())
        for name, row in self.rows.items():
            row.show_values(texts.get(name))
        self.form.show_plan(plan)
        self.form.file.line.setText(path)

    def plan(self) -> Plan:
        """The plan of a new search. Raises ValueError with a sentence."""
        for row in self.rows.values():
            if row.problem:
                raise ValueError(row.problem)
        texts = [row.text for row in self.rows.values() if row.varies]
        if not texts:
            raise ValueError(_("Tick at least one setting that is to vary."))
        form = self.form
        plan = Plan(
            self._base,
            space_from(" ".join(texts)),
            form.judge.value(),
            sampler=form.sampler.value(),
            trials=form.number("trials"),
            epochs=form.number("epochs"),
            repeats=form.number("repeats"),
            folds=form.folds.value(),
            stops_weak=form.stops_weak.isChecked(),
            seed=form.number("seed"),
        )
        plan.check(self._task)
        return plan

    def problem(self) -> str:
        """Why no search can begin as things stand, in a sentence; or nothing."""
        try:
            self.plan()
        except ValueError as problem:
            return str(problem)
        return self.form.problem()

    def _on_changed(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        """How many trainings it makes, and how long they take as far as that is known."""
        try:
            plan = self.plan()
        except ValueError as problem:
            self._write(str(problem), "error")
            return
        texts = [work_text(plan)]
        jobs = self.form.number("jobs")
        if self._measured is not None and self._measured[0].base.data_key() == plan.base.data_key():
            seconds = estimated_seconds(self._measured[1], self._measured[0], plan, jobs)
            if seconds is not None:
                text = _("By the trials so far that takes about {time} in all.")
                texts.append(text.format(time=span_text(seconds)))
        problem = self.form.problem()
        self._write(problem or " ".join(texts), "error" if problem else "")

    def _write(self, text: str, tone: str) -> None:
        self.work.setText(text)
        set_style_property(self.work, "tone", tone)

    def _lay_out(self) -> None:
        inside = QWidget()
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._halves.setContentsMargins(16, 12, 16, 12)
        self._halves.setSpacing(32)
        for title, parts in (
            (_("What varies"), (note(_(GRAMMAR)), *self.rows.values())),
            (_("How it is searched"), (self.form, self.work)),
        ):
            column = QVBoxLayout()
            column.setSpacing(6)
            column.addWidget(caption(title))
            for part in parts:
                column.addWidget(part)
            column.addStretch(1)
            self._halves.addLayout(column, 1)
        self.setWidget(inside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = event.size().width() >= theme.px(TWO_COLUMNS)
        self._halves.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        super().resizeEvent(event)
