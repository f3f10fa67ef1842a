"""What the rules read off the evidence: how the losses went, how long the steps are, which layers have saturated units."""

from __future__ import annotations

import numpy as np

from engine.core.params import params_of
from engine.diagnosis.evidence import Evidence
from engine.diagnosis.layer_health import LayerHealth
from engine.inspection.unit_health import activation_of, is_bounded
from engine.nn.initializers import INITIALIZERS
from engine.recipe.recipe import Recipe

MOST = 0.75  # share of a layer's units from which on the layer as a whole has the trouble
BLOCKED = 0.01  # median slope of a layer's units, beside the steepest: hardly any gradient comes through


def trained_layers(evidence: Evidence) -> list[LayerHealth]:
    """Those that have parameters."""
    return [layer for layer in evidence.layers if layer.layer.parameters]


def first_loss(evidence: Evidence) -> float:
    """The training loss at the start; NaN when that was not finite, because it then has no row in the history."""
    values = evidence.history.column("train_loss")[2]
    return float(values[0]) if values.size else float("nan")


def recent(evidence: Evidence, column: str) -> float:
    """The median over the last quarter of the run; NaN for a column that the history does not have."""
    if column not in evidence.history.columns:
        return float("nan")
    values = evidence.history.column(column)[2]
    return float(np.median(values[-max(1, len(values) // 4) :])) if values.size else float("nan")


def has_not_learned(evidence: Evidence) -> bool:
    return recent(evidence, "train_loss") > 0.5 * first_loss(evidence)


def largest_step(evidence: Evidence) -> float:
    """‖Δθ‖ / ‖θ‖, the largest of all layers, of the next step and of recent ones; NaN when no layer has weights other than 0.

    Recent ones count, because a learning rate that is too large drives units to where their slope is flat: then the next step
    can be small.
    """
    layers = trained_layers(evidence)
    ratios = [*(recent(evidence, f"update:{one.layer.id}") for one in layers), *(one.update_ratio for one in layers)]
    return max((ratio for ratio in ratios if not np.isnan(ratio)), default=float("nan"))


def gradient_of_steps(evidence: Evidence, layer: LayerHealth) -> float:
    """The mean magnitude of the gradients of recent steps, each on its own batch; of all rows where no step was measured.

    Over all rows the gradients of the batches cancel out where a network is stuck, and the last layer's looks small as well.
    """
    of_steps = recent(evidence, f"grad_mean:{layer.layer.id}")
    return of_steps if np.isfinite(of_steps) else layer.gradient_mean


def bounded_layers(recipe: Recipe) -> tuple[int, ...]:
    """Ids of the layers whose activation has a limit on either side."""
    activations = [(block.id, activation_of(block.layer)) for block in recipe.blocks]
    return tuple(layer for layer, activation in activations if activation is not None and is_bounded(activation))


def saturated_layers(evidence: Evidence) -> list[LayerHealth]:
    """Layers most of whose units lie in a flat part of an activation that has a limit on either side.

    On one side alone that is no trouble: ReLU is flat for every negative sum, and learns by the others. Nor is it as long as half
    of the outputs keep some slope: a first layer often has saturated units, because inputs are large, and learns all the same.
    """
    bounded = bounded_layers(evidence.recipe)
    layers = [layer for layer in evidence.layers if layer.layer.id in bounded and layer.saturated >= MOST]
    return [layer for layer in layers if layer.units is not None and layer.units.slope < BLOCKED]


def initializer_of(recipe: Recipe, block: int) -> str:
    """The name of the initializer of a block's weights, '' when it has none."""
    layer = next(one.layer for one in recipe.blocks if one.id == block)
    names = [getattr(layer, name).kind for name, param in params_of(layer).items() if param.family is INITIALIZERS]
    return names[0] if names else ""
