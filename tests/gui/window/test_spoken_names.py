"""Nothing in any window is silent for a screen reader: what can be focused has a name, and no other of its kind has the same.

Exceptions stand in EXCEPTIONS, each with its reason. The list only shrinks: one that is no longer needed fails the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from engine.core.language import ENGLISH, use_language
from engine.data.datasets import DATASETS
from gui.views import VIEWS
from gui.window.main_window import MainWindow
from tests.gui.spoken_nodes import Node, faults, is_specific, nodes
from tests.gui.window.walk import Walk, look_at_dialogs, look_at_files, look_at_lessons, look_at_popups, panes, selections

WINDOWS = {
    *(
        "MainWindow",
        "OwnWindow",
        "RaceWindow",
        "SearchWindow",
        "StartsWindow",
        "CheckWindow",
        "TableDialog",
        "PreferencesDialog",
        "HelpWindow",
        "AboutDialog",
    ),
    *("ExportDialog", "ImportDialog", "SaveLessonDialog"),
    *("QMessageBox", "InputPopup", "PreviewList"),  # the last is that of the activations
}
EXCEPTIONS: dict[str, str] = {}


@pytest.fixture
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """The language that the window speaks."""
    use_language(request.param)
    yield request.param
    use_language(ENGLISH)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize(
    ("language", "data"), [(ENGLISH, ("circle", "iris", "plane")), ("ko", ("iris",))], indirect=["language"], ids=["en", "ko"]
)
def test_every_node_has_a_name_of_its_own(
    language: str, data: tuple[str, ...], window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    """In the main window with each pane and view, and in all that opens from it: for two classes, many inputs, a number."""
    met: set[Node] = set()
    wrong: set[str] = set()

    def see() -> None:
        found = list(nodes())
        met.update(found)
        wrong.update(faults(found))

    walk = Walk(qtbot, see)
    for name in data:
        window.data_panel.gallery.chosen.emit(DATASETS[name])
        qtbot.waitUntil(lambda: window.trainer.frame.snapshot.recipe == window.document.project.recipe)
        for show in (*panes(window), *selections(window)):
            show()
            walk.look()
        _look_at_views(window, walk)
        look_at_popups(window, walk)
    look_at_dialogs(window, walk)
    look_at_files(window, walk, tmp_path)
    look_at_lessons(window, walk)
    assert {node.window for node in met} == WINDOWS
    assert len(met) > 200
    unexpected, settled = wrong - EXCEPTIONS.keys(), EXCEPTIONS.keys() - wrong
    assert not unexpected, "\n".join(sorted(unexpected))
    assert not settled, "no longer needed, take them off the list: " + "; ".join(sorted(settled))


@pytest.mark.parametrize("name", ["", "⋯", "button", "▾", "Button", " + "])
def test_a_symbol_or_a_common_word_is_no_name(name: str) -> None:
    assert not is_specific(name)


def test_a_name_that_is_there_twice_or_is_not_what_one_sees_is_a_fault() -> None:
    found = [Node("Button", "Save", "QToolButton", "MainWindow")] * 2
    assert faults(found) == {"Button in MainWindow: 'Save' is there twice"}
    shown = [Node("Button", "Write a file", "QToolButton", "MainWindow", label="&Save…")]
    assert faults(shown) == {"QToolButton in MainWindow: 'Write a file', but it shows '&Save…'"}
    assert not faults([*found[:1], Node("CheckBox", "Save", "QCheckBox", "MainWindow")])


def _look_at_views(window: MainWindow, walk: Walk) -> None:
    """Each in the window, and one in a window of its own."""
    for name in VIEWS:
        window.layout_controller.show_view(name)
        walk.look()
    window.board.slots[name].own.click()
    walk.look()
    window.board.slots[name].own.click()
    window.layout_controller.reset()
