"""The tape as a computation graph: worked by hand, rebound to other rows, sparing with calls."""

from __future__ import annotations

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.core.tape import Tape
from engine.nn.activations import Identity, ReLU, Sigmoid, Tanh
from engine.nn.layers import Parameters
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout


def recorded(tape: Tape, layer: Dense, parameters: Parameters, x: Array, gradient: Array) -> tuple[Array, Array | None]:
    out = tape.units(layer.record(tape, parameters, x))
    return out, tape.record_backward(gradient)


def test_the_computation_graph_of_the_textbooks() -> None:
    """f = 1 / (1 + e^-(w0 x0 + w1 x1 + w2)) with w = (2, -3, -3), x = (-1, -2).

    The sum is -2 + 6 - 3 = 1, f = 0.73, f' = f (1 - f) = 0.20; so df/dw = (x0, x1, 1) f' = (-0.20, -0.39, 0.20) and
    df/dx = (w0, w1) f' = (0.39, -0.59).
    """
    theta, grad = np.array([2.0, -3.0, -3.0]), np.zeros(3)
    tape = Tape(1, np.dtype(np.float64), training=True, room=2, wants_input_gradient=True)
    x = np.array([[-1.0], [-2.0], [1.0]])
    f, dx = recorded(tape, Dense(1, Sigmoid()), Parameters(theta, grad), x, np.ones((1, 1)))
    tape.run()
    assert dx is not None
    assert f.item() == pytest.approx(0.73, abs=0.005)
    assert grad == pytest.approx([-0.20, -0.39, 0.20], abs=0.005)
    assert dx.ravel() == pytest.approx([0.39, -0.59], abs=0.005)
    assert (f.item(), *grad, *dx.ravel()) == pytest.approx(
        (0.7310585786, -0.1966119332, -0.3932238665, 0.1966119332, 0.3932238665, -0.5898357997), abs=1e-9
    )


def test_a_replay_depends_on_the_present_numbers_only() -> None:
    theta, grad, rng = np.zeros(3), np.zeros(3), np.random.default_rng(0)
    tape = Tape(4, np.dtype(np.float64), training=True, room=8)
    x = np.ones((3, 4))
    out, _ = recorded(tape, Dense(1, Identity()), Parameters(theta, grad), x, np.ones((1, 4)))
    for _ in range(3):
        x[:2], theta[:] = rng.normal(size=(2, 4)), rng.normal(size=3)
        tape.run()
        assert out[0] == pytest.approx(theta @ x)
        assert grad == pytest.approx(x.sum(1))


def test_the_first_layer_passes_no_gradient_unless_asked() -> None:
    def gradient_and_calls(wanted: bool) -> tuple[Array | None, int]:
        tape = Tape(2, np.dtype(np.float64), training=True, room=4, wants_input_gradient=wanted)
        _, dx = recorded(tape, Dense(1, Tanh()), Parameters(np.ones(3), np.ones(3)), np.ones((3, 2)), np.ones((1, 2)))
        return dx, len(tape.calls)

    dx, calls = gradient_and_calls(False)
    assert dx is None
    assert gradient_and_calls(True)[1] == calls + 1


def test_like_layers_side_by_side_share_the_calls_for_their_derivatives() -> None:
    """Two tanh layers cost two calls for their derivatives, not four; another activation between them costs its own."""

    def derivative_calls(*layers: Dense) -> int:
        tape = Tape(2, np.dtype(np.float64), training=True, room=100)
        x: Array = np.ones((3, 2))
        for layer in layers:
            size = len(x) * layer.units
            x = layer.record(tape, Parameters(np.ones(size), np.ones(size)), x)
        before = len(tape.calls)
        tape._record_derivatives()
        return len(tape.calls) - before

    assert derivative_calls(Dense(2, Tanh()), Dense(2, Tanh())) == 2
    assert derivative_calls(Dense(2, Tanh()), Dense(2, ReLU()), Dense(2, Tanh())) == 5
    assert derivative_calls(Dense(2, Identity())) == 0


