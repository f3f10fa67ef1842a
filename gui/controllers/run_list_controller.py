"""The runs of this session: collected from the frames, shown in a list, drawn in the charts, and opened again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from engine.core.translation import _
from engine.experiments.run_record import RunRecord
from engine.recipe.class_weights import measure_of
from engine.recipe.recipe import Recipe
from gui.document import Document
from gui.model import run_entries
from gui.model.project import Axes
from gui.panels.run.run_list import RunList
from gui.plotting.curves.run_overlays import RunOverlay
from gui.style import theme
from gui.style.colour_schemes import run_colours
from gui.training.frame import Frame
from gui.training.trainer import Trainer


class RunListController(QObject):
    """Changes: `entries` are the kept runs. `list` is the panel that shows them and reports what the user does there."""

    shown = Signal(object)  # the overlays, a tuple, for the charts
    problem = Signal(str)
    listed = Signal()  # the run that the user wanted to keep is in the list
    kept = Signal(str)  # a sentence for the user: what became of the wish to keep the run

    def __init__(self, document: Document, trainer: Trainer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self.entries, self.list = document, run_entries.RunEntries(), RunList()
        self._seen = 0  # the highest number of a run that is in the list
        self._awaited: tuple[str, Recipe] | None = None  # see `show_ended`
        self._passing: tuple[int, Recipe] | None = None  # the number of the run that it drew, and the recipe it is compared with
        do = self._do
        self._trainer, self._keeping = trainer, False  # whether the user waits for a run to be listed
        self.list.keep_wanted.connect(self.keep)
        self.list.renamed.connect(lambda number, name: do(run_entries.renamed, number, name))
        self.list.pinned.connect(lambda number, on: do(run_entries.pinned, number, on))
        self.list.shown.connect(self._tick)
        self.list.deleted.connect(lambda numbers: do(run_entries.without, numbers))
        self.list.opened.connect(self.open_again)
        self.list.problem.connect(self.problem)
        theme.events.changed.connect(self._show)

    def show_frame(self, frame: Frame) -> None:
        """List the runs that have ended since the last frame; each run is in many frames."""
        new = [run for run in frame.runs if run.number > self._seen]
        for run in new:
            self._seen = run.number
            self._do(run_entries.with_run, run)
            if self._keeping:
                self._answer(run)
            if self._awaited is not None:
                name, self._passing = self._awaited[0], (run.number, self._awaited[1])
                self._do(run_entries.renamed, run.number, name)
                self._do(run_entries.shown, run.number, True)
                self.kept.emit(_("{name} is drawn behind the curves. Untick it in Runs to take it away.").format(name=name))
        if self._awaited is not None and frame.snapshot is not None and frame.snapshot.recipe == self._awaited[1]:
            self._awaited = None
        self._let_pass()
        self.list.show_running(frame.snapshot is not None and frame.snapshot.step > 0)

    def keep(self) -> None:
        """List the run as it is now, and say so."""
        snapshot = self._trainer.frame.snapshot
        if snapshot is None or not snapshot.step:
            self.kept.emit(_("There is no run to keep yet: press Play, or step once."))
            return
        self._keeping = True
        self._trainer.keep_run()

    def _answer(self, run: RunRecord) -> None:
        self._keeping = False
        self.listed.emit()
        entry = next((entry for entry in self.entries if entry.run.key == run.key), None)
        if entry is not None:
            text = _("{name} is kept at step {step}: Runs lists it, and a tick there draws it behind the curves.")
            self.kept.emit(text.format(name=entry.name, step=f"{run.steps:,}"))

    def show_ended(self, name: str, recipe: Recipe) -> None:
        """Draw the run that an edit to this recipe is about to end behind the curves of the next, under that name.

        It is drawn until there are other rows or another loss to learn from: then it is nothing to compare with any more.
        """
        self._awaited = name, recipe

    def _let_pass(self) -> None:
        if self._passing is None:
            return
        number, recipe = self._passing
        now = self.document.project.recipe  # not that of a frame, which may be late
        if (now.rows_key(), measure_of(now)) != (recipe.rows_key(), measure_of(recipe)):
            self._passing = None
            self._do(run_entries.shown, number, False)

    def _tick(self, number: int, on: bool) -> None:
        """What the user ticks stays until the user unticks it."""
        self._passing = None if self._passing is not None and self._passing[0] == number else self._passing
        self._do(run_entries.shown, number, on)

    def open_again(self, number: int) -> None:
        """Load the network and the settings of a kept run, from the start: with the same seeds it is the same run."""
        entry = next(entry for entry in self.entries if entry.run.number == number)
        project, recipe = self.document.project, entry.run.recipe
        axes = project.axes if recipe.data_key() == project.recipe.data_key() else Axes()
        after = replace(project, recipe=recipe, axes=axes)
        self.document.edit(_("Open {name} again").format(name=entry.name), after, restart=True)

    def show_entries(self, entries: run_entries.RunEntries) -> None:
        """List these runs and no others, as before a lesson."""
        self.entries = entries
        self._show()

    def begin_lesson(self) -> run_entries.RunEntries:
        """Draw none of the runs: they are the user's own. Returns the list as it was, for `show_entries`."""
        if self._passing is not None:
            self._do(run_entries.shown, self._passing[0], False)
        entries, self._passing, self._awaited = self.entries, None, None
        self.show_entries(tuple(replace(entry, shown=False) for entry in entries))
        return entries

    def _do(self, edit: Callable[..., run_entries.RunEntries], *arguments: object) -> None:
        self.entries = edit(self.entries, *arguments)
        self._show()

    def _show(self) -> None:
        """In the list and in the charts."""
        in_charts = [entry for entry in self.entries if entry.shown]
        colours = dict(zip((entry.run.number for entry in in_charts), run_colours(len(in_charts)), strict=True))
        self.list.show_entries(self.entries, colours)
        self.shown.emit(tuple(overlay_of(entry, colours[entry.run.number]) for entry in in_charts))


def overlay_of(entry: run_entries.RunEntry, colour: str) -> RunOverlay:
    run = entry.run
    return RunOverlay(entry.name, colour, run.history, layers_of(run), measure_of(run.recipe), run.scores.metric)


def layers_of(run: RunRecord) -> tuple[tuple[int, str, float], ...]:
    """(id, name, place) of the layers that the run has curves of, in order."""
    names, places = run.recipe.names(), run.recipe.places()
    ids = [int(column.partition(":")[2]) for column in run.history.columns if column.startswith("grad_l2:")]
    return tuple((one, names.get(one, _("Output")), places.get(one, 1.0)) for one in ids)
