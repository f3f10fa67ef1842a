"""Pictures of the whole window with each view, pane, dialog and state in it, for somebody to look at; no screen is needed.

    python -m tests.screen.every_view OUT_DIR [--size 1280x720] [--theme dark] [--lang ko] [--text 160] [--only dialogs menus]

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
from PySide6.QtCore import QTimer  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from engine.core.language import LANGUAGES, VARIABLE  # noqa: E402
from engine.core.resources import resource  # noqa: E402
from engine.data.datasets import DATASETS  # noqa: E402
from engine.network.parameter_layout import INPUT  # noqa: E402
from engine.nn.activations import Tanh  # noqa: E402
from engine.nn.layers import LAYERS  # noqa: E402
from engine.nn.layers.dense import Dense  # noqa: E402
from engine.nn.losses import LOSSES  # noqa: E402
from engine.optim.optimizers import SGD  # noqa: E402
from engine.recipe.recipe import OUTPUT, Block, Recipe  # noqa: E402
from gui.app.application import start_application  # noqa: E402
from gui.canvas.diagram.parts import WEIGHTS, Neuron, Weight  # noqa: E402
from gui.model import edits  # noqa: E402
from gui.model.project import Project  # noqa: E402
from gui.model.speeds import FULL  # noqa: E402
from gui.model.templates import TEMPLATES, from_template  # noqa: E402
from gui.panels.data.opening.table_dialog import TableDialog  # noqa: E402
from gui.settings import preference_store  # noqa: E402
from gui.style import text_size  # noqa: E402
from gui.views import VIEWS  # noqa: E402
from gui.views.descent.descent_view import DescentView  # noqa: E402
from gui.views.microscope.microscope_view import MicroscopeView  # noqa: E402
from gui.widgets.save_dialog import may_replace  # noqa: E402
from gui.window.main_window import MainWindow  # noqa: E402
from tests.screen.pictures_beside import picture_menus, picture_tips, tips  # noqa: E402

MOMENT = 300  # ms that the window has to show what was asked of it
PANES = "data", "palette", "runs"
PARTS = (  # methods of `Tour`
    *("views", "loss_surface", "panes", "selections", "popups", "menus", "dialogs", "race", "messages", "exports"),
    *("looking_back", "divergence", "doctor", "empty_network", "remedy", "seven_inputs", "large_texts", "presentation"),
    "descent",
    "computation_graph",
    *("perceptron", "softmax", "race_of_losses", "microscope", "lessons", "search", "many_starts"),
)
DATA = "circle", "three_arms", "plane"  # two classes, three classes, a number


class Tour:
    """One window, led from state to state, and a picture of each."""

    def __init__(self, folder: Path, width: int, height: int) -> None:
        self.folder, self.size, self.tips = folder, (width, height), set[str]()
        self.window = MainWindow(Project())
        self.window.resize(width, height)
        self.window.show()
        self.wait_for(lambda: self.window.trainer.frame.snapshot is not None)

    def take_all(self, only: list[str]) -> None:
        """All parts, or some by name."""
        for part in only or PARTS:
            getattr(self, part)()
        picture_tips(self.tips, self.folder)

    # -- what there is to see
    def views(self) -> None:
        for data in DATA:
            self.open(data)
            self.train()
            for name, cls in VIEWS.items():
                if data == DATA[0] or cls.group == "output":
                    self.window.layout_controller.reset()
                    self.window.layout_controller.show_view(name)
                    self.take(f"view-{data}-{name}")

    def loss_surface(self) -> None:
        """Each of its pictures, and one with logarithmic colours."""
        self.open("circle")
        self.train()
        self.window.layout_controller.reset()
        self.window.layout_controller.show_view("loss_surface")
        chooser = self.window.views["loss_surface"].chooser  # type: ignore[attr-defined]
        for mode in range(chooser.mode.count()):
            chooser.mode.setCurrentIndex(mode)
            self.take(f"loss-surface-{chooser.name}")
        chooser.mode.setCurrentIndex(0)
        self.window.views["loss_surface"].log.setChecked(True)  # type: ignore[attr-defined]
        self.take("loss-surface-log")

    def panes(self) -> None:
        self.open("circle")
        for name in PANES:
            self.window.layout_controller.show_pane(name)
            self.take(f"pane-{name}")

    def dialogs(self) -> None:
        self.open("circle")
        window, table = self.window, str(resource("datasets", "iris.csv"))
        check = window.views["gradients"].check  # type: ignore[attr-defined]
        for name, show in {
            "csv": TableDialog(table, None, window).open,
            "preferences": window.preference_controller.open_dialog,
            "help": window.help_dialogs.show_guide,
            "about": window.help_dialogs.show_about,
            "race": window.race_controller.open,
            "check": check.click,
        }.items():
            show()
            QTest.qWait(3 * MOMENT)
            self.take_beside(f"dialog-{name}")
        project = window.document.project
        window.document.edit("", replace(project, recipe=replace(project.recipe, batch=project.recipe.batch + 1)))
        path = self.folder / "a.npp"
        for name, ask in (("unsaved", window.file_controller.may_leave), ("replace", lambda: may_replace(window, path))):
            QTimer.singleShot(MOMENT, window, lambda name=name: self.take_beside(f"dialog-{name}"))
            ask()
        window.document.undo_stack.setClean()
        QTimer.singleShot(MOMENT, window, lambda: self.take_beside("dialog-open"))
        window.file_controller.open()

    def selections(self) -> None:
        """Each page of the settings, for each kind of layer."""
        self.open("circle")
        layer = self.window.document.project.recipe.blocks[0].id
        for name, part in ("neuron", Neuron(layer, 0)), ("weight", Weight(layer, WEIGHTS, (0, 0))), ("training", None):
            self.window.inspector.show_part(part)
            self.take(f"settings-{name}")
        project = self.window.document.project
        blocks = tuple(Block(k, cls()) for k, cls in enumerate(LAYERS, 1))
        self.window.document.open(replace(project, recipe=replace(project.recipe, blocks=blocks)))
        for selected in (INPUT, OUTPUT, *(block.id for block in blocks)):
            self.window.canvas.select(selected)
            self.take(f"settings-{selected if selected in (INPUT, OUTPUT) else blocks[selected - 1].layer.kind}")

    def popups(self) -> None:
        self.open("circle")
        popups, layer = self.window.canvas.popups, self.window.document.project.recipe.blocks[0].id
        for name, show, close in (
            ("rename", lambda: popups.rename(layer), popups.name_editor.close_line),
            ("typing", lambda: popups.add_by_typing(0), popups.layer_entry.close_line),
            ("inputs", popups.choose_inputs, popups.inputs.close),
            ("activation", lambda: popups.choose_activation(layer), popups.activations.close),
        ):
            show()
            self.take(f"popup-{name}")
            for one in self.beside():
                one.grab().save(str(self.folder / f"popup-{name}-itself.png"))
            close()

    def menus(self) -> None:
        self.open("circle")
        picture_menus(self.window, self.folder)

    def race(self) -> None:
        self.window.race_controller.open()
        race = self.window.race_controller.window
        race.start.click()
        QTest.qWait(5 * MOMENT)
        race.start.click()
        QTest.qWait(MOMENT)
        race.grab().save(str(self.folder / "race-run.png"))
        self.window.race_controller.close()

    def search(self) -> None:
        """The setup, what is wrong in it, and a search that is done, in each of its plots."""
        self.open("three_arms")
        controller = self.window.experiments.search
        controller.open()
        search = controller.window
        search.resize(*self.size)

        def take(name: str) -> None:
            QTest.qWait(MOMENT)
            search.grab().save(str(self.folder / f"search-{name}.png"))

        take("setup")
        search.setup.rows["batch"].show_values("8|x")
        take("wrong")
        search.setup.rows["batch"].show_values("8|32")
        search.show_page(1)
        take("empty")
        search.setup.form.numbers["epochs"].set_value(20)
        search.start.click()
        self.wait_for(lambda: controller.client.has_ended, 60_000)
        QTest.qWait(2 * MOMENT)
        for page, name in enumerate(("setting", "parallel", "heat-map")):
            search.results.tabs.setCurrentIndex(page)
            take(name)
        search.close()

    def many_starts(self) -> None:
        """XOR from a hundred seeds with two tanh units: while they are trained, and all ends with one that fails selected."""
        gate = Recipe(data=DATASETS["xor_gate"](), blocks=(Block(1, Dense(2, Tanh())),), optimizer=SGD(0.5), batch=4)
        self.window.document.open(Project(recipe=gate))
        self.wait_for(lambda: self.window.trainer.frame.snapshot.recipe == gate)
        starts = self.window.experiments.starts
        starts.open()
        shown = starts.window
        shown.resize(*self.size)
        shown.form.count.set_value(100)
        shown.form.epochs.set_value(1500)
        shown.form.start.click()
        self.wait_for(lambda: len(starts.runner.frame.starts) > 30)
        shown.grab().save(str(self.folder / "many-starts-run.png"))
        self.wait_for(lambda: not starts.runner.is_running, 60_000)
        shown.wall.select(shown.wall.model_.tiles[-1].seed)
        QTest.qWait(MOMENT)
        shown.grab().save(str(self.folder / "many-starts.png"))
        starts.close()

    def messages(self) -> None:
        """A file that cannot be read."""
        self.open("circle")
        with tempfile.TemporaryDirectory() as folder:
            damaged = Path(folder) / "damaged.npp"
            damaged.write_text("{")
            self.window.open_path(str(damaged))
            self.take("message-damaged")

    def exports(self) -> None:
        """The dialog of an export before it and after it, and that of an import."""
        self.open("circle")
        with tempfile.TemporaryDirectory() as folder:
            self.window.export_controller.export()
            dialog = self.window.export_controller.dialog
            dialog.form.folder.setText(folder)
            for kind, row in dialog.rows.items():
                row.box.setChecked(kind in ("npz", "numpy"))
            self.take_beside_open("export")
            dialog.export.click()
            self.wait_for(lambda: not dialog.is_running, 20_000)
            dialog.form.folder.setText("/home/user")
            self.take_beside_open("export-done")
            dialog.reject()
            self.window.import_controller.open(str(Path(folder) / "circle.npz"))
            self.take_beside_open("import")
            self.window.import_controller.dialog.reject()

    def computation_graph(self) -> None:
        """A neuron and the loss of the network, in a slot and filling the window; half-way through; asking."""
        self.open("circle")
        self.train()
        self.window.layout_controller.show_view("graph")
        view = self.window.views["graph"]
        for example in ("own_neuron", "own_loss", "sigmoid_neuron"):
            view.choose_example(example)  # type: ignore[attr-defined]
            self.take(f"graph-{example}")
            self.window.layout_controller.filler.toggle(self.window.board.slots["graph"])
            self.take(f"graph-{example}-filled")
            if example == "sigmoid_neuron":
                for what in ("start", *["next"] * 11):
                    view.walk_to(what)  # type: ignore[attr-defined]
                self.take("graph-walk")
                view.questions.chooser.setCurrentIndex(1)  # type: ignore[attr-defined]
                self.take("graph-ask")
            self.window.layout_controller.filler.toggle(self.window.board.slots["graph"])

    def perceptron(self) -> None:
        """One neuron and four points with its numbers and line; a network with numbers; one input; a neuron's line."""
        numbers = self.window.canvas.net.numbers
        self.open("circle", template=0)
        numbers.set_on(True)
        numbers.choose_row(3)
        self.take("perceptron")
        self.open("circle")
        self.train()
        self.take("numbers")
        self.window.canvas.hover.set_hovered(Neuron(1, 0))
        self.take("neuron-line")
        self.window.canvas.hover.set_hovered(None)
        numbers.set_on(False)
        self.open("line")
        self.window.document.edit("one neuron", edits.with_recipe(self.window.document.project, blocks=()))
        self.take("line-of-one-input")

    def softmax(self) -> None:
        """The output's page: softmax of three scores, cross entropy of one row."""
        self.open("three_arms")
        self.window.canvas.select(OUTPUT)
        QTest.qWait(MOMENT)
        page = self.window.inspector.output_page
        self.window.inspector.ensureWidgetVisible(page.cross_entropy)
        self.take("softmax")

    def race_of_losses(self) -> None:
        self.open("circle")
        self.window.race_controller.open()
        race = self.window.race_controller.window
        QTest.qWait(2 * MOMENT)
        race.runners.set_buttons["Losses"].click()
        QTest.qWait(2 * MOMENT)
        race.start.click()
        QTest.qWait(3 * MOMENT)
        race.start.click()
        QTest.qWait(MOMENT)
        race.grab().save(str(self.folder / "race-losses.png"))
        self.window.race_controller.close()

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
        self.open("circle", template=4)
        self.train()
        self.window.layout_controller.show_view("doctor")
        self.take("doctor")

    def empty_network(self) -> None:
        self.open("circle", template=1)
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

    def lessons(self) -> None:
        """The first step of every lesson, and a step that was done for the learner; the teacher's dialog."""
        self.open("circle")
        lessons = self.window.lesson_controller
        lessons.show_list()
        self.take("lessons")
        for lesson in lessons.pane.list.lessons:
            lessons.begin(lesson)
            self.take(f"lesson-{lesson.name}")
        lessons.begin(lessons.pane.list.lessons[0])
        lessons.pane.page.show_me.click()
        self.wait_for(lambda: not lessons.player.is_playing, 2000)
        self.take("lesson-done")
        lessons.leave()
        lessons.save_wanted.emit()
        self.take_beside("dialog-save-lesson")

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

    def microscope(self) -> None:
        """Some stages in a slot, a row alone in the whole window, and a question."""
        self.open("circle")
        self.train()
        self.window.layout_controller.show_view("microscope")
        view = self.window.views["microscope"]
        assert isinstance(view, MicroscopeView)
        self.wait_for(lambda: view.stage is not None)
        stages = view.stage_bar.list
        for key in ("forward 1", "loss", "backward 2", "weights"):
            stages.go_to(stages.findData(key))
            self.take(f"microscope-{key.replace(' ', '-')}")
        view.choose_row(7)
        self.window.layout_controller.filler.toggle(self.window.layout_controller.board.slots["microscope"])
        self.wait_for(lambda: not view.do.isEnabled())
        stages.go_to(stages.findData("backward 1"))
        self.take("microscope-one-row-filled")
        view.ask.click()
        view.page.ask_bar.line.setText("9")
        view.page.ask_bar.answer()
        self.take("microscope-asked")

    def descent(self) -> None:
        """On a curve and on contours, with few balls and with all, small and in the whole window."""
        self.open("circle")
        self.window.layout_controller.show_view("descent")
        view = self.window.views["descent"]
        assert isinstance(view, DescentView)
        self.play_descent(view, "quartic", 60)
        self.take("descent-curve")
        view.show_values.click()
        self.take("descent-values")
        view.show_values.click()
        self.window.layout_controller.filler.toggle(self.window.layout_controller.board.slots["descent"])
        self.play_descent(view, "quartic", 400)
        self.take("descent-curve-filled")
        for button in view.controls.chips.buttons.values():
            button.setChecked(True)
        for function in ("bowl", "ravine", "saddle", "beale", "rosenbrock", "himmelblau"):
            self.play_descent(view, function, 300)
            self.take(f"descent-{function}")
        view.controls.usual.click()
        self.window.layout_controller.filler.unfill()

    # -- how
    def play_descent(self, view: DescentView, function: str, steps: int) -> None:
        view.controls.function.set_value(function)
        view.player.descent.advance(steps)
        view.draw()

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
        self.tips |= tips(self.window)
        self.window.grab().save(str(self.folder / f"{name}.png"))

    def take_beside(self, name: str) -> None:
        """Each window beside the main one, which is then closed."""
        for k, one in enumerate(self.beside()):
            self.tips |= {widget.toolTip() for widget in one.findChildren(QWidget) if widget.isVisible()}
            one.grab().save(str(self.folder / f"{name}{k or ''}.png"))
            one.close()

    def take_beside_open(self, name: str) -> None:
        """The window beside the main one, which stays open."""
        QTest.qWait(MOMENT)
        for one in self.beside():
            one.grab().save(str(self.folder / f"{name}.png"))

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
    parser.add_argument("--lang", choices=LANGUAGES, default="en")
    parser.add_argument("--text", type=int, default=100, help="size of the text in percent")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=[])
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    os.environ[VARIABLE] = given.lang
    start_application()
    preference_store.change(theme=given.theme, speed=FULL, text_size=given.text / 100)
    text_size.choose(given.text / 100)
    width, height = (int(part) for part in given.size.split("x"))
    tour = Tour(given.folder, width, height)
    try:
        tour.take_all(given.only)
    finally:
        tour.end()
    print(len(list(given.folder.glob("*.png"))), "pictures in", given.folder)


if __name__ == "__main__":
    main()
