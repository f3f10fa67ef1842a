"""Edits of a project: what each changes, in which order layers stand then, and what it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from engine.data.datasets import DATASETS, Dataset
from engine.data.table import Table
from engine.nn.activations import ReLU
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.losses import CrossEntropy, Hinge, MeanAbsoluteError, MeanSquaredError, PerceptronLoss
from engine.optim.optimizers import SGD, Adam
from engine.recipe.limits import MOST_ID, MOST_LAYERS, MOST_NAME
from engine.recipe.recipe import OUTPUT, Block, Recipe, Seeds
from engine.recipe.suited_network import Fitting
from gui.model import edits
from gui.model.imports import project_with
from gui.model.project import Axes, Project

FOUR = Project(Recipe(blocks=tuple(Block(i, Dense(i)) for i in (1, 2, 3, 4))))


def units(project: Project) -> list[int]:
    """Of its dense layers, in network order."""
    return [block.layer.units for block in project.recipe.blocks if isinstance(block.layer, Dense)]


def ids(project: Project) -> list[int]:
    return [block.id for block in project.recipe.blocks]


def with_ids(*numbers: int) -> Recipe:
    return Recipe(blocks=tuple(Block(i, Dense(2)) for i in numbers))


def rows_of(data: Dataset) -> Table:
    return data.make(np.random.default_rng(1))


@pytest.mark.parametrize(
    ("edit", "order"),
    [
        (lambda p: edits.insert_layer(p, 0, Dense(9)), [9, 1, 2, 3, 4]),
        (lambda p: edits.insert_layer(p, 2, Dense(9)), [1, 2, 9, 3, 4]),
        (lambda p: edits.insert_layer(p, 4, Dense(9)), [1, 2, 3, 4, 9]),
        (lambda p: edits.insert_blocks(p, 1, (Block(1, Dense(8)), Block(2, Dense(9)))), [1, 8, 9, 2, 3, 4]),
        (lambda p: edits.remove_layer(p, 2), [1, 3, 4]),
        (lambda p: edits.remove_layers(p, (4, 2)), [1, 3]),
        (lambda p: edits.move_layers(p, (3, 2), 0), [2, 3, 1, 4]),
        (lambda p: edits.move_layers(p, (1,), 2), [2, 3, 1, 4]),
        (lambda p: edits.move_layers(p, (1, 2), 99), [3, 4, 1, 2]),
        (lambda p: edits.move_layers(p, (4,), -7), [4, 1, 2, 3]),
        (lambda p: edits.replace_layer(p, 2, Dense(9)), [1, 9, 3, 4]),
        (lambda p: edits.duplicate_layer(p, 2), [1, 2, 2, 3, 4]),
        (lambda p: edits.duplicate_layers(p, (3, 1)), [1, 2, 3, 1, 3, 4]),
        (lambda p: edits.duplicate_layers(p, ()), [1, 2, 3, 4]),
    ],
)
def test_layers_stand_where_they_were_put(edit: Callable[[Project], Project], order: list[int]) -> None:
    after = edit(FOUR)
    assert units(after) == order
    assert len(set(ids(after))) == len(order)


def test_new_layers_get_the_next_ids_and_the_others_keep_theirs() -> None:
    assert ids(edits.insert_layer(FOUR, 1, Dense(9))) == [1, 5, 2, 3, 4]
    assert ids(edits.insert_blocks(FOUR, 4, (Block(1, Dense(8)), Block(1, Dense(9))))) == [1, 2, 3, 4, 5, 6]
    assert ids(edits.replace_layer(FOUR, 3, Dropout())) == [1, 2, 3, 4]


def test_the_next_id_is_above_all_others_until_there_are_none_left() -> None:
    assert edits.next_id(Recipe(blocks=())) == 1
    assert edits.next_id(with_ids(7, 3)) == 8
    assert edits.next_id(with_ids(MOST_ID, 60, 120)) == 121, "the first gap that is wide enough"
    last = MOST_ID - MOST_LAYERS - 1  # a whole network more has room above it
    assert edits.next_id(with_ids(last)) == last + 1
    assert edits.next_id(with_ids(1, last + 1)) == 2
    assert edits.next_id(with_ids(MOST_ID, 2 * MOST_LAYERS)) == 2 * MOST_LAYERS + 1, "below 100 there is too little room"
    assert edits.next_id(with_ids(MOST_ID, 2 * MOST_LAYERS + 1)) == 1


def test_a_full_network_takes_no_more_layers() -> None:
    full = Project(with_ids(*range(1, MOST_LAYERS + 1)))
    with pytest.raises(ValueError, match=r"^A network here has at most 50 layers: take one out first\.$"):
        edits.insert_layer(full, 0, Dense(1))
    with pytest.raises(ValueError, match=r"^A network here has at most 50 layers: 1 more is too many\.$"):
        edits.insert_blocks(full, 0, (Block(1, Dense(1)),))
    with pytest.raises(ValueError, match="at most 50 layers, not 51"):
        edits.with_recipe(full, blocks=(*full.recipe.blocks, Block(99, Dense(1))))
    one_less = Project(with_ids(*range(1, MOST_LAYERS)))
    assert len(ids(edits.insert_layer(one_less, 0, Dense(1)))) == MOST_LAYERS
    assert len(ids(edits.insert_blocks(one_less, 0, (Block(1, Dense(1)),)))) == MOST_LAYERS


def test_a_setting_out_of_its_range_is_refused_and_a_new_loss_is_the_users_own() -> None:
    with pytest.raises(ValueError, match="Batch size"):
        edits.with_recipe(Project(), batch=0)
    assert edits.with_recipe(Project(), batch=1).recipe.batch == 1
    assert not edits.with_recipe(Project(), batch=1).own_loss
    assert not edits.with_recipe(Project(), loss=CrossEntropy()).own_loss, "it is the one that there was"
    chosen = edits.with_recipe(Project(), loss=Hinge())
    assert chosen.own_loss
    assert edits.with_recipe(chosen, batch=3).own_loss


def test_layers_are_switched_off_frozen_and_trained_one_by_one() -> None:
    off = edits.enable_layers(FOUR, (2, 4), False)
    assert [block.enabled for block in off.recipe.blocks] == [True, False, True, False]
    assert edits.enable_layers(off, (4, 2), True) == FOUR
    frozen = edits.freeze_layers(FOUR, (1, 3), True)
    assert [block.frozen for block in frozen.recipe.blocks] == [True, False, True, False]
    slow = edits.set_training(FOUR, 2, 0.5, True)
    assert [(block.rate, block.frozen) for block in slow.recipe.blocks] == [(1, False), (0.5, True), (1, False), (1, False)]
    with pytest.raises(ValueError, match="Rate multiplier"):
        edits.set_training(FOUR, 2, -1, False)


def test_a_layer_is_unfolded_and_folded_and_forgets_it_when_it_goes() -> None:
    unfolded = edits.fold_layer(edits.fold_layer(FOUR, 2, folded=False), OUTPUT, folded=False)
    assert unfolded.unfolded == {2, OUTPUT}
    assert edits.fold_layer(unfolded, 2, folded=True).unfolded == {OUTPUT}
    assert edits.remove_layers(unfolded, (2, 3)).unfolded == {OUTPUT}


def test_a_name_is_short_stripped_and_never_the_default_one() -> None:
    def name(text: str) -> str:
        return edits.rename_layer(FOUR, 2, text).recipe.blocks[1].name

    assert name("  my \n layer ") == "my layer"
    assert name("Dense 2") == name("") == ""
    assert name("n" * MOST_NAME) == "n" * MOST_NAME
    with pytest.raises(ValueError, match=r"^A layer's name has at most 200 letters: choose a shorter one\.$"):
        name("n" * (MOST_NAME + 1))
    renamed = edits.rename_layer(FOUR, 2, "mine")
    assert [block.name for block in renamed.recipe.blocks] == ["", "mine", "", ""]
    assert edits.rename_layer(renamed, 2, "Dense 2") == FOUR


def test_a_fitting_network_takes_the_place_of_the_own_one() -> None:
    before = replace(edits.fold_layer(FOUR, 2, folded=False), own_loss=True)
    fitting, task = Fitting((8,), ReLU(), 0.01, 16, 30), rows_of(before.recipe.data).task
    after = edits.with_fitting(before, fitting, task)
    assert after.recipe == fitting.apply(before.recipe, task)
    assert (after.own_loss, after.unfolded) == (False, frozenset())


CIRCLE, SPIRAL, PLANE, IRIS = (DATASETS[kind]() for kind in ("circle", "spiral", "plane", "iris"))


@pytest.mark.parametrize(
    ("before", "loss", "own", "after", "expected", "still_own"),
    [
        (CIRCLE, CrossEntropy(), False, PLANE, MeanSquaredError, False),
        (PLANE, MeanSquaredError(), False, CIRCLE, CrossEntropy, False),
        (CIRCLE, Hinge(), True, SPIRAL, Hinge, True),
        (CIRCLE, Hinge(), True, PLANE, MeanSquaredError, False),  # it cannot be used for a number
        (PLANE, MeanAbsoluteError(), True, CIRCLE, MeanAbsoluteError, True),
        (CIRCLE, PerceptronLoss(), False, SPIRAL, CrossEntropy, False),
        (CIRCLE, PerceptronLoss(), False, replace(CIRCLE, noise=0.1), PerceptronLoss, False),  # a template's, of the same data
    ],
)
def test_the_loss_follows_the_data_unless_the_user_chose_one_that_can_be_used(
    before: Dataset, loss: object, own: bool, after: Dataset, expected: type, still_own: bool
) -> None:
    project = Project(Recipe(data=before, loss=loss), own_loss=own)  # type: ignore[arg-type]  # a loss
    changed = edits.set_data(project, after, rows_of(after))
    assert type(changed.recipe.loss) is expected
    assert changed.own_loss is still_own
    assert changed.recipe.data == after


def test_another_source_brings_its_own_shares_and_axes() -> None:
    project = Project(Recipe(validation_share=0.4, inputs=("x1", "x1*x2")), Axes((1, 0), (1.0, 2.0)))
    same = edits.set_data(project, replace(CIRCLE, rows=100), rows_of(replace(CIRCLE, rows=100)))
    assert (same.recipe.train_share, same.recipe.validation_share, same.axes) == (0.5, 0.4, project.axes)
    assert same.recipe.inputs == project.recipe.inputs
    table = rows_of(IRIS)
    other = edits.set_data(project, IRIS, table)
    assert (other.recipe.train_share, other.recipe.standardise) == (IRIS.train_share, IRIS.standardise)
    assert other.recipe.validation_share == pytest.approx((1 - IRIS.train_share) / 2)
    assert other.recipe.inputs == ()
    assert other.axes == Axes((2, 3)), "the petals tell the species apart"
    little = edits.set_data(replace(project, recipe=replace(project.recipe, validation_share=0.1)), IRIS, table)
    assert little.recipe.validation_share == 0.1


def test_axes_stay_where_they_exist_and_hold_a_value_for_each_input() -> None:
    smaller = replace(CIRCLE, rows=100)
    for shown, fixed, stays in [
        ((1, 0), (), True),
        ((1,), (1.0, 2.0), True),
        ((0, 2), (), False),
        ((0, 1), (1.0,), False),
        ((0, 1), (1.0, 2.0, 3.0), False),
    ]:
        axes = Axes(shown, fixed)
        assert (edits.set_data(Project(axes=axes), smaller, rows_of(smaller)).axes == axes) is stays, axes
        imported = project_with(Project(axes=axes), replace(Recipe(), batch=7), rows_of(CIRCLE))
        assert (imported.axes == axes) is stays, axes


@pytest.mark.parametrize(("columns", "follow"), [(4, False), (5, True)])
def test_with_more_than_four_inputs_the_surface_follows_the_rows(columns: int, follow: bool) -> None:
    inputs = np.random.default_rng(1).normal(size=(20, columns))
    names = tuple("abcde"[:columns])
    table = Table(inputs, (inputs[:, 0] > 0).astype(np.int64), names, "t", ("no", "yes"))
    assert edits.set_data(Project(), SPIRAL, table).axes.follow is follow
    assert project_with(Project(), Recipe(data=SPIRAL), table).axes.follow is follow


def test_an_imported_network_comes_with_its_loss_and_nothing_unfolded() -> None:
    before = replace(FOUR, unfolded=frozenset({2}), notes="mine")
    recipe = Recipe(blocks=(Block(1, Dense(7)),))
    after = project_with(before, recipe, rows_of(recipe.data))
    assert after == Project(recipe, before.axes, "mine", frozenset(), own_loss=True)


def test_a_new_start_has_other_weights_and_order_but_the_same_rows() -> None:
    seeds = edits.new_start(Project(Recipe(seeds=Seeds(5, 6, 7))), np.random.default_rng(3)).recipe.seeds
    weights, order = np.random.default_rng(3).integers(1, 10_000, 2)
    assert seeds == Seeds(5, int(weights), int(order))
    assert edits.set_seed(Project(), "order", 9).recipe.seeds == Seeds(1, 1, 9)
    with pytest.raises(ValueError, match="eed"):
        edits.set_seed(Project(), "weights", -1)


def test_a_layer_that_is_gone_has_no_position() -> None:
    assert [edits.position(FOUR.recipe, i) for i in (1, 4)] == [0, 3]
    assert [block.id for block in edits.blocks_of(FOUR.recipe, (4, 1))] == [1, 4]
    with pytest.raises(ValueError, match=re.escape("That layer is no longer in the network.")):
        edits.position(FOUR.recipe, 5)


def test_settings_of_the_optimizer_are_changed_with_it() -> None:
    assert edits.with_recipe(Project(), optimizer=Adam(0.5)).recipe.optimizer == Adam(0.5)
    assert edits.with_recipe(Project(), optimizer=Adam()).recipe.optimizer != SGD()
