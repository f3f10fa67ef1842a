"""Networks in .safetensors files: our own, by the document in the header, and tensors that other programs have saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from engine.core.translation import N_
from engine.exporters.safetensors_file import read_safetensors, read_tensors
from engine.importers.base import IMPORTERS, NO_ANSWERS, Importer
from engine.importers.imported_network import ImportedNetwork
from engine.importers.named_arrays import imported_from
from engine.importers.plain_arrays.array_network import network_of_arrays
from engine.importers.plain_arrays.own_state import exported_in_state, has_document
from engine.importers.plain_arrays.refusing import importing


@IMPORTERS.add("safetensors", "Safetensors")
@dataclass(frozen=True)
class SafetensorsImporter(Importer):
    """Reads state dicts of any program, and what this program exports, alone or beside code for PyTorch."""

    suffixes: ClassVar[tuple[str, ...]] = (".safetensors",)
    about: ClassVar[str] = N_("Tensors: those that this program exported, and state dicts of PyTorch and others")

    def read(self, path: Path, answers: Mapping[str, str] = NO_ANSWERS) -> ImportedNetwork:
        arrays, texts = read_tensors(path)
        if "metadata" in texts:
            return imported_from(read_safetensors(path), path.name)
        with importing(path):
            if has_document(texts):
                return imported_from(exported_in_state(arrays, texts, path.name), path.name)
            return network_of_arrays(arrays, answers, is_in_order=False)
