"""A program that ends in a given way in the middle of something: `python -m tests.soak.ending WAY FOLDER`. `ends.py` starts it.

To add a situation, write a method of `Ending` with its name, and a row in `WAYS`.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from pathlib import Path

from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from shiboken6 import Shiboken

import main
from engine.data.datasets.csv_file import CsvFile
from engine.recipe.recipe import Recipe
from gui.app import application
from gui.controllers import unsaved_work
from gui.model.edits import with_recipe
from gui.model.project import Project
from gui.model.speeds import FULL
from gui.training.frame import Frame
from gui.training.training_job import TrainingJob
from gui.window.main_window import MainWindow

WAYS = (
    *("close idle", "close playing", "close save", "close race", "close check", "close csv", "close search"),
    *("quit idle", "quit playing", "quit race", "quit starts"),
    *("SIGINT idle", "SIGINT playing", "SIGINT save", "SIGINT dialog", "SIGINT csv"),
    *("SIGTERM playing", "SIGTERM export", "SIGTERM race", "SIGTERM check", "SIGTERM search"),
)
AGAIN_MS = 20  # a window that is saving does not close: whoever closes it tries again
WHILE_PROCESSES_BEGIN_MS = 300
STEP_SECONDS = 0.15  # of a step that a save waits for


class LongStep:
    """An instruction that keeps the training thread for a moment."""

    def do(self, job: TrainingJob) -> None:
        time.sleep(STEP_SECONDS)


class Ending(MainWindow):
    """Gets into its situation at the first frame, and then ends."""

    way, folder = "", Path()

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self.trainer.set_speed(FULL)
        self.end_by, self.situation = self.way.split()
        self.began = self.is_ending = False

    def _show_frame(self, frame: Frame) -> None:
        super()._show_frame(frame)
        if not self.began and frame.snapshot is not None:
            self.began = True
            if self.end_by.startswith("SIG"):  # the other ways would ask about it
                self.document.edit("Batch size", with_recipe(self.document.project, batch=20))
            QTimer.singleShot(0, getattr(self, self.situation))
        if self.situation == "playing" and frame.running and frame.snapshot is not None and frame.snapshot.step > 200:
            self.end_soon()

    # -- situations
    def idle(self) -> None:
        self.end_soon()

    def playing(self) -> None:
        self.run_controller.toggle_play()

    def save(self) -> None:
        self.trainer.play()
        self.trainer.client.send(LongStep())
        self.file_controller.path = self.folder / "saved.npp"
        self.end_soon()
        self.file_controller.save()

    def export(self) -> None:
        self.trainer.play()
        self.trainer.client.send(LongStep())
        self.end_soon()
        self.export_controller.export()
        dialog = self.export_controller.dialog
        if dialog is not None:
            dialog.form.folder.setText(str(self.folder))
            dialog.export.click()

    def race(self) -> None:
        self.race_controller.open()
        self.race_controller.toggle()
        self.race_controller.racer.framed.connect(lambda frame: frame.step > 50 and self.end_soon())

    def search(self) -> None:
        self.experiments.search.open()
        self.experiments.search.window.start.click()
        self.experiments.search.client.framed.connect(lambda frame: frame.trials and self.end_soon())

    def starts(self) -> None:
        self.experiments.starts.open()
        self.experiments.starts.window.form.start.click()
        QTimer.singleShot(WHILE_PROCESSES_BEGIN_MS, self.end_soon)

    def check(self) -> None:
        self.trainer.check_gradients()
        self.end_soon()

    def csv(self) -> None:
        self.file_controller._show(Project(Recipe(data=CsvFile(str(self.folder / "large.csv")))), None, None)
        self.end_soon()

    def dialog(self) -> None:
        self.end_soon()
        QMessageBox(QMessageBox.Icon.Question, "A question", "Really?", parent=self).exec()

    # -- the end
    def end_soon(self) -> None:
        if not self.is_ending:
            self.is_ending = True
            QTimer.singleShot(0, self.end)

    def end(self) -> None:
        if self.end_by == "close":
            if not self.close():
                QTimer.singleShot(AGAIN_MS, self.end)
        elif self.end_by == "quit":
            QApplication.instance().quit()
        else:
            os.kill(os.getpid(), getattr(signal, self.end_by))


def alive() -> list[str]:
    """Threads that outlived the program."""
    of_qt = [one for one in gc.get_objects() if isinstance(one, QThread) and Shiboken.isValid(one) and one.isRunning()]
    of_python = [one for one in threading.enumerate() if not isinstance(one, threading._DummyThread)]  # stands for a QThread
    return [repr(one) for one in of_qt if one is not QThread.currentThread()] + [
        one.name for one in of_python if one is not threading.main_thread()
    ]


def run(way: str, folder: Path) -> int:
    unsaved_work.LOOK_SECONDS = float("inf")  # no question at the end, however slow the machine
    Ending.way, Ending.folder = way, folder
    application.MainWindow = Ending  # type: ignore[misc]  # in its place
    code = main.main([])
    left = alive()
    if left:
        print("alive:", left, file=sys.stderr)
    return code


def write_table(folder: Path, rows: int = 60_000) -> None:
    """A CSV that takes about a second to read."""
    line = ",".join(f"{i}.25" for i in range(12))
    (folder / "large.csv").write_text("".join(f"{i % 7}.5,{line},{'ab'[i % 2]}\n" for i in range(rows)), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], Path(sys.argv[2])))
