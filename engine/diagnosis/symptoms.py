"""What the rules read off the evidence: how the losses went, how long the steps are, which layers have saturated units."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from engine.core.arrays import Array
from engine.core.params import params_of
from engine.diagnosis.evidence import Evidence
from engine.diagnosis.layer_health import LayerHealth
from engine.inspection.unit_health import activation_of, is_bounded
from engine.nn.initializers import INITIALIZERS
from engine.recipe.recipe import OUTPUT, Block, Recipe
from engine.training.history import HistoryView

MOST = 0.75  # share of a layer's units from which on the layer as a whole has the trouble
BLOCKED = 0.01  # median slope of a layer's units, beside the steepest: hardly any gradient comes through
SHUT = 1e-4  # the same before training has shown anything
GROWN = 2.0  # weights beside those of the start: from here on it is training that made them large
UNSCALED = ("normal", "uniform", "constant")  # initializers that do not take a layer's size into account
LARGE_BIAS = 2.0  # a start bias that decides the sum's sign by itself
FEW_UNITS = 8  # neurons of a layer, below which all of them may well start where ReLU gives 0 for every row
ENOUGH_STEPS = 50  # after which it counts that nothing was learned


class Recorded(Protocol):
    """A run with what was measured on the way: evidence, or the snapshot that a view shows."""

    @property
    def history(self) -> HistoryView: ...


def trained_layers(evidence: Evidence) -> list[LayerHealth]:
    """Those that have parameters."""
    return [layer for layer in evidence.layers if layer.layer.parameters]


# -- losses and metrics
def losses(run: Recorded) -> Array:
    """The training loss over the run, or since the loss was changed to another one; empty when it was not measured."""
    return losses_by_step(run)[1]


def losses_by_step(run: Recorded) -> tuple[Array, Array]:
    """At which steps they were measured, and the losses."""
    if "train_loss" not in run.history.columns:
        return np.empty(0), np.empty(0)
    values = run.history.column("train_loss")[2]
    known = ~np.isnan(values)
    return run.history.steps[known], values[known]


def first_loss(run: Recorded) -> float:
    """The training loss at the start; NaN when that was not finite, because it then has no row in the history."""
    values = losses(run)
    return float(values[0]) if values.size else float("nan")


def recent(run: Recorded, column: str) -> float:
    """The median over the last quarter of the run; NaN for a column that the history does not have."""
    if column not in run.history.columns:
        return float("nan")
    steps, values = run.history.steps, run.history.column(column)[2]
    return _median(values[min(_begin(steps, 3), len(values) - 1) :]) if values.size else float("nan")


def has_not_learned(run: Recorded) -> bool:
    """Whether the training loss is still more than half of the first: then small gradients are a trouble, and not the goal."""
    return recent(run, "train_loss") > 0.5 * first_loss(run)


def progress(evidence: Evidence) -> float:
    """By which share the training loss fell from the third quarter of the run to the last; 1 for a run too short to tell."""
    steps, values = losses_by_step(evidence)
    third, last = _begin(steps, 2), _begin(steps, 3)
    if min(last - third, len(values) - last) < 4:
        return 1.0
    before, now = np.median(values[third:last]), np.median(values[last:])
    return float(1 - now / before) if before > 0 else 0.0


def loss_fluctuation(evidence: Evidence) -> float:
    """How much the training loss goes up and down between two measurements, beside its size; 0 for a run too short to tell."""
    steps, values = losses_by_step(evidence)
    last = values[_begin(steps, 3) :]
    return float(np.median(np.abs(np.diff(last))) / max(float(np.median(last)), 1e-300)) if len(last) >= 8 else 0.0


def shortfall(evidence: Evidence) -> float:
    """By how much the network predicts its training rows worse than their nearest neighbours would; NaN where that is not known.

    What the neighbours can do, the data allow: so it is not the data that keep the network from it.
    """
    if evidence.data is None or evidence.scores is None:
        return float("nan")
    return evidence.data.agreement - max(evidence.scores.train_metric, -1.0)


# -- steps
def largest_step(evidence: Evidence) -> float:
    """‖Δθ‖ / ‖θ‖, the largest of all layers, of the next step and of recent ones; NaN when no layer has weights other than 0.

    Recent ones count, because a learning rate that is too large drives units to where their slope is flat: then the next step
    can be small. Of weights smaller than at the start, or than usual there, those of the start count.
    """
    ratios: list[float] = []
    for one in trained_layers(evidence):
        shrunk = min(1.0, one.weight_norm / start_size(evidence, one))
        ratios += [shrunk * ratio for ratio in (recent(evidence, f"update:{one.layer.id}"), one.update_ratio)]
    return max((ratio for ratio in ratios if not np.isnan(ratio)), default=float("nan"))


def largest_early_step(evidence: Evidence) -> float:
    """The largest ‖Δθ‖ / ‖θ‖ of any layer in the first eighth of the run; NaN when none was measured. Of weights that started
    smaller than usual, the usual size counts."""
    start = dict(evidence.start_norms)
    ratios = []
    for one in trained_layers(evidence):
        norm, highest = start.get(one.layer.id, 0.0), _high(evidence, f"update:{one.layer.id}")
        ratios.append(highest * (norm / start_size(evidence, one) if norm > 0 else 1.0))
    return max((ratio for ratio in ratios if not np.isnan(ratio)), default=float("nan"))


def start_size(evidence: Evidence, layer: LayerHealth) -> float:
    """The norm of the layer's parameters at the start, or what it would be with Xavier's weights, if that is more."""
    n_in, n_out = layer.layer.units_in, layer.layer.units_out
    return max(dict(evidence.start_norms).get(layer.layer.id, 0.0), float(np.sqrt(2 * n_in * n_out / (n_in + n_out))))


def growth(evidence: Evidence, layer: LayerHealth) -> float:
    """How many times larger the layer's weights are than at the start; NaN where that is not known, or they were 0."""
    start = dict(evidence.start_norms).get(layer.layer.id, 0.0)
    return layer.weight_norm / start if start > 0 else float("nan")


