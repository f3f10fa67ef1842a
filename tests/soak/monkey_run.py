"""The program with a monkey at it: `python -m tests.soak.monkey_run SEED COUNT FOLDER`. `window_monkey.py` starts it.

To add something that users do, write a method of `WindowMonkey` and give it a row in `OFTEN`; what the menus and panels offer is
found by itself. A method returns what it did, for the log.
"""

from __future__ import annotations

import faulthandler
import os
import random
import shutil
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, QObject, QPointF, QStandardPaths, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from gui.app import application
from gui.controllers import unsaved_work
from gui.model.project import Project
from gui.views.intents import ChooseRow
from gui.window.main_window import MainWindow
from tests.gui.canvas.drag_events import DragPoint
from tests.gui.window.monkey import Monkey
from tests.soak import monkey_answers, monkey_controls, monkey_files, monkey_panels, monkey_watch

HANG = int(os.environ.get("MONKEY_HANG", "10"))  # seconds without an answer
LOOK_SECONDS = 0.5  # of training that counts as work, so that the question comes often
AUTOSAVE_MS = 1000
LEFTOVERS = 0.3  # of the starts find what a crash left
STATES = ("showNormal", "showNormal", "showMaximized", "showMinimized", "showFullScreen")


class MonkeyWindow(MainWindow):
    """Its window; a new one with each start of the program."""

    monkey: WindowMonkey

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self.monkey.take_over(self)


