"""From the arrays of a file to the network that they belong to, with questions about what arrays alone cannot say."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_number
from engine.core.quoting import quoted, shortened
from engine.core.translation import N_, _
from engine.data.csv_files.target import listed
from engine.data.preprocessing import Scaling
from engine.importers.imported_network import ImportedNetwork, Question
from engine.importers.layer_names import names_of
from engine.importers.layer_steps import Function, Linear, Normalising, Step
from engine.importers.network_of_steps import AS_CLASS, AS_NUMBER, network_from
from engine.importers.plain_arrays.array_chain import Chain, chained
from engine.importers.plain_arrays.array_groups import WEIGHT, ArrayGroup, grouped
from engine.importers.plain_arrays.module_places import Places
from engine.nn.activations import ACTIVATIONS, GELU, Activation, PReLU
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.layer_norm import LayerNorm

SCALING_UNKNOWN = N_("The file does not say how its inputs were scaled: they are taken as they stand.")
OF_PYTORCH, OF_KERAS = 1e-5, 1e-3  # the usual epsilon of normalising layers there
BY_TANH = "gelu_tanh"
USUAL = "relu"
MOST_GROUPS = 500


def network_of_arrays(
    arrays: Mapping[str, Array], answers: Mapping[str, str], *, is_in_order: bool, modules: Sequence[str] = ()
) -> ImportedNetwork:
    """`is_in_order`: whether the file keeps arrays in the order in which they are computed.

    `modules`: the names of all modules, in order, where the file has them. Raises ValueError with a sentence.
    """
    found = grouped(arrays)
    layers, scalings = _without_scalings(found.groups)
    if not any(group.matrix is not None for group in layers):
        raise ValueError(_("It holds no weight matrix."))
    if len(layers) > MOST_GROUPS:
        raise ValueError(_("It has {count} layers; at most {most} are read.").format(count=len(layers), most=MOST_GROUPS))
    chain = chained(layers, answers, is_in_order=is_in_order)
    slots = _slots(chain, Places(chain.groups, modules))
    questions = _activations(slots, answers)
    steps = _steps(chain, {slot.after: one for slot, one in zip(slots, questions, strict=True)})
    ends_in_function = Places(chain.groups, modules).ends_in_function or len(found.class_names) == 2
    outputs = {"output": AS_NUMBER} if "target" in scalings else {"output": AS_CLASS} if ends_in_function else {}
    network = network_from(steps, "", input_names=found.input_names, classes=found.class_names, answers={**outputs, **answers})
    notes = list(network.notes)
    if network.scaling is None and "input" not in scalings:
        notes.append(_(SCALING_UNKNOWN))
    notes += _epsilons(chain)
    if found.left_out:
        notes.append(_("Left out, because no prediction depends on them: {names}.").format(names=listed([*found.left_out], 6)))
    return dataclasses.replace(
        network,
        questions=(*chain.questions, *questions, *network.questions),
        notes=tuple(notes),
        scaling=_scaling(scalings, "input", len(network.input_names)) or network.scaling,
        target_scaling=None if network.classes else _scaling(scalings, "target", 1) or network.target_scaling,
    )


# -- scalings
def _without_scalings(groups: Sequence[ArrayGroup]) -> tuple[list[ArrayGroup], dict[str, ArrayGroup]]:
    """The layers, and the scalings that stand beside them: of `input` and of `target`."""
    layers: list[ArrayGroup] = []
    scalings: dict[str, ArrayGroup] = {}
    for group in (part for whole in groups for part in _parted(whole)):
        if set(group.arrays) in ({"mean", "deviation"}, {"mean", "scale"}):
            kind = "target" if re.search(r"target|output|y\b|label", group.name, re.IGNORECASE) else "input"
            if kind in scalings:
                text = _("It has two scalings, {first} and {second}: nothing says which one is of the inputs.")
                names = (quoted(one.first_name, 60) for one in (scalings[kind], group))
                raise ValueError(text.format(**dict(zip(("first", "second"), names, strict=True))))
            scalings[kind] = group
        else:
            layers.append(group)
    return layers, scalings


def _parted(group: ArrayGroup) -> list[ArrayGroup]:
    """A layer, and a mean and a deviation that have no name of their own beside it: `mean`, `std`, `w`, `b`."""
    own = {"mean", "deviation"} if "deviation" in group.arrays else {"mean", "scale"}
    if group.matrix is None or not own <= set(group.arrays) or "variance" in group.arrays:
        return [group]
    return [
        ArrayGroup(
            group.name,
            {role: array for role, array in group.arrays.items() if (role in own) == is_scaling},
            {role: name for role, name in group.names.items() if (role in own) == is_scaling},
        )
        for is_scaling in (True, False)
    ]


def _scaling(scalings: Mapping[str, ArrayGroup], kind: str, columns: int) -> Scaling | None:
    group = scalings.get(kind)
    if group is None:
        return None
    mean = group.arrays["mean"].astype(np.float64)
    deviation = group.arrays.get("deviation", group.arrays.get("scale", np.ones(1))).astype(np.float64)
    if mean.shape != (columns,) or deviation.shape != (columns,) or not (deviation > 0).all():
        raise ValueError(_("Its scaling {name} does not fit the network.").format(name=quoted(group.first_name, 60)))
    return Scaling(mean, deviation)


# -- activations
@dataclass(frozen=True)
class Slot:
    """A place behind a group where there may be an activation function; `likely` is its kind, `text` what it stands behind."""

    after: int
    text: str
    likely: str


def _slots(chain: Chain, places: Places) -> list[Slot]:
    """Between two matrices: where the numbering of modules has a hole, or else behind the last layer that stands there."""
    matrices = [at for at, group in enumerate(chain.groups) if group.matrix is not None]
    names = _layer_names(chain.groups)
    found = []
    for first, after in pairwise(matrices):
        between = range(first, after)
        has_slope = any(group.is_slope or "slope" in group.arrays for group in chain.groups[first:after])
        holes = [at for at in between if places.hole_after(at) and not chain.groups[at].is_slope]
        waiting = not has_slope
        for at in holes or ([] if has_slope else [after - 1]):
            hint = places.hint_after(at)
            likely = hint or (USUAL if waiting and (holes or not places.has_holes) else "identity")
            waiting = waiting and likely == "identity"
            text = _("Activation after {layer} ({name})").format(layer=names[at], name=shortened(chain.groups[at].first_name, 30))
            found.append(Slot(at, text, likely))
    return found


def _layer_names(groups: Sequence[ArrayGroup]) -> list[str]:
    """'fc1' or 'Dense 1', as the window calls layers."""
    labels = [
        Dense.label if group.matrix is not None else BatchNorm.label if "variance" in group.arrays else LayerNorm.label
        for group in groups
    ]
    return names_of([_(label) for label in labels], ["" if group.is_slope else group.name for group in groups])


def _choices() -> tuple[tuple[str, str], ...]:
    kinds = [(cls.kind, _(cls.label)) for cls in ACTIVATIONS if cls is not PReLU]
    at = next(place for place, (kind, _text) in enumerate(kinds) if kind == GELU.kind) + 1
    return (*kinds[:at], (BY_TANH, _("GELU by tanh")), *kinds[at:])


def _activations(slots: Sequence[Slot], answers: Mapping[str, str]) -> list[Question]:
    """A question for each. What is answered first holds for the others, until they are answered themselves."""
    choices = _choices()
    known = {kind for kind, _text in choices}
    found: list[Question] = []
    usual = USUAL
    for number, slot in enumerate(slots, start=1):
        key = f"activation {number}"
        given = answers.get(key, "")
        answer = given if given in known else usual if slot.likely == USUAL else slot.likely
        if given in known and all(one.key not in answers for one in found):
            usual = given
        found.append(Question(key, slot.text, choices, answer))
    return found


def _activation(kind: str) -> Activation:
    return GELU("tanh") if kind == BY_TANH else ACTIVATIONS[kind]()


# -- steps
def _steps(chain: Chain, asked: Mapping[int, Question]) -> list[Step]:
    steps: list[Step] = []
    units = 0
    for at, group in enumerate(chain.groups):
        if group.matrix is not None:
            weights = chain.weights(group)
            steps.append(Linear(weights, group.arrays.get("bias"), group.name))
            units = weights.shape[1]
            if "slope" in group.arrays:
                steps.append(_prelu(group, group.arrays["slope"]))
        elif group.is_slope:
            steps.append(_prelu(group, next(iter(group.arrays.values()))))
        else:
            steps.append(_norm(group, units))
        if at in asked and asked[at].answer != "identity":
            steps.append(Function(_activation(asked[at].answer)))
    return steps


def _prelu(group: ArrayGroup, slope: Array) -> Function:
    if (slope != slope.flat[0]).any():
        text = _("Its array {name} has a slope for each neuron; PReLU has one for the layer here.")
        raise ValueError(text.format(name=quoted(group.first_name, 60)))
    return Function(PReLU(), slope.ravel()[:1])


def _norm(group: ArrayGroup, units: int) -> Normalising:
    """Batch norm where there are running statistics, else layer norm."""
    arrays = group.arrays
    scale, shift = arrays.get("scale", arrays.get(WEIGHT)), arrays.get("shift", arrays.get("bias"))
    epsilon = _epsilon(group)
    width = max(array.size for array in arrays.values())
    kind = next(iter(arrays.values())).dtype
    own = {
        "scale": np.ones(width, kind) if scale is None else scale,
        "shift": np.zeros(width, kind) if shift is None else shift,
    }
    if {"mean", "variance"} <= set(arrays):
        running = {"running_mean": arrays["mean"], "running_variance": arrays["variance"]}
        if (arrays["variance"] < 0).any():
            raise ValueError(_("The variances {name} are below 0.").format(name=quoted(group.names["variance"], 60)))
        return Normalising(BatchNorm(epsilon=epsilon), own | running, group.name)
    if scale is None or shift is None or {"mean", "variance", "deviation"} & set(arrays):
        text = _("It does not say what its array {name} is: nothing beside it makes it a layer.")
        raise ValueError(text.format(name=quoted(group.first_name, 60)))
    return Normalising(LayerNorm(epsilon), own, group.name)


def _epsilon(group: ArrayGroup) -> float:
    return OF_PYTORCH if WEIGHT in group.arrays or "scale" not in group.arrays else OF_KERAS


def _epsilons(chain: Chain) -> list[str]:
    """What is said about the epsilons that were taken."""
    norms = [group for group in chain.groups if group.matrix is None and not group.is_slope]
    text = _("The file does not hold the epsilon of its normalising layers: {epsilon} is taken, as is usual.")
    return [text.format(epsilon=format_number(one)) for one in sorted({_epsilon(group) for group in norms})]
