"""Points drawn by hand: their text and its bounds, the split that stays, what there must be to train, built-in sets as points."""

from __future__ import annotations

import base64
import contextlib
import json
from dataclasses import replace

import numpy as np
import pytest

from engine.cli.arguments import job_from
from engine.data.datasets import DATASETS
from engine.data.datasets.drawn_points import CLASSES, CURVE, DRAWS, NUMBER, DrawnPoints, drawing_of
from engine.data.datasets.surfaces.swiss_roll import SwissRoll
from engine.data.drawing.point_set import EDGE, MOST_POINTS, NO_POINTS, PointSet, points_of
from engine.data.drawing.stable_split import stable_split
from engine.nn.losses import CrossEntropy, MeanSquaredError
from engine.recipe.recipe import Recipe, recipe_from_data, recipe_to_data
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.checkpoint import checkpoint_from
from engine.training.history import joined_over_rows
from engine.training.memento import Memento, apply_edit, swap
from engine.training.prepare import prepare
from engine.training.session import Session
from tests.engine.data.drawing.drawn import point_set


def cloud(count: int = 40, seed: int = 0, classes: int = 2) -> PointSet:
    rng = np.random.default_rng(seed)
    return point_set([(*rng.uniform(-5, 5, 2), k % classes) for k in range(count)])


def drawn(count: int = 40, seed: int = 0) -> Recipe:
    return Recipe(data=DrawnPoints(points=cloud(count, seed).text()))


def test_five_thousand_points_are_a_short_text_and_come_back_equal() -> None:
    points = cloud(MOST_POINTS, classes=10)
    text = points.text()
    assert len(text) == 8 * MOST_POINTS
    assert points_of(text) == points
    recipe = Recipe(data=DrawnPoints(points=text))
    assert recipe_from_data(json.loads(json.dumps(recipe_to_data(recipe)))) == recipe
    assert points_of("") == NO_POINTS


def test_there_is_room_for_five_thousand_points() -> None:
    full = cloud(MOST_POINTS - 1).with_more(np.zeros((3, 2)), 1)
    assert len(full) == MOST_POINTS
    assert full.with_more(np.zeros((1, 2)), 1) is full
    text = base64.b64encode(np.zeros((MOST_POINTS + 1, 3), "<i2").tobytes()).decode()
    with pytest.raises(ValueError, match="must be a text of at most"):
        recipe_from_data({**recipe_to_data(drawn()), "identity": {"points": text}})
    with pytest.raises(ValueError, match="5,001 points are more than the 5,000"):
        points_of(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("!", "cannot be read"),
        ("ä" * 8, "cannot be read"),
        ("AAAA", "not whole"),
        (base64.b64encode(np.array([[6001, 0, 0]], "<i2").tobytes()).decode(), "outside of the picture"),
        (base64.b64encode(np.array([[-32768, 0, 0]], "<i2").tobytes()).decode(), "outside of the picture"),
        (base64.b64encode(np.array([[0, 0, 10]], "<i2").tobytes()).decode(), "from 1 to 10"),
        (base64.b64encode(np.array([[0, 0, -1]], "<i2").tobytes()).decode(), "from 1 to 10"),
    ],
)
def test_a_damaged_text_is_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        recipe_from_data({**recipe_to_data(drawn()), "identity": {"points": text}})


def test_mutated_recipes_are_read_or_refused() -> None:
    rng = np.random.default_rng(3)
    whole = recipe_to_data(drawn(25))
    for _round in range(300):
        text = list(whole["identity"]["points"])
        for _edit in range(int(rng.integers(1, 4))):
            at = int(rng.integers(len(text)))
            text[at : at + int(rng.integers(0, 3))] = chr(int(rng.integers(32, 127))) * int(rng.integers(0, 3))
        with contextlib.suppress(ValueError, RecipeProblem):
            prepare(recipe_from_data({**whole, "identity": {"points": "".join(text)}}))


