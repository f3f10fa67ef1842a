"""Load exported .safetensors files into PyTorch and compare its predictions with the engine's; run by hand, as PyTorch is large.

    python -m venv torch-env && torch-env/bin/pip install torch==2.13.0 numpy safetensors
    torch-env/bin/python -m tests.golden.check_exports_in_torch          # compare, for every activation, layer and task
    torch-env/bin/python -m tests.golden.check_exports_in_torch --write  # also make export_format_2.* beside this file

The files of formats that came before stay as they are for as long as these must be readable.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import safe_open
from torch import nn

from engine.core.arrays import Array
from engine.data.datasets import DATASETS
from engine.exporters import EXPORTERS
from engine.exporters.contents import FORMAT_VERSION
from engine.exporters.trained_model import TrainedModel
from engine.exporters.verification import export
from engine.nn.activations import ACTIVATIONS, ELU, LeakyReLU, PReLU, ReLU, Tanh
from engine.nn.layers import LAYERS, Layer
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.layer_norm import LayerNorm
from engine.nn.layers.residual import Residual
from engine.nn.losses import LOSSES, Loss
from engine.optim.optimizers import Adam
from engine.recipe.recipe import Block, Recipe
from engine.training.session import Session
from tests.engine.builders import snapshot_of

HERE = Path(__file__).parent
RUNS = [("circle", "cross_entropy"), ("circle", "mse"), ("iris", "cross_entropy"), ("iris", "mae"), ("plane", "mse")]


class Applied(nn.Module):
    """A function that PyTorch has no module for."""

    def __init__(self, function: Callable[[torch.Tensor], torch.Tensor]) -> None:
        super().__init__()
        self.function = function

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return self.function(z)


class Around(nn.Module):
    """x + f(x)."""

    def __init__(self, f: nn.Module) -> None:
        super().__init__()
        self.f = f

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.f(x)


MODULES: dict[str, Callable[[dict[str, Any]], nn.Module]] = {
    "tanh": lambda _: nn.Tanh(),
    "relu": lambda _: nn.ReLU(),
    "sigmoid": lambda _: nn.Sigmoid(),
    "leaky_relu": lambda settings: nn.LeakyReLU(settings["leak"]),
    "identity": lambda _: nn.Identity(),
    "sign": lambda _: Applied(torch.sign),
    "prelu": lambda settings: nn.PReLU(init=settings["start_slope"]),
    "elu": lambda settings: nn.ELU(settings["alpha"]),
    "selu": lambda _: nn.SELU(),
    "gelu": lambda settings: nn.GELU("none" if settings["formula"] == "exact" else "tanh"),
    "silu": lambda _: nn.SiLU(),
    "mish": lambda _: nn.Mish(),
    "softplus": lambda _: nn.Softplus(),
    "softsign": lambda _: nn.Softsign(),
    "hard_sigmoid": lambda _: nn.Hardsigmoid(),
    "hard_tanh": lambda _: nn.Hardtanh(),
    "sine": lambda _: Applied(torch.sin),
    "softmax": lambda _: nn.Softmax(dim=1),
}
FUNCTIONS: dict[str, Any] = {"abs": torch.abs} | {
    name: getattr(torch, name) for name in ("sin", "cos", "tan", "exp", "log", "sqrt", "tanh")
}
FEATURES = (
    "x1",
    "x2",
    "x1**2",
    "x1*x2",
    "sin(x2)",
    "exp(-abs(x1)) / (2 + cos(x2))",
    "log(1 + x2**2)",
    "tanh(x1) - sqrt(abs(x2))",
)
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
    layers = []
    for layer in document["layers"]:
        own = {name: tensors[about["name"]] for name, about in layer["arrays"].items()}
        layers.append(module(layer["settings"], own, layer["inputs"]))
    net = nn.Sequential(*layers, LINKS[document["link"]]()).eval()
    x = (features(document, torch.tensor(x_raw)) - tensors["input_mean"]) / tensors["input_deviation"]
    with torch.no_grad():
        y = net(x.float())
    if not document["class_names"]:
        y = y * tensors["target_deviation"] + tensors["target_mean"]
    return y.numpy()


def features(document: dict[str, Any], x: torch.Tensor) -> torch.Tensor:
    """The features that the file names, computed by PyTorch from its formulas, which are Python's."""
    known = {f"x{i}": column for i, column in enumerate(x.T, start=1)} | FUNCTIONS
    return torch.stack([eval(one["formula"], {"__builtins__": {}}, known) for one in document["features"]], dim=1)


