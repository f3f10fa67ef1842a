"""A layer inserted into a trained network starts as the identity where it can, so that what was learned is not disturbed.

`objection` says beforehand, in a sentence, why a layer cannot; `keep_function` sets the numbers of one that can. What an
activation passes on is found by trying it (`linear_region`), so that a new activation needs nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import _, ngettext
from engine.network.network import Network
from engine.network.parameter_layout import LayerInfo, arrays_of
from engine.nn.activations import Activation, ReLU
from engine.nn.layers import Layer
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.residual import Residual
from engine.recipe.recipe import Recipe

TOLERANCE = 3e-3  # of the scores, beside their spread: the next, more nearly linear start is tried while the error is larger
# A start that is more nearly linear than it must be has large weights behind a small scale, and the next steps raise the loss.
SCALES = tuple(2.0 ** (-power / 2) for power in range(13))  # of the largest sum: the smaller, the more nearly linear tanh is
MARGINS = (0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0)  # above 0, for the smallest sum: where SiLU and its like are a straight line
RIDGE = 1e-5  # how much the layer behind is held to its old weights, beside the variance of its inputs

MOST_SAMPLED = 1024  # rows of training data that the largest outputs are looked for in

ALL, ABOVE, NEAR, NONE = "all", "above", "near", ""  # where an activation is a straight line through 0


def linear_region(activation: Activation) -> tuple[str, float]:
    """Where f passes its input on unchanged but for a factor, and that factor: everywhere, above 0, near 0, or nowhere."""
    with np.errstate(all="ignore"):
        far, near = np.array([-40.0, -20.0, 20.0, 40.0]), np.array([-0.1, -0.05, 0.05, 0.1])
        slopes, slopes_near, at_zero = (
            activation.function(far[:, None])[:, 0] / far,
            activation.function(near[:, None])[:, 0] / near,
            activation.function(np.zeros((1, 1)))[0, 0],
        )
    if _are_equal(slopes) and _are_equal(np.append(slopes_near, slopes[0])):
        return ALL, float(slopes[0])
    if _are_equal(slopes[2:]):
        return ABOVE, float(slopes[2])
    if at_zero == 0 and _are_equal(slopes_near):
        return NEAR, float(slopes_near[0])
    return NONE, 0.0


def _are_equal(slopes: Array) -> bool:
    return bool(np.isfinite(slopes).all() and slopes[0] > 0.1 and np.ptp(slopes) < 0.01 * slopes[0])


def objection(layer: Layer, units_in: int, before: Layer | None, after: Layer) -> str:
    """Why the layer cannot pass its input on unchanged, as a sentence; empty when it can.

    before, after: the layers that it gets its input from and gives it to; before is None for the network's inputs.
    """
    if isinstance(layer, Dropout | BatchNorm | Residual):
        return ""
    if isinstance(layer, ActivationLayer):
        where, factor = linear_region(layer.activation)
        if abs(factor - 1) < 1e-6 and (
            where == ALL or (where == ABOVE and is_line_above(layer.activation) and _is_positive(before))
        ):
            return ""
        return _cannot(layer.activation.label)
    if not isinstance(layer, Dense):
        return _cannot(layer.label)
    where, _factor = linear_region(layer.activation)
    if not where:
        return _cannot(layer.activation.label)
    if where == NEAR and before is None and not _is_straight_near(layer.activation):
        text = _("Right behind the inputs {name} cannot pass them on unchanged and learn on well: what was learned is disturbed.")
        return text.format(name=_(layer.activation.label))
    if layer.units < units_in:
        text = ngettext(
            "{units} neuron cannot pass on all of {inputs} inputs: what was learned is disturbed.",
            "{units} neurons cannot pass on all of {inputs} inputs: what was learned is disturbed.",
            layer.units,
        )
        return text.format(units=layer.units, inputs=units_in)
    plain = _is_plain(layer.activation, where, before)
    if not isinstance(after, Dense) and (layer.units > units_in or not plain):
        text = _("{kind} behind it cannot be adjusted to this layer: what was learned is disturbed.")
        return text.format(kind=_(after.label))
    return ""


def insertion_objection(recipe: Recipe, index: int, layer: Layer, inputs: int, outputs: int) -> str:
    """The same for a layer inserted before position `index` of the blocks, into a network of so many inputs and outputs."""
    before, units = None, inputs
    for block in recipe.blocks[:index]:
        if block.enabled:
            units = block.layer.units_out(units)
            before = before if isinstance(block.layer, Dropout) else block.layer
    rest = [block.layer for block in recipe.blocks[index:] if block.enabled]
    return objection(layer, units, before, rest[0] if rest else recipe.stack(outputs)[-1].layer)


def kind_objection(layer: Layer) -> str:
    """Why such a layer can pass its input on nowhere, as a sentence; empty when there are places where it can."""
    return objection(layer, 1, Dense(1, ReLU()), Dense(1))


def _cannot(label: str) -> str:
    return _("{name} cannot pass its input on unchanged: what was learned is disturbed.").format(name=_(label))


def _is_plain(activation: Activation, where: str, before: Layer | None) -> bool:
    """Whether it passes on what comes from the layer `before` without a shift or another scale that must be undone behind it."""
    return where == ALL or (where == ABOVE and is_line_above(activation) and _is_positive(before))


def is_line_above(activation: Activation) -> bool:
    """Whether f is a straight line from 0 on, as ReLU, and not only far above, as SiLU."""
    z = np.array([[0.0], [0.1], [1.0], [40.0]])
    a = activation.function(z)
    return bool(np.allclose(a, a[-1] / z[-1] * z, atol=1e-9))


def _is_straight_near(activation: Activation) -> bool:
    """Whether f is a straight line near 0, as hard tanh. Tanh is only nearly one: inputs, which may be large, must be scaled
    so far down that the next steps raise the loss (measured: worse after 1,000 steps than a random start).
    """
    z = np.array([[-0.5], [0.5], [0.9]])
    return bool(np.allclose(activation.function(z), z, atol=1e-9))


def _is_positive(layer: Layer | None) -> bool:
    """Whether what the layer says is never below 0."""
    if not isinstance(layer, Dense | ActivationLayer):
        return False
    return bool((layer.activation.function(np.linspace(-40, 40, 801)[:, None]) >= 0).all())


# -- setting them
def keep_function(old: Network, new: Network, x: Array) -> bool:
    """Set what one inserted layer needs for the new network to do what the old one did; whether that was done.

    new: with all that carries over from `old` copied into it, and the inserted layer at its random start. x: rows of scaled
    inputs. Nothing is changed unless there is exactly one layer more, the others are the same, and there is no `objection`.
    """
    at = inserted_at(old, new)
    if at is None or not len(x):
        return False
    layer, info = new.blocks[at].layer, new.layers[at]
    before = next((block.layer for block in reversed(new.blocks[:at]) if not isinstance(block.layer, Dropout)), None)
    if objection(layer, info.units_in, before, new.blocks[at + 1].layer):
        return False
    into = x.T if at == 0 else new.outputs_of_layers(x)[new.layers[at - 1].id]
    if not (np.isfinite(into).all() and np.isfinite(old.scores(x)).all()):
        return False
    own = arrays_of(info, new.theta, new.buffers)
    if isinstance(layer, Residual):
        own["output.weights"][...], own["output.biases"][...] = 0, 0
    elif isinstance(layer, BatchNorm):
        rows = into.astype(np.float64)
        own["running_mean"][...], own["running_variance"][...] = rows.mean(1), rows.var(1, ddof=min(1, len(x) - 1))
        own["scale"][...] = np.sqrt(own["running_variance"] + new.dtype.type(layer.epsilon))
        own["shift"][...] = own["running_mean"]
    elif isinstance(layer, Dense):
        _start_dense(old, new, at, layer, into, x)
    return True


def one_by_one(old: Recipe, new: Recipe) -> Iterator[Recipe]:
    """The recipes between the two when `new` has more layers and is else as it was: a further one of them each, the first first.

    None when fewer than two were inserted. Each can then be started as the identity behind what was inserted before it.
    """
    theirs = {block.id for block in old.blocks}
    inserted = [block.id for block in new.blocks if block.id not in theirs and block.enabled]
    if len(inserted) < 2 or tuple(block for block in new.blocks if block.id in theirs) != old.blocks:
        return
    for count in range(1, len(inserted)):
        there = theirs.union(inserted[:count])
        yield replace(new, blocks=tuple(block for block in new.blocks if block.id in there))


def inserted_at(old: Network, new: Network) -> int | None:
    """The place of the one layer that only the new network has; None when more than that is different."""
    theirs, ours = [block.id for block in old.blocks], [block.id for block in new.blocks]
    at = next((at for at, block_id in enumerate(ours) if block_id not in theirs), None)
    if at is None or ours[:at] + ours[at + 1 :] != theirs or old.inputs != new.inputs:
        return None
    others = (*new.blocks[:at], *new.blocks[at + 1 :])
    same = all(one.layer == other.layer for one, other in zip(old.blocks, others, strict=True))
    return at if same else None


@dataclass(frozen=True, eq=False)
class _Line:
    """Sums z = scale · x + shift on which f is nearly straight, so that x ≈ gain · f(z) + offset; one number per unit."""

    scale: float
    shift: Array
    gain: Array
    offset: Array


def _start_dense(old: Network, new: Network, at: int, layer: Dense, into: Array, x: Array) -> None:
    """The first of the candidates whose error in the scores is small enough, or else the one with the smallest."""
    wanted = old.scores(x).astype(np.float64)
    spread = max(float(wanted.std()), 1e-12)
    errors: list[tuple[float, _Line]] = []
    for line in _lines(layer.activation, into.astype(np.float64)):
        _set_line(old, new, at, line, x)
        errors.append((float(np.sqrt(np.mean((new.scores(x) - wanted) ** 2))) / spread, line))
        if errors[-1][0] <= TOLERANCE:
            return
    _set_line(old, new, at, min(errors, key=lambda one: one[0])[1], x)


def _lines(activation: Activation, into: Array) -> Iterator[_Line]:
    """Candidates, from the most natural to the most nearly linear. into: (units, rows)."""
    where, factor = linear_region(activation)
    zeros, ones = np.zeros(len(into)), np.ones(len(into))
    if where == ALL:
        yield _Line(1 / factor, zeros, ones, zeros)
    elif where == ABOVE and is_line_above(activation):
        shift = np.maximum(0, -into.min(1))
        yield _Line(1 / factor, shift / factor, ones, -shift)
    elif where == ABOVE:
        for margin in MARGINS:
            shift = np.maximum(0, margin - into.min(1)) / factor
            yield _fitted(activation, into, 1 / factor, shift)
    else:
        largest = max(float(np.abs(into).max()), 1e-12)
        for size in SCALES:
            yield _fitted(activation, into, min(1.0, size / largest) / factor, zeros)


def _fitted(activation: Activation, into: Array, scale: float, shift: Array) -> _Line:
    """With the gain and offset of least squares, unit by unit."""
    a = activation.function((scale * into + shift[:, None]).T).T
    centred = a - a.mean(1, keepdims=True)
    gain = (centred * into).sum(1) / np.maximum((centred * centred).sum(1), 1e-30)
    return _Line(scale, shift, gain, into.mean(1) - gain * a.mean(1))


def _set_line(old: Network, new: Network, at: int, line: _Line, x: Array) -> None:
    """Set the inserted dense layer, and adjust the layer behind it: its numbers are the old ones, for outputs on another scale.

    Units beyond the width of the input keep their random weights in; their weights out start at 0.
    """
    info, n = new.layers[at], new.layers[at].units_in
    own, behind = arrays_of(info, new.theta), new.layers[at + 1]
    own["weights"][:, :n] = np.eye(n) * line.scale
    own["biases"][:n] = line.shift
    if not isinstance(new.blocks[at + 1].layer, Dense):
        return
    before, after = arrays_of(_of(old, behind.id), old.theta), arrays_of(behind, new.theta)
    weights = before["weights"].astype(np.float64)
    after["weights"][:n] = weights * line.gain[:, None]
    after["weights"][n:] = 0
    after["biases"][...] = before["biases"] + line.offset @ weights
    for name in before.keys() - {"weights", "biases"}:
        after[name][...] = before[name]
    if (line.gain != 1).any():
        into = x if at == 0 else old.outputs_of_layers(x)[old.layers[at - 1].id].T
        sums = into @ weights + before["biases"]
        _fit_rest(new.outputs_of_layers(x)[info.id][:n].T.astype(np.float64), sums, after["weights"][:n], after["biases"])


def _fit_rest(a: Array, sums: Array, weights: Array, biases: Array) -> None:
    """Change weights and biases a little, so that their sums over the rows `a` come nearer to `sums`: ridge regression."""
    rest = sums - (a @ weights + biases)
    centred = a - a.mean(0)
    gram = centred.T @ centred
    change = np.linalg.solve(gram + (RIDGE * np.trace(gram) / len(gram) + 1e-30) * np.eye(len(gram)), centred.T @ rest)
    weights += change
    biases += rest.mean(0) - a.mean(0) @ change


def _of(network: Network, layer_id: int) -> LayerInfo:
    return next(info for info in network.layers if info.id == layer_id)
