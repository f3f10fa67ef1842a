"""In which order, and laid out how, matrices fit one behind the other; and where modules without arrays stand between them."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest

from engine.importers.plain_arrays.array_chain import COLUMNS, ROWS, Chain, chained, fits
from engine.importers.plain_arrays.array_groups import ArrayGroup
from engine.importers.plain_arrays.module_places import Places, hinted_activation


def group(name: str, *shape: int, role: str = "matrix", **others: int) -> ArrayGroup:
    arrays = {role: np.arange(np.prod(shape), dtype=np.float32).reshape(shape)} if shape else {}
    arrays |= {other: np.ones(size, np.float32) for other, size in others.items()}
    return ArrayGroup(name, arrays, {one: f"{name}.{one}" for one in arrays})


def names(chain: Chain) -> str:
    return "".join(one.name for one in chain.groups)


# -- what fits
@pytest.mark.parametrize(
    ("groups", "columns", "rows"),
    [
        ([group("a", 2, 4), group("b", 4, 3)], True, False),
        ([group("a", 4, 2), group("b", 3, 4)], False, True),
        ([group("a", 2, 4, bias=4)], True, False),
        ([group("a", 2, 4, bias=2)], False, True),
        ([group("a", 2, 4, bias=3)], False, False),
        ([group("a", 2, 4), group("n", scale=4, shift=4), group("b", 4, 1)], True, False),
        ([group("a", 2, 4), group("n", scale=3, shift=3)], False, False),
        ([group("a", 2, 4), group("n", scale=4, shift=3)], False, False),
        ([group("n", scale=4, shift=4), group("a", 4, 2)], True, False),
        ([group("a", 2, 4), group("p", slope=1), group("b", 4, 1)], True, False),
        ([group("a", 2, 4, bias=4, slope=1)], True, False),
        ([], True, True),
    ],
)
def test_each_takes_what_the_one_before_gives(groups: list[ArrayGroup], columns: bool, rows: bool) -> None:
    assert (fits(groups, COLUMNS), fits(groups, ROWS)) == (columns, rows)


def test_weights_are_turned_where_rows_are_neurons() -> None:
    one = group("a", 2, 3)
    assert Chain((one,), COLUMNS, ()).weights(one).tolist() == [[0, 1, 2], [3, 4, 5]]
    assert Chain((one,), ROWS, ()).weights(one).tolist() == [[0, 3], [1, 4], [2, 5]]


# -- order
def test_the_order_of_the_file_counts_where_it_is_that_of_computing() -> None:
    groups = [group("b", 2, 4), group("a", 4, 3)]
    assert names(chained(groups, {}, is_in_order=True)) == "ba"
    square = [group("b", 2, 4), group("a", 4, 2)]
    assert names(chained(square, {}, is_in_order=True)) == "ba"
    assert names(chained(square, {}, is_in_order=False)) == "ab"
    assert names(chained([group("b", 4, 3, bias=3), group("a", 2, 4, bias=4)], {}, is_in_order=True)) == "ab"


def test_where_names_say_nothing_the_shapes_tell_the_order() -> None:
    groups = [group("a", 4, 5), group("b", 2, 4), group("c", 5, 3)]
    for given in permutations(groups):
        chain = chained(given, {}, is_in_order=False)
        assert (names(chain), chain.layout, chain.questions) == ("bac", COLUMNS, ())


def test_several_orders_are_asked_for() -> None:
    groups = [group("p", 4, 4), group("z", 2, 4), group("q", 4, 4), group("a", 4, 3, bias=3)]
    chain = chained(groups, {}, is_in_order=False)
    [question] = chain.questions
    assert (question.key, question.text, question.answer) == ("order", "The order of its layers", "0")
    assert question.choices == (("0", "z → p → q → a"), ("1", "z → q → p → a"))
    assert names(chain) == "zpqa"
    assert names(chained(groups, {"order": "1"}, is_in_order=False)) == "zqpa"
    assert names(chained(groups, {"order": "2"}, is_in_order=False)) == "zpqa"


def test_at_most_six_orders_are_offered() -> None:
    inside = [group(name, 4, 4) for name in "bcde"]
    chain = chained([*inside, group("z", 2, 4), group("a", 4, 3, bias=3)], {}, is_in_order=False)
    assert [value for value, _text in chain.questions[0].choices] == [*"012345"]
    chain = chained([*inside[:2], group("z", 2, 4), group("a", 4, 3, bias=3)], {}, is_in_order=False)
    assert len(chain.questions[0].choices) == 2


def test_what_fits_in_no_order_is_listed() -> None:
    says = "Its weight matrices do not fit one behind the other: "
    with pytest.raises(ValueError, match=says) as caught:
        chained([group("a", 2, 4), group("b", 3, 5, bias=9), group("n", scale=4, shift=4)], {}, is_in_order=False)
    assert str(caught.value) == f"{says}a.matrix 2 × 4, b.matrix 3 × 5, n.scale 4."
    with pytest.raises(ValueError, match=says) as caught:
        chained([group(f"g{number}", 2, 9, bias=3) for number in range(9)], {}, is_in_order=False)
    assert str(caught.value).endswith("g7.matrix 2 × 9, ….")
    with pytest.raises(ValueError, match=says) as caught:
        chained([group(f"g{number}", 2, 9, bias=3) for number in range(8)], {}, is_in_order=False)
    assert str(caught.value).endswith("g7.matrix 2 × 9.")


# -- layout
@pytest.mark.parametrize(
    ("role", "layout", "is_asked"), [("weight", ROWS, False), ("kernel", COLUMNS, False), ("matrix", COLUMNS, True)]
)
def test_square_matrices_lie_as_the_program_with_these_names_lays_them(role: str, layout: str, is_asked: bool) -> None:
    chain = chained([group("a", 3, 3, role=role), group("b", 3, 3, role=role)], {"layout": ROWS}, is_in_order=True)
    assert chain.layout == (ROWS if is_asked else layout)
    assert bool(chain.questions) == is_asked
    chain = chained([group("a", 3, 3, role=role)], {"layout": "nonsense"}, is_in_order=True)
    assert chain.layout == layout


def test_the_layout_is_asked_for_in_words() -> None:
    [question] = chained([group("a", 3, 3)], {}, is_in_order=True).questions
    assert (question.key, question.text, question.answer) == ("layout", "How its weight matrices lie", COLUMNS)
    assert question.choices == ((COLUMNS, "A column for each neuron: x @ W"), (ROWS, "A row for each neuron: W @ x"))


@pytest.mark.parametrize("role", ["weight", "kernel", "matrix"])
def test_shapes_count_more_than_names(role: str) -> None:
    columns = [group("a", 2, 4, role=role, bias=4), group("b", 4, 3, role=role, bias=3)]
    rows = [group("a", 4, 2, role=role, bias=4), group("b", 3, 4, role=role, bias=3)]
    for layout, groups in ((COLUMNS, columns), (ROWS, rows)):
        chain = chained(groups, {}, is_in_order=True)
        assert (names(chain), chain.layout, chain.questions) == ("ab", layout, ())


def test_names_of_two_programs_are_asked_for() -> None:
    groups = [group("a", 3, 3, role="weight"), group("b", 3, 3, role="kernel")]
    assert [one.key for one in chained(groups, {}, is_in_order=True).questions] == ["layout"]


# -- modules between
def places(*of_groups: str, modules: tuple[str, ...] = ()) -> Any:
    return Places([ArrayGroup(name) for name in of_groups], modules)


def test_a_number_that_is_left_out_is_a_hole() -> None:
    found = places("0", "2", "3", "5", "other.7", "out")
    assert [found.hole_after(at) for at in range(5)] == [True, False, True, False, False]
    assert found.has_holes
    assert not places("0", "1", "2").has_holes
    assert not places("2", "0").has_holes
    assert not places("net.0", "out.2").has_holes
    assert places("module.net.0", "net.2").has_holes
    assert not found.ends_in_function


def test_a_hole_at_the_end_counts_too() -> None:
    assert places("0", "1", "3").has_holes
    assert places("0", "2").has_holes


MODULES = ("", "net", "net.fc1", "net.act", "net.fc2", "net.drop", "net.fc3", "net.relu", "net.drop2", "net.fc4", "head")


def test_names_of_all_modules_tell_what_stands_between() -> None:
    found = places("net.fc1", "net.fc2", "net.fc3", "net.fc4", "head", modules=MODULES)
    assert [found.hole_after(at) for at in range(4)] == [True, True, True, False]
    assert [found.hint_after(at) for at in range(4)] == ["", "identity", "relu", ""]
    assert not found.ends_in_function
    assert places("net.fc1", "unknown", modules=MODULES).hint_after(0) == ""
    assert places("unknown", "net.fc1", modules=MODULES).hint_after(0) == ""


def test_dropout_beside_an_unknown_module_says_nothing() -> None:
    assert places("a", "b", modules=("a", "drop", "mine", "b")).hint_after(0) == ""
    assert places("a", "b", modules=("a", "drop", "dropout", "b")).hint_after(0) == "identity"
    assert places("a", "b", modules=("a", "tanh", "relu", "b")).hint_after(0) == "tanh"


@pytest.mark.parametrize(("behind", "ends"), [((), False), (("sigmoid",), True), (("drop",), False), (("drop", "mine"), True)])
def test_what_stands_behind_the_last_layer(behind: tuple[str, ...], ends: bool) -> None:
    assert places("a", modules=("a", *behind)).ends_in_function == ends
    assert not places("b", modules=("a", *behind)).ends_in_function


@pytest.mark.parametrize(
    ("name", "kind"),
    [("net.LeakyReLU", "leaky_relu"), ("relu6", "relu"), ("tanh.other", ""), ("SELU", "selu"), ("elu", "elu"), ("fc", "")],
)
def test_a_module_is_named_after_what_it_computes(name: str, kind: str) -> None:
    assert hinted_activation(name) == kind
