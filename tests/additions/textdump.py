"""An export format: all arrays as lists of numbers in one JSON text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.exporters.base import EXPORTERS, Exporter
from engine.exporters.contents import checked, exported_from, run
from engine.exporters.trained_model import TrainedModel
from engine.files.atomic_write import write_atomic
from engine.files.reading import read_bytes


@EXPORTERS.add("textdump", "Text dump")
@dataclass(frozen=True)
class TextDump(Exporter):
    """{"arrays": {name: [dtype, list]}, "metadata": {...}}."""

    suffix: ClassVar[str] = ".dump"
    about: ClassVar[str] = "Numbers to read with one's own eyes"

    def write(self, model: TrainedModel, path: Path) -> None:
        exported = exported_from(model)
        arrays = {name: [array.dtype.str, array.tolist()] for name, array in exported.arrays.items()}
        write_atomic(path, json.dumps({"arrays": arrays, "metadata": exported.metadata}).encode())

    def predict(self, path: Path, x_raw: Array, dtype: type[np.floating[Any]] | None = None) -> Array:
        held = json.loads(read_bytes(path, 10**8, "Export the network again."))
        arrays = {name: np.array(values, kind) for name, (kind, values) in held["arrays"].items()}
        return run(checked(arrays, held["metadata"], path.name), x_raw, dtype)
