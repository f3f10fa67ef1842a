"""Everything the menus offer, a row each. To add an action, add a row: menu entry, shortcut and tooltip come from it.

Shortcuts are function keys or have a modifier: a bare letter never arrives while an input method composes text.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence, QUndoGroup
from PySide6.QtWidgets import QMainWindow, QMenu

from engine.core.translation import N_, _
from gui.controllers.project_controller import ProjectController
from gui.model.templates import TEMPLATES
from gui.style.icons import set_icon
from gui.window.help.menu_help import PAGE
from gui.window.menus.file_rows import FILE_ROWS
from gui.window.menus.menu_row import Commands, Row

MENUS = {"file": N_("&File"), "edit": N_("&Edit"), "train": N_("&Train"), "view": N_("&View"), "help": N_("&Help")}


ACTIONS = (
    *FILE_ROWS,
    Row(
        "play",
        N_("&Play or pause"),
        "train",
        lambda to: to.run_controller.toggle_play(),
        "F5",
        "play",
        N_("Train, or stop for a moment."),
    ),
    Row(
        "step_epoch",
        N_("Step one &epoch"),
        "train",
        lambda to: to.trainer.step_epoch(),
        "F6",
        "step_epoch",
        N_("Every row once."),
    ),
    Row(
        "step_batch",
        N_("Step one &batch"),
        "train",
        lambda to: to.trainer.step_batch(),
        "F7",
        "step_batch",
        N_("A single step."),
    ),
    Row(
        "same_start",
        N_("&Same start"),
        "train",
        lambda to: to.run_controller.same_start(),
        "F8",
        "same_start",
        N_("Back to step 0 with the same seeds."),
        separated=True,
    ),
    Row(
        "new_start",
        N_("&New start"),
        "train",
        lambda to: to.run_controller.new_start(),
        "Shift+F8",
        "new_start",
        N_("Step 0 with new start weights."),
    ),
    Row(
        "keep_run",
        N_("&Keep this run"),
        "train",
        lambda to: to.run_list_controller.keep(),
        "Ctrl+Shift+R",
        tip=N_("List the run as it is now in Runs, where the charts can show it behind others."),
        separated=True,
    ),
    Row(
        "race",
        N_("&Race…"),
        "train",
        lambda to: to.race_controller.open(),
        "Ctrl+R",
        tip=N_("Several optimizers, learning rates or activations from the same start, side by side. The winner can be adopted."),
    ),
    Row(
        "search",
        N_("Sear&ch…"),
        "train",
        lambda to: to.experiments.search.open(),
        "Ctrl+Shift+F",
        tip=N_(
            "Many trials of the network with other learning rates, layers and so on, judged on rows that they do not learn from."
        ),
    ),
    Row(
        "starts",
        N_("Man&y starts…"),
        "train",
        lambda to: to.experiments.starts.open(),
        "Ctrl+Shift+M",
        tip=N_("The same network from many seeds: how many reach a goal, how they learn, and what failing looks like."),
    ),
    Row(
        "predict",
        N_("Pre&dict…"),
        "train",
        lambda to: to.layout_controller.show_view("predict"),
        "Ctrl+Shift+P",
        "view_predict",
        N_("Ask the trained network: type a row, or open another CSV file with the same columns."),
    ),
    Row("fit", N_("&Fit network"), "view", lambda to: to.canvas.fit(), "Ctrl+Shift+0", "fit", N_("Show the whole network.")),
    Row(
        "reset_layout",
        N_("&Reset layout"),
        "view",
        lambda to: to.layout_controller.reset(),
        tip=N_("All panels back to where they began."),
        separated=True,
    ),
    Row(
        "help_here",
        N_("&Help on this"),
        "help",
        lambda to: to.help_dialogs.show_here(),
        "F1",
        tip=N_("The page about what is under the mouse, or about what has the keyboard."),
    ),
    Row(
        "help",
        N_("All &topics and search"),
        "help",
        lambda to: to.help_dialogs.show_contents(),
        "Ctrl+F1",
        tip=N_("A page for each view, control, term, layer and more: its formula, what to try, the lesson that shows it."),
    ),
    Row(
        "guide",
        N_("&First steps"),
        "help",
        lambda to: to.help_dialogs.show_guide(),
        tip=N_("What to try first, and every key."),
    ),
    Row(
        "lessons",
        N_("&Lessons"),
        "help",
        lambda to: to.lesson_controller.show_list(),
        icon="lessons",
        tip=N_("Short ways through every idea: guess, do it, and see whether it is so. Your own project waits meanwhile."),
    ),
    Row(
        "diagnostics",
        N_("Copy &diagnostic information"),
        "help",
        lambda to: to.help_dialogs.copy_diagnostics(),
        tip=N_("Versions, screen, settings and the log's end, for a report of a problem; no names of files and no data."),
    ),
    Row(
        "about",
        N_("&About"),
        "help",
        lambda to: to.help_dialogs.show_about(),
        tip=N_("Version, licences, where the log is."),
    ),
)


@dataclass(frozen=True)
class Menus:
    """The menus of a window and all their actions, by name."""

    menus: dict[str, QMenu]
    actions: dict[str, QAction]


def add_menus(window: QMainWindow, commands: Commands, undo_stack: QUndoGroup) -> Menus:
    """Fill the menu bar of the window with actions that call `commands`."""
    menus = {name: window.menuBar().addMenu(_(title)) for name, title in MENUS.items()}
    actions = {row.name: _action(window, commands, row, menus[row.menu]) for row in ACTIONS}
    for menu in menus.values():
        commands.help_dialogs.watch(menu)
    menus["file"].insertMenu(actions["open"], _templates(window, commands.project_controller))
    for name, action, key in (
        ("undo", undo_stack.createUndoAction(window, _("&Undo")), QKeySequence.StandardKey.Undo),
        ("redo", undo_stack.createRedoAction(window, _("&Redo")), QKeySequence.StandardKey.Redo),
    ):
        action.setShortcut(key)
        set_icon(action, name)
        menus["edit"].addAction(action)
        window.addAction(action)
        actions[name] = action
    return Menus(menus, actions)


def _templates(window: QMainWindow, project: ProjectController) -> QMenu:
    """Networks to begin with; each is one undoable edit."""
    menu = QMenu(_("New from &template"), window)
    menu.setToolTipsVisible(True)
    for template in TEMPLATES:
        action = menu.addAction(_(template.name))
        action.setToolTip(_(template.tip))
        action.setStatusTip(_(template.tip))
        action.setProperty(PAGE, "controls/templates")
        action.triggered.connect(lambda _checked=False, chosen=template: project.use_template(chosen))
    return menu


def _action(window: QMainWindow, commands: Commands, row: Row, menu: QMenu) -> QAction:
    if row.separated:
        menu.addSeparator()
    action = QAction(_(row.text), window)
    action.setObjectName(row.name)
    if row.icon:
        set_icon(action, row.icon)
    if row.shortcut:
        action.setShortcut(QKeySequence(row.shortcut))
    action.setStatusTip(_(row.tip))
    action.setToolTip(_(row.tip))
    action.triggered.connect(lambda _checked=False: row.do(commands))
    window.addAction(action)  # and so its shortcut works in windows of views, too
    menu.addAction(action)
    return action