@pytest.mark.parametrize(
    ("points", "draws", "sentence"),
    [
        ([], CLASSES, "Draw points to learn from"),
        ([(0, 0, 2), (1, 1, 2)], CLASSES, "All points are of class 3: choose another class"),
        ([], NUMBER, "Draw points to learn from"),
        ([(0, 0, 2)], NUMBER, "One point is too few"),
        ([(0, 0, 0)], CURVE, "One point is too few"),
    ],
)
def test_too_few_points_are_a_sentence_that_says_what_to_draw(points: list[tuple[float, ...]], draws: str, sentence: str) -> None:
    data = DrawnPoints(draws, point_set(points, draws == NUMBER).text())
    with pytest.raises(RecipeProblem, match=sentence) as problem:
        prepare(Recipe(data=data))
    assert problem.value.waits


@pytest.mark.parametrize("draws", DRAWS)
def test_two_points_are_enough_to_train(draws: str) -> None:
    data = DrawnPoints(draws, point_set([(-1, -1, 0), (1, 1, 1)], draws == NUMBER).text())
    session = Session(Recipe(data=data, loss=CrossEntropy() if draws == CLASSES else MeanSquaredError()))
    session.advance(20)
    assert session.step == 20
    assert session.scores().are_finite()
    assert session.data.domain(0) == (-EDGE, EDGE)


def test_a_point_keeps_its_side_when_others_come_and_go() -> None:
    points = cloud(200)
    train, test = stable_split(points, 2, 0.7, 5)
    assert sorted([*train, *test]) == list(range(200))
    assert 0.55 < len(train) / 200 < 0.85
    sides = dict.fromkeys(train.tolist(), True) | dict.fromkeys(test.tolist(), False)
    left = np.arange(200) % 3 > 0
    fewer = points.kept(left).with_more(np.full((20, 2), 1.5), 1)
    trains = np.isin(np.arange(len(fewer)), stable_split(fewer, 2, 0.7, 5)[0])
    assert trains[: left.sum()].tolist() == [sides[row] for row in np.flatnonzero(left)]
    assert trains[left.sum() :].sum() not in (0, 20)  # equal points too are divided


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_each_class_is_trained_on_and_some_row_is_for_testing(share: float) -> None:
    for seed in range(30):
        points = point_set([(k / 10, 0, 0) for k in range(18)] + [(3, 3, 1), (3, 4, 4)])
        train, test = stable_split(points, 5, share, seed)
        assert {*points.targets[train]} == {0, 1, 4}
        assert len(test)


@pytest.mark.parametrize(
    "kind", [cls.kind for cls in DATASETS if cls.generated and cls is not SwissRoll]
)  # which has three inputs
def test_each_built_in_set_of_one_or_two_inputs_can_be_edited(kind: str) -> None:
    table = DATASETS[kind]().make(np.random.default_rng(1))
    data = drawing_of(table)
    again = data.make(np.random.default_rng(1))
    assert np.abs(again.inputs - table.inputs).max() <= 0.0005
    assert np.abs(again.target - table.target).max() <= 0.0005
    assert len(again.classes) == len(table.classes)


def test_tables_that_cannot_be_drawn_are_refused_with_the_reason() -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(ValueError, match="two inputs"):
        drawing_of(DATASETS["iris"]().make(rng))
    with pytest.raises(ValueError, match="6,000 points are more than the 5,000"):
        drawing_of(DATASETS["circle"](rows=6000).make(rng))


def test_the_kind_of_target_can_change_with_the_places() -> None:
    data = DrawnPoints(points=point_set([(-1, 2, 0), (1, 3, 1), (1, 1, 2)]).text())
    numbers = data.as_drawing_of(NUMBER)
    assert numbers.make(np.random.default_rng(1)).target.tolist() == [-1, 1, 2]
    assert numbers.as_drawing_of(CLASSES).drawn().targets.tolist() == [0, 1, 1]
    assert data.as_drawing_of(CURVE).make(np.random.default_rng(1)).target.tolist() == [2, 3, 1]


