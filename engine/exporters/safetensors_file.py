"""Safetensors: the plain tensor format of PyTorch, JAX and others; the library `safetensors` is imported when it is used."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import N_, _
from engine.exporters.base import EXPORTERS, Exporter, FileNames
from engine.exporters.contents import Exported, checked, exported_from, names_in, run
from engine.exporters.trained_model import TrainedModel
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem
from engine.files.reading import cannot_be_opened

MOST_BYTES = 512 * 1024 * 1024  # twenty times the largest network


@EXPORTERS.add("safetensors", "Safetensors")
@dataclass(frozen=True)
class SafetensorsFile(Exporter):
    """The same arrays and names as in the .npz file; the document is JSON under `metadata` in the file's header."""

    suffix: ClassVar[str] = ".safetensors"
    about: ClassVar[str] = N_("Tensors for PyTorch, JAX and TensorFlow, safe to open")

    def write(self, model: TrainedModel, path: Path) -> None:
        from safetensors.numpy import save

        exported = exported_from(model)
        arrays = {name: np.ascontiguousarray(array) for name, array in exported.arrays.items()}
        write_atomic(path, save(arrays, {"metadata": json.dumps(exported.metadata, ensure_ascii=False)}))

    def usage(self, model: TrainedModel, path: Path) -> str:
        first = next(iter(exported_from(model).arrays))
        load = f"from safetensors.numpy import load_file\n\nnet = load_file({str(path)!r})\n"
        return f"{load}print(list(net))\nprint(net[{first!r}])\n"

    def predict(self, path: Path, x_raw: Array, dtype: type[np.floating[Any]] | None = None) -> Array:
        return run(read_safetensors(path), x_raw, dtype)

    def names(self, path: Path) -> FileNames:
        return names_in(read_safetensors(path))


def read_safetensors(path: Path) -> Exported:
    """What such a file holds, checked as `contents.checked` says. Raises FileProblem."""
    arrays, texts = read_tensors(path)
    try:
        metadata = json.loads(texts.get("metadata", "null"))
    except (ValueError, TypeError, RecursionError) as error:
        raise _unusable(path, error) from error
    return checked(arrays, metadata, path.name)


def read_tensors(path: Path) -> tuple[dict[str, Array], dict[str, str]]:
    """The tensors of such a file of any program, and the texts in its header. Raises FileProblem."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("it is larger than any network of this program")
        data = path.read_bytes()
        arrays = load(data)  # checks the header's length and that every tensor lies within the file
        header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
        texts = header.get("__metadata__") or {}
        if not isinstance(texts, dict):
            raise TypeError("its header is damaged")
    except OSError as error:
        raise cannot_be_opened(path, error) from error
    except (SafetensorError, ValueError, KeyError, TypeError, RecursionError, MemoryError) as error:
        raise _unusable(path, error) from error
    return arrays, texts


def _unusable(path: Path, error: Exception) -> FileProblem:
    text = _(
        '"{name}" is no usable .safetensors file ({error}). '
        "It may be empty, cut off, or of another kind: export the network again."
    )
    return FileProblem(text.format(name=path.name, error=error))
