"""The weights beside a file of code: safetensors with PyTorch's keys, and the document of the network in its header."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engine.core.arrays import Array
from engine.core.translation import _
from engine.data.source_columns import SourceColumn
from engine.exporters.base import FileNames
from engine.exporters.contents import Exported, names_in
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem
from engine.files.reading import read_bytes

DOCUMENT = "network_playground"  # not `metadata`: the arrays are not those that the document names
MOST_BYTES = 512 * 1024 * 1024


def weights_of(path: Path) -> Path:
    """The file of weights that belongs to a file of code."""
    return path.with_suffix(".safetensors")


def write_state(state: dict[str, Array], document: dict[str, Any], path: Path) -> None:
    """Raises FileProblem when it cannot be written."""
    from safetensors.numpy import save

    header = {DOCUMENT: json.dumps(document, ensure_ascii=False)}  # a second entry would come in any order
    write_atomic(weights_of(path), save(state, header))


def read_state(path: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """The tensors of a state dict by key, and the document. Raises FileProblem."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    weights = weights_of(path)
    data = read_bytes(weights, MOST_BYTES, _("Export the network again."))
    try:
        arrays = load(data)
        header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
        document = json.loads(header["__metadata__"][DOCUMENT])
    except (SafetensorError, ValueError, KeyError, TypeError, RecursionError, MemoryError) as error:
        text = _('"{name}" is not the file of weights that was written ({error}). Export the network again.')
        raise FileProblem(text.format(name=weights.name, error=error)) from error
    return arrays, document


def names_beside(path: Path) -> FileNames:
    """The names in the file of weights beside the code. Raises FileProblem."""
    return names_in(Exported({}, read_state(path)[1]))


def columns_in(path: Path) -> tuple[SourceColumn, ...]:
    """The columns that a row has one number of."""
    return names_beside(path).columns
