"""Files that cannot be used: each ends in a sentence that names the place and the cure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.data.csv_files import encoding as csv_text
from engine.data.csv_files.reader import preview_csv, read_csv
from engine.files.file_problem import FileProblem

Write = Callable[..., Path]
PLAIN = "a,b,kind\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n"
KOREAN = "키,몸무게,품종\n1,2,강아지\n3,4,고양이\n5,6,강아지\n7,8,고양이\n"
ROWS = "1,2,x\n3,4,y\n5,6,x\n7,8,y\n"


def problem_of(path: str | Path, label: str = "", task: str = "auto") -> str:
    """The sentence that reading the file ends in."""
    with pytest.raises(FileProblem) as caught:
        read_csv(path, label, task)
    return str(caught.value)


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("data.csv", PLAIN)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "place", "cure"),
    [
        ("", '"data.csv" is empty', "Choose a file"),
        (b"\xff\xfe", '"data.csv" is empty', "Choose a file"),
        ("\n\n , ,\n", '"data.csv" holds no data', "Choose a file"),
        ("a,b,kind\n", '"data.csv" has a line of column names but no rows', "Add at least 4 rows"),
        (archive(), '"data.csv" is a zip archive', "Unpack it"),
        (b"\x1f\x8b\x08" + bytes(20), '"data.csv" is a compressed file', "Copy it again"),
        (b"BZh9" + bytes(20), '"data.csv" is a compressed file', "Unpack it"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text", "is an OpenDocument file", "save it as CSV"),
        (b"%PDF-1.7\n", "is a PDF document", "save it as CSV"),
        ("<!DOCTYPE html><html></html>", "is a web page", "Download the data itself"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", '"data.csv" is a binary file', "save it as CSV"),
        (b"\xff\xfea\0,\0b\0\n", "line 1: the text is not valid UTF-16", "Copy it again"),
        (KOREAN.encode()[:-2], "line 5: the text is not valid UTF-8", "Copy it again"),
        ('a,b,kind\n1,2,x\n3,4,"y\n5,6,x\n', 'line 3: a quote (") is opened there and never closed', "Close it or remove it"),
        ('a,b,kind\n1,2,"x"y\n', "line 2: a comma must follow the closing quote", "twice"),
        ("a\n1\n2\n3\n4\n", '"data.csv" has only one column', "separated by commas"),
        ("a,kind\n1,x\n2,x\n3,x\n4,x\n", 'column "kind": every row has the class "x"', "Choose another label column"),
        ("a,b\n1,3.5\n2,3.5\n3,3.5\n4,3.5\n", 'column "b": every row has', "Choose another label column"),
        ("a,b,kind\n1,2,x\n3,4,y\n5,6,x\n", '"data.csv" has 3 usable rows', "Add more rows"),
        ("a,b,kind\n" + ROWS + "9,x\n" + ROWS, "line 6 has 2 fields, but the other lines have 3", "Add what is missing"),
        ("a,b,kind\n" + ROWS + "9\n", "line 6 has 1 field, but the other lines have 3", "If the file was cut off"),
        ("Report of May\n" + PLAIN, "line 1 has 1 field, but the other lines have 3", "remove what is too much"),
        ("a,b,kind\n" + ROWS + '9,"1,234",x\n', 'line 6, column "b": "1,234" has thousands separators', "without them"),
        ("a\tb\tkind\n" + ROWS.replace(",", "\t") + "1.5\t1,234\tx\n", 'column "b": "1,234" has a comma', "decimal point"),
        (
            "a,b,c,kind\n" + "1,?,2,x\n" * 2 + "3,4,?,y\n" * 2 + "5,6,7,x\n" * 3,
            "4 of 7 rows have a missing value, the first one in line 2",
            'leave out the column "b"',
        ),
        ("a,b,kind\n1,2,x\n", "has 1 usable row; at least 4 are needed", "Add more rows"),
        ("a,b,kind\n" + "u,v,x\nu,v,y\n" * 3, "has no column to learn from", "Choose another label column"),
        (",".join(f"c{i}" for i in range(1001)) + "\n", '"data.csv" has 1,001 columns', "Save the columns you need"),
    ],
)
def test_a_file_that_cannot_be_used_gets_a_sentence_with_place_and_cure(
    write: Write, content: str | bytes, place: str, cure: str
) -> None:
    sentence = problem_of(write(content))
    assert place in sentence
    assert cure in sentence
    assert "data.csv" in sentence
    assert sentence.endswith((".", '".'))


@pytest.mark.parametrize(
    ("content", "label", "task", "place", "cure"),
    [
        (PLAIN, "kimd", "auto", 'has no column "kimd"', 'Did you mean "kind"? Choose the label column among "a", "b", "kind"'),
        (PLAIN, "9", "auto", 'has no column "9"', "by its number, 1 to 3"),
        (PLAIN, "kind", "regression", 'line 2, column "kind": "x" is not a number', "choose the task classification"),
        ("a,b,kind\n1,2,?\n", "kind", "auto", "1 of 1 row has a missing value, the first one in line 2", "Fill them in"),
        ("a,b\n" + "".join(f"1,{i}.5\n" for i in range(101)), "b", "classification", "101 different classes", "task regression"),
        ("a,b\n" + "".join(f"1,n{i}\n" for i in range(101)), "b", "auto", "101 different classes", "another label column"),
        ("a,b\n" + "".join(f"1,{i}\n" for i in range(50)) + "1,many\n", "b", "auto", 'line 52, column "b": "many"', "Correct it"),
    ],
)
def test_a_label_that_cannot_be_learned_gets_a_sentence(
    write: Write, content: str, label: str, task: str, place: str, cure: str
) -> None:
    sentence = problem_of(write(content), label, task)
    assert place in sentence
    assert cure in sentence


def test_a_path_that_leads_to_no_file_gets_a_sentence(tmp_path: Path) -> None:
    missing = problem_of(tmp_path / "gone.csv")
    assert "There is no file" in missing
    assert "gone.csv" in missing
    assert "choose another file" in missing
    folder = problem_of(tmp_path)
    assert "is a folder" in folder
    assert "Choose a CSV file" in folder
    assert "Choose a CSV file" in problem_of("")
    assert "cannot be read" in problem_of("a\0b.csv")


def test_a_file_that_may_not_be_read_gets_a_sentence(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = write(PLAIN)
    monkeypatch.setattr(Path, "open", refuse)
    sentence = problem_of(path)
    assert "permission denied" in sentence
    assert "data.csv" in sentence
    assert "copy it to a folder of your own" in sentence


def test_a_file_that_is_too_big_gets_a_sentence_before_it_is_read(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_text, "MAX_BYTES", 10)
    sentence = problem_of(write(PLAIN))
    assert "can be read" in sentence
    assert "Save a part of its rows" in sentence


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=120), st.text(alphabet='ab,;1.5"\n\t가é|-', max_size=80).map(str.encode)))
def test_no_bytes_end_in_anything_but_a_table_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(data)
    for read in (read_csv, preview_csv):
        sentence = ""
        try:
            read(path)
        except FileProblem as problem:
            sentence = str(problem)
        assert not sentence or "any.csv" in sentence


def test_names_and_rows_have_a_bound(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    for sentence in (
        problem_of(write(f"a,{'b' * 100_000},class\n{ROWS}")),
        problem_of(write(PLAIN.replace("x", "x" * 100_000))),
        problem_of(write(PLAIN), label="z" * 5000),
    ):
        assert len(sentence) < 250
        assert "…" in sentence
    monkeypatch.setattr("engine.data.csv_files.rows.MAX_ROWS", 3)
    assert "at most 3 can be read" in problem_of(write(PLAIN))


def test_a_project_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "mine.npp"
    path.write_bytes(archive())
    with pytest.raises(FileProblem, match="is a project, not a table"):
        read_csv(path)
