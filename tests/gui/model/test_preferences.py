"""What a user prefers: read from whatever stands in the settings, and written back."""

from __future__ import annotations

from pathlib import Path

import pytest

from gui.model.preferences import READERS, TEXT_SIZES, Preferences, next_text_size, read_preferences, stored_values
from gui.model.speeds import FIRST, FULL, Speed


def test_nothing_stored_is_the_default() -> None:
    assert read_preferences({}) == Preferences()
    assert Preferences().first_speed == FIRST


def test_what_is_stored_comes_back(tmp_path: Path) -> None:
    preferences = Preferences("dark", 1.25, Speed(steps=1), FULL.key, "edits", str(tmp_path))
    assert read_preferences(stored_values(preferences)) == preferences


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("value", ["", "nonsense", "-1", "1e9", "nan", None, 7, b"\xff", ["a"], {"a": 1}])
def test_a_damaged_value_is_the_default(name: str, value: object) -> None:
    assert getattr(read_preferences({name: value}), name) == getattr(Preferences(), name)


def test_a_damaged_value_spoils_no_other() -> None:
    read = read_preferences({"theme": "purple", "asks": "nothing"})
    assert (read.theme, read.asks) == ("system", "nothing")


def test_the_speed_at_a_start_is_the_last_one_or_the_preferred() -> None:
    assert Preferences(speed=FULL).first_speed == FULL
    assert Preferences(speed=FULL, start_speed="1 steps").first_speed == Speed(steps=1)


def test_every_preference_can_be_read_and_is_stored() -> None:
    assert set(READERS) == set(vars(Preferences())) == set(stored_values(Preferences()))


def test_sizes_are_walked_from_the_nearest_and_end() -> None:
    assert next_text_size(1.0, 1) == 1.1
    assert next_text_size(1.07, -1) == 1.0
    assert next_text_size(TEXT_SIZES[-1], 1) == TEXT_SIZES[-1]
    assert next_text_size(TEXT_SIZES[0], -1) == TEXT_SIZES[0]
