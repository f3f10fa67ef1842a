"""Small networks that have all that exports write, and the text of the files they are written to: `written/` has what it was.

Weights are multiples of 1/16, drawn by nobody, so that the texts are short and the same on every machine.
"""

from __future__ import annotations

import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from difflib import unified_diff
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from engine.core.scores import ROWS
from engine.core.version import VERSION
from engine.data.features import features_of
from engine.data.preprocessing import Scaling, no_scaling
from engine.data.source_columns import SourceColumn, filled
from engine.data.table import Task
from engine.exporters import EXPORTERS
from engine.exporters.contents import exported_from
from engine.exporters.exported_network import network_in
from engine.exporters.keras.keras_graph import KerasGraph
from engine.exporters.keras.keras_inputs import add_inputs
from engine.exporters.keras.keras_layers import add_layers, standardised
from engine.exporters.onnx.onnx_file import graph_of
from engine.exporters.trained_model import TrainedModel
from engine.network.network import Network
from engine.nn.activations import ACTIVATIONS, GELU, LeakyReLU, PReLU, ReLU, Sign, Sine, Tanh
from engine.nn.layers import Layer
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.layer_norm import LayerNorm
from engine.nn.layers.residual import Residual
from engine.nn.losses import LOSSES
from engine.optim.gradient_clipping import CLIPS
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.regularizers import PENALTIES, MaxNorm
from engine.optim.schedules import SCHEDULES
from engine.recipe.recipe import Block, Recipe, Seeds
from engine.training.session import Session
from tests.engine.builders import small_data, snapshot_of, stack
from tests.engine.exporters.matrix import CLASSES, COLUMNS, FORMULAS

FOLDER = Path(__file__).with_name("written")
LONG = re.compile(r"\d+\.\d{7,}(?:e[-+]?\d+)?")  # numbers that may differ by a rounding
ALLOWED = re.compile(r"(?<=largest <= )[-+.e\d]+")  # what a file allows itself: some of these roundings


def network(
    *layers: Layer,
    classes: int = 0,
    loss: str = "mse",
    columns: tuple[SourceColumn, ...] = (),
    formulas: tuple[str, ...] = (),
    scaled: bool = False,
) -> TrainedModel:
    columns = columns or tuple(SourceColumn(name, "number", (name,)) for name in ("a", "b"))
    names = tuple(name for column in columns for name in column.inputs)
    features = features_of(formulas, names)
    recipe = Recipe(blocks=stack(*layers), loss=LOSSES[loss]())
    made = Network(recipe, len(features), Task(classes).outputs)
    made.theta[:] = (np.arange(made.theta.size) * 7 % 31 - 14.5) / 16
    made.buffers[:] = (np.arange(made.buffers.size) * 5 % 13 + 1) / 8
    places = np.arange(len(features))
    return TrainedModel(
        recipe=recipe,
        layers=made.layers,
        theta=made.theta,
        buffers=made.buffers,
        input_names=names,
        scaling=Scaling(places / 4 - 1, 0.5 + places / 8) if scaled else no_scaling(len(features)),
        target_scaling=Scaling(np.array([1000.5]), np.array([0.25])) if scaled and not classes else no_scaling(1),
        target_name="값 */ x",
        classes=CLASSES[:classes],
        step=7,
        epoch=3,
        features=features,
        columns=columns,
    )


def dense(units: int, kind: str) -> Dense:
    return Dense(units, ACTIVATIONS[kind]())


def trained(classes: int = 2, rate: float | None = None, **changes: Any) -> TrainedModel:
    """One with rows, after no step, for the script that goes on training."""
    recipe = replace(Recipe(blocks=stack(Dense(3, PReLU()), Dropout(0.25), Dense(2, Tanh()))), **changes)
    session = Session(recipe, small_data(12, classes=classes))
    model = TrainedModel.of(snapshot_of(session))
    places = np.arange(len(model.features))
    theta = ((np.arange(model.theta.size) * 7 % 31 - 14.5) / 16).astype(np.float32)
    return replace(model, theta=theta, rate=rate, scaling=Scaling(places / 2, 1 + places))


