"""The space of a search: how it is written, its grid, its distribution, and what its points make of a recipe."""

from __future__ import annotations

import re

import numpy as np
import pytest

from engine.nn.activations import ReLU, Tanh
from engine.nn.initializers import He
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.optim.optimizers import Adam, Momentum
from engine.optim.regularizers import L2
from engine.recipe.recipe import Block, Recipe
from engine.search.settings import SETTINGS, applied
from engine.search.space import Dimension, dimension_from, space_from

WHOLE = "lr=0.0001..1:log layers=8|16,16|none optimizer=adam|momentum:beta=0.95 batch=4..64 dropout=0|0.3"


def test_a_space_is_written_as_it_is_read() -> None:
    space = space_from(WHOLE)
    assert space.text == WHOLE
    assert space_from(space.text) == space
    assert space.grid_size() == 5 * 3 * 2 * 5 * 2
    points = list(space.grid())
    assert len(points) == space.grid_size()
    assert points[0] == {"lr": 0.0001, "layers": "8", "optimizer": "adam", "batch": 4, "dropout": 0.0}
    assert len({tuple(point.items()) for point in points}) == len(points)


def test_the_grid_of_a_range_has_both_ends_exactly() -> None:
    assert dimension_from("lr=0.001..1:log:4").grid() == pytest.approx((0.001, 0.01, 0.1, 1.0), rel=1e-12)
    assert dimension_from("lr=0.001..1:log:4").grid()[::3] == (0.001, 1.0)
    assert dimension_from("batch=1..3:7").grid() == (1, 2, 3)  # whole numbers, each once


def test_uniform_shares_give_the_distribution_of_the_dimension() -> None:
    shares = (np.arange(6000) + 0.5) / 6000
    batches = [dimension_from("batch=1..3").at(share) for share in shares]
    assert [batches.count(n) for n in (1, 2, 3)] == [2000, 2000, 2000]
    rates = np.array([dimension_from("lr=0.001..1:log").at(share) for share in shares])
    assert [int(((rates >= low) & (rates < 10 * low)).sum()) for low in (0.001, 0.01, 0.1)] == pytest.approx([2000] * 3, abs=1)
    assert Dimension("layers", ("8", "16")).at(0.999999) == "16"


