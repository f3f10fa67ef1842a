"""One row of the menus, and what the rows call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from gui.canvas.canvas import Canvas
from gui.controllers.experiments.experiments import Experiments
from gui.controllers.experiments.race_controller import RaceController
from gui.controllers.export_controller import ExportController
from gui.controllers.file_controller import FileController
from gui.controllers.import_controller import ImportController
from gui.controllers.project_controller import ProjectController
from gui.controllers.run_controller import RunController
from gui.controllers.run_list_controller import RunListController
from gui.lessons.lesson_controller import LessonController
from gui.panels.data.data_panel import DataPanel
from gui.training.trainer import Trainer
from gui.window.help.help_dialogs import HelpDialogs
from gui.window.layout_controller import LayoutController


class Commands(Protocol):
    """What the rows call: the controllers and panels of the main window."""

    file_controller: FileController
    export_controller: ExportController
    import_controller: ImportController
    project_controller: ProjectController
    run_controller: RunController
    race_controller: RaceController
    experiments: Experiments
    run_list_controller: RunListController
    trainer: Trainer
    canvas: Canvas
    data_panel: DataPanel
    layout_controller: LayoutController
    help_dialogs: HelpDialogs
    lesson_controller: LessonController

    def close(self) -> bool:
        """Close the window, if the user agrees."""


@dataclass(frozen=True)
class Row:
    """One action. `name` is stable; `tip` says what it does and what to try. `separated` draws a line before it."""

    name: str
    text: str
    menu: str
    do: Callable[[Commands], object]
    shortcut: str = ""
    icon: str = ""
    tip: str = ""
    separated: bool = False
