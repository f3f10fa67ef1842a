"""Layers put into a residual block and taken out of it: what moves, and what is refused."""

from __future__ import annotations

import pytest

from engine.nn.layers.dense import Dense
from engine.nn.layers.residual import MOST_INSIDE, Residual
from engine.recipe.limits import MOST_LAYERS
from engine.recipe.recipe import Block, Recipe
from gui.model.project import Project
from gui.model.residual_edits import inside_of, unwrap, wrap


def test_out_again_are_the_layers_that_went_in() -> None:
    project = Project(
        Recipe(blocks=(Block(1, Dense(4)), Block(2, Dense(4), rate=0.5, frozen=True), Block(3, Dense(3), rate=0.5, frozen=True)))
    )
    wrapped, there = wrap(project, [2, 3])
    assert [type(block.layer) for block in wrapped.recipe.blocks] == [Dense, Residual]
    block = wrapped.recipe.blocks[1]
    assert (block.rate, block.frozen) == (0.5, True)
    assert [(move.source, move.target) for move in there] == [(2, block.id), (3, block.id)]
    unwrapped, back = unwrap(wrapped, block.id)
    assert [one.layer for one in unwrapped.recipe.blocks] == [one.layer for one in project.recipe.blocks]
    assert [move.source for move in back] == [block.id, block.id]
    assert len({one.id for one in unwrapped.recipe.blocks}) == 3


def test_what_is_no_residual_block_has_nothing_inside() -> None:
    with pytest.raises(ValueError, match="is no residual block"):
        unwrap(Project(), 1)


def test_a_network_that_would_have_too_many_layers_stays() -> None:
    most = tuple(Block(i, Dense(1)) for i in range(1, MOST_LAYERS))
    double = Block(MOST_LAYERS, Residual((Dense(1), Dense(1))))
    with pytest.raises(ValueError, match="at most"):
        unwrap(Project(Recipe(blocks=(*most, double))), MOST_LAYERS)
    one_less = Project(Recipe(blocks=(*most[1:], double)))
    assert len(unwrap(one_less, MOST_LAYERS)[0].recipe.blocks) == MOST_LAYERS


@pytest.mark.parametrize(
    ("blocks", "chosen", "said"),
    [
        ((Block(1, Dense(4)), Block(2, Dense(4))), [], "Select the layers"),
        ((Block(1, Dense(4)), Block(2, Dense(4)), Block(3, Dense(4))), [1, 3], "side by side"),
        ((Block(1, Dense(4)), Block(2, Residual((Dense(2),)))), [1, 2], "Residual 1 is a residual block already"),
        ((Block(1, Dense(4)), Block(2, Dense(4), enabled=False)), [1, 2], "Dense 2 is off"),
        ((Block(1, Dense(4)), Block(2, Dense(4), rate=0.5)), [1, 2], "Dense 2 is not trained as Dense 1 is"),
        ((Block(1, Dense(4)), Block(2, Dense(4), frozen=True)), [1, 2], "Dense 2 is not trained as Dense 1 is"),
    ],
)
def test_why_layers_cannot_be_put_into_a_block(blocks: tuple[Block, ...], chosen: list[int], said: str) -> None:
    project = Project(Recipe(blocks=blocks))
    with pytest.raises(ValueError, match=said):
        wrap(project, chosen)


def test_a_block_and_its_layers_stand_where_the_others_left_room() -> None:
    project = Project(Recipe(blocks=tuple(Block(i, Dense(i)) for i in (1, 2, 3, 4))), unfolded=frozenset({2, 4}))
    wrapped, there = wrap(project, [2, 3])
    assert [block.id for block in wrapped.recipe.blocks] == [1, 5, 4]
    assert [(one.source, one.source_part, one.target, one.target_part) for one in there] == [
        (2, "", 5, "dense_1."),
        (3, "", 5, "dense_2."),
    ]
    assert wrapped.unfolded == {4}
    out, back = unwrap(wrapped, 5)
    assert [(block.id, block.layer) for block in out.recipe.blocks] == [
        (1, Dense(1)),
        (6, Dense(2)),
        (7, Dense(3)),
        (4, Dense(4)),
    ]
    assert [(one.source, one.source_part, one.target, one.target_part) for one in back] == [
        (5, "dense_1.", 6, ""),
        (5, "dense_2.", 7, ""),
    ]


def test_one_layer_alone_can_be_bridged() -> None:
    project = Project(Recipe(blocks=(Block(1, Dense(2)), Block(2, Dense(2), rate=0.5))))
    wrapped, moves = wrap(project, [2])
    assert (inside_of(wrapped.recipe.blocks[1].layer), wrapped.recipe.blocks[1].rate) == ((Dense(2),), 0.5)
    assert [move.source for move in moves] == [2]


def test_a_block_holds_eight_layers_and_no_more() -> None:
    project = Project(Recipe(blocks=tuple(Block(i, Dense(2)) for i in range(1, 11))))
    most = len(inside_of(wrap(project, range(1, MOST_INSIDE + 1))[0].recipe.blocks[0].layer))
    assert most == MOST_INSIDE
    with pytest.raises(ValueError, match=f"at most {MOST_INSIDE} layers, not {MOST_INSIDE + 1}: bridge fewer"):
        wrap(project, range(1, MOST_INSIDE + 2))
