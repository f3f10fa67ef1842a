"""The export format: one file of Python that needs nothing but NumPy. A fresh Python proves it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import N_, _
from engine.exporters.base import EXPORTERS, Exporter, FileNames, ProgramRun
from engine.exporters.contents import exported_from, names_in, run
from engine.exporters.exported_network import network_in
from engine.exporters.numpy_code.fresh_python import Job, run_in_fresh_python
from engine.exporters.numpy_code.numpy_reading import read_numpy_code
from engine.exporters.numpy_code.numpy_text import can_write, copied_lines, file_text
from engine.exporters.trained_model import TrainedModel
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem


@EXPORTERS.add("numpy", "NumPy code")
@dataclass(frozen=True)
class NumpyFile(Exporter):
    """A module with `predict(rows)`, `names`, `classes` and its own check; it computes in 64 bits.

    Rows are those of the table: numbers and texts, None where a value is missing.
    """

    suffix: ClassVar[str] = ".py"
    about: ClassVar[str] = N_("Python code that needs NumPy and nothing else")

    def objection(self, model: TrainedModel) -> str:
        unknown = [one for one in network_in(exported_from(model)).operations if not can_write(one)]
        if not unknown:
            return ""
        text = _("There is no NumPy code yet for the layer {name} or its activation. Export as .npz or .safetensors instead.")
        return text.format(name=unknown[0].title)

    def write(self, model: TrainedModel, path: Path) -> None:
        if path.stem in sys.stdlib_module_names or path.stem == "numpy":
            text = _('A file called "{name}" would take the place of Python\'s own module {module}. Choose another name.')
            raise FileProblem(text.format(name=path.name, module=path.stem))
        write_atomic(path, file_text(model, path.stem).encode("utf-8"))

    def predict(self, path: Path, x_raw: Array, dtype: type[np.floating[Any]] | None = None) -> Array:
        return run(read_numpy_code(path), x_raw, dtype)

    def names(self, path: Path) -> FileNames:
        return names_in(read_numpy_code(path))

    def run_program(self, path: Path, batches: Sequence[Array]) -> ProgramRun:
        return self.run_several([(path, batches)])[0]

    def run_several(self, jobs: Sequence[tuple[Path, Sequence[Array]]]) -> list[ProgramRun]:
        """The same for several files and their batches, by one start of Python."""
        return run_in_fresh_python([Job(path, self.names(path).columns, batches) for path, batches in jobs])

    def usage(self, model: TrainedModel, path: Path) -> str:
        return copied_lines(model.columns, path.stem)
