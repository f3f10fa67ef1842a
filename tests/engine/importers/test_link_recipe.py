"""Links of TensorFlow Playground as recipes: the page's own numbers, start and steps, and the way back to a link."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from engine.data.datasets import DATASETS
from engine.data.playground_links.link import Link, LinkProblem, read_link, write_link
from engine.importers.link_recipe import differences, link_of, losses_of_link, recipe_of
from engine.network.parameter_layout import arrays_of
from engine.nn.activations import Tanh
from engine.nn.initializers import Xavier
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.optim.gradient_clipping import ClipNorm
from engine.optim.optimizers import Adam
from engine.optim.regularizers import L1, MaxNorm
from engine.recipe.recipe import Block, Recipe, Seeds, recipe_from_data, recipe_to_data
from engine.training.memento import Memento, apply_edit, swap
from engine.training.session import Session
from tests.engine.data.playground_links.test_links import LINKS, REAL, REFERENCE

HALF = 0.5  # the page's loss is half the square


def link_of_case(case: list) -> Link:
    seed, data, noise, percent, shape, activation, penalty, rate, strength, batch, zero, _epochs, _regression = case
    link = Link(seed, data, noise, percent, tuple(shape), activation=activation, rate=rate, batch=batch, starts_at_zero=zero)
    return replace(link, penalty="" if penalty == "none" else penalty, strength=strength)


def page_losses(session: Session) -> list[float]:
    scores = session.scores()
    return [HALF * scores.train_loss, HALF * scores.test_loss]


@pytest.mark.parametrize("reference", REFERENCE, ids=[one["case"][1] for one in REFERENCE])
def test_the_run_is_the_page_s_own(reference: dict) -> None:
    """Start weights, start losses, and the losses after each of three epochs."""
    link, wanted = link_of_case(reference["case"]), reference["out"]
    session = Session(recipe_of(link), dtype=np.float64)
    assert len(session.data.train) == wanted["train"]
    for info, weights in zip(session.network.layers, wanted["w0"], strict=True):
        assert pytest.approx(np.array(weights), rel=0, abs=1e-16) == arrays_of(info, session.network.theta)["weights"].T
    assert page_losses(session) == pytest.approx(wanted["loss0"], rel=0, abs=1e-12)
    for losses in wanted["losses"]:
        session.advance(session.batches.count)
        assert page_losses(session) == pytest.approx(losses, rel=0, abs=1e-9)
    assert len(differences(link)) == 1


@pytest.mark.parametrize("real", REAL, ids=[one["what"] for one in REAL])
def test_real_links_begin_with_the_losses_that_the_page_shows(real: dict) -> None:
    session = Session(recipe_of(read_link(real["link"])))
    assert page_losses(session) == pytest.approx(real["losses"], abs=6e-4)


def test_another_weights_seed_draws_other_weights_and_the_first_one_the_link_s_again() -> None:
    recipe = recipe_of(Link("0.5"))
    first, other, again = (
        Session(replace(recipe, seeds=replace(recipe.seeds, weights=seed))).network.theta for seed in (1, 2, 1)
    )
    assert first.tolist() == again.tolist() != other.tolist()
    assert np.abs(other).max() <= 0.5


def test_such_a_recipe_travels_in_files() -> None:
    recipe = recipe_of(Link("0.5", penalty="L2", strength=0.01))
    assert recipe_from_data(recipe_to_data(recipe)) == recipe


@pytest.mark.parametrize("real", REAL, ids=[one["what"] for one in REAL])
def test_a_link_comes_back_as_it_was(real: dict) -> None:
    link = read_link(real["link"])
    back = read_link(write_link(link_of(recipe_of(link))))
    unused = ({} if link.penalty else {"strength": 0.0}) | ({} if link.shape else {"activation": "tanh"})
    assert back == replace(link, hidden=(), left_out=(), shows_test=False, **unused)
    assert not losses_of_link(recipe_of(link))


@settings(max_examples=20)
@given(LINKS)
def test_any_link_comes_back_from_its_recipe(link: Link) -> None:
    recipe = recipe_of(link)
    back = link_of(recipe)
    assert recipe_of(back) == recipe
    assert not losses_of_link(recipe)
    assert (back.seed, back.data, back.shape, back.inputs, back.rate) == (
        link.seed,
        link.data,
        link.shape,
        link.inputs,
        link.rate,
    )


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(blocks=(Block(1, Dropout()),)),
        Recipe(blocks=(Block(1, Dense(9, Tanh())),)),
        Recipe(blocks=(Block(1, Dense(2, Tanh())),) * 7),
        Recipe(data=DATASETS["iris"]()),
        Recipe(standardise=True),
        Recipe(inputs=("x1", "x1*x2**2")),
        Recipe(penalty=MaxNorm()),
    ],
)
def test_what_the_page_does_not_have_is_said(recipe: Recipe) -> None:
    with pytest.raises(LinkProblem, match=r"^TensorFlow Playground has .*\.$"):
        link_of(recipe)


def test_a_link_without_a_seed_is_said_to_have_none() -> None:
    assert "asks for 81 % noise: the page has 0 to 80 %, and takes 50 %" in " ".join(differences(read_link("#noise=81")))
    assert "asks for −5 % noise" in " ".join(differences(read_link("#noise=-5")))
    assert "noise" not in " ".join(differences(read_link("#noise=80")))
    assert "has no seed" in " ".join(differences(read_link("#dataset=xor")))
    assert "swish" in " ".join(differences(read_link("#activation=swish")))
    assert "Test points are a check box" in " ".join(differences(read_link("#showTestData=true&seed=1")))
    assert "never takes one" in " ".join(differences(Link("0.5", batch=300)))
    assert "L1" in " ".join(differences(Link("0.5", penalty="L1", strength=0.1, starts_at_zero=True)))


def test_another_output_bias_starts_the_output_alone_anew_and_undo_brings_it_back() -> None:
    recipe, memento = Recipe(), Memento()
    other = replace(recipe, output_bias=0.5)
    session = Session(recipe)
    session.advance(10)
    before = session.network.theta.copy()
    apply_edit(session, other, memento)
    assert session.network.theta.shape == before.shape
    assert np.isfinite(session.network.theta).all()
    session.advance(3)
    swap(session, recipe, memento)
    assert session.network.theta.tolist() == before.tolist()
    network = Session(other).network
    assert arrays_of(network.layers[-1], network.theta)["biases"].tolist() == [0.5]


def test_what_a_link_leaves_out_is_said() -> None:
    said = losses_of_link(Recipe(optimizer=Adam()))
    assert len(said) == 4
    assert said[-1] == "A link does not say: Shuffle."
    opened = recipe_of(Link("0.5"))
    for changed in (
        replace(opened, output_weights=Xavier()),
        replace(opened, output_bias=0.0),
        replace(opened, seeds=Seeds(weights=7)),
    ):
        assert losses_of_link(changed) == ("The page draws other start weights.",)
    plain = recipe_of(Link("0.5", penalty="L1", strength=0.1, batch=30))
    assert not losses_of_link(plain)
    said = losses_of_link(replace(plain, penalty=L1(0.2), carry_over=False))
    assert [text[:8] for text in said] == ["With L1 ", "The last"]
    assert losses_of_link(replace(opened, clip=ClipNorm())) == ("A link does not say: Gradient clipping.",)
    assert link_of(Recipe(penalty=L1(0.002), train_share=0.3)) == Link(
        "0.5", train_percent=30.0, penalty="L1", strength=0.001, rate=0.06
    )


def test_without_shuffling_each_epoch_has_the_same_order() -> None:
    recipe = Recipe(shuffle=False, seeds=Seeds(1, 1, 1))
    orders = []
    session = Session(recipe)
    for _epoch in range(2):
        session.advance(session.batches.count)
        orders.append(session.batches.position().order.tolist())
    assert orders[0] == orders[1] == sorted(orders[0])


def test_the_learning_rate_is_half_of_the_page_s() -> None:
    [text] = differences(Link("0.5", rate=0.3))
    assert text == "The learning rate is 0.15 instead of 0.3: the loss here is the whole square, there half of it."
    recipe = recipe_of(Link("0.5", rate=0.3, penalty="L2", strength=0.1))
    assert (recipe.optimizer.lr, getattr(recipe.penalty, "strength", None)) == (0.15, 0.2)


def test_a_batch_of_as_many_rows_as_there_are_is_taken() -> None:
    """Half of 500 rows are for training."""
    assert len(differences(Link("0.5", batch=250))) == 1
    assert len(differences(Link("0.5", batch=251))) == 2
    assert [recipe_of(Link("0.5", batch=size)).carry_over for size in (10, 30, 250)] == [False, True, False]


@pytest.mark.parametrize(("layers", "units", "fits"), [(6, 8, True), (7, 8, False), (6, 9, False)])
def test_as_many_layers_and_neurons_as_the_page_has(layers: int, units: int, fits: bool) -> None:
    recipe = Recipe(blocks=tuple(Block(number, Dense(units, Tanh())) for number in range(1, layers + 1)))
    if fits:
        assert link_of(recipe).shape == (units,) * layers
        return
    with pytest.raises(LinkProblem, match="at most 6 hidden layers of 8 neurons"):
        link_of(recipe)


def test_layers_of_a_link_are_numbered_from_1() -> None:
    assert [block.id for block in recipe_of(Link("0.5")).blocks] == [1, 2]


def test_a_layer_that_is_switched_off_is_no_part_of_the_link() -> None:
    blocks = Block(1, Dense(3, Tanh())), Block(2, Dropout(), enabled=False)
    assert link_of(Recipe(blocks=blocks)).shape == (3,)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("#showTestData=true&seed=1", "Test points are a check box of Output here."),
        ("#discretize=true&seed=1", "Discrete output is a check box of Output here."),
    ],
)
def test_what_is_elsewhere_here_is_said(link: str, words: str) -> None:
    assert words in differences(read_link(link))
