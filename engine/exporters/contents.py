"""What files of named arrays hold, whatever their format: plain arrays, and one metadata document that explains them.

`exported_from` makes it from a model, `checked` from what was found in a file; `run` predicts from it alone.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.quoting import unique_name
from engine.core.registry import dump, load
from engine.core.scores import Scores
from engine.core.translation import _, english
from engine.core.version import VERSION
from engine.data.source_columns import are_plain, columns_from_data, columns_to_data
from engine.data.table import Task
from engine.exporters.base import FileNames
from engine.exporters.link_functions import LINKS, link_of
from engine.exporters.reference_formulas import computed
from engine.exporters.trained_model import TrainedModel
from engine.files.file_problem import FileProblem
from engine.nn.layers import LAYERS, Layer

FORMAT, FORMAT_VERSION = "network-playground-weights", 2  # 2: features, layers with running statistics, residual blocks
ORIENTATION = "weights are (inputs, neurons): y = x @ W + b"
HOW_TO_RUN = (
    "f = the features of the raw inputs, in order: each formula is in Python's notation, with x1, x2, … for the inputs in the "
    "order of input_names; x = (f - input_mean) / input_deviation; then each layer in order; then the link. For a number as "
    "target: result * target_deviation + target_mean. Dense: activation(x @ weights + biases). Activation: activation(x); an "
    "array named slope is what PReLU has learned. Dropout does nothing. "
    "Batch norm: (x - running_mean) / sqrt(running_variance + epsilon) * scale + shift. Layer norm: (x - mean) / sqrt(variance + "
    "epsilon) * scale + shift, mean and variance (divided by n) over the values of each row. Residual: x + y, y being what the "
    "layers inside make of x, in order, and then y @ output.weights + output.biases."
)
HOW_TO_ENCODE = (
    "The inputs are made of the table's columns, in order, as columns says. number: the value as it is. category: for two levels "
    "one input, 0 for the first and 1 for the second; for more an input for each level, 1 for the level of the row and 0 for the "
    "others; a format without texts takes the index of the level, from 0. ordered: the index of the level. missing: what stands "
    "for a missing value (NaN): fill, or for level the level named missing; for a number then fill, and a second input that is "
    "1; for rows there is no prediction."
)
MEANINGS = {
    "sigmoid": "probability of the class",
    "softmax": "probability of each class",
    "tanh": "tanh of the score: near 1 for this class, near -1 for another",
    "identity": "score of the class: near 1 for this class, near -1 for another",
    "sign": "1 for this class, -1 for another",
}


@dataclass(frozen=True, eq=False)
class Exported:
    """`arrays` as the file has them; `metadata` is plain data, the same document in every format."""

    arrays: dict[str, Array]
    metadata: dict[str, Any]


def exported_from(model: TrainedModel) -> Exported:
    """What files hold of a trained network: arrays by names like 'dense_1.weights', (inputs, outputs), and the document."""
    arrays: dict[str, Array] = {}
    layers = []
    prefixes: set[str] = set()
    names = model.recipe.names_in_files()
    for block, info in zip(model.recipe.stack(model.task.outputs), model.layers, strict=True):
        prefix = _prefix(names[info.id], prefixes)
        prefixes.add(prefix)
        own = {f"{prefix}.{name}": array for name, array in model.arrays(info).items()}
        arrays |= {name: np.ascontiguousarray(array) for name, array in own.items()}
        layers.append(
            {
                "name": names[info.id],
                "inputs": info.units_in,
                "outputs": info.units_out,
                "arrays": {name.removeprefix(f"{prefix}."): {"name": name, "shape": list(a.shape)} for name, a in own.items()},
                "settings": dump(block.layer),
            }
        )
    arrays["input_mean"], arrays["input_deviation"] = model.scaling.mean, model.scaling.deviation
    arrays["target_mean"], arrays["target_deviation"] = model.target_scaling.mean, model.target_scaling.deviation
    return Exported(arrays, _document(model, layers))


def _prefix(name: str, taken: set[str]) -> str:
    """A layer's name as the beginning of its arrays' names: 'Dense 1' is 'dense_1'; a name that is taken gets a number."""
    slug = re.sub(r"\W+", "_", name.lower()).strip("_") or "layer"
    return unique_name(slug, taken)


def _document(model: TrainedModel, layers: list[dict[str, Any]]) -> dict[str, Any]:
    recipe, link = model.recipe, link_of(model.recipe.loss, model.task.outputs)
    data = recipe.data.label if model.data_name is None else model.data_name
    encoding = {} if are_plain(model.columns) else {"columns": columns_to_data(model.columns), "how_to_encode": HOW_TO_ENCODE}
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "program": f"Network Playground {VERSION}",
        "orientation": ORIENTATION,
        "how_to_run": HOW_TO_RUN,
        "input_names": list(model.input_names),
        **encoding,
        "features": [{"name": one.name, "formula": one.key} for one in model.features],
        "layers": layers,
        "link": link,
        "output_names": [english(name) for name in model.output_names],
        "output_meaning": "the target in its own units" if model.task.is_regression else MEANINGS[link],
        "class_names": [english(name) for name in model.classes],
        "target_name": english(model.target_name),
        "training": {
            **({"data": data} if data else {}),
            "loss": dump(recipe.loss),
            "optimizer": dump(recipe.optimizer),
            "class_weights": recipe.class_weights,
            "batch": recipe.batch,
            "shuffle": recipe.shuffle,
            **({"carry_over": True} if recipe.carry_over else {}),
            "epoch": model.epoch,
            "step": model.step,
            "seeds": {"data": recipe.seeds.data, "weights": recipe.seeds.weights, "order": recipe.seeds.order},
            "blas_threads": model.threads,
            **({} if model.scores is None else {"scores": _scores(model.scores)}),
        },
    }


def _scores(scores: Scores) -> dict[str, Any]:
    """Losses and metrics of the weights; what is not a finite number has no place in JSON."""
    found = {"metric": english(scores.metric)}
    for name in ("train", "validation", "test"):
        values = {kind: getattr(scores, f"{name}_{kind}") for kind in ("loss", "metric")}
        found |= {f"{name}_{kind}": v for kind, v in values.items() if v is not None and math.isfinite(v)}
    return found


def checked(arrays: dict[str, Array], metadata: Any, place: str) -> Exported:
    """What a file holds, when it is whole: every array there, of the declared shape, and finite.

    Raises FileProblem that begins with `place`, the file's name.
    """
    try:
        if not isinstance(metadata, dict) or metadata.get("format") != FORMAT:
            raise ValueError(_("It holds no weights of this program."))
        version = metadata.get("format_version")
        if type(version) is not int or version < 1:
            raise ValueError(_("Its format version is missing."))
        if version > FORMAT_VERSION:
            text = _("A newer version of the program wrote it (format {found}, this one reads {known}).")
            raise ValueError(text.format(found=version, known=FORMAT_VERSION))
        inputs, classes = _texts(metadata, "input_names"), _texts(metadata, "class_names")
        columns_from_data(metadata.get("columns"), tuple(inputs))
        features = features_in(metadata)
        computed(features, np.ones((1, len(inputs))))
        for kind, columns in (("input", len(features)), ("target", 1)):
            _expect(arrays, f"{kind}_mean", (columns,))
            if not (_expect(arrays, f"{kind}_deviation", (columns,)) > 0).all():
                raise ValueError(_("Its array {name} must be above 0 everywhere.").format(name=f"{kind}_deviation"))
        units = len(features)
        for _name, layer, own in layers_in(metadata):
            shapes = layer.shapes(units) | {name: values.shape for name, values in layer.buffers(units).items()}
            if set(own) != set(shapes):
                text = (
                    _("A layer of the kind {kind} needs the arrays {names}.")
                    if shapes
                    else _("A layer of the kind {kind} needs no arrays.")
                )
                raise ValueError(text.format(kind=_(layer.label), names=", ".join(shapes)))
            for name, shape in shapes.items():
                _expect(arrays, own[name], shape)
            units = layer.units_out(units)
        if not inputs or units != Task(len(classes)).outputs:
            text = _("The number of its outputs, {outputs}, does not fit that of its classes, {classes}.")
            raise ValueError(text.format(outputs=units, classes=len(classes)))
        if metadata.get("link") not in LINKS:
            raise ValueError(_("Its link must be one of {names}.").format(names=", ".join(LINKS)))
    except ValueError as problem:
        raise _unusable(place, str(problem)) from problem
    except (KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise _unusable(place, _("Its description of the network is damaged.")) from problem
    return Exported(arrays, metadata)


def _unusable(place: str, reason: str) -> FileProblem:
    """`reason` is a whole sentence."""
    return FileProblem(_('"{name}" cannot be used. {reason} Export the network again.').format(name=place, reason=reason))


def _texts(metadata: dict[str, Any], key: str) -> list[str]:
    values = metadata.get(key)
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise ValueError(_("Its {name} must be a list of texts.").format(name=key))
    return values


def features_in(metadata: dict[str, Any]) -> list[str]:
    """The formulas of the network's inputs. A file without them (format 1) has all inputs as they are."""
    features = metadata.get("features")
    if features is None:
        return [f"x{i + 1}" for i in range(len(_texts(metadata, "input_names")))]
    _texts({"names of features": [one["name"] for one in features]}, "names of features")
    return _texts({"formulas of features": [one["formula"] for one in features]}, "formulas of features")


