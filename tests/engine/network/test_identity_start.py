"""A layer inserted into a trained network keeps what it does where it can; where it cannot, that is said beforehand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from engine.network.identity_start import insertion_objection, kind_objection
from engine.network.parameter_layout import arrays_of
from engine.nn.activations import ACTIVATIONS, Activation, Identity, ReLU, Sigmoid, Softmax, Tanh
from engine.nn.layers import LAYERS, Layer
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.layer_norm import LayerNorm
from engine.nn.layers.residual import Residual
from engine.optim.optimizers import Adam
from engine.recipe.recipe import Block, Recipe
from engine.training.memento import Memento, apply_edit, swap
from engine.training.session import Session
from tests.engine.builders import stack
from tests.engine.training.comparable_runs import RAGGED, after, fingerprint

UNITS, LAST = 6, 4


def trained(activation: Activation, behind: tuple[Layer, ...] = (), steps: int = 1_000) -> Session:
    session = Session(Recipe(blocks=stack(Dense(UNITS, activation), *behind, Dense(LAST, activation))))
    session.advance(steps)
    return session


def with_layer(recipe: Recipe, layer: Layer, index: int = 1) -> Recipe:
    return replace(recipe, blocks=(*recipe.blocks[:index], Block(9, layer), *recipe.blocks[index:]))


def losses(session: Session, layer: Layer, index: int = 1) -> tuple[float, float, str]:
    """Before and after the insertion, and what was said beforehand."""
    network, before = session.network, session.scores().train_loss
    text = insertion_objection(session.recipe, index, layer, network.inputs, network.outputs)
    session.adopt(with_layer(session.recipe, layer, index))
    return before, session.scores().train_loss, text


EXACT: tuple[tuple[Callable[[], Activation], Layer], ...] = (
    (Tanh, Dense(UNITS, Identity())),
    (Tanh, Dense(UNITS + 3, Identity())),
    (ReLU, Dense(UNITS, ReLU())),
    (ReLU, Dense(UNITS + 3, ReLU())),
    (ReLU, Dense(UNITS, ACTIVATIONS["prelu"]())),
    (ReLU, Dense(UNITS, ACTIVATIONS["elu"]())),
    (ReLU, ActivationLayer(ReLU())),
    (Tanh, ActivationLayer(Identity())),
    (Tanh, Dropout(0.3)),
    (Tanh, BatchNorm()),
    (Tanh, Residual()),
    (Tanh, Residual((Dense(3), Dense(2, Sigmoid())))),
)


@pytest.mark.parametrize(("activation", "layer"), EXACT)
def test_what_can_pass_its_input_on_keeps_the_loss_exactly(activation: Callable[[], Activation], layer: Layer) -> None:
    before, now, text = losses(trained(activation()), layer)
    assert text == ""
    assert now == pytest.approx(before, rel=1e-6)


@pytest.mark.parametrize("trained_with", [Tanh, ReLU])
@pytest.mark.parametrize("kind", ["tanh", "hard_tanh", "sine", "relu", "selu", "softplus", "gelu", "silu", "mish"])
@pytest.mark.parametrize("extra", [0, 2])
def test_what_is_nearly_a_line_keeps_the_loss_within_two_percent(
    trained_with: Callable[[], Activation], kind: str, extra: int
) -> None:
    session = trained(trained_with())
    before, now, text = losses(session, Dense(UNITS + extra, ACTIVATIONS[kind]()))
    assert text == ""
    assert now == pytest.approx(before, rel=0.02)
    session.advance(300)
    assert session.divergence is None


@pytest.mark.parametrize("trained_with", [Tanh, ReLU])
@pytest.mark.parametrize(("kind", "index"), [("tanh", 1), ("tanh", 2), ("relu", 0), ("relu", 1), ("hard_tanh", 0), ("gelu", 0)])
def test_what_was_learned_stays_and_training_goes_on_from_it(
    trained_with: Callable[[], Activation], kind: str, index: int
) -> None:
    session = trained(trained_with())
    before, now, text = losses(session, Dense(UNITS, ACTIVATIONS[kind]()), index)
    assert text == ""
    assert now == pytest.approx(before, rel=0.02)
    session.advance(1_000)
    assert session.scores().train_loss < before


@pytest.mark.parametrize("kind", ["tanh", "sine"])
def test_right_behind_the_inputs_what_is_only_nearly_a_line_starts_at_random(kind: str) -> None:
    before, now, text = losses(trained(Tanh()), Dense(UNITS, ACTIVATIONS[kind]()), 0)
    assert text.startswith("Right behind the inputs")
    assert now > 2 * before


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (Dense(UNITS, Sigmoid()), "Sigmoid cannot pass its input on unchanged: what was learned is disturbed."),
        (Dense(UNITS, Softmax()), "Softmax cannot"),
        (Dense(UNITS, ACTIVATIONS["sign"]()), "Sign (step) cannot"),
        (Dense(UNITS, ACTIVATIONS["softsign"]()), "Softsign cannot"),
        (Dense(UNITS - 1), "5 neurons cannot pass on all of 6 inputs"),
        (LayerNorm(), "Layer norm cannot"),
        (ActivationLayer(ReLU()), "ReLU cannot"),  # behind tanh, which is negative too
        (ActivationLayer(Tanh()), "Tanh cannot"),
    ],
)
def test_what_cannot_is_said_beforehand_and_starts_at_random(layer: Layer, said: str) -> None:
    session, start = trained(Tanh()), Session(with_layer(trained(Tanh(), steps=0).recipe, layer))
    before, now, text = losses(session, layer)
    assert text.startswith(said)
    assert now > 1.05 * before
    for one, other in zip(session.network.layers, start.network.layers, strict=True):
        if one.id == 9:
            assert np.array_equal(session.network.theta[one.start : one.stop], start.network.theta[other.start : other.stop])


def test_before_a_layer_that_cannot_be_adjusted_only_an_exact_start_is_made() -> None:
    behind = (BatchNorm(),)
    before, now, text = losses(trained(ReLU(), behind), Dense(UNITS, ReLU()))
    assert (text, now) == ("", pytest.approx(before, rel=1e-6))
    assert losses(trained(ReLU(), behind), Dense(UNITS, Tanh()))[2].startswith("Batch norm behind it cannot be adjusted")
    assert losses(trained(ReLU(), behind), Dense(UNITS + 1, ReLU()))[2].startswith("Batch norm behind it cannot be adjusted")


def test_extra_units_have_random_weights_in_and_none_out() -> None:
    session = trained(ReLU())
    session.adopt(with_layer(session.recipe, Dense(UNITS + 2, ReLU())))
    layers = {info.id: arrays_of(info, session.network.theta) for info in session.network.layers}
    assert layers[9]["weights"][:, UNITS:].all()
    assert not layers[2]["weights"][UNITS:].any()
    session.advance(50)
    assert layers[2]["weights"][UNITS:].any()  # they learn


def test_a_network_that_has_learned_nothing_gets_an_ordinary_start() -> None:
    session = Session(Recipe(), RAGGED)
    recipe = with_layer(session.recipe, Dense(4))
    session.adopt(recipe)
    assert np.array_equal(session.network.theta, Session(recipe, RAGGED).network.theta)


def test_undo_and_redo_are_exact_and_a_resumed_run_is_the_same() -> None:
    session, memento = Session(replace(Recipe(), optimizer=Adam()), RAGGED), Memento()
    session.advance(60)
    old, before = session.recipe, fingerprint(session)
    new = with_layer(old, Dense(4))
    apply_edit(session, new, memento)
    inserted = fingerprint(session)
    swap(session, old, memento)
    assert fingerprint(session) == before
    swap(session, new, memento)
    assert fingerprint(session) == inserted
    other = Session(new, RAGGED)
    other.restore(new, session.checkpoint())
    assert after(other, 100) == after(session, 100)


def test_more_changes_at_once_are_no_insertion() -> None:
    session = trained(Tanh())
    first, second = session.recipe.blocks
    session.adopt(replace(session.recipe, blocks=(first, Block(9, Dense(UNITS)), Block(10, Dense(UNITS)), second)))
    assert np.isfinite(session.scores().train_loss)
    session.adopt(replace(session.recipe, blocks=(Block(11, Dense(3)), second)))
    assert np.isfinite(session.scores().train_loss)


def test_every_kind_of_layer_is_inserted_and_only_layer_norm_can_nowhere() -> None:
    assert [kind.kind for kind in LAYERS if kind_objection(kind())] == ["layer_norm"]
    for kind in LAYERS:
        session = trained(ReLU(), steps=50)
        before, now, text = losses(session, kind())
        assert text or now == pytest.approx(before, rel=0.02)


SEVERAL: tuple[tuple[Layer, ...], ...] = (
    (Dense(UNITS, Tanh()), Dense(UNITS, Tanh())),
    (Dense(UNITS, ReLU()), BatchNorm(), Dropout(0.2)),
    (Residual(), Dense(UNITS, Identity())),
)


@pytest.mark.parametrize("layers", SEVERAL)
def test_several_layers_at_once_start_one_behind_the_other(layers: tuple[Layer, ...]) -> None:
    session = trained(Tanh())
    before, blocks = session.scores().train_loss, session.recipe.blocks
    inserted = tuple(Block(20 + i, layer) for i, layer in enumerate(layers))
    session.adopt(replace(session.recipe, blocks=(*blocks[:1], *inserted, *blocks[1:])))
    assert session.scores().train_loss == pytest.approx(before, rel=0.03)


def test_a_layer_that_is_switched_on_again_starts_as_an_inserted_one() -> None:
    session = trained(Tanh(), behind=(Dense(UNITS, Tanh()),))
    off = tuple(replace(block, enabled=at != 1) for at, block in enumerate(session.recipe.blocks))
    on = session.recipe
    session.adopt(replace(on, blocks=off))
    session.advance(500)
    before = session.scores().train_loss
    session.adopt(on)
    assert session.scores().train_loss == pytest.approx(before, rel=0.02)
