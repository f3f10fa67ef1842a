"""The step in slow motion is the step: the same calls, the same bits, and nothing of the session changes by asking for it."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.inspection.step_stages.next_step import NextStep, Replays
from engine.inspection.step_stages.step_replay import StepReplay, coming_batch
from engine.inspection.step_stages.step_trace import StepTrace
from engine.inspection.workspace import Workspace
from engine.nn.activations import ReLU, Sigmoid
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.losses import MeanSquaredError
from engine.optim.optimizers import Adam
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from engine.training.training_step import trained_parts
from tests.engine.builders import small_data, stack
from tests.engine.inspection.step_stages.random_recipes import COUNT, random_run


def asked(session: Session, row: int | None = None) -> StepTrace:
    trace = NextStep(row).result(session, Workspace())
    assert trace is not None
    return trace


def state_of(session: Session) -> str:
    """A digest of all that training would continue from."""
    checkpoint = session.checkpoint()
    found = hashlib.sha256(repr(checkpoint.meta()).encode())
    for values in checkpoint.to_arrays().values():
        found.update(np.ascontiguousarray(values).tobytes())
    return found.hexdigest()


def same_bits(a: Array, b: Array) -> bool:
    return a.shape == b.shape and a.dtype == b.dtype and a.tobytes() == b.tobytes()


def sessions(number: int) -> tuple[Session, Session]:
    """Two that are alike, some steps into the run."""
    recipe, data = random_run(number)
    pair = Session(recipe, data), Session(recipe, data)
    for session in pair:
        for _step in range(number % 9):
            session.advance(1)
    return pair


@pytest.mark.parametrize("number", range(COUNT))
def test_every_call_of_the_step_gives_the_same_bits_as_in_training(number: int) -> None:
    session, beside = sessions(number)
    if session.has_ended:
        return
    rows, rng = coming_batch(session)
    replay = StepReplay(session.loop, len(rows))
    t = replay.prepare(session, rows, rng)
    copies = {id(values) for own in replay.copies.kept.values() for values in own.values()}
    watched = [call for call in replay.tape.calls if id(call[1][0]) not in copies]
    beside.loop.rate.set(beside.control.rate(beside.step))
    (calls, prepare, _steps), *_ = beside.batches.next_steps(1)
    if prepare is not None:
        prepare(t)
    assert [function.__name__ for function, _args in watched] == [function.__name__ for function, _args in calls]
    with np.errstate(all="ignore"):
        for (function, args), (own, own_args) in zip(calls, watched, strict=True):
            function(*args)
            own(*own_args)
            for here, there in zip(args, own_args, strict=True):
                if isinstance(here, np.ndarray):
                    assert same_bits(here, there), function


@pytest.mark.parametrize("number", range(COUNT))
def test_the_stages_are_those_of_the_real_step_and_asking_changes_nothing(number: int) -> None:
    session, _beside = sessions(number)
    before = state_of(session)
    trace = asked(session)
    assert asked(session, row=int(session.data.test[0])).rows.tolist() == [session.data.test[0]]
    assert state_of(session) == before
    theta, memory = session.network.theta.copy(), session.optimizer_state.copy()
    if session.advance(1) != 1 or session.divergence is not None:
        return
    assert np.array_equal(session.data.train[session.batches.rows_of_last()], trace.rows)
    for name, real in {
        "theta": theta,
        "memory_before": memory,
        "grad": session.network.grad,
        "theta_after": session.network.theta,
    }.items():
        assert same_bits(trace.vectors[name], real), name
    assert same_bits(trace.buffers_after, session.network.buffers)
    outputs, targets = session.batches.last()
    whole = [layer for layer in trace.layers if not layer.part]
    for layer, real in zip(whole, outputs, strict=True):
        assert same_bits(layer.values["a"], np.ascontiguousarray(real[:-1])), layer.key
    assert same_bits(trace.targets, np.ascontiguousarray(targets))
    if not session.history.is_due(session.step):  # a row of the history sets subnormal numbers of the memory to 0
        assert same_bits(trace.vectors["memory_after"], session.optimizer_state)


@pytest.mark.parametrize("number", range(0, COUNT, 5))
def test_the_names_are_true(number: int) -> None:
    """What is called z, a and f' is what the formulas give for it; so are the gradients of the weights."""
    session, _beside = sessions(number)
    if session.has_ended:
        return
    trace = asked(session)
    close = {"rtol": 2e-3, "atol": 2e-5}
    for layer in trace.layers:
        v, arrays = layer.values, layer.own(trace.vectors["theta"])
        if isinstance(layer.layer, Dense):
            np.testing.assert_allclose(v["z"], arrays["weights"].T @ v["x"] + arrays["biases"][:, np.newaxis], **close)
            activation = layer.layer.activation.with_parameters({name: a for name, a in arrays.items() if name == "slope"})
            np.testing.assert_allclose(v["a"], activation.function(v["z"].T).T, **close)
            if "slope" in v:
                np.testing.assert_allclose(v["slope"], activation.derivative(v["z"].T).T, **close)
                np.testing.assert_allclose(v["dz"], v["da"] * v["slope"], **close)
            own = layer.own(trace.vectors["grad"])
            np.testing.assert_allclose(own["weights"], trace.mean_factor * (v["x"] @ v["dz"].T), **close)
            np.testing.assert_allclose(own["biases"], trace.mean_factor * v["dz"].sum(1), **close)
            if "dx" in v:
                np.testing.assert_allclose(v["dx"], arrays["weights"] @ v["dz"], **close)
        elif isinstance(layer.layer, Dropout):
            np.testing.assert_allclose(v["a"], v["x"] * v["mask"], **close)
            np.testing.assert_allclose(v["dx"], v["da"] * v["mask"], **close)
        elif "xhat" in v:
            np.testing.assert_allclose(v["xhat"], (v["x"] - _column(v["mean"])) / np.sqrt(_column(v["variance"]) + 1e-5), **close)
        elif "f" in v:
            np.testing.assert_allclose(v["a"], v["x"] + v["f"], **close)
    parts = list(trained_parts(session.network))
    moved = trace.vectors["theta_after"] != trace.vectors["theta"]
    assert not moved[[not any(part.start <= i < part.stop for part, _rate in parts) for i in range(len(moved))]].any()


