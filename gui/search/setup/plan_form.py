"""How a search goes on, as a form: sampler, trials, epochs, repeats, folds, judge, early stop; and where it runs and is kept."""

from __future__ import annotations

from importlib.util import find_spec

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from engine.core.blas_threads import processor_count
from engine.core.params import Param
from engine.core.translation import N_, _, ngettext
from engine.data.table import Task
from engine.search.plan import MOST_EPOCHS, MOST_REPEATS, MOST_TRIALS, SAMPLERS, Plan, judges_for
from gui.search.setup.install_hint import InstallHint
from gui.search.setup.study_field import StudyField
from gui.search.trial_texts import judge_name
from gui.widgets.forms.choice import Choice
from gui.widgets.forms.number_box import NumberBox

PROCESSORS = processor_count()
NUMBERS = (
    Param(
        "trials",
        N_("Trials"),
        40,
        1,
        MOST_TRIALS,
        True,
        help=N_("How many points of the space are tried; of a grid at most as many as it has."),
    ),
    Param(
        "epochs", N_("Epochs"), 100, 1, MOST_EPOCHS, True, help=N_("How long each trial is trained, unless it is stopped early.")
    ),
    Param(
        "repeats",
        N_("Repeats"),
        1,
        1,
        MOST_REPEATS,
        help=N_("Each trial is trained from so many start weights; the mean counts."),
    ),
    Param("seed", N_("Seed"), 1, 0, 2**31 - 1, help=N_("Draws the points: the same seed gives the same search.")),
    Param(
        "jobs",
        N_("Processes"),
        PROCESSORS,
        1,
        PROCESSORS,
        help=N_("How many trials are trained at the same time, each by a process of its own."),
    ),
)
PRESETS = {"trials": (10, 20, 40, 100, 200, 500, 1000), "epochs": (10, 30, 100, 300, 1000), "repeats": (1, 2, 3, 5, 10)}
SAMPLER_TEXTS = {
    "random": (N_("Random"), N_("Points drawn at random: for more than two settings better than a grid of as many points.")),
    "grid": (N_("Grid"), N_("Every combination of the values; of a range five, or as many as :N says.")),
    "tpe": (N_("TPE (Optuna)"), N_("Each point is drawn where earlier trials were good: finds good ones with fewer trials.")),
}
FOLDS = 0, 3, 5, 10
NO_OPTUNA = N_("TPE needs Optuna, which is not installed.")
NO_DASK = N_("A cluster needs Dask distributed, which is not installed.")
NO_FOLDS = N_("Folds are for tables: of generated points there are as many as one likes.")


