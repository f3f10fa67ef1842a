"""What a foreign file computes, step by step, whatever program wrote it; and steps that are one step here, put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import ngettext
from engine.data.preprocessing import Scaling
from engine.nn.activations import Activation
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.layer_norm import LayerNorm


@dataclass(frozen=True, eq=False)
class Linear:
    """x @ weights + biases: weights are (inputs, units). `name`: what the file calls the layer, if anything; so elsewhere."""

    weights: Array
    biases: Array | None = None
    name: str = ""


@dataclass(frozen=True, eq=False)
class Affine:
    """x * scale + shift, each a single number or one for each unit."""

    scale: Array
    shift: Array


@dataclass(frozen=True, eq=False)
class Function:
    """An activation function. `slope` is what PReLU has learned, (1,)."""

    activation: Activation
    slope: Array | None = None


@dataclass(frozen=True, eq=False)
class Normalising:
    """Batch or layer norm, with arrays by the names that the layer gives them."""

    layer: BatchNorm | LayerNorm
    arrays: dict[str, Array]
    name: str = ""


@dataclass(frozen=True)
class Silent:
    """What does nothing when predicting."""

    layer: Dropout
    name: str = ""


@dataclass(frozen=True, eq=False)
class Skip:
    """x + what the steps inside make of x."""

    inside: tuple[Step, ...]


Step = Linear | Affine | Function | Normalising | Silent | Skip


# -- scalings at both ends
def leading(steps: Sequence[Step]) -> tuple[Affine | None, tuple[Step, ...]]:
    """What happens to each input alone before anything else, as one step; and the rest."""
    first: Affine | None = None
    for place, step in enumerate(steps):
        if not isinstance(step, Affine):
            return first, tuple(steps[place:])
        first = step if first is None else _composed(first, step)
    return first, ()


def scaling_of(step: Affine, width: int) -> Scaling | None:
    """As (x - mean) / deviation; None where a scale is not positive."""
    scale, shift = wide(step.scale, width), wide(step.shift, width)
    if not (np.isfinite(scale) & np.isfinite(shift)).all() or not (scale > 0).all():
        return None
    return Scaling(-shift / scale, 1 / scale)


def trailing(steps: Sequence[Step]) -> tuple[tuple[Step, ...], Scaling | None]:
    """The steps without the scaling of a number as target, which comes last: one scale and one shift, beside the biases."""
    last = max((place for place, step in enumerate(steps) if not isinstance(step, Affine)), default=-1)
    tail = [step for step in steps[last + 1 :] if isinstance(step, Affine)]
    linear = steps[last] if last >= 0 else None
    if tail and isinstance(linear, Linear) and linear.biases is None and (tail[0].scale == 1).all():
        linear, tail = _scaled(linear, tail[0]), tail[1:]
    if not tail or not isinstance(linear, Linear):
        return tuple(steps), None
    whole = tail[0]
    for step in tail[1:]:
        whole = _composed(whole, step)
    if whole.scale.size == whole.shift.size == 1 and whole.scale.item() > 0 and whole.scale.item() != 1:
        scaling = Scaling(whole.shift.reshape(1), whole.scale.reshape(1))
        return (*steps[:last], linear), scaling
    return tuple(steps), None


def _composed(first: Affine, second: Affine) -> Affine:
    return Affine(first.scale * second.scale, first.shift * second.scale + second.shift)


# -- steps that become one
def merged(steps: Iterable[Step]) -> list[Step]:
    """The same with scales and shifts taken into the matrix, or the layer norm, that they stand beside."""
    found: list[Step] = []
    for step in steps:
        last = found[-1] if found else None
        if isinstance(step, Affine) and isinstance(last, Linear):
            found[-1] = _scaled(last, step)
        elif isinstance(step, Affine) and isinstance(last, Affine):
            found[-1] = _composed(last, step)
        elif isinstance(step, Affine) and isinstance(last, Normalising) and isinstance(last.layer, LayerNorm):
            found[-1] = _scaled_norm(last, step)
        elif isinstance(step, Linear) and isinstance(last, Affine):
            found[-1] = _with_scaled_inputs(step, last)
        else:
            found.append(replace(step, inside=tuple(merged(step.inside))) if isinstance(step, Skip) else step)
    return found


def _scaled(linear: Linear, step: Affine) -> Linear:
    units, kind = linear.weights.shape[1], linear.weights.dtype
    scale, shift = wide(step.scale, units), wide(step.shift, units)
    biases = shift if linear.biases is None else linear.biases * scale + shift
    weights = linear.weights if (scale == 1).all() else (linear.weights * scale).astype(kind)
    return replace(linear, weights=weights, biases=biases.astype(kind))


def _scaled_norm(norm: Normalising, step: Affine) -> Normalising:
    scale, shift = norm.arrays["scale"], norm.arrays["shift"]
    units = max(scale.size, step.scale.size, step.shift.size)
    scale, shift, by, more = (wide(one, units) for one in (scale, shift, step.scale, step.shift))
    arrays = {"scale": (scale * by).astype(np.float32), "shift": (shift * by + more).astype(np.float32)}
    return replace(norm, arrays=arrays)


def _with_scaled_inputs(linear: Linear, step: Affine) -> Linear:
    inputs, kind = linear.weights.shape[0], linear.weights.dtype
    scale, shift = wide(step.scale, inputs), wide(step.shift, inputs)
    weights = linear.weights.astype(np.float64)
    biases = shift @ weights + (0 if linear.biases is None else linear.biases)
    return replace(linear, weights=(weights * scale[:, np.newaxis]).astype(kind), biases=np.asarray(biases).astype(kind))


def wide(values: Array, units: int) -> Array:
    """One number for each unit, in float64."""
    if values.size not in (1, units):
        raise size_mismatch(values.size, units)
    return np.broadcast_to(values.astype(np.float64).ravel(), (units,))


def size_mismatch(found: int, wanted: int) -> ValueError:
    """That a layer gets another number of values than it has weights for."""
    return ValueError(
        ngettext(
            "Its layers do not fit together: {found} value meets {wanted}.",
            "Its layers do not fit together: {found} values meet {wanted}.",
            found,
        ).format(found=found, wanted=wanted)
    )
