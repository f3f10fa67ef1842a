"""A few of the divisions of a run among calls: each with every schedule. The long form is a command: see `divisions`."""

from __future__ import annotations

from tests.soak.divisions import compare


def test_rules_see_every_end_of_an_epoch_however_a_run_is_divided() -> None:
    compared, ends, wrong = compare(["chunks of 15", "random 1", "clock 2"])
    assert wrong == []
    assert compared == 18
    assert ends >= 10
