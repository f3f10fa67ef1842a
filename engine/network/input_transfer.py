"""Weights follow their inputs: when features are switched on or off, those of the inputs that stay are kept.

Which numbers of θ belong to one input follows from the layers' shapes: they are its row in the first layer that mixes its inputs,
and its own numbers in the layers before that one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.data.preprocessing import Data
from engine.network.network import Network
from engine.network.parameter_layout import Shapes


def carry_inputs(
    old: Network, new: Network, data: tuple[Data, Data], start: tuple[Array, Array], states: tuple[Array, Array] | None
) -> None:
    """Copy what belongs to inputs that are in both networks from the old to the new one; `data` are those of both.

    New inputs get their numbers from `start`: θ and buffers as the new network starts. `states`: the optimizer's, of both,
    (memory, parameters) each. Does nothing when the inputs stay the same, nor when they are columns of another table or enter
    other layers: then no input is known to be the same.
    """
    keys = data[0].feature_keys, data[1].feature_keys
    if keys[0] == keys[1] or data[0].table.input_names != data[1].table.input_names:
        return
    ours, theirs = _at_inputs(new), _at_inputs(old)
    if ours is None or theirs is None or ours.layers != theirs.layers:
        return
    pairs = [(keys[0].index(key), i) for i, key in enumerate(keys[1]) if key in keys[0]]
    fresh = [i for i, key in enumerate(keys[1]) if key not in keys[0]]
    source, target = theirs.numbers.of([i for i, _ in pairs]), ours.numbers.of([i for _, i in pairs])
    added = ours.numbers.links[fresh].ravel()
    for before, after in ((old.theta, new.theta), (old.grad, new.grad), *([] if states is None else [states])):
        after[..., target] = before[..., source]
        after[..., added] = 0
    new.theta[added] = start[0][added]
    added = ours.buffers.links[fresh].ravel()
    new.buffers[added] = start[1][added]
    new.buffers[ours.buffers.of([i for _, i in pairs])] = old.buffers[theirs.buffers.of([i for i, _ in pairs])]


@dataclass(frozen=True, eq=False)
class _Places:
    """Of a flat vector: `links` (inputs, numbers of each), and `others`, that belong to no input."""

    links: Array
    others: Array

    def of(self, inputs: list[int]) -> Array:
        """The numbers that belong to no input, then those of the given inputs."""
        return np.concatenate([self.others, self.links[inputs].ravel()])


@dataclass(frozen=True, eq=False)
class _AtInputs:
    """Where the layers up to the first that mixes its inputs lie in θ and in the buffers. `layers` are comparable."""

    layers: tuple[tuple[int, Shapes], ...]
    numbers: _Places
    buffers: _Places


def _at_inputs(network: Network) -> _AtInputs | None:
    """None when some numbers belong to no single input: those of a residual block are a square of the inputs."""
    layers, numbers, buffers = [], _Gathered(network.inputs), _Gathered(network.inputs)
    for block, info in zip(network.blocks, network.layers, strict=True):
        wider = block.layer.shapes(info.units_in + 1)
        wider_buffers = {name: values.shape for name, values in block.layer.buffers(info.units_in + 1).items()}
        of_each = numbers.add(info.start, info.shapes, wider)
        buffers_of_each = buffers.add(info.buffer_start, info.buffer_shapes, wider_buffers)
        if of_each is None or buffers_of_each is None:
            return None
        layers.append((info.id, (*of_each, *buffers_of_each)))
        mixes = any(wider[name] != shape and len(shape) > 1 for name, shape in info.shapes)
        if mixes or block.layer.units_out(info.units_in) != info.units_in:
            return _AtInputs(tuple(layers), numbers.places(), buffers.places())
    return None


class _Gathered:
    """Changes while layers are walked: collects the places of the numbers that belong to one input each, and of all others."""

    def __init__(self, inputs: int) -> None:
        self._links, self._others = [np.empty((inputs, 0), np.int64)], [np.empty(0, np.int64)]

    def add(self, start: int, shapes: Shapes, wider: Mapping[str, tuple[int, ...]]) -> Shapes | None:
        """Add arrays that lie one after the other from `start`; `wider` are their shapes with one more input.

        Returns their shapes without the axis along the inputs; None when that is not their first.
        """
        each = []
        for name, shape in shapes:
            places = np.arange(start, start + math.prod(shape))
            start += len(places)
            if wider[name] == shape:
                self._others.append(places)
                each.append((name, shape))
            elif wider[name][1:] == shape[1:]:
                self._links.append(places.reshape(len(self._links[0]), -1))
                each.append((name, shape[1:]))
            else:
                return None
        return tuple(each)

    def places(self) -> _Places:
        return _Places(np.concatenate(self._links, axis=1), np.concatenate(self._others))
