"""Numbers as a text book writes them."""

from __future__ import annotations

import numpy as np
import pytest

from engine.core.number_format import format_bytes, format_count, format_number, format_percent, power_of_ten, with_signs


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1, "1"),
        (0.03, "0.03"),
        (-0.1234, "−0.123"),
        (0.0001, "0.0001"),
        (4.4e-6, "4.4×10⁻⁶"),
        (-1e-8, "−10⁻⁸"),
        (12345.0, "12,300"),
        (99_949.0, "99,900"),
        (99_951.0, "10⁵"),
        (1e5, "10⁵"),
        (0.000_099_96, "0.0001"),
        (0.000_099_94, "9.99×10⁻⁵"),
        (-2e-300, "−2×10⁻³⁰⁰"),
        (123456.0, "1.23×10⁵"),
        (np.float32(0.1), "0.1"),
        (np.float32(1e-7), "10⁻⁷"),
        (np.inf, "∞"),
        (-np.inf, "−∞"),
        (np.nan, "–"),
    ],
)
def test_numbers_of_three_figures(value: float, text: str) -> None:
    assert format_number(value) == text


def test_more_figures_write_more_of_them_before_powers_are_used() -> None:
    assert (format_number(123456.0, 6), format_number(1e6, 6)) == ("123,456", "10⁶")
    assert (format_number(2.5e-6, 4), format_number(1 / 3, 1)) == ("2.5×10⁻⁶", "0.3")
    assert (format_number(1.23456e-7, 5), format_number(99999.4, 5), format_number(2e6, 1)) == ("1.2346×10⁻⁷", "99,999", "2×10⁶")


def test_shares_and_powers() -> None:
    assert (format_percent(0.9842), format_percent(2 / 3, 0), format_percent(np.nan)) == ("98.4 %", "67 %", "–")
    assert (format_count(0), format_count(12300)) == ("0", "12,300")
    assert (power_of_ten(-3), power_of_ten(12)) == ("10⁻³", "10¹²")


def test_signs_of_the_source_code_become_those_of_a_textbook() -> None:
    assert with_signs("f(z) = tanh z, between -1 and 1; f' = 1 - a²") == "f(z) = tanh z, between −1 and 1; f′ = 1 − a²"
    assert with_signs("-mean log p; a two-layer net; 1 / (1 + e^-z)") == "−mean log p; a two-layer net; 1 / (1 + e^−z)"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1 kB"),
        (2831, "2.83 kB"),
        (999_499, "999 kB"),
        (999_500, "1 MB"),  # not 1e+03 kB
        (1_000_000, "1 MB"),
        (1_250_000, "1.25 MB"),
        (10**9, "1 GB"),
    ],
)
def test_sizes_of_files(size: int, text: str) -> None:
    assert format_bytes(size) == text
