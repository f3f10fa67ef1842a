"""The CSV reader: encodings, separators, names, labels, numbers. Files that cannot be used: test_csv_problems.py."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.data.csv_files.choices import ColumnChoice, ReadingChoices
from engine.data.csv_files.numbers import parse_number
from engine.data.csv_files.reader import preview_csv, read_csv

Write = Callable[..., Path]
PLAIN = "a,b,kind\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n"
KOREAN = "키,몸무게,품종\n1,2,강아지\n3,4,고양이\n5,6,강아지\n7,8,고양이\n"


def test_a_plain_file_is_read(write: Write) -> None:
    table = read_csv(write(PLAIN))
    assert table.inputs.tolist() == [[1, 2], [3, 4], [5, 6], [7, 8]]
    assert table.inputs.dtype == np.float64
    assert table.target.tolist() == [0, 1, 0, 1]
    assert table.target.dtype == np.int64
    assert (table.input_names, table.target_name, table.classes, table.notes) == (("a", "b"), "kind", ("x", "y"), ())


LEVELS = [(("n", "y"), True), (("x", "o"), True), (("x", "y"), False), (("x", "예"), False)]


@pytest.mark.parametrize(("levels", "is_one"), LEVELS)
def test_an_x_is_a_no_beside_an_o_only(write: Write, levels: tuple[str, str], is_one: bool) -> None:
    rows = "".join(f"{i * i},{i % 3},{levels[i % 2]}\n" for i in range(8))
    sketch = preview_csv(write(f"a,b,kind\n{rows}"))
    assert sketch.columns[2].levels == levels
    assert sketch.columns[2].is_yes_no == is_one


def test_a_text_that_is_the_same_in_all_rows_that_are_left_is_said_to_tell_nothing(write: Write) -> None:
    choices = ReadingChoices(words=("f",), columns=(ColumnChoice("sex", missing="rows"),))
    rows = "".join(f"{i * i},{'fm'[i // 2 % 2]},{'ab'[i % 2]}\n" for i in range(16))
    table = read_csv(write(f"size,sex,kind\n{rows}"), choices=choices)
    assert "“sex” is “m” in every row that has a value, so it tells no rows apart." in table.notes


# Encodings


@pytest.mark.parametrize(
    ("encoding", "guessed"), [("utf-8", False), ("utf-8-sig", False), ("utf-16", False), ("cp949", True), ("euc-kr", True)]
)
@pytest.mark.parametrize("text", [KOREAN, "가,나\n1,2\n2,4\n3,5\n4,7\n"])
def test_korean_is_read_in_every_encoding(write: Write, encoding: str, guessed: bool, text: str) -> None:
    path = write(text.encode(encoding))
    table = read_csv(path)
    assert (*table.input_names, table.target_name) == tuple(text.splitlines()[0].split(","))
    assert any("CP949" in note and "UTF-8" in note for note in table.notes) == guessed
    assert preview_csv(path).names == (*table.input_names, table.target_name)


@pytest.mark.parametrize(
    "classes",
    [("뷁", "햏"), ("똠방각하", "펲시"), ("찦차", "사과"), ("쓩", "쌰"), ("쀍 같은 아주 드문 글자", "다른 것들의 이름")],
)
def test_rare_korean_syllables_are_korean(write: Write, classes: tuple[str, str]) -> None:
    text = "width,height,class\n" + "".join(f"{i},{i * i},{name}\n" for i in range(9) for name in classes)
    assert read_csv(write(text.encode("cp949"))).classes == tuple(sorted(classes))


@pytest.mark.parametrize(
    ("encoding", "classes"),
    [
        ("cp1252", ("Bär", "Hündin")),
        ("cp1252", ("forêt", "été")),
        ("cp1251", ("кот", "собака")),
        ("cp932", ("いぬ", "ねこ")),
        ("gb18030", ("红色", "蓝色")),
        ("cp932", ("犬", "猫")),
        ("cp1250", ("łąka", "źródło")),
    ],
)
def test_other_encodings_are_guessed_and_noted(write: Write, encoding: str, classes: tuple[str, str]) -> None:
    text = "width,height,class\n" + "".join(f"{i},{i * i},{name}\n" for i in range(9) for name in classes)
    table = read_csv(write(text.encode(encoding)))
    assert table.classes == tuple(sorted(classes))
    assert "letters were read as" in table.notes[0]


def test_utf16_of_both_byte_orders_is_read(write: Write) -> None:
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert read_csv(write(mark + KOREAN.replace(",", "\t").encode(encoding))).classes == ("강아지", "고양이")


# Separators, quotes, lines


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_separator_is_found(write: Write, delimiter: str) -> None:
    path = write(PLAIN.replace(",", delimiter))
    assert read_csv(path).inputs.shape == (4, 2)
    assert preview_csv(path).delimiter == {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}[delimiter]


@pytest.mark.parametrize("header", ["a;b;kind\n", ""])
def test_decimal_commas_between_semicolons_are_decimals(write: Write, header: str) -> None:
    table = read_csv(write(header + "0,5;1,5;x\n-2,25;1e-1;y\n3,0;4,0;x\n,5;6;y\n"))
    assert table.inputs.tolist() == [[0.5, 1.5], [-2.25, 0.1], [3, 4], [0.5, 6]]
    assert any('"0,5"' in note and "decimal comma" in note for note in table.notes)


def test_separators_and_lines_within_quotes_are_text(write: Write) -> None:
    table = read_csv(write('a,b,kind\n1,"2","x, ""big"""\n3,4, "y\nz"\n5,6,"x, ""big"""\n7,8,"y\nz"\n'))
    assert table.classes == ('x, "big"', "y z")
    assert table.inputs.shape == (4, 2)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_and_blank_lines_are_read(write: Write, end: str) -> None:
    assert read_csv(write((PLAIN + "\n ,,\n\n").replace("\n", end))).inputs.shape == (4, 2)


