"""The data panel: which dataset and its settings, how it is split and scaled, and the seeds of all that is random."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QPushButton, QScrollArea, QVBoxLayout, QWidget

from engine.core.params import params_of
from engine.core.translation import _, joined
from engine.data.datasets import Dataset
from engine.data.datasets.csv_file import CsvFile
from engine.data.datasets.drawn_points import DrawnPoints, drawing_of
from engine.data.table import Table
from engine.data.table_files.kinds import PATTERNS
from engine.files.file_problem import FileProblem
from engine.recipe.suited_network import Fitting
from engine.training.prepare import rows_of
from gui.document import Change, Document
from gui.model import edits
from gui.model.project import Project
from gui.model.side_effects import data_side_effects, side_effects
from gui.model.table_edits import TableChange, change_table
from gui.panels.data.class_balance import ClassBalance
from gui.panels.data.dataset_gallery import DatasetGallery
from gui.panels.data.file_facts import FileFacts
from gui.panels.data.fitting_offer import FittingOffer
from gui.panels.data.opening.table_dialog import TableDialog
from gui.panels.data.points_box import FOLDER, PointsBox
from gui.panels.data.scaling_note import ScalingNote
from gui.settings.folders import folder_for, remember_folder
from gui.style import icons, theme
from gui.style.text_size import follow
from gui.training.frame import Frame
from gui.widgets.forms.form import Form
from gui.widgets.labels import caption, note, separator

SPLIT = ("train_share", "validation_share", "standardise")


class DataPanel(QScrollArea):
    """Edits the recipe's data, split and seeds. When a file cannot be used, `problem` says why and nothing changes.

    `notice` says what became of the training when another table was chosen. `draw_wanted` carries the points to draw on.
    """

    problem = Signal(str)
    notice = Signal(str)
    draw_wanted = Signal(object)  # DrawnPoints

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.setAccessibleName(_("Data"))
        self.document = document
        recipe = document.project.recipe
        self.gallery = DatasetGallery()
        self.rule, self.source = note(), note()
        self.form = Form(recipe.data)
        self.file, self.points = FileFacts(), PointsBox()
        self.edit_points = QPushButton(_("Edit these points"))
        self.edit_points.setToolTip(
            _("Draw on these points: add, erase or move some. They become your own points, in a new run.")
        )
        icons.set_icon(self.edit_points, "draw_brush")
        self.fitting = FittingOffer()
        self.split = Form(recipe, SPLIT)
        self.all_rows = note(_("These rows are too few to keep some back: all are for training and for testing."))
        self.scaling = ScalingNote()
        self.balance = ClassBalance()
        self.seeds = Form(recipe.seeds)
        self._dialog: TableDialog | QFileDialog | None = None
        self._lay_out()
        self.gallery.chosen.connect(lambda cls: self._use(_("Choose {dataset}").format(dataset=_(cls.label)), cls()))
        self.gallery.open_wanted.connect(self.open_csv)
        self.gallery.draw_wanted.connect(lambda: self.draw_wanted.emit(self._drawn() or DrawnPoints()))
        self.points.draw_wanted.connect(lambda: self.draw_wanted.emit(self._drawn()))
        self.points.chosen.connect(self.draw_wanted)
        self.points.problem.connect(self.problem)
        self.edit_points.clicked.connect(self._edit_points)
        self.file.change_wanted.connect(lambda: self.open_csv(str(self.file.path)))
        self.form.changed.connect(self._on_data)
        self.fitting.wanted.connect(self._use_fitting)
        self.split.changed.connect(self._on_split)
        self.seeds.changed.connect(self._on_seeds)
        self.balance.chosen.connect(self._on_balance)
        document.changed.connect(self._on_document)
        self._show_project()

    def show_frame(self, frame: Frame) -> None:
        """Show how the inputs were scaled for this frame, and how even the classes are."""
        data = frame.snapshot.data if frame.snapshot else None
        self.balance.show_data(data)
        self.scaling.show_data(data, frame.snapshot is not None and frame.snapshot.recipe.scaling is not None)
        if frame.snapshot is not None:
            self.fitting.show_table(frame.snapshot.recipe, frame.snapshot.data.table)

    def open_csv(self, path: str = "") -> None:
        """Ask for a file, unless `path` is given, then how it is to be read, and use it."""
        if not path:
            kinds = _("Tables ({patterns});;All files (*)").format(patterns=PATTERNS)
            dialog = QFileDialog(self, _("Open table"), folder_for(FOLDER), kinds)
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.fileSelected.connect(self.open_csv)
            self._open(dialog)
            return
        data = self.document.project.recipe.data
        remember_folder(FOLDER, str(Path(path).parent))
        present = data if isinstance(data, CsvFile) else None
        asked = TableDialog(path, present, self)
        edits_it = present is not None and present.path == path
        text = (_("Change how {file} is read") if edits_it else _("Open {file}")).format(file=Path(path).name)
        asked.accepted.connect(lambda: self._use(text, asked.dataset, asked.table))
        asked.refused.connect(self.problem)
        self._open(asked)

    def _open(self, dialog: TableDialog | QFileDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._dialog = dialog
        dialog.open()

    def _use(self, text: str, data: Dataset, table: Table | None = None, merge: str = "") -> None:
        try:
            table = table or data.make(np.random.default_rng(self.document.project.recipe.seeds.data))
            change = _change(self.document.project, data, table)
        except (FileProblem, ValueError) as problem:
            self._show_project()
            self.problem.emit(str(problem))
            return
        self.document.edit(text, change.project, merge, restart=change.restart)
        self._show_project()
        if change.notice:
            self.notice.emit(change.notice)

    def _drawn(self) -> DrawnPoints | None:
        data = self.document.project.recipe.data
        return data if isinstance(data, DrawnPoints) else None

    def _edit_points(self) -> None:
        """The rows of the present data become drawn points."""
        recipe = self.document.project.recipe
        try:
            self.draw_wanted.emit(drawing_of(rows_of(recipe)))
        except (FileProblem, ValueError) as problem:
            self.problem.emit(str(problem))

    def _use_fitting(self, fitting: Fitting) -> None:
        project = self.document.project
        try:
            table = rows_of(project.recipe)
        except (FileProblem, ValueError) as problem:
            self.problem.emit(str(problem))
            return
        after = edits.with_fitting(project, fitting, table.task)
        was, new = project.recipe, after.recipe
        before = replace(was, optimizer=new.optimizer, batch=new.batch)  # these stand where the button was
        if fitting.penalty is not None:
            before = replace(before, penalty=fitting.penalty)
        note = side_effects(before, new, ())
        self.document.edit(_("Use a network that fits"), after, restart=True, note=note)

    def _on_document(self, change: Change) -> None:
        self._show_project()

    def _on_data(self, data: Dataset, field: str, gesture: str) -> None:
        self._use(_change_text(data, field), data, merge=gesture and f"data {field} {gesture}")

    def _on_split(self, recipe: Any, field: str, gesture: str) -> None:
        after = edits.with_recipe(self.document.project, **{field: getattr(recipe, field)})
        self.document.edit(_change_text(recipe, field), after, gesture and f"recipe {field} {gesture}")

    def _on_seeds(self, seeds: Any, field: str, gesture: str) -> None:
        after = edits.set_seed(self.document.project, field, getattr(seeds, field))
        self.document.edit(_change_text(seeds, field), after, gesture and f"seed {field} {gesture}")

    def _on_balance(self, weights: str) -> None:
        after = edits.with_recipe(self.document.project, class_weights=weights)
        self.document.edit(_("Change class weights"), after)

    def _show_project(self) -> None:
        recipe = self.document.project.recipe
        own, drawn = isinstance(recipe.data, CsvFile), self._drawn()
        self.gallery.set_kind(recipe.data.kind)
        for label, text in ((self.rule, recipe.data.rule()), (self.source, _source(recipe.data))):
            label.setVisible(bool(text) and not own)
            label.setText(text)
        self.fitting.show_recipe(recipe)
        self.form.set_item(recipe.data)
        self.form.setVisible(not own and not self.form.is_empty())
        self.file.setVisible(own)
        self.points.setVisible(drawn is not None)
        self.edit_points.setVisible(drawn is None and recipe.data.plotted_domain is not None)
        if drawn is not None:
            self.points.show_points(drawn)
        if isinstance(recipe.data, CsvFile):
            self.file.show_file(recipe.data)
        self.split.set_item(recipe)
        for share in ("train_share", "validation_share"):
            self.split.editors[share].setEnabled(recipe.data.keeps_test_rows)
        self.all_rows.setVisible(not recipe.data.keeps_test_rows)
        self.scaling.setVisible(recipe.standardise)
        self.balance.show_weights(recipe.class_weights)
        self.seeds.set_item(recipe.seeds)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("panel", True)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        data = (self.gallery, self.rule, self.source, self.fitting, self.form, self.file, self.points)
        which = (*data, self.edit_points, self.balance)
        how = (separator(), caption(_("Split and scale")), self.all_rows, self.split, self.scaling)
        for part in (*which, *how, separator(), caption(_("Seeds")), self.seeds):
            layout.addWidget(part)
        layout.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        follow(self, lambda: self.setMinimumWidth(max(264, theme.px(221))))


def _source(data: Dataset) -> str:
    return _("Source: {source}").format(source=_(data.source)) if data.source else ""


def _change(project: Project, data: Dataset, table: Table) -> TableChange:
    if isinstance(data, CsvFile):
        change = change_table(project, data, table)
    else:
        change = TableChange(edits.set_data(project, data, table))
    note = data_side_effects(project.recipe, change.project.recipe)
    return replace(change, notice=joined((change.notice, note)))


def _change_text(item: Any, field: str) -> str:
    """The text of an undo step that changes a hyperparameter."""
    return _("Change {setting:small}").format(setting=_(params_of(item)[field].label))
