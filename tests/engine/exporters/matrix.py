"""The matrix that every export format is tried on: kind of layer × activation × loss and task × scaling × features × columns.

`covering_cases` are few that have every pair of values; `all_cases` are all. `model_of` builds a case's network without training.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import combinations, product
from random import Random

import numpy as np

from engine.core.arrays import Array
from engine.data.features import compute, features_of
from engine.data.preprocessing import Scaling, no_scaling, standard_scaling
from engine.data.source_columns import SourceColumn, encode, filled
from engine.data.table import Task
from engine.exporters.trained_model import TrainedModel
from engine.network.network import Network
from engine.nn.activations import ACTIVATIONS, ELU, GELU, Activation, LeakyReLU
from engine.nn.layers import LAYERS, Layer
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.residual import Residual
from engine.nn.losses import LOSSES
from engine.recipe.recipe import Recipe
from tests.engine.builders import dense, stack

ROWS = 24  # of the raw inputs that come with a model
CLASSES = ("a", "고양이", 'c "\\ */ ??/ %d {x}')
NUMBERS = ("length (cm)", "키")  # input columns that every case has
THIRD = 'c */ "a\\b" ??/ %d {x}'  # the name of the column whose kind differs

OTHER_SETTINGS: dict[str, Activation] = {  # beside each activation as it is: settings that a file must carry
    "leaky_relu": LeakyReLU(0.2),
    "elu": ELU(0.7),
    "gelu, tanh formula": GELU("tanh"),
}
ACTIVATION_VALUES = {name: ACTIVATIONS[name]() for name in ACTIVATIONS.names()} | OTHER_SETTINGS
TARGETS = tuple(
    f"{name}, {classes} classes" if classes else f"{name}, number"
    for name in LOSSES.names()
    for classes in (0, 2, 3)
    if not LOSSES[name]().objection(Task(classes))
)
SCALINGS = ("none", "standardise", "large mean")
FEATURES = ("columns", "formulas")
COLUMNS: dict[str, SourceColumn] = {
    "numbers": SourceColumn(THIRD, "number", (THIRD,)),
    "2 levels": SourceColumn(THIRD, "category", (THIRD,), ("no", "예")),
    "5 levels, own missing": SourceColumn(
        THIRD,
        "category",
        tuple(f"{THIRD} = {level}" for level in ("r", "g", "파랑", "y", "missing")),
        ("r", "g", "파랑", "y", "missing"),
        "level",
    ),
    "ordered": SourceColumn(THIRD, "ordered", (THIRD,), ("low", "mid", "high"), "most"),
    "number, filled": SourceColumn(THIRD, "number", (THIRD,), missing="mean"),
    "number, missing flag": SourceColumn(THIRD, "number", (THIRD, f"{THIRD} missing"), missing="level"),
}
# Every function and operation. None loses digits for inputs of 10,000,000 ± 1, so that two ways in float64 agree to 1e-9.
FORMULAS = (
    "x1",
    "x3",
    "x1*x2",
    "x2**2",
    "sin(x1 - x2) + cos(x2 - x1)/2",
    "exp(-abs(x1 - x2))",
    "log(1 + abs(x1 - x2))",
    "atan(x1 - x2)*tanh(x2 - x1)",
    "tan(tanh(x1 - x2))",
    "sqrt(abs(x1 - x2))*sign(x3)",
    "max(x1, x2) - min(x1, x2, 1e9)",
    "(x1 - x2)**3/7 + abs(x1 - x2)**1.5",
    "x3*(x1 - x2)",
    "pi*x1 - e",
)


@dataclass(frozen=True)
class Case:
    """One network: a value of each axis of the matrix, by name."""

    layer: str
    activation: str
    target: str  # the loss, and how many classes
    scaling: str
    features: str
    columns: str

    @property
    def loss(self) -> str:
        return self.target.split(", ")[0]

    @property
    def classes(self) -> int:
        return 0 if self.target.endswith("number") else int(self.target.split()[-2])

    def __str__(self) -> str:
        return " | ".join(getattr(self, one.name) for one in fields(self))


AXES: dict[str, tuple[str, ...]] = {
    "layer": tuple(LAYERS.names()),
    "activation": tuple(ACTIVATION_VALUES),
    "target": TARGETS,
    "scaling": SCALINGS,
    "features": FEATURES,
    "columns": tuple(COLUMNS),
}


def all_cases() -> Iterator[Case]:
    return (Case(*values) for values in product(*AXES.values()))


def pairs_of(case: Case) -> set[frozenset[tuple[str, str]]]:
    """Each two of its values, with the axes that they are of."""
    return {frozenset(pair) for pair in combinations([(axis, getattr(case, axis)) for axis in AXES], 2)}


def every_pair() -> set[frozenset[tuple[str, str]]]:
    return {frozenset(((one, a), (other, b))) for one, other in combinations(AXES, 2) for a in AXES[one] for b in AXES[other]}


def covering_cases(seed: int = 1) -> list[Case]:
    """As few cases as a greedy search finds that together have every pair of values of any two axes."""
    random, missing, found = Random(seed), every_pair(), []
    while missing:
        case = max((_completed(missing, random) for _ in range(3)), key=lambda one: len(pairs_of(one) & missing))
        missing -= pairs_of(case)
        found.append(case)
    return found


def _completed(missing: set[frozenset[tuple[str, str]]], random: Random) -> Case:
    """A case with a missing pair, that of the longest axes, and with the values that add most others."""
    start = max(missing, key=lambda pair: (sum(len(AXES[axis]) for axis, _value in pair), sorted(pair)))
    values = dict(start)
    for axis in sorted((axis for axis in AXES if axis not in values), key=lambda axis: -len(AXES[axis])):
        gains = {value: sum(frozenset(((axis, value), other)) in missing for other in values.items()) for value in AXES[axis]}
        values[axis] = random.choice([value for value, gain in gains.items() if gain == max(gains.values())])
    return Case(**values)


def model_of(case: Case) -> tuple[TrainedModel, Array]:
    """The network of a case with random weights, running statistics and scalings; and raw inputs, (ROWS, inputs), of float32.

    The raw inputs have missing values where the column knows what stands for them, and every level.
    """
    rng = np.random.default_rng(sum(map(ord, str(case))))
    columns, x_raw = _table(case, rng)
    names = tuple(name for column in columns for name in column.inputs)
    features = features_of(FORMULAS if case.features == "formulas" else (), names)
    scaling, target_scaling = _scalings(case, compute(features, x_raw))
    f = ACTIVATION_VALUES[case.activation]
    recipe = Recipe(blocks=stack(dense(5, f), _layer(case.layer, f)), loss=LOSSES[case.loss]())
    network = Network(recipe, len(features), Task(case.classes).outputs)
    network.start(int(rng.integers(1000)))
    network.theta += rng.normal(0, 0.2, network.theta.size).astype(np.float32)
    network.buffers += rng.uniform(0, 0.5, network.buffers.size).astype(np.float32)
    scores = network.scores(scaling.apply(compute(features, x_raw)))
    between = 0.6 * scores.max(1) + 0.4 * scores.min(1)  # not a score itself, whose sign would be a matter of rounding
    network.theta[-len(scores) :] -= between  # the output's biases: no score has one sign for all rows
    for vector in (network.theta, network.buffers):
        vector.setflags(write=False)
    model = TrainedModel(
        recipe=recipe,
        layers=network.layers,
        theta=network.theta,
        buffers=network.buffers,
        input_names=names,
        scaling=scaling,
        target_scaling=target_scaling,
        target_name="값",
        classes=CLASSES[: case.classes],
        step=0,
        epoch=0,
        features=features,
        columns=columns,
    )
    return model, x_raw


def _layer(kind: str, f: Activation) -> Layer:
    made: dict[str, Layer] = {
        "dense": dense(4, f),
        "activation": ActivationLayer(f),
        "residual": Residual((dense(3, f), BatchNorm(), Dropout(0.2), ActivationLayer(f))),
    }
    return made.get(kind) or LAYERS[kind]()


def _table(case: Case, rng: np.random.Generator) -> tuple[tuple[SourceColumn, ...], Array]:
    """Columns, and the raw inputs made of random values of them."""
    center = {"none": 0.0, "standardise": 3.0, "large mean": 1e7}[case.scaling]
    values = rng.normal(center, 1.5, (ROWS, 3)).astype(np.float32).astype(np.float64)
    third = COLUMNS[case.columns]
    if third.kind != "number":
        values[:, 2] = rng.permutation(np.arange(ROWS) % len(third.levels))
    if third.missing != "rows":
        values[::5, 2] = np.nan
    third = filled(third, values[:, 2])
    columns = (*(SourceColumn(name, "number", (name,)) for name in NUMBERS), third)
    return columns, encode(columns, values).astype(np.float32).astype(np.float64)


def _scalings(case: Case, features: Array) -> tuple[Scaling, Scaling]:
    if case.scaling == "none":
        return no_scaling(features.shape[1]), no_scaling(1)
    if case.classes:
        return standard_scaling(features), no_scaling(1)
    target = (1000.3, 0.25) if case.scaling == "standardise" else (1e7 + 0.3, 3.7)
    return standard_scaling(features), Scaling(np.array(target[:1]), np.array(target[1:]))
