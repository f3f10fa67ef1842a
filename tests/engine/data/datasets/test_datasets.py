"""What holds for every dataset, and the shape of each generated one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.core.params import check_params, params_of
from engine.core.registry import dump, load
from engine.data.datasets import DATASETS, in_order
from engine.data.datasets.shapes.points import RADIUS
from engine.data.table import Table
from engine.recipe.recipe import Recipe
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.prepare import prepare
from tests.engine.data.drawing.drawn import point_set

FIRST_STEPS = 301  # order of the small sets, whose tests are in the folder basics
ONE_INPUT = "sine"  # its noise is that of the curves in basics
GENERATED = [
    name for name in DATASETS.names() if DATASETS[name].generated and DATASETS[name].order < FIRST_STEPS and name != ONE_INPUT
]
CLASSES = ["circle", "xor", "gaussian", "spiral", "three_arms", "moons", "rings", "checkerboard", "blobs", "above_below"]


def make(name: str, seed: int = 0, **settings: object) -> Table:
    return DATASETS[name](**settings).make(np.random.default_rng(seed))


def make_any(name: str, tmp_path: Path) -> Table:
    """Rows of any dataset, with a file for the one that needs it, and points for the one that is drawn."""
    if name == "drawn_points":
        return make(name, points=point_set([(-2, -2, 0), (2, 2, 1), (2, 1, 1)]).text())
    if name != "csv_file":
        return make(name)
    path = tmp_path / "own.csv"
    path.write_text("a,b,kind\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n", encoding="utf-8")
    return make(name, path=str(path))


@pytest.mark.parametrize("name", DATASETS.names())
def test_rows_are_finite_numbers_of_the_agreed_types(name: str, tmp_path: Path) -> None:
    table = make_any(name, tmp_path)
    assert table.inputs.dtype == np.float64
    assert np.isfinite(table.inputs).all()
    assert table.target.dtype == (np.int64 if table.classes else np.float64)
    assert np.isfinite(table.target).all()
    assert not table.inputs.flags.writeable
    assert not table.target.flags.writeable


@pytest.mark.parametrize("name", DATASETS.names())
def test_a_dataset_comes_back_from_plain_data(name: str) -> None:
    item = DATASETS[name]()
    check_params(item)
    assert load(DATASETS, dump(item)) == item
    assert all(about.help and about.label for about in params_of(item).values())


@pytest.mark.parametrize("name", DATASETS.names())
def test_every_class_has_rows(name: str, tmp_path: Path) -> None:
    table = make_any(name, tmp_path)
    if table.classes:
        assert np.unique(table.target).tolist() == list(range(len(table.classes)))


@pytest.mark.parametrize("name", GENERATED)
@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_points_lie_between_minus_six_and_six(name: str, noise: float) -> None:
    table = make(name, rows=5000, noise=noise)
    assert np.abs(table.inputs).max() <= 6
    assert table.input_names == ("x₁", "x₂", "x₃")[: 3 if name == "swiss_roll" else 2]


@pytest.mark.parametrize("name", GENERATED)
@pytest.mark.parametrize("rows", [20, 21, 500])
def test_classes_are_balanced_and_rows_as_many_as_asked(name: str, rows: int) -> None:
    table = make(name, rows=rows)
    assert len(table.target) == rows
    if table.classes:
        assert np.ptp(np.bincount(table.target)) <= 1
    else:
        assert np.abs(table.target).max() <= 1


@pytest.mark.parametrize("name", GENERATED)
def test_the_same_seed_gives_the_same_rows_and_another_seed_others(name: str) -> None:
    first, again, other = make(name, 1), make(name, 1), make(name, 2)
    assert np.array_equal(first.inputs, again.inputs)
    assert np.array_equal(first.target, again.target)
    assert not np.array_equal(first.inputs, other.inputs)


@pytest.mark.parametrize("name", CLASSES)
def test_rows_are_in_random_order(name: str) -> None:
    table = make(name, rows=2000)
    halves = np.bincount(table.target[:1000]), np.bincount(table.target[1000:])
    assert np.abs(halves[0] - halves[1]).max() < 150
    radius = np.linalg.norm(table.inputs, axis=1)
    assert abs(radius[:1000].mean() - radius[1000:].mean()) < 0.3


@pytest.mark.parametrize("name", GENERATED)
def test_noise_moves_points_by_up_to_its_share_of_five_units(name: str) -> None:
    clean, noisy = make(name, noise=0.0), make(name, noise=0.1)
    moved = np.abs(noisy.inputs - clean.inputs)
    assert np.array_equal(noisy.target, clean.target)
    assert 0.2 < moved.mean() < 0.3  # uniform in ±0.5
    assert moved.max() <= 0.1 * RADIUS + 1e-12


def stump_accuracy(x: Array, target: Array) -> float:
    """The best share of right answers of a rule `x > threshold`, either way round."""
    rights = [np.mean((x > threshold) == target) for threshold in np.quantile(x, np.linspace(0, 1, 101))]
    return float(max(*rights, 1 - min(rights)))


def test_circle_is_told_by_the_radius_alone() -> None:
    table = make("circle")
    radius = np.linalg.norm(table.inputs, axis=1)
    assert stump_accuracy(radius, table.target) == 1
    assert table.classes[int(table.target[radius.argmin()])] == "inside"
    assert max(stump_accuracy(x, table.target) for x in table.inputs.T) < 0.8


def test_xor_is_told_by_the_product_and_by_no_single_coordinate() -> None:
    table = make("xor", rows=2000)
    x1, x2 = table.inputs.T
    assert np.array_equal(x1 * x2 > 0, table.target == 1)
    assert max(stump_accuracy(x, table.target) for x in (x1, x2, x1 + x2)) < 0.8
    assert np.abs(table.inputs).min() >= 0.3


def test_gaussian_is_told_by_a_straight_line() -> None:
    table = make("gaussian")
    assert stump_accuracy(table.inputs.sum(axis=1), table.target) > 0.99
    assert table.inputs[table.target == 1].mean(axis=0) == pytest.approx([2, 2], abs=0.2)


def test_spirals_are_told_by_the_nearest_neighbour_and_by_no_straight_line() -> None:
    for name in ("spiral", "three_arms"):
        table = make(name)
        distance = np.linalg.norm(table.inputs[:, None] - table.inputs, axis=2)
        distance[distance == 0] = np.inf  # itself, and the arms' common start
        assert np.mean(table.target[distance.argmin(axis=1)] == table.target) > 0.98
    spiral = make("spiral")
    directions = [np.array([np.cos(a), np.sin(a)]) for a in np.linspace(0, np.pi, 36)]
    assert max(stump_accuracy(spiral.inputs @ d, spiral.target) for d in directions) < 0.75


def test_the_plane_is_linear_and_the_multi_gaussian_is_not() -> None:
    plane, hills = make("plane"), make("multi_gaussian", rows=5000)
    for table, straight in ((plane, True), (hills, False)):
        x = np.column_stack([table.inputs, np.ones(len(table.target))])
        left = np.linalg.lstsq(x, table.target, rcond=None)[0] @ x.T - table.target
        assert (left.var() < 1e-20) == straight
    near = np.linalg.norm(hills.inputs - [0, 2.5], axis=1) < 0.3
    assert (hills.target[near] < -0.8).all()


def test_the_user_meets_the_easy_sets_first_then_files_and_then_small_ones_for_first_steps() -> None:
    assert [cls.kind for cls in in_order()] == [
        *("circle", "xor", "gaussian", "spiral", "three_arms", "moons", "rings", "checkerboard", "blobs", "above_below"),
        *("plane", "multi_gaussian", "sine", "swiss_roll", "iris", "wine", "penguins", "auto_mpg", "digits", "korean_districts"),
        *("drawn_points", "csv_file", "playground_points"),
        *("and_gate", "or_gate", "xor_gate", "line", "absolute_value", "step", "outlier"),
    ]


@pytest.mark.parametrize("name", CLASSES)
def test_classes_are_as_uneven_as_asked(name: str) -> None:
    even, uneven = make(name, rows=400), make(name, rows=400, imbalance=9.0)
    sizes = np.bincount(uneven.target)
    assert (sizes.sum(), len(sizes)) == (400, len(even.classes))
    assert sizes[0] / sizes[-1] == pytest.approx(9, rel=0.15)
    assert (np.diff(sizes) < 0).all()
    assert np.bincount(make(name, rows=20, imbalance=20.0).target).min() >= 2
    assert "imbalance" not in dump(DATASETS[name]()), "files of even classes are as before"


def test_moons_are_two_half_circles() -> None:
    table = make("moons")
    middles = np.array([[-0.5, -0.25], [0.5, 0.25]]) / 0.3
    away = np.linalg.norm(table.inputs - middles[table.target], axis=1)
    assert away == pytest.approx(np.full(500, 1 / 0.3))
    assert np.array_equal(table.inputs[:, 1] > middles[table.target, 1], table.target == 0)


@pytest.mark.parametrize("rings", [2, 5])
def test_each_ring_has_its_own_distance(rings: int) -> None:
    table = make("rings", rings=rings)
    radius = np.linalg.norm(table.inputs, axis=1) * rings / 5 - 1
    assert np.array_equal(np.rint(radius), table.target)
    assert np.abs(radius - table.target).max() <= 0.2


@pytest.mark.parametrize("fields", [2, 3, 8])
def test_a_board_has_every_field_in_its_colour(fields: int) -> None:
    table = make("checkerboard", fields=fields, rows=2000)
    place = (table.inputs + 6) / 12 * fields
    assert np.array_equal(np.floor(place).sum(1) % 2, table.target)
    assert len(np.unique(np.floor(place), axis=0)) == fields**2
    assert np.abs(place - np.floor(place) - 0.5).max() <= 0.4


@pytest.mark.parametrize("clouds", [2, 10])
def test_blobs_lie_around_their_own_middles(clouds: int) -> None:
    table = make("blobs", clouds=clouds, spread=0.3)
    angle = 2 * np.pi * np.arange(clouds) / clouds
    middles = 4 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    nearest = np.linalg.norm(table.inputs[:, None] - middles, axis=2).argmin(1)
    assert np.mean(nearest == table.target) > 0.99
    assert (table.inputs - middles[table.target]).std() == pytest.approx(0.3, rel=0.1)


def test_points_lie_above_and_below_the_typed_curve() -> None:
    for formula, curve in (
        ("2*sin(x)", lambda x: 2 * np.sin(x)),
        ("1/x", lambda x: 1 / x),
        ("x²/4 - 3", lambda x: x * x / 4 - 3),
    ):
        table = make("above_below", formula=formula, rows=4000)
        x, y = table.inputs.T
        away = np.abs(y - curve(x)) > 0.05  # the curve counts as level within a strip
        assert np.array_equal((y > curve(x))[away], table.target[away] == 1)
        assert np.mean(away) > 0.95
    assert make("above_below", formula="x").inputs[:, 0].std() == pytest.approx(12 / 12**0.5, rel=0.05)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("", "Type a formula of x"),
        ("2*sin(x", r"The \( at letter 6 is not closed"),
        ("x + y", "“y” at letter 5 is unknown here: the formula may use x only"),
        ("x +", "ends too early"),
        ("sn(x)", "no function “sn”"),
    ],
)
def test_a_wrong_formula_is_refused_at_its_place(formula: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        load(DATASETS, {"kind": "above_below", "formula": formula})


@pytest.mark.parametrize(
    ("formula", "said"), [("sqrt(x)", "no number at x = −6"), ("7", "no room above"), ("-9 + 0*x", "no room below")]
)
def test_a_formula_without_points_is_a_problem_of_the_recipe(formula: str, said: str) -> None:
    with pytest.raises(RecipeProblem, match=said):
        prepare(Recipe(data=DATASETS["above_below"](formula=formula)))


def test_a_formula_is_kept_in_plain_notation_and_shown_in_the_rule() -> None:
    data = load(DATASETS, {"kind": "above_below", "formula": " 2 sin(x₁) + x² "})
    assert data.formula == "2*sin(x) + x**2"
    assert "x₂ > 2·sin(x₁) + x₁²" in data.rule()


def test_a_sine_has_whole_waves_and_the_roll_is_a_spiral_of_even_width() -> None:
    wave, roll = make("sine", waves=3), make("swiss_roll")
    assert wave.target == pytest.approx(np.sin(np.pi * wave.inputs[:, 0] / 2))
    assert np.count_nonzero(np.diff(np.sign(wave.target[np.argsort(wave.inputs[:, 0])])[1:-1])) == 5
    angle = np.pi * (3 + 1.5 * roll.target)
    assert np.linalg.norm(roll.inputs[:, :2], axis=1) == pytest.approx(5 * angle / (4.5 * np.pi))
    assert np.abs(np.corrcoef(roll.inputs[:, 2], roll.target)[0, 1]) < 0.1
