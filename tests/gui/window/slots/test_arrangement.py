"""What stands where, as a value: a view has one place, and what was stored comes back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.window.slots import arrangement as arranged
from gui.window.slots.arrangement import BELOW, FIRST, MOST, REGIONS, RIGHT, Arrangement, OwnPlace

VIEWS = ("boundary", "loss", "gradients", "metric", "weights", "doctor", "hidden", "confusion")


@st.composite
def arrangements(draw: st.DrawFn) -> Arrangement:
    """What a user can come to by any wishes in any order."""
    now = FIRST
    for _ in range(draw(st.integers(0, 12))):
        view, other = draw(st.sampled_from(VIEWS)), draw(st.sampled_from(VIEWS))
        region, at = draw(st.sampled_from(REGIONS)), draw(st.integers(0, 4))
        now = draw(
            st.sampled_from(
                [
                    arranged.replaced(now, view, other) if view in now.views() else now,
                    arranged.added(now, view, region, at),
                    arranged.removed(now, view),
                    arranged.brought_up(now, view, region),
                    arranged.split(now, view, VIEWS),
                    arranged.taken_out(now, view),
                    arranged.put_back(now, view),
                ]
            )
        )
    return now


@given(arrangements())
def test_a_view_has_one_place_and_regions_have_their_most(now: Arrangement) -> None:
    assert len(set(now.views())) == len(now.views())
    assert all(len(getattr(now, region)) <= most for region, most in MOST.items())


@given(arrangements(), st.sampled_from(VIEWS), st.sampled_from(REGIONS))
def test_a_view_that_is_wanted_has_a_place_and_one_that_has_it_stays(now: Arrangement, view: str, region: str) -> None:
    after = arranged.brought_up(now, view, region)
    assert view in after.views()
    assert after == now or view not in now.views()


@given(arrangements(), st.sampled_from(VIEWS))
def test_out_and_back_is_where_it_was(now: Arrangement, view: str) -> None:
    if now.region_of(view):
        assert arranged.put_back(arranged.taken_out(now, view), view) == now


@given(arrangements())
def test_what_is_stored_comes_back(now: Arrangement) -> None:
    assert arranged.from_text(arranged.to_text(now), VIEWS) == now


def test_choosing_what_another_slot_shows_changes_places() -> None:
    now = arranged.replaced(FIRST, "loss", "boundary")
    assert (now.right, now.below) == (("loss",), ("boundary", "gradients"))


def test_places_of_windows_and_sizes_come_back() -> None:
    now = Arrangement(("loss",), (), {"weights": OwnPlace(BELOW, 1, (-1200, 40, 640, 480))}, "runs", {"columns": (272, 700, 316)})
    assert arranged.from_text(arranged.to_text(now), VIEWS) == now


def test_views_that_are_gone_are_left_out_and_none_comes_twice() -> None:
    text = json.dumps(
        {"version": 1, "right": ["rocket", "loss"], "below": ["loss", "metric"], "own": {}, "drawer": "", "sizes": {}}
    )
    found = arranged.from_text(text, VIEWS)
    assert (found.right, found.below, found.drawer) == (("loss",), ("metric",), "")


@pytest.mark.parametrize(
    "text",
    [
        None,
        b"\x00",
        "",
        "[]",
        "null",
        "{}",
        "{",
        '{"version": 2}',
        '{"version": 1}',
        json.dumps({"version": 1, "right": 3, "below": [], "own": {}, "drawer": "", "sizes": {}}),
        json.dumps({"version": 1, "right": [], "below": [], "own": {"loss": ["up", 0, None]}, "drawer": "", "sizes": {}}),
        json.dumps({"version": 1, "right": [], "below": [], "own": {"loss": ["right", 0, [1]]}, "drawer": "", "sizes": {}}),
        json.dumps({"version": 1, "right": [], "below": [], "own": {}, "drawer": "", "sizes": {"columns": [-4]}}),
        "[" * 100_000,
    ],
)
def test_what_cannot_be_read_is_the_first_arrangement(text: object) -> None:
    assert arranged.from_text(text, VIEWS) == FIRST


def test_where_there_is_no_room_the_last_one_goes() -> None:
    now = Arrangement(right=("boundary", "confusion"))
    assert arranged.added(now, "weights", RIGHT, 0).right == ("boundary", "weights")
    assert arranged.split(now, "boundary", VIEWS) == now


def test_the_doctor_does_not_take_the_place_of_the_gradients_that_it_speaks_about() -> None:
    assert arranged.brought_up(FIRST, "doctor", "below").below == ("loss", "gradients", "doctor")
    full = arranged.Arrangement(below=("loss", "metric", "weights", "gradients"))
    assert arranged.brought_up(full, "doctor", "below").below[-1] == "doctor"
    assert arranged.brought_up(FIRST, "metric", "below").below == ("loss", "metric")
