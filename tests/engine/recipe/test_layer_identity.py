"""A layer keeps its name and its place on the ramp of colours when others come, go or move; recipes without an edit are plain."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine.nn.layers import Layer
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.recipe.layer_identity import kept, numbers_of, places_of
from engine.recipe.recipe import Block, Recipe, recipe_from_data, recipe_to_data


def edited(recipe: Recipe, *blocks: Block) -> Recipe:
    return replace(recipe, blocks=kept(recipe.blocks, blocks))


TWO = Recipe(blocks=(Block(1, Dense(4)), Block(2, Dense(2))))
FIRST, SECOND = TWO.blocks


def test_a_layer_inserted_between_two_takes_the_next_number_and_the_middle_of_their_places() -> None:
    after = edited(TWO, FIRST, Block(3, Dense(3)), SECOND)
    assert after.names() == {1: "Dense 1", 3: "Dense 3", 2: "Dense 2", 0: "Output"}
    before, places = TWO.places(), after.places()
    assert (places[1], places[2]) == (before[1], before[2])
    assert before[1] < places[3] < before[2]


def test_a_removed_layer_takes_its_name_along() -> None:
    after = edited(TWO, SECOND)
    assert after.names()[2] == "Dense 2"
    assert after.places()[2] == TWO.places()[2]
    assert edited(after, *after.blocks, Block(3, Dense(5))).names()[3] == "Dense 3"


def test_a_moved_layer_keeps_its_name() -> None:
    assert edited(TWO, SECOND, FIRST).names() == {2: "Dense 2", 1: "Dense 1", 0: "Output"}


def test_a_layer_that_becomes_another_kind_is_numbered_among_those() -> None:
    after = edited(TWO, replace(FIRST, layer=Dropout()), SECOND)
    assert after.names()[1] == "Dropout 1"
    assert after.names()[2] == "Dense 2"


def test_files_keep_both_and_a_recipe_without_an_edit_writes_neither() -> None:
    after = edited(TWO, SECOND, Block(3, Dense(3)))
    assert recipe_from_data(recipe_to_data(after)) == after
    assert not any("number" in block or "place" in block for block in recipe_to_data(TWO)["blocks"])


LAYERS: tuple[Layer, ...] = (Dense(2), Dropout())


@given(st.lists(st.tuples(st.sampled_from(["in", "out", "move"]), st.integers(0, 9), st.integers(0, 1)), max_size=12))
def test_whatever_is_done_names_differ_and_those_that_stay_stay(edits: list[tuple[str, int, int]]) -> None:
    recipe, fresh = TWO, 10
    for what, at, kind in edits:
        blocks = list(recipe.blocks)
        if what == "in":
            blocks.insert(at % (len(blocks) + 1), Block(fresh, LAYERS[kind]))
            fresh += 1
        elif blocks:
            block = blocks.pop(at % len(blocks))
            if what == "move":
                blocks.insert(kind, block)
        after = edited(recipe, *blocks)
        before, names = recipe.names(), after.names()
        assert all(names[block.id] == before[block.id] for block in after.blocks if block.id in before)
        assert len(set(names.values())) == len(names)
        assert all(0 < place < 1 for place in places_of(after.blocks).values())
        assert set(numbers_of(after.blocks)) == {block.id for block in after.blocks}
        recipe = after


def test_layers_without_an_edit_are_spaced_evenly_and_numbered_by_kind() -> None:
    three = (Block(5, Dense(2)), Block(6, Dropout()), Block(7, Dense(2)))
    assert places_of(three) == {5: 0.5 / 3.5, 6: 1.5 / 3.5, 7: 2.5 / 3.5}
    assert numbers_of(three) == {5: 1, 6: 1, 7: 2}


def test_what_is_written_counts_and_the_rest_lies_evenly_between() -> None:
    row = (Block(1, Dense(2)), Block(2, Dense(2), place=0.4, number=4), Block(3, Dense(2)), Block(4, Dense(2), number=4))
    assert places_of(row) == {1: 0.2, 2: 0.4, 3: 0.6, 4: 0.8}
    assert numbers_of(row) == {1: 5, 2: 4, 3: 6, 4: 7}  # the second of a number gets another
    assert places_of((*row[:1], Block(8, Dense(2)), *row[1:2])) == {1: 0.1333, 8: 0.2667, 2: 0.4}


def test_places_that_would_be_nearly_alike_are_spaced_anew() -> None:
    near = (Block(1, Dense(2), place=0.5), Block(2, Dense(2), place=0.58))
    assert [block.place for block in kept(near, (near[0], Block(3, Dense(2)), near[1]))] == [0, 0, 0]  # 0.04 apart
    apart = (Block(1, Dense(2), place=0.5), Block(2, Dense(2), place=0.62))
    assert [block.place for block in kept(apart, (apart[0], Block(3, Dense(2)), apart[1]))] == [0.5, 0.56, 0.62]
    close = (Block(1, Dense(2), place=0.3), Block(2, Dense(2), place=0.34))
    assert [block.place for block in kept(close, (*close, Block(3, Dense(2))))] == [
        0.3,
        0.34,
        0.67,
    ]  # the new one is far from both
    last = (Block(1, Dense(2), place=0.92),)
    assert [block.place for block in kept(last, (*last, Block(3, Dense(2))))] == [0, 0]  # near the output


def test_who_becomes_another_kind_and_moves_is_numbered_anew() -> None:
    three = (Block(1, Dense(4)), Block(2, Dense(2)), Block(3, Dropout()))
    after = kept(three, (three[1], replace(three[0], layer=Dropout()), three[2]))
    assert numbers_of(after) == {2: 2, 1: 2, 3: 1}
