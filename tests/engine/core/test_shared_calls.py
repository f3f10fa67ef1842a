"""Calls on long arrays have the same bits however they are divided, and helping threads neither stay nor lose an error."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from engine.core import shared_calls
from engine.core.arrays import Array
from engine.core.blas_threads import SharedThreads
from engine.core.shared_calls import Helpers, SharedCalls, record_divided
from engine.core.tape import Call, Tape
from engine.optim.optimizers import OPTIMIZERS, LearningRate, StepVectors

SIZE = 9_003  # the smallest ones are recorded in other calls


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_calls, "BLOCK", 1_000)
    monkeypatch.setattr(shared_calls, "STRETCH", 3_000)
    monkeypatch.setattr(shared_calls, "HELPERS", Helpers(lambda: 2))


def trained(name: str, count: int, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """θ and state after some steps with so many threads; 0 is a tape that is not divided."""
    rng, optimizer = np.random.default_rng(0), OPTIMIZERS[name]()
    theta, grad = (rng.normal(size=SIZE).astype(np.float32) for _ in range(2))
    state = np.zeros((len(optimizer.memory), SIZE), np.float32)
    tape, vectors = Tape(1, theta.dtype, training=True), StepVectors(theta, grad, state, LearningRate(optimizer.lr))
    pool = SharedThreads(3, lambda count: None)
    monkeypatch.setattr(shared_calls, "BLAS", pool)
    prepare = record_divided(tape, SIZE if count else 0, lambda: optimizer.record(tape, vectors))
    assert (len(tape.calls) == 1) == bool(count)
    for step in range(1, 6):
        grad[:] = rng.normal(size=SIZE)
        if prepare is not None:
            prepare(step)
        with pool.used(max(1, count)):
            tape.run()
    return [theta.tobytes(), state.tobytes()]


@pytest.mark.parametrize("name", OPTIMIZERS.names())
def test_every_optimizer_has_the_same_bits_for_any_number_of_threads(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = trained(name, 0, monkeypatch)
    assert [trained(name, count, monkeypatch) == whole for count in (1, 2, 3)] == [True] * 3


def test_calls_that_are_not_number_by_number_stay_whole() -> None:
    tape, numbers, total = Tape(1, np.dtype("f4")), np.ones(SIZE, np.float32), np.zeros((), np.float32)
    record_divided(tape, SIZE, lambda: tape.record(np.add.reduce, numbers, 0, None, total))
    tape.run()
    assert (len(tape.calls), float(total)) == (1, SIZE)


def test_a_helping_thread_ends_when_it_has_nothing_to_do_and_comes_back() -> None:
    helpers, seen = Helpers(lambda: 1), []
    lanes: list[list[Call]] = [[], [(lambda: seen.append(threading.current_thread()), ())]]
    for _time in range(2):
        helpers.run(lanes)
        assert seen[-1] is not threading.current_thread()
        seen[-1].join(30)
        assert helpers.count == 0
    assert seen[0] is not seen[1]


def test_an_error_in_a_helping_thread_is_raised_where_it_was_asked_for_help() -> None:
    helpers = Helpers(lambda: 1)
    with pytest.raises(ValueError, match="too large"):
        helpers.run([[], [(_fail, ())]])
    done: list[int] = []
    helpers.run([[(done.append, (1,))], [(done.append, (2,))]])
    assert sorted(done) == [1, 2]


def test_who_finds_no_helper_free_does_it_all_and_who_fails_waits_for_its_helper() -> None:
    helpers, inside, go_on, ran = Helpers(lambda: 1), threading.Event(), threading.Event(), []

    def wait() -> None:
        inside.set()
        assert go_on.wait(30)
        ran.append("helper")

    def fail_late() -> None:
        assert inside.wait(30)
        alone = [[(ran.append, ("alone",))], [(ran.append, (threading.current_thread(),))]]
        helpers.run(alone)  # its only helper waits
        go_on.set()
        raise ValueError("too large")

    with pytest.raises(ValueError, match="too large"):
        helpers.run([[(fail_late, ())], [(wait, ())]])
    assert ran == ["alone", threading.current_thread(), "helper"]


def test_the_calls_of_one_thread_go_block_after_block() -> None:
    numbers: Array = np.arange(SIZE, dtype=np.float32)
    doubled = SharedCalls([(np.add, (numbers, numbers, numbers))], SIZE)
    doubled.run()
    assert numbers.tolist() == [2 * number for number in range(SIZE)]


def _fail() -> None:
    raise ValueError("too large")


@pytest.mark.parametrize(
    ("threads", "size", "lengths"),
    [
        (1, 9_003, [1_000] * 9 + [3]),  # block after block
        (2, 9_003, [4_480, 4_523]),
        (3, 9_003, [2_944, 3_008, 3_051]),  # at lines of the cache, 3,000 at least on average
        (4, 9_003, [2_944, 3_008, 3_051]),
        (9, 30_000, [7_488, 7_488, 7_488, 7_536]),  # four at most
        (2, 5_999, [1_000] * 5 + [999]),
    ],
)
def test_each_thread_takes_a_stretch(threads: int, size: int, lengths: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    pool, seen = SharedThreads(9, lambda count: None), list[int]()
    monkeypatch.setattr(shared_calls, "BLAS", pool)
    shared = SharedCalls([(lambda numbers, _one: seen.append(len(numbers)), (np.zeros(size), np.zeros(1)))], size)
    for _time in range(2):
        seen.clear()
        with pool.used(threads):
            shared.run()
        assert sorted(seen) == sorted(lengths)


@pytest.mark.parametrize(("size", "calls"), [(1_000, 1), (1_001, 2), (5_999, 6), (6_000, 1)])
def test_calls_on_short_arrays_stay_whole_and_on_long_ones_become_one(size: int, calls: int) -> None:
    tape, numbers = Tape(1, np.dtype("f4")), np.ones(size, np.float32)
    tape.record(np.add, numbers, numbers, numbers)
    result = record_divided(tape, size, lambda: tape.record(np.multiply, numbers, tape.number(3), numbers) or "recorded")
    assert result == "recorded"
    assert len(tape.calls) == 1 + calls  # what was recorded before is left alone
    tape.run()
    assert set(numbers.tolist()) == {6}


def test_one_call_that_is_not_number_by_number_keeps_all_of_them_whole() -> None:
    tape, numbers, other = Tape(1, np.dtype("f4")), np.ones(SIZE, np.float32), np.ones((3, SIZE), np.float32)

    def record() -> None:
        tape.record(np.add, numbers, numbers, numbers)
        tape.record(np.add, other, numbers, other)

    record_divided(tape, SIZE, record)
    assert len(tape.calls) == 2
