"""Precision and recall: for classes, how far the network's word can be trusted and how many rows it finds, by class."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QSize

from engine.core.arrays import Array
from engine.core.number_format import format_percent
from engine.core.translation import N_, _, ngettext
from engine.inspection.predicted_classes import PredictedClasses
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_request import Requests
from engine.nn.class_scores import ClassScores, class_scores, confusion_counts
from gui.training.frame import Frame
from gui.views.base import View, view
from gui.views.quality.class_table import ClassTable
from gui.views.quality.row_texts import CLASSES_ONLY, PARTS
from gui.views.view_header import below_each_other, headed, in_a_row
from gui.widgets.control_memory import ControlMemory
from gui.widgets.forms.choice import drop_down
from gui.widgets.labels import LiveText, empty_note

WAITING = N_("How each class is told apart appears here.")


@view("class_scores", N_("Precision and recall"), "output", "view_class_scores")
class ClassScoresView(View):
    """The same rows as the confusion matrix, counted by class."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Snapshot | None = None
        self.part = drop_down(_("Part"), _("Which rows are counted."), PARTS)
        self.table, self.explanation, self.hint = ClassTable(), LiveText(), empty_note()
        body = below_each_other(self.explanation, self.hint, self.table)
        self.header = headed(self, in_a_row(self.part), body, self.columns, saved=(self.explanation, self.table.inside))
        self.part.currentIndexChanged.connect(self._draw)
        self.memory = ControlMemory(part=self.part)
        self._draw()

    def requests(self) -> Requests:
        return frozenset({PredictedClasses()})

    def show_frame(self, frame: Frame) -> None:
        if frame.snapshot is not self._shown or frame.snapshot is None:
            self._shown = frame.snapshot
            self._draw()

    def scores(self) -> ClassScores | None:
        """Of the chosen rows, as far as the snapshot has them."""
        found = self._shown.get(PredictedClasses()) if self._shown is not None else None
        if found is None or self._shown is None:
            return None
        data, (rows, predicted) = self._shown.data, found.of_part(self.part.currentData())
        return class_scores(confusion_counts(data.table.target[rows], predicted, data.task.classes))

    def columns(self) -> Mapping[str, Array]:
        return self.table.columns()

    def retheme(self) -> None:
        self.table.inside.update()
        self.explanation.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 230)

    def _draw(self) -> None:
        scores, snapshot = self.scores(), self._shown
        self.hint.setVisible(scores is None)
        self.table.setVisible(scores is not None)
        self.explanation.setVisible(scores is not None)
        self.part.setEnabled(scores is not None)
        is_number = snapshot is not None and snapshot.data.task.is_regression
        self.hint.setText(_(CLASSES_ONLY if is_number else WAITING))
        self.table.show_scores(snapshot.data.table.classes if snapshot is not None else (), scores)
        if scores is not None and snapshot is not None:
            self.explanation.show_text(in_words(snapshot.data.table.classes, scores))


def in_words(names: tuple[str, ...], scores: ClassScores) -> str:
    """'Hardest to find: versicolor, 84.0 % of its 25 rows.'"""
    there = np.flatnonzero(scores.rows)
    if not there.size:
        return _("There are no such rows.")
    at = int(there[scores.recall[there].argmin()])
    if scores.recall[at] == 1:
        return _("Every row is found, and every call is right.")
    text = ngettext(
        "Hardest to find: {name}, {share} of its {rows} row.",
        "Hardest to find: {name}, {share} of its {rows} rows.",
        int(scores.rows[at]),
    )
    return text.format(name=names[at], share=format_percent(float(scores.recall[at])), rows=f"{int(scores.rows[at]):,}")
