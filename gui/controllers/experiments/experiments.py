"""All experiments of the window as one part of it: they open, report, pause and end alike. To add one, add it in `__init__`."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gui.controllers.experiments.race_controller import RaceController
from gui.controllers.experiments.search_controller import SearchController
from gui.controllers.experiments.starts_controller import StartsController
from gui.controllers.file_controller import FileController
from gui.controllers.state_reader import Ending, StateReader
from gui.document import Document
from gui.training.trainer import Trainer


class Experiment(Protocol):
    """What each has in common."""

    problem: Any  # Signal(str): a sentence for the user
    adopted: Any  # Signal(str): whose settings and weights are the network's now
    failed: Any  # Signal(object): an exception from its thread

    def close(self) -> None: ...

    def shutdown(self) -> None: ...


class Experiments(QObject):
    """Passes on what they report."""

    problem = Signal(str)
    adopted = Signal(str)
    failed = Signal(object)

    def __init__(self, document: Document, trainer: Trainer, reader: StateReader, files: FileController, parent: QWidget) -> None:
        super().__init__(parent)
        self.race = RaceController(document, trainer, reader, parent)
        self.search = SearchController(document, trainer, reader, files, parent)
        self.starts = StartsController(document, trainer, parent)
        self.all: tuple[Experiment, ...] = (self.race, self.search, self.starts)
        for one in self.all:
            one.problem.connect(self.problem)
            one.adopted.connect(self.adopted)
            one.failed.connect(self.failed)

    @property
    def clients(self) -> tuple[Ending, ...]:
        """Their threads, for whose end the main window waits."""
        return self.race.racer.client, self.search.client

    def close(self) -> None:
        """Close their windows with the main window."""
        for one in self.all:
            one.close()

    def shutdown(self) -> None:
        """End their threads. May be called more than once."""
        for one in self.all:
            one.shutdown()
