"""The time that a search will still take."""

from __future__ import annotations

from engine.search.running.time_left import TimeLeft


def test_it_is_what_the_rest_takes_at_the_speed_of_this_run() -> None:
    left = TimeLeft(done=10, now=100.0)
    assert left.at(10.5, 50, 130.0) is None  # too little to tell
    assert left.at(15, 50, 100.5) is None
    assert left.at(11, 50, 130.0) == 30.0 * 39
    assert left.at(12, 50, 101.0) == 0.5 * 38
    assert left.at(20, 50, 140.0) == 4.0 * 30
    assert left.at(50, 50, 180.0) == 0
    assert left.at(60, 50, 180.0) == 0  # some that were stopped went on
