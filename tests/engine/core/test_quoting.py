"""Whatever a message quotes is one line, and short."""

from __future__ import annotations

import pytest

from engine.core.quoting import LONGEST, path_text, quoted, shortened, unique_name

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


def test_what_is_too_long_ends_in_an_ellipsis() -> None:
    assert (shortened("abcde", 4), shortened("abcd", 4)) == ("abc…", "abcd")
    assert (shortened("a" * 40), shortened("a" * 41)) == ("a" * 40, "a" * 39 + "…")
    assert (path_text("/" * 200), path_text("/" * 201)) == ("/" * 200, "/" * 199 + "…")
    assert shortened("a\tb\x00c\nd") == "a b\ufffdc d"


def test_of_a_list_only_the_beginning_is_quoted() -> None:
    assert [quoted(one) for one in ([], {}, (), {"a": 1}, {"a": 1, "b": 2}, (1, 2), [[1]], [(), 2])] == (
        ["[]", "{}", "[]", "{'a'}", "{'a', …}", "[1, …]", "[[…]]", "[[…], …]"]
    )
    assert quoted(["abcdefghij"], 10) == "['abcde…']"


def test_a_number_too_long_to_be_written_is_said_to_be_long() -> None:
    assert quoted(10**5000) == "10…"


def test_a_name_that_is_taken_gets_the_first_free_number() -> None:
    taken = ["a", "b", "b_2", "b_3", "c (2)"]
    assert [unique_name(name, taken) for name in ("x", "a", "b")] == ["x", "a_2", "b_4"]
    assert [unique_name(name, [*taken, "c"], "{name} ({number})") for name in ("x", "a", "c")] == ["x", "a (2)", "c (3)"]
