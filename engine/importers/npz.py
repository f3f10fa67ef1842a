"""Networks that this program exported as .npz files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from engine.core.translation import N_
from engine.exporters.npz import read_npz
from engine.importers.base import IMPORTERS, NO_ANSWERS, Importer
from engine.importers.imported_network import ImportedNetwork
from engine.importers.named_arrays import imported_from


@IMPORTERS.add("npz", "NumPy arrays")
@dataclass(frozen=True)
class NpzImporter(Importer):
    """Reads what the exporter of .npz files writes: the arrays, and the document that explains them."""

    suffixes: ClassVar[tuple[str, ...]] = (".npz",)
    about: ClassVar[str] = N_("Networks that this program exported as arrays for NumPy")

    def read(self, path: Path, answers: Mapping[str, str] = NO_ANSWERS) -> ImportedNetwork:
        return imported_from(read_npz(path), path.name)
