"""From the steps that a foreign file computes to a network of layers: shared by the importers of other programs' files.

An importer finds the steps, in whatever form the other program writes them; `network_from` puts them together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from engine.core.arrays import Array
from engine.core.params import check_params
from engine.core.translation import N_, _, ngettext
from engine.data.features import all_columns
from engine.importers.base import NO_ANSWERS
from engine.importers.imported_network import ImportedLayer, ImportedNetwork, Question
from engine.importers.layer_names import names_of
from engine.importers.layer_steps import (
    Affine,
    Function,
    Linear,
    Normalising,
    Silent,
    Skip,
    Step,
    leading,
    merged,
    scaling_of,
    size_mismatch,
    trailing,
    wide,
)
from engine.nn.activations import Identity
from engine.nn.layers import Layer
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.dense import Dense
from engine.nn.layers.residual import Residual
from engine.nn.losses import CrossEntropy, Loss, MeanSquaredError

MOST_INPUTS = 10_000
NOTES = (
    N_("The file does not say how the network was trained: optimizer, batch size and the rest are as in a new network."),
    N_("The file does not hold the rows that the network has learned from: choose them again to train it further."),
)
AS_PROBABILITIES_NOW = N_("The file's outputs are scores, or logarithms of probabilities: predictions here are probabilities.")
WITHOUT_INPUT_NAMES = N_("The file does not name the inputs: they are numbered.")
WITHOUT_NAMES = N_("The file does not name the inputs or the classes: they are numbered.")
AS_NUMBER, AS_CLASS, AS_PROBABILITIES, AS_SCORES = "number", "class", "probabilities", "scores"


def network_from(
    steps: Sequence[Step],
    link: str,
    *,
    inputs: int | None = None,
    input_names: Sequence[str] = (),
    classes: Sequence[str] = (),
    answers: Mapping[str, str] = NO_ANSWERS,
) -> ImportedNetwork:
    """The network that computes the steps in order. `link` is what follows: softmax, log_softmax, sigmoid, or '' for raw outputs.

    `inputs`: their number, where the file says it. Raises ValueError with a sentence for what no network here computes.
    """
    first, rest = leading(steps)
    width = _first_width(first, rest, inputs or len(input_names) or None)
    if not 1 <= width <= MOST_INPUTS:
        raise ValueError(_("It has {count} inputs; at most {most} are read.").format(count=width, most=MOST_INPUTS))
    scaling = None if first is None else scaling_of(first, width)
    if first is not None and scaling is None:
        rest = (first, *rest)
    rest, target_scaling = trailing(rest) if not link else (tuple(rest), None)
    layers = _layers(merged(rest), width)
    if not layers or not _is_linear(layers[-1][0]):
        units = _units(layers, width)
        layers.append((Dense(units, Identity()), _identity(units), ""))
    outputs = _units(layers, width)
    loss, asked = _loss(link, outputs, answers)
    if target_scaling is not None and not isinstance(loss, MeanSquaredError):
        raise ValueError(_("It scales its outputs as those of a number, and has more than one."))
    if isinstance(loss, CrossEntropy) and outputs == 2:
        layers[-1] = _one_score(*layers[-1])
    counts = {0: 0, 1: 2}.get(outputs, outputs) if not isinstance(loss, MeanSquaredError) or outputs > 1 else 0
    has_names = len(input_names) == width and len(classes) == counts
    class_names = tuple(classes) if len(set(classes)) == counts else tuple(str(number) for number in range(counts))
    names = tuple(input_names) if len(input_names) == width else tuple(f"x{number}" for number in range(1, width + 1))
    other_outputs = isinstance(loss, CrossEntropy) and link not in ("softmax", "sigmoid")
    notes = (
        *NOTES,
        *((AS_PROBABILITIES_NOW,) if other_outputs else ()),
        *(() if has_names else (WITHOUT_INPUT_NAMES if len(classes) == counts else WITHOUT_NAMES,)),
    )
    return ImportedNetwork(
        layers=tuple(ImportedLayer(name, *made[:2]) for name, made in zip(_names(layers), layers, strict=True)),
        loss=loss,
        input_names=names,
        features=all_columns(names),
        classes=class_names,
        scaling=scaling,
        target_scaling=target_scaling,
        notes=tuple(map(_, notes)),
        questions=asked,
        has_names=has_names,
    )


def _loss(link: str, outputs: int, answers: Mapping[str, str]) -> tuple[Loss, tuple[Question, ...]]:
    """The loss that makes the file's predictions of its scores, and what is asked where the file cannot know."""
    if link in ("softmax", "log_softmax") and outputs > 1:
        return CrossEntropy(), ()
    if link == "sigmoid" and outputs == 1:
        return CrossEntropy(), ()
    if link:
        text = ngettext(
            "Its {outputs} output ends in {link}, which no loss here does.",
            "Its {outputs} outputs end in {link}, which no loss here does.",
            outputs,
        )
        raise ValueError(text.format(outputs=outputs, link=link))
    if outputs == 2:
        return CrossEntropy(), ()
    about = _("What its output is") if outputs == 1 else _("What its outputs are")
    choices = ((AS_NUMBER, _("A number")), (AS_CLASS, _("The score of the second of two classes")))
    if outputs > 1:
        choices = ((AS_PROBABILITIES, _("Scores for cross entropy: probabilities")), (AS_SCORES, _("A score for each class")))
    answer = answers.get("output", "")
    answer = answer if answer in dict(choices) else choices[0][0]
    loss = CrossEntropy() if answer in (AS_CLASS, AS_PROBABILITIES) else MeanSquaredError()
    return loss, (Question("output", about, choices, answer),)


