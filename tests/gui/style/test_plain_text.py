"""A name from data that looks like mark-up is shown letter by letter, in tooltips, notes and headings."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as Rich
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from gui.plotting.axis import Axis
from gui.style.plain_text import plain
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.labels import heading, note

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
