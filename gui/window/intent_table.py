"""What the main window does for each intent of a view: a class in `gui/views/intents.py` and a row here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import SignalInstance

from gui.canvas.canvas import Canvas
from gui.controllers.doctor_controller import DoctorController
from gui.controllers.drawing_controller import DrawingController
from gui.controllers.project_controller import ProjectController
from gui.training.trainer import Trainer
from gui.views.intents import (
    ApplyRemedy,
    CheckGradients,
    ChooseRow,
    DrawPoints,
    FinishDrawing,
    HighlightRows,
    Intent,
    PauseTraining,
    ReportAction,
    ReportProblem,
    SelectLayer,
    SetAxes,
    SetNumbers,
    ShowStage,
    StepOnce,
)
from gui.window.frame_messages import FrameMessages
from gui.window.view_host import ViewHost


class Parts(Protocol):
    """What the rows call: the controllers and panels of the main window."""

    project_controller: ProjectController
    doctor_controller: DoctorController
    drawing_controller: DrawingController
    canvas: Canvas
    trainer: Trainer
    view_host: ViewHost
    messages: FrameMessages
    acted: SignalInstance


INTENTS: dict[type[Intent], Callable[[Parts, Any], object]] = {
    SetAxes: lambda to, intent: to.project_controller.set_axes(intent.axes),
    SetNumbers: lambda to, intent: to.project_controller.set_numbers(intent.text, intent.weights, intent.merge),
    StepOnce: lambda to, intent: to.trainer.step_batch(),
    ApplyRemedy: lambda to, intent: to.doctor_controller.apply_remedy(intent.remedy),
    SelectLayer: lambda to, intent: to.canvas.select(intent.layer),
    CheckGradients: lambda to, intent: to.trainer.check_gradients(),
    DrawPoints: lambda to, intent: to.drawing_controller.draw(intent.data, intent.text, intent.merge),
    FinishDrawing: lambda to, intent: to.drawing_controller.finish(),
    ChooseRow: lambda to, intent: (to.view_host.choose_row(intent.row), to.canvas.net.numbers.choose_row(intent.row)),
    PauseTraining: lambda to, intent: to.trainer.pause(),
    ShowStage: lambda to, intent: to.canvas.net.stage.show_stage(intent.layers, intent.numbers, intent.backwards),
    HighlightRows: lambda to, intent: to.view_host.highlight_rows(intent.rows),
    ReportAction: lambda to, intent: to.acted.emit(intent.action, intent.value),
    ReportProblem: lambda to, intent: to.messages.show_message("error", intent.text),
}


def carry_out(intent: Intent, parts: Parts) -> None:
    """Do what the user wants in a view."""
    INTENTS[type(intent)](parts, intent)
