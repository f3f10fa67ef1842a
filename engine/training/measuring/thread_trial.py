"""How long a training step takes with one number of BLAS threads and another: measured in short blocks, taken in turns.

A machine is never quiet. What disturbs one block disturbs the next one too, so blocks of all numbers alternate, and their medians
are compared. Steps are thrown away afterwards. Where one takes long, products of the same size stand for it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from statistics import median

import numpy as np

from engine.core.blas_threads import SharedThreads
from engine.training.checkpoint import NO_HISTORY, Counters
from engine.training.training_loop import TrainingLoop

ROUNDS, FEWEST = 7, 3  # blocks of each number, and those after which a clear outcome ends the trial
BLOCK = 0.008  # seconds of a block; at least one step
MOST_SECONDS = 0.3  # of a trial, after the fewest rounds
CLEAR = 0.8  # every block of the fastest within this share of every other: clear
HOPELESS, AT_ONCE = 1.5, 2.0  # times the time of the fastest: no further block after the fewest rounds, or after the first
LONGEST_STEP = 1e9  # multiplications, about 30 milliseconds on one core: steps with more are not thrown away
OVERHEAD = 300  # multiplications that what an optimizer does with a parameter takes as long as
LARGEST_PRODUCT = 2e8  # multiplications of one that stands for a step
WIDEST = 3_000  # rows and columns of its weights
PRODUCTS = 0.5  # share of a long step that they take, at least

Block = Callable[[int], float]  # seconds of a step, or what stands for it, with so many threads


def step_seconds(
    loop: TrainingLoop,
    at: Counters,
    counts: Sequence[int],
    pool: SharedThreads,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[int, float]:
    """How long a step takes with each of these numbers of threads. The loop is left as it was."""
    batch = loop.batches.size
    if loop.network.theta.size * (batch + OVERHEAD) > LONGEST_STEP:
        found = _medians(_products(loop, pool, clock), counts, clock)
        return {count: PRODUCTS * seconds + (1 - PRODUCTS) * found[counts[0]] for count, seconds in found.items()}
    state = loop.state(at, NO_HISTORY)
    try:
        return _medians(_steps(loop, at, clock), counts, clock)
    finally:
        loop.load(state)


def _medians(block: Block, counts: Sequence[int], clock: Callable[[], float]) -> dict[int, float]:
    """Blocks of all numbers in turns. The first is not counted: its numbers may be out of the cache, its threads asleep."""
    warm_up = {count: block(count) for count in counts}
    began, found = clock(), {count: [block(count)] for count in counts}
    shortest = min(each[0] for each in found.values())
    left = [count for count in counts if min(warm_up[count], found[count][0]) < AT_ONCE * shortest]
    for rounds in range(1, ROUNDS):
        middle = {count: median(found[count]) for count in left}
        first = min(middle, key=middle.__getitem__)
        if rounds >= FEWEST:
            left = [count for count in left if middle[count] < HOPELESS * middle[first]]
            if clock() - began > MOST_SECONDS or _is_clear({count: found[count] for count in left}, first):
                break
        if len(left) == 1:
            break
        for count in left:
            found[count].append(block(count))
    return {count: median(each) for count, each in found.items()}


def _is_clear(found: dict[int, list[float]], first: int) -> bool:
    return all(max(found[first]) < CLEAR * min(each) for count, each in found.items() if count != first)


def _steps(loop: TrainingLoop, at: Counters, clock: Callable[[], float]) -> Block:
    def block(count: int) -> float:
        nonlocal at
        loop.control.set_threads(at.step, count)
        began, first = clock(), at.step
        while True:
            at = loop.run(at, 1)
            seconds = clock() - began
            if seconds >= BLOCK:
                return seconds / (at.step - first)

    return block


def _products(loop: TrainingLoop, pool: SharedThreads, clock: Callable[[], float]) -> Block:
    """Of the weights of the largest layer, or a part of them, with as many rows of a batch as do not take long."""
    widths = ((layer.units_out, layer.units_in) for layer in loop.network.layers if layer.parameters)
    out, width = max(((min(one, WIDEST), min(other, WIDEST)) for one, other in widths), key=math.prod)
    rows = max(1, min(loop.batches.size, int(LARGEST_PRODUCT / (out * width))))
    weights, x, product = (np.ones(shape, loop.network.dtype) for shape in ((out, width), (width, rows), (out, rows)))

    def block(count: int) -> float:
        with pool.used(count):
            began = clock()
            weights.dot(x, product)
            return clock() - began

    return block
