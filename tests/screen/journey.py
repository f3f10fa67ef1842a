"""The main job, done by hand on a real screen: play, build by dragging, undo, build by keys, export, close.

Run by test_screen.py on a virtual screen. Ends with code 0 and `the journey is done` when all went well.
"""

from __future__ import annotations

import sys

import numpy as np
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from tests.screen.journey_runner import run
from tests.screen.screen_user import Hand
from tests.screen.window_state import Sights


class MainJob(Sights):
    def __call__(self, hand: Hand) -> None:
        hand.wait_for("the first frame", lambda: self.step() == 0)
        self.plays(hand)
        self.builds_by_dragging(hand)
        self.bridges_by_dragging(hand)
        self.builds_by_keys(hand)
        self.looks_back(hand)
        self.exports(hand)
        self.closes(hand)

    def plays(self, hand: Hand) -> None:
        hand.key("F5")
        hand.wait_for("training after F5", lambda: self.step() > 500)

    def builds_by_dragging(self, hand: Hand) -> None:
        """From the list into a gap, from one gap to another, out of the canvas and onto the bin; then all of it back."""
        hand.drag(hand.see(lambda: self.palette_row("dense")), [hand.see(lambda: self.behind(1))])
        hand.wait_for("a layer dropped between the two", lambda: self.layers() == ["dense"] * 3 and self.ids()[0] == 1)
        new = hand.see(lambda: self.ids()[1])
        hand.wait_for("training goes on with it", lambda: len(self.window.trainer.frame.snapshot.layers) == 4)
        hand.drag(hand.see(lambda: self.palette_row("activation")), [hand.see(lambda: self.behind(2))])
        hand.wait_for("an activation before the output", lambda: self.layers() == ["dense", "dense", "dense", "activation"])
        hand.drag(hand.see(lambda: self.heading(new)), [hand.see(lambda: self.behind("inputs"))])
        hand.wait_for("the new layer moved to the front", lambda: self.ids()[0] == new)
        below = hand.see(lambda: self.window.views["loss"].mapToGlobal(QPoint(40, 60)))
        hand.drag(hand.see(lambda: self.heading(new)), [below])
        hand.wait_for("the new layer dragged out", lambda: new not in self.ids())
        hand.drag(hand.see(lambda: self.heading(2)), [hand.see(lambda: self.behind(1)), hand.see(self.bin)])
        hand.wait_for("a layer dropped on the bin", lambda: self.layers() == ["dense", "activation"])
        hand.key(*["ctrl+z"] * 5)
        hand.wait_for("all undone", lambda: self.ids() == [1, 2])

    def bridges_by_dragging(self, hand: Hand) -> None:
        """The bracket of the first layer over the second: a residual block around both; then back."""
        hand.see(lambda: self.canvas.select(1))
        hand.wait_for("the bracket", lambda: self.canvas.net.bracket.isVisible())
        hand.drag(hand.see(self.handle), [hand.see(lambda: self.heading(2)) + QPoint(80, -20)])
        hand.wait_for("a residual block around both", lambda: self.layers() == ["residual"])
        hand.wait_for("training goes on with it", lambda: len(self.window.trainer.frame.snapshot.layers) == 2)
        hand.key("ctrl+z")
        hand.wait_for("undone", lambda: self.ids() == [1, 2])

    def builds_by_keys(self, hand: Hand) -> None:
        """Enter on the list adds; arrows, Ctrl+arrow and Delete work in the network."""
        hand.see(lambda: self.window.layer_list.setFocus())
        hand.key("Home", "Return")
        hand.wait_for("Enter on Dense adds it", lambda: len(self.layers()) == 3)
        new = hand.see(lambda: next(one for one in self.ids() if one not in (1, 2)))
        hand.see(lambda: self.canvas.select(new))
        hand.see(lambda: self.canvas.setFocus())
        place = hand.see(lambda: self.ids().index(new))
        hand.key("ctrl+Left")
        hand.wait_for("Ctrl+Left moves it", lambda: self.ids().index(new) == place - 1)
        hand.key("Delete")
        hand.wait_for("Delete removes it", lambda: self.ids() == [1, 2])

    def looks_back(self, hand: Hand) -> None:
        """The slider over the run dragged to an earlier moment, on from there, and all of that undone."""
        bar = self.window.past.bar
        hand.key("F5")
        hand.wait_for("a pause", lambda: not self.window.trainer.frame.running)
        last = hand.see(self.step)
        hand.key("ctrl+t")
        hand.wait_for("the slider", lambda: bar.isVisible() and bar.slider.value() == bar.slider.maximum() > 10)
        hand.drag(hand.see(lambda: self.along_slider(1.0)), [hand.see(lambda: self.along_slider(0.4))])
        hand.wait_for("an earlier moment", lambda: self.window.trainer.frame.now == last and self.step() < last)
        then = hand.see(self.step)
        hand.click(hand.see(lambda: bar.on))
        hand.wait_for("on from there", lambda: self.step() == then and self.window.trainer.frame.now is None)
        hand.key("ctrl+z")
        hand.wait_for("undone", lambda: self.step() == last)
        hand.key("ctrl+t", "F5")
        hand.wait_for("it trains on", lambda: self.step() > last)

    def exports(self, hand: Hand) -> None:
        """The proof is shown, and the file holds plain arrays."""
        path = self.folder / "network.npz"
        hand.see(lambda: self.window.exports.write(path))
        hand.wait_for("the proof in the banner", lambda: "largest difference" in self.said())
        with np.load(path, allow_pickle=False) as file:
            assert file["dense_1.weights"].shape == (2, 4), sorted(file)

    def closes(self, hand: Hand) -> None:
        """While it trains and with unsaved edits: the question comes, and Discard ends the program."""
        hand.see(lambda: QTimer.singleShot(0, self.window.close))
        hand.wait_for("the question about unsaved changes", lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
        discard = hand.see(lambda: QApplication.activeModalWidget().button(QMessageBox.StandardButton.Discard))
        hand.click(discard)


if __name__ == "__main__":
    sys.exit(run(MainJob))