def names_in(exported: Exported) -> FileNames:
    """The names that a file of named arrays carries."""
    metadata = exported.metadata
    inputs = tuple(metadata["input_names"])
    features = metadata.get("features")
    if features is None:  # format 1
        features = [{"name": name, "formula": formula} for name, formula in zip(inputs, features_in(metadata), strict=True)]
    return FileNames(
        inputs,
        tuple((one["name"], one["formula"]) for one in features),
        tuple(metadata["class_names"]),
        columns_from_data(metadata.get("columns"), inputs),
    )


def _expect(arrays: dict[str, Array], name: str, shape: tuple[int, ...]) -> Array:
    if name not in arrays:
        raise ValueError(_("The array {name} is missing.").format(name=name))
    array = arrays[name]
    if array.dtype.kind != "f" or array.shape != shape:
        text = _("The array {name} is {dtype} {found} where floats of {shape} belong.")
        raise ValueError(text.format(name=name, dtype=array.dtype, found=array.shape, shape=shape))
    if not np.isfinite(array).all():
        raise ValueError(_("The array {name} has values that are not finite numbers.").format(name=name))
    return array


def layers_in(metadata: dict[str, Any]) -> list[tuple[str, Layer, dict[str, str]]]:
    """Each layer's name, the layer, and the names of its arrays in the file."""
    found = []
    for entry in metadata["layers"]:
        own = {name: about["name"] for name, about in entry["arrays"].items()}
        found.append((entry["name"], load(LAYERS, entry["settings"]), own))
    return found


def run(exported: Exported, x_raw: Array, dtype: type[np.floating[Any]] | None = None) -> Array:
    """Predictions (rows, outputs) of raw inputs (rows, inputs), from the file's content alone, in plain NumPy.

    In the precision of the file's weights unless `dtype` asks for another one. Nothing of tape, network or θ is used.
    """
    arrays, metadata = exported.arrays, exported.metadata
    features = computed(features_in(metadata), np.asarray(x_raw, np.float64))
    x = (features - arrays["input_mean"]) / arrays["input_deviation"]
    layers = layers_in(metadata)
    kind = dtype or arrays[next(name for *_unused, own in reversed(layers) for name in own.values())].dtype.type
    x = x.astype(kind)
    for _name, layer, own in layers:
        x = layer.predict({name: arrays[found].astype(kind) for name, found in own.items()}, x)
    predictions = LINKS[metadata["link"]](x)
    if metadata["class_names"]:
        return predictions
    result: Array = predictions * arrays["target_deviation"] + arrays["target_mean"]
    return result