def module(settings: dict[str, Any], own: dict[str, torch.Tensor], inputs: int) -> nn.Module:
    """PyTorch's module for one layer: its settings, its arrays by their short names, and how many values go in."""
    kind = settings["kind"]
    if kind == "dropout":
        return nn.Dropout(settings["rate"])
    if kind == "activation":
        return activation(settings["activation"], own)
    if kind == "dense":
        return nn.Sequential(linear(own), activation(settings["activation"], own))
    if kind == "residual":
        return residual(settings, own, inputs)
    scale_shift = {"weight": own["scale"], "bias": own["shift"]}
    if kind == "layer_norm":
        norm: nn.Module = nn.LayerNorm(inputs, settings["epsilon"])
    else:
        norm = nn.BatchNorm1d(inputs, settings["epsilon"], settings["momentum"])
        scale_shift |= {"running_mean": own["running_mean"], "running_var": own["running_variance"]}
        scale_shift |= {"num_batches_tracked": torch.tensor(0)}
    norm.load_state_dict(scale_shift)
    return norm


def linear(own: dict[str, torch.Tensor]) -> nn.Linear:
    made = nn.Linear(*own["weights"].shape)
    made.load_state_dict({"weight": own["weights"].T, "bias": own["biases"]})  # PyTorch has (neurons, inputs)
    return made


def activation(settings: dict[str, Any], own: dict[str, torch.Tensor]) -> nn.Module:
    made = MODULES[settings["kind"]](settings)
    if "slope" in own:
        made.load_state_dict({"weight": own["slope"]})
    return made


def residual(settings: dict[str, Any], own: dict[str, torch.Tensor], inputs: int) -> nn.Module:
    parts: list[nn.Module] = []
    seen: Counter[str] = Counter()
    width = inputs
    for inner in settings["inside"]:
        seen[inner["kind"]] += 1
        start = f"{inner['kind']}_{seen[inner['kind']]}."
        parts.append(module(inner, {n.removeprefix(start): t for n, t in own.items() if n.startswith(start)}, width))
        width = inner.get("units", width)
    parts.append(linear({name: own[f"output.{name}"] for name in ("weights", "biases")}))
    return Around(nn.Sequential(*parts))


def trained(recipe: Recipe, steps: int) -> tuple[TrainedModel, Array]:
    session = Session(recipe)
    session.advance(steps)
    return TrainedModel.of(snapshot_of(session)), session.data.table.inputs


def difference(data: str, loss: Loss, layers: tuple[Layer, ...], folder: Path, inputs: tuple[str, ...] = ()) -> float:
    blocks = tuple(Block(i, layer) for i, layer in enumerate(layers, start=1))
    model, x = trained(Recipe(DATASETS[data](), blocks, loss=loss, optimizer=Adam(), standardise=True, inputs=inputs), 400)
    export(model, EXPORTERS["safetensors"](), folder / "net.safetensors", x)
    return float(np.abs(in_torch(folder / "net.safetensors", x) - model.predict(x)).max())


def stacks() -> Iterator[tuple[str, tuple[Layer, ...]]]:
    """Networks to compare, by name: one for each activation, one for each layer, and one with everything in it."""
    for cls in ACTIVATIONS:
        yield cls.kind, (Dense(9, cls()), Dropout(0.1), Dense(9, cls()), Dense(5))
    for layer in LAYERS:
        yield layer.kind, (layer(), Dense(6), layer(), Dense(4), layer())
    yield "everything", EVERYTHING


EVERYTHING: tuple[Layer, ...] = (
    BatchNorm(0.2, 1e-3),
    Dense(6, PReLU(0.1)),
    LayerNorm(1e-3),
    Dropout(0.1),
    ActivationLayer(ELU(0.5)),
    Residual((BatchNorm(), ActivationLayer(PReLU()), Dense(7, Tanh()), Residual((LayerNorm(), Dense(3, ReLU()))))),
    Dense(4, LeakyReLU(0.2)),
)


def write_golden() -> None:
    blocks = tuple(Block(i, layer) for i, layer in enumerate(EVERYTHING, start=1))
    model, x = trained(Recipe(DATASETS["iris"](), blocks, optimizer=Adam(), standardise=True), 2000)
    name = f"export_format_{FORMAT_VERSION}"
    for kind in ("npz", "safetensors"):
        exporter = EXPORTERS[kind]()
        export(model, exporter, HERE / f"{name}{exporter.suffix}", x)
    some = x[::10]
    outputs = in_torch(HERE / f"{name}.safetensors", some).astype(float).round(8)
    lines = {"made_with": f"PyTorch {torch.__version__}", "inputs": some.tolist(), "outputs": outputs.tolist()}
    (HERE / f"{name}.json").write_text(json.dumps(lines, indent=1) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> None:
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for data, loss in RUNS:
            for name, layers in stacks():
                found[data, loss, name] = difference(data, LOSSES[loss](), layers, Path(folder))
            found[data, loss, "features"] = difference(data, LOSSES[loss](), (Dense(8),), Path(folder), FEATURES)
    for run, largest in found.items():
        print(*run, f"{largest:.2g}")
    print(f"largest difference of {len(found)} networks: {max(found.values()):.2g}")
    if "--write" in arguments:
        write_golden()


if __name__ == "__main__":
    main(sys.argv[1:])
