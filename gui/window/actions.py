"""Everything the menus offer, a row each. To add an action, add a row: menu entry, shortcut and tooltip come from it.

Shortcuts are function keys or have a modifier: bare letters die under an input method.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from gui.model.templates import TEMPLATES
from gui.style.icons import set_icon

if TYPE_CHECKING:
    from gui.window.main_window import MainWindow

MENUS = ("&File", "&Edit", "&Train", "&View", "&Help")


@dataclass(frozen=True)
class Row:
    """One action. `name` is stable; `tip` says what it does and what to try. `line` draws a separator before it."""

    name: str
    text: str
    menu: str
    do: Callable[[MainWindow], object]
    shortcut: str = ""
    icon: str = ""
    tip: str = ""
    line: bool = False


ACTIONS = (
    Row("new", "&New project", "&File", lambda w: w.files.new(), "Ctrl+N", tip="Start again with the built-in example."),
    Row(
        "open",
        "&Open project…",
        "&File",
        lambda w: w.files.open(),
        "Ctrl+O",
        "open",
        "Open a saved project, trained weights and all.",
    ),
    Row(
        "save",
        "&Save project",
        "&File",
        lambda w: w.files.save(),
        "Ctrl+S",
        "save",
        "Save network, settings and trained weights.",
    ),
    Row("save_as", "Save project &as…", "&File", lambda w: w.files.save_as(), "Ctrl+Shift+S", tip="Save under another name."),
    Row("csv", "Open &CSV data…", "&File", lambda w: w.open_csv(), "Ctrl+Shift+O", "csv", "Train on your own table.", line=True),
    Row(
        "export",
        "&Export weights…",
        "&File",
        lambda w: w.exports.export(),
        "Ctrl+E",
        "export",
        "Write the trained weights to a file.",
    ),
    Row("quit", "&Quit", "&File", lambda w: w.close(), "Ctrl+Q", tip="Close the window.", line=True),
    Row("play", "&Play or pause", "&Train", lambda w: w.toggle_play(), "F5", "play", "Train, or stop for a moment."),
    Row("step_epoch", "Step one &epoch", "&Train", lambda w: w.trainer.step_epoch(), "F6", "step_epoch", "Every row once."),
    Row("step_batch", "Step one &batch", "&Train", lambda w: w.trainer.step_batch(), "F7", "step_batch", "A single step."),
    Row(
        "same_start",
        "&Same start",
        "&Train",
        lambda w: w.same_start(),
        "F8",
        "same_start",
        "Back to step 0 with the same seeds.",
        True,
    ),
    Row("new_start", "&New start", "&Train", lambda w: w.new_start(), "Shift+F8", "new_start", "Step 0 with new start weights."),
    Row(
        "keep_run",
        "&Keep this run",
        "&Train",
        lambda w: w.trainer.keep_run(),
        "Ctrl+Shift+R",
        tip="List the run as it is now under View ▸ Runs, where the charts can show it behind others.",
        line=True,
    ),
    Row(
        "race",
        "&Race…",
        "&Train",
        lambda w: w.races.open(),
        "Ctrl+R",
        tip="Several optimizers, learning rates or activations from the same start, side by side. The winner can be adopted.",
    ),
    Row("fit", "&Fit network", "&View", lambda w: w.canvas.fit(), "Ctrl+0", "fit", "Show the whole network."),
    Row(
        "reset_layout",
        "&Reset layout",
        "&View",
        lambda w: w.panels.reset(),
        tip="All panels back to where they began.",
        line=True,
    ),
    Row("guide", "&First steps", "&Help", lambda w: w.show_guide(), "F1", tip="What to try first, and every key."),
    Row("about", "&About", "&Help", lambda w: w.show_about(), tip="Version, licences, where the log is."),
)


def build(window: MainWindow) -> dict[str, QAction]:
    """Make the menus of the window; returns the actions by name."""
    menus = {title: window.menuBar().addMenu(title) for title in MENUS}
    actions = {row.name: _action(window, row, menus[row.menu]) for row in ACTIONS}
    menus["&File"].insertMenu(actions["open"], _templates(window))
    stack = window.document.undo_stack
    for name, action, key in (
        ("undo", stack.createUndoAction(window, "&Undo"), QKeySequence.StandardKey.Undo),
        ("redo", stack.createRedoAction(window, "&Redo"), QKeySequence.StandardKey.Redo),
    ):
        action.setShortcut(key)
        set_icon(action, name)
        menus["&Edit"].addAction(action)
        actions[name] = action
    return actions


def _templates(window: MainWindow) -> QMenu:
    """Networks to begin with; each is one undoable edit."""
    menu = QMenu("New from &template", window)
    menu.setToolTipsVisible(True)
    for template in TEMPLATES:
        action = menu.addAction(template.name)
        action.setToolTip(template.tip)
        action.setStatusTip(template.tip)
        action.triggered.connect(lambda _checked=False, chosen=template: window.use_template(chosen))
    return menu


def _action(window: MainWindow, row: Row, menu: QMenu) -> QAction:
    if row.line:
        menu.addSeparator()
    action = QAction(row.text, window)
    action.setObjectName(row.name)
    if row.icon:
        set_icon(action, row.icon)
    if row.shortcut:
        action.setShortcut(QKeySequence(row.shortcut))
    action.setStatusTip(row.tip)
    action.setToolTip(row.tip)
    action.triggered.connect(lambda _checked=False: row.do(window))
    menu.addAction(action)
    return action
