"""The recipe that a link of TensorFlow Playground stands for, and what cannot be the same here, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from engine.core.number_format import format_number
from engine.core.params import params_of
from engine.core.translation import _, joined
from engine.data.datasets import Dataset
from engine.data.datasets.playground_points import PlaygroundPoints
from engine.data.playground_links.link import MOST_LAYERS, MOST_NEURONS, MOST_NOISE, Link, LinkProblem
from engine.data.playground_links.point_sets import ROWS, shuffled_points
from engine.nn.activations import Activation, Identity, ReLU, Sigmoid, Tanh
from engine.nn.initializers import PlaygroundWeights, Zeros
from engine.nn.layers.dense import Dense
from engine.nn.losses import Loss, MeanSquaredError
from engine.nn.losses.tanh_mse import TanhSquaredError
from engine.optim.optimizers import SGD
from engine.optim.regularizers import L1, L2, NoPenalty, Penalty, StoppingL1
from engine.recipe.recipe import Block, Recipe, Seeds

BIAS = 0.1  # that every neuron of the page starts with
ACTIVATIONS: dict[str, Activation] = {"relu": ReLU(), "tanh": Tanh(), "sigmoid": Sigmoid(), "linear": Identity()}
FORMULAS = {
    "x": "x1",
    "y": "x2",
    "xSquared": "x1**2",
    "ySquared": "x2**2",
    "xTimesY": "x1*x2",
    "sinX": "sin(x1)",
    "sinY": "sin(x2)",
}
HALF = 0.5  # the page's loss is half the square; ours is the whole one


def recipe_of(link: Link) -> Recipe:
    """The very points, split, inputs, start weights and steps of the page, as far as a recipe can say them (`differences`)."""
    sizes = [len(link.inputs), *link.shape, 1]
    _rows, random = shuffled_points(link.data, link.seed, link.noise / 100)
    at, weights = random.drawn, []
    for before, after in pairwise(sizes):
        weights.append(Zeros() if link.starts_at_zero else PlaygroundWeights(link.seed, at, Seeds().weights))
        at += before * after
    bias = 0.0 if link.starts_at_zero else BIAS
    layers = [Dense(units, ACTIVATIONS[link.activation], own, bias) for units, own in zip(link.shape, weights, strict=False)]
    return Recipe(
        data=PlaygroundPoints(link.data, link.seed, link.noise / 100),
        blocks=tuple(Block(k, layer) for k, layer in enumerate(layers, 1)),
        output_weights=weights[-1],
        output_bias=bias,
        loss=_loss(link),
        optimizer=SGD(HALF * link.rate),
        batch=link.batch,
        shuffle=False,
        carry_over=bool(_training_rows(link) % link.batch),
        train_share=link.train_percent / 100,
        penalty=_penalty(link),
        inputs=tuple(FORMULAS[name] for name in link.inputs),
    )


def link_of(recipe: Recipe) -> Link:
    """The link that opens the network of a recipe on the page. Raises LinkProblem where the page has no such network."""
    layers = [block.layer for block in recipe.blocks if block.enabled]
    dense = [layer for layer in layers if isinstance(layer, Dense)]
    kinds = {name for name, activation in ACTIVATIONS.items() for layer in dense if layer.activation == activation}
    if len(dense) < len(layers) or len(kinds) > 1 or any(layer.activation not in ACTIVATIONS.values() for layer in dense):
        text = _("TensorFlow Playground has only dense layers, all with one of these activations: {names}.")
        raise LinkProblem(text.format(names=", ".join(ACTIVATIONS)))
    if len(dense) > MOST_LAYERS or any(layer.units > MOST_NEURONS for layer in dense):
        text = _("TensorFlow Playground has at most {layers} hidden layers of {neurons} neurons.")
        raise LinkProblem(text.format(layers=MOST_LAYERS, neurons=MOST_NEURONS))
    formulas = recipe.inputs or ("x1", "x2")
    unknown = [formula for formula in formulas if formula not in FORMULAS.values()]
    if unknown:
        text = _("TensorFlow Playground has no input {formula}: it has {names}.")
        raise LinkProblem(text.format(formula=unknown[0], names=", ".join(FORMULAS.values())))
    points = _points_of(recipe.data)
    if recipe.standardise or points is None:
        raise LinkProblem(_("TensorFlow Playground has only its own six datasets, whose inputs are not standardised."))
    penalty = {L1: "L1", StoppingL1: "L1", L2: "L2", NoPenalty: ""}.get(type(recipe.penalty))
    if penalty is None:
        raise LinkProblem(_("TensorFlow Playground has only L1 and L2 as regularisation."))
    return Link(
        seed=points.seed,
        data=points.points,
        noise=round(100 * points.noise, 6),
        train_percent=round(100 * recipe.train_share, 6),
        shape=tuple(layer.units for layer in dense),
        inputs=tuple(name for name, formula in FORMULAS.items() if formula in formulas),
        activation=kinds.pop() if kinds else "tanh",
        penalty=penalty,
        strength=HALF * getattr(recipe.penalty, "strength", 0.0),
        rate=recipe.optimizer.lr / HALF,
        batch=recipe.batch,
        starts_at_zero=isinstance(recipe.output_weights, Zeros),
    )


def losses_of_link(recipe: Recipe) -> tuple[str, ...]:
    """What a link of this recipe does not say, a sentence each; nothing for one that was opened from a link."""
    found = []
    if not isinstance(recipe.data, PlaygroundPoints):
        found.append(_("The page draws other points and other start weights."))
    if recipe.optimizer.kind != "sgd":
        text = _("The page has only plain gradient descent, not {optimizer}.")
        found.append(text.format(optimizer=_(recipe.optimizer.label)))
    if recipe.loss.kind not in ("tanh_mse", "mse"):
        found.append(_("The page has only the squared error as loss."))
    opened = recipe_of(link_of(recipe))
    if isinstance(recipe.data, PlaygroundPoints) and _starts(recipe) != _starts(opened):
        found.append(_("The page draws other start weights."))
    if isinstance(recipe.penalty, L1) and not isinstance(opened.penalty, L1):
        found.append(_("With L1 a weight that crosses 0 goes on here; on the page it stays at 0."))
    if opened.carry_over and not recipe.carry_over:
        found.append(_("The last batch of an epoch is smaller here; on the page its rows wait for the next epoch."))
    unsaid = [_(about.label) for name, about in params_of(recipe).items() if name in UNSAID and _differs(name, recipe, opened)]
    if unsaid:
        found.append(_("A link does not say: {names}.").format(names=joined(unsaid, ", ")))
    return tuple(found)


UNSAID = ("shuffle", "schedule", "clip", "class_weights", "stops", "validation_share")  # settings that the page does not have


def _differs(name: str, recipe: Recipe, opened: Recipe) -> bool:
    return bool(getattr(recipe, name) != getattr(opened, name))


def _starts(recipe: Recipe) -> tuple[tuple[object, ...], ...]:
    """How the weights and biases of each layer start, and which seed draws the weights."""
    dense = [block.layer for block in recipe.blocks if block.enabled and isinstance(block.layer, Dense)]
    each = [(layer.weights, layer.bias) for layer in dense]
    return (*each, (recipe.output_weights, recipe.output_bias), (recipe.seeds.weights,))


OWN_SETS = {
    "circle": "circle",
    "xor": "xor",
    "gaussian": "gauss",
    "spiral": "spiral",
    "plane": "reg-plane",
    "multi_gaussian": "reg-gauss",
}


def _points_of(data: Dataset) -> PlaygroundPoints | None:
    """The page's dataset of that name; None where it has none."""
    if isinstance(data, PlaygroundPoints):
        return data
    name = OWN_SETS.get(data.kind)
    return None if name is None else PlaygroundPoints(name, "0.5", float(getattr(data, "noise", 0.0)))


