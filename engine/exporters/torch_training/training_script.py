"""A training script for PyTorch: the network, the user's own rows, and the recipe, to go on where this program ends."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import N_, _
from engine.core.version import VERSION
from engine.data.source_columns import SourceColumn
from engine.exporters.base import EXPORTERS, Exporter, FileNames, ProgramRun
from engine.exporters.contents import exported_from
from engine.exporters.exported_network import ExportedNetwork, network_in
from engine.exporters.torch.state_dict import names_beside, weights_of, write_state
from engine.exporters.torch.torch_code import about_lines, model_code, names, predict_code, self_test
from engine.exporters.torch.torch_export import Torch
from engine.exporters.torch.torch_layers import modules_by_operation
from engine.exporters.torch.torch_text import comment, listed, literal
from engine.exporters.torch_training.recipe_code import unknown_entry
from engine.exporters.torch_training.rows_file import rows_beside, write_rows
from engine.exporters.torch_training.training_text import LayerRate, training_code
from engine.exporters.trained_model import TrainedModel
from engine.files.atomic_write import write_atomic

IMPORTS = """import argparse
import csv
import math
import os
import shlex
from collections import OrderedDict
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn.parallel import DistributedDataParallel"""


PLAIN = re.compile(r"[\w.+-]+")  # what shells take for one word


@EXPORTERS.add("torch_training", "PyTorch training script")
@dataclass(frozen=True)
class TorchTraining(Exporter):
    """The model file of `torch` and a loop around it, which many processes can share, with the rows as a table beside it."""

    suffix: ClassVar[str] = "_train.py"
    made_for: ClassVar[str] = "PyTorch"
    about: ClassVar[str] = N_("A script that goes on training in PyTorch, on one machine or many; your rows lie beside it")

    def objection(self, model: TrainedModel) -> str:
        part = unknown_entry(model.recipe)
        if part:
            text = _("The training script does not know {part} yet: choose another, or export the model for PyTorch (_torch.py).")
            return text.format(part=_(part))
        if model.data is None:
            return _("The network came without its rows, so a script cannot train it: export the model for PyTorch (_torch.py).")
        if all(block.frozen for block in model.recipe.stack(model.task.outputs)):
            return _("All layers are frozen, so there is nothing to train: unfreeze one, or export the model (_torch.py).")
        return Torch().objection(model)

    def write(self, model: TrainedModel, path: Path) -> None:
        if model.data is None:
            raise ValueError("a model without rows")  # `objection` says so before
        exported = exported_from(model)
        network = network_in(exported, keeps_dropout=True)
        code = model_code(network)
        loop = training_code(model.recipe, network, code, _rates(model, network), _plateau_share(model))
        head = (
            f'"""Goes on training a network of Network Playground {VERSION} in PyTorch."""',
            "\n".join([*_about(path.stem), *about_lines(network, exported.metadata["output_meaning"])]),
            "from __future__ import annotations",
            IMPORTS if any("F." in one for one in loop) else IMPORTS.replace("import torch.nn.functional as F\n", ""),
            _constants(model, network),
        )
        functions = [code.inputs, code.classes, predict_code(network, code), *loop, self_test(model)]
        functions.append('if __name__ == "__main__":\n    main()')
        text = "\n\n".join(head) + "\n\n\n" + "\n\n\n".join(one for one in functions if one) + "\n"
        write_state(code.state, exported.metadata, path)
        write_rows(model.data, rows_beside(path))
        write_atomic(path, text.encode())

    def companions(self, path: Path) -> tuple[Path, ...]:
        return (weights_of(path), rows_beside(path))

    def run_program(self, path: Path, batches: Sequence[Array]) -> ProgramRun | None:
        return Torch().run_program(path, batches)

    def usage(self, model: TrainedModel, path: Path) -> str:
        name = _in_shell(path)
        return f"python {name} --epochs 100\ntorchrun --standalone --nproc_per_node 2 {name} --epochs 100"

    def predict(self, path: Path, x_raw: Array, dtype: type[np.floating[Any]] | None = None) -> Array:
        return Torch().predict(path, x_raw, dtype)

    def names(self, path: Path) -> FileNames:
        return names_beside(path)


def _in_shell(path: Path) -> str:
    """A path as it is typed: quoted, with what the shells of POSIX read in quotes escaped."""
    text = str(path) if os.name == "nt" else re.sub(r'([\\"$`])', r"\\\1", str(path))
    return f'"{text}"'


def _about(module: str) -> list[str]:
    script = f"{module}.py" if PLAIN.fullmatch(module) else _in_shell(Path(f"{module}.py"))
    texts = (
        f"One process: python {script} --epochs 100. Several, on this machine: torchrun --standalone --nproc_per_node 2 "
        f"{script} (with GPUs one for each of them, by NCCL; else by gloo). On each of two machines: torchrun --nnodes 2 "
        f"--rdzv_backend c10d --rdzv_endpoint HOST:29500 --nproc_per_node 2 {script}.",
        f"Beside it: the weights to start from, {module}.safetensors, and the rows, {module}.csv, of which the last column says "
        "which are for training, validation and test. PyTorch and safetensors are what it takes.",
        "It has the recipe of the program: loss, optimizer, schedule, regularisation, clipping, batches, dropout. What begins "
        "anew is the memory of the optimizer, that of a schedule that goes by losses, and the order of the rows. Rules that stop "
        "a run are left out.",
    )
    return [comment(text) for text in texts]


def _constants(model: TrainedModel, network: ExportedNetwork) -> str:
    recipe = model.recipe
    lines = [
        'WEIGHTS = Path(__file__).with_suffix(".safetensors")',
        'TABLE = Path(__file__).with_suffix(".csv")',
        'TRAINED = WEIGHTS.with_name(f"{WEIGHTS.stem}ed.safetensors")',
        names(network),
        listed("LEVELS", map(_levels, network.columns)),
        f"BATCH = {recipe.batch}",
        f"LEARNING_RATE = {recipe.optimizer.lr!r}",
        f"STEPS_DONE = {model.step}  # before: the schedule goes on from there",
        f"SEED = {recipe.seeds.order}",
        'NAN = float("nan")',
        "Parts = dict[str, tuple[torch.Tensor, torch.Tensor]]  # rows and targets of training, validation and test",
    ]
    return "\n".join(lines)


def _levels(column: SourceColumn) -> str:
    return "None" if column.kind == "number" else f"[{', '.join(map(literal, column.levels))}]"


def _rates(model: TrainedModel, network: ExportedNetwork) -> list[LayerRate]:
    blocks = model.recipe.stack(model.task.outputs)
    modules = modules_by_operation(network)
    return [
        LayerRate(block.rate, block.frozen, tuple(one.name for one in own)) for block, own in zip(blocks, modules, strict=True)
    ]


def _plateau_share(model: TrainedModel) -> float:
    """What a schedule that goes by losses has left of the learning rate."""
    share = (model.rate if model.rate is not None else math.nan) / model.recipe.optimizer.lr
    return share if 0 < share <= 1 else 1.0
