"""What each layer of Keras is here, as a step with its arrays. To read another layer, add a line to `LAYERS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.quoting import quoted
from engine.core.translation import _
from engine.importers.layer_steps import Affine, Function, Linear, Normalising, Silent, Step
from engine.nn.activations import (
    ELU,
    GELU,
    SELU,
    Activation,
    HardSigmoid,
    HardTanh,
    LeakyReLU,
    Mish,
    PReLU,
    ReLU,
    Sigmoid,
    Sign,
    SiLU,
    Sine,
    Softmax,
    Softplus,
    Softsign,
    Tanh,
)
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.layer_norm import LayerNorm

ACTIVATIONS: dict[str, Activation] = {  # by Keras' names, with the settings that they have there
    "relu": ReLU(),
    "sigmoid": Sigmoid(),
    "tanh": Tanh(),
    "softmax": Softmax(),
    "elu": ELU(),
    "selu": SELU(),
    "softplus": Softplus(),
    "softsign": Softsign(),
    "gelu": GELU(),
    "silu": SiLU(),
    "swish": SiLU(),
    "mish": Mish(),
    "leaky_relu": LeakyReLU(0.2),
    "hard_sigmoid": HardSigmoid(),
    "hard_tanh": HardTanh(),
}
LAST_AXES = (-1, 1, [-1], [1])
CENTRED = "centred"  # stands for a subtracted mean of the row, which a layer norm behind it does not see


@dataclass(frozen=True, eq=False)
class KerasLayer:
    """One layer or operation of a model: what its config says, and its arrays in Keras' order."""

    name: str
    kind: str  # Keras' class
    config: Mapping[str, Any]
    arrays: Sequence[Array]

    def refusal(self) -> ValueError:
        text = _("Its layer {name} is of the class {kind} with settings that no network here has.")
        if self.kind not in LAYERS:
            text = _("Its layer {name} is of the class {kind}, which no network here has.")
        return ValueError(text.format(name=quoted(self.name), kind=quoted(self.kind)))

    def number(self, name: str, usual: float) -> float:
        """A setting; refused where it is there and no number."""
        value = self.config.get(name, usual)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.refusal()
        return float(value)

    def flag(self, name: str, usual: bool = True) -> bool:
        return bool(self.config.get(name, usual))

    def array(self, place: int, dimensions: int = 1) -> Array:
        if place >= len(self.arrays) or self.arrays[place].ndim != dimensions:
            raise ValueError(_("The arrays of its layer {name} are not those of its class.").format(name=quoted(self.name)))
        array = self.arrays[place]
        if not np.isfinite(array).all():
            raise ValueError(_("The array {name} has values that are not finite numbers.").format(name=quoted(self.name)))
        return array.astype(np.float64 if array.dtype.itemsize > 4 else np.float32)


def steps_of(layer: KerasLayer) -> list[Step]:
    """The steps of a layer. Raises ValueError with a sentence that names it and its class."""
    if layer.kind not in LAYERS:
        raise layer.refusal()
    return LAYERS[layer.kind](layer)


def _activation(layer: KerasLayer) -> list[Step]:
    """That of a layer's config: a word, or a function of Keras by its name."""
    name = layer.config.get("activation", "linear")
    if isinstance(name, dict):
        name = name.get("config") if name.get("registered_name") in (None, "function", name.get("config")) else None
    if name in (None, "linear") and not isinstance(layer.config.get("activation"), dict):
        return []
    if not isinstance(name, str) or name not in (*ACTIVATIONS, "linear"):
        text = _("The activation function {function} of its layer {name} is none that networks here have.")
        raise ValueError(text.format(function=quoted(name), name=quoted(layer.name)))
    return [Function(ACTIVATIONS[name])] if name != "linear" else []


def _dense(layer: KerasLayer) -> list[Step]:
    weights = layer.array(0, 2)
    biases = layer.array(1) if layer.flag("use_bias") else None
    if weights.shape[1] != layer.config.get("units") or (biases is not None and biases.shape != weights.shape[1:]):
        raise ValueError(_("The arrays of its layer {name} are not those of its class.").format(name=quoted(layer.name)))
    return [Linear(weights, biases, layer.name), *_activation(layer)]


def _scale_and_shift(layer: KerasLayer) -> tuple[Array | None, Array | None, int]:
    """Both, where it has them, and the place of the next array."""
    place, found = 0, []
    for name in ("scale", "center"):
        found.append(layer.array(place) if layer.flag(name) else None)
        place += layer.flag(name)
    return found[0], found[1], place


