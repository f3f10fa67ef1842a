"""Load exported .safetensors files into PyTorch and compare its predictions with the engine's; run by hand, as PyTorch is large.

    python -m venv torch-env && torch-env/bin/pip install torch==2.13.0 numpy safetensors
    torch-env/bin/python -m tests.golden.check_exports_in_torch          # compare, for every activation and task
    torch-env/bin/python -m tests.golden.check_exports_in_torch --write  # also make export_format_1.* beside this file

The export_format_1 files stay as they are for as long as files of format 1 must be readable.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import safe_open
from torch import nn

from engine.activations import ACTIVATIONS, LeakyReLU, ReLU, Sigmoid, Tanh
from engine.datasets import DATASETS
from engine.exporters import EXPORTERS
from engine.exporters.proof import export
from engine.layers.dense import Dense
from engine.layers.dropout import Dropout
from engine.losses import LOSSES, Loss
from engine.optimizers import Adam
from engine.recipe import Block, Recipe
from engine.session import Session
from engine.snapshot import Look
from engine.table import Array
from engine.trained import TrainedModel

HERE = Path(__file__).parent
RUNS = [("circle", "cross_entropy"), ("circle", "mse"), ("iris", "cross_entropy"), ("iris", "mae"), ("plane", "mse")]


class Sign(nn.Module):
    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return torch.sign(z)


MODULES: dict[str, Callable[[dict[str, Any]], nn.Module]] = {
    "tanh": lambda _: nn.Tanh(),
    "relu": lambda _: nn.ReLU(),
    "sigmoid": lambda _: nn.Sigmoid(),
    "leaky_relu": lambda settings: nn.LeakyReLU(settings["leak"]),
    "identity": lambda _: nn.Identity(),
    "sign": lambda _: Sign(),
}
LINKS: dict[str, Callable[[], nn.Module]] = {
    "identity": nn.Identity,
    "sigmoid": nn.Sigmoid,
    "softmax": lambda: nn.Softmax(dim=1),
}


def in_torch(path: Path, x_raw: Array) -> Array:
    """Predictions of an nn.Sequential that is built from the file alone, in float32."""
    with safe_open(path, "pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        document = json.loads(file.metadata()["metadata"])
    modules: list[nn.Module] = []
    for layer in document["layers"]:
        settings = layer["settings"]
        if settings["kind"] == "dropout":
            modules.append(nn.Dropout(settings["rate"]))
            continue
        linear = nn.Linear(layer["inputs"], layer["outputs"])
        weights, biases = (tensors[layer["arrays"][name]["name"]] for name in ("weights", "biases"))
        linear.load_state_dict({"weight": weights.T, "bias": biases})  # PyTorch has (neurons, inputs)
        modules += [linear, MODULES[settings["activation"]["kind"]](settings["activation"])]
    net = nn.Sequential(*modules, LINKS[document["link"]]()).eval()
    x = (torch.tensor(x_raw) - tensors["input_mean"]) / tensors["input_deviation"]
    with torch.no_grad():
        y = net(x.float())
    if not document["class_names"]:
        y = y * tensors["target_deviation"] + tensors["target_mean"]
    return y.numpy()


def trained(recipe: Recipe, steps: int) -> tuple[TrainedModel, Array]:
    session = Session(recipe)
    session.advance(steps)
    return TrainedModel.of(session.snapshot(Look())), session.data.table.inputs


def difference(data: str, loss: Loss, activation: str, folder: Path) -> float:
    layers = (Dense(9, ACTIVATIONS[activation]()), Dropout(0.1), Dense(9, ACTIVATIONS[activation]()), Dense(5))
    blocks = tuple(Block(i, layer) for i, layer in enumerate(layers, start=1))
    model, x = trained(Recipe(DATASETS[data](), blocks, loss=loss, optimizer=Adam(), standardise=True), 400)
    export(model, EXPORTERS["safetensors"](), folder / "net.safetensors", x)
    return float(np.abs(in_torch(folder / "net.safetensors", x) - model.predict(x)).max())


def write_golden() -> None:
    layers = (Dense(6, LeakyReLU(0.2)), Dropout(0.1), Dense(5, Sigmoid()), Dense(4, ReLU()), Dense(3, Tanh()))
    blocks = tuple(Block(i, layer) for i, layer in enumerate(layers, start=1))
    model, x = trained(Recipe(DATASETS["iris"](), blocks, optimizer=Adam(), standardise=True), 2000)
    for cls in EXPORTERS:
        export(model, cls(), HERE / f"export_format_1{cls.suffix}", x)
    some = x[::10]
    outputs = in_torch(HERE / "export_format_1.safetensors", some).astype(float).round(8)
    lines = {"made_with": f"PyTorch {torch.__version__}", "inputs": some.tolist(), "outputs": outputs.tolist()}
    (HERE / "export_format_1.json").write_text(json.dumps(lines, indent=1) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = {(*run, a): difference(run[0], LOSSES[run[1]](), a, Path(folder)) for run in RUNS for a in ACTIVATIONS.names()}
    for run, largest in found.items():
        print(*run, f"{largest:.2g}")
    print(f"largest difference of {len(found)} networks: {max(found.values()):.2g}")
    if "--write" in arguments:
        write_golden()


if __name__ == "__main__":
    main(sys.argv[1:])
