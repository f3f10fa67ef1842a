"""Garbage that holds widgets is freed by the window's thread, however much another thread allocates."""

from __future__ import annotations

import gc
import threading

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.app.garbage import GarbageCollection


def allocate() -> None:
    for _ in range(200):
        [[] for _ in range(1000)]


def test_only_the_windows_thread_frees_what_refers_to_itself(qtbot: QtBot) -> None:
    freed: list[int] = []

    class Widget(QWidget):
        def __del__(self) -> None:
            freed.append(threading.get_ident())

    garbage = GarbageCollection()
    assert not gc.isenabled()
    widget = Widget()
    widget.circle = [widget]
    del widget
    other = threading.Thread(target=allocate)
    other.start()
    other.join()
    assert freed == []
    gc.collect()
    assert freed == [threading.get_ident()]
    garbage.end()
    assert gc.isenabled()


DUE = [((700, 0, 0), []), ((701, 10, 10), [0]), ((701, 11, 0), [1]), ((1, 11, 11), [2])]


@pytest.mark.parametrize(("counts", "searched"), DUE)
def test_the_oldest_generation_that_is_due_is_searched(
    monkeypatch: pytest.MonkeyPatch, counts: tuple[int, int, int], searched: list[int], qapp: object
) -> None:
    found: list[int] = []
    garbage = GarbageCollection()
    with monkeypatch.context() as patch:
        patch.setattr(gc, "get_count", lambda: counts)
        patch.setattr(gc, "get_threshold", lambda: (700, 10, 10))
        patch.setattr(gc, "collect", found.append)
        garbage.collect()
    garbage.end()
    assert found == searched
