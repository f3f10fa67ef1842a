"""A restless user: whatever is done in whatever order, the window shows the project, and all of it can be undone exactly.

8,000 actions in four runs, or as many as the environment variable MONKEY_ACTIONS says: 100,000 are the long form.
"""

import os
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from gui.style import style_sheet
from gui.training.training_job import TrainingJob
from gui.window.main_window import MainWindow
from tests.gui.canvas.canvas_builders import assert_picture_is_project
from tests.gui.window.monkey import Monkey

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support", extend=True), pytest.mark.timeout(400)]
ACTIONS = int(os.environ.get("MONKEY_ACTIONS", "8000"))
RUNS = 4  # each with a chance of its own
ROUND = 250  # actions between two times that all is undone
LOOKS = 30  # actions between two that let the window paint and take a frame


@pytest.fixture
def window(window: MainWindow) -> Iterator[MainWindow]:
    """Which may change the theme."""
    before = style_sheet.choice()
    yield window
    style_sheet.apply_theme(QApplication.instance(), before)


@pytest.mark.parametrize("seed", range(1, RUNS + 1))
def test_the_window_shows_the_project_and_undo_is_exact(window, seed):
    monkey = Monkey(window, seed)
    monkey.floor = 1
    try:
        play(window, monkey)
    except BaseException as error:
        error.add_note(f"action {monkey.number:,} of seed {seed}; the last ones: {', '.join(monkey.last)}")
        raise


def play(window, monkey):
    for _ in range(max(1, ACTIONS // RUNS // ROUND)):
        begin_round(window)
        start = state(window)
        window.run_controller.same_start()  # what comes before this has its weights kept with it
        for number in range(ROUND):
            monkey.act()
            if number % LOOKS == 0:
                QApplication.processEvents()
                QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # or old forms pile up, and all gets slow
            assert_window_is_project(window)
        window.trainer.pause()
        while window.document.undo_stack.canUndo():
            window.document.undo_stack.undo()
        assert_window_is_project(window)
        assert differences(start, state(window)) == []


def begin_round(window):
    """An empty stack with room for the round, nothing playing, some training behind it."""
    window.document.undo_stack.clear()
    window.document.undo_stack.setUndoLimit(10 * ROUND)
    window.trainer.step_epoch()


def state(window):
    """The project and every number of its trained state, once the training thread is at rest."""
    window.canvas.cancel_gesture()
    window.trainer.pause()
    recipe, checkpoint = window.reader.read(partial(window.trainer.ask, TrainingJob.final))
    assert recipe == window.document.project.recipe
    arrays = {name: array.tobytes() for name, array in checkpoint.to_arrays().items()}
    return {"project": window.document.project, **checkpoint.meta(), **arrays}


def differences(before, after):
    """The names of what is not the same, down to the last byte."""
    return [name for name in {**before, **after} if repr(before.get(name)) != repr(after.get(name))]


def assert_window_is_project(window):
    assert_picture_is_project(window.canvas)
    assert window.inspector.selection == window.canvas.selection
    assert window.run_bar.undo.isEnabled() == window.document.undo_stack.canUndo()
