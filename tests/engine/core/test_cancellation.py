"""Long work is given up between its parts, and only where its thread said so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.core.cancellation import Cancelled, cancellable, check
from engine.data.csv_files.reader import read_csv
from engine.diagnosis.gradient_check import check_batch
from engine.inspection.snapshot_builder import SnapshotBuilder
from engine.recipe.recipe import Recipe
from engine.training.session import Session


def after(calls: int) -> Callable[[], bool]:
    """Cancelled from that call on."""
    left = iter(range(calls))
    return lambda: next(left, None) is None


def test_nothing_is_cancelled_outside() -> None:
    check()
    with pytest.raises(Cancelled), cancellable(lambda: True):
        check()
    check()


def test_the_inner_one_counts() -> None:
    with cancellable(lambda: True):
        with cancellable(lambda: False):
            check()
        with pytest.raises(Cancelled):
            check()


def test_reading_a_table_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_text("".join(f"{i},{i + 1},{'ab'[i % 2]}\n" for i in range(5000)), encoding="utf-8")
    assert len(read_csv(path).inputs) == 5000
    with pytest.raises(Cancelled), cancellable(after(2)):
        read_csv(path)


def test_a_check_and_a_picture_are_given_up_and_leave_the_session_as_it_was() -> None:
    session = Session(Recipe())
    session.advance(20)
    theta = session.network.theta.copy()
    for work in (lambda: check_batch(session, 1.0), lambda: SnapshotBuilder(session).build()):
        with pytest.raises(Cancelled), cancellable(after(0)):
            work()
        assert session.network.theta.tobytes() == theta.tobytes()
