"""A frozen, self-contained picture of a session at one step. Views draw it and remember nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from engine.data import Data
from engine.history import HistoryView
from engine.problems import Divergence
from engine.recipe import Recipe
from engine.scores import Scores as Scores
from engine.seen import ActivationHistogram, Hidden, Kept, Predicted, WeightHistory
from engine.table import Array

INPUT = -1  # in the place of a layer's id: the inputs, as the first layer gets them
GRADIENT_STATISTICS = ("l2", "mean", "max")  # of one layer's gradient: √Σg², mean |g|, max |g|


@dataclass(frozen=True)
class LayerInfo:
    """One layer of the built network. Its parameters are θ[start:stop]; `shapes` names them in that order.

    What it keeps without training it are buffers[buffer_start:buffer_stop], named by `buffer_shapes`.
    """

    id: int
    name: str
    units_in: int
    units_out: int
    start: int
    stop: int
    shapes: tuple[tuple[str, tuple[int, ...]], ...]
    buffer_start: int = 0
    buffer_stop: int = 0
    buffer_shapes: tuple[tuple[str, tuple[int, ...]], ...] = ()

    @property
    def parameters(self) -> int:
        return self.stop - self.start


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
    history: HistoryView  # its columns are those of `engine.measuring.history_columns`
    surface: Surface | None
    maps: dict[int, Array]  # by layer id: (units, height, width) outputs over the surface's grid, at map resolution
    neuron: NeuronMap | None = None  # the one that was asked for, if the network has it
    divergence: Divergence | None = None
    rate: float = float("nan")  # the learning rate of the next step, as the schedule has it
    step_sizes: Array | None = None  # (layers,): effective step sizes, see `engine.step_size`
    stopped: str = ""  # why a stop rule ended the run, as a sentence
    moments: tuple[Kept, ...] = ()  # that one can look back to, oldest first
    predicted: Predicted | None = None
    activations: tuple[ActivationHistogram, ...] = ()
    weights: WeightHistory | None = None
    hidden: Hidden | None = None

    @property
    def parameters(self) -> int:
        return self.theta.size
