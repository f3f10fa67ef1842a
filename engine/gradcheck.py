"""Is backpropagation right? The recorded gradient of a network beside its numeric one, by central differences in float64.

Works for any layer, activation and loss, because it knows nothing of them: it moves one number a little and asks for the loss.
Layers that draw numbers (Dropout) draw the same ones each time: the mask is frozen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.network import Network
from engine.recipe import Recipe
from engine.table import Array
from engine.tape import Tape

STEP = 2.5e-5  # how far a number is moved; the five-point formula errs by STEP⁴, rounding by 1e-16 / STEP
FLOOR = 1e-5  # gradients below this share of the largest drown in rounding, so their relative error is taken of the floor
SMALLEST = 0.1  # the least that the largest counts as: where all gradients are zero, what is left is rounding
BEND = 1e-6  # left and right derivative further apart than this share of the largest: the loss has a kink there
DISAGREEMENT = 20  # how much more it counts when the formulas of three and of five points differ: the latter errs by as much


@dataclass(frozen=True)
class GradientError:
    """How far the recorded gradient of one layer (or of the input) is from the numeric one.

    relative: largest |a - n| / max(|a|, |n|). scaled: largest |a - n| / largest |n| in the network (at least 0.1). Where the loss
    has a kink (ReLU at 0) there is no derivative: `kinks` counts these numbers, which are left out; `checked` counts the others.
    """

    relative: float
    scaled: float
    checked: int
    kinks: int


@dataclass(frozen=True)
class GradientCheck:
    """One `GradientError` for each layer with parameters, by name, and one for the input."""

    layers: dict[str, GradientError]
    inputs: GradientError

    @property
    def relative(self) -> float:
        return max(error.relative for error in (*self.layers.values(), self.inputs))

    @property
    def scaled(self) -> float:
        return max(error.scaled for error in (*self.layers.values(), self.inputs))

    @property
    def kink_share(self) -> float:
        """Share of all numbers that could not be checked."""
        errors = (*self.layers.values(), self.inputs)
        return sum(e.kinks for e in errors) / sum(e.kinks + e.checked for e in errors)


def check_gradients(network: Network, recipe: Recipe, x: Array, targets: Array, seed: int = 0) -> GradientCheck:
    """Compare at the network's present θ. x: scaled inputs (rows, inputs); targets: as the loss encodes them, (outputs, rows).

    The network is not changed: a float64 copy is checked, whatever its own dtype. `seed` draws what Dropout silences.
    Takes time in proportion to the number of parameters times the cost of a step.
    """
    twin = Network(recipe, network.inputs, network.outputs, np.float64)
    twin.theta[:], twin.buffers[:] = network.theta, network.buffers
    rows = np.ones((twin.inputs + 1, len(x)))
    rows[:-1] = x.T
    rng = np.random.default_rng(seed)
    frozen = rng.bit_generator.state
    tape = Tape(len(x), twin.dtype, training=True, rng=rng, room=twin.room(len(x)), wants_input_gradient=True)
    scores = tape.units(twin.record(tape, rows)[-1])
    goal = np.asarray(targets, np.float64)
    input_gradient = tape.record_backward(recipe.loss.record(tape, scores, goal))
    assert input_gradient is not None

    def loss() -> float:
        rng.bit_generator.state = frozen
        tape.run()
        return recipe.loss.value(scores, goal)

    loss()
    recorded, recorded_inputs = twin.grad.copy(), input_gradient.copy()
    numeric, bend = numeric_gradient(loss, twin.theta)
    numeric_inputs, bend_inputs = numeric_gradient(loss, rows[:-1])
    largest = max(float(np.abs(numeric).max(initial=0.0)), float(np.abs(numeric_inputs).max(initial=0.0)), SMALLEST)
    kinked, kinked_inputs = bend > BEND * largest, bend_inputs > BEND * largest
    layers = {}
    for info in twin.layers:
        if info.parameters:
            own = slice(info.start, info.stop)
            layers[info.name] = _error(recorded[own], numeric[own], kinked[own], largest)
    return GradientCheck(layers, _error(recorded_inputs, numeric_inputs, kinked_inputs, largest))


def numeric_gradient(loss: Callable[[], float], numbers: Array) -> tuple[Array, Array]:
    """d loss / d numbers by the five-point central difference, and how much the loss bends there, which is 0 but for kinks.

    Both are shaped like `numbers`, which `loss` reads; they are moved and put back in place. For a smooth loss the error is
    about 1e-12. The bend is |left - right derivative|, or where the derivative itself has a kink (Huber's does), what it does to
    the difference formulas.
    """
    gradient, left, right, three_points = (np.empty(numbers.shape) for _ in range(4))
    here = loss()
    for i in np.ndindex(*numbers.shape):
        was, values = numbers[i], {}
        for k in (-2, -1, 1, 2):
            numbers[i] = was + k * STEP
            values[k] = loss()
        numbers[i] = was
        gradient[i] = (8 * (values[1] - values[-1]) - (values[2] - values[-2])) / (12 * STEP)
        three_points[i] = (values[1] - values[-1]) / (2 * STEP)
        # second-order one-sided differences: equal up to STEP² for a smooth loss, different at a kink
        left[i] = (3 * here - 4 * values[-1] + values[-2]) / (2 * STEP)
        right[i] = (-3 * here + 4 * values[1] - values[2]) / (2 * STEP)
    return gradient, np.maximum(np.abs(left - right), DISAGREEMENT * np.abs(gradient - three_points))


def _error(recorded: Array, numeric: Array, kinked: Array, largest: float) -> GradientError:
    a, n = recorded[~kinked], numeric[~kinked]
    gap, size = np.abs(a - n), np.maximum(np.abs(a), np.abs(n))
    relative = (gap / np.maximum(size, FLOOR * largest)).max(initial=0.0)
    return GradientError(float(relative), float(gap.max(initial=0.0) / largest), a.size, int(kinked.sum()))
