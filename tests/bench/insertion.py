"""What inserting a layer into a trained network does to its loss, by kind and activation: `python -m tests.bench.insertion`.

Circle with two hidden layers of tanh, or of ReLU, is trained for 2,000 steps; then a layer is inserted between the two, the
loss is measured, and again after 200 more steps. "Random" is the loss with the layer's ordinary random start.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.network.identity_start import insertion_objection
from engine.nn.activations import ACTIVATIONS, Activation, ReLU, Tanh
from engine.nn.layers import LAYERS, Layer
from engine.nn.layers.dense import Dense
from engine.recipe.recipe import Block, Recipe
from engine.training.session import Session

UNITS, STEPS, FURTHER = 6, 2_000, 200


@dataclass(frozen=True)
class Row:
    """Training losses: before, right after the insertion, after FURTHER steps, and right after with a random start."""

    network: str
    layer: str
    before: float
    after: float
    later: float
    random: float
    objection: str


def layers() -> Iterator[tuple[str, Layer]]:
    for activation in ACTIVATIONS:
        yield f"Dense {UNITS} {activation.label}", Dense(UNITS, activation())
    yield f"Dense {UNITS + 2} Tanh", Dense(UNITS + 2, Tanh())
    yield f"Dense {UNITS + 2} ReLU", Dense(UNITS + 2, ReLU())
    yield f"Dense {UNITS - 2} Tanh", Dense(UNITS - 2, Tanh())
    yield from ((kind.label, kind()) for kind in LAYERS if kind is not Dense)


def trained(activation: Activation, steps: int = STEPS) -> Session:
    blocks = Block(1, Dense(UNITS, activation)), Block(2, Dense(4, activation))
    session = Session(replace(Recipe(), blocks=blocks))
    session.advance(steps)
    return session


def inserted(session: Session, layer: Layer, index: int = 1) -> Recipe:
    """The recipe of the session with the layer before position `index`."""
    blocks = session.recipe.blocks
    return replace(session.recipe, blocks=(*blocks[:index], Block(9, layer), *blocks[index:]))


def measured(activation: Activation) -> Iterator[Row]:
    session = trained(activation)
    recipe, state, before = session.recipe, session.checkpoint(), session.scores().train_loss
    for name, layer in layers():
        session.restore(recipe, state)
        into = inserted(session, layer)
        says = insertion_objection(recipe, 1, layer, session.network.inputs, session.network.outputs)
        session.step = 0  # as a network that has learned nothing: the layer starts at random
        session.adopt(into)
        random = session.scores().train_loss
        session.restore(recipe, state)
        session.adopt(into)
        after = session.scores().train_loss
        session.advance(FURTHER)
        yield Row(activation.label, name, before, after, session.scores().train_loss, random, says)


def main() -> int:
    print(f"{'Trained with':14}{'Inserted':24}{'Before':>10}{'After':>10}{'+200 steps':>12}{'Random':>10}  Says")
    for activation in (Tanh(), ReLU()):
        for row in measured(activation):
            numbers = f"{row.before:10.5f}{row.after:10.5f}{row.later:12.5f}{row.random:10.5f}"
            print(f"{row.network:14}{row.layer:24}{numbers}  {row.objection}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
