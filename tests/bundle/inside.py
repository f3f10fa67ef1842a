"""Runs inside the frozen program, as a second start of the same folder, and by Python beside it: prints what it finds there.

`entries`: every registered name. `pool FOLDER PROGRAM` trains in processes that PROGRAM is started for. `window
PICTURE PROJECT` opens the window with a project, plays a lesson through, paints the window. `start` opens and closes it.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

LONGEST = 60.0  # seconds that the window waits for anything
EPOCHS = "20"


def entries() -> dict[str, list[str]]:
    import engine.search.running.coordinator  # noqa: F401
    import gui.views
    from engine.core.registry import Registry
    from engine.experiments.descent.example_functions import FUNCTIONS
    from engine.exporters import EXPORTERS
    from engine.importers import IMPORTERS
    from gui.model.lessons.lesson_reading import lessons_in
    from gui.window.menus import actions

    found = {name: thing.names() for module in list(sys.modules.values()) for name, thing in _registries(module, Registry)}
    found |= {one.family: one.names() for one in (FUNCTIONS, EXPORTERS, IMPORTERS)}
    found["view"] = list(gui.views.VIEWS)
    found["lesson"] = [lesson.name for lesson in lessons_in()[0]]
    found["menu"] = sorted(name for name in vars(actions) if name.isupper())
    return dict(sorted(found.items()))


def _registries(module: object, kind: type) -> list[tuple[str, object]]:
    return [(thing.family, thing) for thing in list(vars(module).values()) if isinstance(thing, kind)]


def pool(folder: str, program: str) -> dict[str, object]:
    """Two processes, started as a frozen program starts its own: `program` is told by its arguments that it is one of a pool."""
    from engine.cli.train import main as train

    multiprocessing.set_executable(program)
    del sys.modules["__main__"].__file__  # so that they do not look for this script
    paths = [str(Path(folder, f"pool_{seed}.npz")) for seed in (1, 2, 3)]
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as executor:
        pids = {executor.submit(os.getpid).result() for _number in range(20)}
        codes = [executor.submit(train, ["--epochs", EPOCHS, "--seed", path[-5], "--quiet", "--export", path]) for path in paths]
        return {"codes": [one.result() for one in codes], "others": os.getpid() not in pids}


def start() -> dict[str, float]:
    """When the window could be used: it is shown, and its event loop runs."""
    from PySide6.QtCore import QTimer

    import main as program
    from gui.window.main_window import MainWindow

    found: dict[str, float] = {}

    def note(shown: MainWindow) -> None:
        found["shown"] = time.time()
        shown.close()

    def show(shown: MainWindow, show: Callable[[MainWindow], None] = MainWindow.show) -> None:
        show(shown)
        QTimer.singleShot(0, shown, lambda: note(shown))

    MainWindow.show = show  # type: ignore[method-assign]
    sys.argv = ["network-playground"]
    program.main([])
    return found


def window(picture: str, project: str) -> dict[str, object]:
    """Open it as main.py does, and do one thing after the other while its event loop runs."""
    from PySide6.QtCore import QTimer

    import main as program
    from gui.model.speeds import FULL
    from gui.settings import preference_store
    from gui.window.main_window import MainWindow

    found: dict[str, object] = {}

    def show(shown: MainWindow, show: Callable[[MainWindow], None] = MainWindow.show) -> None:
        show(shown)
        preference_store.change(speed=FULL)
        steps = _visit(shown, picture, found)
        deadline = time.monotonic() + LONGEST

        def go_on() -> None:
            if time.monotonic() > deadline:
                found["late"] = found.get("doing")
                shown.close()
                return
            if next(steps, "end") == "end":
                shown.document.undo_stack.setClean()
                shown.close()
            else:
                QTimer.singleShot(5, shown, go_on)

        go_on()

    MainWindow.show = show  # type: ignore[method-assign]
    sys.argv = ["network-playground"]
    found["code"] = program.main([project])
    return found


def _visit(shown, picture, found):
    """Yields while it waits."""
    from gui.model.lessons.lesson_reading import lessons_in

    found["doing"] = "first frame"
    while shown.trainer.frame.snapshot is None or not shown.trainer.frame.snapshot.step:  # that of the project comes later
        yield
    found["step"] = shown.trainer.frame.snapshot.step
    found["doing"] = "lesson"
    lessons, lesson = shown.lesson_controller, lessons_in()[0][0]
    lessons.player.timer.setInterval(0)
    lessons.begin(lesson)
    for _step in lesson.steps:
        lessons.pane.page.show_me.click()
        while lessons.player.is_playing or not lessons.run.play.record.done:
            yield
        if not lessons.run.is_last:
            while not lessons.pane.page.forth.isEnabled():
                yield
            lessons.pane.page.forth.click()
    found["lesson"] = lesson.name if lessons.run.is_finished else ""
    for _turn in range(40):
        yield
    shown.grab().save(picture)
    lessons.leave()
    found["doing"] = "closing"


COMMANDS: dict[str, Callable[..., object]] = {one.__name__: one for one in (entries, pool, start, window)}

if __name__ == "__main__":
    multiprocessing.freeze_support()
    print(json.dumps(COMMANDS[sys.argv[1]](*sys.argv[2:]), ensure_ascii=True))