@pytest.mark.parametrize("dropout_first", [False, True])
def test_rebound_calls_read_other_rows_and_leave_the_tape_alone(dropout_first: bool) -> None:
    def record(tape: Tape, theta: Array, grad: Array, x: Array) -> Array:
        inner = Dropout(0.0).record(tape, Parameters(theta[:0], grad[:0]), x) if dropout_first else x
        out = tape.units(Dense(2, Tanh()).record(tape, Parameters(theta, grad), inner))
        tape.record_backward(np.ones((2, 3)))
        return out

    rng = np.random.default_rng(0)
    theta, grad = rng.normal(size=6), np.zeros(6)
    tape = Tape(3, np.dtype(np.float64), training=True, room=100)
    x, other = np.ones((3, 3)), np.vstack([rng.normal(size=(2, 3)), np.ones(3)])
    out = record(tape, theta, grad, x)
    for function, args in tape.rebound([(x, other)]):
        function(*args)
    assert out == pytest.approx(np.tanh(theta.reshape(3, 2).T @ other))
    expected = other @ (1 - out**2).T
    assert grad.reshape(3, 2) == pytest.approx(expected)
    tape.run()
    assert out == pytest.approx(np.tanh(theta.reshape(3, 2).T @ x))


def test_too_little_room_is_said() -> None:
    tape = Tape(4, np.dtype(np.float64), room=10)
    with pytest.raises(ValueError, match="room for 10 numbers; 12"):
        tape.rows(2)


def test_clip_limits_by_number_or_by_array() -> None:
    tape = Tape(1, np.dtype(np.float32))
    z, low, out = np.array([-3, 0, 9], np.float32), np.array([-4, 1, 0], np.float32), np.empty(3, np.float32)
    tape.clip(z, -1, 5, out)
    tape.run()
    assert out.tolist() == [-1, 0, 5]
    again = Tape(1, np.dtype(np.float32))
    again.clip(z, low, np.inf, out)
    again.run()
    assert out.tolist() == [-3, 1, 9]


def test_the_public_clip_serves_where_numpy_hides_the_bare_one(monkeypatch: pytest.MonkeyPatch) -> None:
    z, out = np.array([[-2.0, 3.0]], np.float32), np.empty((1, 2), np.float32)
    monkeypatch.setattr("engine.core.tape.clip", np.clip)
    tape = Tape(2, np.dtype(np.float32))
    tape.clip(z, 0, np.inf, out)
    tape.clip(out, np.full((1, 2), 1, np.float32), np.inf, out)
    tape.run()
    assert out.tolist() == [[1.0, 3.0]]
    assert out.dtype == np.float32


@pytest.mark.parametrize(
    ("rows", "inner", "columns", "calls"),
    [
        (30, 4, 40, 1),  # 1,200 results
        (1201, 4, 1, 2),
        (500, 20, 100, 2),  # 10⁶ multiplications
        (500, 20, 101, 1),
    ],
)
def test_a_transposed_factor_is_copied_where_that_is_quicker(rows: int, inner: int, columns: int, calls: int) -> None:
    rng = np.random.default_rng(0)
    a, b, out = rng.normal(size=(rows, inner)), rng.normal(size=(columns, inner)), np.empty((rows, columns))
    for first, recorded_calls in ((a, calls), (np.asfortranarray(a), calls if inner == 1 else 1)):
        tape = Tape(1, a.dtype)
        assert tape.dot_transposed(first, b, out) is out
        tape.run()
        np.testing.assert_allclose(out, a @ b.T, rtol=1e-12)
        assert len(tape.calls) == recorded_calls


@pytest.mark.parametrize("size", [2048, 2049])
def test_where_numbers_are_above_0(size: int) -> None:
    a = np.resize(np.array([-2.0, 0.0, 1e-30, 3.0]), size)
    out, mask, wanted = np.empty(size), np.empty(size), np.resize([False, False, True, True], size)
    tape = Tape(1, a.dtype)
    tape.positive(a, out)
    assert len(tape.calls) == (1 if size <= 2048 else 2)  # np.sign is quick for few numbers
    tape.positive_mask(a, mask)
    tape.mask_where(a, mask)
    tape.run()
    assert set(out[wanted]) == {1}
    assert (out[~wanted] <= 0).all()
    np.testing.assert_array_equal(tape.as_integers(mask), wanted)
    np.testing.assert_array_equal(a, np.resize([0.0, 0, 1e-30, 3], size))


