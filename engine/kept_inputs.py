"""Weights follow their inputs: when features are switched on or off, the links of those that stay are kept.

Which numbers of θ belong to one input is found from the layers' shapes: they are the rows of the first layer that mixes its
inputs, and what layers before it keep for each of theirs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.data import Data
from engine.network import Network
from engine.table import Array


def carry_inputs(old: Network, new: Network, data: tuple[Data, Data], start: Array, memories: tuple[Array, Array] | None) -> None:
    """Move what belongs to inputs that are in both networks from the old to the new one; `data` are those of both.

    New inputs take their weights from `start`, laid out like the new θ. `memories`: the optimizer's, (memory, parameters) each.
    Does nothing when the inputs stay, or when they are columns of another table or enter other layers: nothing is known then.
    """
    keys = data[0].feature_keys, data[1].feature_keys
    if keys[0] == keys[1] or data[0].table.input_names != data[1].table.input_names:
        return
    ours, theirs = _at_inputs(new), _at_inputs(old)
    if ours is None or theirs is None or ours.layers != theirs.layers:
        return
    kept = [(theirs.links[keys[0].index(key)], ours.links[i]) for i, key in enumerate(keys[1]) if key in keys[0]]
    fresh = [ours.links[i] for i, key in enumerate(keys[1]) if key not in keys[0]]
    source, target = (np.concatenate(places) for places in zip((theirs.others, ours.others), *kept, strict=True))
    added = np.concatenate([np.empty(0, np.int64), *fresh])
    for before, after in ((old.theta, new.theta), (old.grad, new.grad), *([] if memories is None else [memories])):
        after[..., target] = before[..., source]
        after[..., added] = 0
    new.theta[added] = start[added]


@dataclass(frozen=True, eq=False)
class _AtInputs:
    """`links`: (inputs, numbers of each); `others`: the layers' numbers that belong to no input. `layers` are comparable."""

    layers: tuple[tuple[int, tuple[tuple[str, tuple[int, ...]], ...]], ...]
    links: Array
    others: Array


def _at_inputs(network: Network) -> _AtInputs | None:
    links, others, layers = [np.empty((network.inputs, 0), np.int64)], [np.empty(0, np.int64)], []
    for block, info in zip(network.blocks, network.layers, strict=True):
        wider, at, mixes = block.layer.shapes(info.units_in + 1), info.start, False
        each = []  # the layer's arrays, without the axis along the inputs
        for name, shape in info.shapes:
            size = int(np.prod(shape))
            places = np.arange(at, at + size)
            at += size
            if wider[name] == shape:
                others.append(places)
                each.append((name, shape))
            elif wider[name][1:] == shape[1:]:
                links.append(places.reshape(len(links[0]), -1))
                each.append((name, shape[1:]))
                mixes = mixes or len(shape) > 1
            else:
                return None  # a square of the inputs, as in a residual block
        layers.append((info.id, tuple(each)))
        if mixes or block.layer.units_out(info.units_in) != info.units_in:
            return _AtInputs(tuple(layers), np.concatenate(links, axis=1), np.concatenate(others))
    return None
