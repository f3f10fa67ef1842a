"""What may stand in a lesson's file: the last value that is taken and the first that is refused, and how each is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from engine.core.language import in_language
from gui.model.lessons.lesson_fields import (
    Kinds,
    Read,
    Text,
    given,
    number,
    one_of,
    parsed,
    plain,
    read_fields,
    several,
    some_name,
    text_of,
    truth,
    whole,
    written,
    written_fields,
)

BOTH = Text((("en", "Hi"), ("ko", "안녕")))


@dataclass(frozen=True, kw_only=True)
class Part:
    size: int = given(whole(1, 3))
    name: str = given(some_name(), "a")
    plain: int = 7  # not of the file


@pytest.mark.parametrize(
    ("read", "value", "found"),
    [
        (whole(1, 3), 1, 1),
        (whole(1, 3), 3, 3),
        (number(0.0, 2.0), 0, 0.0),
        (number(0.0, 2.0), 2.0, 2.0),
        (number(), -1e12, -1e12),
        (truth, False, False),
        (some_name(3), "a-b", "a-b"),
        (some_name(), "Tab 2/descent.ended:_x", "Tab 2/descent.ended:_x"),
        (one_of(lambda: ("a", "b")), "b", "b"),
        (several(whole(1, 3), 1, 2), [3], (3,)),
        (several(whole(1, 3), 1, 2), [3, 1], (3, 1)),
        (several(whole(1, 3), 0, 2), [], ()),
        (parsed(float, 3), "1.5", "1.5"),
        (text_of(2, 5), " a b ", plain("a b")),
        (text_of(2, 5), "a\nb", plain("a\nb")),
        (text_of(2), {"ko": "나", "en": "I"}, Text((("en", "I"), ("ko", "나")))),
    ],
)
def test_a_value_within_its_bounds_is_read(read: Read, value: Any, found: Any) -> None:
    assert read(value) == found
    assert type(read(value)) is type(found)


@pytest.mark.parametrize(
    ("read", "value", "said"),
    [
        (whole(1, 3), 0, "it must be a whole number from 1 to 3, not 0."),
        (whole(1, 3), 4, "it must be a whole number from 1 to 3, not 4."),
        (whole(1, 3), True, "it must be a whole number from 1 to 3, not True."),
        (whole(1, 3), 1.0, "it must be a whole number from 1 to 3, not 1.0."),
        (number(0.0, 2.0), 2.1, "it must be a number from 0 to 2, not 2.1."),
        (number(0.123456, 0.234567), 1, "it must be a number from 0.1235 to 0.2346, not 1."),
        (number(0.0, 2.0), -0.1, "it must be a number from 0 to 2, not -0.1."),
        (number(), float("nan"), "it must be a number from"),
        (number(), 1.1e12, "it must be a number from"),
        (number(), -1.1e12, "it must be a number from"),
        (truth, 1, "it must be true or false, not 1."),
        (some_name(3), "abcd", "it must be a name, such as"),
        (some_name(3), "", "it must be a name, such as"),
        (some_name(3), "a!", "it must be a name, such as"),
        (some_name(3), 3, "it must be a name, such as"),
        (some_name(), "a" * 61, "it must be a name, such as"),
        (one_of(lambda: ("a", "b")), "c", "it must be one of a, b, not 'c'."),
        (one_of(lambda: ("a", "b")), 1, "it must be one of a, b, not 1."),
        (several(whole(1, 3), 1, 2), [], "it must be a list of 1 to 2 entries, not []."),
        (several(whole(1, 3), 1, 2), [1, 1, 1], "it must be a list of 1 to 2 entries, not"),
        (several(whole(1, 3), 1, 2), 1, "it must be a list of 1 to 2 entries, not 1."),
        (several(whole(1, 3), 1, 2), [4], "it must be a whole number from 1 to 3, not 4."),
        (parsed(float, 3), "1.55", "it must be a text, not '1.55'."),
        (parsed(float, 3), 1.5, "it must be a text, not 1.5."),
        (parsed(float), "0" * 401, "it must be a text, not"),
        (text_of(2, 5), "a b c", "it has 3 words; at most 2 are allowed."),
        (text_of(2, 5), "abcdef", "it must be one line of 1 to 5 letters."),
        (text_of(2, 5, one_line=True), "a\nb", "it must be one line of 1 to 5 letters."),
        (text_of(2), "  ", "it must be a text, not '  '."),
        (text_of(2), 3, "it must be a text, not 3."),
        (text_of(2), {}, "it must be a text, or one for each of the languages"),
        (text_of(2), {"xx": "a"}, "it must be a text, or one for each of the languages"),
        (text_of(9999), "a" * 2001, "it must be one line of 1 to 2000 letters."),
    ],
)
def test_a_value_beyond_them_is_refused_in_a_sentence(read: Read, value: Any, said: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # its text is compared in whole
        read(value)
    assert str(refused.value).startswith(said)


def test_the_longest_name_and_text_are_read() -> None:
    assert len(some_name()("a" * 60)) == 60
    assert str(text_of(1)("a" * 2000)) == "a" * 2000
    assert parsed(float)("0" * 400) == "0" * 400


def test_a_text_is_in_the_language_of_the_program_else_in_english_else_in_any() -> None:
    assert str(BOTH) == "Hi"
    with in_language("ko"):
        assert (str(BOTH), str(plain("so")), str(Text((("en", "Hi"),)))) == ("안녕", "so", "Hi")
    assert (str(Text((("ko", "안녕"),))), str(Text())) == ("안녕", "")
    assert [bool(one) for one in (BOTH, Text())] == [True, False]


def test_fields_are_read_by_name_and_those_missing_have_their_defaults() -> None:
    assert read_fields(Part, {"size": 3}) == {"size": 3}
    assert read_fields(Part, {"size": 3, "name": "b", "kind": 1}, ("kind",)) == {"size": 3, "name": "b"}
    for data, said in [
        ([], "it must be a table, not []."),
        ({"name": "b"}, "“size” is missing."),
        ({"size": 4}, "“size”: it must be a whole number from 1 to 3, not 4."),
        ({"size": 3, "plain": 1}, "“plain” means nothing here; there may be kind, size, name."),
    ]:
        with pytest.raises(ValueError) as refused:  # noqa: PT011  # its text is compared in whole
            read_fields(Part, data, ("kind",))
        assert str(refused.value) == said


def test_kinds_are_told_apart_by_their_name() -> None:
    kinds: Kinds[object] = Kinds("do")
    kinds.add("part")(Part)
    assert dict(kinds.classes) == {"part": Part}
    assert kinds.read({"do": "part", "size": 2}) == Part(size=2)
    assert kinds.write(Part(size=2, name="b")) == {"do": "part", "size": 2, "name": "b"}
    assert kinds.write(Part(size=2)) == {"do": "part", "size": 2}
    again = kinds.add("part")
    with pytest.raises(ValueError, match="'part' is there twice"):
        again(Part)
    for data, said in [
        (3, "it must be a table, not 3."),
        ({"do": "fly"}, "“do” must be one of part, not 'fly'."),
        ({"do": ["part"]}, "“do” must be one of part, not"),
        ({}, "“do” must be one of part, not None."),
    ]:
        with pytest.raises(ValueError) as refused:  # noqa: PT011  # its text is compared
            kinds.read(data)
        assert str(refused.value).startswith(said)


def test_values_are_written_as_they_are_read() -> None:
    assert written(BOTH) == {"en": "Hi", "ko": "안녕"}
    assert written(plain("so")) == "so"
    assert written((1.0, 2.5, "a", (True,))) == [1, 2.5, "a", [True]]
    for value, kind in ((2.0, int), (-3.0, int), (2.5, float), (1e15, float), (999e12, int), (float("inf"), float)):
        assert written(value) == value
        assert type(written(value)) is kind
    assert written_fields(Part(size=1, name="a")) == {"size": 1}
