"""Layers, and one flat θ with one flat gradient that all of them share.

Checkpoints, snapshots, exports, gradient checks and gradient norms walk that one vector; a layer's arrays are views of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.layers import Parameters
from engine.optimizers import Prepare, Vectors
from engine.problems import RecipeProblem
from engine.recipe import Block, Recipe
from engine.snapshot import LayerInfo
from engine.table import Array
from engine.tape import Tape

CHUNK = 48 * 1024  # numbers in the widest buffer of a predicting tape: larger ones fall out of the cache
MOST_PARAMETERS = 20_000_000


class Network:
    """θ and the gradient change while training; the layers and their shapes do not."""

    def __init__(self, recipe: Recipe, inputs: int, outputs: int, dtype: type[np.floating[Any]] = np.float32) -> None:
        self.inputs, self.outputs, self.dtype = inputs, outputs, np.dtype(dtype)
        self.blocks: tuple[Block, ...] = recipe.stack(outputs)
        self.layers = tuple(_lay_out(self.blocks, recipe.names(), inputs))
        size = self.layers[-1].stop
        if size > MOST_PARAMETERS:
            raise RecipeProblem(f"This network has {size:,} parameters, more than {MOST_PARAMETERS:,}: make its layers smaller.")
        self.theta: Array = np.zeros(size, dtype)
        self.grad: Array = np.zeros(size, dtype)
        self.widest = max(inputs, *(layer.units_out for layer in self.layers))
        self._predicting: dict[int, tuple[Tape, Array, list[Array]]] = {}

    def start(self, seed: int) -> None:
        """Draw start values. Each layer has its own generator, so that adding a layer leaves the others' start as it was."""
        for block, info in zip(self.blocks, self.layers, strict=True):
            rng = np.random.default_rng([seed, block.id])
            for name, values in block.layer.start(rng, info.units_in).items():
                arrays_of(info, self.theta)[name][...] = values

    def kept_from(self, other: Network) -> Iterator[tuple[slice, slice]]:
        """For each layer that has the same id and shapes in both: where it lies in the other's θ, and where in this one's."""
        theirs = {info.id: info for info in other.layers}
        for info in self.layers:
            old = theirs.get(info.id)
            if old is not None and old.shapes == info.shapes:
                yield slice(old.start, old.stop), slice(info.start, info.stop)

    # -- recording
    def room(self, batch: int) -> int:
        """Numbers that the activations of all layers take together."""
        return sum(layer.units_out + 1 for layer in self.layers) * batch

    def record(self, tape: Tape, x: Array) -> list[Array]:
        """Record the forward pass from x, (inputs + 1, batch); returns each layer's output buffer, the scores' last."""
        outputs = []
        for block, info in zip(self.blocks, self.layers, strict=True):
            share = Parameters(self.theta[info.start : info.stop], self.grad[info.start : info.stop])
            x = block.layer.record(tape, share, x)
            outputs.append(x)
        return outputs

    # -- predicting
    def scores(self, x: Array) -> Array:
        """Raw scores, (outputs, rows), of scaled inputs (rows, inputs)."""
        result = np.empty((self.outputs, len(x)), self.dtype)
        for part, layers in self._forward(x):
            result[:, part] = layers[-1][:-1]
        return result

    def outputs_of_layers(self, x: Array) -> dict[int, Array]:
        """Every layer's outputs by id, (units, rows), of scaled inputs (rows, inputs)."""
        result = {layer.id: np.empty((layer.units_out, len(x)), self.dtype) for layer in self.layers}
        for part, layers in self._forward(x):
            for info, rows in zip(self.layers, layers, strict=True):
                result[info.id][:, part] = rows[:-1]
        return result

    def output_of_unit(self, x: Array, layer: int, unit: int) -> Array:
        """One unit's output, (rows,), of scaled inputs (rows, inputs). `layer` is the id of its layer."""
        at = [info.id for info in self.layers].index(layer)
        result = np.empty(len(x), self.dtype)
        for part, layers in self._forward(x):
            result[part] = layers[at][unit]
        return result

    def _forward(self, x: Array) -> Iterator[tuple[slice, list[Array]]]:
        """Run chunks of rows through a recorded tape; yields which rows, and the layers' buffers (the next chunk overwrites)."""
        chunk = max(64, min(len(x), CHUNK // (self.widest + 1)))
        for start in range(0, len(x), chunk):
            part = slice(start, min(start + chunk, len(x)))
            tape, rows, layers = self._predicting_tape(part.stop - part.start)
            rows[:-1] = x[part].T
            tape.run()
            yield part, layers

    def _predicting_tape(self, batch: int) -> tuple[Tape, Array, list[Array]]:
        if batch not in self._predicting:
            if len(self._predicting) > 12:
                self._predicting.clear()
            tape = Tape(batch, self.dtype, room=self.room(batch))
            x = np.ones((self.inputs + 1, batch), self.dtype)
            self._predicting[batch] = tape, x, self.record(tape, x)
        return self._predicting[batch]


def record_step(network: Network, tape: Tape, recipe: Recipe, x: Array, targets: Array, optimizer_state: Array) -> Prepare | None:
    """Record one whole training step: forward, backward, update. Returns what to call before each step, if anything."""
    scores = tape.units(network.record(tape, x)[-1])
    tape.record_backward(recipe.loss.record(tape, scores, targets))
    return recipe.optimizer.record(tape, Vectors(network.theta, network.grad, optimizer_state))


def arrays_of(info: LayerInfo, theta: Array) -> dict[str, Array]:
    """One layer's arrays as views of θ (or of anything else that is laid out like it), by name."""
    arrays, at = {}, info.start
    for name, shape in info.shapes:
        size = int(np.prod(shape))
        arrays[name] = theta[at : at + size].reshape(shape)
        at += size
    return arrays


def _lay_out(blocks: tuple[Block, ...], names: dict[int, str], inputs: int) -> Iterator[LayerInfo]:
    at, units = 0, inputs
    for block in blocks:
        shapes = tuple(block.layer.shapes(units).items())
        size = sum(int(np.prod(shape)) for _, shape in shapes)
        units_out = block.layer.units_out(units)
        yield LayerInfo(block.id, names[block.id], units, units_out, at, at + size, shapes)
        at, units = at + size, units_out