class WindowMonkey(QObject):
    """Changes: plays `count` actions, over as many windows as it takes; then closes the last one."""

    def __init__(self, seed: int, count: int, home: Path) -> None:
        super().__init__()
        self.seed, self.count, self.number = seed, count, 0
        self.chance, self.pace = random.Random(seed), random.Random(seed)
        self.folder = home / "work"
        monkey_files.fill(self.folder, self.chance)
        self.log = (home / "actions.log").open("w", encoding="utf-8", buffering=1)
        self.window: MonkeyWindow
        self._at_work = 0  # actions that have not returned: something in front of the window waits for an answer
        self._answered = time.monotonic()

    def take_over(self, window: MonkeyWindow) -> None:
        self.window = window
        self.canvas_monkey = Monkey(window, self.seed)

    @property
    def is_over(self) -> bool:
        return self.number >= self.count

    def play(self) -> None:
        """Start the program again and again, until all is done."""
        QTimer.singleShot(0, self.tick)
        while not self.is_over:
            self._leave_leftovers()
            starts = [[], [], [str(monkey_files.any_path(self.folder, self.chance))]]
            arguments = self.chance.choice(starts)
            self.log.write(f"start {arguments}\n")
            application.run(arguments, AUTOSAVE_MS)
            left = monkey_watch.alive()
            if left:
                monkey_watch.fail(f"alive after the end: {left}")

    def tick(self) -> None:
        """One action, where the window or something in front of it can have one."""
        faulthandler.dump_traceback_later(HANG, exit=True, file=sys.__stderr__ or sys.stderr)
        QTimer.singleShot(self.pace.choice([0] * 20 + [5, 40]), self, self.tick)
        np.seterr(all="warn")  # which the program switches off, lest one that nobody has thought of is written to the terminal
        self.chance.seed(f"{self.seed} {self.number}")
        monkey_watch.check_messages(self.window)
        dialog, popup = QApplication.activeModalWidget(), QApplication.activePopupWidget()
        if popup is not None:
            self._do("popup", popup.close if self.is_over else partial(monkey_answers.choose, popup, self.chance))
        elif dialog is not None:
            answer = partial(monkey_answers.answer, dialog, self.folder, self.chance)
            self._do("dialog", partial(monkey_answers.refuse, dialog) if self.is_over else answer)
        elif self._at_work or not self.window.isVisible() or self.window.reader.is_waiting:
            if time.monotonic() - self._answered > HANG:
                faulthandler.dump_traceback(sys.__stderr__ or sys.stderr)
                shown = [
                    (one.objectName() or one.title(), one.type().name)
                    for one in QGuiApplication.topLevelWindows()
                    if one.isVisible()
                ]
                monkey_watch.fail(f"nothing can be done for {HANG} seconds; on the screen: {shown}")
            return
        else:
            name = "close" if self.is_over else self.chance.choice(NAMES)
            self._do(name, self.window.close if self.is_over else getattr(self, name))
        self._answered = time.monotonic()

    def _do(self, name: str, action: Callable[[], object]) -> None:
        self.number += 1
        number = self.number
        self.log.write(f"{number} {name} …\n")
        self._at_work += 1
        try:
            said = action()
        finally:
            self._at_work -= 1
        self._answered = time.monotonic()
        self.log.write(f"{number} {name}: {said}\n")

    def _leave_leftovers(self) -> None:
        """What a crash of an earlier program may have left."""
        place = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation), "recovery")
        path = monkey_files.any_path(self.folder, self.chance, (".npp",))
        if QApplication.instance() is not None and path.is_file() and self.chance.random() < LEFTOVERS:
            place.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place / f"{self.chance.randrange(3)}.npp")

    # -- what users do
    def build(self) -> str:
        """On the canvas, a few things in a row."""
        self.canvas_monkey.chance = self.chance
        for _time in range(self.chance.randint(1, 3)):
            self.canvas_monkey.act()
        return f"canvas: {self.canvas_monkey.last[-1]}"

    def menu(self) -> str:
        return monkey_controls.menu_entry(self.window.menuBar(), self.chance)

    def keys(self) -> str:
        return monkey_controls.shortcut(self.window, self.chance)

    def control(self) -> str:
        return monkey_controls.use_one(self._any_window(), self.chance)

    def poke(self) -> str:
        return monkey_controls.poke(self._any_window(), self.chance)

    def panel(self) -> str:
        return monkey_panels.move_one(self.window, self.chance)

    def idea(self) -> str:
        return monkey_panels.use_view(self.window, self.chance)

    def lesson(self) -> str:
        return monkey_panels.lesson(self.window, self.chance)

    def numbers(self) -> str:
        """On the network, of any row."""
        numbers = self.window.canvas.net.numbers
        numbers.set_on(self.chance.random() < 0.7)
        self.window.handle(ChooseRow(self.chance.choice([0, 3, 10, 10**6 - 1])))
        return f"row {numbers.row + 1}" if numbers.is_on else "off"

    def files(self) -> str:
        return monkey_files.spoil(self.folder, self.chance)

    def banner(self) -> str:
        return monkey_controls.use_one(self.window.banner, self.chance)

    def play_or_pause(self) -> str:
        self.window.run_bar.play.click()
        return ""

    def race(self) -> str:
        """In its window, or open it."""
        race = self.window.race_controller.window
        if race is None or not race.isVisible():
            self.window.race_controller.open()
            return "open"
        return monkey_controls.use_one(race, self.chance)

    def undo_or_redo(self) -> str:
        stack = self.window.document.stacks  # those of the project or of the lesson, as in the menu
        for _time in range(self.chance.randint(1, 6)):
            (stack.undo if self.chance.random() < 0.6 else stack.redo)()
        return ""

    def resize(self) -> str:
        window, chance = self._any_window(), self.chance
        getattr(window, chance.choice(STATES))()
        window.resize(chance.randint(200, 1900), chance.randint(150, 1200))
        return type(window).__name__

    def drop(self) -> str:
        """One file or several, from a file manager."""
        paths = [monkey_files.any_path(self.folder, self.chance) for _ in range(self.chance.choice([1, 1, 1, 1, 2]))]
        mime, left, none = QMimeData(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        enter = QDragEnterEvent(DragPoint(5, 5), Qt.DropAction.CopyAction, mime, left, none)
        QApplication.sendEvent(self.window, enter)
        if enter.isAccepted():
            QApplication.sendEvent(self.window, QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, left, none))
        return ", ".join(path.name[:20] for path in paths)

    def clipboard(self) -> str:
        QGuiApplication.clipboard().setText(self.chance.choice([*monkey_controls.TEXTS, "1.5\n", "2\t", "dense 8"]))
        return ""

    def _any_window(self) -> QWidget:
        found = [one for one in monkey_controls.windows() if one is not self.window]
        return self.chance.choice(found) if found and self.chance.random() < 0.4 else self.window


OFTEN = {
    "build": 20,
    "menu": 18,
    "control": 24,
    "poke": 8,
    "keys": 6,
    "race": 5,
    "panel": 4,
    "idea": 14,
    "lesson": 8,
    "numbers": 2,
    "drop": 3,
    "files": 2,
    "banner": 4,
    "play_or_pause": 4,
    "undo_or_redo": 4,
    "resize": 2,
    "clipboard": 1,
}


NAMES = [name for name, times in OFTEN.items() for _time in range(times)]


class Links(QObject):
    """Opens nothing outside."""

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        pass


def run(seed: int, count: int, home: Path) -> int:
    unsaved_work.LOOK_SECONDS = LOOK_SECONDS
    monkey_watch.install(lambda: MonkeyWindow.monkey.window)
    application.MainWindow = MonkeyWindow  # type: ignore[misc]  # in its place
    application.start_again = lambda _file: None  # in another language: each start is the monkey's
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    links = Links()
    for scheme in ("http", "https", "file"):
        QDesktopServices.setUrlHandler(scheme, links, "open")
    application.start_application()
    MonkeyWindow.monkey = WindowMonkey(seed, count, home)
    MonkeyWindow.monkey.play()
    faulthandler.cancel_dump_traceback_later()
    return 0


if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))
