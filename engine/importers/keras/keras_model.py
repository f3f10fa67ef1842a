"""A model of Keras as steps, from its one input to its one output: Sequential, or Functional with skips around layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.core.quoting import quoted
from engine.core.translation import _, ngettext
from engine.exporters.keras.keras_reading import group_names
from engine.files.hdf5 import Hdf5
from engine.importers.keras.keras_features import KerasFormulas, Texts
from engine.importers.keras.keras_steps import CENTRED, KerasLayer, steps_of
from engine.importers.layer_steps import Normalising, Skip, Step
from engine.nn.layers.layer_norm import LayerNorm

MOST_LAYERS, MOST_ARRAYS = 500, 8
OPERATIONS = "keras.src.ops"  # the modules of what is no layer, and has no arrays
Value = tuple[Any, ...]  # the steps from the input to here; CENTRED among them until a layer norm takes it


@dataclass(frozen=True, eq=False)
class KerasModel:
    """`inputs`: their number, where it is said. `formulas` of x1, x2, …: what the steps are given; none: the inputs."""

    steps: list[Step]
    inputs: int | None
    formulas: Texts = ()


def model_in(document: Any, weights: Hdf5) -> KerasModel:
    """What a model computes. Raises ValueError with a sentence."""
    kind, config = document["class_name"], document["config"]
    if kind not in ("Sequential", "Functional"):
        text = _("It is a model of the class {kind}; those of the classes Sequential and Functional are read.")
        raise ValueError(text.format(kind=quoted(kind)))
    layers = config["layers"]
    if len(layers) > MOST_LAYERS:
        raise ValueError(_("It has {count} layers; at most {most} are read.").format(count=len(layers), most=MOST_LAYERS))
    found = list(_layers(layers, weights))
    inputs = [one for one in found if one.kind == "InputLayer"]
    if len(inputs) > 1:
        raise ValueError(_("It has {count} inputs of several columns; models with one are read.").format(count=len(inputs)))
    width = _width(inputs[0] if inputs else None, document)
    formulas: Texts = ()
    if kind == "Sequential":
        value: Value = ()
        for layer in found:
            if layer.kind != "InputLayer":
                value = (*value, *steps_of(layer))
    else:
        value, formulas = _output(layers, found, config["output_layers"], KerasFormulas(width))
    if any(one is CENTRED for one in value):
        raise ValueError(_("It subtracts the mean of a row where no layer norm follows."))
    return KerasModel(list(value), width, formulas)


def _layers(entries: list[dict[str, Any]], weights: Hdf5) -> Iterator[KerasLayer]:
    """Each with its arrays, which are numbered for each class of layers."""
    own = [entry for entry in entries if not str(entry.get("module", "")).startswith(OPERATIONS)]
    groups = iter([*group_names([str(entry["class_name"]) for entry in own])])
    there = set(_names(weights, "layers"))
    for entry in entries:
        config = entry["config"]
        arrays = []
        if any(entry is one for one in own) and (group := next(groups)) in there:
            count = min(len(_names(weights, f"layers/{group}/vars")), MOST_ARRAYS)
            arrays = [weights.array(f"layers/{group}/vars/{place}") for place in range(count)]
        yield KerasLayer(str(entry.get("name") or config.get("name")), str(entry["class_name"]), config, arrays)


def _names(weights: Hdf5, path: str) -> list[str]:
    try:
        return weights.names(path)
    except KeyError:
        return []


def _width(layer: KerasLayer | None, document: Mapping[str, Any]) -> int | None:
    """The number of columns of the input."""
    shape = None if layer is None else layer.config.get("batch_shape")
    shape = shape or document["config"].get("build_input_shape")
    if shape is None:
        return None
    if len(shape) != 2:
        raise ValueError(
            ngettext(
                "Its input has {count} dimension; rows of numbers have 2.",
                "Its input has {count} dimensions; rows of numbers have 2.",
                len(shape),
            ).format(count=len(shape))
        )
    return int(shape[1]) if isinstance(shape[1], int) else None


# -- functional models
def _output(
    entries: list[dict[str, Any]], layers: list[KerasLayer], outputs: Any, formulas: KerasFormulas
) -> tuple[Value, Texts]:
    """The steps to the output, following each layer's inputs, which come before it; and the formulas before the first one."""
    values: dict[str, Value] = {}
    means: dict[str, str] = {}  # a mean of each row, and of what
    for entry, layer in zip(entries, layers, strict=True):
        if layer.kind == "InputLayer":
            values[layer.name] = ()
            formulas.add_input(layer.name)
            continue
        nodes = entry["inbound_nodes"]
        if len(nodes) != 1:
            raise ValueError(_("Its layer {name} is used more than once.").format(name=quoted(layer.name)))
        if formulas.follow(layer.name, layer.kind, nodes[0].get("args", ()), layer.config):
            values[layer.name] = ()
            continue
        before = list(_tensors(nodes[0]))
        formulas.take(before)
        if layer.kind == "Mean" and layer.config.get("axis") in (-1, [-1]) and layer.flag("keepdims", False):
            means[layer.name] = before[0]
        elif layer.kind == "Subtract" and len(before) == 2 and means.get(before[1]) == before[0]:
            values[layer.name] = (*values[before[0]], CENTRED)
        elif layer.kind == "Add" and len(before) == 2:
            values[layer.name] = _sum(layer, *(values[name] for name in before))
        elif len(before) == 1:
            values[layer.name] = _behind(values[before[0]], steps_of(layer))
        else:
            raise layer.refusal()
    output = outputs[0] if isinstance(outputs[0], list) else outputs
    if isinstance(outputs[0], list) and len(outputs) != 1:
        raise ValueError(_("It has {count} outputs; models with one are read.").format(count=len(outputs)))
    formulas.take(output[:1])
    taken = formulas.taken()
    if taken is None:
        raise ValueError(_("Its layers are given different formulas of the inputs: networks here have one list of them."))
    return values[output[0]], taken


def _behind(value: Value, steps: list[Step]) -> Value:
    """A layer norm subtracts the mean itself."""
    is_norm = bool(steps) and isinstance(steps[0], Normalising) and isinstance(steps[0].layer, LayerNorm)
    if is_norm and value and value[-1] is CENTRED:
        value = value[:-1]
    return (*value, *steps)


def _sum(layer: KerasLayer, first: Value, second: Value) -> Value:
    """x + f(x), where one way goes on from where the other ends."""
    short, long = sorted((first, second), key=len)
    if len(short) == len(long) or any(one is not other for one, other in zip(short, long, strict=False)):
        raise layer.refusal()
    return (*short, Skip(long[len(short) :]))


def _tensors(data: Any, depth: int = 0) -> Iterator[str]:
    """The names of the layers whose results are the arguments of a node, in order."""
    if isinstance(data, dict) and data.get("class_name") == "__keras_tensor__":
        yield str(data["config"]["keras_history"][0])
    elif isinstance(data, dict | list) and depth < 8:
        for one in data.values() if isinstance(data, dict) else data:
            yield from _tensors(one, depth + 1)
