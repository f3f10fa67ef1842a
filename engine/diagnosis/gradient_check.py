"""Is backpropagation right? The recorded gradient of a network beside its numeric one, by central differences in float64.

Works for any layer, activation and loss, because it knows nothing of them: it moves one number a little and asks for the loss.
Layers that draw numbers (Dropout) draw the same ones each time: the mask is frozen.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.cancellation import check
from engine.core.tape import Tape
from engine.diagnosis.dry_run import float64_copy
from engine.network.network import Network
from engine.nn.losses import mean_loss
from engine.recipe.class_weights import minimised
from engine.recipe.recipe import Recipe
from engine.training.session import Session

LEAST = 5  # parameters of each layer that are checked, however little time there is
STEP = 2.5e-5  # how far a number is moved; the five-point formula errs by STEP⁴, rounding by 1e-16 / STEP
FLOOR = 1e-5  # gradients below this share of the largest are lost in rounding, so their relative error is taken of the floor
SMALLEST = 0.1  # the least that the largest counts as: where all gradients are zero, what is left is rounding
BEND = 1e-6  # left and right derivative further apart than this share of the largest: the loss has a kink there
DISAGREEMENT = 20  # how much more it counts when the formulas of three and of five points differ: the latter errs by as much


@dataclass(frozen=True)
class GradientError:
    """How far the recorded gradient of one layer (or of the input) is from the numeric one.

    relative: largest |a - n| / max(|a|, |n|). scaled: largest |a - n| / largest |n| in the network (at least 0.1). Where the loss
    has a kink (ReLU at 0) there is no derivative: `kinks` counts these numbers, which are left out; `checked` counts the others.
    of: how many there are in all; more than both when only a sample was checked.
    """

    relative: float
    scaled: float
    checked: int
    kinks: int
    of: int


@dataclass(frozen=True)
class GradientCheck:
    """One `GradientError` for each layer with parameters, by its id, and one for the input.

    draws: whether a layer drew numbers, which were held still.
    """

    layers: dict[int, GradientError]
    inputs: GradientError
    draws: bool

    @property
    def relative(self) -> float:
        """The largest of all layers and of the input."""
        return max(error.relative for error in (*self.layers.values(), self.inputs))

    @property
    def scaled(self) -> float:
        """The largest of all layers and of the input."""
        return max(error.scaled for error in (*self.layers.values(), self.inputs))


@dataclass(frozen=True, eq=False)
class BatchCheck:
    """A check on the batch of `rows` training rows that was taken last, `step` steps into the run; `names` are the layers' by id.

    found: None where there is nothing to compare, because the loss of that batch is not a finite number.
    """

    step: int
    rows: int
    names: dict[int, str]
    found: GradientCheck | None


def check_batch(session: Session, seconds: float) -> BatchCheck:
    """Check a session on its present batch without changing it: of a large network so many parameters as `seconds` allow."""
    data, recipe = session.data, minimised(session.recipe, session.data)
    rows = data.train[session.batches.rows_of_last()]
    x, targets = data.x(rows), recipe.loss.encode(data.y(rows), data.task)
    names = {info.id: info.name for info in session.network.layers}
    with np.errstate(all="ignore"):
        finite = np.isfinite(mean_loss(recipe.loss, session.network.scores(x), targets))
        found = check_gradients(session.network, recipe, x, targets, seconds=seconds) if finite else None
    return BatchCheck(session.step, len(rows), names, found)


def check_gradients(
    network: Network, recipe: Recipe, x: Array, targets: Array, seed: int = 0, seconds: float = float("inf")
) -> GradientCheck:
    """Compare at the network's present θ. x: scaled inputs (rows, inputs); targets: as the loss encodes them, (outputs, rows).

    The network is not changed: a float64 copy is checked, whatever its own dtype. `seed` draws what Dropout drops.
    Takes time in proportion to the number of parameters times the cost of a step. When that is more than `seconds`, a sample of
    each layer's parameters is checked, drawn by `seed`, and the input is left out.
    """
    backward = _run_backward(network, recipe, x, targets, seed)
    theta, inputs = backward.network.theta, backward.inputs
    most = _affordable(backward.loss, seconds)
    whole = theta.size + inputs.size <= most
    places = np.arange(theta.size) if whole else _sample(backward.network, most, np.random.default_rng(seed))
    of_inputs = np.arange(inputs.size if whole else 0)
    numeric, bend = numeric_gradient(backward.loss, theta, places)
    numeric_inputs, bend_inputs = numeric_gradient(backward.loss, inputs, of_inputs)
    largest = max(float(np.abs(numeric).max(initial=0.0)), float(np.abs(numeric_inputs).max(initial=0.0)), SMALLEST)
    recorded, kinked = backward.gradient[places], bend > BEND * largest
    layers = {}
    for info in backward.network.layers:
        if info.parameters:
            own = (places >= info.start) & (places < info.stop)
            layers[info.id] = _error(recorded[own], numeric[own], kinked[own], largest, info.parameters)
    recorded_inputs, kinked_inputs = backward.input_gradient[of_inputs], bend_inputs > BEND * largest
    error_of_inputs = _error(recorded_inputs, numeric_inputs, kinked_inputs, largest, inputs.size)
    return GradientCheck(layers, error_of_inputs, backward.draws)


@dataclass(frozen=True, eq=False)
class _Backward:
    """A float64 copy of a network after one backward pass, and its loss as a function of the numbers that can be moved.

    inputs: (inputs * rows,), what the tape reads; gradient: (parameters,); input_gradient: like inputs. `draws`: whether a layer
    drew numbers; `loss` draws the same ones each time.
    """

    network: Network
    inputs: Array
    gradient: Array
    input_gradient: Array
    loss: Callable[[], float]
    draws: bool


def _run_backward(network: Network, recipe: Recipe, x: Array, targets: Array, seed: int) -> _Backward:
    """Record a training step without its update, and run it once."""
    twin = float64_copy(network, recipe)
    rows = np.ones((twin.inputs + 1, len(x)))
    rows[:-1] = x.T
    rng = np.random.default_rng(seed)
    frozen = rng.bit_generator.state
    tape = Tape(len(x), twin.dtype, training=True, rng=rng, room=twin.room(len(x)), wants_input_gradient=True)
    scores = tape.units(twin.record(tape, rows)[-1])
    forward = len(tape.calls)
    goal = np.asarray(targets, np.float64)
    input_gradient = tape.record_backward(recipe.loss.record(tape, scores, goal))
    assert input_gradient is not None

    def loss() -> float:
        rng.bit_generator.state = frozen
        for function, args in tape.calls[:forward]:
            function(*args)
        return mean_loss(recipe.loss, scores, goal)

    tape.run()
    draws = rng.bit_generator.state != frozen
    return _Backward(twin, rows[:-1].reshape(-1), twin.grad.copy(), input_gradient.copy().reshape(-1), loss, draws)


def _affordable(loss: Callable[[], float], seconds: float) -> float:
    """How many numbers can be moved in so many seconds."""
    began = time.perf_counter()
    loss()
    return seconds / max(4 * (time.perf_counter() - began), 1e-6)


def _sample(network: Network, most: float, rng: np.random.Generator) -> Array:
    """Places in θ, in order: of each layer with parameters as many as its share of `most`, LEAST at least, drawn at random."""
    share = max(LEAST, int(most / len(network.layers_with_parameters)))
    drawn = [
        info.start + rng.choice(info.parameters, min(share, info.parameters), replace=False)
        for info in network.layers
        if info.parameters
    ]
    return np.sort(np.concatenate(drawn))


def numeric_gradient(loss: Callable[[], float], numbers: Array, places: Array) -> tuple[Array, Array]:
    """d loss / d numbers[places] by the five-point central difference, and how much the loss bends there: 0 but for kinks.

    Both are (places,). `loss` reads `numbers`, (n,), which are moved and put back in place. For a smooth loss the error is
    about 1e-12. The bend is |left - right derivative|, or where the derivative itself has a kink (Huber's does), what it does to
    the difference formulas.
    """
    gradient, left, right, three_points = (np.empty(len(places)) for _ in range(4))
    here = loss()
    for i, place in enumerate(places):
        check()
        was, values = numbers[place], {}
        for k in (-2, -1, 1, 2):
            numbers[place] = was + k * STEP
            values[k] = loss()
        numbers[place] = was
        gradient[i] = (8 * (values[1] - values[-1]) - (values[2] - values[-2])) / (12 * STEP)
        three_points[i] = (values[1] - values[-1]) / (2 * STEP)
        # second-order one-sided differences: equal up to STEP² for a smooth loss, different at a kink
        left[i] = (3 * here - 4 * values[-1] + values[-2]) / (2 * STEP)
        right[i] = (-3 * here + 4 * values[1] - values[2]) / (2 * STEP)
    return gradient, np.maximum(np.abs(left - right), DISAGREEMENT * np.abs(gradient - three_points))


def _error(recorded: Array, numeric: Array, kinked: Array, largest: float, of: int) -> GradientError:
    a, n = recorded[~kinked], numeric[~kinked]
    gap, size = np.abs(a - n), np.maximum(np.abs(a), np.abs(n))
    relative = (gap / np.maximum(size, FLOOR * largest)).max(initial=0.0)
    return GradientError(float(relative), float(gap.max(initial=0.0) / largest), a.size, int(kinked.sum()), of)
