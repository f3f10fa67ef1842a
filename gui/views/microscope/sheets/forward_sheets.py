"""The sheets of the forward pass: the inputs, then what each layer makes of what it gets."""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import _
from engine.data.features import compute
from engine.inspection.step_stages.step_trace import LayerTrace
from engine.nn.activations import Identity
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.layer_norm import LayerNorm
from gui.views.microscope.sheets.look import Look
from gui.views.microscope.sheets.sheet import Quantity, Region, Sheet, Span, Worked, unit_sheet
from gui.views.microscope.sheets.symbols import activation_of, activation_rules
from gui.views.microscope.sheets.written import bracketed, index, number, of_unit, plus, product, products

NO_SLOPE = np.zeros(1)
RESULTS_FIRST = 12  # inputs from which on the results stand above the weights


def inputs_sheet(look: Look) -> Sheet:
    """Each input of the network as its formula gives it, and scaled."""
    data = look.data
    raw = compute(data.features, look.trace.raw[:, look.at : look.at + 1].T)[0]
    scaled = look.of_row(look.trace.inputs)
    mean, deviation = data.scaling.mean, data.scaling.deviation
    names = data.feature_names

    def as_scaled(unit: int) -> str:
        return f"({number(float(raw[unit]))} − {bracketed(float(mean[unit]))}) / {number(float(deviation[unit]))}"

    is_scaled = look.trace.recipe.standardise
    quantities = [Quantity(_("of the row"), raw)]
    if is_scaled:
        quantities += [Quantity(_("mean x̄"), mean), Quantity(_("deviation σ"), deviation)]
    sums = as_scaled if is_scaled else lambda _unit: ""
    of = (0, 1, 2) if is_scaled else (0,)
    quantities.append(Quantity("x", scaled, inputs_rule(look), sums, of))
    return unit_sheet(quantities, lambda row: names[row], lambda name, unit: names[unit])


def inputs_rule(look: Look) -> str:
    return "x ← (x − x̄) / σ" if look.trace.recipe.standardise else ""


def forward_sheet(look: Look, layer: LayerTrace) -> Sheet:
    """The sheet of a layer of any kind."""
    if isinstance(layer.layer, Dense):
        return dense_sheet(look, layer)
    return unit_sheet(quantities_of(look, layer), lambda row: look.unit_name(layer, row), of_unit)


def forward_rule(layer: LayerTrace) -> str:
    """What the layer does, in symbols."""
    kind = layer.layer
    if isinstance(kind, Dense):
        z = "zⱼ = Σᵢ aᵢ wᵢⱼ + bⱼ"
        return z if isinstance(kind.activation, Identity) else f"{z},  a = {activation_rules(kind.activation)[0]}"
    if isinstance(kind, ActivationLayer):
        return f"a = {activation_rules(kind.activation)[0]}"
    if isinstance(kind, Dropout):
        return "a = x · mask"
    if isinstance(kind, BatchNorm | LayerNorm):
        return "x̂ = (x − μ) / √(σ² + ε),  a = γ x̂ + β"
    return "a = x + f(x)"


def dense_sheet(look: Look, layer: LayerTrace) -> Sheet:
    """Inputs on the left, the weights of each neuron in its column, and its z and a."""
    kind, own = layer.layer, layer.own(look.trace.vectors["theta"])
    assert isinstance(kind, Dense)
    weights, biases = own["weights"], own["biases"]
    x, z, a = (look.of_row(layer.values[name]) for name in ("x", "z", "a"))
    inputs, units = weights.shape
    linear = isinstance(kind.activation, Identity)
    results = 1 if linear else 2
    top = results if inputs > RESULTS_FIRST else 0
    z_row = 0 if top else inputs + 1
    f = activation_rules(kind.activation)[0]

    def of_z(_row: int, unit: int) -> Worked:
        total = plus(products(x, weights[:, unit]), float(biases[unit]))
        spans = Span(top, 0, inputs + 1), Span(top, 1 + unit, inputs + 1)
        size = float(np.abs(x * weights[:, unit]).sum() + abs(biases[unit]))
        return Worked(f"z{index(unit)}", "z = Σ a w + b", total, spans, unit, size=size)

    def of_a(_row: int, unit: int) -> Worked:
        total = activation_of(kind.activation, float(z[unit]), float(own.get("slope", NO_SLOPE)[0]))
        return Worked(f"a{index(unit)}", f"a = {f}{_learned(layer, look)}", total, (Span(z_row, 1 + unit),), unit)

    def weight(i: int, j: int) -> Worked:
        return Worked(f"w{index(i, j)}", _("a weight: training changes it"), unit=j)

    def source(i: int, _column: int) -> Worked:
        return Worked(look.input_name(layer, i), _("what the layer gets"))

    regions = [
        Region(x.reshape(-1, 1), top, 0, source),
        Region(np.ones((1, 1)), top + inputs, 0, lambda i, j: Worked("1", _("the bias counts as the weight of an input 1"))),
        Region(weights, top, 1, weight),
        Region(biases[np.newaxis], top + inputs, 1, lambda i, j: Worked(f"b{index(j)}", _("a bias: training changes it"))),
        Region(z[np.newaxis], z_row, 1, of_z, asked=True),
    ]
    if not linear:
        regions.append(Region(a[np.newaxis], z_row + 1, 1, of_a, asked=True))
    names = {z_row: "z", top + inputs: "b"} | ({} if linear else {z_row + 1: "a"})
    return Sheet(
        inputs + 1 + results,
        units + 1,
        lambda row: names.get(row) or look.input_name(layer, row - top),
        lambda column: _("in") if not column else look.unit_name(layer, column - 1),
        regions,
        (z_row, 1),
    )