def differences(link: Link) -> tuple[str, ...]:
    """What is not as on the page, a sentence each."""
    return tuple(_differences(link))


def _differences(link: Link) -> Iterator[str]:
    rate = _("The learning rate is {here} instead of {there}: the loss here is the whole square, there half of it.")
    yield rate.format(here=format_number(HALF * link.rate, 6), there=format_number(link.rate, 6))
    if not link.has_seed:
        text = _("The link has no seed: the page draws other points each time, and here it is {seed}.")
        yield text.format(seed=link.seed)
    if link.asked_noise is not None:
        text = _("The link asks for {asked} % noise: the page has 0 to {most} %, and takes {noise} % for it, as is done here.")
        asked, most = format_number(link.asked_noise), format_number(MOST_NOISE)
        yield text.format(asked=asked, most=most, noise=format_number(link.noise))
    if link.batch > _training_rows(link):
        yield _("Each step uses all training rows here; the page never takes one, since its batch is larger than that.")
    if isinstance(_penalty(link), L1):
        yield _("With L1 a weight that crosses 0 goes on here; on the page it stays at 0.")
    if link.hidden:
        yield _("Controls that the link hides are shown here: {names}.").format(names=joined(link.hidden, ", "))
    if link.shows_test:
        yield _("Test points are a check box of Output here.")
    if link.discrete:
        yield _("Discrete output is a check box of Output here.")
    if link.left_out:
        yield _("These parts of the link mean nothing here: {names}.").format(names=joined(link.left_out, ", "))


def _training_rows(link: Link) -> int:
    return int(ROWS[link.data] * link.train_percent / 100)


def _loss(link: Link) -> Loss:
    return MeanSquaredError() if link.is_regression else TanhSquaredError()


def _penalty(link: Link) -> Penalty:
    """Twice the strength, since the learning rate is half of the page's. Weights that start at 0 must be able to leave it."""
    kinds: dict[str, type[L1 | L2 | StoppingL1]] = {"L1": L1 if link.starts_at_zero else StoppingL1, "L2": L2}
    return kinds[link.penalty](link.strength / HALF) if link.penalty and link.strength else NoPenalty()
