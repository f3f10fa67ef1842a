"""What a column is taken for, an input or what is to be learned: each rule at its boundary, on both sides."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from engine.data.csv_files.cells import Cells
from engine.data.csv_files.choices import ColumnChoice, ReadingChoices
from engine.data.csv_files.columns import Column, parse_column
from engine.data.csv_files.numbers import NumberFormat
from engine.data.csv_files.roles import (
    counts_up,
    has_few_texts,
    has_too_many_texts,
    has_too_many_texts_among_numbers,
    is_yes_no,
    looks_like_id,
    ordered_levels,
    roles_of,
)
from engine.data.csv_files.target import is_classification, listed, suggest_label

POINTS = NumberFormat()


def column(cells: Sequence[object], name: str = "a", numbers: NumberFormat = POINTS) -> Column:
    return parse_column(name, Cells([tuple(map(str, cells))]), numbers)


@pytest.mark.parametrize(
    ("cells", "up"),
    [
        ([1, 2, 3, 4], True),
        ([0, 1, 2], False),
        ([7, 8, 9, 10, 11], True),
        ([1, 2, 3, 5], False),
        ([4, 3, 2, 1], False),
        ([0.5, 1.5, 2.5, 3.5], False),
        ([1, 2, "", 4], False),
        ([1, 2, 3, "x"], False),
        ([1, 2, 4, 5, 6], False),
    ],
)
def test_numbers_that_count_up(cells: list[object], up: bool) -> None:
    assert counts_up(column(cells)) is up


@pytest.mark.parametrize(
    ("name", "cells", "is_id"),
    [
        ("id", [5, 9, 7], True),
        ("customer_id", ["a", "b", "c"], True),
        ("PassengerId", [3, 1, 2], True),
        ("학번", [3, 1, 2], True),
        ("Row No.", [3, 1, 2], False),
        ("paid", [3, 1, 2], False),
        ("id", [5, 9, 5], False),
        ("id", [0.5, 1, 2], False),
        ("id", ["a", "b", "a"], False),
        ("id", ["a", "b", ""], False),
        ("id", ["a", "b", 1], False),
        ("width", [5, 9, 7], False),
    ],
)
def test_what_is_named_as_a_number_of_rows_is(name: str, cells: list[object], is_id: bool) -> None:
    assert looks_like_id(column(cells, name)) is is_id


@pytest.mark.parametrize(
    ("levels", "repeated", "too_many"),
    [(3, 0, False), (4, 0, True), (4, 3, False), (4, 2, True), (6, 4, False), (50, 50, False), (51, 500, True)],
)
def test_names_are_no_levels(levels: int, repeated: int, too_many: bool) -> None:
    assert has_too_many_texts(column([f"n{i}" for i in range(levels)] + ["n0"] * repeated)) is too_many


@pytest.mark.parametrize(
    ("texts", "numbers", "few"), [(1, 19, True), (1, 18, False), (0, 1, True), (2, 38, True), (2, 37, False)]
)
def test_one_text_in_twenty_is_a_mistake(texts: int, numbers: int, few: bool) -> None:
    assert has_few_texts(column(["t"] * texts + ["1"] * numbers)) is few


@pytest.mark.parametrize(
    ("cells", "too_many"),
    [
        (["x", 1, 1, 1, 1, 1, 1, 1], False),  # 2 of at most 2
        (["x", 1, 2, 1, 1, 1, 1, 1], True),
        (["x", 1, 2, *[1] * 9], False),  # 3 of at most 3
        (["x", *range(49), *[1] * 200], False),
        (["x", *range(50), *[1] * 200], True),
        (["x", "", 1, 1, 1, 1, 1, 1], False),
    ],
)
def test_a_few_codes_are_a_category(cells: list[object], too_many: bool) -> None:
    assert has_too_many_texts_among_numbers(column(cells)) is too_many


@pytest.mark.parametrize(
    ("texts", "levels"),
    [
        (["b", "a", "c"], ("a", "b", "c")),
        (["yes", "no"], ("no", "yes")),
        (["True", "False"], ("False", "True")),
        (["off", "on"], ("off", "on")),
        (["예", "아니오"], ("아니오", "예")),
        (["o", "x"], ("x", "o")),
        (["off", "o"], ("o", "off")),  # an O is a yes beside an X only
        (["no", "yes", "off"], ("no", "off", "yes")),
    ],
)
def test_a_no_comes_before_its_yes(texts: list[str], levels: tuple[str, ...]) -> None:
    assert ordered_levels(texts) == levels


def test_one_level_is_no_yes_and_no() -> None:
    assert [is_yes_no(levels) for levels in (("no",), ("no", "yes"), ("yes", "no"), ("no", "yes", "on"))] == [
        *(False, True, False, False)
    ]


REASONS = [
    (["", "", "", ""], "“a” is left out: it is empty."),
    ([5, 6, 7, 8], "“a” is left out: it counts up by one from row to row, and a row's number tells nothing about new rows."),
    ([1, "", "", ""], "“a” is left out: 75 % of its values are missing."),
    ([1, 2, "", ""], ""),
    (["x", 1.5, 2.5, 3.5], "“a” is left out: it has texts such as “x” among its numbers."),
    (["x", "x", "x", "x"], "“a” is left out: all its values are alike."),
    (["x", "x", "x", ""], ""),
    (["x", "y", "z", "w"], "“a” is left out: it holds 4 different texts."),
    (["x", "y", "z", "x"], ""),
]


@pytest.mark.parametrize(("cells", "reason"), REASONS)
def test_why_a_column_is_left_out(cells: list[object], reason: str) -> None:
    columns = [column(cells, "a"), column([3, 1, 2, 2], "b"), column([0, 1, 0, 1], "y")]
    role = roles_of(columns, columns[-1], ReadingChoices())["a"]
    assert (role.role, role.reason) == ("out" if reason else "input", reason)


def test_an_id_is_left_out_unless_nothing_else_is_left() -> None:
    some, target = column([5, 9, 7, 6], "id"), column([0, 1, 0, 1], "y")
    both = roles_of([some, column([3, 1, 2, 2], "b"), target], target, ReadingChoices())
    assert both["id"].reason == "“id” is left out: it names each row by a value of its own, which tells nothing about new rows."
    alone = roles_of([some, target], target, ReadingChoices())
    assert (alone["id"].role, alone["id"].kind, alone["id"].reason, alone["y"].role) == ("input", "number", "", "target")
    texts = column(["p", "q", "r", "s"], "id")
    assert roles_of([texts, target], target, ReadingChoices())["id"].role == "out"
    chosen = ReadingChoices(columns=(ColumnChoice("id", role="out"),))
    assert roles_of([some, target], target, chosen)["id"].role == "out"


def test_what_was_chosen_counts() -> None:
    target = column([0, 1, 0, 1], "y")
    columns = [column([5, 6, 7, 8], "a"), column(["p", "q", "p", "q"], "b"), column(["", "", "", ""], "c"), target]

    def roles(*choices: ColumnChoice, **others: str) -> dict[str, tuple[str, str]]:
        found = roles_of(columns, target, ReadingChoices(columns=choices, **others))  # type: ignore[arg-type]
        return {name: (role.role, role.kind) for name, role in found.items()}

    plain = {"a": ("out", "number"), "b": ("input", "category"), "c": ("out", "number"), "y": ("target", "number")}
    assert roles() == plain
    assert roles(ColumnChoice("a", role="input")) == plain | {"a": ("input", "number")}
    assert roles(ColumnChoice("a", kind="ordered")) == plain | {"a": ("input", "ordered")}
    assert roles(ColumnChoice("b", role="out", kind="ordered")) == plain | {
        "a": ("input", "number"),  # the only one that is left
        "b": ("out", "ordered"),
    }
    assert roles(ColumnChoice("c", role="input"))["c"] == ("out", "number")
    assert roles(categories="ordered")["b"] == ("input", "ordered")


# -- what is to be learned
@pytest.mark.parametrize(
    ("cells", "classes"),
    [
        (["x", "y"], True),
        ([0, 1], True),
        ([0, 1, 2], False),
        ([0, 1, 2] * 4, True),
        (([0, 1, 2] * 4)[:-1], False),
        ([0.5, 1] * 9, False),
        (list(range(20)) * 4, True),
        (list(range(21)) * 9, False),
        (["x"] * 2 + list(range(21)), False),  # mistakes among many different numbers
        (["x"] * 3 + list(range(21)), True),
        (["x"] * 2 + list(range(20)), True),
        (["x", *range(9), *[1] * 90], True),
        ([0, 1, ""], True),
    ],
)
def test_a_few_whole_numbers_that_come_again_are_classes(cells: list[object], classes: bool) -> None:
    assert is_classification(column(cells)) is classes


@pytest.mark.parametrize(
    ("named", "suggested"),
    [
        ({"a": [1, 2, 3, 5], "b": [2, 1, 4, 4]}, "b"),
        ({"a": ["p", "q", "p", "q"], "b": [2, 1, 4, 4]}, "a"),
        ({"a": ["p", "q", "p", "q"], "b": ["r", "s", "s", "s"], "c": [2, 1, 4, 4]}, "c"),
        ({"a": ["p", "q", "p", "q"], "b": ["r", "s", "s", "s"]}, "b"),
        ({"Class ": [1, 2, 3, 5], "b": ["r", "s", "s", "s"]}, "Class "),
        ({"target": [1, 2, 3, 5], "class": [2, 1, 4, 4], "b": [5, 5, 6, 7]}, "class"),
        ({"is_target": [1, 2, 3, 5], "b": [2, 1, 4, 4]}, "is_target"),
        ({"y": [1, 2, 3, 5], "b": [2, 1, 4, 4]}, "y"),
        ({"y": [1, 2, 3, 5], "b": ["r", "s", "s", "s"]}, "b"),
        ({"a": ["r", "s", "s", "s"], "y": [1, 2, 3, 5], "b": [2, 1, 4, 4]}, "y"),
        ({"class": [1, 2, 3, 4], "b": [2, 1, 4, 4]}, "b"),  # it counts up
        ({"class": ["p", "q", "r", "s"], "b": [2, 1, 4, 4]}, "b"),  # all differ
        ({"b": [2, 1, 4, 4], "id": [3, 1, 2, 9]}, "b"),
        ({"b": [2, 1, 4, 4], "c": ["", "", "", ""]}, "b"),
        ({"id": [1, 2, 3, 4], "c": ["", "", "", ""]}, "c"),
        ({"a": ["p", "p", "p", "p"], "b": [2, 1, 4, 4]}, "b"),  # one level
    ],
)
def test_what_is_most_likely_to_be_learned(named: dict[str, list[object]], suggested: str) -> None:
    assert suggest_label([column(cells, name) for name, cells in named.items()]).name == suggested


def test_the_first_names_of_a_list() -> None:
    assert (listed(["a", "b"], 2), listed(["a", "b", "c"], 2), listed(["a", "b", "c", "d"], 2)) == (
        '"a", "b"',
        '"a", "b" and 1 more',
        '"a", "b" and 2 more',
    )