def largest_growth(evidence: Evidence) -> tuple[float, LayerHealth | None]:
    """The layer whose weights are largest beside their size at the start, or the usual one, and how many times larger; (1, None)
    where the start is not known."""
    layers = trained_layers(evidence) if evidence.start_norms else []
    known = [(one.weight_norm / start_size(evidence, one), one) for one in layers]
    found = max(known, key=lambda pair: pair[0], default=None)
    return (1.0, None) if found is None else found


def first_gradient(evidence: Evidence, layer: LayerHealth) -> float:
    """The norm of the layer's gradient in the first step that was measured; NaN when none was."""
    name = f"grad_l2:{layer.layer.id}"
    values = evidence.history.column(name)[1] if name in evidence.history.columns else np.empty(0)
    finite = values[np.isfinite(values)]
    return float(finite[0]) if finite.size else float("nan")


def gradient_of_steps(evidence: Evidence, layer: LayerHealth) -> float:
    """The mean magnitude of the gradients of recent steps, each on its own batch; of all rows where no step was measured.

    Over all rows the gradients of the batches cancel out where a network is stuck, and the last layer's looks small as well.
    """
    of_steps = recent(evidence, f"grad_mean:{layer.layer.id}")
    return of_steps if np.isfinite(of_steps) else layer.gradient_mean


# -- what the network is made of
def hidden_blocks(recipe: Recipe) -> tuple[Block, ...]:
    """The enabled blocks before the output."""
    return tuple(block for block in recipe.blocks if block.enabled)


def is_narrow(recipe: Recipe) -> bool:
    """Whether there are two hidden layers or more, and one has so few neurons that all of them may be dead at the start."""
    widths = [units for block in hidden_blocks(recipe) if (units := getattr(block.layer, "units", None)) is not None]
    return len(widths) > 1 and min(widths) < FEW_UNITS


def bounded_layers(recipe: Recipe) -> tuple[int, ...]:
    """Ids of the layers whose activation has a limit on either side."""
    activations = [(block.id, activation_of(block.layer)) for block in hidden_blocks(recipe)]
    return tuple(layer for layer, activation in activations if activation is not None and is_bounded(activation))


def saturated_layers(evidence: Evidence) -> list[LayerHealth]:
    """Layers most of whose units lie in a flat part of an activation that has a limit on either side, since the start.

    On one side alone that is no trouble: ReLU is flat for every negative sum, and learns by the others. Nor is it as long as half
    of the outputs keep some slope: a first layer often has saturated units, because inputs are large, and learns all the same.
    Units whose weights grew while training were not saturated at the start: that is how a few neurons draw a sharp edge.
    """
    recipe, bounded = evidence.recipe, bounded_layers(evidence.recipe)
    layers = [layer for layer in evidence.layers if layer.layer.id in bounded and layer.saturated >= MOST]
    layers = [layer for layer in layers if not growth(evidence, layer) > GROWN]
    limits = {
        one.layer.id: BLOCKED if evidence.step >= ENOUGH_STEPS or starts_large(recipe, one.layer.id) else SHUT for one in layers
    }
    return [layer for layer in layers if layer.units is not None and layer.units.slope < limits[layer.layer.id]]


def starts_large(recipe: Recipe, block: int) -> bool:
    """Whether the block's weights are drawn without regard to its size, or its biases start far from 0."""
    layer = next(one.layer for one in recipe.blocks if one.id == block)
    return initializer_of(recipe, block) in UNSCALED or abs(getattr(layer, "bias", 0.0)) >= LARGE_BIAS


def initializer_of(recipe: Recipe, block: int) -> str:
    """The name of the initializer of a block's weights, '' when it has none."""
    if block == OUTPUT:
        return recipe.output_weights.kind
    layer = next(one.layer for one in recipe.blocks if one.id == block)
    names = [getattr(layer, name).kind for name, param in params_of(layer).items() if param.family is INITIALIZERS]
    return names[0] if names else ""


def _begin(steps: Array, quarter: float) -> int:
    """The first row of a quarter of the run, 0 to 3, whose rows are at these steps: the rows need not be equally far apart."""
    if not steps.size:
        return 0
    span = (steps[-1] - steps[0]) * len(steps) / max(1, len(steps) - 1)  # each row stands for the steps up to the next one
    return int(np.searchsorted(steps, steps[0] + span * quarter / 4, "left"))


def _median(values: Array) -> float:
    finite = values[~np.isnan(values)]
    return float(np.median(finite)) if finite.size else float("nan")


def _high(evidence: Evidence, column: str) -> float:
    """The highest value in the first eighth of the run."""
    if column not in evidence.history.columns:
        return float("nan")
    values = evidence.history.column(column)[1]
    early = values[: max(2, _begin(evidence.history.steps, 0.5))]
    finite = early[np.isfinite(early)]
    return float(finite.max()) if finite.size else float("nan")
