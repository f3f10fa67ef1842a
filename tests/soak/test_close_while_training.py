"""Fifty times: start the program, press Play, close the window while it trains. Each ends with code 0 and says nothing."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.program_start import ROOT

TIMES = 50
OFFSCREEN = "does not support propagateSizeHints()"  # said by the platform without a screen, of every window
CODE = """
import sys
from PySide6.QtCore import QTimer
import gui.window.main_window as module

class Closing(module.MainWindow):
    def _show_frame(self, frame):
        super()._show_frame(frame)
        if frame.running and frame.snapshot.step > 500:
            QTimer.singleShot(0, self.close)

    def __init__(self, project):
        super().__init__(project)
        QTimer.singleShot(50, self.toggle_play)

module.MainWindow = Closing
import main
sys.exit(main.main([]))
"""


def close_once(_time: int) -> tuple[int, list[str]]:
    ran = subprocess.run([sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    return ran.returncode, [line for line in ran.stderr.splitlines() if OFFSCREEN not in line]


@pytest.mark.timeout(600)
def test_closing_while_training_ends_in_order_every_time() -> None:
    with ThreadPoolExecutor(2) as two:
        assert list(two.map(close_once, range(TIMES))) == [(0, [])] * TIMES
