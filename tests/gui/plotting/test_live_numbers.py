"""Numbers that change while the network trains: no sign stands before a zero."""

from __future__ import annotations

import pytest

from gui.plotting.live_numbers import format_in_range


@pytest.mark.parametrize(
    ("value", "low", "high", "text"),
    [
        (-0.0004, -6.0, 6.0, "0.0"),
        (-0.06, -6.0, 6.0, "−0.1"),
        (-0.4, 0.0, 1000.0, "0"),
        (1234.5, 0.0, 10_000.0, "1,234"),
        (0.123456, 0.0, 1.0, "0.12"),
    ],
)
def test_a_number_has_the_decimals_of_its_range_and_no_sign_before_zero(value: float, low: float, high: float, text: str) -> None:
    assert format_in_range(value, low, high) == text
