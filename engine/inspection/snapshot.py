"""A frozen, self-contained picture of a session at one step. Views draw it and remember nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from engine.core.arrays import Array
from engine.core.scores import Scores as Scores
from engine.data.preprocessing import Data
from engine.inspection.seen import ActivationHistogram, Hidden, Predicted, WeightHistory
from engine.network.parameter_layout import LayerInfo
from engine.recipe.recipe import Recipe
from engine.training.checkpoint import KeyframeInfo
from engine.training.divergence import Divergence
from engine.training.history import HistoryView


@dataclass(frozen=True)
class Look:
    """What the window wants to see in the next snapshot. None and 0 mean 'not now'.

    axes: the inputs along the picture's x and y (one for a curve). fixed: raw values of all inputs, used for those that are not
    on an axis; empty for the means of the training rows. follow: these inputs are those of the training rows nearest to each
    place instead. resolution, map_resolution: points along each axis. neuron: a layer's id and a unit of it, whose outputs are
    wanted at the full resolution. predicted, activations, inside, step_sizes: whether each row's class, each layer's outputs, a
    check-up (which comes beside the snapshot) and each layer's effective step size are wanted. weights, hidden: the id of a layer
    whose weights over time, or whose picture of the inputs, is wanted.
    """

    axes: tuple[int, ...] = (0, 1)
    fixed: tuple[float, ...] = ()
    follow: bool = False
    resolution: int = 0
    map_resolution: int = 0
    neuron: tuple[int, int] | None = None
    predicted: bool = False
    activations: bool = False
    inside: bool = False
    step_sizes: bool = False
    weights: int | None = None
    hidden: int | None = None


@dataclass(frozen=True, eq=False)
class Surface:
    """Predictions over a grid: `values` (outputs, height, width), y growing with the row.

    Probabilities for cross entropy, scores for other losses on classes, the target's own units for regression. A curve over one
    input has height 1 and only one axis. Domains are raw units.
    """

    axes: tuple[int, ...]
    x_domain: tuple[float, float]
    y_domain: tuple[float, float]
    values: Array


@dataclass(frozen=True, eq=False)
class NeuronMap:
    """One unit's outputs over the surface's grid: `values` (height, width). `neuron` is the layer's id and the unit."""

    neuron: tuple[int, int]
    values: Array


@dataclass(frozen=True, eq=False)
class Snapshot:
    """All arrays are read-only copies, computed from this very θ."""

    recipe: Recipe
    data: Data
    layers: tuple[LayerInfo, ...]
    step: int
    epoch: int
    theta: Array
    buffers: Array  # running statistics of all layers, flat
    scores: Scores
    gradients: Array  # (layers, 3): GRADIENT_STATISTICS of the last mini-batch; NaN before the first step or without parameters
    history: HistoryView  # its columns are those of `engine.training.history_rows.history_columns`
    surface: Surface | None
    maps: dict[int, Array]  # by layer id: (units, height, width) outputs over the surface's grid, at map resolution
    neuron: NeuronMap | None = None  # the one that was asked for, if the network has it
    divergence: Divergence | None = None
    rate: float = float("nan")  # the learning rate of the next step, as the schedule has it
    step_sizes: Array | None = None  # (layers,): effective step sizes, see `engine.training.layer_statistics`
    stopped: str = ""  # why a stop rule ended the run, as a sentence
    moments: tuple[KeyframeInfo, ...] = ()  # that one can look back to, oldest first
    predicted: Predicted | None = None
    activations: tuple[ActivationHistogram, ...] = ()
    weights: WeightHistory | None = None
    hidden: Hidden | None = None

    @property
    def parameters(self) -> int:
        return self.theta.size
