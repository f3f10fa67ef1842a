"""The columns of another file: found by their names, in whatever order, and every sentence on what is not right with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from engine.data.preprocessing import no_scaling
from engine.data.source_columns import SourceColumn
from engine.exporters.trained_model import TrainedModel
from engine.files.file_problem import FileProblem
from engine.prediction.new_rows import NewRows, read_new_rows
from engine.recipe.recipe import Recipe

COLOURS = tuple("abcdefghi")
CATEGORY = SourceColumn("colour", "category", tuple(f"colour = {one}" for one in COLOURS), COLOURS)
SIZE = SourceColumn("size", "number", ("size",))


def model(
    inputs: Sequence[str], classes: tuple[str, ...] = (), columns: tuple[SourceColumn, ...] = (), target: str = "y"
) -> TrainedModel:
    nothing, size = np.zeros(0), len(inputs)
    return TrainedModel(
        Recipe(), (), nothing, nothing, tuple(inputs), no_scaling(size), no_scaling(1), target, classes, 1, 1, columns=columns
    )


PLAIN = model("ab")
CODED = model((*CATEGORY.inputs, "size"), columns=(CATEGORY, SIZE))


def read(folder: Path, text: str, network: TrainedModel) -> NewRows:
    path = folder / "new.csv"
    path.write_text(text, encoding="utf-8")
    return read_new_rows(path, network)


def test_columns_in_another_order_among_others(tmp_path: Path) -> None:
    rows = read(tmp_path, "b,note,a\n1,x,2\n3,,4\n", PLAIN)
    assert rows.inputs.tolist() == [[2, 1], [4, 3]]
    assert (rows.names, len(rows), rows.delimiter, rows.decimal_comma, rows.notes) == (("b", "note", "a"), 2, ",", False, ())
    assert rows.target is None


def test_a_single_column_is_enough_for_a_single_input(tmp_path: Path) -> None:
    assert read(tmp_path, "a\n1\n2.5\n", model("a")).inputs.tolist() == [[1], [2.5]]


def test_levels_of_a_category_become_inputs(tmp_path: Path) -> None:
    rows = read(tmp_path, "size,colour\n1,b\n2,\n3,  i \n", CODED)
    assert rows.inputs[0].tolist() == [0, 1, 0, 0, 0, 0, 0, 0, 0, 1]
    assert np.isnan(rows.inputs[1]).tolist() == [True] * 9 + [False]
    assert rows.inputs[2].tolist() == [0, 0, 0, 0, 0, 0, 0, 0, 1, 3]
    assert rows.notes == ("1 row has a missing value and gets no prediction.",)


def test_values_that_the_network_has_never_seen_are_named(tmp_path: Path) -> None:
    rows = read(tmp_path, "size,colour\n1,z\n2,a\n3,na\n4,x\n", CODED)
    assert rows.notes == (
        '“colour” has values that the network does not know, which count as missing: "x", "z".',
        "3 rows have a missing value and get no prediction.",
    )
    many = "size,colour\n" + "".join(f"1,new{i}\n" for i in range(10))
    assert read(tmp_path, many, CODED).notes[0].endswith('"new6", "new7" and 2 more.')


def test_a_file_may_have_the_inputs_themselves(tmp_path: Path) -> None:
    head = ",".join((*CATEGORY.inputs, "size"))
    rows = read(tmp_path, f"{head}\n0,0,1,0,0,0,0,0,0,5\n", CODED)
    assert rows.inputs.tolist() == [[0, 0, 1, 0, 0, 0, 0, 0, 0, 5]]
    both = read(tmp_path, f"{head},colour\n0,0,1,0,0,0,0,0,0,5,a\n", CODED)  # the table's own column counts
    assert both.inputs.tolist() == [[1, 0, 0, 0, 0, 0, 0, 0, 0, 5]]


def test_inputs_that_an_importer_numbered_are_taken_in_their_order(tmp_path: Path) -> None:
    note = "The network does not name its inputs: the columns were taken in their order."
    numbered = model(("x1", "x2"))
    rows = read(tmp_path, "left,right\n1,2\n", numbered)
    assert (rows.inputs.tolist(), rows.notes) == ([[1, 2]], (note,))
    assert read(tmp_path, "x2,x1\n1,2\n", numbered).notes == ()
    for text, network in (
        ("x1,right\n1,2\n", numbered),  # one has its name
        ("left,middle,right\n1,2,3\n", numbered),
        ("left,right\n1,2\n", model(("x2", "x3"))),
        ("left,right\n1,2\n", model(("x0", "x1"))),
    ):
        with pytest.raises(FileProblem, match=r"lacks the columns?"):
            read(tmp_path, text, network)


def test_a_file_without_names_whose_columns_the_network_knows_by_number(tmp_path: Path) -> None:
    network = model(("column 1", "column 2"))
    assert read(tmp_path, "1,2\n3,4\n", network).inputs.tolist() == [[1, 2], [3, 4]]
    assert read(tmp_path, "column 2,column 1\n3,4\n", network).inputs.tolist() == [[4, 3]]
    with pytest.raises(FileProblem, match="lacks the column"):
        read(tmp_path, "1,2\n3,4\n", PLAIN)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,c\n1,2\n", '"new.csv" lacks the column "b", an input of the network. It has "a", "c".'),
        ("c,d\n1,2\n", '"new.csv" lacks the columns "a", "b", inputs of the network. It has "c", "d".'),
        (
            "a,B,b1\n1,2,3\n",
            '"new.csv" lacks the column "b", an input of the network. Its column "b1" may be meant: name it "b".',
        ),
        ("a,b\n", '"new.csv" has names of columns but no rows below them.'),
        (
            "b,a\n1,2\n3,\n4, five\n",
            '"new.csv", line 4, column "a": "five" is not a number. Correct it, or leave it empty.',
        ),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(FileProblem) as problem:
        read(tmp_path, text, PLAIN)
    assert str(problem.value) == sentence


def test_of_many_missing_columns_eight_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as problem:
        read(tmp_path, ",".join("ABCDEFGHI") + "\n" + ",".join("123456789") + "\n", model("opqrstuvw"))
    assert str(problem.value).count('"') == 2 * (1 + 8 + 8)
    assert str(problem.value).count("and 1 more") == 2


@pytest.mark.parametrize("name", ["y", "outcome"])
def test_what_is_right_is_read_where_the_file_says_it(tmp_path: Path, name: str) -> None:
    classes = ("1", "2.5", "no", "yes")
    text = f"a,b,{name}\n1,1,yes\n1,1,+1.0\n1,1,2.50\n1,1,maybe\n1,1,\n1,1,no\n1,1,3\n"
    rows = read(tmp_path, text, model("ab", classes, target=name))
    assert rows.target is not None
    assert rows.target.tolist() == [3, 0, 1, -1, -1, 2, -1]
    assert rows.notes == ('Rows of classes that the network does not know are not judged: "3", "maybe".',)
    known = read(tmp_path, f"a,b,{name}\n1,1,yes\n1,1,no\n", model("ab", classes, target=name))
    assert known.notes == ()
    many = f"a,b,{name}\n" + "".join(f"1,1,new{i}\n" for i in range(9))
    assert read(tmp_path, many, model("ab", classes, target=name)).notes[0].endswith('"new7" and 1 more.')


def test_a_number_that_is_right_is_read_with_its_gaps(tmp_path: Path) -> None:
    rows = read(tmp_path, "a;b;y\n1,5;1;2,5\n2;1;\n", PLAIN)
    assert rows.target is not None
    np.testing.assert_array_equal(rows.target, [2.5, np.nan])
    assert (rows.decimal_comma, rows.delimiter) == (True, ";")
    assert rows.notes == ('Commas were read as decimal commas: "1,5" in column "a" is 1.5.',)
    assert read(tmp_path, "a;b;y\n1;1;2,5\n2;1;3\n", PLAIN).decimal_comma
    with pytest.raises(FileProblem, match="has a comma, but other numbers of the file have a decimal point"):
        read(tmp_path, "a;b;y\n1.5;1;2,5\n", PLAIN)  # the marks of all known columns are judged together
