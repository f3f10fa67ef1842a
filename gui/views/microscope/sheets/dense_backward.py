"""The backward pass of a dense layer: δ of its neurons, its weights with what goes back through them, and their gradients."""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import _
from engine.inspection.step_stages.step_trace import LayerTrace
from engine.nn.activations import Identity
from engine.nn.layers.dense import Dense
from gui.views.microscope.sheets.look import Look
from gui.views.microscope.sheets.sheet import Region, Sheet, Span, Worked
from gui.views.microscope.sheets.symbols import activation_rules
from gui.views.microscope.sheets.written import MOST_TERMS, bracketed, index, number, products, total


def dense_backward_rule(look: Look, layer: LayerTrace) -> str:
    """All that the backward pass does here, in symbols."""
    kind = layer.layer
    assert isinstance(kind, Dense)
    rules = [] if isinstance(kind.activation, Identity) else ["δ = δᵃ · f′(z)"]
    rules.append(f"∂L/∂wᵢⱼ = {_mean(look)}aᵢ δⱼ")
    return ",  ".join([*rules, "δᵃᵢ = Σⱼ wᵢⱼ δⱼ"] if "dx" in layer.values else rules)


def dense_backward_sheet(look: Look, layer: LayerTrace) -> Sheet:
    """From top to bottom: δ of each neuron; the weights, with what goes back through them on the right; their gradients.

    A neuron has the same column in all of them, so that each wᵢⱼ stands below its δⱼ. The first layer passes nothing back: it has
    no weights here.
    """
    kind, values = layer.layer, layer.values
    assert isinstance(kind, Dense)
    own, weights = layer.own(look.trace.vectors["grad"]), layer.own(look.trace.vectors["theta"])["weights"]
    x, dz, da = look.of_row(values["x"]), look.delta(layer, "dz"), look.delta(layer, "da")
    slope = look.of_row(values["slope"]) if "slope" in values else None
    inputs, units = weights.shape
    heads = ["δ"] if isinstance(kind.activation, Identity) else ["δᵃ", "δ"] if slope is None else ["δᵃ", "f′(z)", "δ"]
    has_dx = "dx" in values
    z_row, w_top = len(heads) - 1, len(heads)
    top = w_top + (inputs if has_dx else 0)  # of the gradients
    rule = f"f′(z) = {activation_rules(kind.activation)[1]}"

    def of_delta(_row: int, unit: int) -> Worked:
        if slope is None:
            return Worked(f"δ{index(unit)}", "δ = δᵃ" if z_row == 0 else dense_backward_rule(look, layer), unit=unit)
        product = f"{bracketed(float(da[unit]))} · {bracketed(float(slope[unit]))}"
        return Worked(f"δ{index(unit)}", "δ = δᵃ · f′(z)", product, (Span(0, 1 + unit), Span(1, 1 + unit)), unit)

    def of_gradient(i: int, j: int) -> Worked:
        spans = Span(top + i, 0), Span(z_row, 1 + j)
        return Worked(f"∂L/∂w{index(i, j)}", f"∂L/∂w = {_mean(look)}a δ", _over_rows(look, layer, i, j), spans, j)

    def of_bias(_row: int, j: int) -> Worked:
        return Worked(f"∂L/∂b{index(j)}", f"∂L/∂b = {_mean(look)}δ", _over_rows(look, layer, None, j), (Span(z_row, 1 + j),), j)

    def of_weight(i: int, j: int) -> Worked:
        return Worked(f"w{index(i, j)}", _("a weight: training changes it"), unit=j)

    def of_input(i: int, _column: int) -> Worked:
        spans, size = (Span(z_row, 1, 1, units), Span(w_top + i, 1, 1, units)), float(np.abs(weights[i] * dz).sum())
        return Worked(f"δᵃ{index(i)}", "δᵃᵢ = Σⱼ wᵢⱼ δⱼ", products(weights[i], dz), spans, size=size)

    single = look.count == 1
    regions = [
        Region(dz[np.newaxis], z_row, 1, of_delta, asked=slope is not None),
        Region(x.reshape(-1, 1), top, 0, lambda i, j: Worked(look.input_name(layer, i), _("what the layer gets"))),
        Region(own["weights"], top, 1, of_gradient, asked=single),
        Region(own["biases"][np.newaxis], top + inputs, 1, of_bias, asked=single),
    ]
    if z_row:
        passed = _("what the layer after it passes back")
        regions.append(Region(da[np.newaxis], 0, 1, lambda i, j: Worked(f"δᵃ{index(j)}", passed)))
    if slope is not None:
        regions.append(Region(slope[np.newaxis], 1, 1, lambda i, j: Worked(f"f′(z{index(j)})", rule)))
    if has_dx:
        regions.append(Region(weights, w_top, 1, of_weight))
        regions.append(Region(look.delta(layer, "dx").reshape(-1, 1), w_top, 1 + units, of_input, asked=True))

    def row_name(row: int) -> str:
        if row < w_top:
            return heads[row]
        if row < top:
            return _of_input(look, layer, f"w{index(row - w_top)}ⱼ", row - w_top)
        return "∂L/∂bⱼ" if row - top == inputs else _of_input(look, layer, f"∂L/∂w{index(row - top)}ⱼ", row - top)

    def column_name(column: int) -> str:
        if not column:
            return _("in: aᵢ")
        if column > units:
            return "δᵃᵢ"
        name = look.unit_name(layer, column - 1)
        return f"j = {name}" if name == str(column) else name

    return Sheet(top + inputs + 1, 1 + units + has_dx, row_name, column_name, regions, (z_row if z_row else top, 1))


def _mean(look: Look) -> str:
    return "" if look.count == 1 else "1/n Σ "


def _over_rows(look: Look, layer: LayerTrace, i: int | None, j: int) -> str:
    """The mean over the rows of the batch that a gradient is, its term of the shown row first; `i` None: of a bias."""
    rows = [look.at, *(row for row in range(look.count) if row != look.at)][:MOST_TERMS]
    x, dz = layer.values["x"], layer.values["dz"]
    factor: Array = np.asarray(look.per_row, dz.dtype)
    deltas = [float(dz[j, row] * factor) for row in rows]
    if i is None:
        terms = [number(deltas[0]), *(bracketed(one) for one in deltas[1:])]
    else:
        terms = [f"{bracketed(float(x[i, row]))} · {bracketed(one)}" for row, one in zip(rows, deltas, strict=True)]
    return terms[0] if look.count == 1 else f"1/{look.count} · ({total(terms, look.count)})"


def _of_input(look: Look, layer: LayerTrace, letter: str, i: int) -> str:
    """The name of a row: its letter, and which input it belongs to where that has a name of its own."""
    name = look.input_name(layer, i)
    return letter if name in (f"a{index(i)}", f"x{index(i)}") else f"{letter}  {name}"
