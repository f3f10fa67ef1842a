"""Stretches of a history, each with a loss of its own: what is kept of one that ended, and how their rows are read as one run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.training import history as module
from engine.training.history import (
    MOST_STRETCHES,
    History,
    HistoryView,
    Mark,
    Stretch,
    as_at,
    first_at_most,
    joined_over_rows,
    merge_pairs,
    thinned,
)

NAN = float("nan")


def history(*losses: float, columns: tuple[str, ...] = ("train_loss", "a"), room: int = 16) -> History:
    """A row at each step: its loss, and ten times the step."""
    made = History(columns, 1, room)
    for step, loss in enumerate(losses):
        made.append(step, np.array([loss, 10.0 * step][: len(columns)]))
    return made


def column(made: History, name: str) -> list[float]:
    return made.view().column(name)[2].tolist()


def test_an_ended_stretch_keeps_its_losses_apart_and_the_new_one_begins_with_what_is_measured_now() -> None:
    made = history(5, 4, 3)
    made.begin_stretch(2, "MSE", np.array([7.0, 99.0]))
    assert made.columns == ("train_loss", "a", "train_loss@1")
    assert np.array(column(made, "train_loss")) == pytest.approx([NAN, NAN, 7], nan_ok=True)
    assert column(made, "train_loss@1") == [5, 4, 3]
    assert column(made, "a") == [0, 10, 20]  # what is no loss goes on
    assert (made.ended, made.view().begins) == ((Stretch(1, 2, "MSE"),), 2)
    assert history(1).view().begins == 0
    made.append(3, np.array([6.0, 30.0]))
    assert np.isnan(column(made, "train_loss@1")[3])


def test_where_no_row_is_at_the_step_one_is_added_if_it_can_be_measured() -> None:
    made = history(5, 4, 3)
    made.begin_stretch(9, "MSE", np.array([7.0, 99.0]))
    assert (made.steps.tolist(), made.appended) == ([0, 1, 2, 9], 4)
    assert np.array(column(made, "train_loss")) == pytest.approx([NAN, NAN, NAN, 7], nan_ok=True)
    assert column(made, "a") == [0, 10, 20, 99]
    made = history(5, 4, 3)
    made.begin_stretch(2, "MSE", None)
    assert made.steps.tolist() == [0, 1, 2]
    assert np.isnan(column(made, "train_loss")).all()
    made = history()
    made.begin_stretch(0, "MSE", np.array([7.0, 99.0]))
    assert (made.steps.tolist(), column(made, "train_loss")) == ([0], [7])


@pytest.mark.parametrize(("rows", "kept"), [(2, ["MSE"]), (3, ["MSE", "MAE"])])
def test_a_stretch_of_fewer_than_three_rows_was_passed_over(rows: int, kept: list[str]) -> None:
    made = history(5, 4, 3)
    made.begin_stretch(2, "MSE", np.array([7.0, 0.0]))
    for step in range(3, 2 + rows):
        made.append(step, np.array([6.0, 0.0]))
    made.begin_stretch(9, "MAE", None)
    assert [one.loss for one in made.ended] == kept
    assert [one.number for one in made.ended] == [1, 2][: len(kept)]
    assert ("train_loss@2" in made.columns) is (len(kept) == 2)


def test_of_too_many_stretches_the_oldest_are_forgotten_with_their_columns() -> None:
    made = History(("train_loss", "a"), 1, 64)
    for number in range(MOST_STRETCHES + 2):
        for row in range(3):
            made.append(3 * number + row, np.array([number, 0.0]))
        made.begin_stretch(3 * number + 2, "MSE", None)
    numbers = list(range(3, MOST_STRETCHES + 3))
    assert [one.number for one in made.ended] == numbers
    assert made.columns == ("train_loss", "a", *(f"train_loss@{number}" for number in numbers))
    assert column(made, "train_loss@3")[6:9] == [2, 2, 2]


def test_with_other_columns_ended_stretches_stay() -> None:
    made = history(5, 4, 3)
    made.begin_stretch(2, "MSE", None)
    other = made.with_columns(("b", "train_loss"))
    assert other.columns == ("b", "train_loss", "train_loss@1")
    assert column(other, "train_loss@1") == [5, 4, 3]
    assert np.isnan(column(other, "b")).all()
    assert (other.ended, other.stride, other.room) == (made.ended, made.stride, made.room)


def test_a_copy_up_to_a_step_is_as_it_was_then() -> None:
    made = history(5, 4, 3, 2)
    made.mark(1, "first")
    made.mark(3, "second")
    made.begin_stretch(3, "MSE", None)
    made.append(4, np.array([9.0, 0.0]))
    early = made.up_to(1)
    assert ({*early.columns}, early.ended) == ({"train_loss", "a"}, ())
    assert (early.steps.tolist(), column(early, "train_loss")) == ([0, 1], [5, 4])
    assert early.marks == (Mark(1, "first"),)
    late = made.up_to(3)
    assert ({*late.columns}, late.ended, len(late)) == ({*made.columns}, made.ended, 4)
    assert late.marks == (Mark(1, "first"), Mark(3, "second"))


def test_a_mark_may_take_the_place_of_the_newest_one() -> None:
    made = history()
    for step in range(module.MOST_MARKS):
        made.mark(step, "one")
    made.mark(500, "two", instead=True)
    assert (len(made.marks), made.marks[0], made.marks[-1]) == (module.MOST_MARKS, Mark(0, "one"), Mark(500, "two"))
    made.mark(501, "three")
    assert (len(made.marks), made.marks[0]) == (module.MOST_MARKS, Mark(1, "one"))


def test_the_stride_soon_grows_to_the_usual_one_and_then_slowly() -> None:
    made = History(("a",), 1, 16)
    made.usual_stride = 4
    strides = {}
    for step in (0, 7, 8, 15, 16, 63, 64):
        made.append(step, np.zeros(1))
        strides[step] = made.stride
    assert strides == {0: 1, 7: 1, 8: 2, 15: 2, 16: 4, 63: 4, 64: 8}
    assert [made.is_due(step) for step in (0, 4, 8, 16)] == [True, False, True, True]
    assert (made.next_due(8), made.next_due(15)) == (16, 16)


def test_pairs_are_merged_to_their_extremes_and_means_and_a_last_one_stays() -> None:
    low, high, mean = np.array([[1, 4, NAN, 2, 9]]).T, np.array([[3, 5, NAN, 2, 9]]).T, np.array([[2, 4.5, NAN, 2, 9]]).T
    steps, rows = merge_pairs(np.array([0.0, 4.0, 6.0, 10.0, 20.0]), np.stack([low, high, mean]))
    assert steps.tolist() == [2, 8, 20]
    assert rows[:, :, 0].tolist() == [[1, 2, 9], [5, 2, 9], [3.25, 2, 9]]
    steps, rows = merge_pairs(np.array([0.0, 4.0]), np.stack([low, high, mean])[:, 1:3])
    assert (steps.tolist(), rows[:, :, 0].tolist()) == ([2], [[4], [5], [4.5]])


def view(*losses: float, **others: list[float]) -> HistoryView:
    rows = np.array([losses, *others.values()], float).T
    names = ("train_loss", *(name.replace("_at_", "@") for name in others))
    return HistoryView(names, np.arange(len(losses), dtype=float), rows - 1, rows + 1, rows, (Mark(1, "m"),))


@pytest.mark.parametrize(("most", "rows"), [(9, 9), (8, 5), (5, 5), (4, 3), (1, 1)])
def test_a_thinned_history_has_at_most_so_many_rows(most: int, rows: int) -> None:
    whole = view(*range(9))
    found = thinned(whole, most)
    assert (len(found.steps), found.marks) == (rows, whole.marks)
    assert (found.low.min(), found.high.max(), found.mean.shape) == (-1, 9, (rows, 1))


def test_losses_are_joined_as_far_back_as_only_rows_came_or_went() -> None:
    ended = Stretch(1, 2, "MSE"), Stretch(2, 4, "MSE", only_rows=True), Stretch(3, 5, "MSE", only_rows=True)
    whole = view(
        *([NAN] * 5),
        *(1, 2),
        train_loss_at_1=[9, 8, *[NAN] * 5],
        train_loss_at_2=[NAN, NAN, 7, 6, 66, NAN, NAN],
        train_loss_at_3=[*[NAN] * 4, 5, 55, NAN],
    )
    joined, begins = joined_over_rows(replace(whole, ended=ended))
    assert joined.column("train_loss")[2] == pytest.approx([NAN, NAN, 7, 6, 5, 1, 2], nan_ok=True)
    assert joined.column("train_loss")[0] == pytest.approx([NAN, NAN, 6, 5, 4, 0, 1], nan_ok=True)
    assert joined.column("train_loss")[1] == pytest.approx([NAN, NAN, 8, 7, 6, 2, 3], nan_ok=True)
    assert (begins, joined.ended) == (2, ended)
    alone, begins = joined_over_rows(replace(whole, ended=ended[:1]))
    assert (alone.mean.tobytes(), begins) == (whole.mean.tobytes(), 2)
    first, begins = joined_over_rows(replace(whole, ended=(replace(ended[0], only_rows=True),)))
    assert first.column("train_loss")[2][:2].tolist() == [9, 8]
    assert begins == 0
    no_losses = replace(whole, columns=("a", "b", "c", "d"), ended=ended)
    assert joined_over_rows(no_losses)[0].mean.tobytes() == whole.mean.tobytes()


def test_seen_from_an_earlier_step_its_stretch_is_the_present_one() -> None:
    ended = Stretch(1, 2, "MSE"), Stretch(2, 4, "MAE")
    whole = replace(view(*[NAN] * 3, train_loss_at_1=[1, 1, 1], train_loss_at_2=[2, 2, 2], a=[3, 3, 3]), ended=ended)
    assert (as_at(whole, 4).columns, as_at(whole, 4).ended) == (whole.columns, ended)
    assert (as_at(whole, 3).columns, as_at(whole, 3).ended) == (("", "train_loss@1", "train_loss", "a"), ended[:1])
    assert (as_at(whole, 1).columns, as_at(whole, 1).ended) == (("", "train_loss", "", "a"), ())


def test_the_first_step_at_or_below_a_target_counts_the_lowest_of_a_merged_row() -> None:
    whole = view(9, 5, 7, 3)
    assert [first_at_most(whole, "train_loss", target) for target in (4.5, 4.0, 3.0, 2.0, 1.9)] == [1, 1, 3, 3, None]


def test_a_history_from_a_file_has_room_for_more() -> None:
    for rows, room in ((0, 512), (511, 512), (512, 1024)):
        back = History.from_rows(("a",), 4, np.arange(rows, dtype=float), np.zeros((3, rows, 1)))
        assert (len(back), back.room, back.stride) == (rows, room, 4)
    with pytest.raises(ValueError, match="do not fit"):
        History.from_rows(("a",), 1, np.zeros((2, 1)), np.zeros((3, 2, 1)))
    with pytest.raises(ValueError, match="do not fit"):
        History.from_rows(("a",), 1, np.zeros(2), np.zeros((3, 3, 1)))


def test_a_full_history_is_halved_and_measured_half_as_often() -> None:
    made = history(*range(15))
    assert (len(made), made.stride) == (15, 1)
    made.append(15, np.array([15.0, 0.0]))
    assert (len(made), made.stride, made.appended) == (8, 2, 16)
    assert made.steps.tolist() == [0.5 + 2 * i for i in range(8)]