def _column(values: Array) -> Array:
    return values.reshape(-1, 1) if values.shape[0] != 1 else values


def test_a_two_two_one_network_by_hand() -> None:
    """Sigmoid neurons, MSE, one row x = (1, 2) with the target 1: every number worked out by hand, to six digits.

    z = (0.1·1 + 0.3·2 + 0.1, 0.2·1 − 0.4·2 − 0.2) = (0.8, −0.8), a = (0.689974, 0.310026);
    s = 0.5·0.689974 − 0.6·0.310026 + 0.3 = 0.458972, loss (s − 1)² = 0.292712, δ = 2 (s − 1) = −1.082056;
    ∂L/∂W₂ = a δ = (−0.746591, −0.335465), ∂L/∂b₂ = δ; back: W₂ δ = (−0.541028, 0.649234), f′ = a (1 − a) = 0.213910 twice,
    δ₁ = (−0.115731, 0.138877); ∂L/∂W₁ = x δ₁; and with the rate 0.1 the first weight becomes 0.1 + 0.0115731.
    """
    data = small_data(4, classes=0)
    table = replace(data.table, inputs=np.array([[1.0, 2.0]] * len(data.table.inputs)), target=np.ones(len(data.table.inputs)))
    recipe = Recipe(
        blocks=stack(Dense(2, Sigmoid())), loss=MeanSquaredError(), optimizer=replace(Recipe().optimizer, lr=0.1), batch=1
    )
    session = Session(recipe, replace(data, table=table), dtype=np.float64)
    session.network.theta[:] = 0.1, 0.2, 0.3, -0.4, 0.1, -0.2, 0.5, -0.6, 0.3
    trace = asked(session)
    hidden, output = trace.layers
    for found, by_hand in (
        (hidden.values["x"], [1, 2]),
        (hidden.values["z"], [0.8, -0.8]),
        (hidden.values["a"], [0.689974, 0.310026]),
        (trace.scores, [0.458972]),
        (trace.losses, [0.292712]),
        (trace.delta * trace.mean_factor, [-1.082056]),
        (output.values["dx"] * trace.mean_factor, [-0.541028, 0.649234]),
        (hidden.values["slope"], [0.213910, 0.213910]),
        (hidden.values["dz"] * trace.mean_factor, [-0.115731, 0.138877]),
    ):
        np.testing.assert_allclose(found.ravel(), by_hand, atol=1e-6)
    by_hand = [-0.115731, 0.138877, -0.231462, 0.277755, -0.115731, 0.138877, -0.746591, -0.335465, -1.082056]
    np.testing.assert_allclose(trace.vectors["grad"], by_hand, atol=1e-6)
    assert trace.vectors["theta_after"][0] == pytest.approx(0.1115731, abs=1e-7)
    session.advance(1)
    assert same_bits(session.network.theta, trace.vectors["theta_after"])


