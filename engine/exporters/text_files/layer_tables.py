"""A zip file with a CSV table for each array, whose rows and columns are named by neurons and inputs, and `metadata.json`."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import N_, _
from engine.exporters.base import EXPORTERS, Exporter, FileNames
from engine.exporters.contents import Exported, checked, exported_from, names_in, run
from engine.exporters.exported_network import ExportedNetwork, Operation, network_in
from engine.exporters.source_code.exact_numbers import number_texts
from engine.exporters.text_files.json_file import array_of
from engine.exporters.trained_model import TrainedModel
from engine.files.array_zip import ArrayZip, ZipProblem
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem
from engine.files.reading import cannot_be_opened

MOST_BYTES = 512 * 1024 * 1024  # of all files together
MOST_MEMBERS = 10_000
METADATA = "metadata.json"
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the same network gives the same bytes


@EXPORTERS.add("csv", "CSV per layer")
@dataclass(frozen=True)
class LayerTables(Exporter):
    """`dense_1.weights.csv` has a row for each input and a column for each neuron; vectors have a row for each neuron.

    The first row and the first column are names. UTF-8 with the mark by which spreadsheets know it.
    """

    suffix: ClassVar[str] = "_layers.zip"
    about: ClassVar[str] = N_("A CSV table for each array, with the names of neurons, for spreadsheets")

    def write(self, model: TrainedModel, path: Path) -> None:
        exported = exported_from(model)
        named = dict(_named(network_in(exported)))
        about = {name: {"file": f"{name}.csv", "dtype": str(array.dtype)} for name, array in exported.arrays.items()}
        texts = {f"{name}.csv": _table(array, *named[name]) for name, array in exported.arrays.items()}
        metadata = {**exported.metadata, "tables": about}
        texts[METADATA] = json.dumps(metadata, ensure_ascii=False, allow_nan=False, indent=1)
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in texts.items():
                member = zipfile.ZipInfo(name, EARLIEST)
                member.create_system = 3  # else it is told whether Windows wrote it
                member.compress_type = zipfile.ZIP_DEFLATED
                encoded = text.encode("utf-8" if name == METADATA else "utf-8-sig", "surrogatepass")
                archive.writestr(member, encoded)
        write_atomic(path, file.getvalue())

    def predict(self, path: Path, x_raw: Array, dtype: type[np.floating[Any]] | None = None) -> Array:
        return run(read_layer_tables(path), x_raw, dtype)

    def names(self, path: Path) -> FileNames:
        return names_in(read_layer_tables(path))

    def usage(self, model: TrainedModel, path: Path) -> str:
        first = next(iter(exported_from(model).arrays))
        return (
            "import csv, io, zipfile\n\nimport numpy as np\n\n"
            f"with zipfile.ZipFile({str(path)!r}).open({f'{first}.csv'!r}) as file:\n"
            "    names, *rows = csv.reader(io.TextIOWrapper(file, 'utf-8-sig'))\n"
            "weights = np.array([row[1:] for row in rows], float)\nprint(weights)\n"
        )


# -- writing
def _named(network: ExportedNetwork) -> Iterator[tuple[str, tuple[Sequence[str], Sequence[str]]]]:
    """For each array its name, and the names of its rows and of its columns."""
    units: Sequence[str] = network.feature_names
    for kind, names in (("input", units), ("target", [network.target_name])):
        for of in ("mean", "deviation"):
            yield f"{kind}_{of}", (names, [of])
    for operation in network.operations:
        is_last = operation is network.operations[-1]
        yield from _of_operation(operation, units, network.output_names if is_last else ())
        units = _units(operation, units)


def _units(operation: Operation, units: Sequence[str]) -> Sequence[str]:
    """The names of an operation's outputs: its own neurons, or those of before where it has none."""
    own = "weights" in operation.arrays
    return [f"{operation.title} {number}" for number in range(1, operation.units_out + 1)] if own else units


def _of_operation(
    operation: Operation, units: Sequence[str], outputs: Sequence[str]
) -> Iterator[tuple[str, tuple[Sequence[str], Sequence[str]]]]:
    after = outputs or _units(operation, units)
    for short, values in operation.arrays.items():
        rows = after if len(values) == len(after) else ["all"]
        yield operation.keys[short], (units, after) if values.ndim == 2 else (rows, [short])
    inside = units
    for one in operation.inside:
        yield from _of_operation(one, inside, units if one is operation.inside[-1] else ())
        inside = _units(one, inside)


def _table(array: Array, rows: Sequence[str], columns: Sequence[str]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["", *map(_on_one_line, columns)])
    cells = number_texts(array.reshape(len(rows), len(columns)))
    writer.writerows([_on_one_line(name), *row] for name, row in zip(rows, cells, strict=True))
    return text.getvalue()


def _on_one_line(name: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())


# -- reading
def read_layer_tables(path: Path) -> Exported:
    """What such a file holds, checked as `contents.checked` says. Raises FileProblem."""
    try:
        with path.open("rb") as stream:
            archive = ArrayZip(stream, MOST_MEMBERS, MOST_BYTES)
            metadata = json.loads(archive.read(METADATA))
            tables = metadata.pop("tables").items()
            arrays = {name: _array(archive.read(about["file"]), about["dtype"]) for name, about in tables}
        for name, shape in _shapes(metadata):
            if arrays[name].size == np.prod(shape):
                arrays[name] = arrays[name].reshape(shape)  # a vector is a column of its table
    except OSError as error:
        raise cannot_be_opened(path, error) from error
    except ZipProblem as problem:
        text = _('"{name}" is no usable .zip file of tables. {problem} It may be of another kind: export the network again.')
        raise FileProblem(text.format(name=path.name, problem=problem)) from problem
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, MemoryError, csv.Error) as error:
        text = _('"{name}" holds no tables of a network of this program. It may be damaged: export the network again.')
        raise FileProblem(text.format(name=path.name)) from error
    return checked(arrays, metadata, path.name)


def _array(data: bytes, dtype: str) -> Array:
    """The numbers of a table without the names in its first row and column, (rows, columns)."""
    _names, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig", "surrogatepass"), newline=""))
    return array_of([list(map(float, row[1:])) for row in rows], dtype)


def _shapes(metadata: dict[str, Any]) -> Iterator[tuple[str, tuple[int, ...]]]:
    for kind in ("input", "target"):
        for of in ("mean", "deviation"):
            yield f"{kind}_{of}", (len(metadata["features"]) if kind == "input" else 1,)
    for layer in metadata["layers"]:
        for about in layer["arrays"].values():
            yield about["name"], tuple(int(size) for size in about["shape"])
