"""The sheets of the backward pass: prediction, loss and δ of the output, then how each layer passes the gradient back."""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import _
from engine.inspection.step_stages.step_trace import LayerTrace
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.layer_norm import LayerNorm
from engine.recipe.class_weights import is_weighted
from gui.views.microscope.sheets.dense_backward import dense_backward_rule, dense_backward_sheet
from gui.views.microscope.sheets.look import Look
from gui.views.microscope.sheets.sheet import Quantity, Region, Sheet, Span, Worked, unit_sheet
from gui.views.microscope.sheets.symbols import LossRule, activation_rules, loss_rule
from gui.views.microscope.sheets.written import MOST_TERMS, bracketed, number, of_unit, plus, product, total


def rule_of_loss(look: Look) -> LossRule:
    recipe = look.trace.recipe
    return loss_rule(recipe.loss, len(look.trace.scores), is_weighted(recipe, look.data.task))


def wanted(look: Look) -> tuple[str, Array]:
    """What the predictions are compared with, (outputs,), and its letter: y is a probability, t a number or −1 and 1."""
    targets = look.of_row(look.trace.targets)[: len(look.trace.scores)]
    if look.trace.recipe.loss.kind != "cross_entropy":
        return "t", targets
    return "y", (targets + 1) / 2 if len(targets) == 1 else targets


def prediction_sheet(look: Look) -> Sheet:
    """The score of each output and what the loss's link makes of it."""
    trace, output = look.trace, look.trace.layers[-1]
    scores, predictions = look.of_row(trace.scores), look.of_row(trace.predictions)
    rule = rule_of_loss(look).link

    def in_numbers(unit: int) -> str:
        score = float(scores[unit])
        simple = {
            "p = s": number(score),
            "p = sign s": f"sign {bracketed(score)}",
            "p = tanh s": f"tanh {bracketed(score)}",
            "p = 1 / (1 + e⁻ˢ)": f"1 / (1 + e^{bracketed(-score)})",
        }
        if rule in simple or "Σ" not in rule:
            return simple.get(rule, "")
        shown = [f"e^{bracketed(float(score))}" for score in scores[:MOST_TERMS]]
        return f"e^{bracketed(float(scores[unit]))} / ({total(shown, len(scores))})"

    all_scores = [Quantity("s", scores), Quantity("p", predictions, rule, in_numbers, (0,), True)]
    return unit_sheet(all_scores, lambda row: look.unit_name(output, row), of_unit)


def loss_sheet(look: Look) -> Sheet:
    """The loss of each row of the batch, and their mean."""
    trace = look.trace
    classes, count = look.data.table.classes, look.count
    truth = trace.truth.astype(np.float64)
    if len(trace.scores) > 1:
        predicted = trace.predictions[trace.truth.astype(np.intp), np.arange(count)]
    else:
        predicted = trace.predictions[0]
    ends = np.array([[trace.loss]] + ([[trace.penalty], [trace.loss + trace.penalty]] if trace.penalty else []))
    rule = rule_of_loss(look).loss

    def of_row(row: int, _column: int) -> Worked:
        size = 1.0 if trace.recipe.loss.kind == "cross_entropy" else 0.05 * float(trace.targets[0, row]) ** 2
        return Worked("L", rule, _in_loss(look, row), (Span(row, 0), Span(row, 1)), size=size)

    def of_total(row: int, _column: int) -> Worked:
        if row == 1:
            return Worked(_("penalty"), _("what the penalty on large weights adds"))
        if row == 2:
            return Worked(_("total"), _("loss + penalty"), made_of=(Span(count, 2, 2),))
        return Worked(_("mean"), _("1/n · Σ of the losses of the rows"), made_of=(Span(0, 2, count),))

    def named(name: str) -> object:
        return lambda row, _column: Worked(name, "")

    heads = _("right answer y"), _("p of it") if classes and len(trace.scores) > 1 else "p", "L"
    last = _("mean"), _("penalty"), _("total")
    return Sheet(
        count + len(ends),
        3,
        lambda row: last[row - count] if row >= count else _("row {row}").format(row=int(trace.rows[row]) + 1),
        lambda column: heads[column],
        [
            Region(truth[:, np.newaxis], 0, 0, named(heads[0])),  # type: ignore[arg-type]
            Region(predicted[:, np.newaxis], 0, 1, named(heads[1])),  # type: ignore[arg-type]
            Region(trace.losses[:, np.newaxis], 0, 2, of_row, asked=True),
            Region(ends, count, 2, of_total),
        ],
        (look.at, 2),
    )


def _in_loss(look: Look, row: int) -> str:
    trace, kind = look.trace, look.trace.recipe.loss.kind
    score, p = float(trace.scores[0, row]), float(trace.predictions[0, row])
    if len(trace.scores) > 1 or is_weighted(trace.recipe, look.data.task):
        return ""
    target = float(trace.targets[0, row])
    if kind == "cross_entropy":
        return f"−ln {number(p)}" if target == 1 else f"−ln(1 − {number(p)})" if target == -1 else ""
    difference = f"{number(score)} − {bracketed(target)}"
    return {"mse": f"({difference})²", "mae": f"|{difference}|", "log_cosh": f"ln cosh({difference})"}.get(kind, "")


