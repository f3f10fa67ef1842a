"""Bounds on a network, on both sides of each; and a block and a scaling in plain data, damaged in every way."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.data.preprocessing import Scaling
from engine.nn.layers import Layer
from engine.nn.layers.dense import Dense
from engine.nn.layers.residual import MOST_INSIDE, Residual
from engine.recipe.fixed_scaling import FixedScaling, scaling_from_data, scaling_to_data
from engine.recipe.limits import check_extent, layers_objection
from engine.recipe.recipe import Block, Recipe, block_from_data, block_to_data, recipe_from_data, recipe_to_data


def nested(depth: int) -> Layer:
    layer: Layer = Dense(2)
    for _level in range(depth):
        layer = Residual((layer,))
    return layer


def test_fifty_layers_may_follow_one_another() -> None:
    assert layers_objection([Dense(2)] * 50) == ""
    assert layers_objection([Dense(2)] * 51) == "A network here has at most 50 layers, not 51: take some out first."
    full = Residual((Dense(2),) * MOST_INSIDE)
    assert layers_objection([full] * 50) == ""
    fuller = Residual((Residual((Dense(2),)), *(Dense(2),) * (MOST_INSIDE - 1)))
    text = f"at most {50 * (1 + MOST_INSIDE)} layers, those inside residual blocks included: take some out first."
    assert layers_objection([fuller, *[full] * 49]).endswith(text)


def test_residual_blocks_lie_four_deep_at_most() -> None:
    text = "Residual blocks lie at most 4 deep inside one another: take the innermost out first."
    assert [layers_objection([nested(depth)]) for depth in (0, 4, 5)] == ["", "", text]


def test_plain_data_are_bounded_before_anything_is_made_of_them() -> None:
    most = 10 * 50 * (1 + MOST_INSIDE)
    check_extent([[] for _part in range(most)])
    with pytest.raises(ValueError, match="It has more layers than the "):
        check_extent([[] for _part in range(most + 1)])
    half = [{"a": [], "b": 3} for _part in range(most // 2)]
    check_extent(half)
    with pytest.raises(ValueError, match="It has more layers than the "):
        check_extent([*half, []])
    deep: list[Any] = []
    for _level in range(31):
        deep = [deep]
    check_extent(deep)
    check_extent(3)
    with pytest.raises(ValueError, match="nested too deep: residual blocks lie at most 4 deep"):
        check_extent([deep])


BLOCK = {"id": 1, "layer": {"kind": "dense", "units": 2}}


@pytest.mark.parametrize(
    "change",
    [
        {"id": 2**31 - 1},
        {"name": "a" * 200},
        {"number": 0, "place": 0},
        {"number": 2**31 - 1, "place": 0.999},
        {"enabled": False},
    ],
)
def test_a_block_may_have_the_numbers_at_the_ends(change: dict[str, Any]) -> None:
    block = block_from_data(BLOCK | change)
    assert all(getattr(block, name) == value for name, value in change.items())
    assert block_from_data(block_to_data(block)) == block


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"id": 2**31}, "Its layers need different whole numbers above 0 as ids."),
        ({"id": 0}, "Its layers need different whole numbers above 0 as ids."),
        ({"id": 1.0}, "Its layers need different whole numbers above 0 as ids."),
        ({"name": "a" * 201}, "A layer's name must be a text of at most 200 letters."),
        ({"name": None}, "A layer's name must be a text of at most 200 letters."),
        ({"number": -1}, "A layer's number must be a whole number from 0."),
        ({"number": 2**31}, "A layer's number must be a whole number from 0."),
        ({"number": 1.5}, "A layer's number must be a whole number from 0."),
        ({"place": 1}, "A layer's place must be a number from 0 to 1."),
        ({"place": -0.1}, "A layer's place must be a number from 0 to 1."),
        ({"place": True}, "A layer's place must be a number from 0 to 1."),
        ({"place": "0.5"}, "A layer's place must be a number from 0 to 1."),
        ({"enabled": 1}, "Whether a layer is enabled must be true or false."),
        ({"layer": None}, "A saved layer must be an object with a 'kind', not None."),
    ],
)
def test_a_damaged_block_is_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as problem:
        block_from_data(BLOCK | change)
    assert str(problem.value) == sentence


def test_what_is_no_block_is_refused_and_what_is_missing_is_usual() -> None:
    with pytest.raises(ValueError, match="A layer's data are damaged"):
        block_from_data(3)
    assert block_from_data({"layer": {"kind": "dense"}}) == Block(1, Dense())
    plain = block_to_data(Block(1, Dense(2)))
    assert set(plain) == {"id", "name", "layer", "rate", "frozen"}
    assert block_to_data(Block(1, Dense(2), number=2, place=0.25, enabled=False)) == {
        **plain,
        "number": 2,
        "place": 0.25,
        "enabled": False,
    }


def test_a_list_of_layers_has_ids_and_an_end() -> None:
    data = recipe_to_data(Recipe())

    def read(blocks: Any) -> Recipe:
        return recipe_from_data({**data, "blocks": blocks})

    assert len(read([{**BLOCK, "id": i + 1} for i in range(50)]).blocks) == 50
    with pytest.raises(ValueError, match="It has 51 layers; a network here has at most 50"):
        read([{**BLOCK, "id": i + 1} for i in range(51)])
    with pytest.raises(ValueError, match="different whole numbers above 0 as ids"):
        read([{"layer": {"kind": "dense"}}])
    with pytest.raises(ValueError, match="list of layers is missing or damaged"):
        read({"a": BLOCK})
    with pytest.raises(ValueError, match="It holds no network of this program"):
        recipe_from_data({**data, "format": 0})
    with pytest.raises(ValueError, match=r"A newer version wrote it \(format 2, this one reads 1\): update the program"):
        recipe_from_data({**data, "format": 2})


SCALING: dict[str, Any] = {"mean": [1, 2], "deviation": [0.5, 3], "target": [7, 2]}


def test_a_scaling_that_came_with_a_network_is_written_and_read() -> None:
    scaling = FixedScaling((1.0, 2.0), (0.5, 3.0), 7.0, 2.0)
    assert scaling_from_data(SCALING) == scaling
    assert scaling_from_data(scaling_to_data(scaling)) == scaling
    assert scaling_from_data(None) is None
    assert (scaling.fits(2), scaling.fits(1), scaling.fits(3)) == (True, False, False)
    assert scaling.inputs.apply(np.array([[2.0, 5.0]])).tolist() == [[2, 1]]
    assert scaling.target.undo(np.array([[1.0]])).tolist() == [[9]]
    assert FixedScaling.of(scaling.inputs, scaling.target) == scaling
    plain = FixedScaling.of(Scaling(np.zeros(1), np.ones(1)), Scaling(np.zeros(1), np.ones(1)))
    assert plain == FixedScaling((0.0,), (1.0,))


@pytest.mark.parametrize(
    "change",
    [
        {"mean": []},
        {"mean": [1]},
        {"mean": [1, "2"]},
        {"mean": None},
        {"mean": [0] * 1001, "deviation": [1] * 1001},
        {"mean": [], "deviation": []},
        {"deviation": [0.5, 0]},
        {"deviation": [-1, 1]},
        {"deviation": [0.5, float("inf")]},
        {"target": [7]},
        {"target": [7, 2, 1]},
        {"target": [7, 0]},
    ],
)
def test_a_damaged_scaling_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="The scaling that its network brought with it is damaged"):
        scaling_from_data(SCALING | change)
    with pytest.raises(ValueError, match="The scaling that its network brought with it is damaged"):
        scaling_from_data([SCALING])


def test_a_recipe_that_standardises_nothing_has_no_scaling() -> None:
    scaling = FixedScaling((1.0,), (2.0,))
    assert Recipe(scaling=scaling).scaling is None
    assert Recipe(scaling=scaling, standardise=True).scaling == scaling
    assert "scaling" not in recipe_to_data(Recipe())


def test_what_a_file_may_leave_out_it_leaves_out() -> None:
    data = recipe_to_data(Recipe())
    assert not {"carry_over", "validation_share", "identity"} & set(data)
    other = Recipe(carry_over=True, validation_share=0.2)
    assert {"carry_over": True, "validation_share": 0.2}.items() <= recipe_to_data(other).items()
    assert recipe_from_data(recipe_to_data(other)) == other
    assert (Recipe().has_validation, other.has_validation) == (False, True)
