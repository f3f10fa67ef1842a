"""A text that wraps before it is cut; controls that wrap before they are."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.elided_label import ElidedLabel, wrapped
from gui.widgets.flow_row import flow_row


@pytest.mark.parametrize(
    ("text", "width", "most", "lines"),
    [
        ("one two three", 20, 2, ["one two three"]),
        ("one two three", 8, 2, ["one two", "three"]),
        ("one two three four", 8, 2, ["one two", "three f…"]),
        ("onetwothree four", 5, 2, ["onet…", "four"]),
        ("one two three", 8, 1, ["one two…"]),
    ],
)
def test_words_wrap_and_the_last_line_is_elided(text: str, width: int, most: int, lines: list[str]) -> None:
    found = wrapped(text, width, most, len, lambda line, _mode, room: line if len(line) <= room else line[: room - 1] + "…")
    assert found == lines


def test_a_label_takes_a_second_line_and_keeps_it_while_its_width_stays(qtbot: QtBot) -> None:
    label = ElidedLabel("short")
    qtbot.addWidget(label)
    label.resize(120, 20)
    label.show()
    one = label.sizeHint().height()
    label.set_text("Right answers stand on the diagonal")
    assert len(label.lines()) == 2
    two = label.sizeHint().height()
    assert two > one
    label.set_text("short")
    assert label.sizeHint().height() == two
    label.resize(400, 20)
    assert label.sizeHint().height() == one


def test_of_a_sentence_without_room_no_crumbs_stand_but_a_name_is_cut(qtbot: QtBot) -> None:
    sentence, name = ElidedLabel("Gradient of each layer"), ElidedLabel("temperature", most=1)
    for label in (sentence, name):
        qtbot.addWidget(label)
        label.resize(label.fontMetrics().horizontalAdvance("Grad…"), 40)
    assert sentence.lines() == []
    assert name.lines()[0].endswith("…")
    sentence.resize(400, 40)
    assert sentence.lines() == ["Gradient of each layer"]
    sentence.set_text("각 층의 기울기")  # its first word is one letter
    sentence.resize(sentence.fontMetrics().horizontalAdvance("각") - 2, 40)
    assert sentence.lines() == []


def test_controls_wrap_to_a_second_row(qtbot: QtBot) -> None:
    outer, boxes = QWidget(), [QCheckBox(text) for text in ("Test points", "Mistakes", "Only the decision")]
    qtbot.addWidget(outer)
    column = QVBoxLayout(outer)
    column.addWidget(flow_row(*boxes))
    column.addStretch(1)
    outer.resize(600, 200)
    outer.show()
    qtbot.waitUntil(lambda: len({box.y() for box in boxes}) == 1)
    outer.resize(250, 200)
    qtbot.waitUntil(lambda: len({box.y() for box in boxes}) == 2)
    assert all(box.geometry().right() < box.parentWidget().width() for box in boxes)
