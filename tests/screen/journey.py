"""The main job, done by user on a real screen: play, build by dragging, undo, build by keys, export, close.

Run by test_screen.py on a virtual screen. Ends with code 0 and `the journey is done` when all went well.
"""

from __future__ import annotations

import sys

import numpy as np
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from engine.network.parameter_layout import INPUT
from tests.screen.journey_runner import run
from tests.screen.screen_user import ScreenUser
from tests.screen.window_state import WindowState


class MainJob(WindowState):
    def __call__(self, user: ScreenUser) -> None:
        user.wait_for("the first frame", lambda: self.step() == 0)
        self.plays(user)
        self.builds_by_dragging(user)
        self.bridges_by_dragging(user)
        self.builds_by_keys(user)
        self.looks_back(user)
        self.exports(user)
        self.closes(user)

    def plays(self, user: ScreenUser) -> None:
        user.key("F5")
        user.wait_for("training after F5", lambda: self.step() > 500)

    def builds_by_dragging(self, user: ScreenUser) -> None:
        """From the list into a gap, from one gap to another, out of the canvas and onto the bin; then all of it back."""
        user.drag(user.ask(lambda: self.palette_row("dense")), [user.ask(lambda: self.behind(1))])
        user.wait_for("a layer dropped between the two", lambda: self.layers() == ["dense"] * 3 and self.ids()[0] == 1)
        new = user.ask(lambda: self.ids()[1])
        user.wait_for("training goes on with it", lambda: len(self.window.trainer.frame.snapshot.layers) == 4)
        user.drag(user.ask(lambda: self.palette_row("activation")), [user.ask(lambda: self.behind(2))])
        user.wait_for("an activation before the output", lambda: self.layers() == ["dense", "dense", "dense", "activation"])
        user.drag(user.ask(lambda: self.heading(new)), [user.ask(lambda: self.behind(INPUT))])
        user.wait_for("the new layer moved to the front", lambda: self.ids()[0] == new)
        below = user.ask(lambda: self.window.views["loss"].mapToGlobal(QPoint(40, 60)))
        user.drag(user.ask(lambda: self.heading(new)), [below])
        user.wait_for("the new layer dragged out", lambda: new not in self.ids())
        user.drag(user.ask(lambda: self.heading(2)), [user.ask(lambda: self.behind(1)), user.ask(self.bin)])
        user.wait_for("a layer dropped on the bin", lambda: self.layers() == ["dense", "activation"])
        user.key(*["ctrl+z"] * 5)
        user.wait_for("all undone", lambda: self.ids() == [1, 2])

    def bridges_by_dragging(self, user: ScreenUser) -> None:
        """The bracket of the first layer over the second: a residual block around both; then back."""
        user.ask(lambda: self.canvas.select(1))
        user.wait_for("the bracket", lambda: self.canvas.net.bracket.isVisible())
        user.drag(user.ask(self.handle), [user.ask(lambda: self.heading(2)) + QPoint(80, -20)])
        user.wait_for("a residual block around both", lambda: self.layers() == ["residual"])
        user.wait_for("training goes on with it", lambda: len(self.window.trainer.frame.snapshot.layers) == 2)
        user.key("ctrl+z")
        user.wait_for("undone", lambda: self.ids() == [1, 2])

    def builds_by_keys(self, user: ScreenUser) -> None:
        """Enter on the list adds; arrows, Ctrl+arrow and Delete work in the network."""
        user.ask(lambda: self.window.layer_list.setFocus())
        user.key("Home", "Return")
        user.wait_for("Enter on Dense adds it", lambda: len(self.layers()) == 3)
        new = user.ask(lambda: next(one for one in self.ids() if one not in (1, 2)))
        user.ask(lambda: self.canvas.select(new))
        user.ask(lambda: self.canvas.setFocus())
        place = user.ask(lambda: self.ids().index(new))
        user.key("ctrl+Left")
        user.wait_for("Ctrl+Left moves it", lambda: self.ids().index(new) == place - 1)
        user.key("Delete")
        user.wait_for("Delete removes it", lambda: self.ids() == [1, 2])

    def looks_back(self, user: ScreenUser) -> None:
        """The slider over the run dragged to an earlier moment, on from there, and all of that undone."""
        bar = self.window.timeline_controller.bar
        user.key("F5")
        user.wait_for("a pause", lambda: not self.window.trainer.frame.running)
        last = user.ask(self.step)
        user.key("ctrl+t")
        user.wait_for("the slider", lambda: bar.isVisible() and bar.slider.value() == bar.slider.maximum() > 10)
        user.drag(user.ask(lambda: self.along_slider(1.0)), [user.ask(lambda: self.along_slider(0.4))])
        user.wait_for("an earlier moment", lambda: self.window.trainer.frame.now == last and self.step() < last)
        then = user.ask(self.step)
        user.click(user.ask(lambda: bar.on))
        user.wait_for("on from there", lambda: self.step() == then and self.window.trainer.frame.now is None)
        user.key("ctrl+z")
        user.wait_for("undone", lambda: self.step() == last)
        user.key("ctrl+t", "F5")
        user.wait_for("it trains on", lambda: self.step() > last)

    def exports(self, user: ScreenUser) -> None:
        """The proof is shown, and the file holds plain arrays."""
        path = self.folder / "network.npz"
        user.click(user.ask(lambda: self.window.run_bar.export))
        user.wait_for("the dialog", lambda: self.dialog() is not None and self.dialog().isActiveWindow())
        user.ask(lambda: self.dialog().form.folder.setText(str(self.folder)))
        user.ask(lambda: self.dialog().form.name.setText("network"))
        user.click(user.ask(lambda: self.dialog().export))
        user.wait_for("the proof in the row", lambda: self.is_proved("npz"))
        user.click(user.ask(lambda: self.dialog().close_button))
        user.wait_for("the dialog gone", lambda: self.dialog() is None)
        with np.load(path, allow_pickle=False) as file:
            assert file["dense_1.weights"].shape == (2, 4), sorted(file)

    def closes(self, user: ScreenUser) -> None:
        """While it trains and with unsaved edits: the question comes, and Discard ends the program."""
        user.ask(lambda: QTimer.singleShot(0, self.window.close))
        user.wait_for("the question about unsaved changes", lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
        discard = user.ask(lambda: QApplication.activeModalWidget().button(QMessageBox.StandardButton.Discard))
        user.click(discard)


if __name__ == "__main__":
    sys.exit(run(MainJob))
