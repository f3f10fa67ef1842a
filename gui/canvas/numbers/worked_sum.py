"""What one neuron computes, as a line of arithmetic: w₁x₁ + w₂x₂ + b = 0.5·1 + 0.2·0 − 0.7 = −0.2 → sign(−0.2) = −1. No Qt."""

from __future__ import annotations

import re

from engine.core.arrays import Array
from engine.core.number_format import format_count, format_number
from engine.core.translation import _
from engine.inspection.row_values import RowPass
from engine.inspection.snapshot import Snapshot
from engine.network.parameter_layout import arrays_of
from engine.nn.activations import Activation, Identity, Softmax
from engine.recipe.recipe import OUTPUT
from gui.canvas.diagram.diagram import Diagram, fitting
from gui.canvas.diagram.parts import BIASES, WEIGHTS

MOST_TERMS = 6  # of a sum that is written out
LONGEST_NAME = 6  # of an input, in such a sum; where one is longer they are numbered
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
PLAIN = re.compile(r"x[₀-₉]*")  # names of inputs that need no sign between weight and input


def worked_sum(snapshot: Snapshot, found: RowPass, diagram: Diagram, layer: int, unit: int) -> str:
    """The sum and the activation of a neuron for one row; empty where the neuron has no sum of its own."""
    at, shown = fitting(diagram, snapshot).get(layer), diagram.layer(layer)
    if at is None or layer not in found.sums or not shown.has_neurons or unit >= len(found.sums[layer]):
        return ""
    arrays = arrays_of(snapshot.layers[at], snapshot.theta)
    weights, bias = arrays[WEIGHTS][:, unit], float(arrays[BIASES][unit])
    z, a = float(found.sums[layer][unit]), float(found.outputs[layer][unit])
    values = found.inputs if at == 0 else found.outputs[snapshot.layers[at - 1].id]
    function = _function(diagram.link if layer == OUTPUT else (shown.activation or ("", Identity()))[1], z, a)
    if len(weights) > MOST_TERMS:
        text = _("Σ w x over {count} inputs, + b = {z} {function}")
        return text.format(count=format_count(len(weights)), z=format_number(z), function=function)
    symbols = _symbols(snapshot.data.feature_names if at == 0 else (), len(weights))
    return f"{symbols} = {_numbers(weights, values, bias)} = {format_number(z)} {function}".strip()


def subscript(number: int) -> str:
    return str(number).translate(_SUBSCRIPTS)


def _symbols(inputs: tuple[str, ...], count: int) -> str:
    """w₁x₁ + w₂x₂ + b; between layers, without names of inputs, w₁a₁ + …"""
    letter = "x" if inputs else "a"
    own = [name if PLAIN.fullmatch(name) else f"·{name}" for name in inputs if len(name) <= LONGEST_NAME]
    if len(own) != count:
        own = [f"{letter}{subscript(k + 1)}" for k in range(count)]
    terms = [f"w{subscript(k + 1) if count > 1 else ''}{name}" for k, name in enumerate(own)]
    return " + ".join((*terms, "b"))


def _numbers(weights: Array, values: Array, bias: float) -> str:
    """0.5·1 − 0.25·(−2) − 0.75"""
    text = ""
    for weight, value in zip(weights.tolist(), values.tolist(), strict=True):
        text += f"{_signed(weight, first=not text)}·{_bracketed(value)}"
    return text + _signed(bias, first=False)


def _signed(value: float, first: bool) -> str:
    written = format_number(abs(value))
    if first:
        return f"−{written}" if value < 0 else written
    return f" − {written}" if value < 0 else f" + {written}"


def _bracketed(value: float) -> str:
    written = format_number(value)
    return f"({written})" if written.startswith("−") else written


def _function(activation: Activation, z: float, a: float) -> str:
    """→ tanh(0.62) = 0.551"""
    if isinstance(activation, Identity):
        return "→ a = z"
    inside = f"{format_number(z)}, …" if isinstance(activation, Softmax) else format_number(z)
    return f"→ {activation.kind}({inside}) = {format_number(a)}"
