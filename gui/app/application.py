"""The program around the window: starts it, keeps it alive through errors, and ends it in order.

The order of the end (design.md): the window's closeEvent, aboutToQuit and, for ends that nobody planned, an atexit hook each call
`shutdown()`. Nothing calls sys.exit inside a slot.
"""

from __future__ import annotations

import atexit
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol, cast

import pyqtgraph  # noqa: F401  (before the crash hooks, because it replaces them)
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, QSocketNotifier, QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from engine.core.version import VERSION
from engine.training.checkpoint import Checkpoint
from gui.app.autosave import Autosave, Leftover, claim_leftovers
from gui.app.crash_reporter import CrashReporter, Report
from gui.model.project import Project
from gui.style import style_sheet
from gui.widgets.banner import Action, Banner, Message

NAME = "Network Playground"


class Window(Protocol):
    """What the program needs of the main window."""

    banner: Banner
    changed: Any  # signal without arguments: the project or its trained weights are no longer what they were

    def show(self) -> None: ...

    def open_path(self, path: str) -> bool:
        """Open a project file, or say in the banner why not. Returns whether it is open."""

    def open_recovered(self, path: str) -> bool:
        """The same, but as a project that has not been saved under any name yet."""

    def send_state_to(self, store: Callable[[Project, Checkpoint | None], None]) -> None:
        """Call `store` in the window's thread with the project and its trained state: soon; after `shutdown()`, at once."""

    def shutdown(self) -> None:
        """Stop training and wait for the thread. May be called more than once."""

    def deleteLater(self) -> None: ...


def run(argv: list[str]) -> int:
    """Open the window, with the project file that argv names, if any; returns the exit code when it is closed."""
    app = start_application()
    data = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation))
    crashes = CrashReporter(data / "logs", app)
    crashes.install()
    window = _make_window()
    atexit.register(window.shutdown)  # registered after QApplication was made, so it runs before Qt is taken down
    app.aboutToQuit.connect(window.shutdown)
    crashes.reported.connect(partial(tell_crash, window.banner))
    autosave = Autosave(data / "recovery", app)
    leftovers = claim_leftovers(data / "recovery")
    _keep_saving(window, autosave)
    signals = SignalWatch(app)
    window.show()
    if argv:
        window.open_path(argv[0])
    for leftover in reversed(leftovers):
        offer(leftover, window, autosave)
    code = app.exec()
    window.shutdown()
    if signals.fired:
        autosave.save_now()
    autosave.finish(keep=signals.fired)
    for leftover in leftovers:
        leftover.release()
    signals.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    atexit.unregister(window.shutdown)
    crashes.uninstall()
    return code


def start_application() -> QApplication:
    """The one QApplication, named and dressed."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = cast(QApplication, QApplication.instance() or QApplication(sys.argv[:1]))
    app.setApplicationName(NAME)
    app.setOrganizationName(NAME)
    app.setApplicationVersion(VERSION)
    choice = QSettings().value("theme", "system")
    style_sheet.apply_theme(app, choice if choice in style_sheet.CHOICES else "system")
    return app


def tell_crash(banner: Banner, report: Report) -> None:
    """Show a report in the banner; its details can be copied."""
    copy = Action("Copy details", lambda: QGuiApplication.clipboard().setText(report.details))
    banner.show_message(Message("error", report.sentence, (copy,)))


def offer(leftover: Leftover, window: Window, autosave: Autosave) -> None:
    """Ask in the banner whether to bring back what a crash left. Closing the question leaves it for the next start."""

    def recover() -> None:
        if window.open_recovered(str(leftover.path)):
            autosave.adopt(leftover)
        else:
            aside = leftover.set_aside()
            window.banner.show_message(
                Message("warning", f'The project could not be brought back. Its file was kept as "{aside}".')
            )

    when = leftover.saved.strftime("%Y-%m-%d %H:%M")
    text = f"The program did not end in order. A project that was kept at {when} can be brought back, with its training."
    actions = (Action("Bring it back", recover), Action("Discard it", leftover.discard))
    window.banner.show_message(Message("warning", text, actions, key=str(leftover.path)))


def _make_window() -> Window:
    from gui.window.main_window import MainWindow

    return MainWindow(Project())


def _keep_saving(window: Window, autosave: Autosave) -> None:
    window.changed.connect(autosave.mark_changed)
    autosave.wanted.connect(lambda: window.send_state_to(autosave.store))
    autosave.failed.connect(lambda sentence: window.banner.show_message(Message("warning", sentence, key="autosave")))
    autosave.start()


class SignalWatch(QObject):
    """Changes when SIGINT or SIGTERM arrives: `fired` is true then, and the event loop ends.

    Python runs its signal handlers only between two of its own instructions, and an idle event loop has none: the signal's number
    is written to a socket, and Qt wakes up to read it. No window is asked, so no question can hold up the end of a session.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.fired = False
        self._ours, self._theirs = socket.socketpair()
        for end in (self._ours, self._theirs):
            end.setblocking(False)
        self._fd_before = signal.set_wakeup_fd(self._theirs.fileno())
        self._handlers_before = {number: signal.signal(number, _leave_it) for number in (signal.SIGINT, signal.SIGTERM)}
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._wake)

    def close(self) -> None:
        """Give the signals back."""
        self._notifier.setEnabled(False)
        for number, handler in self._handlers_before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._fd_before)
        self._ours.close()
        self._theirs.close()

    def _wake(self) -> None:
        self._ours.recv(64)
        self.fired = True
        QCoreApplication.exit(0)


def _leave_it(number: int, frame: object) -> None:
    """A handler that only lets the signal reach the socket."""
