"""The text of a model file: the network as a class, how it is loaded and predicts, and a self-test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.data.source_columns import SourceColumn, encode
from engine.exporters.exported_network import ExportedNetwork
from engine.exporters.source_code.golden_rows import golden_rows
from engine.exporters.torch.torch_inputs import input_functions
from engine.exporters.torch.torch_layers import TorchModule, modules_of
from engine.exporters.torch.torch_text import comment, listed, literal, number, printable
from engine.exporters.trained_model import TrainedModel

TOP = 4  # indents of the modules of the network itself
LINKS = {
    "identity": "scores",
    "sigmoid": "torch.sigmoid(scores)",
    "softmax": "torch.softmax(scores, dim=1)",
    "sign": "torch.sign(scores)",
    "tanh": "torch.tanh(scores)",
}
SMALL_MODULES = {
    "Sine": """class Sine(nn.Module):
    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return torch.sin(z)""",
    "Sign": '''class Sign(nn.Module):
    """The sign of z: -1, 0 or 1. Its slope is 0, so nothing before it learns."""

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return torch.sign(z)''',
    "StraightThroughSign": '''class StraightThroughSign(nn.Module):
    """The sign of z: -1, 0 or 1. Training pretends that its slope is 1 for z from -1 to 1."""

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        bounded = torch.clamp(z, min=-1.0, max=1.0)
        return torch.sign(z).detach() + (bounded - bounded.detach())''',
    "Residual": '''class Residual(nn.Sequential):
    """Adds what the layers inside make of x to x itself."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + super().forward(x)''',
}


@dataclass(frozen=True, eq=False)
class ModelCode:
    """Parts of the text of a file, each of whole lines, and the tensors that belong to it."""

    classes: str  # the network, and the small modules it is made of
    inputs: str  # functions that make the network's inputs of the table's columns; often empty
    state: dict[str, Array]
    is_prepared: bool  # whether raw rows go through `Network.prepared` first


def model_code(network: ExportedNetwork) -> ModelCode:
    """The classes of a network, and the tensors of its state dict, (outputs, inputs) as PyTorch has them."""
    modules = modules_of(network)
    state = {key: np.array(values, order="C") for module in modules for key, values in module.state()}
    scaled = bool((network.input_mean != 0).any() or (network.input_deviation != 1).any())
    is_prepared = scaled or not (network.has_plain_inputs and network.has_plain_features)
    if is_prepared:
        state |= {"input_mean": network.input_mean, "input_deviation": network.input_deviation}
    if not network.classes:
        state |= {name: np.array([getattr(network, name)]) for name in ("target_mean", "target_deviation")}
    chain = "\n".join(_made(modules, TOP))
    small = [code for name, code in SMALL_MODULES.items() if f"{name}(" in chain]
    classes = [*small, _network(network, chain, is_prepared)]
    return ModelCode("\n\n\n".join(classes), "\n\n\n".join(input_functions(network)), state, is_prepared)


# -- the network
def _made(modules: Iterable[TorchModule], depth: int) -> Iterator[str]:
    """The arguments of an OrderedDict, a line each; with the layer's name in the window where it says more."""
    space, title = "    " * depth, ""
    for module in modules:
        note = f"  # {printable(module.title)}" if depth == TOP and module.title != title and _adds(module) else ""
        title = module.title
        if not module.inside:
            yield f"{space}{module.name}={module.code},{note}"
            continue
        yield f"{space}{module.name}={module.code}({note}"
        yield f"{space}    OrderedDict("
        yield from _made(module.inside, depth + 2)
        yield f"{space}    )"
        yield f"{space}),"


def _adds(module: TorchModule) -> bool:
    """Whether the layer's name says more than the module's."""
    return module.title.lower().replace(" ", "_") != module.name


