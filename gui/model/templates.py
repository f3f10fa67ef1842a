"""Networks to start from. To add one, add a row: the entry in File ▸ New from template and its tooltip come from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from engine.core.translation import N_
from engine.data.datasets import Dataset
from engine.data.datasets.basics.and_gate import AndGate
from engine.data.datasets.real_tables.digits import Digits
from engine.data.datasets.shapes.circle import Circle
from engine.nn.activations import ReLU, Sigmoid, Tanh
from engine.nn.initializers import He
from engine.nn.layers import Layer
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.residual import Residual
from engine.nn.losses import PerceptronLoss
from engine.optim.optimizers import SGD, Adam
from engine.recipe.recipe import Block, Recipe
from engine.recipe.suited_network import IMAGES
from gui.model.edits import set_data, with_recipe
from gui.model.project import Project


@dataclass(frozen=True)
class Template:
    """Hidden layers, with a name, and what there is to see in `tip`; both are translated when shown.

    One that is a prepared example has data of its own, and `settings`: other fields of the recipe. `off`: positions of
    layers that are switched off at first.
    """

    name: str
    tip: str
    layers: tuple[Layer, ...]
    data: Dataset | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    off: tuple[int, ...] = ()


TEMPLATES = (
    Template(
        N_("Perceptron"),
        N_("One neuron and four points: it learns AND and OR, and cannot learn XOR. Turn its line by hand in Output."),
        (),
        AndGate(),
        {"loss": PerceptronLoss(), "batch": 1, "optimizer": SGD(0.1)},
    ),
    Template(
        N_("Logistic regression"),
        N_("No hidden layer: the boundary is a straight line. Try it on Gaussian, then on XOR."),
        (),
    ),
    Template(
        N_("One neuron"),
        N_("A single hidden neuron: its numbers can all be read. It cannot learn XOR."),
        (Dense(1, Tanh()),),
    ),
    Template(N_("Shallow"), N_("One wide hidden layer. Try it on circle, then on spiral."), (Dense(8, Tanh()),)),
    Template(
        N_("Deep sigmoid (vanishing gradient)"),
        N_("Look at Gradients: the first layers' lines fall far below the last ones', and learn next to nothing."),
        (Dense(6, Sigmoid()),) * 6,
    ),
    Template(N_("Deep ReLU"), N_("As deep as the sigmoid one; its gradients stay of one size."), (Dense(6, ReLU(), He()),) * 6),
    Template(
        N_("Residual"),
        N_("The deep sigmoid network with skip connections: look at Gradients, they reach the first layer, and it learns."),
        (Dense(6, Sigmoid()), *(Residual((Dense(6, Sigmoid()),)),) * 5),
    ),
    Template(
        N_("Bottleneck"),
        N_("All that the network knows must pass through two neurons: point at them."),
        (Dense(8, Tanh()), Dense(2, Tanh()), Dense(8, Tanh())),
    ),
    Template(
        N_("Overfitting"),
        N_(
            "50 noisy rows, 1,185 parameters: after 300 epochs the test loss is far above its least. "
            "Three cures, each from Same start: click the mark on Dropout to switch it on, or choose L1 or L2 as regularisation."
        ),
        (Dense(32, Tanh()), Dropout(0.5), Dense(32, Tanh())),
        Circle(rows=100, noise=0.3),
        {"optimizer": Adam(0.01)},
        off=(1,),
    ),
    Template(
        N_("Digits"),
        N_(
            "Handwritten digits, 64 pixels each. After 30 epochs draw one yourself in Digit pad; "
            "Weights shows what each neuron looks for."
        ),
        IMAGES.layers,
        Digits(),
        {"optimizer": Adam(IMAGES.rate), "batch": IMAGES.batch, "penalty": IMAGES.penalty},
    ),
)


def from_template(project: Project, template: Template) -> Project:
    """The project with the template's layers and the first optimizer instead of its own; data and other settings stay, unless the
    template has its own.

    What a template shows, such as a vanishing gradient, it shows with plain gradient descent.
    """
    if template.data is not None:
        project = _with_data(project, template.data)
    blocks = tuple(Block(k + 1, layer, enabled=k not in template.off) for k, layer in enumerate(template.layers))
    recipe = replace(project.recipe, blocks=(), optimizer=Recipe().optimizer)  # none of the layers before is one of these
    return with_recipe(replace(project, recipe=recipe, unfolded=frozenset()), blocks=blocks, **template.settings)


def _with_data(project: Project, data: Dataset) -> Project:
    """A new project with these data and the notes of another: a prepared example is the same whatever was there before."""
    table = data.make(np.random.default_rng(Recipe().seeds.data))
    return replace(set_data(Project(), data, table), notes=project.notes)