def _settings(*registries: tuple[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Recipes that differ in one setting, whose name is the first word of their own."""
    for setting, registry in registries:
        for name in registry.names():
            yield f"{setting} {name}", {setting: registry[name]()}


INSIDE = Residual((Dense(3, Tanh()), BatchNorm(), Dropout(0.2), ActivationLayer(ReLU()), Residual((LayerNorm(),))))
EACH_COLUMN = tuple(
    replace(one, name=f"{one.name} {number}", inputs=tuple(text.replace(one.name, f"{one.name} {number}") for text in one.inputs))
    for number, one in enumerate(COLUMNS.values())
)
FILLED = tuple(filled(one, np.array([1.0, 1.0, 0.0, np.nan])) for one in EACH_COLUMN)

NETWORKS: dict[str, Callable[[], TrainedModel]] = {
    "two classes": lambda: network(dense(2, "tanh"), dense(3, "relu"), classes=2, loss="cross_entropy"),
    "a number": lambda: network(Dense(2, LeakyReLU(0.2)), scaled=True),
    "every layer": lambda: network(
        Dense(2, GELU("tanh")),
        BatchNorm(0.2, 1e-3),
        Dropout(0.5),
        LayerNorm(1e-4),
        INSIDE,
        ActivationLayer(Sine()),
        classes=3,
        loss="cross_entropy",
        scaled=True,
    ),
    "every activation": lambda: network(*(dense(2, kind) for kind in ACTIVATIONS.names()), classes=3, loss="mse"),
    "every column": lambda: network(dense(2, "prelu"), classes=3, loss="tanh_mse", columns=FILLED, scaled=True),
    "formulas of numbers": lambda: network(
        Dense(2, Tanh()),
        classes=2,
        loss="cross_entropy",
        formulas=(
            "3",
            "2*3 - x1",
            "min(x2, 1/4)",
            "max(1, 2)*x2",
            "x1**1",
            "x1**4",
            "x1**9",
            "x2**-2",
            "2**x1",
            "-(-x1)",
        ),
    ),
    "one column": lambda: network(
        Dense(1, ReLU()),
        classes=2,
        loss="tanh_mse",
        columns=(SourceColumn("a", "number", ("a",)),),
        formulas=("x1",),
        scaled=True,
    ),
    "one category": lambda: network(columns=(SourceColumn("q", "category", ("q = r", "q = g", "q = b"), ("r", "g", "b")),)),
    "columns apart": lambda: network(
        classes=3,
        loss="cross_entropy",
        columns=(
            *(SourceColumn(name, "number", (name,)) for name in ("a", "b")),
            SourceColumn("q", "category", ("q = r", "q = g", "q = b"), ("r", "g", "b")),
            SourceColumn("c", "number", ("c",)),
            SourceColumn("d", "ordered", ("d",), ("low", "high")),
        ),
    ),
    "two formulas": lambda: network(formulas=("x1*x2", "x2 - 1")),
    "means of ten deviations": lambda: replace(
        network(Dense(2, ReLU())), scaling=Scaling(np.array([5.0, -10.0]), np.array([0.5, 1.0]))
    ),
    "large means": lambda: replace(
        network(Dense(2, ReLU()), classes=2, loss="hinge"), scaling=Scaling(np.array([5.0, 10.5]), np.array([0.5, 1.0]))
    ),
    "every formula": lambda: network(
        classes=2,
        loss="perceptron",
        columns=tuple(SourceColumn(name, "number", (name,)) for name in "abc"),
        formulas=FORMULAS,
        scaled=True,
    ),
}
RECIPES: dict[str, dict[str, Any]] = {
    "plain": {},
    **dict(
        _settings(("optimizer", OPTIMIZERS), ("schedule", SCHEDULES), ("penalty", PENALTIES), ("clip", CLIPS), ("loss", LOSSES))
    ),
    "rows in order": {"shuffle": False},
    "rows wait": {"shuffle": False, "carry_over": True, "batch": 5},
    "all rows": {"batch": 100},
    "classes weighted": {"class_weights": "balanced"},
    "layers apart": {
        "blocks": (Block(1, Dense(3, ReLU()), rate=0.5), Block(2, Dense(2, Tanh()), frozen=True), Block(3, Dropout()))
    },
    "layers at half the rate": {"blocks": (Block(1, Dense(3, ReLU()), rate=0.5), Block(2, Dense(2, Tanh()), rate=0.5))},
    "one layer frozen": {"blocks": (Block(1, Dense(3, ReLU()), frozen=True), Block(2, Dense(2, Tanh())))},
    "layer by layer": {"blocks": stack(Dense(2, Sign()), BatchNorm(), LayerNorm(), INSIDE), "penalty": MaxNorm()},
    "other seeds": {"seeds": Seeds(3, 4, 5)},
    "three classes": {"classes": 3, "class_weights": "balanced"},
    "a number": {"classes": 0, "loss": LOSSES["mae"]()},
    "plateau, by training rows": {"schedule": replace(SCHEDULES["plateau"](), rows=ROWS[1])},
    "plateau, later": {"schedule": SCHEDULES["plateau"](), "rate": 0.015},
    "formulas": {"inputs": ("x1*x2", "sin(x1)", "x2")},
}


def texts_of(model: TrainedModel, kind: str) -> str:
    """What an export writes, without what may differ from machine to machine; or why it does not."""
    exporter = EXPORTERS[kind]()
    path = Path(f"net{exporter.suffix}")
    objection = exporter.objection(model)
    if objection:
        return f"{objection}\n"
    found = {"usage": exporter.usage(model, path)}
    if kind == "onnx":
        found["graph"] = _graph(model)
    elif kind == "keras":
        found["config.json"] = _keras(model)
    else:
        with tempfile.TemporaryDirectory() as folder:
            exporter.write(model, Path(folder) / path)
            for file in sorted(Path(folder).iterdir()):
                found |= _contents(file)
    return "".join(f"=== {name}\n{rounded(text)}\n" for name, text in found.items()).replace(VERSION, "VERSION")


def rounded(text: str) -> str:
    return ALLOWED.sub("ROUNDINGS", LONG.sub(lambda found: f"{float(found[0]):.5g}", text))


def _contents(file: Path) -> dict[str, str]:
    data = file.read_bytes()
    if file.suffix == ".safetensors":
        header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
        return {file.name: _lines(f"{name} {one.get('dtype')} {one.get('shape')}" for name, one in sorted(header.items()))}
    if file.suffix == ".npz":
        arrays = np.load(io.BytesIO(data))
        return {file.name: _lines(f"{name} {arrays[name].dtype.kind} {arrays[name].shape}" for name in arrays.files)}
    if file.suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    return {file.name: data.decode()}


def _graph(model: TrainedModel) -> str:
    graph = graph_of(exported_from(model))
    values = (f"{one.name} {one.columns} {one.kind}" for one in (*graph.inputs, *graph.outputs))
    constants = (f"{name} {array.dtype.str} {array.tolist()}" for name, array in graph.constants.items())
    nodes = (f"{one.outputs} = {one.op}{one.inputs} {one.attributes} {one.name!r} {one.title!r}" for one in graph.nodes)
    metadata = (f"{name}: {text[:3000]}" for name, text in graph.metadata.items())
    return _lines([graph.about, *values, *constants, *nodes, *metadata])


def _keras(model: TrainedModel) -> str:
    made = network_in(exported_from(model))
    graph = KerasGraph(len(made.columns))
    output = add_layers(graph, made, standardised(graph, made, add_inputs(graph, made)))
    arrays = (f"{name} {[array.tolist() for array in own]}" for name, own in graph.weights)
    nodes = (json.dumps(node, ensure_ascii=False) for node in graph.document(output)["config"]["layers"])
    return _lines([*nodes, output.node, *arrays])


def _lines(texts: Any) -> str:
    return "\n".join(texts)


def written(kind: str) -> str:
    """The texts of all networks in one format."""
    return "".join(f"##### {name}\n{texts_of(make(), kind)}\n" for name, make in NETWORKS.items())


def written_scripts() -> str:
    """The script that goes on training, and in which lines it differs for each other recipe."""
    found = {name: texts_of(trained(**changes), "torch_training").splitlines() for name, changes in RECIPES.items()}
    plain = found.pop("plain")
    texts = [_lines(plain)]
    for name, lines in found.items():
        changed = (line for line in unified_diff(plain, lines, n=0, lineterm="") if not line.startswith(("---", "+++", "@@")))
        texts.append(_lines([f"##### {name}", *changed]))
    return "\n".join(texts) + "\n"


FILES: dict[str, Callable[[], str]] = {
    **{f"{kind}.txt": partial(written, kind) for kind in EXPORTERS.names() if kind != "torch_training"},
    "torch_training.txt": written_scripts,
}
