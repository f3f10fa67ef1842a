"""Where each layer's parameters and buffers lie in the flat vectors that all layers share: `lay_out` decides it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.core.arrays import Array
from engine.core.translation import N_, _
from engine.recipe.recipe import Block

INPUT = -1  # in the place of a layer's id: the inputs, as the first layer gets them

ARRAYS = {  # names that people read of the arrays of layers
    "weights": N_("weights"),
    "biases": N_("biases"),
    "scale": N_("scale"),
    "shift": N_("shift"),
    "slope": N_("slope"),
}
Shapes = tuple[tuple[str, tuple[int, ...]], ...]  # of arrays that lie one after the other, by name


def array_text(name: str) -> str:
    """An array's name for people: 'weights'; of one inside a residual block 'dense_1.weights'."""
    part, _dot, own = name.rpartition(".")
    text = _(ARRAYS[own])
    return _("{part}.{array}").format(part=part, array=text) if part else text


@dataclass(frozen=True)
class LayerInfo:
    """One layer of the built network. Its parameters are θ[start:stop]; `shapes` names them in that order.

    Its running statistics are buffers[buffer_start:buffer_stop], named by `buffer_shapes`.
    """

    id: int
    name: str
    units_in: int
    units_out: int
    start: int
    stop: int
    shapes: Shapes
    buffer_start: int = 0
    buffer_stop: int = 0
    buffer_shapes: Shapes = ()
    place: float = 1.0  # between the inputs, 0, and the output, 1: by it plots colour it

    @property
    def parameters(self) -> int:
        """How many numbers of θ are its own."""
        return self.stop - self.start


def arrays_of(info: LayerInfo, theta: Array, buffers: Array | None = None) -> dict[str, Array]:
    """One layer's arrays by name: views of θ (or of anything else that is laid out like it), then of the buffers, if given."""
    arrays = named(theta, info.start, info.shapes)
    return arrays if buffers is None else arrays | named(buffers, info.buffer_start, info.buffer_shapes)


def named(vector: Array, start: int, shapes: Iterable[tuple[str, tuple[int, ...]]]) -> dict[str, Array]:
    """Views of the flat vector, one after the other from `start`, by name."""
    arrays, at = {}, start
    for name, shape in shapes:
        size = math.prod(shape)
        arrays[name] = vector[at : at + size].reshape(shape)
        at += size
    return arrays


def lay_out(
    blocks: tuple[Block, ...], names: dict[int, str], inputs: int, places: dict[int, float] | None = None
) -> Iterator[LayerInfo]:
    """The layers of a stack of blocks that is given so many inputs, one after the other in θ and in the buffers."""
    at, buffer_at, units = 0, 0, inputs
    for block in blocks:
        shapes = tuple(block.layer.shapes(units).items())
        buffers = tuple((name, values.shape) for name, values in block.layer.buffers(units).items())
        stop, buffer_stop = at + count_numbers(shapes), buffer_at + count_numbers(buffers)
        units_out = block.layer.units_out(units)
        place = 1.0 if places is None else places[block.id]
        yield LayerInfo(block.id, names[block.id], units, units_out, at, stop, shapes, buffer_at, buffer_stop, buffers, place)
        at, buffer_at, units = stop, buffer_stop, units_out


def count_numbers(shapes: Iterable[tuple[str, tuple[int, ...]]]) -> int:
    """Numbers that arrays of these shapes hold together."""
    return sum(math.prod(shape) for _, shape in shapes)


def slices_of(info: LayerInfo) -> dict[str, slice]:
    """Where each of a layer's trained arrays lies in θ."""
    places, at = {}, info.start
    for name, shape in info.shapes:
        places[name] = slice(at, at + math.prod(shape))
        at = places[name].stop
    return places
