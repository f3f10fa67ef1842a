"""Points drawn by hand, in the data panel: what is drawn, how many there are, and the way to the pad."""

from __future__ import annotations

import csv
import io

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from engine.core.number_format import format_count
from engine.core.translation import N_, _, english, joined
from engine.data.data_problem import TooFewPoints
from engine.data.datasets.drawn_points import CLASSES, DRAWS, DrawnPoints
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem
from gui.style import icons
from gui.widgets.forms.choice import Choice
from gui.widgets.labels import Facts
from gui.widgets.save_dialog import ask_save_path

FOLDER = "data/folder"  # the setting that remembers where tables are
KINDS = (
    (N_("Classes"), N_("Which of up to ten classes each place of the picture has.")),
    (N_("A number"), N_("A number at each place of the picture, to be predicted from x₁ and x₂.")),
    (N_("A curve"), N_("One input: x from left to right, and the number to predict is the height y.")),
)


class PointsBox(QWidget):
    """`chosen` carries points of another kind, `draw_wanted` is emitted to draw on these; `problem` carries a sentence."""

    chosen = Signal(object)  # DrawnPoints
    draw_wanted = Signal()
    problem = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._data = DrawnPoints()
        self.kind = Choice(_("What is drawn"))
        for draws, (name, help) in zip(DRAWS, KINDS, strict=True):
            self.kind.add(draws, _(name), _(help))
        self.kind.setToolTip(_("What the points that you draw stand for. Places stay when you change it."))
        self.kind.chosen.connect(lambda draws: self.chosen.emit(self._data.as_drawing_of(draws)))
        self.facts = Facts()
        self.draw = _button(
            _("Draw"), "draw_brush", _("Draw points in the picture of the output, while the network learns them.")
        )
        self.draw.clicked.connect(self.draw_wanted)
        self.save = _button(_("Save points as CSV…"), "csv", _("Write the points into a table that other programs open."))
        self.save.clicked.connect(self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.kind, self.draw, self.facts, self.save):
            column.addWidget(part)

    def show_points(self, data: DrawnPoints) -> None:
        """Show their kind and number."""
        self._data = data
        points = data.drawn()
        self.kind.set_value(data.draws)
        each = ""
        if data.draws == CLASSES:
            counts = np.bincount(points.targets, minlength=data.task.classes).tolist()
            each = joined((f"{number}: {format_count(count)}" for number, count in enumerate(counts, 1)), ", ")
        self.facts.show_fact(_("Points"), format_count(len(points)), _("How many points there are, training and test together."))
        self.facts.show_fact(_("Of each class"), each or _("no classes"), _("Number of a class, and how many points it has."))
        self.save.setEnabled(len(points) > 0)

    def write(self, path: str) -> None:
        """Write the points as a table; `problem` is emitted when that fails."""
        try:
            write_atomic(path, points_as_csv(self._data))
        except (FileProblem, TooFewPoints) as problem:
            self.problem.emit(str(problem))

    def _ask(self) -> None:
        path = ask_save_path(self, _("Save points as CSV"), "points.csv", {".csv": _("Table")}, FOLDER)
        if path is not None:
            self.write(str(path))


def points_as_csv(data: DrawnPoints) -> bytes:
    """A table with the columns' names in English, which this program reads as it is. Raises TooFewPoints when it would not."""
    table, text = data.make(np.random.default_rng(0)), io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(english(name) for name in (*table.input_names, table.target_name))
    for row, target in zip(table.inputs.tolist(), table.target.tolist(), strict=True):
        writer.writerow([*map(repr, row), english(table.classes[target]) if table.classes else repr(target)])
    return text.getvalue().encode("utf-8")


def _button(text: str, icon: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    icons.set_icon(button, icon)
    return button