def test_a_stroke_goes_on_with_the_run_and_undo_brings_its_weights_back() -> None:
    session = Session(drawn())
    session.advance(50)
    theta, more = session.network.theta.copy(), Memento(carries_on=True)
    apply_edit(session, drawn(60), more)
    assert session.step == 50
    assert np.array_equal(session.network.theta, theta)
    session.advance(30)
    swap(session, drawn(), more)
    assert session.step == 50
    assert np.array_equal(session.network.theta, theta)


def test_the_first_points_after_another_set_begin_a_run() -> None:
    session = Session(Recipe())
    session.advance(50)
    memento = Memento(carries_on=True)
    assert memento.begins_run(session.recipe, drawn())
    assert memento.begins_run(drawn(), replace(drawn(), data=drawn().data.as_drawing_of(NUMBER)))  # type: ignore[attr-defined]
    apply_edit(session, drawn(), memento)
    assert session.step == 0


def test_the_command_line_says_where_points_are_drawn() -> None:
    with pytest.raises(ValueError, match="drawn in the window"):
        job_from(["--data", "drawn_points"])


def test_the_loss_curve_goes_on_over_strokes_with_a_least_of_its_own() -> None:
    session = Session(drawn())
    for count in (60, 80):
        session.advance(60)
        apply_edit(session, drawn(count), Memento(carries_on=True))
    session.advance(60)
    history = session.history.view()
    assert [one.only_rows for one in history.ended] == [True, True]
    meta, arrays = session.checkpoint().meta(), session.checkpoint().to_arrays()
    assert all(len(one) == 3 for one in meta["history_stretches"])  # as many as versions expect that drew no points
    for flags in ({}, {"history_only_rows": [True, True]}):
        ends = [[*one, *[True] * (not flags)] for one in meta["history_stretches"]]
        older = {**{k: v for k, v in meta.items() if k != "history_only_rows"}, "history_stretches": ends, **flags}
        assert checkpoint_from(arrays, older).history.ended == history.ended
    assert np.isnan(history.column("train_loss")[2][history.steps < 120]).all()
    joined, begins = joined_over_rows(history)
    assert begins == 0
    assert np.isfinite(joined.column("train_loss")[2]).all()
    kept = session.checkpoint()
    other = Session(drawn(80))
    other.restore(drawn(80), checkpoint_from(kept.to_arrays(), kept.meta()))
    assert other.history.view().ended == history.ended
    session.adopt(replace(drawn(80), loss=MeanSquaredError()))
    assert joined_over_rows(session.history.view())[1] == session.step


def test_a_drawn_point_keeps_its_part_in_a_split_in_three_when_others_come_and_go() -> None:
    points = cloud(200)
    recipe = replace(drawn(), validation_share=0.15, train_share=0.7)

    def parts(cells: PointSet) -> list[int]:
        data = prepare(replace(recipe, data=DrawnPoints(points=cells.text())))
        return [1 if k in data.train else 2 if k in data.validation else 3 for k in range(len(cells))]

    before, more = parts(points), parts(points.with_more(np.random.default_rng(3).uniform(-5, 5, (60, 2)), 1))
    assert more[:200] == before
    assert parts(PointSet(points.cells[:120])) == before[:120]
    assert 15 <= before.count(2) <= 45
    assert {*before} == {1, 2, 3}


def test_a_split_in_three_of_drawn_points_leaves_some_to_test_with() -> None:
    with pytest.raises(RecipeProblem, match="No rows are left for testing"):
        prepare(replace(drawn(), train_share=0.7, validation_share=0.3))
    for seed in range(30):
        data = prepare(replace(drawn(20, seed), train_share=0.8, validation_share=0.05))
        assert len(data.test) >= 1
        assert len(data.validation) >= 1 or len(data.test) < 2