def _batch_norm(layer: KerasLayer) -> list[Step]:
    if layer.config.get("axis", -1) not in LAST_AXES or layer.flag("renorm", False):
        raise layer.refusal()
    scale, shift, place = _scale_and_shift(layer)
    mean, variance = layer.array(place), layer.array(place + 1)
    if (variance < 0).any():
        raise ValueError(_("The variances {name} are below 0.").format(name=quoted(layer.name)))
    arrays = {
        "scale": np.ones_like(mean) if scale is None else scale,
        "shift": np.zeros_like(mean) if shift is None else shift,
        "running_mean": mean,
        "running_variance": variance,
    }
    momentum = min(max(round(1 - layer.number("momentum", 0.99), 12), 0.001), 1.0)  # only training depends on it
    return [Normalising(BatchNorm(momentum, layer.number("epsilon", 1e-3)), arrays, layer.name)]


def _layer_norm(layer: KerasLayer) -> list[Step]:
    if layer.config.get("axis", -1) not in LAST_AXES or layer.flag("rms_scaling", False):
        raise layer.refusal()
    scale, shift, _place = _scale_and_shift(layer)
    known = scale if scale is not None else shift
    if known is None:
        raise layer.refusal()
    arrays = {
        "scale": np.ones_like(known) if scale is None else scale,
        "shift": np.zeros_like(known) if shift is None else shift,
    }
    return [Normalising(LayerNorm(layer.number("epsilon", 1e-3)), arrays, layer.name)]


def _normalization(layer: KerasLayer) -> list[Step]:
    """(x - mean) / deviation: given by the config, or learned by `adapt`, which puts them among the weights."""
    if layer.config.get("axis", -1) not in LAST_AXES:
        raise layer.refusal()
    given = [layer.config.get(name) for name in ("mean", "variance")]
    if any(one is None for one in given):
        mean, variance = (layer.array(place).astype(np.float64) for place in (0, 1))
    else:
        mean, variance = (np.array(one, np.float64).ravel() for one in given)
    deviation = np.maximum(np.sqrt(variance), 1e-7)
    if layer.flag("invert", False):
        return [Affine(deviation, mean)]
    return [Affine(1 / deviation, -mean / deviation)]


def _rescaling(layer: KerasLayer) -> list[Step]:
    scale, offset = (np.array(layer.config.get(name, usual), np.float64) for name, usual in (("scale", 1.0), ("offset", 0.0)))
    return [Affine(scale, offset)]


def _relu(layer: KerasLayer) -> list[Step]:
    leak, top = layer.number("negative_slope", 0.0), layer.config.get("max_value")
    if top is not None or layer.number("threshold", 0.0):
        raise layer.refusal()
    return [Function(LeakyReLU(leak) if leak else ReLU())]


def _leaky(layer: KerasLayer) -> list[Step]:
    return [Function(LeakyReLU(layer.number("alpha" if "alpha" in layer.config else "negative_slope", 0.3)))]


def _prelu(layer: KerasLayer) -> list[Step]:
    slope = layer.array(0)
    if not slope.size or (slope != slope[0]).any():
        raise layer.refusal()
    return [Function(PReLU(), slope[:1])]


def _softmax(layer: KerasLayer) -> list[Step]:
    if layer.config.get("axis", -1) not in LAST_AXES:
        raise layer.refusal()
    return [Function(Softmax())]


def _dropout(layer: KerasLayer) -> list[Step]:
    return [Silent(Dropout(layer.number("rate", 0.5)), layer.name)]


def _clip(layer: KerasLayer) -> list[Step]:
    if (layer.config.get("x_min"), layer.config.get("x_max")) != (-1.0, 1.0):
        raise layer.refusal()
    return [Function(HardTanh())]


def _gelu(layer: KerasLayer) -> list[Step]:
    return [Function(GELU("tanh" if layer.flag("approximate") else "exact"))]


def _nothing(layer: KerasLayer) -> list[Step]:
    return []


LAYERS: dict[str, Callable[[KerasLayer], list[Step]]] = {
    "Dense": _dense,
    "Activation": _activation,
    "BatchNormalization": _batch_norm,
    "LayerNormalization": _layer_norm,
    "Normalization": _normalization,
    "Rescaling": _rescaling,
    "ReLU": _relu,
    "LeakyReLU": _leaky,
    "PReLU": _prelu,
    "ELU": lambda layer: [Function(ELU(layer.number("alpha", 1.0)))],
    "Softmax": _softmax,
    "Dropout": _dropout,
    **dict.fromkeys(("GaussianNoise", "GaussianDropout", "AlphaDropout", "ActivityRegularization"), _nothing),
    **dict.fromkeys(("Flatten", "Identity"), _nothing),  # of rows of numbers
    "Clip": _clip,  # from here on operations of keras.ops, which this program's export uses
    "Gelu": _gelu,
    "Sign": lambda layer: [Function(Sign())],
    "Sin": lambda layer: [Function(Sine())],
}
