"""The trial of numbers of BLAS threads: which blocks are measured, when it ends, and what stands for a long step."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from engine.training.checkpoint import Counters
from engine.training.measuring import thread_trial


def trial(clock: Callable[[], float] = lambda: 0.0, **blocks: list[float]) -> tuple[dict[int, float], dict[int, int]]:
    """What is found where blocks take so long, the last one again and again; and how many were measured."""
    of = {int(name[1:]): seconds for name, seconds in blocks.items()}
    measured = dict.fromkeys(of, 0)

    def block(count: int) -> float:
        measured[count] += 1
        return of[count][min(measured[count], len(of[count])) - 1]

    return thread_trial._medians(block, tuple(of), clock), measured


def test_seven_blocks_of_each_are_compared_by_their_median_after_one_that_does_not_count() -> None:
    found, measured = trial(t1=[9.0, 1.0, 1.0, 1.0, 1.4], t2=[1.0, 1.0, 1.4, 1.4, 1.4, 1.0])
    assert measured == {1: 8, 2: 8}
    assert found == {1: 1.4, 2: 1.0}


@pytest.mark.parametrize(("asleep", "first", "measured"), [(9.0, 2.0, 2), (9.0, 1.9, 8), (1.9, 9.0, 8), (2.0, 9.0, 2)])
def test_a_number_that_takes_twice_as_long_at_once_is_given_up(asleep: float, first: float, measured: int) -> None:
    assert trial(t1=[1.0], t2=[asleep, first, 1.1])[1][2] == measured


@pytest.mark.parametrize(("slower", "measured"), [(1.24, 8), (1.25, 8), (1.26, 4)])
def test_a_clear_outcome_ends_it_after_three_blocks(slower: float, measured: int) -> None:
    assert trial(t1=[1.0], t2=[slower])[1] == {1: measured, 2: measured}


@pytest.mark.parametrize(("slowest", "measured"), [(2.98, 8), (3.0, 4)])
def test_a_number_that_takes_half_as_long_again_is_given_up_after_three_blocks(slowest: float, measured: int) -> None:
    assert trial(t1=[2.2], t2=[2.0], t4=[slowest])[1] == {1: 8, 2: 8, 4: measured}


def test_it_takes_no_longer_than_a_moment() -> None:
    ticks = iter([5.0, 5.25, 5.25, 5.75])
    assert trial(lambda: next(ticks), t1=[1.0], t2=[1.0])[1] == {1: 6, 2: 6}


@pytest.mark.parametrize(
    ("found", "clear"),
    [
        ({1: [1.0, 1.2], 2: [2.0, 1.6]}, True),
        ({1: [1.0, 2.0], 2: [3.0, 2.5]}, False),
        ({1: [1.0, 1.2], 2: [2.0, 1.6], 4: [9.0, 1.0]}, False),
        ({1: [1.0]}, True),
    ],
)
def test_an_outcome_is_clear_when_every_block_is_faster_than_every_other(found: dict[int, list[float]], clear: bool) -> None:
    assert thread_trial._is_clear(found, 1) is clear


def test_a_block_is_as_many_steps_as_take_a_moment() -> None:
    used: list[tuple[int, int]] = []
    loop: Any = SimpleNamespace(
        control=SimpleNamespace(set_threads=lambda step, count: used.append((step, count))),
        run=lambda at, most: Counters(at.step + most, at.epoch, at.optimizer_step),
    )
    ticks = iter([1.0, 1.0 + 0.0078125, 1.0 + 0.015625, 2.0, 2.5])
    block = thread_trial._steps(loop, Counters(10, 0, 10), lambda: next(ticks))
    assert (block(2), block(4)) == (0.0078125, 0.5)
    assert used == [(10, 2), (12, 4)]  # each block goes on where the one before ended


@pytest.mark.parametrize(
    ("layers", "batch", "out", "width", "rows"),
    [
        ([(2, 10), (10, 8), (8, 1)], 32, 8, 10, 32),  # the one with the most weights
        ([(2, 10), (10, 2), (90, 90, 0)], 32, 10, 2, 32),  # one without parameters has no product
        ([(100, 5000)], 32, 3000, 100, 32),
        ([(5000, 4000)], 32, 3000, 3000, 22),  # 2e8 multiplications at most
    ],
)
def test_a_product_of_the_largest_layer_stands_for_a_long_step(
    layers: list[tuple[int, ...]], batch: int, out: int, width: int, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    infos = [SimpleNamespace(units_in=one[0], units_out=one[1], parameters=one[2] if len(one) > 2 else 1) for one in layers]
    loop: Any = SimpleNamespace(network=SimpleNamespace(layers=infos, dtype="float32"), batches=SimpleNamespace(size=batch))
    counts = []

    @contextmanager
    def used(count: int) -> Iterator[None]:
        counts.append(count)
        yield

    ticks = iter([3.0, 3.5])
    monkeypatch.setattr(thread_trial.np, "ones", lambda shape, dtype: SimpleNamespace(shape=shape, dot=lambda x, product: None))
    pool: Any = SimpleNamespace(used=used)
    block = thread_trial._products(loop, pool, lambda: next(ticks))
    parts = inspect.getclosurevars(block).nonlocals
    assert [parts[name].shape for name in ("weights", "x", "product")] == [(out, width), (width, rows), (out, rows)]
    assert (block(2), counts) == (0.5, [2])


@pytest.mark.parametrize(("limit", "products"), [(9 * 308.0, False), (9 * 308.0 - 1, True)])
def test_steps_beyond_a_limit_are_not_thrown_away(limit: float, products: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine parameters, eight rows, and what an optimizer does with a parameter takes as long as 300 multiplications."""
    loaded: list[object] = []
    loop: Any = SimpleNamespace(
        batches=SimpleNamespace(size=8),
        network=SimpleNamespace(theta=SimpleNamespace(size=9)),
        state=lambda at, history: "state",
        load=loaded.append,
    )
    monkeypatch.setattr(thread_trial, "LONGEST_STEP", limit)
    monkeypatch.setattr(thread_trial, "_products", lambda loop, pool, clock: lambda count: 8.0 / count)
    monkeypatch.setattr(thread_trial, "_steps", lambda loop, at, clock: lambda count: 4.0 / count)
    pool: Any = None
    found = thread_trial.step_seconds(loop, Counters(0, 0, 0), (1, 2), pool, lambda: 0.0)
    assert found == ({1: 8.0, 2: 6.0} if products else {1: 4.0, 2: 2.0})
    assert loaded == ([] if products else ["state"])  # the loop is left as it was
