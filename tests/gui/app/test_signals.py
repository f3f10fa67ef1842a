"""SIGINT and SIGTERM."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from gui.model.storage.project_file import open_project
from tests.gui.app.small_program import ends, left_in, program


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_order_and_keeps_the_work(number: int, tmp_path: Path) -> None:
    running = program(
        "self.project = type(self.project)(notes='unsaved'); self.changed.emit(); print('set', flush=True)", home=tmp_path
    )
    assert running.stdout is not None
    assert "set\n" in iter(running.stdout.readline, "")
    running.send_signal(number)
    code, _, err = ends(running)
    assert (code, err) == (0, "")
    [kept] = left_in(tmp_path)
    assert open_project(kept).project.notes == "unsaved"
