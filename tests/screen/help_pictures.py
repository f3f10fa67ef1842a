"""Takes the pictures of the help of the running program, in each language and theme; no screen is needed.

    python -m tests.screen.help_pictures [--only view_loss term_neuron]

To add a picture, take one in a method of `Photographer` and name it in a page (resources/help/README.md).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_HOME = tempfile.TemporaryDirectory(prefix="playground-help-")
for _variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
    os.environ[_variable] = _HOME.name  # settings of its own, before Qt reads them

import numpy as np  # noqa: E402
from PySide6.QtCore import QRect  # noqa: E402
from PySide6.QtGui import QImage, QPainter, QPixmap, QRegion  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from engine.core.language import LANGUAGES, VARIABLE  # noqa: E402
from engine.core.resources import resource  # noqa: E402
from engine.data.datasets import DATASETS  # noqa: E402
from engine.data.datasets.drawn_points import drawing_of  # noqa: E402
from engine.nn.layers import LAYERS  # noqa: E402
from engine.optim.optimizers import OPTIMIZERS  # noqa: E402
from engine.training.prepare import rows_of  # noqa: E402
from gui.app.application import start_application  # noqa: E402
from gui.model import edits  # noqa: E402
from gui.model.project import Project  # noqa: E402
from gui.model.speeds import FULL  # noqa: E402
from gui.model.templates import TEMPLATES, from_template  # noqa: E402
from gui.panels.data.opening.table_dialog import TableDialog  # noqa: E402
from gui.settings import preference_store  # noqa: E402
from gui.style.style_sheet import apply_theme  # noqa: E402
from gui.views import VIEWS  # noqa: E402
from gui.window.main_window import MainWindow  # noqa: E402
from gui.window.slots.slot import SHOWN_MS  # noqa: E402
from tests.screen.few_colours import in_few_colours  # noqa: E402

THEMES = "light", "dark"
SIZE, VIEW, LARGE = (1280, 800), (460, 300), (560, 400)  # of the window, of a view by itself, and of one that needs more room
TALL = {"boundary", "microscope", "descent", "graph", "predict", "loss_surface", "doctor"}
PREPARED: dict[str, Callable[[Any], object]] = {  # what is done in a view before
    "digit_pad": lambda view: view.example.click(),
    "microscope": lambda view: view.begin_at("delta"),
}
HEAD = 290  # pixels of the dialog of an export: its fields and first formats
EDGE = 5  # pixels around what is in a picture: less than there is to what stands beside it
COLOURS = 64  # of a file
MOMENT = 350  # ms that the window has to show what was asked of it
NUMBERS, CLASSES, IMAGES = {"predicted", "residuals"}, {"roc", "class_scores", "confusion"}, {"digit_pad"}


def saved(picture: QPixmap, path: Path) -> None:
    palette, [places] = in_few_colours([picture.toImage()], COLOURS)
    small = QImage(picture.width(), picture.height(), QImage.Format.Format_Indexed8)
    small.setColorTable([0xFF000000 | int(colour) for colour in palette])
    rows = np.frombuffer(small.bits(), np.uint8).reshape(small.height(), small.bytesPerLine())
    rows[:, : small.width()] = places
    small.save(str(path), "PNG", 0)


def below_each_other(*parts: QPixmap) -> QPixmap:
    """One picture of several."""
    whole = QPixmap(max(part.width() for part in parts), sum(part.height() for part in parts))
    whole.fill(QApplication.palette().window().color())
    painter, top = QPainter(whole), 0
    for part in parts:
        painter.drawPixmap(0, top, part)
        top += part.height()
    painter.end()
    return whole


def head_to(*parts: QWidget) -> QRect:
    """The upper left of what they stand in, as far as they reach and a margin: nothing beside or below them is cut through."""
    place = QRegion()
    for part in parts:
        place += part.geometry()
    around = place.boundingRect()
    return QRect(0, 0, around.right() + 1 + EDGE, around.bottom() + 1 + EDGE)


@dataclass
class Photographer:
    """One window in one language, led from state to state."""

    language: str
    only: list[str]
    window: MainWindow = field(init=False)

    def __post_init__(self) -> None:
        self.window = MainWindow(Project())
        self.window.resize(*SIZE)
        self.window.show()
        self.wait(lambda: self.snapshot is not None)

    def take_all(self) -> None:
        for part in (self.views, self.network, self.panels, self.dialogs):
            part()

    @property
    def snapshot(self) -> Any:
        return self.window.trainer.frame.snapshot

    # -- what there is to see
    def views(self) -> None:
        """Each view by itself."""
        special = {"plane": NUMBERS, "three_arms": CLASSES, "digits": IMAGES}
        others = set(VIEWS) - NUMBERS - CLASSES - IMAGES - {"doctor", "optimizer"}
        for data, names in {**special, "circle": others}.items():
            if self.wants(*(f"view_{name}" for name in names)):
                self.open(data, epochs=30 if data == "digits" else 80)
                for name in sorted(names):
                    self.view(name)
        if self.wants("term_vanishing", "view_doctor"):
            self.template("Deep sigmoid (vanishing gradient)", 60)
            self.view("gradients", "term_vanishing")
            self.view("doctor")
        if self.wants("view_optimizer"):
            self.open("circle", optimizer="adagrad")
            self.view("optimizer")
        if self.wants("term_overfitting"):
            self.template("Overfitting", 300)
            self.view("loss", "term_overfitting")

    def network(self) -> None:
        """The network and what stands around it."""
        window, canvas = self.window, self.window.canvas
        window.resize(1000, 720)
        self.open("circle")
        slot = window.board.slots["boundary"]
        bar = window.run_bar
        canvas.setFocus()  # no ring on Play
        buttons = bar.play, bar.buttons["step_epoch"], bar.buttons["step_batch"]
        self.take("first_play", lambda: below_each_other(bar.grab(head_to(*buttons)), slot.grab()))
        self.take("control_network", window.network_panel.grab)
        layer = window.document.project.recipe.blocks[0].id
        canvas.select(layer)
        self.take("control_settings", window.inspector.grab)
        popups = canvas.popups
        popups.choose_inputs()
        self.take("first_inputs", popups.inputs.grab)
        popups.inputs.close()
        popups.choose_activation(layer)
        self.take("first_activations", popups.activations.popup.grab)
        popups.activations.close()
        canvas.select(layer)
        canvas.add_layer(LAYERS["dense"]())
        canvas.fit()
        self.take("first_layers", window.network_panel.grab)
        self.template("Perceptron", 20)
        canvas.net.numbers.set_on(True)
        self.take("term_neuron", window.network_panel.grab)
        canvas.net.numbers.set_on(False)

    def panels(self) -> None:
        """The panes of the drawer, look back, drawing."""
        window = self.window
        window.resize(*SIZE)
        self.open("circle")
        window.layout_controller.show_pane("data")
        data = window.data_panel
        self.take("control_data", lambda: data.grab(QRect(0, 0, data.width(), head_to(data.gallery, data.rule).height())))
        window.layout_controller.show_pane("palette")
        self.take("control_layers", window.layer_list.grab)
        window.run_list_controller.keep()
        self.open("circle", epochs=30)
        window.run_list_controller.keep()
        window.layout_controller.show_pane("runs")
        pane = window.run_list_controller.list
        self.take("control_runs", lambda: pane.grab(QRect(0, 0, pane.width(), 260)))
        bar = window.timeline_controller.bar
        window.look_back.setChecked(True)
        bar.slider.setValue(bar.slider.maximum() * 9 // 10)
        QTest.qWait(2 * MOMENT)
        self.take("control_look_back", lambda: bar.grab(QRect(bar.width() - 620, 0, 620, bar.height())))
        window.look_back.setChecked(False)
        window.resize(860, 560)
        window.data_panel.draw_wanted.emit(drawing_of(rows_of(window.document.project.recipe)))
        self.take("control_draw", window.board.slots["boundary"].grab)

    def dialogs(self) -> None:
        """Dialogs, and the window of the race."""
        window = self.window
        self.open("circle", epochs=30)
        if self.wants("first_export"):
            window.export_controller.export()
            dialog = window.export_controller.dialog
            dialog.form.folder.setText("/home/user")
            self.take(
                "first_export", lambda: dialog.grab(QRect(0, 0, dialog.width(), HEAD))
            )  # below stands a path of this machine
            dialog.reject()
        if self.wants("control_table"):
            table = TableDialog(str(resource("datasets", "iris.csv")), None, window)
            table.open()
            self.take("control_table", table.grab)
            table.reject()
        if self.wants("control_race"):
            window.race_controller.open()
            race = window.race_controller.window
            race.resize(760, 520)
            race.start.click()
            QTest.qWait(5 * MOMENT)
            race.start.click()
            self.take("control_race", lambda: race.grab(QRect(0, 0, 620, 460)))
            window.race_controller.close()

    # -- how it gets there
    def wants(self, *names: str) -> bool:
        return not self.only or bool(set(names) & set(self.only))

    def take(self, name: str, look: Callable[[], QPixmap]) -> None:
        """In both themes."""
        for theme in THEMES if self.wants(name) else ():
            apply_theme(cast(QApplication, QApplication.instance()), theme)
            QTest.qWait(MOMENT)
            saved(look(), resource("help", "pictures") / f"{name}_{theme}_{self.language}.png")

    def view(self, name: str, picture: str = "") -> None:
        """In a window of its own, so that it is as large as it shall be."""
        if self.wants(picture or f"view_{name}"):
            controller = self.window.layout_controller
            controller.show_view(name)
            slot = self.window.board.slots[name]
            slot.own.click()
            own = self.window.board.windows[name]
            own.resize(*(LARGE if name in TALL else VIEW))
            self.window.run_bar.setFocus()
            QTest.qWait(MOMENT)
            PREPARED.get(name, lambda view: None)(slot.view)
            QTest.qWait(SHOWN_MS + MOMENT)  # until it is no longer pointed out
            self.take(picture or f"view_{name}", own.grab)
            slot.own.click()
            controller.reset()

    def open(self, data: str, epochs: int = 80, optimizer: str = "sgd") -> None:
        chosen, begin = DATASETS[data](), edits.with_recipe(Project(), optimizer=OPTIMIZERS[optimizer]())
        self.show(edits.set_data(begin, chosen, chosen.make(np.random.default_rng(1))), epochs)

    def template(self, name: str, epochs: int) -> None:
        [template] = [one for one in TEMPLATES if one.name == name]
        self.show(from_template(Project(), template), epochs)

    def show(self, project: Project, epochs: int) -> None:
        """A new run of so many epochs, which has ended."""
        self.begin(project)
        window = self.window
        window.run_bar.play.click()
        self.wait(lambda: self.snapshot.epoch >= epochs)
        window.trainer.pause()
        self.wait(lambda: not window.trainer.frame.running)
        window.banner.hide()

    def begin(self, project: Project) -> None:
        """A new run, at its step 0."""
        window = self.window
        window.banner.hide()
        window.layout_controller.reset()
        window.document.open(project)
        window.trainer.open(project.recipe)
        self.wait(lambda: self.snapshot is not None and self.snapshot.recipe == project.recipe and self.snapshot.step == 0)

    def train_to(self, epoch: int) -> None:
        """Exactly so far, in the present run."""
        while self.snapshot.epoch < epoch:
            begun = self.snapshot.epoch
            self.window.trainer.step_epoch()
            self.wait(lambda begun=begun: self.snapshot.epoch > begun and not self.window.trainer.frame.running)

    def wait(self, done: Callable[[], bool], seconds: float = 60) -> None:
        for _moment in range(int(seconds * 50)):
            if done():
                return
            QTest.qWait(20)
        raise TimeoutError

    def end(self) -> None:
        self.window.document.undo_stack.setClean()
        self.window.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--language", choices=list(LANGUAGES))
    chosen = parser.parse_args()
    if chosen.language is None:  # a language is chosen at the start of a program
        command = [sys.executable, "-m", "tests.screen.help_pictures", "--only", *chosen.only, "--language"]
        return max(subprocess.run([*command, language], check=False).returncode for language in LANGUAGES)
    os.environ[VARIABLE] = chosen.language
    resource("help", "pictures").mkdir(exist_ok=True)
    start_application()
    preference_store.change(speed=FULL)
    photographer = Photographer(chosen.language, chosen.only)
    photographer.take_all()
    photographer.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
