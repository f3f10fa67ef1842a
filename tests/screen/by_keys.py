"""A whole network built, trained, exported and the program left with the keyboard alone. No mouse, and no help from inside."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton, QWidget
from safetensors.numpy import load_file

from engine.nn.activations import ACTIVATIONS
from tests.screen.journey_runner import run
from tests.screen.screen_user import Hand
from tests.screen.window_state import Sights

MOST_TABS = 60


class KeysAlone(Sights):
    def __call__(self, hand: Hand) -> None:
        hand.wait_for("the first frame", lambda: self.step() == 0)
        self.clears(hand)
        self.builds(hand)
        self.trains(hand)
        self.exports(hand)
        self.leaves(hand)

    def clears(self, hand: Hand) -> None:
        """To the network with Tab, select all of it, delete it."""
        self.goes_to(hand, "the network", lambda: self.canvas)
        hand.key("ctrl+a", "Delete")
        hand.wait_for("an empty network", lambda: self.layers() == [])

    def builds(self, hand: Hand) -> None:
        """Three layers by typing; one more neuron, another activation, a name, a residual block."""
        for words in ("dense 6 relu", "6 relu", "dropout .1"):
            before = len(hand.see(self.layers))
            hand.key("ctrl+k")
            hand.wait_for("the line to type in", lambda: self.canvas.popups.typing.hasFocus())
            hand.type(words)
            hand.key("Return")
            hand.wait_for(words, lambda before=before: len(self.layers()) == before + 1)
            hand.wait_for("the keyboard back in the network", lambda: self.canvas.hasFocus())
        hand.key("Home", "Right", "ctrl+Up")
        hand.wait_for("a neuron more", lambda: self.block(0).layer.units == 7)
        hand.key("alt+Down")
        hand.wait_for("the activations", lambda: self.canvas.popups.activations.popup is not None)
        hand.key("Home", "Return")
        hand.wait_for("the first activation", lambda: self.block(0).layer.activation.kind == ACTIVATIONS.names()[0])
        hand.wait_for("the keyboard back in the network", lambda: self.canvas.hasFocus())
        hand.key("F2")
        hand.wait_for("the line for the name", lambda: self.canvas.popups.name.hasFocus())
        hand.type("first")
        hand.key("Return")
        hand.wait_for("its name", lambda: self.block(0).name == "first" and self.canvas.hasFocus())
        hand.key("Right", "ctrl+g")
        hand.wait_for("a residual block", lambda: self.layers() == ["dense", "residual", "dropout"])

    def trains(self, hand: Hand) -> None:
        hand.key("F5")
        hand.wait_for("some training", lambda: self.step() > 2000)
        hand.key("F5")
        hand.wait_for("a pause", lambda: not self.window.trainer.frame.running)

    def exports(self, hand: Hand) -> None:
        """Through the file dialog, as anybody would."""
        path = self.folder / "mine.safetensors"
        hand.key("ctrl+e")
        hand.wait_for("the file dialog", lambda: isinstance(QApplication.activeModalWidget(), QFileDialog))
        hand.type(str(path))
        hand.key("Return")
        hand.wait_for("the proof in the banner", lambda: "largest difference" in self.said())
        assert load_file(path)["first.weights"].shape == (2, 7)

    def leaves(self, hand: Hand) -> None:
        hand.key("ctrl+q")
        hand.wait_for("the question about unsaved changes", lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))

        def discard() -> QPushButton:
            return QApplication.activeModalWidget().button(QMessageBox.StandardButton.Discard)

        self.goes_to(hand, "Discard", discard)
        hand.key("space")

    def block(self, at: int) -> object:
        return self.window.document.project.recipe.blocks[at]

    def goes_to(self, hand: Hand, name: str, target: Callable[[], QWidget]) -> None:
        """Tab until the keyboard is on a widget or in it."""

        def is_there() -> bool:
            now, wanted = QApplication.focusWidget(), target()
            return now is not None and (now is wanted or wanted.isAncestorOf(now))

        for _ in range(MOST_TABS):
            if hand.see(is_there):
                return
            hand.key("Tab")
        raise AssertionError(f"{MOST_TABS} times Tab do not lead to {name}")


if __name__ == "__main__":
    sys.exit(run(KeysAlone))
