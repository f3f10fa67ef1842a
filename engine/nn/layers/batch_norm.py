"""Batch normalisation: each unit is normalised over the rows of the batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.params import param
from engine.core.tape import Tape
from engine.nn.layers.affine import columns, record_gradients, record_scale_shift, shapes, start
from engine.nn.layers.base import LAYERS, Layer, Parameters


@LAYERS.add("batch_norm", "Batch norm")
@dataclass(frozen=True)
class BatchNorm(Layer):
    """Brings each unit to mean 0 and deviation 1 over the rows of the batch, then scales and shifts it by two trained numbers.

    Ioffe and Szegedy 2015, as PyTorch's BatchNorm1d has it: xhat = (x - mean) / √(variance + epsilon), y = scale xhat + shift.
    Training uses mean and variance of the batch, and updates running ones: running = (1 - momentum) running + momentum times
    the batch's, the variance there with n - 1 in place of n. Predicting uses the running ones, so a row's prediction does not
    depend on the rows beside it. So does training on a batch of one row, which has no variance; it does not update them.

    Backward, means over the rows: dx = scale / √(variance + epsilon) (dy - mean(dy) - xhat mean(dy xhat)); with running
    statistics, which are constants, dx = scale / √(variance + epsilon) dy. dscale = Σ dy xhat, dshift = Σ dy.
    """

    momentum: float = param(
        0.1, "Momentum", low=0.001, high=1.0, log=True, help="Share of each new batch in the statistics that predictions use."
    )
    epsilon: float = param(
        1e-5,
        "Epsilon",
        low=1e-8,
        high=0.1,
        log=True,
        help="Added to the variance, so that no constant unit divides by zero.",
    )

    def units_out(self, units_in: int) -> int:
        return units_in

    def shapes(self, units_in: int) -> dict[str, tuple[int, ...]]:
        return shapes(units_in)

    def start(self, rng: np.random.Generator, units_in: int) -> dict[str, Array]:
        return start(units_in)

    def buffers(self, units_in: int) -> dict[str, Array]:
        return {"running_mean": np.zeros(units_in), "running_variance": np.ones(units_in)}

    def record(self, tape: Tape, parameters: Parameters, x: Array) -> Array:
        units, a = len(x) - 1, tape.rows(len(x) - 1)
        from_batch = tape.training and tape.batch > 1
        xhat, inverse = tape.empty(units, tape.batch), tape.empty(units, 1)
        statistics = tape.empty(2 * units) if from_batch else parameters.buffers
        mean, variance = columns(statistics)
        if from_batch:
            share = np.full((tape.batch, 1), 1 / tape.batch, tape.dtype)  # a product with it is the mean over the rows
            tape.dot(tape.units(x), share, mean)
            tape.record(np.subtract, tape.units(x), mean, xhat)
            tape.record(np.square, xhat, squares := tape.empty(units, tape.batch))
            tape.dot(squares, share, variance)
            self._record_running(tape, parameters.buffers, statistics)
        else:
            tape.record(np.subtract, tape.units(x), mean, xhat)
        tape.record(np.add, variance, tape.number(self.epsilon), inverse)
        tape.record(np.sqrt, inverse, inverse)
        tape.record(np.divide, tape.number(1), inverse, inverse)
        tape.record(np.multiply, xhat, inverse, xhat)
        record_scale_shift(tape, parameters, xhat, tape.units(a))
        watched = {"x": tape.units(x), "mean": mean, "variance": variance, "xhat": xhat, "a": tape.units(a)}
        for name, values in watched.items():
            tape.watch(name, values)
        if tape.training:
            self._on_backward(tape, parameters, xhat, inverse, from_batch)
        return a

    def _record_running(self, tape: Tape, running: Array, statistics: Array) -> None:
        """running = (1 - momentum) running + momentum statistics, means and variances at once."""
        share = np.full((2, len(running) // 2), self.momentum, tape.dtype)
        share[1] *= tape.batch / (tape.batch - 1)  # the unbiased estimate of the variance
        tape.record(np.multiply, running, tape.number(1 - self.momentum), running)
        tape.record(np.multiply, statistics, share.ravel(), update := tape.empty(len(running)))
        tape.record(np.add, running, update, running)

    def _on_backward(self, tape: Tape, parameters: Parameters, xhat: Array, inverse: Array, from_batch: bool) -> None:
        wanted = tape.has_backward or tape.wants_input_gradient

        def backward(dy: Array) -> Array | None:
            tape.watch("da", dy)
            record_gradients(tape, parameters, xhat, dy)
            if not wanted:
                return None
            if from_batch:
                tape.record(np.multiply, parameters.grad, tape.number(1 / tape.batch), means := tape.empty(parameters.grad.size))
                mean_of_products, mean = columns(means)
                tape.record(np.multiply, xhat, mean_of_products, along := tape.empty(*xhat.shape))
                tape.record(np.subtract, dy, along, dy)
                tape.record(np.subtract, dy, mean, dy)
            tape.record(np.multiply, columns(parameters.theta)[0], inverse, factor := tape.empty(*inverse.shape))
            tape.record(np.multiply, dy, factor, dy)
            tape.watch("dx", dy)
            return dy

        tape.on_backward(backward)

    def predict(self, arrays: dict[str, Array], x: Array) -> Array:
        xhat = (x - arrays["running_mean"]) / np.sqrt(arrays["running_variance"] + self.epsilon)
        return arrays["scale"] * xhat + arrays["shift"]