def delta_sheet(look: Look) -> Sheet:
    """δ of the output: how the loss of the row changes with each score."""
    trace, output = look.trace, look.trace.layers[-1]
    letter, targets = wanted(look)
    first = look.of_row(trace.predictions if letter == "y" else trace.scores)
    delta, rule = look.delta(output, "da"), rule_of_loss(look).delta

    def in_numbers(unit: int) -> str:
        difference = f"{number(float(first[unit]))} − {bracketed(float(targets[unit]))}"
        simple = {"δ = p − y": difference, "δ = 2 (s − t)": f"2 ({difference})", "δ = tanh(s − t)": f"tanh({difference})"}
        return simple.get(rule, "")

    quantities = [
        Quantity("p" if letter == "y" else "s", first),
        Quantity(letter, targets),
        Quantity("δ", delta, rule, in_numbers, (0, 1), True, np.abs(targets)),
    ]
    return unit_sheet(quantities, lambda row: look.unit_name(output, row), of_unit)


def backward_rule(look: Look, layer: LayerTrace) -> str:
    """How the layer passes the gradient back, in symbols."""
    kind = layer.layer
    if isinstance(kind, Dense):
        return dense_backward_rule(look, layer)
    if isinstance(kind, ActivationLayer):
        return "δ = δᵃ · f′(z)" if "slope" in layer.values else "δ = δᵃ"
    if isinstance(kind, Dropout):
        return "δ = δᵃ · mask"
    if isinstance(kind, BatchNorm | LayerNorm):
        return "∂L/∂γ = Σ δᵃ x̂,  ∂L/∂β = Σ δᵃ"
    return "δ = δᵃ + δᶠ"


def backward_sheet(look: Look, layer: LayerTrace) -> Sheet:
    """The sheet of a layer of any kind."""
    if isinstance(layer.layer, Dense):
        return dense_backward_sheet(look, layer)
    return unit_sheet(quantities_of(look, layer), lambda row: look.unit_name(layer, row), of_unit)


def quantities_of(look: Look, layer: LayerTrace) -> list[Quantity]:
    """What a layer that works unit by unit passes back, in columns."""
    values, kind = layer.values, layer.layer
    da = look.delta(layer, "da")
    back = look.delta(layer, "dx") if "dx" in values else None
    first = Quantity("δᵃ", da, _("what the layer after it passes back"))
    if isinstance(kind, ActivationLayer) and back is not None:
        if "slope" not in values:
            return [first, Quantity("δ", back, backward_rule(look, layer), of=(0,))]
        slope = look.of_row(values["slope"])
        rule = f"f′(z) = {activation_rules(kind.activation)[1]}"
        return [first, Quantity("f′(z)", slope, rule), _times("δ", da, slope, back, "δ = δᵃ · f′(z)")]
    if isinstance(kind, Dropout) and back is not None:
        mask = look.of_row(values["mask"])
        return [first, Quantity("mask", mask), _times("δ", da, mask, back, "δ = δᵃ · mask")]
    if isinstance(kind, BatchNorm | LayerNorm):
        own = layer.own(look.trace.vectors["grad"])
        found = [
            first,
            Quantity("x̂", look.of_row(values["xhat"])),
            Quantity("∂L/∂γ", own["scale"], _("Σ δᵃ x̂ over the rows, their mean"), of=(0, 1)),
            Quantity("∂L/∂β", own["shift"], _("Σ δᵃ over the rows, their mean"), of=(0,)),
        ]
        rule = "δ = γ / √(σ² + ε) · (δᵃ − mean(δᵃ) − x̂ mean(δᵃ x̂))"
        if isinstance(kind, LayerNorm):
            rule = "δ = (γ δᵃ − mean(γ δᵃ) − x̂ mean(γ δᵃ x̂)) / √(σ² + ε)"
        elif look.count == 1:
            rule = "δ = γ / √(σ² + ε) · δᵃ"
        return found if back is None else [*found, Quantity("δ", back, rule, of=(0, 1))]
    if back is None or "df" not in values:
        return [first]
    chain = look.delta(layer, "df")

    def both(unit: int) -> str:
        return plus(number(float(da[unit])), float(chain[unit]))

    return [
        first,
        Quantity("δᶠ", chain, _("what the layers inside pass back")),
        Quantity("δ", back, "δ = δᵃ + δᶠ", both, (0, 1), True, np.abs(chain)),
    ]


def _times(name: str, left: Array, right: Array, result: Array, rule: str) -> Quantity:
    return Quantity(name, result, rule, lambda unit: product(left, right, unit), (0, 1), True)
