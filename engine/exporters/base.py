"""What an export format is. To add one, write a file beside this one with a class that carries `@EXPORTERS.add(...)`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from engine.core.registry import Entry, Registry
from engine.exporters.contents import Exported
from engine.exporters.trained_model import TrainedModel
from engine.files.file_problem import FileProblem


class Exporter(Entry, ABC):
    """A file format. `proof.export` is what users get: it writes, reads back, compares, and only then replaces a file."""

    suffix: ClassVar[str]  # with its dot
    about: ClassVar[str]  # one line for a dialog: what can open such a file

    @abstractmethod
    def write(self, model: TrainedModel, path: Path) -> None:
        """Raises FileProblem when the file cannot be written."""

    @abstractmethod
    def read(self, path: Path) -> Exported:
        """What such a file holds, checked as `exported.checked` says. Raises FileProblem."""


EXPORTERS: Registry[Exporter] = Registry("export format")


def for_path(path: str | Path) -> Exporter:
    """The format that the end of a file's name asks for. Raises FileProblem with the ends there are."""
    suffix = Path(path).suffix.lower()
    for cls in EXPORTERS:
        if cls.suffix == suffix:
            return cls()
    ends = " or ".join(cls.suffix for cls in EXPORTERS)
    raise FileProblem(f'"{Path(path).name}" does not say which format to write: give it a name that ends in {ends}.')
