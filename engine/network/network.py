"""A network: layers that share one flat θ, one flat gradient, and one flat vector of buffers; it can be recorded, and predict.

Checkpoints, snapshots, exports, gradient checks and gradient norms walk these vectors; a layer's arrays are views of them.
Buffers (running statistics) are saved and restored like θ, but no optimizer, penalty or gradient norm knows of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any

import numpy as np

from engine.core.arrays import Array, aligned
from engine.core.cancellation import check
from engine.core.params import params_of
from engine.core.tape import Call, Tape
from engine.core.translation import _
from engine.network.parameter_layout import LayerInfo, arrays_of, lay_out, named
from engine.nn.layers import Parameters
from engine.recipe.limits import layers_objection
from engine.recipe.recipe import Block, Recipe
from engine.recipe.recipe_problem import RecipeProblem
from engine.recipe.remedies import SetUnits

CHUNK = 48 * 1024  # numbers in the widest buffer of a predicting tape: larger ones fall out of the cache
MOST_PARAMETERS = 20_000_000


class Network:
    """θ, the gradient and the buffers change while training; the layers and their shapes do not."""

    def __init__(self, recipe: Recipe, inputs: int, outputs: int, dtype: type[np.floating[Any]] = np.float32) -> None:
        objection = layers_objection(block.layer for block in recipe.blocks)
        if objection:
            raise RecipeProblem(objection)
        self.inputs, self.outputs, self.dtype = inputs, outputs, np.dtype(dtype)
        self.blocks: tuple[Block, ...] = recipe.stack(outputs)
        self.layers = tuple(lay_out(self.blocks, recipe.names(), inputs, recipe.places()))
        size = self.layers[-1].stop
        if size > MOST_PARAMETERS:
            raise _too_large(recipe, self.layers)
        self.theta: Array = aligned((size,), self.dtype)
        self.grads: Array = aligned((2, size), self.dtype)  # the gradient, and room for its squares beside it
        self.grad: Array = self.grads[0]
        self.buffers: Array = np.zeros(self.layers[-1].buffer_stop, dtype)
        self._reset_buffers()
        self.widest = max(inputs, *(layer.units_out for layer in self.layers))
        self.layers_with_parameters = np.array([i for i, info in enumerate(self.layers) if info.parameters], np.intp)
        self.starts = np.array([info.start for info in self.layers if info.parameters], np.intp)  # without gaps: θ is theirs
        self.sizes = np.array([info.parameters for info in self.layers if info.parameters], np.intp)
        self._predicting: dict[int, tuple[Tape, Array, list[Array]]] = {}

    def start(self, seed: int) -> None:
        """Draw start values. Each layer has its own generator, so that adding a layer leaves the others' start as it was."""
        self._reset_buffers()
        for block, info in zip(self.blocks, self.layers, strict=True):
            rng = np.random.default_rng([seed, block.id])
            for name, values in block.layer.start(rng, info.units_in).items():
                arrays_of(info, self.theta)[name][...] = values

    def weights_alone(self) -> Network:
        """The same θ and buffers, without recorded tapes, and with a gradient of zeros that takes no memory."""
        alone = copy(self)
        alone.grads = np.broadcast_to(self.dtype.type(0), self.grads.shape)
        alone.grad, alone._predicting = alone.grads[0], {}
        return alone

    def apart(self, dtype: np.dtype[Any]) -> Network:
        """The same layers with a copy of θ and of the buffers, in this type: to compute with, not to train."""
        alone = self.weights_alone()
        alone.dtype, alone.theta, alone.buffers = dtype, aligned(self.theta.shape, dtype), self.buffers.astype(dtype)
        np.copyto(alone.theta, self.theta)
        alone.grads = np.broadcast_to(dtype.type(0), self.grads.shape)
        alone.grad = alone.grads[0]
        return alone

    def _reset_buffers(self) -> None:
        for block, info in zip(self.blocks, self.layers, strict=True):
            own = named(self.buffers, info.buffer_start, info.buffer_shapes)
            for name, values in block.layer.buffers(info.units_in).items():
                own[name][...] = values

    # -- recording
    def room(self, batch: int) -> int:
        """Numbers that the activations of all layers take together."""
        return sum(block.layer.rows(info.units_in) for block, info in zip(self.blocks, self.layers, strict=True)) * batch

    def record(self, tape: Tape, x: Array) -> list[Array]:
        """Record the forward pass from x, (inputs + 1, batch); returns each layer's output buffer, the scores' last."""
        outputs = []
        for block, info in zip(self.blocks, self.layers, strict=True):
            own = slice(info.start, info.stop)
            buffers = self.buffers[info.buffer_start : info.buffer_stop]
            with tape.part(str(info.id)):
                x = block.layer.record(tape, Parameters(self.theta[own], self.grad[own], buffers), x)
            outputs.append(x)
        return outputs

    # -- predicting
    @property
    def rows_at_once(self) -> int:
        """How many rows go through the network together, so that they stay in the processor's cache."""
        return max(256, CHUNK // (self.widest + 1))

    def forward_pass(self, x: Array) -> tuple[list[Call], Array]:
        """Calls that compute the raw scores of x, (inputs + 1, rows) with a bias row, and their array, (outputs, rows)."""
        tape = Tape(x.shape[1], self.dtype, room=self.room(x.shape[1]))
        return tape.calls, self.record(tape, x)[-1][:-1]

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
        chunk = self.rows_at_once
        for start in range(0, len(x), chunk):
            check()
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


def _too_large(recipe: Recipe, layers: tuple[LayerInfo, ...]) -> RecipeProblem:
    """The problem is that of the widest layer whose size can be set; the remedy makes it half as wide."""
    size = layers[-1].stop
    text = _("This network has {size:,} parameters, more than {most:,}: make its layers smaller.")
    text = text.format(size=size, most=MOST_PARAMETERS)
    wide = [info for info in layers for block in recipe.blocks if block.id == info.id and "units" in params_of(block.layer)]
    if not wide:
        return RecipeProblem(text)
    widest = max(wide, key=lambda info: info.units_out)
    half = max(1, widest.units_out // 2)
    remedy = _("Make {layer} half as wide: {half:,}").format(layer=widest.name, half=half)
    return RecipeProblem(text, widest.id, SetUnits(remedy, widest.id, half))