@pytest.mark.parametrize("name", SETTINGS.names())
def test_what_a_form_offers_first_can_be_read(name: str) -> None:
    dimension = dimension_from(f"{name}={SETTINGS[name].usual}")
    for value in dimension.grid():
        applied(Recipe(), {name: value})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The space is empty"),
        ("lr", "has no values"),
        ("lr=1..0.1", "from a smaller to a larger number, not from 1 to 0.1"),
        ("lr=1e-3..1e-3", "from a smaller to a larger number"),
        ("units=1|2", "There is no setting"),
        ("layers=1..3", "layers has no range: list its values"),
        ("dropout=0..0.5:log", "must begin above 0"),
        ("lr=0.1|0.10", "lists a value twice"),
        ("lr=0.1 lr=0.2", "names lr twice"),
        ("optimizer=adm", "There is no optimizer"),
        ("batch=1.5|2", "whole number"),
        ("lr=0.001..1:lgo", "is neither log nor a count"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        space_from(text)


def test_a_point_changes_the_recipe() -> None:
    point = {"layers": "6,3:tanh", "activation": "relu", "dropout": 0.25, "initializer": "he", "optimizer": "momentum:beta=0.8"}
    recipe = applied(Recipe(), {**point, "lr": 0.5, "batch": 7, "penalty": "l2:0.5"})
    layers = [block.layer for block in recipe.blocks]
    he = He()
    assert layers == [Dense(6, ReLU(), he), Dropout(0.25), Dense(3, ReLU(), he), Dropout(0.25)]
    assert len({block.id for block in recipe.blocks}) == 4
    assert (recipe.optimizer, recipe.batch, recipe.penalty) == (Momentum(0.5, 0.8), 7, L2(0.5))
    assert recipe.output_weights == he


def test_a_size_takes_the_activation_of_the_network_around() -> None:
    base = applied(Recipe(), {"activation": "relu"})
    assert [block.layer for block in applied(base, {"layers": "5,3:tanh"}).blocks] == [Dense(5, ReLU()), Dense(3, Tanh())]


def test_dropout_replaces_the_dropout_that_is_there() -> None:
    once = applied(Recipe(), {"dropout": 0.3})
    assert applied(once, {"dropout": 0}).blocks == Recipe().blocks
    assert sum(isinstance(block.layer, Dropout) for block in applied(once, {"dropout": 0.5}).blocks) == 2


def test_the_rate_is_that_of_the_optimizer_that_was_chosen_beside_it() -> None:
    assert applied(Recipe(), {"lr": 0.7, "optimizer": "adam"}).optimizer == Adam(0.7)
    assert applied(Recipe(), {"optimizer": "adam"}).optimizer == Adam()


@pytest.mark.parametrize(
    ("text", "share", "value"),
    [
        ("lr=0.01..1:log", 0.0, 0.01),
        ("lr=0.01..1:log", 0.5, 0.1),
        ("lr=0.01..1:log", 1.0, 1.0),
        ("lr=0.25..0.75", 0.5, 0.5),
        ("lr=0.25..0.75", 0.0, 0.25),
        ("batch=2..5", 0.0, 2),
        ("batch=2..5", 0.249, 2),
        ("batch=2..5", 0.25, 3),
        ("batch=2..5", 0.999, 5),
        ("batch=2..5", 1.0, 5),
        ("batch=4..64:log", 0.5, 16),
        ("optimizer=adam|sgd|lion", 0.0, "adam"),
        ("optimizer=adam|sgd|lion", 0.34, "sgd"),
        ("optimizer=adam|sgd|lion", 1.0, "lion"),
    ],
)
def test_the_value_at_a_share(text: str, share: float, value: float | str) -> None:
    found = dimension_from(text).at(share)
    assert found == (value if isinstance(value, str) else pytest.approx(value))
    assert type(found) is type(value)


def test_points_of_a_grid_by_their_place() -> None:
    space = space_from("lr=0.1|0.2 batch=1..9 optimizer=adam|sgd|lion")
    assert [space.grid_point(i) for i in range(space.grid_size())] == list(space.grid())


@pytest.mark.parametrize(
    ("text", "grid"),
    [
        ("lr=1..3", (1.0, 1.5, 2.0, 2.5, 3.0)),
        ("lr=1..3:3", (1.0, 2.0, 3.0)),
        ("lr=1..3:2", (1.0, 3.0)),
        ("batch=1..9", (1, 3, 5, 7, 9)),
        ("batch=1..2", (1, 2)),
    ],
)
def test_the_grid_of_a_range(text: str, grid: tuple[float, ...]) -> None:
    assert dimension_from(text).grid() == pytest.approx(grid)
    assert dimension_from(text).text == text


@pytest.mark.parametrize("count", [1, 1001])
def test_a_grid_has_from_2_to_1000_values(count: int) -> None:
    assert dimension_from("lr=0.1..1:1000").count == 1000
    with pytest.raises(ValueError, match="is neither log nor a count of grid values, 2 to 1000"):
        dimension_from(f"lr=0.1..1:{count}")


def test_a_range_goes_up_and_a_logarithmic_one_begins_above_0() -> None:
    for text in ("lr=1..1", "lr=1..0.5"):
        with pytest.raises(ValueError, match="must go from a smaller to a larger number"):
            dimension_from(text)
    with pytest.raises(ValueError, match="A logarithmic range of dropout must begin above 0"):
        dimension_from("dropout=0..0.5:log")
    assert dimension_from("dropout=0..0.5").low == 0


def test_dropout_layers_get_the_next_free_ids_and_take_the_place_of_those_that_are_there() -> None:
    blocks = (Block(1, Dense(3)), Block(5, Dropout(0.5)), Block(4, Dense(2)), Block(2, Dense(2), enabled=False))
    found = applied(Recipe(blocks=blocks), {"dropout": 0.25}).blocks
    assert [(one.id, type(one.layer)) for one in found] == [(1, Dense), (6, Dropout), (4, Dense), (7, Dropout), (2, Dense)]
    assert {one.layer for one in found if isinstance(one.layer, Dropout)} == {Dropout(0.25)}
    assert [one.id for one in applied(Recipe(blocks=blocks), {"dropout": 0.0}).blocks] == [1, 4, 2]
    assert applied(Recipe(blocks=()), {"dropout": 0.5}).blocks == ()