def quantities_of(look: Look, layer: LayerTrace) -> list[Quantity]:
    """What a layer that works unit by unit computes, in columns."""
    values, kind = layer.values, layer.layer
    x, a = look.of_row(values["x"]), look.of_row(values["a"])
    if isinstance(kind, ActivationLayer):
        f = activation_rules(kind.activation)[0]
        slope = float(layer.own(look.trace.vectors["theta"]).get("slope", NO_SLOPE)[0])
        in_numbers = lambda unit: activation_of(kind.activation, float(x[unit]), slope)  # noqa: E731
        return [Quantity("z", x), Quantity("a", a, f"a = {f}{_learned(layer, look)}", in_numbers, (0,), True)]
    if isinstance(kind, Dropout):
        mask = look.of_row(values["mask"])
        return [
            Quantity("x", x),
            Quantity("mask", mask, _("0 or 1 / (1 − rate), drawn for each row of the batch")),
            Quantity("a", a, "a = x · mask", lambda unit: product(x, mask, unit), (0, 1), True),
        ]
    if isinstance(kind, BatchNorm | LayerNorm):
        return _normalised(look, layer, x, a, kind.epsilon)
    f = look.of_row(values["f"])
    return [
        Quantity("x", x),
        Quantity("f(x)", f, _("what the layers inside give")),
        Quantity("a", a, "a = x + f(x)", lambda unit: plus(number(float(x[unit])), float(f[unit])), (0, 1), True, np.abs(f)),
    ]


def _normalised(look: Look, layer: LayerTrace, x: Array, a: Array, epsilon: float) -> list[Quantity]:
    own, count = layer.own(look.trace.vectors["theta"]), len(x)
    scale, shift, xhat = own["scale"], own["shift"], look.of_row(layer.values["xhat"])
    mean, variance = (np.broadcast_to(look.of_row(layer.values[name]), (count,)) for name in ("mean", "variance"))

    def normalised(unit: int) -> str:
        difference = f"{number(float(x[unit]))} − {bracketed(float(mean[unit]))}"
        return f"({difference}) / √({number(float(variance[unit]))} + {number(epsilon)})"

    rule = f"x̂ = (x − μ) / √(σ² + ε),  ε = {number(epsilon)}"
    return [
        Quantity("x", x),
        Quantity("μ", mean, statistics_rule(look, layer)),
        Quantity("σ²", variance, statistics_rule(look, layer)),
        Quantity(
            "x̂",
            xhat,
            rule,
            normalised,
            (0, 1, 2),
            True,
            np.abs(mean) / np.sqrt(variance + epsilon),
        ),
        Quantity("γ", scale, _("a scale: training changes it")),
        Quantity("β", shift, _("a shift: training changes it")),
        Quantity(
            "a",
            a,
            "a = γ x̂ + β",
            lambda unit: plus(product(scale, xhat, unit), float(shift[unit])),
            (3, 4, 5),
            True,
            np.abs(shift),
        ),
    ]


def statistics_rule(look: Look, layer: LayerTrace) -> str:
    """Where mean and variance come from."""
    if isinstance(layer.layer, LayerNorm):
        return _("over the units of this row")
    return _("over the rows of the batch") if look.count > 1 else _("the running ones: a batch of one row has no variance")


def _learned(layer: LayerTrace, look: Look) -> str:
    """The slope that a PReLU has learned, behind its rule."""
    slope = layer.own(look.trace.vectors["theta"]).get("slope")
    return "" if slope is None else f",  s = {number(float(slope[0]))}"
