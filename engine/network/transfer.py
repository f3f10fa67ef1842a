"""What carries over when a network is built anew from a changed recipe: trained numbers of the layers that are in both.

`Transfer.between` compares the two sides; its fields say what they have in common. A new rule is one more field.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from engine.core.arrays import Array
from engine.data.preprocessing import Data
from engine.network.input_transfer import carry_inputs
from engine.network.network import Network
from engine.network.parameter_layout import LayerInfo, Shapes, count_numbers, slices_of
from engine.recipe.recipe import Recipe


@dataclass(frozen=True)
class Move:
    """A layer that moves into a residual block, or out of one, and keeps its trained numbers.

    source, target: ids of the blocks that hold it before and after. source_part, target_part: what its arrays' names begin with
    there: 'dense_1.' inside a residual block, nothing for a layer that stands by itself.
    """

    source: int
    source_part: str
    target: int
    target_part: str


class Trained(Protocol):
    """One side of a transfer: a recipe, and what was built of it. optimizer_state: (memory, parameters)."""

    @property
    def recipe(self) -> Recipe: ...
    @property
    def data(self) -> Data: ...
    @property
    def network(self) -> Network: ...
    @property
    def optimizer_state(self) -> Array: ...


@dataclass(frozen=True, eq=False)
class Transfer:
    """From what was trained to what was just built of a changed recipe."""

    old: Trained
    new: Trained
    moves: tuple[Move, ...]
    same_rule: bool  # the optimizer remembers the same quantities
    same_rows: bool  # the same rows to train on
    same_batches: bool  # and batches of the same size: a position within an epoch means the same
    same_losses: bool  # data and loss are the same: what control remembers of the loss still holds
    same_measure: bool  # rows and loss are the same: earlier losses can be compared with later ones
    only_rows: bool  # the rows differ, the loss and its unit do not
    same_layout: bool  # each number of θ and of the buffers means the same

    @staticmethod
    def between(old: Trained, new: Trained, moves: tuple[Move, ...] = ()) -> Transfer:
        """Compare both sides. `moves`: layers that go into a residual block, or come out of one."""
        same_rows, same_loss = new.data.train is old.data.train, _same_loss(old.recipe, new.recipe)
        return Transfer(
            old,
            new,
            moves,
            same_rule=new.recipe.optimizer.memory == old.recipe.optimizer.memory,
            same_rows=same_rows,
            same_batches=same_rows and _batches(new.recipe) == _batches(old.recipe),
            same_losses=new.data is old.data and same_loss,
            same_measure=same_rows and same_loss and _same_units(old.data, new.data),
            only_rows=not same_rows and old.data.task == new.data.task and same_loss and _same_units(old.data, new.data),
            same_layout=is_same_layout(old.network, new.network),
        )

    def carry_over(self) -> None:
        """Start the new network from its seed, then copy all that fits: parameters, gradient, buffers and optimizer memory."""
        old, new = self.old, self.new
        new.network.start(new.recipe.seeds.weights)
        start = new.network.theta.copy(), new.network.buffers.copy()
        copy_shared(old.network, new.network, self.moves)
        states = (old.optimizer_state, new.optimizer_state) if self.same_rule else None
        for there, here in shared_arrays(old.network, new.network, self.moves) if self.same_rule else ():
            new.optimizer_state[:, here] = old.optimizer_state[:, there]
        carry_inputs(old.network, new.network, (old.data, new.data), start, states)

    def carry_weights(self) -> None:
        """As `carry_over`, but of the trained numbers alone: gradient and optimizer begin empty."""
        self.carry_over()
        self.new.network.grad[:] = 0
        self.new.optimizer_state[:] = 0

    def kept_layers(self) -> tuple[str, ...]:
        """Names of the layers whose parameters carry over."""
        shared = _shared_layers(self.old.network, self.new.network, self.moves)
        return tuple(info.name for _before, info in shared if info.parameters)

    def fresh_layers(self) -> frozenset[int]:
        """Ids of the layers with parameters that do not carry over: they have no gradient before the next step."""
        shared = {info.id for _before, info in _shared_layers(self.old.network, self.new.network, self.moves)}
        return frozenset(info.id for info in self.new.network.layers if info.parameters and info.id not in shared)


def _same_loss(old: Recipe, new: Recipe) -> bool:
    """Whether the same is minimised: the loss, and what the classes count in it."""
    return (old.loss, old.class_weights) == (new.loss, new.class_weights)


def _batches(recipe: Recipe) -> tuple[int, bool]:
    """How the rows of an epoch are cut into batches."""
    return recipe.batch, recipe.carry_over


def _same_units(old: Data, new: Data) -> bool:
    """Whether a loss compares numbers of the same scale: a number to predict may have been standardised."""
    pairs = ((getattr(one.target_scaling, part) for one in (old, new)) for part in ("mean", "deviation"))
    return all(np.array_equal(*pair) for pair in pairs)


def copy_shared(old: Network, new: Network, moves: tuple[Move, ...] = ()) -> None:
    """Copy parameters and gradient of all `shared_arrays`, and the buffers of these layers where both have the same ones."""
    for there, here in shared_arrays(old, new, moves):
        new.theta[here], new.grad[here] = old.theta[there], old.grad[there]
    for before, info in _shared_layers(old, new, moves):
        if before.buffer_shapes == info.buffer_shapes:
            new.buffers[info.buffer_start : info.buffer_stop] = old.buffers[before.buffer_start : before.buffer_stop]


def shared_arrays(old: Network, new: Network, moves: tuple[Move, ...] = ()) -> Iterator[tuple[slice, slice]]:
    """For each array that a layer of the same id has in both networks: where it lies in the old θ, and where in the new one.

    All arrays that the layer has in both must agree in shape. It may gain or lose one: the slope that PReLU learns. A layer that
    moved counts as the same.
    """
    for before, info in _shared_layers(old, new, moves):
        theirs, ours = slices_of(before), slices_of(info)
        yield from ((theirs[name], place) for name, place in ours.items() if name in theirs)


def is_same_layout(old: Network, new: Network) -> bool:
    """Whether θ and the buffers of both networks mean the same, number by number."""
    layouts = ([(i.id, i.start, i.shapes, i.buffer_start, i.buffer_shapes) for i in network.layers] for network in (old, new))
    return next(layouts) == next(layouts)


def _shared_layers(old: Network, new: Network, moves: tuple[Move, ...]) -> Iterator[tuple[LayerInfo, LayerInfo]]:
    """The layers with an id that both networks have, and those that moved, unless an array of the same name has another shape."""
    theirs, ours = ({info.id: info for info in network.layers} for network in (old, new))
    pairs = [(theirs[block_id], info) for block_id, info in ours.items() if block_id in theirs]
    for move in moves:
        if move.source in theirs and move.target in ours:
            pairs.append((_part_of(theirs[move.source], move.source_part), _part_of(ours[move.target], move.target_part)))
    for before, info in pairs:
        if all(dict(before.shapes).get(name, shape) == shape for name, shape in info.shapes):
            yield before, info


def _part_of(info: LayerInfo, part: str) -> LayerInfo:
    """The arrays of a layer whose names begin with `part`, as those of a layer of their own. They lie one after the other."""
    start, shapes = _narrowed(info.start, info.shapes, part)
    buffer_start, buffer_shapes = _narrowed(info.buffer_start, info.buffer_shapes, part)
    stop, buffer_stop = start + count_numbers(shapes), buffer_start + count_numbers(buffer_shapes)
    units = info.units_in, info.units_out
    return LayerInfo(info.id, info.name, *units, start, stop, shapes, buffer_start, buffer_stop, buffer_shapes)


def _narrowed(start: int, shapes: Shapes, part: str) -> tuple[int, Shapes]:
    """Where the arrays begin whose names begin with `part`, and their shapes, by the rest of the name."""
    within = [at for at, (name, _) in enumerate(shapes) if name.startswith(part)]
    begin = start + count_numbers(shapes[: within[0]]) if within else start
    return begin, tuple((shapes[at][0].removeprefix(part), shapes[at][1]) for at in within)
