"""A network that fits a dataset: layers, optimizer and batch with which it is learned well.

To give a dataset its own, add a row to `FITTINGS`; for others, such as the user's files, `fitting_by_size` knows one. How good
they are: `python -m tests.bench.accuracy`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.core.number_format import format_count, format_number
from engine.core.translation import _
from engine.data.table import Task
from engine.nn.activations import Activation, ReLU, SiLU, Tanh
from engine.nn.layers.dense import Dense
from engine.nn.losses import usual_loss
from engine.optim.gradient_clipping import NoClip
from engine.optim.optimizers import Adam
from engine.optim.regularizers import NoPenalty
from engine.optim.schedules import Constant, Cosine, Schedule
from engine.recipe.recipe import Block, Recipe

FEW, MANY = 1_000, 20_000  # rows of a table


@dataclass(frozen=True)
class Fitting:
    """Dense layers of these sizes with one activation, learned by Adam in about so many epochs.

    fades: the learning rate falls to zero over these epochs, along half a cosine.
    """

    sizes: tuple[int, ...]
    activation: Activation
    rate: float
    batch: int
    epochs: int
    fades: bool = False

    @property
    def layers(self) -> tuple[Dense, ...]:
        return tuple(Dense(size, self.activation) for size in self.sizes)

    @property
    def schedule(self) -> Schedule:
        return Cosine(self.epochs, restarts=False) if self.fades else Constant()

    def apply(self, recipe: Recipe, task: Task) -> Recipe:
        """The recipe with this network and how it is trained. Data, split, seeds, class weights and stop rules stay."""
        return replace(
            recipe,
            blocks=tuple(Block(i + 1, layer) for i, layer in enumerate(self.layers)),
            output_weights=Recipe().output_weights,
            loss=usual_loss(task),
            optimizer=Adam(self.rate),
            batch=self.batch,
            standardise=recipe.data.standardise,
            schedule=self.schedule,
            clip=NoClip(),
            penalty=NoPenalty(),
            inputs=(),
        )

    def is_in(self, recipe: Recipe) -> bool:
        """Whether the recipe has this network and trains it so, whatever else it has."""
        layers = tuple(block.layer for block in recipe.blocks if block.enabled)
        found = (layers, recipe.optimizer, recipe.batch, recipe.schedule, recipe.inputs)
        return found == (self.layers, Adam(self.rate), self.batch, self.schedule, ())

    def in_words(self) -> str:
        """'Hidden layers of 16, 16 tanh; Adam, rate 0.01; batch 16; about 150 epochs.'"""
        text = _("No hidden layer; Adam, rate {rate}; batch {batch}; about {epochs} epochs.")
        if self.sizes:
            text = _("Hidden layers of {sizes} {activation}; Adam, rate {rate}; batch {batch}; about {epochs} epochs.")
        sizes = ", ".join(map(str, self.sizes))
        slots = {"sizes": sizes, "activation": _(self.activation.label), "batch": self.batch}
        return text.format(rate=format_number(self.rate), epochs=format_count(self.epochs), **slots)


SMOOTH = Fitting((16, 16), Tanh(), rate=0.01, batch=16, epochs=150)
BENT = Fitting((32, 32, 32), ReLU(), rate=0.003, batch=16, epochs=300, fades=True)
HILLS = Fitting((32, 32, 32, 32), SiLU(), rate=0.003, batch=16, epochs=800, fades=True)
LINE = Fitting((), Tanh(), rate=0.03, batch=16, epochs=150)
CURVE = Fitting((16,), ReLU(), rate=0.01, batch=16, epochs=300)
GATE = Fitting((4,), Tanh(), rate=0.02, batch=4, epochs=1500)
TABLE = Fitting((16,), Tanh(), rate=0.01, batch=16, epochs=60)
IMAGES = Fitting((64,), ReLU(), rate=0.002, batch=32, epochs=30)

FITTINGS = {
    **dict.fromkeys(("circle", "xor", "gaussian", "moons", "rings", "blobs", "plane"), SMOOTH),
    **dict.fromkeys(("spiral", "three_arms", "checkerboard", "above_below", "sine", "swiss_roll"), BENT),
    "multi_gaussian": HILLS,
    **dict.fromkeys(("line", "outlier"), LINE),
    **dict.fromkeys(("absolute_value", "step"), CURVE),
    **dict.fromkeys(("and_gate", "or_gate", "xor_gate"), GATE),
    **dict.fromkeys(("iris", "wine", "penguins", "auto_mpg"), TABLE),
    "digits": IMAGES,
}


def fitting_by_size(rows: int, inputs: int) -> Fitting:
    """For a table that is not known: the more rows, the more neurons and the larger the batch."""
    if rows < FEW:
        return TABLE if inputs > 2 else SMOOTH
    sizes, batch = ((64, 64), 128) if rows > MANY else ((32, 32), 32)
    return Fitting(sizes, ReLU(), rate=0.003, batch=batch, epochs=max(10, min(100, 1_000_000 // rows)))
