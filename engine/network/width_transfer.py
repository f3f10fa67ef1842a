"""A layer that gets more neurons, or fewer, keeps what the others have learned; new ones have outgoing weights of 0, so that
nothing changes until they learn.

The numbers of the neurons that stay are the first ones of each array of the layer, and of the layers behind it up to the next one
that mixes its inputs.
"""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array
from engine.network.network import Network
from engine.network.parameter_layout import arrays_of


def has_other_widths(old: Network, new: Network) -> bool:
    """Whether the two differ in numbers of neurons alone: the same layers in order, between the same inputs and outputs."""
    ids = [[info.id for info in network.layers] for network in (old, new)]
    names = [[[name for name, _shape in info.shapes] for info in network.layers] for network in (old, new)]
    widths = [[info.units_out for info in network.layers] for network in (old, new)]
    same_ends = (old.inputs, old.outputs) == (new.inputs, new.outputs)
    return same_ends and ids[0] == ids[1] and names[0] == names[1] and widths[0] != widths[1]


def carry_widths(old: Network, new: Network, states: tuple[Array, Array] | None) -> None:
    """Copy what belongs to neurons that both networks have. New ones keep the numbers in that they were given, and get 0 out.

    `states`: the optimizer's memory of both, (memory, parameters) each, when the rule is the same one.
    """
    pairs = [(old.theta, new.theta), (old.grad, new.grad)]
    pairs += [(before, after) for before, after in zip(*states, strict=True)] if states is not None else []
    for theirs, ours in zip(old.layers, new.layers, strict=True):
        if theirs.shapes == ours.shapes and theirs.buffer_shapes == ours.buffer_shapes:
            continue
        grew = ours.units_in > theirs.units_in
        for vector, (before, after) in enumerate(pairs):
            there, here = arrays_of(theirs, before), arrays_of(ours, after)
            for name, array in here.items():
                if grew and array.ndim == 2 and array.shape[0] == ours.units_in:
                    array[theirs.units_in :] = 0
                _copy_first(there[name], array)
                if vector:  # what training remembers of new neurons: nothing
                    _clear_rest(there[name], array)
        there, here = (arrays_of(info, n.theta, n.buffers) for info, n in ((theirs, old), (ours, new)))
        for name, _shape in ours.buffer_shapes:
            _copy_first(there[name], here[name])


def _copy_first(source: Array, target: Array) -> None:
    both = tuple(slice(min(sizes)) for sizes in zip(source.shape, target.shape, strict=True))
    target[both] = source[both]


def _clear_rest(source: Array, target: Array) -> None:
    kept = np.zeros(target.shape, bool)
    kept[tuple(slice(size) for size in source.shape)] = True
    target[~kept] = 0
