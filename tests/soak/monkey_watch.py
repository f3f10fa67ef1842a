"""What must not happen while the monkey plays: the first such thing is printed, and ends the process."""

from __future__ import annotations

import faulthandler
import gc
import os
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

from PySide6.QtCore import QMessageLogContext, QThread, QtMsgType
from shiboken6 import Shiboken

from engine.training.checkpoint import Checkpoint
from gui.app import application, autosave
from gui.app.crash_reporter import CrashReporter
from gui.controllers import file_controller
from gui.model.project import Project
from gui.model.storage.project_file import open_project, save_project
from gui.window.main_window import MainWindow

HARMLESS = ("This plugin does not support",)
OFTEN_BAD = ("Something went wrong inside", "The window system reports", "The export failed its check")  # sentences of the banner


def fail(text: str) -> NoReturn:
    print(text, file=sys.__stderr__, flush=True)
    os._exit(1)


class Watch(CrashReporter):
    """The program's own reporter, which does not go on."""

    def install(self) -> None:
        super().install()
        faulthandler.enable(sys.__stderr__ or sys.stderr)
        sys.unraisablehook = lambda problem: self.exception(
            problem.exc_type, problem.exc_value or problem.exc_type(), problem.exc_traceback
        )

    def exception(self, kind: type[BaseException], value: BaseException, trace: TracebackType | None) -> None:
        fail("".join(traceback.format_exception(kind, value, trace)))

    def qt_message(self, mode: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
        if mode in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) or any(words in (text or "") for words in HARMLESS):
            return
        fail(f"Qt: {text}\n" + "".join(traceback.format_stack()))


def install(window: Callable[[], MainWindow]) -> None:
    """In the places of the program's own parts. `window` gives the present window."""

    def save_by_hand(project: Project, path: Path, checkpoint: Checkpoint | None = None, *about: Any, **more: Any) -> None:
        frame = window().trainer.frame
        snapshot = frame.snapshot if frame.opening == window().trainer.opening else None
        if checkpoint is None and snapshot is not None and snapshot.step and snapshot.recipe == project.recipe:
            fail(f"{path} is saved without what was trained, {snapshot.step} steps")
        save_and_open(project, path, checkpoint, *about, **more)

    application.CrashReporter = Watch  # type: ignore[misc]
    file_controller.save_project, autosave.save_project = save_by_hand, save_and_open  # type: ignore[attr-defined]


def save_and_open(project: Project, path: Path, checkpoint: Checkpoint | None = None, *about: Any, **more: Any) -> None:
    """Save, and see whether it is there."""
    save_project(project, path, checkpoint, *about, **more)
    opened = open_project(path)
    if opened.project.recipe.blocks != project.recipe.blocks:
        fail(f"{path} was saved with other layers: {opened.project.recipe.blocks}, not {project.recipe.blocks}")
    if checkpoint is not None:
        found = opened.checkpoint
        if found is None or found.step != checkpoint.step or found.theta.tobytes() != checkpoint.theta.tobytes():
            fail(f"{path} was saved without its weights: {None if found is None else found.step}, not {checkpoint.step}")


def check_messages(window: MainWindow) -> None:
    """No message may speak of what was not foreseen."""
    for message in window.banner.messages:
        if any(words in message.text for words in OFTEN_BAD):
            fail(f"{message.kind}: {message.text}")


def alive() -> list[str]:
    """Threads that outlived the window."""
    of_qt = [one for one in gc.get_objects() if isinstance(one, QThread) and Shiboken.isValid(one) and one.isRunning()]
    return [repr(one) for one in of_qt if one is not QThread.currentThread()] + [
        one.name for one in threading.enumerate() if one is not threading.main_thread()
    ]