def test_the_line_that_excel_tells_its_separator_by_is_obeyed(write: Write) -> None:
    path = write("sep=;\n" + (PLAIN + "9,?,y\n").replace(",", ";"))
    assert "the first one in line 7" in read_csv(path).notes[-1]


# Names


def test_a_file_without_names_gets_numbers(write: Write) -> None:
    path = write(PLAIN.split("\n", 1)[1])
    table = read_csv(path)
    assert (table.input_names, table.target_name) == (("column 1", "column 2"), "column 3")
    assert not preview_csv(path).has_header


def test_empty_and_double_names_are_repaired_with_a_note(write: Write) -> None:
    table = read_csv(write("a,,a,kind\n" + "1,2,3,x\n4,5,6,y\n" * 2))
    assert table.input_names == ("a", "column 2", "a (2)")
    assert '"column 2", "a (2)"' in table.notes[0]


# Label and task


@pytest.mark.parametrize("label", ["a", "A", "1"])
def test_the_label_is_found_by_name_or_number(write: Write, label: str) -> None:
    table = read_csv(write("a,b\n1.5,1\n2.5,3\n3.5,2\n4.5,5\n"), label)
    assert (table.target_name, table.input_names, table.classes) == ("a", ("b",), ())


@pytest.mark.parametrize(
    ("header", "label"),
    [("Species,a,b", "Species"), ("a,target,b", "target"), ("a,b,c", "c"), ("y,a,b", "y"), ("품종,a,b", "품종")],
)
def test_the_likeliest_label_is_suggested(write: Write, header: str, label: str) -> None:
    path = write(header + "\n" + "1,0,1.5\n0,1,2.5\n" * 4)
    assert read_csv(path).target_name == preview_csv(path).label == label


def test_text_in_the_last_column_is_a_likelier_label_than_y(write: Write) -> None:
    assert read_csv(write("x,y,colour\n" + "1,2,red\n3,4,blue\n" * 2)).target_name == "colour"


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        (["no", "yes"] * 4, ("no", "yes")),
        (["0", "1", "1.0", "+0"], ("0", "1")),
        (["2", "10", "1"] * 4, ("1", "2", "10")),
        (["0.5", "1.5"] * 4, ()),
        ([str(i) for i in range(20)], ()),
        ([str(i) for i in range(21)] * 10, ()),
    ],
)
def test_auto_takes_texts_and_repeated_whole_numbers_as_classes(
    write: Write, labels: list[str], classes: tuple[str, ...]
) -> None:
    table = read_csv(write("a,label\n" + "".join(f"{i},{value}\n" for i, value in enumerate(labels))))
    assert table.classes == classes


def test_the_task_can_be_told(write: Write) -> None:
    path = write("a,b\n" + "1,0\n2,1\n" * 4)
    assert read_csv(path).classes == ("0", "1")
    assert read_csv(path, task="regression").target.dtype == np.float64
    assert read_csv(write("a,b\n" + "1,0.5\n2,1\n" * 4), task="classification").classes == ("0.5", "1")
    with pytest.raises(ValueError, match="auto, classification, regression"):
        read_csv(path, task="clustering")