def _network(network: ExportedNetwork, chain: str, is_prepared: bool) -> str:
    outputs = network.operations[-1].units_out
    lines = [
        "class Network(nn.Sequential):",
        f'    """Rows of {_count(len(network.columns), "number")} in, {_count(outputs, "score")} each out."""',
        "",
        "    def __init__(self) -> None:",
        "        super().__init__(",
        "            OrderedDict(",
        chain,
        "            )",
        "        )",
    ]
    if is_prepared:
        count = len(network.formulas)
        lines += [
            '        # In float64, so that a large mean costs no digits. For devices without: model.float().to("mps")',
            f'        self.register_buffer("input_mean", torch.zeros({count}, dtype=torch.float64))',
            f'        self.register_buffer("input_deviation", torch.ones({count}, dtype=torch.float64))',
        ]
    if not network.classes:
        lines += [
            '        self.register_buffer("target_mean", torch.zeros(1, dtype=torch.float64))',
            '        self.register_buffer("target_deviation", torch.ones(1, dtype=torch.float64))',
        ]
    if is_prepared:
        lines += ["", "    def prepared(self, x: torch.Tensor) -> torch.Tensor:"]
        lines += ['        """What the first layer is given."""']
        lines += ["        x = encoded(x)"] * (not network.has_plain_inputs)
        lines += ["        x = features(x)"] * (not network.has_plain_features)
        lines += ["        x = (x - self.input_mean) / self.input_deviation"]
        lines += [f"        return x.to({_first_parameter(network)}.dtype)"]
        lines += ["", "    def forward(self, x: torch.Tensor) -> torch.Tensor:"]
        lines += ["        return super().forward(self.prepared(x))"]
    return "\n".join(lines)


def _first_parameter(network: ExportedNetwork) -> str:
    return f"self.{modules_of(network)[-1].name}.weight"  # of the output layer, which every network has


def _count(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


# -- what every file says
def about_lines(network: ExportedNetwork, meaning: str) -> list[str]:
    """Comments: the columns of a row in order, and what comes out."""
    lines = [comment("A row has these numbers, in this order:")]
    for index, column in enumerate(network.columns):
        lines.append(comment(f"  {index}: {column.name}{_in_words(column)}"))
    for name in network.output_names:
        lines.append(comment(f"Out comes, for {name}: {meaning}."))
    return lines


def _in_words(column: SourceColumn) -> str:
    kind = ""
    if column.kind != "number":
        kind = ", as a number: " + ", ".join(f"{code} {level}" for code, level in enumerate(column.levels))
    return kind + ("; NaN where it is missing" if column.fill is not None or column.has_own_level else "")


def names(network: ExportedNetwork) -> str:
    """The constants INPUTS and CLASSES."""
    lines = [listed("INPUTS", (literal(column.name) for column in network.columns))]
    lines += [listed("CLASSES", map(literal, network.classes))] if network.classes else []
    return "\n".join(lines)


def predict_code(network: ExportedNetwork, code: ModelCode) -> str:
    """The functions `load` and `predict`."""
    like = "model.input_mean" if code.is_prepared else "next(model.parameters())"
    result = LINKS[network.link]
    if not network.classes:
        result = "scores.to(model.target_mean.dtype) * model.target_deviation + model.target_mean"
    outputs = network.operations[-1].units_out
    return f'''def load(path: str | Path = WEIGHTS) -> Network:
    """The trained network, ready to predict. To go on training it, call its `train()`."""
    model = Network()
    model.load_state_dict(load_file(path))
    return model.eval()


@torch.no_grad()
def predict(model: Network, rows: Any) -> torch.Tensor:
    """Predictions, (rows, {outputs}), of rows of {_count(len(network.columns), "number")}."""
    like = {like}
    scores = model(torch.as_tensor(rows, dtype=like.dtype, device=like.device))
    return {result}'''


def self_test(model: TrainedModel) -> str:
    """Rows with the predictions that the network had when it was exported, and `check`, which compares."""
    rows, expected = golden_rows(model, np.float32)
    with np.errstate(all="ignore"):
        own = np.abs(_rounded(model, rows) - expected).max(initial=0.0)
    tolerance = 20 * own + 1e-5 * max(1.0, float(np.abs(expected).max(initial=0.0)))
    return f"""{listed("ROWS", (_row(row) for row in rows))}
{listed("EXPECTED", (_row(row) for row in expected))}


def check() -> None:
    expected = torch.tensor(EXPECTED, dtype=torch.float64).reshape(len(ROWS), -1)
    found = predict(load(), torch.tensor(ROWS, dtype=torch.float64).reshape(len(ROWS), -1))
    largest = float((found - expected).abs().max()) if ROWS else 0.0
    print(f"{{len(ROWS)}} rows: predictions differ by {{largest:.2g}} from those when it was exported.")
    if not largest <= {tolerance:.3g}:
        raise SystemExit("That is more than rounding: file and weights do not belong together.")"""


def _rounded(model: TrainedModel, values: Array) -> Array:
    return model.predict(encode(model.columns, values), np.float32)


def _row(values: Array) -> str:
    return f"[{', '.join(map(number, values.tolist()))}]"
