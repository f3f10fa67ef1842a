"""Which column is predicted, and whether as a class or as a number."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from engine.core.quoting import shortened
from engine.core.translation import N_, _
from engine.data.csv_files.reader import TASKS
from engine.data.csv_files.sketch import TableSketch
from gui.panels.data.opening.column_words import short_kind
from gui.widgets.forms.choice import Choice

LONGEST_NAME = 60
TASK_LABELS = {
    "auto": N_("Decide by the column"),
    "classification": N_("Classification: tell classes apart"),
    "regression": N_("Regression: predict a number"),
}
AUTO_LABELS = {  # by the task that the column suggests
    "classification": N_("Decide by the column (classification)"),
    "regression": N_("Decide by the column (regression)"),
}


class TargetRow(QWidget):
    """Two choices; what is chosen is for the dialog to say."""

    def __init__(self) -> None:
        super().__init__()
        self.label, self.task = Choice(_("Column to predict")), Choice(_("Task"))
        self.label.setToolTip(_("The column to predict. What becomes of the others stands above them."))
        self.task.setToolTip(_("Whether it is one of some classes, or a number on a scale."))
        self.label.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.label.setMinimumContentsLength(22)
        self.label.setMaxVisibleItems(20)
        for task in TASKS:
            self.task.add(task, _(TASK_LABELS[task]))
        captions = {text: QLabel(text) for text in (_("Column to &predict"), _("&Task"))}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for caption, choice in zip(captions.values(), (self.label, self.task), strict=True):
            caption.setBuddy(choice)
            layout.addWidget(caption)
            layout.addWidget(choice)
            layout.addSpacing(12)
        layout.addStretch(1)
        self._names: tuple[str, ...] = ()

    def show_target(self, sketch: TableSketch, task: str) -> None:
        """The table's columns, which of them is predicted, and what "auto" makes of it."""
        if sketch.names != self._names:
            self._names = sketch.names
            self.label.clear()
            for column in sketch.columns:
                self.label.addItem(shortened(column.name, LONGEST_NAME), column.name)
                self.label.setItemData(self.label.count() - 1, short_kind(column), Qt.ItemDataRole.ToolTipRole)
        self.label.set_value(sketch.label)
        self.task.setItemText(0, _(AUTO_LABELS[sketch.task]))
        self.task.set_value(task)

    def set_usable(self, on: bool) -> None:
        for choice in (self.label, self.task):
            choice.setEnabled(on)
