"""Layers, and one flat θ with one flat gradient that all of them share; and, apart from these, one flat vector of buffers.

Checkpoints, snapshots, exports, gradient checks and gradient norms walk these vectors; a layer's arrays are views of them.
Buffers (running statistics) are kept, written and brought back like θ, but no optimizer, penalty or gradient norm knows of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.core.arrays import Array, aligned
from engine.core.params import params_of
from engine.core.tape import Tape
from engine.network.parameter_layout import LayerInfo, Shapes, arrays_of, count_numbers, lay_out, named, slices_of
from engine.nn.layers import Parameters
from engine.recipe.recipe import Block, Recipe
from engine.recipe.recipe_problem import RecipeProblem
from engine.recipe.remedies import SetUnits

CHUNK = 48 * 1024  # numbers in the widest buffer of a predicting tape: larger ones fall out of the cache
MOST_PARAMETERS = 20_000_000


@dataclass(frozen=True)
class Move:
    """A layer that goes on elsewhere with its trained numbers: into a residual block, or out of one.

    A place is a block's id, and what the layer's arrays are called there begins with: 'dense_1.' inside a residual block, nothing
    for a layer that stands by itself.
    """

    source: int
    source_part: str
    target: int
    target_part: str


class Network:
    """θ, the gradient and the buffers change while training; the layers and their shapes do not."""

    def __init__(self, recipe: Recipe, inputs: int, outputs: int, dtype: type[np.floating[Any]] = np.float32) -> None:
        self.inputs, self.outputs, self.dtype = inputs, outputs, np.dtype(dtype)
        self.blocks: tuple[Block, ...] = recipe.stack(outputs)
        self.layers = tuple(lay_out(self.blocks, recipe.names(), inputs))
        size = self.layers[-1].stop
        if size > MOST_PARAMETERS:
            raise _too_large(recipe, self.layers)
        self.theta: Array = aligned((size,), self.dtype)
        self.grads: Array = aligned((2, size), self.dtype)  # the gradient, and room for its squares beside it
        self.grad: Array = self.grads[0]
        self.buffers: Array = np.zeros(self.layers[-1].buffer_stop, dtype)
        self._reset_buffers()
        self.widest = max(inputs, *(layer.units_out for layer in self.layers))
        self.with_parameters = np.array([i for i, info in enumerate(self.layers) if info.parameters], np.intp)
        self.starts = np.array([info.start for info in self.layers if info.parameters], np.intp)  # they cover θ without a gap
        self.sizes = np.array([info.parameters for info in self.layers if info.parameters], np.intp)
        self._predicting: dict[int, tuple[Tape, Array, list[Array]]] = {}

    def start(self, seed: int) -> None:
        """Draw start values. Each layer has its own generator, so that adding a layer leaves the others' start as it was."""
        self._reset_buffers()
        for block, info in zip(self.blocks, self.layers, strict=True):
            rng = np.random.default_rng([seed, block.id])
            for name, values in block.layer.start(rng, info.units_in).items():
                arrays_of(info, self.theta)[name][...] = values

    def _reset_buffers(self) -> None:
        for block, info in zip(self.blocks, self.layers, strict=True):
            own = named(self.buffers, info.buffer_start, info.buffer_shapes)
            for name, values in block.layer.buffers(info.units_in).items():
                own[name][...] = values

    def kept_from(self, other: Network, moves: tuple[Move, ...] = ()) -> Iterator[tuple[slice, slice]]:
        """For each array that a layer of the same id has in both: where it lies in the other's θ, and where in this one's.

        All arrays that the layer has in both must agree in shape. It may gain or lose one: the slope that PReLU learns. A layer
        that moved counts as the same.
        """
        for old, info in self._alike_in(other, moves):
            theirs, ours = slices_of(old), slices_of(info)
            yield from ((theirs[name], place) for name, place in ours.items() if name in theirs)

    def keep_from(self, other: Network, moves: tuple[Move, ...] = ()) -> None:
        """Take over parameters and gradient as `kept_from` says, and the buffers of these layers, if they have the same ones."""
        for old_place, place in self.kept_from(other, moves):
            self.theta[place], self.grad[place] = other.theta[old_place], other.grad[old_place]
        for old, info in self._alike_in(other, moves):
            if old.buffer_shapes == info.buffer_shapes:
                self.buffers[info.buffer_start : info.buffer_stop] = other.buffers[old.buffer_start : old.buffer_stop]

    def is_laid_out_like(self, other: Network) -> bool:
        """Whether the other's θ and buffers mean the same here, number by number."""
        ours, theirs = ([(i.id, i.start, i.shapes, i.buffer_start, i.buffer_shapes) for i in n.layers] for n in (self, other))
        return ours == theirs

    def _alike_in(self, other: Network, moves: tuple[Move, ...]) -> Iterator[tuple[LayerInfo, LayerInfo]]:
        """The layers with an id that both networks have, and those that moved, unless an array of the same name has another shape
        there.
        """
        theirs, ours = ({info.id: info for info in network.layers} for network in (other, self))
        pairs = [(theirs[block_id], info) for block_id, info in ours.items() if block_id in theirs]
        for move in moves:
            if move.source in theirs and move.target in ours:
                pairs.append((_part_of(theirs[move.source], move.source_part), _part_of(ours[move.target], move.target_part)))
        for old, info in pairs:
            if all(dict(old.shapes).get(name, shape) == shape for name, shape in info.shapes):
                yield old, info

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
            x = block.layer.record(tape, Parameters(self.theta[own], self.grad[own], buffers), x)
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
        chunk = max(256, min(len(x), CHUNK // (self.widest + 1)))
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


def _too_large(recipe: Recipe, layers: tuple[LayerInfo, ...]) -> RecipeProblem:
    """It stands on the widest layer whose size can be set, and offers half of it."""
    size = layers[-1].stop
    text = f"This network has {size:,} parameters, more than {MOST_PARAMETERS:,}: make its layers smaller."
    wide = [info for info in layers for block in recipe.blocks if block.id == info.id and "units" in params_of(block.layer)]
    if not wide:
        return RecipeProblem(text)
    widest = max(wide, key=lambda info: info.units_out)
    half = max(1, widest.units_out // 2)
    return RecipeProblem(text, widest.id, SetUnits(f"Make {widest.name} half as wide: {half:,}", widest.id, half))


def _part_of(info: LayerInfo, part: str) -> LayerInfo:
    """The arrays of a layer whose names begin with `part`, as those of a layer of their own. They lie one after the other."""
    start, shapes = _narrowed(info.start, info.shapes, part)
    kept_at, kept = _narrowed(info.buffer_start, info.buffer_shapes, part)
    stop, kept_stop = start + count_numbers(shapes), kept_at + count_numbers(kept)
    return LayerInfo(info.id, info.name, info.units_in, info.units_out, start, stop, shapes, kept_at, kept_stop, kept)


def _narrowed(start: int, shapes: Shapes, part: str) -> tuple[int, Shapes]:
    within = [at for at, (name, _) in enumerate(shapes) if name.startswith(part)]
    begin = start + count_numbers(shapes[: within[0]]) if within else start
    return begin, tuple((shapes[at][0].removeprefix(part), shapes[at][1]) for at in within)
