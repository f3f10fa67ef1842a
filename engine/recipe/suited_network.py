"""A network that fits a dataset: layers, optimizer and batch with which it is learned well.

To give a dataset its own, add a row to `FITTINGS`: the smallest network that learns the set from nearly every start. For others,
such as the user's files, `fitting_by_size` knows one. How good they are: `python -m tests.bench.accuracy`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.core.number_format import format_count, format_number
from engine.core.translation import _
from engine.data.datasets import Dataset
from engine.data.datasets.basics.and_gate import AndGate
from engine.data.datasets.basics.or_gate import OrGate
from engine.data.table import Task
from engine.nn.activations import Activation, ReLU, SiLU, Tanh
from engine.nn.layers.dense import Dense
from engine.nn.losses import Loss, PerceptronLoss, usual_loss
from engine.optim.gradient_clipping import NoClip
from engine.optim.optimizers import SGD, Adam, Optimizer
from engine.optim.regularizers import L2, NoPenalty
from engine.optim.schedules import Constant, Cosine, Schedule
from engine.recipe.recipe import Block, Recipe

FEW, MANY = 1_000, 20_000  # rows of a table
SEPARABLE_NOISE = 0.25  # from this on, no straight line has all points of a noisy AND or OR on their sides


@dataclass(frozen=True)
class Fitting:
    """Dense layers of these sizes with one activation, learned by Adam in about so many epochs.

    fades: the learning rate falls to zero over these epochs, along half a cosine. rule: another optimizer, by its learning rate.
    loss: another than the usual one of the task. penalty: a price on large weights, for a set that would be memorised.
    """

    sizes: tuple[int, ...]
    activation: Activation
    rate: float
    batch: int
    epochs: int
    fades: bool = False
    rule: Callable[[float], Optimizer] = Adam
    loss: Loss | None = None
    penalty: L2 | None = None

    @property
    def layers(self) -> tuple[Dense, ...]:
        return tuple(Dense(size, self.activation) for size in self.sizes)

    @property
    def optimizer(self) -> Optimizer:
        return self.rule(self.rate)

    @property
    def schedule(self) -> Schedule:
        return Cosine(self.epochs, restarts=False) if self.fades else Constant()

    def apply(self, recipe: Recipe, task: Task) -> Recipe:
        """The recipe with this network and how it is trained. Data, split, seeds, class weights and stop rules stay."""
        return replace(
            recipe,
            blocks=tuple(Block(i + 1, layer) for i, layer in enumerate(self.layers)),
            output_weights=Recipe().output_weights,
            loss=self.loss or usual_loss(task),
            optimizer=self.optimizer,
            batch=self.batch,
            standardise=recipe.data.standardise,
            schedule=self.schedule,
            clip=NoClip(),
            penalty=self.penalty or NoPenalty(),
            inputs=(),
        )

    def is_in(self, recipe: Recipe) -> bool:
        """Whether the recipe has this network and trains it so, whatever else it has."""
        layers = tuple(block.layer for block in recipe.blocks if block.enabled)
        found = (layers, recipe.optimizer, recipe.batch, recipe.schedule, recipe.inputs)
        wanted = (self.layers, self.optimizer, self.batch, self.schedule, ())
        return found == wanted and self.loss in (None, recipe.loss) and self.penalty in (None, recipe.penalty)

    def in_words(self) -> str:
        """'Hidden layers of 16, 16 tanh; Adam, rate 0.01; batch 16; about 150 epochs.'"""
        text = _("One neuron, no hidden layer; {optimizer}, rate {rate}; batch {batch}; about {epochs} epochs.")
        if isinstance(self.loss, PerceptronLoss):
            text = _("One neuron, a perceptron; {optimizer}, rate {rate}; batch {batch}; about {epochs} epochs.")
        elif len(self.sizes) == 1:
            text = _("One hidden layer: {sizes} {activation}; {optimizer}, rate {rate}; batch {batch}; about {epochs} epochs.")
        elif self.sizes:
            text = _("Hidden layers of {sizes} {activation}; {optimizer}, rate {rate}; batch {batch}; about {epochs} epochs.")
        sizes = ", ".join(map(str, self.sizes))
        slots = {"sizes": sizes, "activation": _(self.activation.label), "batch": self.batch}
        slots |= {"optimizer": _(self.optimizer.label), "rate": format_number(self.rate), "epochs": format_count(self.epochs)}
        text = text.format(**slots)
        if self.penalty is not None:
            strength = format_number(self.penalty.strength)
            text = _("{network} Large weights cost something: {penalty}, strength {strength}.").format(
                network=text, penalty=_(self.penalty.label), strength=strength
            )
        return text


SMOOTH = Fitting((16, 16), Tanh(), rate=0.01, batch=16, epochs=150)
BENT = Fitting((32, 32, 32), ReLU(), rate=0.003, batch=16, epochs=300, fades=True)
HILLS = Fitting((32, 32, 32, 32), SiLU(), rate=0.003, batch=16, epochs=800, fades=True)
LINE = Fitting((), Tanh(), rate=0.03, batch=16, epochs=150)  # one neuron
JUMP = Fitting((1,), Tanh(), rate=0.1, batch=16, epochs=150)
BEND = Fitting((8,), ReLU(), rate=0.03, batch=16, epochs=300)  # two can draw it, and find it from every third start
PERCEPTRON = Fitting((), Tanh(), rate=0.1, batch=1, epochs=30, rule=SGD, loss=PerceptronLoss())
GATE = Fitting((4,), Tanh(), rate=0.02, batch=4, epochs=1500)
TABLE = Fitting((16,), Tanh(), rate=0.01, batch=16, epochs=60)
DISTRICTS = Fitting((8,), Tanh(), rate=0.01, batch=16, epochs=60, fades=True)  # 16 overfit 160 rows
IMAGES = Fitting((64,), ReLU(), rate=0.002, batch=32, epochs=30, penalty=L2(0.01))  # without, its weights look like noise

FITTINGS = {
    **dict.fromkeys(("circle", "xor", "moons", "rings", "blobs"), SMOOTH),
    **dict.fromkeys(("spiral", "three_arms", "checkerboard", "above_below", "sine", "swiss_roll"), BENT),
    "multi_gaussian": HILLS,
    **dict.fromkeys(("line", "outlier", "plane", "gaussian"), LINE),
    "step": JUMP,
    "absolute_value": BEND,
    **dict.fromkeys(("and_gate", "or_gate"), PERCEPTRON),
    "xor_gate": GATE,
    **dict.fromkeys(("iris", "wine", "penguins", "auto_mpg"), TABLE),
    "korean_districts": DISTRICTS,
    "digits": IMAGES,
}


def known_fitting(data: Dataset) -> Fitting | None:
    """The network of a dataset known by name. Of a gate with much noise no straight line is right any more."""
    if isinstance(data, AndGate | OrGate) and data.noise >= SEPARABLE_NOISE:
        return GATE
    return FITTINGS.get(data.kind)


def fitting_by_size(rows: int, inputs: int) -> Fitting:
    """For a table that is not known: the more rows, the more neurons and the larger the batch."""
    if rows < FEW:
        return TABLE if inputs > 2 else SMOOTH
    sizes, batch = ((64, 64), 128) if rows > MANY else ((32, 32), 32)
    return Fitting(sizes, ReLU(), rate=0.003, batch=batch, epochs=max(10, min(100, 1_000_000 // rows)))
