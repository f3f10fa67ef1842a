"""What an edit during training keeps, what it begins anew, and that undo brings back both sides exactly."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.network.parameter_layout import arrays_of, named
from engine.network.transfer import Move
from engine.nn.activations import Identity
from engine.nn.layers import Layer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.residual import Residual
from engine.optim.optimizers import Adam
from engine.recipe.recipe import Block, Recipe
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.checkpoint import checkpoint_from
from engine.training.memento import Memento, apply_edit, swap
from engine.training.session import Session
from tests.engine.builders import small_data, stack
from tests.engine.training.comparable_runs import RAGGED, after, fingerprint, recipe_with


def test_another_learning_rate_keeps_everything_else() -> None:
    session = Session(recipe_with("adam"), RAGGED)
    session.advance(70)
    before = session.checkpoint()
    session.adopt(dataclasses.replace(session.recipe, optimizer=Adam(lr=0.5)))
    now = session.checkpoint()
    for name in ("theta", "grad", "optimizer_state"):
        assert getattr(now, name).tobytes() == getattr(before, name).tobytes()
    assert (now.step, now.epoch, now.optimizer_step) == (70, 17, 70)
    assert now.position.next_batch == before.position.next_batch
    session.adopt(recipe_with("adam"))
    other = Session(recipe_with("adam"), RAGGED)
    other.advance(70)
    assert after(session, 100) == after(other, 100)


def test_another_rule_starts_with_an_empty_memory() -> None:
    session = Session(recipe_with("adagrad"), RAGGED)
    session.advance(50)
    theta = session.network.theta.copy()
    session.adopt(recipe_with("rmsprop"))
    assert np.array_equal(session.network.theta, theta)
    assert not session.optimizer_state.any()
    session.adopt(recipe_with("adam"))
    session.advance(1)
    assert session.optimizer_step == 1


def test_an_inserted_layer_that_needs_no_other_scale_leaves_the_others_weights() -> None:
    session = Session(Recipe(), RAGGED)
    session.advance(60)
    trained = {info.id: session.network.theta[info.start : info.stop].copy() for info in session.network.layers}
    first, second = session.recipe.blocks
    session.adopt(dataclasses.replace(session.recipe, blocks=(first, Block(7, Dense(4, Identity())), second)))
    for info in session.network.layers:
        now = session.network.theta[info.start : info.stop]
        assert now.any() if info.id == 7 else np.array_equal(now, trained[info.id])
    assert session.history.view().column("grad_l2:7")[0].size == len(session.history)
    session.advance(60)
    assert session.divergence is None


def test_a_network_that_is_slow_to_judge_is_judged_less_often() -> None:
    session, memento = Session(Recipe(), RAGGED), Memento()
    session.advance(60)
    assert session.history.stride == 1
    apply_edit(session, dataclasses.replace(session.recipe, blocks=stack(Dense(512), Dense(512))), memento)
    assert session.history.stride >= 4
    session.advance(1)
    swap(session, Recipe(), memento)
    assert session.history.stride == 1


def test_another_dataset_keeps_the_weights_and_begins_an_epoch() -> None:
    session = Session(Recipe())
    session.advance(60)
    theta = session.network.theta.copy()
    session.adopt(dataclasses.replace(session.recipe, data=DATASETS["xor"]()))
    assert np.array_equal(session.network.theta, theta)
    assert session.batches.at_epoch_end
    session.advance(60)


def test_what_cannot_be_trained_is_refused_and_nothing_changes() -> None:
    session = Session(Recipe(), RAGGED)
    before = after(session, 60)
    for recipe in (
        dataclasses.replace(session.recipe, data=DATASETS["plane"]()),
        dataclasses.replace(session.recipe, blocks=stack(*(Dense(1024) for _ in range(25)))),
    ):
        with pytest.raises(RecipeProblem):
            session.adopt(recipe)
        assert fingerprint(session) == before


@pytest.mark.parametrize("restart", [False, True])
def test_undo_and_redo_bring_back_both_sides_exactly(restart: bool) -> None:
    session, memento = Session(Recipe(), RAGGED), Memento(restart=restart)
    session.advance(60)
    old, before = session.recipe, fingerprint(session)
    new = dataclasses.replace(old, blocks=(*old.blocks, Block(3, Dense(3))), optimizer=Adam())
    apply_edit(session, new, memento)
    assert (session.step == 0) == restart
    edited = after(session, 45)
    for _ in range(2):
        swap(session, old, memento)
        assert fingerprint(session) == before
        swap(session, new, memento)
        assert fingerprint(session) == edited
    assert session.recipe == new


def test_a_state_of_another_network_or_dataset_is_refused() -> None:
    session, other = Session(Recipe(), RAGGED), Session(Recipe(blocks=()), RAGGED)
    before = after(session, 10)
    other.advance(10)
    with pytest.raises(ValueError, match="another network"):
        session.restore(session.recipe, other.checkpoint())
    few = Session(Recipe(), small_data(50))
    few.advance(10)
    with pytest.raises(ValueError, match="another dataset"):
        session.restore(session.recipe, few.checkpoint())
    assert fingerprint(session) == before


def test_a_batch_number_beyond_the_epoch_begins_a_new_one() -> None:
    session = Session(Recipe(), RAGGED)
    session.advance(5)
    kept = session.checkpoint()
    session.restore(session.recipe, dataclasses.replace(kept, position=dataclasses.replace(kept.position, next_batch=999)))
    assert session.advance(20) == 20


def test_damaged_checkpoints_are_said() -> None:
    session = Session(recipe_with("adam"), RAGGED)
    session.advance(20)
    arrays, meta = session.checkpoint().to_arrays(), session.checkpoint().meta()
    wrong: list[tuple[dict[str, np.ndarray], dict[str, object]]] = [
        ({**arrays, "theta": np.full_like(arrays["theta"], np.nan)}, meta),
        ({**arrays, "grad": arrays["grad"][:-1]}, meta),
        ({**arrays, "optimizer_state": arrays["optimizer_state"][0]}, meta),
        ({**arrays, "order": arrays["order"].astype(float)}, meta),
        ({**arrays, "history_rows": arrays["history_rows"][:, :1]}, meta),
        ({name: a for name, a in arrays.items() if name != "theta"}, meta),
        (arrays, {**meta, "step": -1}),
        (arrays, {**meta, "rng_state": {"bit_generator": "nonsense"}}),
        (arrays, {**meta, "history_stride": 0}),
        (arrays, {name: v for name, v in meta.items() if name != "epoch"}),
    ]
    for bad_arrays, bad_meta in wrong:
        with pytest.raises(ValueError, match="damaged"):
            checkpoint_from(bad_arrays, bad_meta)


@pytest.mark.parametrize("inside", [(Dense(4), Dense(2)), (Dense(3), BatchNorm())])
def test_layers_that_move_into_a_residual_block_and_out_of_it_keep_all_their_numbers(inside: tuple[Layer, Layer]) -> None:
    recipe = dataclasses.replace(recipe_with("adam"), blocks=stack(*inside, Dense(3)))
    session = Session(recipe, RAGGED)
    session.advance(60)
    before, parts = numbers(session, 1, "") + numbers(session, 2, ""), list(_parts(Residual(inside)))
    into = Memento(moves=tuple(Move(k, "", 4, part) for k, part in enumerate(parts, 1)))
    apply_edit(session, dataclasses.replace(recipe, blocks=(Block(4, Residual(inside)), recipe.blocks[2])), into)
    assert numbers(session, 4, parts[0]) + numbers(session, 4, parts[1]) == before
    apart = dataclasses.replace(recipe, blocks=(Block(7, inside[0]), Block(8, inside[1]), recipe.blocks[2]))
    apply_edit(session, apart, Memento(moves=(Move(4, parts[0], 7, ""), Move(4, parts[1], 8, ""))))
    assert numbers(session, 7, "") + numbers(session, 8, "") == before


def _parts(layer: Residual) -> Iterator[str]:
    return (f"{part.name}." for part in list(layer.parts(2))[:-1])


def numbers(session: Session, layer: int, part: str) -> list[bytes]:
    """Weights, gradients, the optimizer's memory and running statistics of a layer, or of one inside it."""
    network = session.network
    info = next(info for info in network.layers if info.id == layer)
    vectors = (network.theta, network.grad, *session.optimizer_state)
    arrays = [array for vector in vectors for name, array in arrays_of(info, vector).items() if name.startswith(part)]
    kept = named(network.buffers, info.buffer_start, info.buffer_shapes)
    return [array.tobytes() for array in (*arrays, *(array for name, array in kept.items() if name.startswith(part)))]
