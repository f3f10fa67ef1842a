"""Pictures of the whole window with each view, pane, dialog and state in it, for somebody to look at; no screen is needed.

    python -m tests.screen.every_view OUT_DIR [--size 1280x720] [--theme dark]

To add a picture, add a method to `Tour` and call it in `take_all`.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_HOME = tempfile.TemporaryDirectory(prefix="playground-pictures-")
for _variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
    os.environ[_variable] = _HOME.name  # settings of its own, before Qt reads them

import numpy as np  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QToolButton, QWidget  # noqa: E402

from engine.core.resources import resource  # noqa: E402
from engine.core.translation import _  # noqa: E402
from engine.data.datasets import DATASETS  # noqa: E402
from engine.nn.losses import LOSSES  # noqa: E402
from gui.app.application import start_application  # noqa: E402
from gui.model import edits  # noqa: E402
from gui.model.project import Project  # noqa: E402
from gui.model.speeds import FULL  # noqa: E402
from gui.model.templates import TEMPLATES, from_template  # noqa: E402
from gui.panels.data.csv_dialog import CsvDialog  # noqa: E402
from gui.settings import preference_store  # noqa: E402
from gui.style import text_size  # noqa: E402
from gui.views import VIEWS  # noqa: E402
from gui.window.main_window import MainWindow  # noqa: E402

MOMENT = 300  # ms that the window has to show what was asked of it
PANES = "data", "palette", "runs"
DATA = "circle", "three_arms", "plane"  # two classes, three classes, a number


class Tour:
    """One window, led from state to state, and a picture of each."""

    def __init__(self, folder: Path, width: int, height: int) -> None:
        self.folder, self.size = folder, (width, height)
        self.window = MainWindow(Project())
        self.window.resize(width, height)
        self.window.show()
        self.wait_for(lambda: self.window.trainer.frame.snapshot is not None)

    def take_all(self) -> None:
        for data in DATA:
            self.open(data)
            self.train()
            self.each_view(data)
        self.each_pane()
        self.dialogs()
        self.looking_back()
        self.divergence()
        self.doctor()
        self.empty_network()
        self.remedy()
        self.seven_inputs()
        self.popups()
        self.large_texts()
        self.presentation()

    # -- what there is to see
    def each_view(self, data: str) -> None:
        for name in VIEWS:
            self.window.layout_controller.reset()
            self.window.layout_controller.show_view(name)
            self.take(f"view-{data}-{name}")

    def each_pane(self) -> None:
        self.window.layout_controller.reset()
        for name in PANES:
            self.window.layout_controller.show_pane(name)
            self.take(f"pane-{name}")

    def dialogs(self) -> None:
        check = next(one for one in self.window.views["gradients"].findChildren(QToolButton) if one.text() == _("Check"))
        window, table = self.window, str(resource("datasets", "iris.csv"))
        for name, show in {
            "csv": CsvDialog(table, None, window).open,
            "preferences": window.preference_controller.open_dialog,
            "help": window.help_dialogs.show_guide,
            "about": window.help_dialogs.show_about,
            "race": window.race_controller.open,
            "check": check.click,
        }.items():
            show()
            QTest.qWait(3 * MOMENT)
            for k, one in enumerate(self.beside()):
                one.grab().save(str(self.folder / f"dialog-{name}{k or ''}.png"))
                one.close()

    def looking_back(self) -> None:
        self.open("circle")
        self.train()
        self.window.look_back.trigger()
        snapshot = self.window.trainer.frame.snapshot
        moments = () if snapshot is None else snapshot.timeline
        if moments:
            self.window.trainer.look_back(moments[len(moments) // 2].step)
        self.take("looking-back")
        self.window.trainer.look_back(None)
        self.window.look_back.trigger()

    def divergence(self) -> None:
        self.open("plane", lr=10.0)
        self.train()
        self.take("divergence")

    def doctor(self) -> None:
        self.open("circle", template=3)
        self.train()
        self.window.layout_controller.show_view("doctor")
        self.take("doctor")

    def empty_network(self) -> None:
        self.open("circle", template=0)
        self.take("empty-network")

    def remedy(self) -> None:
        self.open("plane")
        self.window.document.edit("loss", edits.with_recipe(self.window.document.project, loss=LOSSES["cross_entropy"]()))
        self.take("remedy")

    def seven_inputs(self) -> None:
        self.open("circle")
        inputs = "x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)"
        self.window.document.edit("inputs", edits.with_recipe(self.window.document.project, inputs=inputs))
        self.take("seven-inputs")

    def popups(self) -> None:
        self.open("circle")
        canvas = self.window.canvas
        canvas.select(1)
        for name, show in {"activations": canvas.popups.choose_activation, "inputs": canvas.popups.choose_inputs}.items():
            show()
            QTest.qWait(MOMENT)
            for one in self.beside():
                one.grab().save(str(self.folder / f"popup-{name}.png"))
                one.close()

    def large_texts(self) -> None:
        self.open("circle")
        self.train()
        text_size.choose(1.6)
        self.take("large-texts")
        text_size.choose(1.0)

    def presentation(self) -> None:
        self.open("circle")
        self.train()
        self.window.presentation.begin()
        self.window.showNormal()  # the screen without a screen has a size of its own
        text_size.present(True, self.size[1])
        self.window.resize(*self.size)
        self.take("presentation")
        self.window.presentation.end()

    # -- how
    def open(self, data: str, template: int | None = None, lr: float | None = None) -> None:
        """A new project; each project starts with the first arrangement."""
        window, recipe = self.window, Project().recipe
        window.banner.hide()
        window.layout_controller.reset()
        optimizer = recipe.optimizer if lr is None else replace(recipe.optimizer, lr=lr)
        chosen = DATASETS[data]()
        table = chosen.make(np.random.default_rng(0))
        project = edits.set_data(Project(replace(recipe, optimizer=optimizer)), chosen, table)
        project = project if template is None else from_template(project, TEMPLATES[template])
        window.document.open(project)
        window.trainer.open(project.recipe)
        QTest.qWait(MOMENT)

    def train(self) -> None:
        trainer = self.window.trainer
        trainer.play()
        self.wait_for(lambda: trainer.frame.snapshot is not None and trainer.frame.snapshot.epoch >= 60, 2000)
        trainer.pause()
        QTest.qWait(MOMENT)

    def take(self, name: str) -> None:
        QTest.qWait(MOMENT)
        self.window.grab().save(str(self.folder / f"{name}.png"))

    def beside(self) -> list[QWidget]:
        """Windows other than the main one."""
        return [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not self.window]

    def wait_for(self, condition: Callable[[], bool], milliseconds: int = 10_000) -> None:
        for _moment in range(milliseconds // 20):
            if condition():
                return
            QTest.qWait(20)

    def end(self) -> None:
        self.window.document.undo_stack.setClean()
        self.window.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    start_application()
    preference_store.change(theme=given.theme, speed=FULL)
    width, height = (int(part) for part in given.size.split("x"))
    tour = Tour(given.folder, width, height)
    try:
        tour.take_all()
    finally:
        tour.end()
    print(len(list(given.folder.glob("*.png"))), "pictures in", given.folder)


if __name__ == "__main__":
    main()
