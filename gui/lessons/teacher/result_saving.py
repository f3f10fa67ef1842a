"""Saves the result of a lesson for the teacher; the learner's name is asked first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QInputDialog, QWidget

from engine.core.translation import _
from engine.files.file_problem import FileProblem
from gui.model.lessons.lesson_run import LessonRun
from gui.model.lessons.written.lesson_result import MOST_NAME, result_of, write_result
from gui.widgets.save_dialog import ask_save_path

FOLDER = "lessons/results"  # the setting that remembers where results are saved


def save_result(parent: QWidget, run: LessonRun | None, show_message: Callable[[str, str], None]) -> None:
    """Ask for a name and a file, and write it; what goes wrong is shown."""
    if run is None:
        return
    name, agreed = QInputDialog.getText(parent, _("Result of the lesson"), _("Your name, for the teacher:"))
    if not agreed:
        return
    kinds = {".json": _("Result (JSON)"), ".csv": _("Result (table)")}
    stem = "".join(letter if letter.isalnum() else "_" for letter in f"{run.lesson.name} {name}".strip())[:MOST_NAME]
    path = ask_save_path(parent, _("Save the result"), f"{stem or 'lesson'}.json", kinds, FOLDER)
    if path is None:
        return
    try:
        write_result(path, result_of(run, name, datetime.now()))
    except FileProblem as problem:
        show_message("error", str(problem))
    else:
        show_message("info", _("Saved {path}.").format(path=path))
