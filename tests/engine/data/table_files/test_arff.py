"""ARFF line by line: each row as CSV in the line that it has in the file."""

from __future__ import annotations

import pytest

from engine.data.table_files.arff import is_arff, read_arff
from engine.data.table_files.kinds import Converted, is_workbook, refuse_other_kinds, unpacked
from engine.files.file_problem import FileProblem

HEAD = "@relation r\n@attribute a numeric\n@attribute b string\n@data\n"


def rows(text: str, head: str = HEAD) -> list[str]:
    """The lines below those of the header, which become empty ones and one of names."""
    found = read_arff("t.arff", head + text).text
    above = head.count("\n") - 1
    assert found.startswith("\n" * above + "a,b\n")
    return found.split("\n")[above + 1 : -1]


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("1,x", "1,x"),
        ("1 , x", "1 , x"),
        ("1,'x y'", "1,x y"),
        ("1, 'x, y' ", '1,"x, y"'),
        ('1,"it\'s"', "1,it's"),
        ("1,'it\\'s'", "1,it's"),
        ("?,'x'", ",x"),
        ("1,?", "1,"),
        ("1\tx", "1,x"),
        ("1,'x',", "1,x,"),
        ("1,'',", "1,,"),
        ("'x','y','z'", "x,y,z"),
        ("1,'x' {2}", "1,'x' {2}"),  # no weight: that stands behind a comma
        ("1,x,{2}", "1,x"),
        ("1,x, { 0.5 } ", "1,x"),
        ("% note", ""),
        ("  % note", ""),
        ("", ""),
        ("1,'open", "1,'open"),
    ],
)
def test_a_line_of_data(line: str, row: str) -> None:
    assert rows(f"{line}\n9,z\n") == [row, "9,z"]


def test_kinds_and_weights_that_the_header_says() -> None:
    levels = ",".join(f"l{i}" for i in range(50))
    head = (
        "% note\n\n@RELATION r\n@attribute a {p,'q r'}\n"
        f"@attribute 'b  c' {{{levels}}}\n@attribute d {{{levels},more}}\n@attribute e REAL {{2}}\n"
        "@attribute f date 'yyyy'\n@DATA\n"
    )
    found = read_arff("t.arff", head + "p,l1,l2,3,2020,{1}\n")
    assert found.kinds == {"a": "category", "b c": "category"}
    assert found.named
    assert found.separator == ","
    assert found.text == "\n" * 8 + "a,b c,d,e,f\np,l1,l2,3,2020\n"
    assert found.notes == (
        "1 row has a weight in braces at its end. It is not used: all rows count alike.",
        "1 column has a weight in braces. It is not used: all columns count alike.",
    )
    assert read_arff("t.arff", HEAD + "1,x\n").notes == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "@relation r\n\n@attribute a relational\n@data\n",
            '"t.arff", line 3: attributes of the kind “relational” cannot be read. Save the table as CSV (UTF-8).',
        ),
        (
            HEAD + "1,x\n{0 1}\n",
            '"t.arff", line 6: rows in braces (sparse ARFF) cannot be read. '
            "In Weka, the filter SparseToNonSparse writes them out.",
        ),
        ("@relation r\n@attribute a real\n", '"t.arff" is an ARFF file without @data: it may be cut off. Copy it again.'),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(text: str, sentence: str) -> None:
    with pytest.raises(FileProblem) as problem:
        read_arff("t.arff", text)
    assert str(problem.value) == sentence


def test_what_begins_as_these_files_do() -> None:
    texts = ["@relation r", "% a\n%b\n\n  @RELATION r", "a,b\n@relation r", "@relations", "% only a note"]
    assert [is_arff(text) for text in texts] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        (b"\xd0\xcf\x11\xe0 old", True),
        (b"PK\x03\x04 xl/workbook.xml", True),
        (b"PK\x03\x04 [Content_Types].xml", True),
        (b"PK\x03\x04 mimetypeapplication/vnd.oasis.opendocument.spreadsheet", True),
        (b"PK\x03\x04 mimetypeapplication/vnd.oasis.opendocument.text", False),
        (b"PK\x03\x04 data.csv", False),
        (b"xl/ [Content_Types]", False),
    ],
)
def test_what_begins_as_workbooks_do(data: bytes, is_one: bool) -> None:
    assert is_workbook(data) is is_one


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("t.csv", b"PK\x03\x04 data.csv", "is a zip archive. Unpack it and choose the CSV file in it."),
        ("T.NPP", b"PK\x03\x04 data.csv", "is a project, not a table."),
        ("t.csv", b"PK\x03\x04 opendocument", "is an OpenDocument file, not a table."),
        ("t.csv", b"PK\x03\x04" + bytes(200) + b"opendocument", "is a zip archive."),
        ("t.csv", b"Rar!", "is a compressed file. Unpack it and choose the CSV file in it."),
        ("t.csv", b"%PDF-1", "is a PDF document, not a CSV file."),
        ("t.csv", b" \n<HTML>", "is a web page, not a CSV file."),
        ("t.csv", b"a,\0b", "is a binary file, not a text: it holds zero bytes."),
        ("a.b.parquet", b"PAR1", "pandas.read_parquet('a.b.parquet').to_csv('a.b.csv', index=False)"),
        ("noend", b"PAR1", "to_csv('noend.csv', index=False)"),
    ],
)
def test_other_kinds_are_refused(name: str, data: bytes, said: str) -> None:
    with pytest.raises(FileProblem) as problem:
        refuse_other_kinds(name, data)
    assert said in str(problem.value)
    assert f'"{name}"' in str(problem.value)


def test_plain_bytes_are_of_no_other_kind() -> None:
    for data in (b"a,b\n", "\ufeffa,b".encode("utf-16"), b"a PAR1 %PDF"):
        refuse_other_kinds("t.csv", data)
        assert unpacked("t.csv", data, False, 1) == (data, False)
    assert Converted("a").encoding == "utf-8"
    assert not Converted("a").named
