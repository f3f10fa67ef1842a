"""A whole network built, trained, exported and the program left with the keyboard alone. No mouse, and no help from inside."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QPushButton, QWidget
from safetensors.numpy import load_file

from engine.nn.activations import ACTIVATIONS
from gui.panels.export.export_dialog import ExportDialog
from tests.screen.journey_runner import run
from tests.screen.screen_user import ScreenUser
from tests.screen.window_state import WindowState

MOST_TABS = 60


class KeysAlone(WindowState):
    def __call__(self, user: ScreenUser) -> None:
        user.wait_for("the first frame", lambda: self.step() == 0)
        self.clears(user)
        self.builds(user)
        self.trains(user)
        self.exports(user)
        self.leaves(user)

    def clears(self, user: ScreenUser) -> None:
        """To the network with Tab, select all of it, delete it."""
        self.goes_to(user, "the network", lambda: self.canvas)
        user.key("ctrl+a", "Delete")
        user.wait_for("an empty network", lambda: self.layers() == [])

    def builds(self, user: ScreenUser) -> None:
        """Three layers by typing; one more neuron, another activation, a name, a residual block."""
        for words in ("dense 6 relu", "6 relu", "dropout .1"):
            before = len(user.ask(self.layers))
            user.key("ctrl+k")
            user.wait_for("the line to type in", lambda: self.canvas.popups.layer_entry.hasFocus())
            user.type(words)
            user.key("Return")
            user.wait_for(words, lambda before=before: len(self.layers()) == before + 1)
            user.wait_for("the keyboard back in the network", lambda: self.canvas.hasFocus())
        user.key("Home", "Right", "ctrl+Up")
        user.wait_for("a neuron more", lambda: self.block(0).layer.units == 7)
        user.key("alt+Down")
        user.wait_for("the activations", lambda: self.canvas.popups.activations.popup is not None)
        user.key("Home", "Return")
        user.wait_for("the first activation", lambda: self.block(0).layer.activation.kind == ACTIVATIONS.names()[0])
        user.wait_for("the keyboard back in the network", lambda: self.canvas.hasFocus())
        user.key("F2")
        user.wait_for("the line for the name", lambda: self.canvas.popups.name_editor.hasFocus())
        user.type("first")
        user.key("Return")
        user.wait_for("its name", lambda: self.block(0).name == "first" and self.canvas.hasFocus())
        user.key("Right", "ctrl+g")
        user.wait_for("a residual block", lambda: self.layers() == ["dense", "residual", "dropout"])

    def trains(self, user: ScreenUser) -> None:
        user.key("F5")
        user.wait_for("some training", lambda: self.step() > 2000)
        user.key("F5")
        user.wait_for("a pause", lambda: not self.window.trainer.frame.running)

    def exports(self, user: ScreenUser) -> None:
        """Another name, another format and another folder, in the dialog of the export."""
        path = self.folder / "mine.safetensors"
        user.key("ctrl+e")
        user.wait_for("the keyboard in the dialog", lambda: self.keyboard_is_in(ExportDialog))
        form, rows = self.dialog().form, self.dialog().rows
        self.goes_to(user, "the name", lambda: form.name)
        user.key("ctrl+a")
        user.type("mine")
        self.goes_to(user, "the folder", lambda: form.folder)
        user.key("ctrl+a")
        user.type(str(self.folder))
        self.goes_to(user, "the arrays", lambda: rows["npz"].box)
        user.key("space")
        self.goes_to(user, "the tensors", lambda: rows["safetensors"].box)
        user.key("space", "Return")
        user.wait_for("the proof in the row", lambda: self.is_proved("safetensors"))
        assert not (self.folder / "mine.npz").exists()
        user.key("Escape")
        user.wait_for("the dialog gone", lambda: self.dialog() is None)
        assert load_file(path)["first.weights"].shape == (2, 7)

    def leaves(self, user: ScreenUser) -> None:
        user.key("ctrl+q")
        user.wait_for("the keyboard in the question about unsaved changes", lambda: self.keyboard_is_in(QMessageBox))

        def discard() -> QPushButton:
            return QApplication.activeModalWidget().button(QMessageBox.StandardButton.Discard)

        self.goes_to(user, "Discard", discard)
        user.key("space")

    def keyboard_is_in(self, kind: type[QDialog]) -> bool:
        dialog = QApplication.activeModalWidget()
        return isinstance(dialog, kind) and dialog.isActiveWindow() and QApplication.focusWidget() is not None

    def block(self, at: int) -> object:
        return self.window.document.project.recipe.blocks[at]

    def goes_to(self, user: ScreenUser, name: str, target: Callable[[], QWidget]) -> None:
        """Tab until the keyboard is on a widget or in it."""

        def is_there() -> bool:
            now, wanted = QApplication.focusWidget(), target()
            return now is not None and (now is wanted or wanted.isAncestorOf(now))

        for _ in range(MOST_TABS):
            if user.ask(is_there):
                return
            user.key("Tab")
        raise AssertionError(f"{MOST_TABS} times Tab do not lead to {name}")


if __name__ == "__main__":
    sys.exit(run(KeysAlone))
