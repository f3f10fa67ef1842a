"""What a checkpoint out of a file may be: numbers and names at their limits, and what earlier versions wrote."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.core.number_format import format_number
from engine.data.datasets import DATASETS
from engine.nn.losses import LOSSES
from engine.optim.optimizers import SGD
from engine.optim.schedules import Exponential
from engine.optim.stopping import STOPS
from engine.recipe.recipe import Recipe
from engine.training.checkpoint import LONGEST_MARK, MOST_COLUMNS, MOST_STEPS, Checkpoint, checkpoint_from
from engine.training.history import MOST_MARKS, MOST_STRETCHES, Mark, Stretch
from engine.training.session import Session
from tests.engine.builders import small_data

DATA = small_data(8)


@pytest.fixture(scope="module")
def saved() -> Checkpoint:
    session = Session(Recipe(batch=4), DATA)
    session.advance(3)
    return session.checkpoint()


def read(saved: Checkpoint, **meta: Any) -> Checkpoint:
    return checkpoint_from(saved.to_arrays(), {**saved.meta(), **meta})


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("step", 0, True),
        ("step", -1, False),
        ("step", MOST_STEPS, True),
        ("step", MOST_STEPS + 1, False),
        ("next_batch", 0, True),
        ("history_stride", 1, True),
        ("history_stride", 0, False),
        ("history_stride", MOST_STEPS + 1, False),
    ],
)
def test_counters_have_limits(saved: Checkpoint, name: str, value: int, allowed: bool) -> None:
    if allowed:
        assert read(saved, **{name: value}).counters == replace(saved, **({name: value} if name == "step" else {})).counters
        return
    with pytest.raises(ValueError, match="its counters are damaged"):
        read(saved, **{name: value})


def test_columns_and_marks_have_limits(saved: Checkpoint) -> None:
    steps = saved.history.steps
    for count, more in ((MOST_COLUMNS, 0), (MOST_COLUMNS, 1)):
        names = [f"c{i}" for i in range(count + more)]
        arrays = {**saved.to_arrays(), "history_rows": np.zeros((3, len(steps), len(names)))}
        if not more:
            assert len(checkpoint_from(arrays, {**saved.meta(), "history_columns": names}).history.columns) == MOST_COLUMNS
        else:
            with pytest.raises(ValueError, match="too many columns or marks"):
                checkpoint_from(arrays, {**saved.meta(), "history_columns": names})
    marks = [[i, "edit"] for i in range(MOST_MARKS + 1)]
    assert len(read(saved, history_marks=marks[1:]).history.marks) == MOST_MARKS
    with pytest.raises(ValueError, match="too many columns or marks"):
        read(saved, history_marks=marks)


def test_marks_are_shortened_and_translated_where_the_file_says_how(saved: Checkpoint) -> None:
    long = "x" * (LONGEST_MARK + 5)
    (mark,) = read(saved, history_marks=[[3, long]]).history.marks
    assert (mark.step, len(mark.text)) == (3, LONGEST_MARK)
    assert read(saved, history_marks=[[3, "old"]], history_mark_texts=["new"]).history.marks == (Mark(3, "new"),)
    assert read(saved, history_marks=[[3, "old"]], history_mark_texts=["new", "newer"]).history.marks == (Mark(3, "old"),)
    fits = "y" * LONGEST_MARK
    assert read(saved, history_marks=[[3, "old"]], history_mark_texts=[fits]).history.marks == (Mark(3, fits),)
    assert read(saved, history_marks=[[3, "old"]], history_mark_texts=[fits + "y"]).history.marks == (Mark(3, "old"),)


def test_stretches_of_all_versions_are_read(saved: Checkpoint) -> None:
    two = [[1, 10, "MSE"], [2, 20, "MAE"]]

    def ended(stretches: list[list[object]], **meta: object) -> list[bool]:
        return [one.only_rows for one in read(saved, history_stretches=stretches, **meta).history.ended]

    assert ended(two) == [False, False]
    assert ended(two, history_only_rows=[False, True]) == [False, True]
    assert ended(two, history_only_rows=[1, True]) == [False, True]  # what is not a yes is a no
    assert ended([[*two[0], True], [*two[1], False]]) == [True, False]  # as it was written for a while
    assert ended([[*two[0], True, 3], [*two[1], 1]]) == [False, True]
    assert read(saved, history_stretches=two).history.ended[0] == Stretch(1, 10, "MSE")


@pytest.mark.parametrize("stretches", [[[1, 10, "a"], [2, 10, "b"]], [[1, 10, "a"], [2, 9, "b"]]])
def test_stretches_end_one_after_the_other(saved: Checkpoint, stretches: list[list[object]]) -> None:
    with pytest.raises(ValueError, match="its history's stretches are damaged"):
        read(saved, history_stretches=stretches)


def test_only_so_many_stretches_are_read(saved: Checkpoint) -> None:
    many = [[i, i, "a"] for i in range(MOST_STRETCHES + 1)]
    assert len(read(saved, history_stretches=many[1:]).history.ended) == MOST_STRETCHES
    with pytest.raises(ValueError, match="its history's stretches are damaged"):
        read(saved, history_stretches=many)


def test_which_stretches_had_the_same_loss_is_written_where_any_had(saved: Checkpoint) -> None:
    history = saved.history.copy()
    history.ended = (Stretch(1, 1, "MSE"), Stretch(2, 2, "MSE", only_rows=True))
    assert replace(saved, history=history).meta()["history_only_rows"] == [False, True]
    assert "history_only_rows" not in saved.meta()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("theta", lambda a: a[np.newaxis]),
        ("theta", lambda a: a.astype(int)),
        ("theta", lambda a: a * np.nan),
        ("grad", lambda a: a[1:]),
        ("optimizer_state", lambda a: a[:, 1:] if a.size else np.zeros((1, 3))),
        ("optimizer_state", lambda a: np.zeros((1, *a.shape))),
        ("order", lambda a: a[np.newaxis]),
        ("order", lambda a: a.astype(float)),
        ("buffers", lambda a: np.array([np.inf])),
        ("buffers", lambda a: np.array([1])),
        ("buffers", lambda a: np.zeros((1, 1))),
    ],
)
def test_arrays_that_do_not_fit_together_are_refused(saved: Checkpoint, name: str, change: Any) -> None:
    arrays = saved.to_arrays()
    with pytest.raises(ValueError, match="its arrays do not fit together"):
        checkpoint_from({**arrays, name: change(arrays[name])}, saved.meta())


@pytest.mark.parametrize(("best", "fits"), [((0, 0.0), True), ((1, 0.0), False), ((0, np.inf), False)])
def test_best_weights_fit_the_network_and_are_finite(saved: Checkpoint, best: tuple[int, float], fits: bool) -> None:
    arrays, meta = saved.to_arrays(), saved.meta()
    arrays |= {"best_theta": saved.theta[best[0] :] + best[1], "best_buffers": saved.buffers}
    meta["course"]["best_step"] = 2
    if fits:
        found = checkpoint_from(arrays, meta).control.best
        assert found is not None
        assert found.step == 2
        return
    with pytest.raises(ValueError, match="its arrays do not fit together"):
        checkpoint_from(arrays, meta)


@pytest.mark.parametrize(
    ("order", "fits"),
    [
        ([], True),
        ([3, 1, 2, 0, 4, 5, 6, 7], True),
        ([6, 7, 3, 1, 2, 0, 4, 5, 6, 7], True),  # two rows carried over
        ([3, 1, 2, 0, 4, 5, 6, 6], False),
        ([3, 1, 2], False),
        ([9, 3, 1, 2, 0, 4, 5, 6, 7], False),
        ([*range(8), *range(8)], False),  # a whole epoch is never carried over
        ([*range(7), *range(8)], True),
    ],
)
def test_an_order_has_each_training_row_once_after_those_carried_over(saved: Checkpoint, order: list[int], fits: bool) -> None:
    own = saved.theta, saved.optimizer_state, saved.buffers
    changed = replace(saved, position=replace(saved.position, order=np.array(order, int)))
    if fits:
        changed.check(*own, 8)
    else:
        with pytest.raises(ValueError, match="belongs to another dataset"):
            changed.check(*own, 8)
    with pytest.raises(ValueError, match="belongs to another network"):
        changed.check(saved.theta[1:], *own[1:], 8)


def test_rows_found_under_another_name_are_those_of_the_keyframes() -> None:
    session = Session(Recipe())
    session.advance(3)
    old, new = session.recipe.data, DATASETS["xor"]()
    moved = session.checkpoint().with_data(old, new)
    assert {type(one.recipe.data) for one in moved.timeline} == {type(new)}
    kept = session.checkpoint().with_data(new, new)
    assert {type(one.recipe.data) for one in kept.timeline} == {type(old)}


def test_a_divergence_names_the_rate_of_the_step_that_did_it() -> None:
    recipe = Recipe(optimizer=SGD(1e30), schedule=Exponential(), loss=LOSSES["mse"](), batch=4)
    session = Session(recipe, small_data(8, classes=0))
    with np.errstate(all="ignore"):
        session.advance(50)
    found = session.divergence
    assert found is not None
    assert found.step > 1
    rates = [format_number(session.control.rate(step), 6) for step in range(found.step + 2)]
    assert f"The learning rate, {rates[found.step - 1]}, is" in found.cause


def test_an_edit_gets_a_keyframe_of_its_own_when_training_goes_on() -> None:
    session = Session(Recipe(batch=4), DATA)
    session.advance(40)
    steps = [one.step for one in session.timeline]
    assert 40 not in steps
    edited = replace(session.recipe, optimizer=SGD(0.01))
    session.adopt(edited)
    assert [one.step for one in session.timeline] == steps
    session.advance(1)
    assert (session.timeline[len(steps)].step, session.timeline[len(steps)].recipe) == (40, edited)
    before = session.timeline
    session.advance(1)
    assert session.timeline[: len(before)] == before
    assert len(session.timeline) == len(before)


def test_before_the_first_step_no_epoch_is_the_best() -> None:
    session = Session(Recipe(batch=4, stops=(STOPS["no_improvement"](),)), DATA)
    assert session.control.best is None
    session.advance(2)
    assert session.control.best is not None
    assert session.control.best.step == 2
