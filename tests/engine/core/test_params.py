"""Hyperparameters: what is allowed on both sides of each limit, and the sentence for what is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from engine.core.params import Param, check_params, choice_text, is_finite_number, param, params_of
from engine.core.registry import Entry, Registry

LAMPS: Registry[Entry] = Registry("lamp")


@LAMPS.add("spot", "Spot")
@dataclass(frozen=True)
class Spot(Entry):
    """A narrow one."""

    watts: int = param(5, "Watts", low=1, high=60, unit="W")


@LAMPS.add("flood", "Flood")
@dataclass(frozen=True)
class Flood(Entry):
    """A wide one."""


def read_upper(text: str) -> str:
    return text.upper()


WHOLE = Param("n", "Rows", 3, low=1, high=10)
REAL = Param("lr", "Rate", 0.5, low=0, high=2)
ONE = Param("lamp", "Lamp", Spot(), family=LAMPS)
SEVERAL = Param("lamps", "Lamps", (), low=1, high=3, family=LAMPS, many=True, distinct=True)
ALIKE = Param("lamps", "Lamps", (), low=0, high=3, family=LAMPS, many=True)
TEXT = Param("name", "Name", "a", longest=4)


@pytest.mark.parametrize(
    ("about", "value", "read"),
    [
        (WHOLE, 1, 1),
        (WHOLE, 10, 10),
        (WHOLE, 4.0, 4),
        (REAL, 0, 0.0),
        (REAL, 2, 2.0),
        (Param("x", "X", 0.5), -1e300, -1e300),
        (Param("b", "B", True), False, False),
        (TEXT, "abcd", "abcd"),
        (Param("c", "C", "up", choices=("up", "down")), "down", "down"),
        (Param("f", "F", "x", reads=read_upper), "ab", "AB"),
        (ONE, Spot(7), Spot(7)),
        (SEVERAL, [Spot()], (Spot(),)),
        (SEVERAL, [Spot(), Flood()], (Spot(), Flood())),
        (ALIKE, (), ()),
        (ALIKE, [Spot(), Spot(), Spot()], (Spot(), Spot(), Spot())),
    ],
)
def test_what_is_allowed_is_read_as_its_type(about: Param, value: Any, read: Any) -> None:
    found = about.check(value)
    assert found == read
    assert type(found) is type(read)


@pytest.mark.parametrize(
    ("about", "value", "sentence"),
    [
        (WHOLE, 0, "Rows must be from 1 to 10, not 0."),
        (WHOLE, 11, "Rows must be from 1 to 10, not 11."),
        (WHOLE, 2.5, "Rows must be a whole number, not 2.5."),
        (WHOLE, True, "Rows must be a number, not True."),
        (REAL, "1", "Rate must be a number, not '1'."),
        (REAL, float("nan"), "Rate must be a number, not nan."),
        (REAL, -0.001, "Rate must be from 0 to 2, not -0.001."),
        (Param("x", "X", 0.5, low=0.25), 0.2, "X must be at least 0.25, not 0.2."),
        (Param("x", "X", 0.5, high=0.75), 0.8, "X must be at most 0.75, not 0.8."),
        (Param("x", "X", 0.5, high=1_234_567), 2e6, "X must be at most 1.23457×10⁶, not 2000000.0."),
        (Param("b", "B", True), 1, "B must be yes or no, not 1."),
        (TEXT, 3, "Name must be a text, not 3."),
        (TEXT, "abcde", "Name must be a text of at most 4 letters."),
        (Param("c", "C", "up", choices=("up", "down")), "left", "C must be one of up, down, not 'left'."),
        (ONE, 3, "Lamp must be one of spot, flood."),
        (SEVERAL, [], "Lamps must be a list of 1 to 3 entries, not of 0."),
        (SEVERAL, [Spot()] * 4, "Lamps must be a list of 1 to 3 entries, not of 4."),
        (SEVERAL, "spot", "Lamps must be a list of 1 to 3 entries, not 'spot'."),
        (SEVERAL, [Spot(), 3], "Each entry of Lamps must be one of spot, flood."),
        (SEVERAL, [Spot(), Spot(6)], "Lamps must be different ones: leave out the second of a kind."),
        (Param("l", "L", (), family=LAMPS, many=True), [Spot(), Spot()], "L must be a list of 0 to 1 entries, not of 2."),
    ],
)
def test_what_is_not_allowed_is_said(about: Param, value: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as problem:
        about.check(value)
    assert str(problem.value) == sentence


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(None, None, "any number"), (0, None, "at least 0"), (None, 2, "at most 2"), (0.5, 1e6, "from 0.5 to 10⁶")],
)
def test_a_range_in_words(low: float | None, high: float | None, text: str) -> None:
    assert Param("x", "X", 0.5, low=low, high=high).range_text() == text


@pytest.mark.parametrize("value", [0, -3, 1.7976931348623157e308, -1.7976931348623157e308, 10**308])
def test_numbers_that_a_float_can_hold(value: float) -> None:
    assert is_finite_number(value)


@pytest.mark.parametrize("value", [True, "1", None, float("inf"), -float("inf"), float("nan"), 10**309, -(10**309)])
def test_what_is_no_such_number(value: Any) -> None:
    assert not is_finite_number(value)


def test_the_hyperparameters_of_a_class_are_its_marked_fields() -> None:
    assert {name: (one.name, one.kind, one.unit) for name, one in params_of(Spot).items()} == {"watts": ("watts", int, "W")}
    assert dict(params_of(Flood())) == {}
    check_params(Spot(60))
    with pytest.raises(ValueError, match="Watts must be from 1 to 60, not 61"):
        check_params(Spot(61))


def test_what_is_not_asked_for_is_off() -> None:
    about = Param("x", "X", 1.0)
    assert [about.log, about.many, about.distinct, about.hidden, about.optional] == [False] * 5
    assert (Param("x", "X", "").check("a" * 5000), choice_text("up")) == ("a" * 5000, "Up")
    with pytest.raises(ValueError, match=r"at most 5,000 letters"):
        Param("x", "X", "").check("a" * 5001)
