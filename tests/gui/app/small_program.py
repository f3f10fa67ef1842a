"""Starting the program with a small window in the main window's place."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.program_start import ROOT

STAND_IN = """
import sys, types
from PySide6.QtCore import QThread, QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QPushButton
from gui.model.storage.project_file import open_project
from gui.widgets.banner import Banner

class Busy(QThread):
    def run(self):
        while not self.isInterruptionRequested():
            self.msleep(1)

class MainWindow(QMainWindow):
    changed = Signal()
    def __init__(self, project, parent=None):
        super().__init__(parent)
        self.project = project
        self.banner = Banner()
        self.banner.setParent(self)
        self.thread_ = Busy()
        self.thread_.start()
        QTimer.singleShot(0, lambda: print("ready", flush=True))
        QTimer.singleShot(100, self.act)
    def act(self):
        ACT
    def open_path(self, path):
        self.project = open_project(path).project
        print("opened", self.project.notes, flush=True)
        return True
    path = None
    when_settled = recovered = None
    settled = Signal()
    @property
    def file_controller(self):
        return self
    def may_leave(self):
        return True
    def open_recovered(self, path, file, when_settled):
        self.when_settled = when_settled
        return self.open_path(path)
    def send_state_to(self, store):
        store(self.project, None, None)
    def shutdown(self):
        self.thread_.requestInterruption()
        assert self.thread_.wait(5000)
    def closeEvent(self, event):
        if self.when_settled:
            self.when_settled()
        self.shutdown()
        event.accept()

module = types.ModuleType("gui.window.main_window")
module.MainWindow = MainWindow
sys.modules["gui.window.main_window"] = module
import main
sys.exit(main.main(sys.argv[1:]))
"""


def program(act: str, *argv: str, home: Path) -> subprocess.Popen[str]:
    """Start the program; its window does `act` after a moment."""
    environment = {**os.environ, "XDG_DATA_HOME": str(home), "HOME": str(home)}
    code = STAND_IN.replace("ACT", act)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-c", code, *argv], cwd=ROOT, text=True, env=environment, **pipes)


def ends(running: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = running.communicate(timeout=100)
    return running.returncode, out, err


def left_in(home: Path) -> list[Path]:
    return list(home.rglob("recovery/*"))
