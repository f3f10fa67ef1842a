"""Each diagnosis: a network that has the trouble, and the cure that takes it away. Healthy networks have none."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.diagnosis.evidence import MOST_ROWS, Evidence, gather_evidence
from engine.diagnosis.rules import Verdict, diagnose
from engine.nn.activations import Identity, ReLU, Sigmoid, Sign, Tanh
from engine.nn.initializers import INITIALIZERS, He, Normal, Xavier
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.losses import LOSSES
from engine.optim.gradient_clipping import ClipNorm
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.regularizers import L2
from engine.recipe.recipe import Recipe, Seeds, recipe_from_data, recipe_to_data
from engine.training.history import HistoryView
from engine.training.prepare import prepare
from engine.training.session import Session
from tests.engine.builders import small_data, stack

ZEROS = INITIALIZERS["zeros"]()
NOISY = replace(DATASETS["circle"](), noise=0.5)


@dataclass(frozen=True)
class Sick:
    """A recipe that shows a trouble after so many steps; `block` is the first layer that is to blame."""

    recipe: Recipe
    steps: int
    block: int | None = None


def sgd(lr: float) -> Recipe:
    return Recipe(optimizer=OPTIMIZERS["sgd"](lr=lr))


SICK = {
    "vanishing_gradient": Sick(Recipe(blocks=stack(*[Dense(6, Sigmoid())] * 10)), 200, 1),
    "exploding_gradient": Sick(Recipe(blocks=stack(*[Dense(8, Identity(), Normal(1.5))] * 6)), 0, 0),
    "dead_units": Sick(Recipe(blocks=stack(Dense(8, ReLU(), bias=-10.0))), 200, 1),
    "saturated_units": Sick(Recipe(blocks=stack(Dense(8, Tanh(), Normal(5.0)), Dense(4))), 0, 1),
    "rate_too_small": Sick(sgd(1e-6), 200),
    "rate_too_large": Sick(sgd(3.0), 1000),
    "symmetric_start": Sick(Recipe(blocks=stack(Dense(4, Tanh(), ZEROS), Dense(2, Tanh(), ZEROS)), output_weights=ZEROS), 200, 1),
    "overfitting": Sick(
        Recipe(data=NOISY, train_share=0.1, blocks=stack(*[Dense(32)] * 2), optimizer=OPTIMIZERS["adam"]()), 1000
    ),
}


def verdicts(recipe: Recipe, steps: int) -> tuple[Verdict, ...]:
    session = Session(recipe)
    with np.errstate(all="ignore"):
        if steps:
            session.advance(steps)
        return diagnose(gather_evidence(session))


@pytest.mark.parametrize("name", SICK)
def test_the_trouble_is_named_and_nothing_else(name: str) -> None:
    sick = SICK[name]
    found = verdicts(sick.recipe, sick.steps)
    assert [one.name for one in found] == [name]
    assert found[0].block == sick.block
    for text in (found[0].sentence, found[0].evidence, found[0].remedy.text):
        assert text.endswith(".")
    assert any(letter.isdigit() for letter in found[0].evidence)


@pytest.mark.parametrize("name", SICK)
def test_the_cure_takes_the_trouble_away(name: str) -> None:
    sick = SICK[name]
    before = recipe_to_data(sick.recipe)
    cured = verdicts(sick.recipe, sick.steps)[0].remedy.apply(sick.recipe)
    assert recipe_to_data(sick.recipe) == before
    assert recipe_from_data(recipe_to_data(cured)) == cured != sick.recipe
    if name != "overfitting":  # dropout helps there, but thirty noisy rows stay thirty noisy rows
        assert name not in {one.name for one in verdicts(cured, sick.steps)}


@pytest.mark.parametrize("seed", range(1, 7))
@pytest.mark.parametrize("lr", [3.0, 10.0])
def test_units_that_huge_steps_have_saturated_are_the_rates_fault(lr: float, seed: int) -> None:
    (found,) = verdicts(replace(sgd(lr), seeds=Seeds(order=seed, weights=seed)), 1000)
    assert found.name == "rate_too_large"


@pytest.mark.parametrize("steps", [0, 1000, 10_000])
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_the_first_network_is_healthy(optimizer: str, steps: int) -> None:
    assert verdicts(Recipe(optimizer=OPTIMIZERS[optimizer]()), steps) == ()


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.parametrize("name", [name for name in DATASETS.names() if DATASETS[name].generated or name == "iris"])
def test_the_first_network_is_healthy_on_every_dataset(name: str, seed: int) -> None:
    """Inputs up to 6 press some tanh units towards a limit; they still have a slope, and the network learns."""
    data = DATASETS[name]()
    recipe = Recipe(data=data, seeds=Seeds(seed, seed, seed), standardise=data.standardise, train_share=data.train_share)
    if prepare(recipe).task.is_regression:
        recipe = replace(recipe, loss=LOSSES["mse"]())
    session = Session(recipe)
    for steps in (0, 30, 270):
        session.advance(steps)
        assert diagnose(gather_evidence(session)) == ()


@pytest.mark.parametrize("steps", [0, 1000])
def test_a_deep_relu_network_is_healthy(steps: int) -> None:
    assert verdicts(Recipe(blocks=stack(*[Dense(8, ReLU(), He())] * 10)), steps) == ()


def test_a_unit_is_dead_when_it_is_zero_on_the_whole_training_set() -> None:
    """Not on those rows alone that the rest of an examination looks at: it wakes for the largest x, which comes last."""
    data = small_data(MOST_ROWS + 100, inputs=1)
    data = replace(data, train=data.train[np.argsort(data.table.inputs[data.train, 0])])
    session = Session(Recipe(blocks=stack(Dense(1, ReLU()))), data)
    first, second = data.table.inputs[data.train[[-1, -2]], 0]
    session.network.theta[:2] = 1, -(first + second) / 2
    assert gather_evidence(session).layers[0].dead == 0
    session.network.theta[1] = -(first + 1)
    assert gather_evidence(session).layers[0].dead == 1


@pytest.mark.parametrize("steps", [0, 286, 2000])
def test_a_step_function_has_no_slope_and_that_comes_before_all_else(steps: int) -> None:
    stepped = Recipe(blocks=stack(Dense(4, ReLU()), Dense(4, Sign())))
    found = verdicts(stepped, steps)[0]
    assert (found.name, found.block) == ("no_slope", 2)
    assert found.sentence == "Sign (step) has slope 0: Dense 1, Dense 2 cannot learn."
    learning, pretending = (remedy.apply(stepped).blocks[1].layer for remedy in found.remedies)
    assert (learning, pretending) == (Dense(4, Tanh()), Dense(4, Sign(straight_through=True)))
    assert not [
        one for one in verdicts(replace(stepped, blocks=stack(Dense(4), Dense(4, Sign(True)))), 50) if one.name == "no_slope"
    ]


def test_a_divergence_is_a_rate_too_large() -> None:
    diverging = Recipe(blocks=stack(Dense(4, Identity())), loss=LOSSES["mse"](), optimizer=OPTIMIZERS["sgd"](lr=10.0))
    (found,) = verdicts(diverging, 500)
    assert found.name == "rate_too_large"
    assert found.evidence.startswith("Training stopped at step")
    assert found.remedy.apply(diverging).optimizer.lr == 0.1  # a tenth of 10 is far beyond the usual 0.03 still


def test_zero_weights_before_an_output_that_differs_are_no_symmetry() -> None:
    assert verdicts(Recipe(blocks=stack(Dense(4, Tanh(), ZEROS))), 0) == ()


def test_exploding_is_clipped_where_the_start_weights_are_not_to_blame() -> None:
    hot = Recipe(blocks=stack(*[Dense(64, ReLU(), He(), bias=10.0)] * 8))
    (found,) = verdicts(hot, 0)
    assert (found.name, found.remedy.apply(hot).clip) == ("exploding_gradient", ClipNorm(1.0))


def test_inputs_that_saturate_the_first_layer_are_standardised() -> None:
    wide = Recipe(blocks=stack(*[Dense(6, Tanh(), Xavier(), bias=5.0)] * 2))
    (first, second) = verdicts(wide, 0)
    assert first.remedy.apply(wide).standardise
    assert second.remedy.apply(wide).blocks[1].layer == Dense(6, ReLU(), Xavier(), bias=5.0)


@pytest.mark.parametrize(
    ("train", "test", "found"),
    [
        ([0.7, 0.3, 0.1, 0.1], [0.7, 0.4, 0.5, 0.6], ["overfitting"]),
        ([0.7, 0.3, 0.1, 0.1], [0.7, 0.6, 0.6, 0.6], []),  # a gap, but the test loss was never lower
        ([0.7, 0.6, 0.6, 0.6], [0.7, 0.6, 0.7, 0.75], []),  # higher than it was, but not far above the training loss
        ([0.7, 1e-3, 1e-4, 1e-4], [0.7, 1e-3, 2e-3, 5e-3], []),  # a gap that is nothing beside the loss at the start
    ],
)
def test_overfitting_is_a_gap_that_grew(train: list[float], test: list[float], found: list[str]) -> None:
    rows = np.array([train, test]).T
    history = HistoryView(("train_loss", "test_loss"), np.arange(4.0) * 300, rows, rows, rows)
    assert [one.name for one in diagnose(Evidence(Recipe(), 900, 0.03, (), (), history, None))] == found


@pytest.mark.parametrize("name", ["vanishing_gradient", "rate_too_small"])
def test_small_gradients_and_steps_are_no_trouble_while_the_loss_falls(name: str) -> None:
    session = Session(SICK[name].recipe)
    session.advance(SICK[name].steps)
    stuck = gather_evidence(session)
    mean = stuck.history.mean.copy()
    mean[:, stuck.history.columns.index("train_loss")] = np.linspace(0.7, 0.1, len(mean))
    assert [one.name for one in diagnose(stuck)] == [name]
    assert diagnose(replace(stuck, history=replace(stuck.history, mean=mean))) == ()


@pytest.mark.parametrize(("step", "last", "found"), [(40, 1.2, ["rate_too_large"]), (9, 1.2, []), (40, 1.0, [])])
def test_a_loss_that_rises_is_a_rate_too_large(step: int, last: float, found: list[str]) -> None:
    """By half or more beside the first one, after ten steps."""
    rows = np.array([[0.7, 0.7], [last, last]])
    history = HistoryView(("train_loss", "test_loss"), np.array([0.0, step]), rows, rows, rows)
    assert [one.name for one in diagnose(Evidence(Recipe(), step, 0.03, (), (), history, None))] == found


def test_overfitting_with_dropout_already_there_gets_a_penalty() -> None:
    recipe = SICK["overfitting"].recipe
    dropping = replace(recipe, blocks=(*recipe.blocks, replace(recipe.blocks[0], id=9, layer=Dropout(0.05))))
    found = {one.name: one for one in verdicts(dropping, 1000)}
    changed = [remedy.apply(dropping) for remedy in found["overfitting"].remedies]
    assert [type(one.penalty) is L2 for one in changed] == [False, True]  # early stopping first
    assert all(one.blocks == dropping.blocks for one in changed)


NARROW_WIDTHS = (4, 2, 4, 4, 4, 4, 4)


@pytest.mark.parametrize("seed", [4, 6])  # from which ReLU's neurons die, and with them all that is behind
def test_a_vanishing_gradient_in_narrow_layers_gets_an_activation_that_cannot_die(seed: int) -> None:
    narrow = Recipe(blocks=stack(*[Dense(units, Sigmoid()) for units in NARROW_WIDTHS]), seeds=Seeds(1, seed, seed))
    (found,) = verdicts(narrow, 200)
    cured = found.remedy.apply(narrow)
    assert {type(block.layer.activation) for block in cured.blocks} == {Tanh}
    session = Session(cured)
    session.advance(3000)
    assert (found.name, session.scores().train_metric > 0.95) == ("vanishing_gradient", True)


def test_dead_neurons_in_narrow_layers_change_every_layer_that_can_die() -> None:
    dying = Recipe(blocks=stack(*[Dense(units, ReLU(), He()) for units in NARROW_WIDTHS]), seeds=Seeds(4, 4, 4))
    cured = verdicts(dying, 200)[0].remedy.apply(dying)
    assert {block.layer.activation.kind for block in cured.blocks} == {"leaky_relu"}
    session = Session(cured)
    session.advance(3000)
    assert session.scores().train_metric > 0.95


def test_looking_changes_nothing() -> None:
    session, twin = Session(Recipe()), Session(Recipe())
    for one in (session, twin):
        one.advance(30)
    gather_evidence(session)
    for one in (session, twin):
        one.advance(30)
    assert session.network.theta.tobytes() == twin.network.theta.tobytes()
    assert session.network.grad.tobytes() == twin.network.grad.tobytes()


@pytest.mark.parametrize("steps", [0, 300])
def test_a_loss_without_a_slope_is_named_and_each_remedy_learns(steps: int) -> None:
    recipe = Recipe(loss=LOSSES["zero_one"](), data=DATASETS["gaussian"]())
    session = Session(recipe)
    session.advance(steps)
    (verdict,) = diagnose(gather_evidence(session))
    assert (verdict.name, verdict.block) == ("no_slope", 0)
    for remedy in verdict.remedies:
        cured = Session(remedy.apply(recipe))
        cured.advance(500)
        assert cured.scores().test_metric > 0.95


def test_a_network_that_is_too_small_gets_twice_its_neurons_and_a_layer_more() -> None:
    recipe = Recipe(data=DATASETS["spiral"](), blocks=stack(Dense(9)), optimizer=OPTIMIZERS["adam"]())
    (verdict,) = verdicts(recipe, 4000)
    assert verdict.name == "few_neurons"
    assert verdict.remedy.text == "Start again with 18 neurons in Dense 1, one more hidden layer of 9, and Adam (rate 0.01)."
