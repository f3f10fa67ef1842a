"""A name from data that looks like mark-up is shown letter by letter, in tooltips, notes and headings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QTextDocument
from PySide6.QtGui import Qt as Rich
from PySide6.QtWidgets import QApplication, QLabel, QToolTip
from pytestqt.qtbot import QtBot

import gui
from engine.data.datasets.csv_file import CsvFile
from engine.training.session import Session
from gui.document import Document
from gui.model import edits
from gui.model.project import Project
from gui.palette.input_palette import InputPalette
from gui.panels.inspector.weight_rows import WeightRef, WeightRows
from gui.plotting.axis import Axis
from gui.plotting.legend import Legend, LegendEntry
from gui.style.plain_text import plain
from gui.training.frame import Frame
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.labels import heading, note
from tests.engine.builders import snapshot_of

NAMES = ("<b>x</b>", "a<i>", "a & b", "x < 3", "<br>\nb", "😀", "שלום", "plain")


@pytest.mark.parametrize("name", NAMES)
def test_a_tooltip_shows_every_letter(name: str, qtbot: QtBot) -> None:
    label = ElidedLabel(name)
    qtbot.addWidget(label)
    for text in (plain(name), label.toolTip()):
        page = QTextDocument()
        page.setHtml(text) if Rich.mightBeRichText(text) or "&lt;" in text else page.setPlainText(text)
        assert page.toPlainText() == name


@pytest.mark.parametrize("make", [note, heading])
def test_labels_take_no_mark_up(make, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    label = make(NAMES[0])
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_the_title_of_an_axis_is_a_text(qtbot: QtBot) -> None:
    axis = Axis("bottom", NAMES[0], 40)
    axis.resize(600, 40)
    axis.retheme()
    assert axis.label.toPlainText().strip() == NAMES[0]


def test_tooltips_are_shown_at_one_place_that_escapes_them() -> None:
    """Widgets that answer the tooltip event themselves go through `show_tip`, as the canvas, legends and tables of classes do."""
    root = Path(gui.__file__).parent
    shown = [path.relative_to(root).as_posix() for path in root.rglob("*.py") if "QToolTip.showText" in path.read_text("utf-8")]
    assert shown == ["style/plain_text.py"]


def test_a_legend_of_classes_shows_every_letter_of_their_names(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, text, widget: said.append(text))
    legend = Legend()
    qtbot.addWidget(legend)
    legend.resize(200, 20)
    legend.show_entries([LegendEntry(name, "#000000") for name in ("<b>x</b>", "<img src=y>")])
    QApplication.sendEvent(legend, QHelpEvent(QEvent.Type.ToolTip, QPoint(199, 19), QPoint()))
    assert "&lt;img src=y&gt;" in said[0]


def test_inputs_of_a_table_show_every_letter_of_their_names(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "hostile.csv"
    path.write_text("<b>x</b>,<i>z</i>,y\n" + "".join(f"{n},{n % 7},{n % 2}\n" for n in range(30)), encoding="utf-8")
    data = CsvFile(str(path))
    document = Document(edits.set_data(Project(), data, data.make(np.random.default_rng(1))))
    palette = InputPalette(document)
    qtbot.addWidget(palette)
    palette.show_frame(Frame(snapshot_of(Session(document.project.recipe))))
    tips = [palette.item(row).toolTip() for row in range(palette.count())]
    assert tips
    assert not any("<b>" in tip or "<i>" in tip for tip in tips)
    rows = WeightRows()
    qtbot.addWidget(rows)
    rows.show_rows((WeightRef(1, "W", (0, 0)),), ("<b>x</b>",))
    label = rows.findChild(QLabel)
    assert (label.text(), label.textFormat()) == ("<b>x</b>", Qt.TextFormat.PlainText)
    assert "<b>" not in label.toolTip()
