"""Speeds of Play: how many steps a second each is, what it is called, and their order."""

from __future__ import annotations

import math

import pytest

from gui.model.speeds import FIRST, FULL, SPEEDS, Speed, ladder, speed_named


@pytest.mark.parametrize(
    ("speed", "rate", "key", "text"),
    [
        (Speed(epochs=1), 25, "1 epochs", "1 epoch / s"),
        (Speed(epochs=3), 75, "3 epochs", "3 epochs / s"),
        (Speed(steps=1), 1, "1 steps", "1 step / s"),
        (Speed(steps=5), 5, "5 steps", "5 steps / s"),
        (FULL, math.inf, "full", "full speed"),
    ],
)
def test_a_speed_in_steps_a_second_and_in_words(speed: Speed, rate: float, key: str, text: str) -> None:
    assert speed.steps_per_second(25) == rate
    assert (speed.key, speed.text, speed.is_full) == (key, text, math.isinf(rate))
    assert speed_named(key) is next(one for one in SPEEDS if one == speed)


def test_what_is_no_speed_has_none() -> None:
    assert speed_named("7 epochs") is speed_named(None) is None


def test_the_order_of_speeds_depends_on_the_length_of_an_epoch() -> None:
    assert [one.key for one in ladder(2)] == ["1 steps", "1 epochs", "5 steps", "3 epochs", "8 epochs", "30 epochs", "full"]
    assert [one.key for one in ladder(100)] == ["1 steps", "5 steps", "1 epochs", "3 epochs", "8 epochs", "30 epochs", "full"]
    assert FIRST.text == "8 epochs / s"
