"""Every optimizer with every schedule goes on in a new process as if nothing had happened."""

from __future__ import annotations

from tests.soak.resumes import compare, recipes


def test_runs_resumed_in_a_new_process_are_bit_for_bit_the_same() -> None:
    tried, wrong = compare(len(recipes()))
    assert tried == 66
    assert wrong == []
