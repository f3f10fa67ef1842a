"""The program around the window, each time in a process of its own, with a small window in the main window's place."""

from __future__ import annotations

from pathlib import Path

import pytest

from gui.model.project import Project
from gui.model.storage.project_file import save_project
from tests.gui.app.small_program import ends, left_in, program


@pytest.mark.parametrize("act", ["self.close()", "QApplication.instance().quit()"])
def test_closing_while_a_thread_runs_is_clean(act: str, tmp_path: Path) -> None:
    act = f"from PySide6.QtWidgets import QApplication; self.changed.emit(); {act}"
    assert ends(program(act, home=tmp_path)) == (0, "ready\n", "")
    assert left_in(tmp_path) == []


def test_an_end_that_nobody_planned_still_stops_the_thread(tmp_path: Path) -> None:
    """An exception that leaves `run` altogether: without the atexit hook Qt aborts over the running thread."""
    code, _, err = ends(program("pass", "none.npp", home=tmp_path))
    assert code == 1
    assert 'There is no file "none.npp"' in err
    assert "QThread" not in err


def test_a_project_named_on_the_command_line_is_opened(tmp_path: Path) -> None:
    save_project(Project(notes="mine"), tmp_path / "a.npp")
    code, out, err = ends(program("self.close()", str(tmp_path / "a.npp"), home=tmp_path))
    assert (code, err) == (0, "")
    assert "opened mine" in out


def test_an_error_in_a_slot_is_told_and_ends_nothing(tmp_path: Path) -> None:
    act = "QTimer.singleShot(60, lambda: (print(self.banner.messages[0].text, flush=True), self.close())); 1 / 0"
    code, out, err = ends(program(act, home=tmp_path))
    assert code == 0
    assert "ZeroDivisionError" in out
    assert "Traceback" in err
    assert list(tmp_path.rglob("network-playground.log"))


def test_what_a_crash_left_is_brought_back_by_one_click(tmp_path: Path) -> None:
    dies = "import os; self.project = type(self.project)(notes='unsaved'); self.changed.emit(); "
    dies += "from gui.app.autosave import Autosave; from PySide6.QtWidgets import QApplication; "
    dies += "auto = QApplication.instance().findChild(Autosave); auto.save_now(); auto._writer.shutdown(); os._exit(1)"
    assert ends(program(dies, home=tmp_path))[0] == 1
    click = "[b for b in self.banner.findChildren(QPushButton) if b.text() == 'Bring it back'][0].click(); self.close()"
    code, out, err = ends(program(click, home=tmp_path))
    assert (code, err) == (0, "")
    assert "opened unsaved" in out
    assert left_in(tmp_path) == []


def test_numbers_that_are_too_large_are_not_warned_of_on_the_terminal(tmp_path: Path) -> None:
    act = "import numpy as np; print(np.array([3e38], np.float32) * 10, flush=True); self.close()"
    assert ends(program(act, home=tmp_path)) == (0, "ready\n[inf]\n", "")


def test_what_is_there_at_the_start_is_not_searched_for_garbage(tmp_path: Path) -> None:
    code, out, _ = ends(program("import gc; print(gc.get_freeze_count() > 10_000, flush=True); self.close()", home=tmp_path))
    assert (code, out) == (0, "ready\nTrue\n")


def test_what_was_saved_is_not_offered_though_the_program_is_killed_right_after(tmp_path: Path) -> None:
    act = "import os; self.changed.emit(); from gui.app.autosave import Autosave; from PySide6.QtWidgets import QApplication; "
    act += "auto = QApplication.instance().findChild(Autosave); auto.save_now(); auto._writing.result(60); "
    act += "print(auto.path.exists(), flush=True); self.settled.emit(); auto._writing.result(60); os._exit(9)"
    assert ends(program(act, home=tmp_path)) == (9, "ready\nTrue\n", "")
    assert not list(tmp_path.rglob("recovery/*.npp"))
