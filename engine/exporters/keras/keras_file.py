"""Keras 3: a `.keras` file, which Keras opens on TensorFlow, JAX or PyTorch and goes on training."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import N_, _, joined
from engine.data.source_columns import SourceColumn, decode
from engine.exporters.base import EXPORTERS, Exporter, FileNames, ProgramRun
from engine.exporters.contents import Exported, exported_from, names_in
from engine.exporters.exported_network import network_in
from engine.exporters.keras.keras_graph import KerasGraph
from engine.exporters.keras.keras_inputs import add_inputs, lost_digits
from engine.exporters.keras.keras_layers import add_layers, standardised, unknown_part
from engine.exporters.keras.keras_program import run_in_keras
from engine.exporters.keras.keras_reading import CONFIG, DOCUMENT, WEIGHTS, group_names, predictions, read_member
from engine.exporters.source_code.golden_rows import golden_rows
from engine.exporters.trained_model import TrainedModel
from engine.files.atomic_write import write_atomic

# No date, and no version of Keras that is not everywhere: the same network gives the same bytes.
METADATA = {"keras_version": "3.0.0", "date_saved": "2026-01-01@00:00:00"}


@EXPORTERS.add("keras", "Keras")
@dataclass(frozen=True)
class Keras(Exporter):
    """A functional model from one number for each column of the table to predictions, with the document of the network."""

    suffix: ClassVar[str] = ".keras"
    made_for: ClassVar[str] = "Keras"
    about: ClassVar[str] = N_("A model for Keras 3, on TensorFlow, JAX or PyTorch, to run or to train on")
    extra: ClassVar[str] = "keras"
    modules: ClassVar[tuple[str, ...]] = ("h5py",)

    def objection(self, model: TrainedModel) -> str:
        network = network_in(exported_from(model))
        part = unknown_part(network.operations)
        if part:
            text = _("Keras files do not know {part} yet: export as NumPy arrays (.npz) or .safetensors.")
            return text.format(part=_(part))
        lost = lost_digits(network)
        if lost:
            text = _(
                "Keras computes in 32 bits, in which these formulas lose too many digits, far from 0 as they are: {names}. "
                "Export as ONNX, or for PyTorch (_torch.py)."
            )
            return text.format(names=joined(lost, ", "))
        return ""

    def write(self, model: TrainedModel, path: Path) -> None:
        exported = exported_from(model)
        network = network_in(exported)
        graph = KerasGraph(len(network.columns))
        output = add_layers(graph, network, standardised(graph, network, add_inputs(graph, network)))
        members = {
            "metadata.json": json.dumps(METADATA).encode(),
            CONFIG: json.dumps(graph.document(output), ensure_ascii=False).encode(),
            WEIGHTS: _weights(graph),
            DOCUMENT: json.dumps(exported.metadata, ensure_ascii=False).encode(),  # Keras passes over it
        }
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, data in members.items():
                archive.writestr(zipfile.ZipInfo(name), data)  # its date is always 1980
        write_atomic(path, file.getvalue())

    def run_program(self, path: Path, batches: Sequence[Array]) -> ProgramRun | None:
        runs = self.run_several([(path, batches)])
        return None if runs is None else runs[0]

    def run_several(self, jobs: Sequence[tuple[Path, Sequence[Array]]]) -> list[ProgramRun] | None:
        """As `run_program`, for several files in one start of Keras, which takes seconds."""
        decoded = [(path, [decode(_columns(path), batch) for batch in batches]) for path, batches in jobs]
        return run_in_keras(decoded)

    def usage(self, model: TrainedModel, path: Path) -> str:
        rows, _expected = golden_rows(model, np.float32)
        known = [row for row in rows.tolist() if not np.isnan(row).any()] or [[0.0] * len(model.columns)]
        row = ", ".join(f"{one:.6g}" for one in known[0])
        model_line = f"model = keras.saving.load_model({str(path)!r})"
        return f'import keras, numpy as np\n{model_line}\nprint(model.predict(np.array([[{row}]], "float32")))'

    def predict(self, path: Path, x_raw: Array, dtype: type[np.floating[Any]] | None = None) -> Array:
        return predictions(path, decode(_columns(path), np.asarray(x_raw, np.float64)), dtype or np.float32)

    def names(self, path: Path) -> FileNames:
        return names_in(Exported({}, read_member(path, DOCUMENT)))


def _columns(path: Path) -> tuple[SourceColumn, ...]:
    return names_in(Exported({}, read_member(path, DOCUMENT))).columns


def _weights(graph: KerasGraph) -> bytes:
    """model.weights.h5: groups for each class of layers, numbered in the order of the layers."""
    import h5py

    file = io.BytesIO()
    with h5py.File(file, "w") as root:
        root.create_group("vars")  # Keras 3.4 looks for groups that have nothing in them
        layers: list[tuple[str, tuple[Array, ...]]] = [("InputLayer", ()), *graph.weights]
        for name, (_class_name, arrays) in zip(group_names([one for one, _arrays in layers]), layers, strict=True):
            own = root.create_group(f"layers/{name}/vars")
            for i, array in enumerate(arrays):
                own.create_dataset(str(i), data=np.ascontiguousarray(array))
    return file.getvalue()
