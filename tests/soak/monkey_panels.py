"""How the window's monkey moves views and panes about, looks into the views of ideas, and takes lessons.

To be changed with `gui/window/layout_controller.py` and `gui/lessons/`.
"""

from __future__ import annotations

import random

from PySide6.QtCore import QRect

from gui.views.base import VIEWS
from gui.window.main_window import MainWindow
from tests.soak import monkey_controls, monkey_watch

IDEAS = tuple(name for name, view in VIEWS.items() if view.group == "ideas")


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


def use_view(window: MainWindow, chance: random.Random) -> str:
    """Show a view of an idea, if it is not there, and use one of its controls or the mouse on it."""
    name = chance.choice(IDEAS)
    if not window.views[name].isVisible():
        window.layout_controller.show_view(name)
        if chance.random() < 0.3:
            window.board.wanted.emit("fill", name, "")
        return f"show {name}"
    return monkey_controls.use_one(window.views[name], chance)


def lesson(window: MainWindow, chance: random.Random) -> str:
    """Begin one, or go on in the one that runs: guess, answer, hints, *Do it for me*, next and back; seldom leave it."""
    lessons = window.lesson_controller
    page, run = lessons.pane.page, lessons.run
    if run is None:
        own = window.document.project
        one = chance.choice(lessons.pane.list.lessons)
        lessons.begin(one)
        if window.document.own_project is not own:
            monkey_watch.fail("a lesson begins, and the user's own project is another one")
        return f"begin {one.name}"
    what = chance.choice(["page", "page", "page", "do it for me", "do it for me", "next", "another", "leave"])
    if what == "do it for me" and page.show_me.isEnabled():
        lessons.player.timer.setInterval(chance.choice([0, 50, 700]))
        page.show_me.click()
    elif what == "next":
        page.went.emit(chance.randrange(len(run.lesson.steps)))
    elif what == "another":
        lessons.begin(chance.choice(lessons.pane.list.lessons))
    elif what == "leave":
        own = window.document.own_project
        lessons.leave()
        if window.document.project is not own:
            monkey_watch.fail("a lesson was left, and the user's own project is not back")
    else:
        lessons.host.show_lessons()
        return monkey_controls.use_one(page, chance)
    return f"{what} in {run.lesson.name}, step {run.at + 1}"
