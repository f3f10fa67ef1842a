"""How the window's monkey moves views and panes about: to be changed with `gui/window/layout_controller.py`."""

from __future__ import annotations

import random

from PySide6.QtCore import QRect

from gui.window.main_window import MainWindow


def move_one(window: MainWindow, chance: random.Random) -> str:
    """Do something to one of them; returns what."""
    layout, board = window.layout_controller, window.board
    what = chance.choice(["view", "view", "view", "pane", "split", "close", "fill", "own window", "choose", "size", "reset"])
    view, other = chance.sample(sorted(window.views), 2)
    if what == "view":
        layout.show_view(view)
    elif what == "pane":
        view = chance.choice(sorted(layout.stage.drawer.panes))
        layout.toggle_pane(view)
    elif what == "reset":
        layout.reset()
    elif what == "size":
        view = chance.choice(sorted(board.regions))
        board.regions[view].setSizes([chance.randint(1, 900) for _ in range(board.regions[view].count())])
    elif layout.now.views():
        view = chance.choice(sorted(layout.now.views()))
        board.wanted.emit(what, view, other if what == "choose" else "")
        for own in board.windows.values():
            own.setGeometry(QRect(0, 0, chance.randint(50, 900), chance.randint(50, 900)))
    return f"{what} {view}"