class PlanForm(QWidget):
    """`changed` with each change by the user."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.numbers = {about.name: NumberBox(about, PRESETS.get(about.name, ())) for about in NUMBERS}
        self.sampler, self.folds, self.judge = Choice(_("Sampler")), Choice(_("Folds")), Choice(_("Judged by"))
        self.stops_weak = QCheckBox(_("Stop weak trials early"))
        self.cluster, self.file = QLineEdit(), StudyField()
        self.no_optuna, self.no_dask = InstallHint(_(NO_OPTUNA), "search"), InstallHint(_(NO_DASK), "cluster")
        self._judges: tuple[str, ...] = ()
        self._describe()
        self._lay_out()
        self._restore()
        for box in self.numbers.values():
            box.value_changed.connect(lambda _value, _gesture: self._on_changed())
        for choice in (self.sampler, self.folds, self.judge):
            choice.chosen.connect(lambda _value: self._on_changed())
        self.stops_weak.toggled.connect(lambda _on: self._on_changed())
        self.cluster.textChanged.connect(lambda _text: self._on_changed())
        self.file.changed.connect(self._on_changed)

    def number(self, name: str) -> int:
        return int(self.numbers[name].value)

    def problem(self) -> str:
        """Why no search can begin as things stand, in a sentence; or nothing."""
        if self.file.problem():
            return self.file.problem()
        if self.cluster.text().strip() and self.no_dask.isVisibleTo(self):
            return _(NO_DASK)
        return ""

    def show_task(self, task: Task, is_table: bool) -> None:
        """Offer what can judge such a task; folds for tables only."""
        judges = judges_for(task)
        if judges != self._judges:
            before, self._judges = self.judge.value(), judges
            self.judge.clear()
            for name in judges:
                self.judge.add(name, judge_name(name))
            self.judge.set_value(before if before in judges else judges[0])
        self.folds.setEnabled(is_table)
        self.folds.setToolTip(_(FOLDS_TIP) if is_table else _(NO_FOLDS))
        if not is_table:
            self.folds.set_value(0)

    def show_plan(self, plan: Plan) -> None:
        """Show the settings of an open study."""
        for name in ("trials", "epochs", "repeats", "seed"):
            self.numbers[name].set_value(getattr(plan, name))
        if self.folds.findData(plan.folds) < 0:
            self._add_folds(plan.folds)
        self.folds.set_value(plan.folds)
        self.sampler.set_value(plan.sampler)
        self.judge.set_value(plan.judge)
        self.stops_weak.setChecked(plan.stops_weak)

    def lock(self, is_open: bool, is_busy: bool) -> None:
        """While a study is open its plan is fixed, apart from the number of trials and where they run; while it runs, all is."""
        for part in (self.sampler, self.judge, self.stops_weak, self.file):
            part.setEnabled(not is_open)
        if is_open:
            self.folds.setEnabled(False)
        for name, box in self.numbers.items():
            box.setEnabled(not is_busy if name in ("trials", "jobs") else not is_open)
        self.cluster.setEnabled(not is_busy)

    def save(self) -> None:
        """The next window begins with these choices."""
        settings = QSettings()
        for name in ("trials", "epochs", "repeats", "jobs"):
            settings.setValue(f"search/{name}", self.number(name))
        settings.setValue("search/sampler", self.sampler.value())
        settings.setValue("search/stops_weak", "yes" if self.stops_weak.isChecked() else "no")
        settings.setValue("search/cluster", self.cluster.text().strip())

    def _restore(self) -> None:
        settings = QSettings()
        for name in ("trials", "epochs", "repeats", "jobs"):
            try:
                kept = int(str(settings.value(f"search/{name}", "")))
                self.numbers[name].set_value(self.numbers[name].about.check(kept))
            except ValueError:
                continue
        kept = settings.value("search/sampler")
        self.sampler.set_value(kept if kept in SAMPLERS and (kept != "tpe" or find_spec("optuna")) else "random")
        self.stops_weak.setChecked(settings.value("search/stops_weak") != "no")
        self.cluster.setText(str(settings.value("search/cluster", "")))
        self._show_hints()

    def _on_changed(self) -> None:
        self._show_hints()
        self.changed.emit()

    def _show_hints(self) -> None:
        self.no_dask.setVisible(bool(self.cluster.text().strip()) and find_spec("distributed") is None)

    def _add_folds(self, count: int) -> None:
        text = ngettext("{n} fold", "{n} folds", count).format(n=count) if count else _("None: validation rows")
        self.folds.add(count, text)

    def _describe(self) -> None:
        for name in ("random", "grid", "tpe"):
            label, tip = SAMPLER_TEXTS[name]
            self.sampler.add(name, _(label), _(tip))
        self.sampler.setToolTip(_("How the points of the space are chosen."))
        missing = find_spec("optuna") is None
        self.sampler.disable("tpe", _(NO_OPTUNA) if missing else "", _(SAMPLER_TEXTS["tpe"][1]))
        self.no_optuna.setVisible(missing)
        for count in FOLDS:
            self._add_folds(count)
        self.folds.setToolTip(_(FOLDS_TIP))
        self.judge.setToolTip(_("What a trial is judged by, on rows that it does not learn from."))
        self.stops_weak.setToolTip(
            _(
                "After a ninth and a third of the epochs a trial whose result is behind the median of the earlier ones is "
                "stopped. It can be trained to its end later."
            )
        )
        self.cluster.setPlaceholderText("tcp://192.168.0.10:8786")
        self.cluster.setAccessibleName(_("Cluster"))
        self.cluster.setToolTip(
            _("The address of a Dask scheduler, whose workers train instead of this machine. Empty: processes of this machine.")
        )

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(6)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, field in (
            (_("Sampler"), _column(self.sampler, self.no_optuna)),
            *((_(about.label), self.numbers[about.name]) for about in NUMBERS[:3]),
            (_("Folds"), self.folds),
            (_("Judged by"), self.judge),
            ("", self.stops_weak),
            *((_(about.label), self.numbers[about.name]) for about in NUMBERS[3:]),
            (_("Cluster"), _column(self.cluster, self.no_dask)),
            (_("Study file"), self.file),
        ):
            label = QLabel(text)
            form.addRow(label, field)
            if isinstance(field, QWidget):
                label.setBuddy(field)
                label.setToolTip(field.toolTip())


FOLDS_TIP = N_(
    "k folds: each trial is trained k times, each time judged on another k-th part of the rows that are not for testing. None: "
    "it is judged on the validation rows."
)


def _column(*parts: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(2)
    for part in parts:
        column.addWidget(part)
    return column
