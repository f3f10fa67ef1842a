"""Safetensors: the plain tensor format of PyTorch, JAX and others; the library `safetensors` is imported when it is used."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from engine.exporters.base import EXPORTERS, Exporter
from engine.exporters.contents import Exported, checked, exported_from
from engine.exporters.trained_model import TrainedModel
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem

MOST_BYTES = 512 * 1024 * 1024  # twenty times the largest network


@EXPORTERS.add("safetensors", "Safetensors")
@dataclass(frozen=True)
class SafetensorsFile(Exporter):
    """The same arrays and names as in the .npz file; the document stands as JSON under `metadata` in the file's header."""

    suffix: ClassVar[str] = ".safetensors"
    about: ClassVar[str] = "Tensors for PyTorch, JAX and TensorFlow, safe to open"

    def write(self, model: TrainedModel, path: Path) -> None:
        from safetensors.numpy import save

        exported = exported_from(model)
        arrays = {name: np.ascontiguousarray(array) for name, array in exported.arrays.items()}
        write_atomic(path, save(arrays, {"metadata": json.dumps(exported.metadata, ensure_ascii=False)}))

    def read(self, path: Path) -> Exported:
        from safetensors import SafetensorError
        from safetensors.numpy import load

        try:
            if path.stat().st_size > MOST_BYTES:
                raise ValueError("it is larger than any network of this program")
            data = path.read_bytes()
            arrays = load(data)  # checks the header's length and that every tensor lies within the file
            header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
            metadata = json.loads(header.get("__metadata__", {}).get("metadata", "null"))
        except OSError as problem:
            why = problem.strerror or str(problem)
            raise FileProblem(f'"{path}" cannot be opened ({why}). Check that it is there and may be read.') from problem
        except (SafetensorError, ValueError, KeyError, TypeError, RecursionError, MemoryError) as problem:
            raise FileProblem(
                f'"{path.name}" is no usable .safetensors file ({problem}). '
                "It may be empty, cut off, or of another kind: export the network again."
            ) from problem
        return checked(arrays, metadata, path.name)
