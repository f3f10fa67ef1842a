"""One JSON document: every array as nested lists of numbers, and the metadata that explain them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, NoReturn

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import N_, _
from engine.exporters.base import EXPORTERS, Exporter, FileNames
from engine.exporters.contents import Exported, checked, exported_from, names_in, run
from engine.exporters.source_code.exact_numbers import number_texts
from engine.exporters.trained_model import TrainedModel
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem
from engine.files.reading import cannot_be_opened

MOST_BYTES = 512 * 1024 * 1024  # twenty times the largest network
DTYPES = ("float32", "float64")


@EXPORTERS.add("json", "JSON")
@dataclass(frozen=True)
class JsonFile(Exporter):
    """{"metadata": {…}, "arrays": {"dense_1.weights": [[…], …], …}, "dtypes": {"dense_1.weights": "float32", …}}.

    Names and document are those of the .npz file. All numbers are finite, in as few digits as give them back exactly.
    """

    suffix: ClassVar[str] = ".json"
    about: ClassVar[str] = N_("All numbers as one JSON text, for JavaScript and anything else")

    def write(self, model: TrainedModel, path: Path) -> None:
        exported = exported_from(model)
        metadata = json.dumps(exported.metadata, ensure_ascii=False, allow_nan=False, indent=1)
        arrays = ",\n".join(f" {_text(name)}: {_numbers(array)}" for name, array in exported.arrays.items())
        dtypes = json.dumps({name: str(array.dtype) for name, array in exported.arrays.items()}, ensure_ascii=False, indent=1)
        text = f'{{"metadata": {metadata},\n"arrays": {{\n{arrays}\n}},\n"dtypes": {dtypes}}}\n'
        write_atomic(path, text.encode("utf-8", "surrogatepass"))

    def predict(self, path: Path, x_raw: Array, dtype: type[np.floating[Any]] | None = None) -> Array:
        return run(read_json(path), x_raw, dtype)

    def names(self, path: Path) -> FileNames:
        return names_in(read_json(path))

    def usage(self, model: TrainedModel, path: Path) -> str:
        first = next(iter(exported_from(model).arrays))
        return (
            f"import json\n\nwith open({str(path)!r}, encoding='utf-8') as file:\n    net = json.load(file)\n"
            f"print(net['metadata']['layers'])\nprint(net['arrays'][{first!r}])"
        )


def _text(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)


def _numbers(array: Array) -> str:
    """A list of numbers, or a list of rows, each on its line."""
    rows = [f"[{', '.join(row)}]" for row in number_texts(array)]
    return rows[0] if array.ndim == 1 else "[\n  " + ",\n  ".join(rows) + "\n ]"


def read_json(path: Path) -> Exported:
    """What such a file holds, checked as `contents.checked` says. Raises FileProblem."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("it is larger than any network of this program")
        held = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"), parse_constant=_not_finite)
        arrays = {name: array_of(values, held["dtypes"][name]) for name, values in held["arrays"].items()}
        metadata = held["metadata"]
    except OSError as error:
        raise cannot_be_opened(path, error) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, MemoryError, OverflowError) as error:
        text = _('"{name}" is no usable .json file of a network. It may be cut off or of another kind: export the network again.')
        raise FileProblem(text.format(name=path.name)) from error
    return checked(arrays, metadata, path.name)


def array_of(values: Any, dtype: str) -> Array:
    """Numbers, or rows of them, as an array of that type. Raises ValueError for anything else."""
    if dtype not in DTYPES:
        raise ValueError(f"no numbers of the type {dtype!r}")
    with np.errstate(over="ignore"):  # what becomes infinite is found by `checked`
        found: Array = np.array(values)
        if found.dtype.kind not in "fi":
            raise ValueError("no numbers")
        return found.astype(dtype)


def _not_finite(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number of JSON")
