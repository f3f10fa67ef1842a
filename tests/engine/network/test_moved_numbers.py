"""Which numbers of θ move where, by hand: with an input, with a layer that moves into a block, with a neuron; no training."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.data.features import features_of
from engine.data.preprocessing import Data, no_scaling
from engine.data.table import make_table
from engine.network.input_transfer import carry_inputs
from engine.network.left_run import LeftRun
from engine.network.network import Network
from engine.network.parameter_layout import arrays_of, count_numbers, slices_of
from engine.network.transfer import Move, copy_shared, is_same_layout, shared_arrays
from engine.network.width_transfer import carry_widths, has_other_widths
from engine.nn.layers import Layer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.residual import Residual
from engine.recipe.recipe import Block, Recipe
from tests.engine.builders import network_for, stack

TWO = (np.array([0, 1]), np.array([2]))


def data_of(*inputs: str, columns: str = "ab") -> Data:
    table = make_table(np.ones((3, len(columns))), np.arange(3.0), tuple(columns), "y")
    features = features_of(inputs, tuple(columns))
    return Data(table, *TWO, no_scaling(len(features)), no_scaling(1), None, features)


def numbered(network: Network, start: int) -> Network:
    """With numbers that all differ in θ, gradient and buffers."""
    size = network.theta.size
    network.theta[:] = np.arange(start, start + size)
    network.grad[:] = np.arange(start, start + size) + 0.5
    network.buffers[:] = np.arange(network.buffers.size) + start + 0.25
    return network


def carried(layers: Sequence[Layer], before: Data, after: Data) -> tuple[Network, Network, Array, Array]:
    old = numbered(network_for(Recipe(blocks=stack(*layers)), len(before.features), 1), 100)
    new = numbered(network_for(Recipe(blocks=stack(*layers)), len(after.features), 1), 1000)
    states = np.stack([old.theta, -old.theta]), np.stack([new.theta, -new.theta])
    start = np.full(new.theta.size, 7.0), np.full(new.buffers.size, 8.0)
    carry_inputs(old, new, (before, after), start, states)
    return old, new, *states


def test_weights_follow_their_input_and_a_new_one_starts_anew() -> None:
    old, new, theirs, ours = carried([Dense(3)], data_of("a", "b"), data_of("b", "a**2"))
    there, here = arrays_of(old.layers[0], old.theta), arrays_of(new.layers[0], new.theta)
    np.testing.assert_array_equal(here["weights"], [there["weights"][1], [7, 7, 7]])
    np.testing.assert_array_equal(here["biases"], there["biases"])
    gradient = arrays_of(new.layers[0], new.grad)
    np.testing.assert_array_equal(gradient["weights"], [there["weights"][1] + 0.5, [0, 0, 0]])
    for row, sign in enumerate((1, -1)):
        np.testing.assert_array_equal(arrays_of(new.layers[0], ours[row])["weights"], [sign * there["weights"][1], [0, 0, 0]])
    behind = new.layers[1]
    assert new.theta[behind.start] == 1000 + behind.start  # what lies behind is not touched
    assert theirs[0].tobytes() == old.theta.tobytes()


def test_numbers_of_each_input_in_the_layers_before_the_first_that_mixes() -> None:
    old, new, _theirs, _ours = carried([BatchNorm(), Dropout(), Dense(2)], data_of("a", "b"), data_of("a**2", "b", "a"))
    there, here = (arrays_of(one.layers[0], one.theta, one.buffers) for one in (old, new))
    for name in ("scale", "shift"):
        assert here[name].tolist() == [7, there[name][1], there[name][0]]
    for name in ("running_mean", "running_variance"):
        assert here[name].tolist() == [8, there[name][1], there[name][0]]
    weights = arrays_of(old.layers[2], old.theta)["weights"]
    np.testing.assert_array_equal(arrays_of(new.layers[2], new.theta)["weights"], [[7, 7], weights[1], weights[0]])


@pytest.mark.parametrize(
    ("layers", "before", "after"),
    [
        ([Dense(3)], data_of("a", "b"), data_of("a", "b")),
        ([Dense(3)], data_of("a", "b"), data_of("d", "c", columns="cd")),
        ([Residual((Dense(2),)), Dense(3)], data_of("a", "b"), data_of("b", "a**2")),
    ],
    ids=["the same inputs", "another table", "a block mixes them"],
)
def test_where_no_input_is_known_to_be_the_same_nothing_moves(layers: list[Layer], before: Data, after: Data) -> None:
    _old, new, _theirs, ours = carried(layers, before, after)
    assert new.theta.tolist() == list(range(1000, 1000 + new.theta.size))
    assert ours[0].tolist() == new.theta.tolist()


def test_inputs_that_enter_another_layer_do_not_move() -> None:
    old = numbered(network_for(Recipe(blocks=stack(Dense(3))), 2, 1), 100)
    new = numbered(network_for(Recipe(blocks=stack(Dense(4))), 2, 1), 1000)
    carry_inputs(old, new, (data_of("a", "b"), data_of("b", "a**2")), (new.theta, new.buffers), None)
    assert new.theta[0] == 1000


# -- layers
def networks(old: Sequence[Block], new: Sequence[Block]) -> tuple[Network, Network]:
    made = [network_for(Recipe(blocks=tuple(blocks)), 2, 1) for blocks in (old, new)]
    return numbered(made[0], 100), numbered(made[1], 1000)


PLAIN = (Block(1, Dense(4)), Block(2, Dense(2)), Block(3, BatchNorm()))
INSIDE = (Block(1, Dense(4)), Block(5, Residual((Dense(2), BatchNorm()))))
INTO = (Move(2, "", 5, "dense_1."), Move(3, "", 5, "batch_norm_1."))
OUT = tuple(Move(one.target, one.target_part, one.source, one.source_part) for one in INTO)


@pytest.mark.parametrize(("old_blocks", "new_blocks", "moves"), [(PLAIN, INSIDE, INTO), (INSIDE, PLAIN, OUT)])
def test_a_layer_that_moves_into_a_block_or_out_of_it_keeps_its_numbers(
    old_blocks: tuple[Block, ...], new_blocks: tuple[Block, ...], moves: tuple[Move, ...]
) -> None:
    old, new = networks(old_blocks, new_blocks)
    copy_shared(old, new, moves)
    for move in moves:
        source = next(info for info in old.layers if info.id == move.source)
        target = next(info for info in new.layers if info.id == move.target)
        names = [name for name, _shape in source.shapes if name.startswith(move.source_part)]
        theirs, ours = slices_of(source), slices_of(target)
        kept = {name: move.target_part + name.removeprefix(move.source_part) for name in names}
        kept = {name: other for name, other in kept.items() if other in ours}
        assert len(kept) == 2
        for name, other in kept.items():
            np.testing.assert_array_equal(new.theta[ours[other]], old.theta[theirs[name]])
            np.testing.assert_array_equal(new.grad[ours[other]], old.grad[theirs[name]])
    there, here = (
        {name: array for info in one.layers for name, array in arrays_of(info, one.theta, one.buffers).items()}
        for one in (old, new)
    )
    for name in ("running_mean", "running_variance"):
        own, inside = (here, there) if name in here else (there, here)
        np.testing.assert_array_equal(own[name], inside[f"batch_norm_1.{name}"])


def test_a_move_between_layers_that_are_not_there_moves_nothing() -> None:
    old, new = networks(PLAIN, INSIDE)
    pairs = [*shared_arrays(old, new, (Move(9, "", 5, "dense_1."), Move(2, "", 9, "")))]
    assert pairs == [(slice(0, 8), slice(0, 8)), (slice(8, 12), slice(8, 12))]  # the output has another shape


def test_layouts_are_the_same_or_not() -> None:
    old, new = networks(PLAIN, INSIDE)
    assert is_same_layout(old, networks(PLAIN, PLAIN)[1])
    assert not is_same_layout(old, new)
    assert not is_same_layout(old, networks(PLAIN, (*PLAIN[:2], Block(4, BatchNorm())))[1])
    assert count_numbers((("a", (2, 3)), ("b", ()), ("c", (4,)))) == 11


# -- neurons
def test_neurons_that_both_have_keep_their_numbers_and_new_ones_say_nothing_yet() -> None:
    old, new = networks((Block(1, Dense(2)), Block(2, Dense(3))), (Block(1, Dense(3)), Block(2, Dense(3))))
    states = np.stack([old.theta]), np.stack([new.theta])
    assert has_other_widths(old, new)
    assert not has_other_widths(old, old)
    carry_widths(old, new, states)
    there, here = ([arrays_of(info, one.theta) for info in one.layers] for one in (old, new))
    np.testing.assert_array_equal(here[0]["weights"][:, :2], there[0]["weights"])
    np.testing.assert_array_equal(here[0]["weights"][:, 2], [1002, 1005])  # the number in that it was given
    np.testing.assert_array_equal(here[0]["biases"], [*there[0]["biases"], 1008])
    np.testing.assert_array_equal(here[1]["weights"], [*there[1]["weights"], [0, 0, 0]])
    np.testing.assert_array_equal(here[1]["biases"], there[1]["biases"])
    gradient = arrays_of(new.layers[0], new.grad)
    np.testing.assert_array_equal(gradient["weights"][:, 2], [0, 0])
    assert gradient["biases"][2] == 0
    assert arrays_of(new.layers[0], states[1][0])["biases"][2] == 0


def test_other_layers_or_ends_are_no_other_widths() -> None:
    old = networks((Block(1, Dense(2)),), (Block(1, Dense(3)),))[0]
    for blocks, inputs, outputs in (
        ((Block(2, Dense(3)),), 2, 1),
        ((Block(1, BatchNorm()),), 2, 1),
        ((Block(1, Dense(3)),), 3, 1),
        ((Block(1, Dense(3)),), 2, 2),
        ((Block(1, Dense(3)), Block(2, Dense(3))), 2, 1),
    ):
        assert not has_other_widths(old, network_for(Recipe(blocks=blocks), inputs, outputs))


def test_a_run_that_was_left_takes_little_memory() -> None:
    network, data = network_for(Recipe(), 2, 1), data_of("a", "b")
    loop = SimpleNamespace(recipe=Recipe(), data=data, network=network, optimizer_state=np.ones((2, network.theta.size)))
    left = LeftRun.of(loop)  # type: ignore[arg-type]
    assert left.data.table.inputs.shape == (0, 2)
    assert [len(rows) for rows in (left.data.table.target, left.data.train, left.data.test, left.data.validation)] == [0] * 4
    assert left.optimizer_state.shape == (2, network.theta.size)
    assert not left.optimizer_state.any()
    assert left.optimizer_state.strides == (0, 0)
    assert left.network.theta is network.theta
    assert not left.network.grad.any()
