"""Random gestures on the pad, with undo and redo between them, against what must hold after each.

python -m tests.fuzz.pad --count 10000 --seed 1
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.data.datasets import DATASETS
from engine.data.datasets.drawn_points import CLASSES, DRAWS, DrawnPoints, drawing_of
from engine.data.drawing.point_set import EDGE, MOST_CLASSES, MOST_POINTS, UNIT
from engine.recipe.recipe import Recipe, recipe_from_data, recipe_to_data
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.prepare import prepare
from gui.document import Document
from gui.model.drawing import pad_actions
from gui.model.drawing.drawing_pad import TOOLS, DrawingPad
from gui.model.drawing.point_edits import with_drawing
from gui.model.project import Project


class PadUser:
    """Draws at random into a document, as the window does: each gesture one step of undo."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.pad = DrawingPad(np.random.default_rng(seed + 1))
        self.document = Document(with_drawing(Project(), DrawnPoints()))
        self.document.changed.connect(self.follow)

    @property
    def data(self) -> DrawnPoints:
        data = self.document.project.recipe.data
        assert isinstance(data, DrawnPoints)
        return data

    def follow(self, _change: object) -> None:
        self.pad.show(self.data)

    def commit(self, changed: bool) -> None:
        if changed:
            after = with_drawing(self.document.project, self.pad.drawing())
            self.document.edit(self.pad.text, after, f"stroke {self.pad.stroke}", carries_on=True)

    def place(self) -> tuple[float, float]:
        x, y = self.rng.uniform(-7, 7, 2)
        return float(x), float(y)

    def act(self) -> None:
        """One action of the user."""
        pad, chance = self.pad, int(self.rng.integers(14))
        if chance < 5:
            pad.choose(TOOLS[self.rng.integers(len(TOOLS))])
            self.commit(pad.press(self.place(), (0.5, 0.5), adds=bool(self.rng.integers(2))))
            for _move in range(int(self.rng.integers(5))):
                self.commit(pad.drag(self.place()))
            if self.rng.random() < 0.9:
                pad.release()
        elif chance == 5:
            self.commit(pad.set_target(float(self.rng.integers(-2, 14))))
        elif chance == 6:
            pad_actions.select_all(pad)
            self.commit(pad_actions.nudge(pad, self.place()))
        elif chance == 7:
            self.commit(pad_actions.delete_selected(pad))
        elif chance == 8:
            self.commit(pad_actions.jitter(pad))
        elif chance == 9 and self.rng.random() < 0.3:
            self.commit(pad_actions.clear(pad))
        elif chance == 10 and self.rng.random() < 0.3:
            self._other_points()
        elif chance >= 11:
            stack = self.document.undo_stack
            for _step in range(int(self.rng.integers(1, 4))):
                stack.undo() if chance < 13 else stack.redo()

    def _other_points(self) -> None:
        """Another kind of target, or those of a built-in set."""
        if self.rng.integers(2):
            data = self.data.as_drawing_of(DRAWS[self.rng.integers(len(DRAWS))])
        else:
            kind = ("circle", "three_arms", "plane", "outlier", "xor_gate")[self.rng.integers(5)]
            data = drawing_of(DATASETS[kind]().make(self.rng))
        self.document.edit("Other points", with_drawing(self.document.project, data))

    def check(self) -> None:
        """What holds after each action."""
        pad, cells = self.pad, self.pad.points.cells
        assert pad.points.text() == self.data.points
        assert len(cells) <= MOST_POINTS
        assert len(pad.selection.mask) == len(cells)
        assert not len(cells) or np.abs(cells[:, 0].astype(int)).max() <= EDGE * UNIT
        assert self.data.draws != CLASSES or not len(cells) or 0 <= cells[:, 2].min() <= cells[:, 2].max() < MOST_CLASSES


def walk(seed: int, count: int, prepares: int = 20) -> Iterator[PadUser]:
    """A user who does `count` actions; after each of them what must hold is checked."""
    user = PadUser(seed)
    for number in range(count):
        user.act()
        user.check()
        if number % prepares == 0:
            recipe = user.document.project.recipe
            assert recipe_from_data(recipe_to_data(recipe)) == recipe
            assert can_be_trained_or_waits(recipe)
        yield user


def can_be_trained_or_waits(recipe: Recipe) -> bool:
    try:
        prepare(recipe)
    except RecipeProblem as problem:
        return problem.waits
    return True


def undo_and_redo_all(user: PadUser) -> None:
    """Undo to the start of the stack and redo to its end: each state comes back equal."""
    user.pad.release()
    stack = user.document.undo_stack
    while stack.canRedo():
        stack.redo()
    states = [user.data]
    while stack.canUndo():
        stack.undo()
        user.check()
        states.append(user.data)
    for state in states[-2::-1]:
        stack.redo()
        assert user.data == state
        user.check()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    app = QCoreApplication.instance() or QCoreApplication(sys.argv[:1])
    *_earlier, user = walk(asked.seed, asked.count)
    undo_and_redo_all(user)
    print(f"{asked.count} actions, {user.document.undo_stack.count()} steps of undo, {len(user.pad.points)} points at the end")
    del user, app


if __name__ == "__main__":
    main()
