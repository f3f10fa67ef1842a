"""The stages of a step, in order: which there are, their rules and sheets, and what of them stands on the canvas.

A stage's sheet is made when it is shown. To add one, add it to `stages_of`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import N_, _
from engine.inspection.step_stages.step_trace import LayerTrace
from engine.network.parameter_layout import INPUT
from engine.nn.layers.dense import Dense
from engine.recipe.recipe import OUTPUT
from gui.views.intents import ShowStage, UnitNumbers
from gui.views.microscope.sheets import backward_sheets, forward_sheets, stage_words, update_sheets
from gui.views.microscope.sheets.look import Look
from gui.views.microscope.sheets.sheet import Sheet, Worked

MOST_LINKS = 2000  # of a layer that is written on the canvas at all
FORWARD, BACKWARD = N_("→ Forward: {layer}"), N_("← Backward: {layer}")


Mark = Callable[[Worked | None], ShowStage]


@dataclass(frozen=True, eq=False)
class Stage:
    """`key` stays the same from step to step, whatever the language."""

    key: str
    title: str
    words: tuple[str, ...]  # what happens here, in a sentence or two
    rule: str
    sheet: Callable[[], Sheet]
    mark: Mark  # what stands on the canvas while one number of the sheet is looked at


def stages_of(look: Look) -> tuple[Stage, ...]:
    """All stages of a step, from the inputs to the new weights."""
    layers = look.trace.layers
    return (
        _inputs(look),
        *(_forward(look, layer) for layer in layers),
        *_at_output(look),
        *(_backward(look, layer) for layer in _backwards(layers)),
        *_update(look),
    )


def _backwards(layers: tuple[LayerTrace, ...]) -> list[LayerTrace]:
    """In the order of the backward pass: a residual block, which ends where the forward pass of its layers began, after these."""
    found: list[LayerTrace] = []
    for block in dict.fromkeys(layer.info.id for layer in reversed(layers)):
        own = [layer for layer in layers if layer.info.id == block]
        found += [*reversed(own[:-1]), own[-1]]
    return found


def _forward(look: Look, layer: LayerTrace) -> Stage:
    def mark(worked: Worked | None) -> ShowStage:
        links = _links(layer, look.trace.vectors["theta"], worked)
        numbers = [UnitNumbers(look.before(layer), look.of_row(layer.values["x"]))]
        numbers.append(UnitNumbers(layer.info.id, look.of_row(layer.values["a"]), links))
        return _shown(layer, numbers)

    key = f"forward {layer.info.id} {layer.part}".strip()
    title = _(FORWARD).format(layer=look.name(layer))
    words, rule = stage_words.forward_words(layer), forward_sheets.forward_rule(layer)
    return Stage(key, title, words, rule, lambda: forward_sheets.forward_sheet(look, layer), mark)


def _backward(look: Look, layer: LayerTrace) -> Stage:
    def mark(worked: Worked | None) -> ShowStage:
        values, links = layer.values, _links(layer, look.trace.vectors["grad"], worked)
        numbers = [UnitNumbers(layer.info.id, look.delta(layer, "dz" if "dz" in values else "da"), links)]
        if "dx" in values:
            numbers.append(UnitNumbers(look.before(layer), look.delta(layer, "dx")))
        return _shown(layer, numbers, backwards=True)

    key = f"backward {layer.info.id} {layer.part}".strip()
    title = _(BACKWARD).format(layer=look.name(layer))
    words, rule = stage_words.backward_words(look, layer), backward_sheets.backward_rule(look, layer)
    return Stage(key, title, words, rule, lambda: backward_sheets.backward_sheet(look, layer), mark)


def _shown(layer: LayerTrace, numbers: list[UnitNumbers], backwards: bool = False) -> ShowStage:
    """Of a layer inside a residual block only the block is marked: the canvas has no place for its numbers."""
    return ShowStage((layer.info.id,), () if layer.part else tuple(numbers), backwards)


def _links(layer: LayerTrace, vector: Array, worked: Worked | None) -> Array | None:
    """Of a dense layer the numbers on the links to the neuron that is looked at, (inputs, units); NaN on all others."""
    if not isinstance(layer.layer, Dense) or worked is None or worked.unit is None:
        return None
    weights = layer.own(vector)["weights"]
    if weights.size > MOST_LINKS:
        return None
    links = np.full(weights.shape, np.nan)
    links[:, worked.unit] = weights[:, worked.unit]
    return links


def _inputs(look: Look) -> Stage:
    def mark(_worked: Worked | None) -> ShowStage:
        return ShowStage((INPUT,), (UnitNumbers(INPUT, look.of_row(look.trace.inputs)),))

    words, rule = stage_words.inputs_words(look), forward_sheets.inputs_rule(look)
    return Stage("inputs", _("Inputs"), words, rule, lambda: forward_sheets.inputs_sheet(look), mark)


def _at_output(look: Look) -> list[Stage]:
    trace, rules = look.trace, backward_sheets.rule_of_loss(look)

    def mark(units: Callable[[], Array], backwards: bool = False) -> Mark:
        return lambda _worked: ShowStage((OUTPUT,), (UnitNumbers(OUTPUT, units()),), backwards)

    predicted = mark(lambda: look.of_row(trace.predictions))
    delta = mark(lambda: look.delta(trace.layers[-1], "da"), backwards=True)
    made, lost, back = stage_words.prediction_words(), stage_words.loss_words(), stage_words.delta_words()
    return [
        Stage("prediction", _("Prediction"), made, rules.link, lambda: backward_sheets.prediction_sheet(look), predicted),
        Stage("loss", _("Loss"), lost, rules.loss, lambda: backward_sheets.loss_sheet(look), predicted),
        Stage("delta", _("← δ of the output"), back, rules.delta, lambda: backward_sheets.delta_sheet(look), delta),
    ]


def _update(look: Look) -> list[Stage]:
    vectors = look.trace.vectors

    def mark(vector: Callable[[], Array]) -> Mark:
        def shown(worked: Worked | None) -> ShowStage:
            trained = tuple(layer.info.id for layer in look.trace.layers if layer.arrays and not layer.block.frozen)
            if worked is None or worked.place is None:
                return ShowStage(trained, backwards=True)
            layer = look.layer_of(worked.place)
            name, place, shape = look.array_of(worked.place)
            if name not in ("weights", "biases") or layer.part:
                return ShowStage(trained, backwards=True)
            unit = (worked.place - place.start) % shape[-1]
            links = _links(layer, vector(), replace(worked, unit=unit))
            return ShowStage(trained, (UnitNumbers(layer.info.id, None, links),), backwards=True)

        return shown

    def step() -> Array:
        return vectors["theta_stepped"] - vectors["theta_decayed"]

    stages = []
    if update_sheets.has_limits(look.trace.recipe):
        words, rule, sheet = stage_words.limits_words(), update_sheets.limits_rule(look), lambda: update_sheets.limits_sheet(look)
        stages.append(Stage("limits", _("Penalty and clipping"), words, rule, sheet, mark(lambda: vectors["grad_clipped"])))
    words, rule = stage_words.optimizer_words(look), update_sheets.optimizer_rule(look)
    title = _("Optimizer: {optimizer}").format(optimizer=_(look.trace.recipe.optimizer.label))
    stages.append(Stage("optimizer", title, words, rule, lambda: update_sheets.optimizer_sheet(look), mark(step)))
    words, after = stage_words.weights_words(), mark(lambda: vectors["theta_after"])
    new = Stage("weights", _("New weights"), words, "w ← w + Δw", lambda: update_sheets.weights_sheet(look), after)
    return [*stages, new]