def test_only_the_scale_recorded_last_can_be_taken_back() -> None:
    tape = Tape(2, np.dtype(np.float64))
    a, b = np.ones((1, 2)), np.ones((1, 2))
    tape.scale(a, 0.25)
    assert tape.without_scale(b) == 1
    assert tape.without_scale(a) == 0.25
    assert tape.calls == []
    tape.record(np.multiply, a, b, a)
    assert tape.without_scale(a) == 1
    assert len(tape.calls) == 1
    tape.scale(b, 3)
    tape.record(np.multiply, b, np.ones((1, 2)), b)  # by numbers of its own, no scale
    assert tape.without_scale(b) == 1
    tape.record(np.add, b, tape.number(1), b)
    assert tape.without_scale(b) == 1
    tape.record(np.multiply, b, tape.number(2), a)
    assert (tape.without_scale(a), tape.without_scale(b)) == (1, 1)


def test_rows_lie_side_by_side_with_a_bias_row_each() -> None:
    tape = Tape(3, np.dtype(np.float32), room=21)
    first, second = tape.rows(2), tape.rows(3)
    assert (first.shape, second.shape) == ((3, 3), (4, 3))
    assert second.ctypes.data - first.ctypes.data == 9 * 4
    assert (first == 1).all()
    assert tape.units(first) is tape.units(first)
    assert (tape.units(first).shape, tape.last_row(second).shape) == ((2, 3), (1, 3))
    assert tape.last_row(second) is tape.last_row(second)
    assert not tape.has_backward
    with pytest.raises(ValueError, match="room for 21 numbers; 24"):
        tape.rows(0)


def test_what_is_watched_is_named_with_its_part_of_the_network() -> None:
    heard = []

    class Listener:
        def watch(self, tape: Tape, name: str, values: Array) -> None:
            heard.append((tape.path, name))

    def record_parts(tape: Tape) -> None:
        with tape.part("layer 1"), tape.part("inner"):
            tape.watch("z", np.ones(1))
            tape.on_backward(lambda gradient: (tape.watch("dz", gradient), gradient)[1])
        tape.watch("loss", np.ones(1))
        assert tape.has_backward
        tape.record_backward(np.ones(1))
        assert tape.path == ()

    record_parts(Tape(1, np.dtype(np.float64), watcher=Listener()))
    assert heard == [(("layer 1", "inner"), "z"), ((), "loss"), (("layer 1", "inner"), "dz")]
    record_parts(Tape(1, np.dtype(np.float64)))  # nobody listens
    assert len(heard) == 3


def test_rebound_calls_know_the_views_without_the_bias_row_and_of_it() -> None:
    tape = Tape(2, np.dtype(np.float64), room=6)
    x, other, out = tape.rows(2), np.array([[1.0, 2], [3, 4], [5, 6]]), np.zeros((2, 2))
    tape.record(np.add, tape.units(x), tape.last_row(x), out)
    for function, args in tape.rebound([(x, other)]):
        function(*args)
    assert out.tolist() == [[6, 8], [8, 10]]
    third = 10 * other
    for function, args in tape.rebound([(x, third)]):
        function(*args)
    assert out.tolist() == [[60, 80], [80, 100]]
    for function, args in tape.rebound([(np.ones(3), np.ones(3))]):  # which no call reads
        function(*args)
    assert out.tolist() == [[2, 2], [2, 2]]


def test_a_tape_without_a_generator_draws_the_same_numbers_each_time() -> None:
    draws = [Tape(1, np.dtype(np.float64)).rng.random() for _time in range(2)]
    assert draws == [np.random.default_rng(0).random()] * 2
    assert Tape(1, np.dtype(np.float64), rng=np.random.default_rng(3)).rng.random() == np.random.default_rng(3).random()
    assert not Tape(1, np.dtype(np.float64)).training
    assert not Tape(1, np.dtype(np.float64)).wants_input_gradient
