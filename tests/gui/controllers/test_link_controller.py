"""Links of TensorFlow Playground in the window: opened by the menu, a drop or the command line; copied; refused in a sentence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from engine.data.playground_links.link import Link, read_link, write_link
from engine.importers.link_recipe import recipe_of
from engine.nn.layers.dropout import Dropout
from gui.window.file_drop import dropped
from gui.window.main_window import MainWindow

LINK = Link("0.89175", data="xor", shape=(3,), activation="relu", noise=10.0, rate=0.1, hidden=("noise",))


def test_a_link_is_opened_with_what_is_not_the_same_said(window: MainWindow, qtbot: QtBot) -> None:
    assert window.open_path(write_link(LINK))
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot is not None and window.trainer.frame.snapshot.recipe == recipe_of(LINK))
    said = window.banner.text.text()
    assert "0.05 instead of 0.1" in said
    assert "noise" in said
    assert not window.document.undo_stack.canUndo()
    rows = window.trainer.frame.snapshot.data.table.inputs
    assert np.abs(rows).max() < 6


def test_what_is_no_link_changes_nothing(window: MainWindow) -> None:
    before = window.document.project
    assert not window.file_controller.links.open("https://playground.tensorflow.org/#noise=abc")
    assert "noise=abc" in window.banner.text.text()
    assert window.document.project is before


def test_the_dialog_has_a_link_of_the_clipboard_already(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(QInputDialog, "getText", lambda *args: (asked.append(args[-1]), ("", False))[1])
    QGuiApplication.clipboard().setText(write_link(LINK))
    assert not window.file_controller.links.ask()
    QGuiApplication.clipboard().setText("https://example.org/#top")
    window.file_controller.links.ask()
    assert asked == [write_link(LINK), ""]


def test_the_network_is_copied_as_the_link_that_it_came_from(window: MainWindow) -> None:
    window.open_path(write_link(LINK))
    window.file_controller.links.copy()
    copied = read_link(QGuiApplication.clipboard().text())
    assert (copied.seed, copied.shape, copied.data, copied.rate) == (LINK.seed, LINK.shape, LINK.data, LINK.rate)


def test_what_a_link_cannot_say_is_said_and_the_clipboard_stays(window: MainWindow) -> None:
    QGuiApplication.clipboard().setText("mine")
    window.canvas.add_layer(Dropout())
    window.file_controller.links.copy()
    assert "only dense layers" in window.banner.text.text()
    assert QGuiApplication.clipboard().text() == "mine"


def test_a_link_is_pasted_on_the_network_and_wherever_no_text_is_typed(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    window.activateWindow()
    for focused, seed in ((window.canvas, "0.11111"), (window.run_bar, "0.22222")):
        QGuiApplication.clipboard().setText(write_link(replace(LINK, seed=seed)))
        focused.setFocus()
        qtbot.keyClick(focused, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert window.document.project.recipe.data.seed == seed
    QGuiApplication.clipboard().setText("no link")
    before = window.document.project
    qtbot.keyClick(window.run_bar, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.document.project is before


def test_a_link_is_dropped_like_a_file() -> None:
    mime = QMimeData()
    mime.setUrls([QUrl(write_link(LINK))])
    assert read_link(dropped(mime)) == LINK
    mime = QMimeData()
    mime.setText(write_link(LINK))
    assert dropped(mime) == write_link(LINK)
    mime.setText("https://example.org/")
    assert dropped(mime) == ""
