"""Runs one journey: opens the window on the screen there is, lets the user go through it, and reports how it went."""

from __future__ import annotations

import tempfile
import traceback
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QSettings, QTimer

from gui.app import application as program
from gui.model.project import Project
from gui.model.speeds import FULL
from gui.window.main_window import MainWindow
from tests.screen.screen_user import ScreenUser

DONE = "the journey is done"


class Journey(Protocol):
    """It ends with the window closed."""

    def __init__(self, window: MainWindow, folder: Path) -> None: ...

    def __call__(self, user: ScreenUser) -> None: ...


def run(journey: type[Journey]) -> int:
    """The exit code: 0, and DONE is printed, when all went well; else the error is printed, and a picture of the screen kept."""
    app = program.start_application()
    app.setOrganizationName("Network Playground tests")
    QSettings().clear()
    window = MainWindow(Project())
    window.preference_controller.set_speed(FULL)
    window.resize(1280, 700)
    window.move(0, 0)
    window.show()
    user = ScreenUser(app)
    errors: list[BaseException | None] = []

    def end(error: BaseException | None) -> None:
        errors.append(error)
        if error is not None:
            app.primaryScreen().grabWindow(0).save(str(Path(tempfile.gettempdir()) / "journey-failed.png"))
            traceback.print_exception(error)
            for box in app.topLevelWidgets():  # a dialog that is still open would hold the window
                if box.isModal():
                    box.close()
            window.unsaved.mark_saved(float("inf"))
            window.close()

    user.ended.connect(end)
    with tempfile.TemporaryDirectory() as folder:
        script = journey(window, Path(folder))

        def begin(user: ScreenUser) -> None:
            user.wait_for("the window manager puts the window in its place", window.isActiveWindow)
            script(user)

        QTimer.singleShot(0, lambda: user.run(begin))
        app.exec()
    user.wait()  # its last word may still be on the way
    app.processEvents()
    window.shutdown()
    if errors == [None]:
        print(DONE)
        return 0
    return 1
