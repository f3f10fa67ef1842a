"""Networks to begin with. To add one, add a row: File ▸ New from template and its tooltip come from it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.nn.activations import ReLU, Sigmoid, Tanh
from engine.nn.initializers import He
from engine.nn.layers import Layer
from engine.nn.layers.dense import Dense
from engine.nn.layers.residual import Residual
from engine.recipe.recipe import Block
from gui.model.edits import with_recipe
from gui.model.project import Project


@dataclass(frozen=True)
class Template:
    """Hidden layers by name. `tip` says what there is to see."""

    name: str
    tip: str
    layers: tuple[Layer, ...]


TEMPLATES = (
    Template("Logistic regression", "No hidden layer: the boundary is a straight line. Try it on Gaussian, then on XOR.", ()),
    Template("One neuron", "A single hidden neuron: its numbers can all be read. It cannot learn XOR.", (Dense(1, Tanh()),)),
    Template("Shallow", "One wide hidden layer. Try it on circle, then on spiral.", (Dense(8, Tanh()),)),
    Template(
        "Deep sigmoid (vanishing gradient)",
        "Look at Gradients: the first layers' lines fall far below the last ones', and learn next to nothing.",
        tuple(Dense(6, Sigmoid()) for _ in range(6)),
    ),
    Template(
        "Deep ReLU",
        "As deep as the sigmoid one; its gradients stay of one size.",
        tuple(Dense(6, ReLU(), He()) for _ in range(6)),
    ),
    Template(
        "Residual",
        "The deep sigmoid network with a way around each layer: look at Gradients, they reach the first layer, and it learns.",
        (Dense(6, Sigmoid()), *(Residual((Dense(6, Sigmoid()),)) for _ in range(5))),
    ),
    Template(
        "Bottleneck",
        "All that the network knows must pass through two neurons: point at them.",
        (Dense(8, Tanh()), Dense(2, Tanh()), Dense(8, Tanh())),
    ),
)


def from_template(project: Project, template: Template) -> Project:
    """The project with the template's layers in place of its own; data and settings of the run stay."""
    blocks = tuple(Block(k, layer) for k, layer in enumerate(template.layers, 1))
    return with_recipe(replace(project, unfolded=frozenset()), blocks=blocks)