# Missing values and text


@pytest.mark.parametrize("missing", ["", " ", "NA", "n/a", "NaN", "?", "null", "-"])
def test_rows_with_missing_values_are_left_out_with_a_note(write: Write, missing: str) -> None:
    table = read_csv(write(PLAIN + f"{missing},2,x\n9,9,{missing}\n"))
    assert table.inputs.tolist() == [[1, 2], [3, 4], [5, 6], [7, 8]]
    assert table.notes[-1] == "2 rows were left out because of missing values, the first one in line 6."
    assert (f'Taken for a missing value: "{missing}" in "a", "kind".' in table.notes) == bool(missing.strip())


def test_columns_of_text_and_empty_columns_are_left_out_with_a_note(write: Write) -> None:
    table = read_csv(write("name,a,nothing,kind\n" + "".join(f"n{i},{i},,{'xy'[i % 2]}\n" for i in range(6))))
    assert table.input_names == ("a",)
    assert "“nothing” is left out: it is empty." in table.notes
    assert any("“name” is left out" in note for note in table.notes)


def test_missing_names_in_a_column_of_text_cost_no_rows(write: Write) -> None:
    assert read_csv(write("name,a,kind\nn,1,x\n,2,y\n,3,x\nm,4,y\n")).inputs.shape[0] == 4


# Numbers


@pytest.mark.parametrize(
    "text", ["1_000", "inf", "-Infinity", "nan", "１２", "1e999", "0x10", "1,5", "1 000", "5%", "1.2.3", "e5", "."]
)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert parse_number(text, decimal_comma=False) is None


@pytest.mark.parametrize(
    ("text", "value"), [("1e-3", 0.001), ("+5", 5), (" 5 ", 5), ("−5", -5), (".5", 0.5), ("5.", 5), ("-0", 0), ("1E+2", 100)]
)
def test_numbers_in_common_spellings_are_numbers(text: str, value: float) -> None:
    assert parse_number(text, decimal_comma=False) == value


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=5, max_size=30, unique=True), st.booleans())
def test_numbers_come_back_bit_for_bit(tmp_path_factory: pytest.TempPathFactory, numbers: list[float], comma: bool) -> None:
    path = tmp_path_factory.getbasetemp() / "numbers.csv"
    lines = [f"{value!r};{i + 0.5}" for i, value in enumerate(numbers)]
    text = "a;b\n" + "\n".join(lines)
    path.write_text(text.replace(".", ",") if comma else text.replace(";", ","), encoding="utf-8")
    assert read_csv(path, "b", "regression").inputs[:, 0].tolist() == numbers


@given(st.text(alphabet="0123456789eE+-., _naif１ \t", max_size=8), st.booleans())
def test_the_strict_parser_never_takes_what_float_refuses(text: str, comma: bool) -> None:
    value = parse_number(text, comma)
    if value is not None:
        assert math.isfinite(value)
        assert value == float(text.replace(",", ".") if comma else text)


# Size


def test_a_file_of_200_columns_is_read(write: Write) -> None:
    rows = np.random.default_rng(0).normal(size=(30, 199))
    text = ",".join(f"c{i}" for i in range(199)) + ",kind\n"
    text += "".join(",".join(map(repr, row.tolist())) + f",{'ab'[i % 2]}\n" for i, row in enumerate(rows))
    assert np.array_equal(read_csv(write(text)).inputs, rows)


def test_a_preview_reads_only_the_beginning(write: Write) -> None:
    path = write("a,b,이름\n" + "1,2,가\n3,4,나\n" * 200_000 + '5,"')
    preview = preview_csv(path)
    assert (preview.names, preview.numeric) == (("a", "b", "이름"), (True, True, False))
    assert (preview.label, preview.task, preview.encoding) == ("이름", "classification", "UTF-8")
    assert preview.rows[:2] == (("1", "2", "가"), ("3", "4", "나"))
    assert len(preview.rows) == 20


def test_a_preview_of_quoted_lines_longer_than_its_beginning_is_shown(write: Write) -> None:
    row = '1,2,"' + "long\n" * 20_000 + '"\n'
    assert preview_csv(write("a,b,text\n" + row * 30)).names == ("a", "b", "text")
