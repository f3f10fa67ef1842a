"""Plans of searches: read back equal, told apart, and refused with a sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.data.datasets import DATASETS
from engine.data.datasets.csv_file import CsvFile
from engine.data.table import Task
from engine.optim.stopping import STOPS
from engine.recipe.recipe import Recipe, Seeds
from engine.search.plan import LOSS, MOST_FOLDS, MOST_REPEATS, Plan, judges_for, plan_from_data, plan_to_data
from engine.search.space import space_from
from engine.search.trial import FINISHED, STOPPED, Trial, best_piece, ranked, rung_epochs

CLASSES, NUMBER = Task(3), Task(0)
PLAN = Plan(Recipe(), space_from("lr=0.1|0.2 batch=1..9"), "accuracy", sampler="grid", trials=50)


def test_it_is_read_back_equal() -> None:
    assert plan_from_data(plan_to_data(PLAN)) == PLAN
    with pytest.raises(ValueError, match="newer version"):
        plan_from_data({**plan_to_data(PLAN), "format": 2})
    with pytest.raises(ValueError, match="damaged"):
        plan_from_data({"format": 1})


def test_more_random_trials_continue_the_same_search() -> None:
    random = replace(PLAN, sampler="random")
    assert random.fingerprint() == replace(random, trials=500).fingerprint()
    assert random.fingerprint() != replace(random, epochs=7).fingerprint()
    assert random.fingerprint() != replace(random, seed=7).fingerprint()


def test_a_grid_that_was_cut_short_can_be_continued_too() -> None:
    assert PLAN.fingerprint() == replace(PLAN, trials=3).fingerprint()


def test_the_place_of_a_file_is_not_what_makes_a_search(tmp_path: Path) -> None:
    content = "a,b,c\n" + "\n".join(f"{i},{i * i},{'xy'[i % 2]}" for i in range(40))
    plans = []
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text(content)
        plans.append(replace(PLAN, base=Recipe(CsvFile(str(tmp_path / name)).identified())))
    assert plans[0] != plans[1]
    assert plans[0].fingerprint() == plans[1].fingerprint()


def test_there_are_rows_to_judge_on_that_are_not_for_testing() -> None:
    kept = replace(PLAN, base=Recipe(train_share=0.6))
    assert kept.base.validation_share == pytest.approx(0.2)
    assert replace(PLAN, base=Recipe(validation_share=0.3)).base.validation_share == 0.3
    assert Plan(Recipe(), PLAN.space, "accuracy", folds=5).base.validation_share == 0
    assert replace(PLAN, base=Recipe(DATASETS["xor_gate"]())).base.validation_share == 0


def test_a_grid_has_no_more_trials_than_points() -> None:
    assert PLAN.trial_count == 10
    assert replace(PLAN, sampler="random").trial_count == 50


def test_a_repeat_draws_other_weights_and_the_same_rows() -> None:
    base = Recipe(seeds=Seeds(5, 6, 7), stops=(STOPS["epochs"](),), validation_share=0.1)
    recipe = replace(PLAN, base=base).recipe({"lr": 0.2}, repeat=3)
    assert recipe.seeds == Seeds(5, 9, 10)
    assert recipe.stops == ()
    assert recipe.optimizer.lr == 0.2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"trials": 0}, "--trials must be from 1"),
        ({"folds": 1}, "--folds must be 0 or from 2"),
        ({"sampler": "tea"}, "There is no sampler"),
        ({"judge": "r2"}, "cannot judge this task"),
        ({"space": space_from("lr=0.001..1:log:1000 dropout=0..0.9:200")}, "The grid has 200,000 points"),
    ],
)
def test_what_cannot_be_done_is_said(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        replace(PLAN, **changes).check(CLASSES)  # type: ignore[arg-type]


def test_judges_suit_the_task() -> None:
    assert judges_for(CLASSES)[:2] == ("accuracy", LOSS)
    assert judges_for(NUMBER)[0] == "r2"
    assert PLAN.higher_is_better
    assert not replace(PLAN, judge="rmse").higher_is_better
    assert not replace(PLAN, judge=LOSS).higher_is_better


def test_the_best_are_those_trained_to_the_end() -> None:
    trials = (
        Trial(0, {}, FINISHED, 0.5),
        Trial(1, {}, STOPPED, 0.9),
        Trial(2, {}, FINISHED, 0.7),
        Trial(3, {}, FINISHED, float("nan")),
        Trial(4, {}, FINISHED, 0.7),
    )
    assert [one.number for one in ranked(trials, True)] == [2, 4, 0]
    assert [one.number for one in ranked(trials, False)] == [0, 2, 4]
    assert rung_epochs(90) == (10, 30, 90)
    assert rung_epochs(1) == (1,)


@pytest.mark.parametrize(
    ("changes", "most"),
    [
        ({"trials": 1}, {"trials": 100_000}),
        ({"epochs": 1}, {"epochs": 1_000_000}),
        ({"repeats": 1}, {"repeats": MOST_REPEATS}),
        ({"folds": 2}, {"folds": MOST_FOLDS}),
        ({"folds": 0}, {"sampler": "grid", "space": space_from("lr=0.001..1:log:1000 dropout=0..0.9:100")}),
    ],
)
def test_limits_themselves_are_allowed(changes: dict[str, object], most: dict[str, object]) -> None:
    for allowed in (changes, most):
        replace(PLAN, **allowed).check(CLASSES)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"trials": 100_001}, "--trials must be from 1 to 100,000, not 100001."),
        ({"epochs": 0}, "--epochs must be from 1 to 1,000,000, not 0."),
        ({"repeats": 201}, "--repeats must be from 1 to 200, not 201."),
        ({"folds": 21}, "--folds must be 0 or from 2 to 20, not 21."),
        ({"folds": -1}, "--folds must be 0 or from 2 to 20, not -1."),
    ],
)
def test_what_is_beyond_a_limit_is_refused(changes: dict[str, int], said: str) -> None:
    with pytest.raises(ValueError, match=f"^{said}$"):
        replace(PLAN, **changes).check(CLASSES)  # type: ignore[arg-type]


@pytest.mark.parametrize(("repeats", "folds", "pieces"), [(1, 0, 1), (3, 0, 3), (1, 5, 5), (3, 5, 15)])
def test_a_trial_is_as_many_pieces_as_repeats_and_folds(repeats: int, folds: int, pieces: int) -> None:
    assert replace(PLAN, repeats=repeats, folds=folds).pieces == pieces


def test_a_file_that_holds_no_search_is_refused() -> None:
    for data in ([], {}, {"format": "1"}, {"format": True}):
        with pytest.raises(ValueError, match=r"^It holds no search of this program\.$"):
            plan_from_data(data)


def test_the_best_piece_is_the_first_of_equal_ones_and_never_one_without_a_score() -> None:
    nan = float("nan")
    assert [best_piece(Trial(0, {}, scores=scores), True) for scores in ((), (nan, nan), (nan, 1.0, 3.0, 3.0))] == [0, 0, 2]
    assert best_piece(Trial(0, {}, scores=(nan, 3.0, 1.0, 1.0)), False) == 2


@pytest.mark.parametrize(
    ("epochs", "found"), [(1, (1,)), (2, (1, 2)), (5, (1, 2, 5)), (9, (1, 3, 9)), (14, (2, 5, 14)), (1000, (111, 333, 1000))]
)
def test_trials_are_judged_after_a_ninth_a_third_and_all_epochs(epochs: int, found: tuple[int, ...]) -> None:
    assert rung_epochs(epochs) == found