def test_a_replay_is_recorded_once_and_again_for_another_network() -> None:
    session, replays = Session(Recipe(optimizer=Adam())), Replays()
    first = replays.trace(session, None)
    made = dict(replays._made)
    session.advance(3)
    later = replays.trace(session, None)
    assert first is not None
    assert later is not None
    assert replays._made == made
    assert later.optimizer_step == 4
    session.adopt(replace(session.recipe, blocks=stack(Dense(3, ReLU()))))
    other = replays.trace(session, None)
    assert other is not None
    assert other.layers[0].units == 3


def test_a_row_that_is_not_there_has_no_step() -> None:
    assert NextStep(10**6).result(Session(Recipe()), Workspace()) is None


def test_a_row_by_itself_has_its_inputs_and_its_truth() -> None:
    session = Session(Recipe())
    for row in (0, len(session.data.table.inputs) - 1):
        found = NextStep(row).result(session, Workspace())
        assert found is not None
        assert (found.rows.tolist(), found.whole_batch) == ([row], False)
        assert found.inputs.tolist() == session.data.x(np.array([row])).astype(np.float32).T.tolist()
        assert found.raw.tolist() == session.data.table.inputs[[row]].T.tolist()
        assert found.truth.tolist() == [session.data.table.target[row]]
        assert found.loss == found.losses[0]
        assert found.layer((1, "")) is found.layers[0]
    with pytest.raises(KeyError):
        found.layer((9, ""))
    assert NextStep(len(session.data.table.inputs)).result(session, Workspace()) is None
    assert NextStep(-1).result(session, Workspace()) is None
    whole = NextStep().result(session, Workspace())
    assert whole is not None
    assert (whole.whole_batch, len(whole.rows), whole.optimizer_step) == (True, 10, 1)
    assert (NextStep.every_frame, NextStep() == NextStep(None)) == (False, True)


def test_of_more_than_four_sizes_of_batches_the_recordings_begin_anew() -> None:
    session, replays = Session(Recipe()), Replays()
    replays.trace(session, None)
    made = replays._made[10]
    for size in (3, 4, 5):
        replays._made[size] = made
    replays.trace(session, 0)
    assert set(replays._made) == {1}


@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("steps", [0, 1, 24, 25, 26, 50])
def test_the_coming_batch_is_the_one_that_the_session_trains_on(steps: int, shuffle: bool) -> None:
    """At the start, within an epoch of 25 batches, and at its end."""
    session = Session(Recipe(shuffle=shuffle))
    session.advance(steps)
    rows, _rng = coming_batch(session)
    before = session.batches.position()
    session.advance(1)
    position = session.batches.position()
    number = 0 if steps % 25 == 0 else before.next_batch
    assert rows.tolist() == session.data.train[position.order[10 * number : 10 * number + 10]].tolist()
