"""Whatever a message quotes is one line, and short."""

from __future__ import annotations

import pytest

from engine.core.quoting import LONGEST, quoted, shortened

HOSTILE: list[object] = [
    *("a" * 10_000, "", "a\nb\tc\x00\u202e", 10**400, 10**5000, [[0] * 10**5]),
    *({"k" * 9999: {}}, [], {}, None, float("nan"), ("x",)),
]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_a_quoted_value_is_one_short_printable_line(value: object) -> None:
    text = quoted(value)
    assert 0 < len(text) <= LONGEST + 8
    assert text.isprintable()


def test_what_is_short_is_quoted_as_it_is() -> None:
    assert [quoted(one) for one in ("0.5 ", 3, True, [1], [1, 2])] == ["'0.5 '", "3", "True", "[1]", "[1, …]"]
    assert shortened("abcdef", 4) == "abc…"
