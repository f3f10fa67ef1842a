"""Start the program, press Play, close the window while it trains: each time it ends with code 0 and says nothing.

Twenty times, or as often as the environment variable CLOSINGS says.

Where a process can be copied, all start from one that has loaded the modules and made nothing yet, as loading takes longest.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.program_start import ROOT

TIMES, AT_ONCE = int(os.environ.get("CLOSINGS", "20")), 2
OFFSCREEN = "does not support propagateSizeHints()"  # said by the platform without a screen, of every window
PROGRAM = """
import os, sys, tempfile
from PySide6.QtCore import QTimer
import gui.app.application as module
from gui.model.speeds import FULL

class Closing(module.MainWindow):
    def _show_frame(self, frame):
        super()._show_frame(frame)
        if frame.running and frame.snapshot.step > 500:
            QTimer.singleShot(0, self.close)

    def __init__(self, project):
        super().__init__(project)
        self.trainer.set_speed(FULL)
        QTimer.singleShot(50, self.run_controller.toggle_play)

module.MainWindow = Closing
import main
"""
ONCE = PROGRAM + "sys.exit(main.main([]))"
OFTEN = (
    PROGRAM
    + """
def run(times):
    for _ in range(times):
        with tempfile.TemporaryFile() as said:
            child = os.fork()
            if child == 0:
                os.dup2(said.fileno(), 2)
                return main.main([])  # the child ends like any program
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            said.seek(0)
            print((code, said.read().decode()), flush=True)
    return 0
sys.exit(run(int(sys.argv[1])))
"""
)
Ended = tuple[int, list[str]]


def ended(code: int, said: str) -> Ended:
    return code, [line for line in said.splitlines() if OFFSCREEN not in line]


def close_once(_time: int) -> list[Ended]:
    ran = subprocess.run([sys.executable, "-c", ONCE], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    return [ended(ran.returncode, ran.stderr)]


def close_often(times: int) -> list[Ended]:
    command = [sys.executable, "-c", OFTEN, str(times)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=580, check=False)
    assert ran.returncode == 0, ran.stderr
    return [ended(*ast.literal_eval(line)) for line in ran.stdout.splitlines()]


@pytest.mark.timeout(600)
def test_closing_while_training_ends_in_order_every_time() -> None:
    with ThreadPoolExecutor(AT_ONCE) as several:
        if sys.platform.startswith("linux"):
            runs = list(several.map(close_often, [TIMES // AT_ONCE] * AT_ONCE))
        else:
            runs = list(several.map(close_once, range(TIMES)))
    assert [one for run in runs for one in run] == [(0, [])] * TIMES
