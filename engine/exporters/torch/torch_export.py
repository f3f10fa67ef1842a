"""PyTorch: a file of readable code that makes the network, and its weights as safetensors beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import N_, _
from engine.core.version import VERSION
from engine.data.source_columns import decode
from engine.exporters.base import EXPORTERS, Exporter, FileNames, ProgramRun
from engine.exporters.contents import exported_from
from engine.exporters.exported_network import network_in
from engine.exporters.source_code.golden_rows import golden_rows
from engine.exporters.torch.state_dict import columns_in, names_beside, weights_of, write_state
from engine.exporters.torch.torch_code import about_lines, model_code, names, predict_code, self_test
from engine.exporters.torch.torch_in_numpy import predictions
from engine.exporters.torch.torch_layers import unknown_part
from engine.exporters.torch.torch_program import run_in_torch
from engine.exporters.torch.torch_text import comment
from engine.exporters.trained_model import TrainedModel
from engine.files.atomic_write import write_atomic


@EXPORTERS.add("torch", "PyTorch")
@dataclass(frozen=True)
class Torch(Exporter):
    """`load()` and `predict()` in a module of its own; the state dict has the keys of its layers: dense_1.weight."""

    suffix: ClassVar[str] = "_torch.py"
    made_for: ClassVar[str] = "PyTorch"
    about: ClassVar[str] = N_("A model as code for PyTorch, with its weights beside it, to run or to train on")

    def objection(self, model: TrainedModel) -> str:
        part = unknown_part(network_in(exported_from(model)).operations)
        text = _("PyTorch files do not know {part} yet: export as NumPy arrays (.npz) or .safetensors.")
        return text.format(part=_(part)) if part else ""

    def write(self, model: TrainedModel, path: Path) -> None:
        exported = exported_from(model)
        network = network_in(exported)
        code = model_code(network)
        module = path.stem
        how = f"import {module} as net" if module.isidentifier() else f'import runpy; net = runpy.run_path("{path.name}")'
        call = "net.predict(net.load(), rows)" if module.isidentifier() else 'net["predict"](net["load"](), rows)'
        parts = (
            f'"""A neural network for PyTorch, trained in Network Playground {VERSION}."""',
            "\n".join(
                [
                    comment(f"The weights lie beside it, in {module}.safetensors. It takes PyTorch and safetensors."),
                    comment(f"To use it: {how}; {call}. To check it: run this file."),
                    *about_lines(network, exported.metadata["output_meaning"]),
                ]
            ),
            "from __future__ import annotations",
            "from collections import OrderedDict\nfrom pathlib import Path\nfrom typing import Any",
            "import torch\nfrom safetensors.torch import load_file\nfrom torch import nn",
            'WEIGHTS = Path(__file__).with_suffix(".safetensors")\n' + names(network) + '\nNAN = float("nan")',
        )
        functions = (code.inputs, code.classes, predict_code(network, code), self_test(model))
        main = 'if __name__ == "__main__":\n    check()'
        text = "\n\n".join(parts) + "\n\n\n" + "\n\n\n".join(one for one in (*functions, main) if one) + "\n"
        write_state(code.state, exported.metadata, path)
        write_atomic(path, text.encode())

    def companions(self, path: Path) -> tuple[Path, ...]:
        return (weights_of(path),)

    def run_program(self, path: Path, batches: Sequence[Array]) -> ProgramRun | None:
        runs = self.run_several([(path, batches)])
        return None if runs is None else runs[0]

    def run_several(self, jobs: Sequence[tuple[Path, Sequence[Array]]]) -> list[ProgramRun] | None:
        """As `run_program`, for several files in one start of PyTorch, which takes seconds."""
        decoded = [(path, [decode(columns_in(path), batch) for batch in batches]) for path, batches in jobs]
        return run_in_torch(decoded)

    def usage(self, model: TrainedModel, path: Path) -> str:
        return usage_of(model, path)

    def predict(self, path: Path, x_raw: Array, dtype: type[np.floating[Any]] | None = None) -> Array:
        return predictions(path, decode(columns_in(path), np.asarray(x_raw, np.float64)), dtype or np.float32)

    def names(self, path: Path) -> FileNames:
        return names_beside(path)


def usage_of(model: TrainedModel, path: Path) -> str:
    """Code that predicts one row, from wherever it is run."""
    rows, _expected = golden_rows(model, np.float32)
    known = [row for row in rows.tolist() if not any(map(math.isnan, row))] or [[0.0] * len(model.columns)]
    row = ", ".join(f"{one:.6g}" for one in known[0])
    return f'import runpy\nnet = runpy.run_path({str(path)!r})\nprint(net["predict"](net["load"](), [[{row}]]))'
