"""Networks in .npz files: our own, by the document in it, and arrays that other programs have saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from engine.core.translation import N_
from engine.exporters.npz import exported_in, read_arrays
from engine.importers.base import IMPORTERS, NO_ANSWERS, Importer
from engine.importers.imported_network import ImportedNetwork
from engine.importers.named_arrays import imported_from
from engine.importers.plain_arrays.array_network import network_of_arrays
from engine.importers.plain_arrays.refusing import importing


@IMPORTERS.add("npz", "NumPy arrays")
@dataclass(frozen=True)
class NpzImporter(Importer):
    """Reads what `numpy.savez` wrote of weight matrices and biases, whatever their names, and what this program exports."""

    suffixes: ClassVar[tuple[str, ...]] = (".npz",)
    about: ClassVar[str] = N_("Arrays of NumPy: those that this program exported, and weights that you saved yourself")

    def read(self, path: Path, answers: Mapping[str, str] = NO_ANSWERS) -> ImportedNetwork:
        arrays = read_arrays(path)
        if "metadata" in arrays:
            return imported_from(exported_in(arrays, path.name), path.name)
        with importing(path):
            return network_of_arrays(arrays, answers, is_in_order=True)
