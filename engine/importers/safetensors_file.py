"""Networks that this program exported as .safetensors files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from engine.core.translation import N_
from engine.exporters.safetensors_file import read_safetensors
from engine.importers.base import IMPORTERS, NO_ANSWERS, Importer
from engine.importers.imported_network import ImportedNetwork
from engine.importers.named_arrays import imported_from


@IMPORTERS.add("safetensors", "Safetensors")
@dataclass(frozen=True)
class SafetensorsImporter(Importer):
    """Reads what the exporter of .safetensors files writes: the arrays, and the document in the file's header."""

    suffixes: ClassVar[tuple[str, ...]] = (".safetensors",)
    about: ClassVar[str] = N_("Networks that this program exported as tensors")

    def read(self, path: Path, answers: Mapping[str, str] = NO_ANSWERS) -> ImportedNetwork:
        return imported_from(read_safetensors(path), path.name)
