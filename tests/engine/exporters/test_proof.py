"""What a proof of an export allows: differences on both sides of each limit, steps, overflow, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.data.preprocessing import Scaling
from engine.exporters.contents import exported_from
from engine.exporters.formula_tree import LONGEST
from engine.exporters.hostile_rows import hostile_batches
from engine.exporters.link_functions import LINKS, link_of
from engine.exporters.reference_formulas import computed
from engine.exporters.trained_model import TrainedModel
from engine.exporters.verification import Proof, compare, prove
from engine.files.file_problem import FileProblem
from engine.network.parameter_layout import arrays_of
from engine.nn.activations import Identity, Sign
from engine.nn.layers.dense import Dense
from engine.nn.losses import LOSSES
from tests.golden.written import network

HERE = Path("net.xyz")


def line(weights: tuple[float, float], bias: float = 0.0, deviation: float = 1.0, mean: float = 0.0) -> TrainedModel:
    model = replace(network(), target_scaling=Scaling(np.array([mean]), np.array([deviation])))
    theta = np.zeros(3, np.float32)
    arrays = arrays_of(model.layers[0], theta, model.buffers)
    arrays["weights"][:, 0], arrays["biases"][0] = weights, bias
    return replace(model, theta=theta)


# -- a program's predictions beside the engine's
X = np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 2.0]])


@pytest.mark.parametrize(
    ("off", "agrees"), [(0.0, True), (0.9e-5, True), (-0.9e-5, True), (1.1e-5, False), (-1.1e-5, False), (np.nan, False)]
)
def test_a_share_of_the_value_or_of_one_unit_is_allowed(off: float, agrees: bool) -> None:
    model = line((0.5, 0.25))
    found = model.predict(X, np.float64)
    found[1] += off
    compared = compare(model, X, found)
    assert compared.agrees == agrees
    assert compared.at_jumps == 0
    np.testing.assert_allclose(compared.largest, abs(off), atol=1e-15)


@pytest.mark.parametrize(("value", "deviation", "allowed"), [(0.5, 1.0, 1e-5), (100.0, 1.0, 1e-3), (0.5, 100.0, 1e-3)])
def test_what_is_allowed_grows_with_the_value_and_the_unit_of_the_target(value: float, deviation: float, allowed: float) -> None:
    model = line((0.0, 0.0), value / deviation, deviation)
    for factor, agrees in ((0.98, True), (1.02, False)):
        assert compare(model, X, np.full((3, 1), value + factor * allowed)).agrees == agrees
        assert compare(model, X, np.full((3, 1), value + factor * allowed * 10), tolerance=1e-4).agrees == agrees


def test_predictions_of_another_shape_are_none() -> None:
    model = line((0.5, 0.25))
    assert not compare(model, X, np.repeat(model.predict(X), 2, axis=1)).agrees


def test_rows_at_a_step_are_counted_and_not_compared() -> None:
    model = network(Dense(1, Sign()), loss="mse")
    theta = model.theta.copy()
    arrays = arrays_of(model.layers[0], theta, model.buffers)
    arrays["weights"][:, 0], arrays["biases"][0] = (1.0, 1.0), -0.3
    last = arrays_of(model.layers[1], theta, model.buffers)
    last["weights"][0], last["biases"][0] = 5.0, 0.0
    model = replace(model, theta=theta)
    x = np.array([[0.1, 0.2], [1.0, 1.0], [-1.0, 0.0]])
    found = model.predict(x, np.float64)
    found[0] = -found[0]
    compared = compare(model, x, found)
    assert (compared.agrees, compared.largest, compared.at_jumps) == (True, 0.0, 1)
    found[1] = -found[1]
    compared = compare(model, x, found)
    assert (compared.agrees, compared.largest, compared.at_jumps) == (False, 10.0, 1)


def test_where_the_engine_overflows_nothing_is_compared() -> None:
    model = line((3e38, 3e38))
    x = np.array([[10.0, 10.0], [0.0, 0.0]])
    compared = compare(model, x, np.array([[1.0], [0.0]]))
    assert (compared.agrees, compared.largest, compared.at_jumps) == (True, 0.0, 1)


# -- the file alone
@dataclass(frozen=True)
class Reading:
    """A format whose file predicts this much more than the engine."""

    model: TrainedModel
    more: float = 0.0
    suffix: str = ".xyz"
    made_for: str = ""

    def predict(self, path: Path, x_raw: Array, dtype: Any = None) -> Array:
        return self.model.predict(x_raw, dtype) + self.more


def proof(model: TrainedModel, more: float, **about: Any) -> Proof:
    return prove(model, Reading(model, more, **about), HERE, X, by_program=False)  # type: ignore[arg-type]


@pytest.mark.parametrize(("mean", "weights"), [(0.0, (0.5, 0.25)), (1000.0, (0.5, 0.25)), (0.0, (500.0, 250.0))])
def test_a_file_may_differ_by_a_billionth_of_the_largest_distance_from_the_mean(
    mean: float, weights: tuple[float, float]
) -> None:
    model = line(weights, 0.0, 1.0, mean)
    largest = 2 * sum(weights)
    assert proof(model, 0.9e-9 * largest).rows == 3
    for off in (1.1e-9, -1.1e-9, np.nan):
        with pytest.raises(FileProblem, match=r"The predictions of the written \.xyz file differ by .* from the engine's\."):
            proof(model, off * largest)


def test_probabilities_may_differ_by_a_billionth() -> None:
    model = network(classes=2, loss="cross_entropy")
    assert proof(model, 0.9e-9).rows == 3
    with pytest.raises(FileProblem):
        proof(model, 1.1e-9)


def test_the_reading_alone_is_no_program() -> None:
    found = proof(line((0.5, 0.25)), 0.0)
    assert (found.program, found.missing, found.at_jumps, found.companions) == ("", "", 0, ())
    assert found.largest_difference < 1e-6


def test_what_is_said_of_a_proof() -> None:
    plain = Proof(0.00012, 1234, Path("a/net.npz"))
    assert str(plain) == "net.npz: read back and run on 1,234 rows; largest difference 0.00012."
    assert str(replace(plain, program="abacus 1")) == "net.npz: run by abacus 1 on 1,234 rows; largest difference 0.00012."
    missing = replace(plain, missing="abacus")
    assert str(missing) == "net.npz: read back and run on 1,234 rows, as abacus is not there; largest difference 0.00012."
    assert replace(missing, at_jumps=2, companions=(Path("b"),)).document() == {
        "path": str(Path("a/net.npz")),
        "largest_difference": 0.00012,
        "rows": 1234,
        "program": "",
        "missing_program": "abacus",
        "rows_at_jumps": 2,
        "companions": ["b"],
    }


# -- hostile rows
def test_rows_far_outside_are_a_thousand_deviations_away() -> None:
    model = network()
    x = np.array([[1.0, -4.0], [3.0, 8.0], [2.0, 0.0]])
    one, outside, within = hostile_batches(model.columns, x)
    assert one.tolist() == [[1, -4]]
    assert outside[:3].tolist() == [[0, 0], [1002, 6002], [-998, -5998]]
    assert (np.abs(outside[3:] - [2, 2]) <= [1000, 6000]).all()
    assert (np.abs(outside[3:] - [2, 2]) > [3, 18]).any()
    assert within.shape == (10_000, 2)
    assert (within.min(0) >= [1, -4]).all()
    assert (within.max(0) <= [3, 8]).all()
    np.testing.assert_allclose(within.mean(0), [2, 2], atol=0.2)
    for batch in (one, outside, within):
        assert np.array_equal(batch, batch.astype(np.float32))
    unknown = hostile_batches(model.columns, np.full((2, 2), np.nan))
    assert unknown[1][1:].tolist() == [[0, 0]] * 4


# -- formulas and links, independent of the engine's own
@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x1 + x2*2", [8, 0.5]),
        ("-x1 - x2", [-5, -1]),
        ("x1/x2", [2 / 3, -3]),
        ("x2**2 - 2**-x1", [9 - 0.25, 0.25 - 2**-1.5]),
        ("max(x1, x2, 2.5) + min(x1, x2, 0)", [3, 2.0]),
        ("abs(x2) + sign(x2)", [4, -0.5]),
        ("pi*e", [np.pi * np.e] * 2),
        ("sqrt(exp(log(x1)))", [np.sqrt(2), np.sqrt(1.5)]),
        ("cos(0) + sin(0) + tan(0) + tanh(0) + atan(0)", [1, 1]),
    ],
)
def test_formulas_are_computed(formula: str, expected: list[float]) -> None:
    found = computed(["x2", formula], np.array([[2.0, 3.0], [1.5, -0.5]]))
    np.testing.assert_allclose(found[:, 1], expected, rtol=1e-12)
    assert found[:, 0].tolist() == [3, -0.5]


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("x3", "“x3” means nothing in a formula."),
        ("x0", "“x0” means nothing in a formula."),
        ("x", "“x” means nothing in a formula."),
        ("y1", "“y1” means nothing in a formula."),
        ("+x1", "“+x1” means nothing in a formula."),
        ("x1 % 2", "“x1 % 2” means nothing in a formula."),
        ("sinh(x1)", "“sinh(x1)” means nothing in a formula."),
        ("max(x1, key=x2)", "“max(x1, key=x2)” means nothing in a formula."),
        ("'a'", "“'a'” means nothing in a formula."),
        ("x1 +", "“x1 +” is no formula."),
        ("1" * (LONGEST + 1), f"The formula {'1' * 40}… is too long."),
        ("-" * 1500 + "1", f"The formula {'-' * 40}… is too deep."),
    ],
)
def test_what_is_no_formula_is_a_sentence(formula: str, says: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        computed([formula], np.ones((1, 2)))
    assert str(caught.value) in (says, says.replace("The formula", "“").replace("… is too deep", "” is no formula"))


def test_a_formula_of_as_many_letters_as_are_read() -> None:
    assert computed(["1" + "+x1" * 666 + "  "[:1]], np.ones((1, 1)))[0, 0] == 667


@pytest.mark.parametrize(
    ("loss", "outputs", "link"),
    [
        ("cross_entropy", 1, "sigmoid"),
        ("cross_entropy", 3, "softmax"),
        ("mse", 1, "identity"),
        ("mse", 3, "identity"),
        ("perceptron", 1, "sign"),
        ("tanh_mse", 3, "tanh"),
    ],
)
def test_links_are_found_by_what_they_do(loss: str, outputs: int, link: str) -> None:
    assert link_of(LOSSES[loss](), outputs) == link


def test_links_compute_what_they_are_called() -> None:
    scores = np.array([[0.0, np.log(3.0)], [1000.0, -1000.0]])
    np.testing.assert_allclose(LINKS["sigmoid"](scores), [[0.5, 0.75], [1, 0]], atol=1e-100)
    np.testing.assert_allclose(LINKS["softmax"](scores), [[0.25, 0.75], [1, 0]], atol=1e-100)
    np.testing.assert_allclose(LINKS["tanh"](scores), [[0, 0.8], [1, -1]])
    assert LINKS["sign"](scores).tolist() == [[0, 1], [1, -1]]
    assert LINKS["identity"](scores) is scores


def test_names_that_are_taken_get_a_number() -> None:
    model = network(Dense(2, Identity()), Dense(2, Identity()), Dense(2, Identity()))
    blocks = tuple(replace(one, name=name) for one, name in zip(model.recipe.blocks, ("A b!", "a.b", "??"), strict=True))
    arrays = exported_from(replace(model, recipe=replace(model.recipe, blocks=blocks))).arrays
    assert [name for name in arrays if name.endswith("weights")] == [
        "a_b.weights",
        "a_b_2.weights",
        "layer.weights",
        "output.weights",
    ]
