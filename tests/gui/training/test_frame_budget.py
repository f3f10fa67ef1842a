"""How much of the training thread's time frames take."""

from __future__ import annotations

import time

import pytest

from engine.inspection.step_sizes import EffectiveStepSizes
from gui.training.frame_budget import CHEAP, EXPENSIVE, REST, FrameBudget

NOTHING = frozenset[EffectiveStepSizes]()


def test_expensive_snapshots_get_coarser_and_cheap_ones_finer_again() -> None:
    budget, details = FrameBudget(), []
    for _ in range(20):
        budget.spend(2 * EXPENSIVE)
        details.append(budget.detail)
    assert details == sorted(details, reverse=True)
    assert details[-1] == pytest.approx(0.1)
    budget.spend((CHEAP + EXPENSIVE) / 2)
    assert budget.detail == details[-1]
    for _ in range(50):
        budget.spend(CHEAP / 2)
    assert budget.detail == 1.0


def test_a_frame_is_made_once_for_each_change_and_each_wish(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    budget, wish = FrameBudget(), frozenset({EffectiveStepSizes()})
    assert budget.is_due(NOTHING, training=False)
    assert not budget.is_due(NOTHING, training=False)
    assert budget.is_due(wish, training=False)
    budget.invalidate(steps=True)
    budget.spend(0.5)
    now[0] += 0.4 * REST
    assert not budget.is_due(wish, training=True)  # it is training's turn for several times as long as the snapshot took
    now[0] += 0.1 * REST
    assert budget.is_due(wish, training=True)
    budget.spend(0.5)
    budget.invalidate()
    assert budget.is_due(wish, training=True)  # an edit is shown at once
