"""What an export format is. To add one, write a file, or a room, beside this one with a class that carries `@EXPORTERS.add(...)`.

Formats are made of `contents.exported_from`, which `exported_network.network_in` turns into a chain of operations.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol, runtime_checkable

import numpy as np

from engine.core.arrays import Array
from engine.core.registry import Entry, Registry
from engine.core.translation import _
from engine.data.source_columns import SourceColumn
from engine.exporters.trained_model import TrainedModel
from engine.files.file_problem import FileProblem

RELATIVE_TOLERANCE = 1e-5  # of a result in float32


@dataclass(frozen=True, eq=False)
class ProgramRun:
    """What the program that a file is made for predicts from it. `program` is its name and version: 'onnxruntime 1.20.1'."""

    program: str
    predictions: tuple[Array, ...]  # (rows, outputs) of each batch, as `Exporter.predict` gives them


class Exporter(Entry, ABC):
    """A file format. `verification.export` is what users get: it writes, checks predictions, and only then replaces a file."""

    suffix: ClassVar[str]  # the end of the name, with its dot: '.onnx', or '_torch.py'; no other format has it
    about: ClassVar[str]  # one line for a dialog: what can open such a file
    made_for: ClassVar[str] = ""  # the program that proves it where that is installed, as sentences name it; none: any reader
    extra: ClassVar[str] = ""  # the extra of this program whose packages writing needs, if any: 'onnx' of `…[onnx]`
    modules: ClassVar[tuple[str, ...]] = ()  # what these packages are imported as

    def relative_tolerance(self, model: TrainedModel) -> float:
        """How far its program's result may be off, as a share of the value: farther where it approximates a function."""
        return RELATIVE_TOLERANCE

    def objection(self, model: TrainedModel) -> str:
        """Why the format cannot hold this network, and which one can: whole sentences. Empty when it can."""
        return ""

    def companions(self, path: Path) -> tuple[Path, ...]:
        """The other files that are written with `path`, which are replaced like it."""
        return ()

    @abstractmethod
    def write(self, model: TrainedModel, path: Path) -> None:
        """Write the file, and its companions beside it.

        Raises FileProblem when it cannot be written.
        """

    def run_program(self, path: Path, batches: Sequence[Array]) -> ProgramRun | None:
        """What the real program predicts of batches of raw inputs, each (rows, inputs). None where it is not installed.

        Raises FileProblem when it is there and refuses the file.
        """
        return None

    def usage(self, model: TrainedModel, path: Path) -> str:
        """A few lines of code that run the written file for one row: for *Copy code*. Empty where there is nothing to say."""
        return ""

    @abstractmethod
    def predict(self, path: Path, x_raw: Array, dtype: type[np.floating[Any]] | None = None) -> Array:
        """Predictions, (rows, outputs), of raw inputs, (rows, inputs), computed from the written file alone.

        The proof of an export compares them with the engine's, so nothing of tape and network may be used here. In the precision
        of the file's weights unless `dtype` asks for another one. Raises FileProblem when the file cannot be used.
        """


@dataclass(frozen=True)
class FileNames:
    """The names in a file, in order. `features` are what the network is given: each one's name and its formula of x1, x2, …"""

    inputs: tuple[str, ...]
    features: tuple[tuple[str, str], ...]
    classes: tuple[str, ...]
    columns: tuple[SourceColumn, ...]  # of the table, of which the inputs are made


@runtime_checkable
class CarriesNames(Protocol):
    """An exporter whose files carry the names of inputs, features and classes: the proof compares these, too."""

    def names(self, path: Path) -> FileNames:
        """Raises FileProblem when the file cannot be used."""


EXPORTERS: Registry[Exporter] = Registry("export format")


def for_path(path: str | Path) -> Exporter:
    """The format that the end of a file's name asks for. Raises FileProblem with the ends there are."""
    name = Path(path).name.lower()
    for cls in sorted(EXPORTERS, key=lambda cls: -len(cls.suffix)):  # 'net_torch.py' before 'net.py'
        if name.endswith(cls.suffix) and name != cls.suffix:
            return cls()
    text = _('"{name}" does not say which format to write: give it a name that ends in {ends}.')
    raise FileProblem(text.format(name=Path(path).name, ends=ends_of(EXPORTERS)))


def ends_of(exporters: Iterable[type[Exporter]]) -> str:
    """'.npz or .safetensors', for sentences."""
    *others, last = (cls.suffix for cls in exporters)
    return _("{others} or {last}").format(others=", ".join(others), last=last) if others else last