# -- layers
Made = tuple[Layer, dict[str, Array], str]  # with the name that it has in the file


def _layers(steps: Sequence[Step], units: int) -> list[Made]:
    """The layers of merged steps, which get so many inputs."""
    found: list[Made] = []
    waiting: Linear | None = None
    for step in (*steps, None):
        if waiting is not None:
            own = step if isinstance(step, Function) else Function(Identity())
            found.append(_dense(waiting, own))
            waiting = None
            if own is step:
                continue
        if isinstance(step, Linear):
            if step.weights.shape[0] != units:
                raise size_mismatch(units, step.weights.shape[0])
            waiting, units = step, step.weights.shape[1]
        elif step is not None:
            found.append(_layer(step, units))
    for layer, _arrays, _name in found:
        check_params(layer)
    return found


def _dense(linear: Linear, function: Function) -> Made:
    units, kind = linear.weights.shape[1], linear.weights.dtype
    biases = np.zeros(units, kind) if linear.biases is None else linear.biases
    if biases.shape != (units,):
        raise size_mismatch(biases.size, units)
    own = {} if function.slope is None else {"slope": function.slope}
    check_params(function.activation)
    return Dense(units, function.activation), {"weights": linear.weights, "biases": biases, **own}, linear.name


def _layer(step: Affine | Function | Normalising | Silent | Skip, units: int) -> Made:
    match step:
        case Silent():
            return step.layer, {}, step.name
        case Function():
            check_params(step.activation)
            return ActivationLayer(step.activation), {} if step.slope is None else {"slope": step.slope}, ""
        case Normalising():
            arrays = {name: wide(array, units).astype(array.dtype) for name, array in step.arrays.items()}
            return step.layer, arrays, step.name
        case Skip():
            return _residual(step, units)
        case Affine():  # a matrix that has it as its diagonal
            weights = np.diag(wide(step.scale, units)).astype(np.float32)
            return Dense(units, Identity()), {"weights": weights, "biases": wide(step.shift, units).astype(np.float32)}, ""


def _residual(step: Skip, units: int) -> Made:
    """Its last layer is a projection without activation function; where the file has none, the identity."""
    inside = _layers(step.inside, units)
    if _units(inside, units) != units:
        raise size_mismatch(_units(inside, units), units)
    projection = inside.pop()[1] if len(inside) > 1 and _is_linear(inside[-1][0]) else _identity(units)
    layer = Residual(tuple(layer for layer, _arrays, _name in inside))
    own = [arrays for _layer, arrays, _name in inside]
    parts = zip(layer.parts(units), (*own, projection), strict=True)
    return layer, {f"{part.name}.{name}": array for part, arrays in parts for name, array in arrays.items()}, ""


def _identity(units: int) -> dict[str, Array]:
    return {"weights": np.eye(units, dtype=np.float32), "biases": np.zeros(units, np.float32)}


def _is_linear(layer: Layer) -> bool:
    return isinstance(layer, Dense) and isinstance(layer.activation, Identity)


def _units(layers: Sequence[Made], units: int) -> int:
    for layer, _arrays, _name in layers:
        units = layer.units_out(units)
    return units


def _one_score(layer: Layer, arrays: dict[str, Array], name: str) -> Made:
    """Of the scores of two classes their difference, whose sigmoid is the softmax of both."""
    assert isinstance(layer, Dense)
    weights, biases = arrays["weights"], arrays["biases"]
    return replace(layer, units=1), {"weights": weights[:, 1:] - weights[:, :1], "biases": biases[1:] - biases[:1]}, name


def _names(layers: Sequence[Made]) -> list[str]:
    """As the window shows them."""
    return [*names_of([layer.label for layer, *_rest in layers], [name for *_rest, name in layers])[:-1], "Output"]


def _first_width(first: Affine | None, steps: Sequence[Step], known: int | None) -> int:
    """The number of inputs, by the first step that tells it."""
    for step in steps:
        match step:
            case Linear():
                return int(step.weights.shape[0])
            case Normalising():
                return max(array.size for array in step.arrays.values())
            case Skip():
                return _first_width(None, step.inside, known)
    sizes = [] if first is None else [first.scale.size, first.shift.size]
    return known or max(sizes, default=0)
