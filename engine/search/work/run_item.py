"""Training one piece of a trial: no history, no timeline, no look at other rows than those it learns from until it is judged."""

from __future__ import annotations

import math
import os
import platform
import time
from dataclasses import replace

import numpy as np

from engine.core.arrays import Array, are_finite, flush_subnormal
from engine.core.translation import N_, renewed
from engine.data.preprocessing import Data
from engine.network.network import Network
from engine.nn.losses import mean_loss
from engine.nn.metrics import METRICS
from engine.recipe.class_weights import minimised
from engine.recipe.recipe import Recipe
from engine.recipe.recipe_problem import RecipeProblem
from engine.search.plan import LOSS
from engine.search.work.learning_trace import as_trace, next_traced, trace_row
from engine.search.work.prepared_rows import PreparedRows
from engine.search.work.state_bytes import state_bytes, state_from
from engine.search.work.work_item import WorkItem, WorkResult, failed
from engine.training.checkpoint import NO_HISTORY, Counters
from engine.training.divergence import is_finite
from engine.training.training_loop import TrainingLoop, build

NO_MEMORY = N_("There was not enough memory to train this network.")
BETWEEN_CHECKS = 16  # epochs: at their multiples numbers are checked and subnormal ones flushed, however the work is divided


def run_items(rows: PreparedRows, items: tuple[WorkItem, ...]) -> tuple[WorkResult, ...]:
    """Their answers, in their order. Nothing that is wrong with one of them costs the others."""
    return tuple(run_item(rows, item) for item in items)


def run_item(rows: PreparedRows, item: WorkItem) -> WorkResult:
    """Its answer; what cannot be trained is answered with the problem."""
    began = time.perf_counter()
    try:
        with np.errstate(all="ignore"):  # numbers that are not finite are found and reported as a divergence
            result = _trained(rows, item)
    except (ValueError, RecipeProblem) as problem:
        result = failed(item, renewed(problem.args[0] if problem.args else str(problem)))
    except MemoryError:
        result = failed(item, NO_MEMORY)
    return replace(result, seconds=time.perf_counter() - began, host=platform.node(), process=os.getpid())


def _trained(rows: PreparedRows, item: WorkItem) -> WorkResult:
    data = rows.of(item.recipe, item.fold, item.folds)
    loop = build(item.recipe, data, np.float32)
    at = _begin(loop, item.state)
    parameters = int(loop.network.theta.size)
    trace = [] if at.epoch or not item.traces else [trace_row(0, loop.scores(0))]
    while at.epoch < item.until:
        due = next_traced(at.epoch) if item.traces else item.until
        at = _run(loop, at, min(item.until, (at.epoch // BETWEEN_CHECKS + 1) * BETWEEN_CHECKS, due))
        if not (is_finite(loop.network) and are_finite(loop.optimizer_state)):
            return WorkResult(item.trial, item.piece, at.epoch, diverged=True, parameters=parameters, trace=as_trace(trace))
        if item.traces and at.epoch in (due, item.until):
            trace.append(trace_row(at.epoch, loop.scores(at.step)))
        if at.epoch % BETWEEN_CHECKS == 0:
            flush_subnormal(loop.optimizer_state)
    score = judged(loop.network, item.recipe, data, item.judge)
    if not math.isfinite(score):
        return WorkResult(item.trial, item.piece, at.epoch, diverged=True, parameters=parameters, trace=as_trace(trace))
    state = state_bytes(loop.state(at, NO_HISTORY))
    return WorkResult(item.trial, item.piece, at.epoch, score, state, parameters=parameters, trace=as_trace(trace))


def _begin(loop: TrainingLoop, state: bytes | None) -> Counters:
    if state is None:
        loop.restart()
        return Counters(0, 0, 0)
    checkpoint = state_from(state)
    checkpoint.check(loop.network.theta, loop.optimizer_state, loop.network.buffers, len(loop.data.train))
    loop.load(checkpoint)
    return checkpoint.counters


def _run(loop: TrainingLoop, at: Counters, epoch: int) -> Counters:
    """Train to the end of so many epochs."""
    if not loop.control.needs_epoch_ends:
        return loop.run(at, (epoch - at.epoch) * loop.batches.count)
    while at.epoch < epoch:
        at = loop.run(at, loop.batches.count)
        if loop.control.needs_scores:
            scores = loop.scores(at.step)
            if not scores.are_finite():
                return at
            loop.end_epoch(at.step, scores)
    return at


def judged(network: Network, recipe: Recipe, data: Data, judge: str) -> float:
    """The judge's value on the validation rows, or where there are none on the training rows; NaN when scores are not finite.

    As in all of the program a loss, and the error of a standardised target, is in the units of the scores.
    """
    return judged_on(network, recipe, data, data.validation if len(data.validation) else data.train, judge)


def judged_on(network: Network, recipe: Recipe, data: Data, rows: Array, judge: str) -> float:
    """As `judged`, on these rows."""
    x, target = data.x(rows), data.y(rows)
    scores: Array = network.scores(x.astype(network.dtype)).astype(np.float64)
    if not np.isfinite(scores).all():
        return math.nan
    if judge == LOSS:
        loss = minimised(recipe, data).loss
        return mean_loss(loss, scores, loss.encode(target, data.task))
    return float(METRICS[judge]().value(scores, target))
