"""All that a run depends on, as one immutable value: data, layers, loss, optimizer and the three seeds."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from engine.core.number_format import format_count
from engine.core.params import param, params_of
from engine.core.quoting import quoted
from engine.core.registry import dump, dump_value, load, load_value
from engine.core.translation import _, english
from engine.data.datasets import DATASETS, Dataset
from engine.data.formulas.input_list import checked_inputs
from engine.nn.activations import Identity, Tanh
from engine.nn.initializers import INITIALIZERS, Initializer, Xavier
from engine.nn.layers import LAYERS, Layer
from engine.nn.layers.dense import Dense
from engine.nn.losses import LOSSES, CrossEntropy, Loss
from engine.optim.gradient_clipping import CLIPS, Clip, NoClip
from engine.optim.optimizers import OPTIMIZERS, SGD, Optimizer
from engine.optim.regularizers import PENALTIES, NoPenalty, Penalty
from engine.optim.schedules import SCHEDULES, Constant, Schedule
from engine.optim.stopping import STOPS, StopRule
from engine.recipe.fixed_scaling import FixedScaling, scaling_from_data, scaling_to_data
from engine.recipe.layer_identity import numbers_of, places_of
from engine.recipe.limits import MOST_ID, MOST_LAYERS, MOST_NAME, check_extent, layers_objection

CLASS_WEIGHTS = ("none", "balanced")
OUTPUT = 0  # the id of the output layer, which the data and the loss decide; all others count from 1


@dataclass(frozen=True)
class Block:
    """A layer at its position in the stack. The id stays with it when it is moved; `name`, if given, replaces the numbered one.

    `number` and `place` are those of `layer_identity`: by them a layer keeps its name and its colour when others come or go.

    `rate` multiplies the learning rate for this layer. `frozen`: its parameters and the optimizer's memory do not change;
    running statistics still follow the data. One that is not `enabled` keeps its position, but is not part of the network.
    """

    id: int
    layer: Layer
    name: str = ""
    rate: float = param(1.0, "Rate multiplier", low=0.0, high=10.0, help="This layer's share of the learning rate. 1 is usual.")
    frozen: bool = param(False, "Frozen", help="Training leaves this layer as it is.")
    enabled: bool = True
    number: int = 0
    place: float = 0.0


@dataclass(frozen=True)
class Seeds:
    """The seeds of all random numbers. The same three give the same run, bit for bit, on the same machine."""

    data: int = param(1, "Data seed", low=0, high=2**31 - 1, help="Draws the points, their noise and the split.")
    weights: int = param(1, "Weights seed", low=0, high=2**31 - 1, help="Draws the start weights.")
    order: int = param(1, "Order seed", low=0, high=2**31 - 1, help="Draws the order of the rows in each epoch, and dropout.")


@dataclass(frozen=True)
class Recipe:
    """See the module. Equal recipes give equal runs.

    `inputs` are formulas of the table's columns, as `features` reads them; none means all columns as they are. `scaling` is what
    an imported network brought with it: inputs that it fits are standardised by it, not by what the training rows measure.
    """

    data: Dataset = field(default_factory=lambda: DATASETS["circle"]())
    blocks: tuple[Block, ...] = (Block(1, Dense(4, Tanh())), Block(2, Dense(2, Tanh())))
    output_weights: Initializer = param(Xavier(), "Output weights", family=INITIALIZERS, help="How the output's weights start.")
    output_bias: float = param(0.0, "Output bias", low=-10.0, high=10.0, help="What the output's biases are at the start.")
    loss: Loss = param(CrossEntropy(), "Loss", family=LOSSES, help="What training minimises.")
    optimizer: Optimizer = param(SGD(), "Optimizer", family=OPTIMIZERS, help="How a gradient becomes a step.")
    batch: int = param(10, "Batch size", low=1, high=4096, help="Rows per step. Small: noisy and quick. Large: smooth and slow.")
    shuffle: bool = param(True, "Shuffle", help="Draw a new order of the rows for each epoch. Without, it is always the same.")
    carry_over: bool = param(
        False,
        "Carry over",
        optional=True,
        help="Rows left over at an epoch's end join the next epoch's first step. Without, they are a smaller last batch.",
    )
    train_share: float = param(0.5, "Training share", low=0.1, high=0.9, help="Share of the rows to learn from; the rest test.")
    validation_share: float = param(
        0.0,
        "Validation",
        low=0.0,
        high=0.8,
        optional=True,
        help="Share of all rows that decide, instead of the test rows, when training stops; 0: none.",
    )
    standardise: bool = param(False, "Standardise", help="Scale inputs to mean 0, deviation 1 of the training rows.")
    seeds: Seeds = Seeds()
    schedule: Schedule = param(Constant(), "Schedule", family=SCHEDULES, help="How the learning rate changes while training.")
    clip: Clip = param(NoClip(), "Gradient clipping", family=CLIPS, help="A bound on the gradient, against steps that explode.")
    penalty: Penalty = param(
        NoPenalty(), "Regularisation", family=PENALTIES, help="A price on large weights, against overfitting: L1, L2 and others."
    )
    stops: tuple[StopRule, ...] = param(
        (), "Stop rules", family=STOPS, many=True, distinct=True, low=0, high=12, help="When training pauses by itself."
    )
    class_weights: str = param(
        "none",
        "Class weights",
        choices=CLASS_WEIGHTS,
        help="balanced: rows of rare classes count more, so that all classes count alike while training.",
    )
    inputs: tuple[str, ...] = ()
    scaling: FixedScaling | None = None

    def __post_init__(self) -> None:
        if not self.standardise and self.scaling is not None:
            object.__setattr__(self, "scaling", None)

    def stack(self, outputs: int) -> tuple[Block, ...]:
        """The enabled layers in order, the output layer last: `outputs` raw scores, which the loss links to predictions."""
        enabled = (block for block in self.blocks if block.enabled)
        return (*enabled, Block(OUTPUT, Dense(outputs, Identity(), self.output_weights, self.output_bias), "Output"))

    def names(self) -> dict[int, str]:
        """The names of the blocks as people read them, by id: its own, or its kind and number, 'Dense 2', translated."""
        numbers, text = numbers_of(self.blocks), _("{layer} {number}")
        names = {one.id: one.name or text.format(layer=_(one.layer.label), number=numbers[one.id]) for one in self.blocks}
        return {**names, OUTPUT: _("Output")}

    def names_in_files(self) -> dict[int, str]:
        """The same in English, whatever the language: what is written into files and read from them."""
        return {block: english(name) for block, name in self.names().items()}

    def places(self) -> dict[int, float]:
        """Where each block stands between the inputs, 0, and the output, 1, by id: its colour comes from it."""
        return {**places_of(self.blocks), OUTPUT: 1.0}

    def data_key(self) -> tuple[Any, ...]:
        """What the prepared data depend on: equal keys, equal data."""
        return (*self.rows_key(), self.standardise, self.inputs, self.scaling)

    def rows_key(self) -> tuple[Any, ...]:
        """What the rows and their split depend on."""
        return (self.data.rows_key(), self.seeds.data, self.train_share, self.validation_share)

    @property
    def has_validation(self) -> bool:
        """Whether some rows are for validation: neither learned from nor tested with, they decide."""
        return self.validation_share > 0 and self.data.keeps_test_rows


FORMAT = 1


def recipe_to_data(recipe: Recipe) -> dict[str, Any]:
    """The recipe as plain data for JSON. `recipe_from_data` reads it back equal."""
    source, about = dump(recipe.data), params_of(recipe.data)
    identity = {name: source.pop(name) for name in about if about[name].hidden}  # apart: earlier versions pass over it
    data: dict[str, Any] = {"format": FORMAT, "data": source}
    if any(identity.values()):
        data["identity"] = identity
    data["blocks"] = [block_to_data(block) for block in recipe.blocks]
    for name, one in params_of(recipe).items():
        value = getattr(recipe, name)
        if not one.optional or value != one.default:
            data[name] = dump_value(value)
    data["seeds"] = dataclasses.asdict(recipe.seeds)
    data["inputs"] = list(recipe.inputs)
    return data if recipe.scaling is None else {**data, "scaling": scaling_to_data(recipe.scaling)}


def recipe_from_data(data: Any) -> Recipe:
    """Raises ValueError with a sentence when the data are not a recipe of this or an earlier format."""
    if not isinstance(data, dict) or type(data.get("format")) is not int or data["format"] < 1:
        raise ValueError(_("It holds no network of this program."))
    if data["format"] > FORMAT:
        text = _("A newer version wrote it (format {found}, this one reads {known}): update the program.")
        raise ValueError(text.format(found=quoted(data["format"]), known=FORMAT))
    check_extent(data)
    source, identity = data.get("data"), data.get("identity", {})
    if isinstance(source, dict) and isinstance(identity, dict):
        source = {**source, **identity}
    values: dict[str, Any] = {"data": load(DATASETS, source), "blocks": _blocks(data.get("blocks"))}
    for name, about in params_of(Recipe).items():
        if name in data:
            values[name] = load_value(about, data[name])
    values["seeds"] = _seeds(data.get("seeds", {}))
    values["inputs"] = checked_inputs(data.get("inputs", ()))
    values["scaling"] = scaling_from_data(data.get("scaling"))
    return Recipe(**values)


def block_to_data(block: Block) -> dict[str, Any]:
    """A layer of the recipe as JSON data."""
    data = {"id": block.id, "name": block.name, "layer": dump(block.layer)}
    data |= {name: getattr(block, name) for name in params_of(block)}
    own = {"number": block.number, "place": block.place}
    data |= {name: value for name, value in own.items() if value}
    return data if block.enabled else {**data, "enabled": False}


def block_from_data(data: Any) -> Block:
    """Raises ValueError with a sentence when the data are not what `block_to_data` wrote."""
    if not isinstance(data, dict):
        raise ValueError(_("A layer's data are damaged."))
    own = {name: one.check(data[name]) for name, one in params_of(Block).items() if name in data}
    own["enabled"] = data.get("enabled", True)
    own |= {"number": data.get("number", 0), "place": data.get("place", 0.0)}
    block = Block(data.get("id", 1), load(LAYERS, data.get("layer")), data.get("name", ""), **own)
    if type(block.id) is not int or not OUTPUT < block.id <= MOST_ID:
        raise ValueError(_("Its layers need different whole numbers above 0 as ids."))
    if not isinstance(block.name, str) or len(block.name) > MOST_NAME:
        raise ValueError(_("A layer's name must be a text of at most {most} letters.").format(most=MOST_NAME))
    if type(block.number) is not int or not 0 <= block.number <= MOST_ID:
        raise ValueError(_("A layer's number must be a whole number from 0."))
    if type(block.place) not in (int, float) or not 0 <= block.place < 1:
        raise ValueError(_("A layer's place must be a number from 0 to 1."))
    if type(block.enabled) is not bool:
        raise ValueError(_("Whether a layer is enabled must be true or false."))
    return block


def _blocks(data: Any) -> tuple[Block, ...]:
    if not isinstance(data, list) or not all(isinstance(one, dict) for one in data):
        raise ValueError(_("Its list of layers is missing or damaged."))
    if len(data) > MOST_LAYERS:
        text = _("It has {count} layers; a network here has at most {most}.")
        raise ValueError(text.format(count=format_count(len(data)), most=MOST_LAYERS))
    blocks = tuple(block_from_data({"id": None, **one}) for one in data)
    objection = layers_objection(block.layer for block in blocks)
    if objection:
        raise ValueError(objection)
    if len({block.id for block in blocks}) < len(blocks):
        raise ValueError(_("Its layers need different whole numbers above 0 as ids."))
    return blocks


def _seeds(data: Any) -> Seeds:
    names = params_of(Seeds)
    if not isinstance(data, dict) or set(data) - set(names):
        raise ValueError(_("Its seeds are damaged: it needs data, weights and order, each a whole number."))
    return Seeds(**{name: names[name].check(value) for name, value in data.items()})  # 1.0 becomes 1
