"""The main job, done by hand on a real screen: play, build by dragging, undo, build by keys, export, close.

Run by test_screen.py on a virtual screen. Ends with code 0 and `the journey is done` when all went well.
"""

from __future__ import annotations

import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from gui import app as program
from gui.main_window import MainWindow
from gui.model.project import Project
from tests.screen.hand import Hand


class Journey:
    """The window and what there is to see in it."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self.window, self.folder, self.canvas = window, folder, window.canvas

    def layers(self) -> list[str]:
        return [block.layer.kind for block in self.window.document.project.recipe.blocks]

    def ids(self) -> list[int]:
        return [block.id for block in self.window.document.project.recipe.blocks]

    def step(self) -> int:
        snapshot = self.window.trainer.frame.snapshot
        return snapshot.step if snapshot is not None else -1

    def behind(self, block_id: int | str) -> QPoint:
        """The middle of the gap behind a block, on the screen."""
        box = self.canvas.net.layout.place(block_id).box
        return self.on_screen(QPointF(box.right + 24, box.y + box.h / 2))

    def heading(self, block_id: int) -> QPoint:
        """Where one takes hold of a block."""
        box = self.canvas.net.layout.place(block_id).box
        return self.on_screen(QPointF(box.x + 12, box.bottom - 8))

    def on_screen(self, at: QPointF) -> QPoint:
        return self.canvas.viewport().mapToGlobal(self.canvas.mapFromScene(at))

    def palette_row(self, kind: str) -> QPoint:
        """The row of a kind of layer in the list, scrolled into sight."""
        palette = self.window.layer_list
        rows = (palette.item(row) for row in range(palette.count()))
        item = next(item for item in rows if item.data(Qt.ItemDataRole.UserRole) == kind)
        palette.scrollToItem(item)
        return palette.viewport().mapToGlobal(palette.visualItemRect(item).center())

    # -- the way
    def __call__(self, hand: Hand) -> None:
        hand.wait_for("the first frame", lambda: self.step() == 0)
        self.plays(hand)
        self.builds_by_dragging(hand)
        self.builds_by_keys(hand)
        self.exports(hand)
        self.closes(hand)

    def plays(self, hand: Hand) -> None:
        hand.key("F5")
        hand.wait_for("training after F5", lambda: self.step() > 500)

    def builds_by_dragging(self, hand: Hand) -> None:
        """From the list into a gap, from one gap to another, and out of the canvas; then all of it back."""
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
        hand.key("ctrl+z", "ctrl+z", "ctrl+z", "ctrl+z")
        hand.wait_for("all undone", lambda: self.ids() == [1, 2])

    def builds_by_keys(self, hand: Hand) -> None:
        """Enter on the list adds; arrows, Ctrl+arrow and Delete work in the network."""
        hand.see(lambda: self.window.layer_list.setFocus())
        hand.key("Home", "Return")
        hand.wait_for("Enter on Dense adds it", lambda: len(self.layers()) == 3)
        new = hand.see(lambda: self.ids()[-1])
        hand.see(lambda: self.canvas.setFocus())
        hand.key("ctrl+Left")
        hand.wait_for("Ctrl+Left moves it", lambda: self.ids() == [1, new, 2])
        hand.key("Delete")
        hand.wait_for("Delete removes it", lambda: self.ids() == [1, 2])

    def exports(self, hand: Hand) -> None:
        """The proof is shown, and the file holds plain arrays."""
        path = self.folder / "network.npz"
        hand.see(lambda: self.window.exports.write(path))
        hand.wait_for("the proof in the banner", lambda: "largest difference" in self.window.banner.text.text())
        with np.load(path, allow_pickle=False) as file:
            assert file["dense_1.weights"].shape == (2, 4), sorted(file)

    def closes(self, hand: Hand) -> None:
        """While it trains and with unsaved edits: the question comes, and Discard ends the program."""
        hand.see(lambda: QTimer.singleShot(0, self.window.close))
        hand.wait_for("the question about unsaved changes", lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
        discard = hand.see(lambda: QApplication.activeModalWidget().button(QMessageBox.StandardButton.Discard))
        hand.click(discard)


def main() -> int:
    app = program.start_application()
    app.setOrganizationName("Network Playground tests")
    QSettings().clear()
    window = MainWindow(Project())
    window.resize(1280, 700)
    window.move(0, 0)
    window.show()
    hand = Hand()
    errors: list[BaseException | None] = []

    def end(error: BaseException | None) -> None:
        errors.append(error)
        if error is not None:
            app.primaryScreen().grabWindow(0).save(str(Path(tempfile.gettempdir()) / "journey-failed.png"))
            traceback.print_exception(error)
            window.document.undo_stack.setClean()
            window.close()

    hand.ended.connect(end)
    with tempfile.TemporaryDirectory() as folder:
        journey: Callable[[Hand], None] = Journey(window, Path(folder))
        QTimer.singleShot(600, lambda: hand.run(journey))
        app.exec()
    hand.wait()  # its last word may still be on the way
    app.processEvents()
    window.shutdown()
    if errors == [None]:
        print("the journey is done")
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
