"""Hangul is composed syllable by syllable: the line shows what is being composed, and none is lost, whatever ends it.

An input method sends QInputMethodEvents: what is composed so far, and then the text to insert. Here they are sent by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.canvas.popups.inline_editor import NameEditor
from gui.canvas.popups.layer_entry import LayerEntry
from gui.widgets.forms.typed_line import TypedLine

SYLLABLES = (("ㅇ", "으", "은"), ("ㄴ", "니", "닉"), ("ㅊ", "츠", "층"))  # 은닉층, as its keys are pressed


def compose(line: QLineEdit, text: str) -> None:
    QApplication.sendEvent(line, QInputMethodEvent(text, []))


def insert(line: QLineEdit, text: str) -> None:
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(line, event)


def type_hangul(line: QLineEdit) -> None:
    """Two syllables, and the third still being composed."""
    for steps in SYLLABLES[:2]:
        for part in steps:
            compose(line, part)
        insert(line, steps[-1])
    compose(line, SYLLABLES[2][-1])


@dataclass
class InputMethod:
    """Stands in for the system's: `commit` inserts what is composed, as those of Windows, macOS and IBus do."""

    line: QLineEdit
    text: str = "층"

    def commit(self) -> None:
        insert(self.line, self.text)


@pytest.fixture
def over(qtbot: QtBot) -> QWidget:
    parent = QWidget()
    QVBoxLayout(parent)
    qtbot.addWidget(parent)
    parent.resize(400, 200)
    parent.show()
    return parent


def test_what_is_composed_is_seen_and_is_no_text_yet(over: QWidget) -> None:
    line = TypedLine("", str, parent=over)
    line.resize(200, 30)
    line.show()
    type_hangul(line)
    assert line.text() == "은닉"
    seen = line.grab().toImage()
    compose(line, "")
    assert line.grab().toImage() != seen  # the third syllable was drawn


LEAVE = [lambda over: QTest.mouseClick(over, Qt.MouseButton.LeftButton), lambda over: over.setFocus()]


@pytest.mark.parametrize("leave", LEAVE)
def test_a_click_elsewhere_loses_no_syllable(
    over: QWidget, leave: Callable[[QWidget], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    line, found = TypedLine("", str, parent=over), []
    line.committed.connect(found.append)
    line.show()
    over.activateWindow()
    line.setFocus()
    monkeypatch.setattr(QGuiApplication, "inputMethod", lambda: InputMethod(line))
    type_hangul(line)
    leave(over)
    assert found == ["은닉층"]


def test_a_layer_is_renamed_in_hangul(over: QWidget) -> None:
    editor, found = NameEditor(over), []
    editor.named.connect(lambda block, name: found.append((block, name)))
    editor.open(3, "Dense 1", QRect(10, 10, 200, 30))
    type_hangul(editor)
    insert(editor, "층")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert found == [(3, "은닉층")]


def test_a_layer_is_added_by_words_in_which_hangul_is_composed(over: QWidget) -> None:
    entry = LayerEntry(over)
    entry.open(0, over.rect().center())
    compose(entry, "ㅇ")
    assert entry.text() == ""
    insert(entry, "완전 연결층")
    assert entry.text() == "완전 연결층"
