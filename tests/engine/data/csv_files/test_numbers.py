"""Marks between groups of digits: where they can be told from a decimal mark."""

from __future__ import annotations

import pytest

from engine.data.csv_files.numbers import grouped, surely_grouped


@pytest.mark.parametrize(
    ("cell", "mark", "sure"),
    [
        ("1,234", ",", ""),  # may be 1.234 with a decimal comma
        ("1,234,567", ",", ","),
        ("1,234.5", ",", ","),
        ("1.234,5", ".", "."),
        ("1 234", " ", " "),
        ("1'234", "'", "'"),
        ("-1.234.567", ".", "."),
        ("1234.5", "", ""),
        ("12,34", "", ""),
        ("1,234,56", "", ""),
    ],
)
def test_a_mark_between_groups_of_three_digits(cell: str, mark: str, sure: str) -> None:
    assert grouped(cell) == mark
    assert surely_grouped(cell) == sure
