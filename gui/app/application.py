"""The program around the window: starts it, keeps it alive through errors, and ends it in order.

At the end the window's closeEvent, aboutToQuit and, for unplanned ends, an atexit hook each call `shutdown()`. Nothing calls
sys.exit inside a slot.
"""

from __future__ import annotations

import atexit
import gc
import sys
from functools import partial
from pathlib import Path
from typing import cast

import numpy as np
import pyqtgraph  # noqa: F401  (before the crash hooks, because it replaces them)
from PySide6.QtCore import QCoreApplication, QEvent, QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from engine.core.resources import resource
from engine.core.translation import _
from engine.core.version import APPLICATION_ID, NAME, VERSION
from gui.app.autosave import INTERVAL, Autosave, claim_leftovers
from gui.app.crash_reporter import CrashReporter, Report
from gui.app.garbage import GarbageCollection
from gui.app.recovery import offer
from gui.app.signals import SignalWatch
from gui.app.spoken_language import RestartOffer, speak, start_again
from gui.model.project import Project
from gui.settings.preference_store import preferences
from gui.style import style_sheet, text_size
from gui.widgets.banner import Action, Banner, Message
from gui.window.main_window import MainWindow


def run(argv: list[str], interval: int = INTERVAL) -> int:
    """Open the window, with the project file that argv names, if any; returns the exit code when it is closed.

    interval: milliseconds between two autosaves.
    """
    app = start_application()
    data = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation))
    crashes = CrashReporter(data / "logs", app)
    crashes.install()
    window = MainWindow(Project())
    atexit.register(window.shutdown)  # registered after QApplication was made, so it runs before Qt is taken down
    app.aboutToQuit.connect(window.shutdown)
    crashes.reported.connect(partial(show_crash, window.banner))
    autosave = Autosave(data / "recovery", app, interval)
    leftovers = claim_leftovers(data / "recovery")
    _connect_autosave(window, autosave)
    signals = SignalWatch(app)
    restart = RestartOffer(window.banner, window.close, window)
    window.show()
    with np.errstate(all="ignore"):  # as in the training thread: a number that is not finite is shown as such
        if argv:
            window.open_path(argv[0])
        for leftover in reversed(leftovers):
            offer(leftover, window.file_controller, window.banner)
        gc.freeze()  # what is there now stays: each search for garbage in it would stop the window for 50 ms
        garbage = GarbageCollection(app)
        code = 0 if signals.fired else app.exec()  # fired: while the file was read
    window.shutdown()
    garbage.end()
    if signals.fired:
        autosave.save_now()
    autosave.finish(keep=signals.fired)
    for leftover in leftovers:
        leftover.release()
    signals.close()
    hide_all(app)
    starts_again, file = restart.wanted, window.file_controller.path
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    atexit.unregister(window.shutdown)
    crashes.uninstall()
    if starts_again:
        start_again(file)
    return code


def hide_all(app: QApplication) -> None:
    """Hide every window before the first is deleted: they are still shown when the program ends by a signal or in a dialog.

    A window that is deleted while it is shown hides itself from its destructor, and Qt then asks event filters whose Python half
    is gone already: a segmentation fault.
    """
    for widget in app.topLevelWidgets():
        widget.hide()


def start_application() -> QApplication:
    """The one QApplication, with its name and theme."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = cast(QApplication, QApplication.instance() or QApplication(sys.argv[:1]))
    app.setApplicationName(NAME)
    app.setOrganizationName(NAME)
    app.setApplicationVersion(VERSION)
    app.setDesktopFileName(APPLICATION_ID)  # the name of its menu entry, by which desktops find its icon
    app.setWindowIcon(QIcon(str(resource("packaging", f"{APPLICATION_ID}-256.png"))))
    preferred = preferences()
    speak(app)
    text_size.choose(preferred.text_size)
    style_sheet.apply_theme(app, preferred.theme)
    return app


def show_crash(banner: Banner, report: Report) -> None:
    """Show a report in the banner; its details can be copied."""
    copy = Action(_("Copy details"), lambda: QGuiApplication.clipboard().setText(report.details))
    banner.show_message(Message("error", report.sentence, (copy,)))


def _connect_autosave(window: MainWindow, autosave: Autosave) -> None:
    window.changed.connect(autosave.mark_changed)
    files = window.file_controller
    autosave.wanted.connect(lambda: window.send_state_to(partial(autosave.store, file=files.path, recovered=files.recovered)))
    files.settled.connect(autosave.forget)
    autosave.failed.connect(lambda sentence: window.banner.show_message(Message("warning", sentence, key="autosave")))
    autosave.start()
