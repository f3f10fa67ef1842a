"""The lines of a file: where its table begins, what divides it, its line of names, and in which line something is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.data.csv_files import rows as rows_module
from engine.data.csv_files.choices import ColumnChoice, ReadingChoices
from engine.data.csv_files.encoding import CsvText, read_text
from engine.data.csv_files.header import check_names, has_header, repair_names
from engine.data.csv_files.numbers import NumberFormat
from engine.data.csv_files.reader import read_csv
from engine.data.csv_files.rows import CsvRows, split_rows
from engine.data.table_files.separator import below_comments, delimiter_of, find_delimiter, width_of_names
from engine.files.file_problem import FileProblem

NOW = ReadingChoices()


def source(text: str, whole: bool = True) -> CsvText:
    return CsvText("t.csv", text, "utf-8", False, whole)


def split(text: str, choices: ReadingChoices = NOW) -> CsvRows:
    return split_rows(source(text), choices=choices)


# -- comments and separators
@pytest.mark.parametrize(
    ("text", "choices", "rest", "count"),
    [
        ("# a\n% b\n1,2\n", NOW, "1,2\n", 2),
        ("1,2\n# a\n", NOW, "1,2\n# a\n", 0),
        ("#,height\n1,2\n", NOW, "#,height\n1,2\n", 0),  # a line of names
        ("#,height\n#1,2\n", NOW, "", 2),
        ("#a,b\n1;2\n", NOW, "1;2\n", 1),
        ("# a", NOW, "# a", 0),
        ("; a\n1,2\n", ReadingChoices(comment=";"), "1,2\n", 1),
        ("#,height\n1,2\n", ReadingChoices(comment="#"), "1,2\n", 1),
        ("# a\n1,2\n", ReadingChoices(comment=";"), "# a\n1,2\n", 0),
        ("# a\n1,2\n", ReadingChoices(comment="none"), "# a\n1,2\n", 0),
        ("# a\n1,2\n", ReadingChoices(rules=1), "# a\n1,2\n", 0),
    ],
)
def test_lines_of_comments_above_the_table(text: str, choices: ReadingChoices, rest: str, count: int) -> None:
    assert below_comments(text, choices) == (rest, count)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("0,5;1,5;a\n0,25;1,5;b\n", ";"),
        ("a b\n1 2\n", ","),  # blanks are judged apart
        ("a|b|c\n1|2|3\n", "|"),
        ("a\tb,c\n1\t2,5\n", "\t"),
        ("a;b\n1,5;2,5\n3,5;4,5\nx;y;z;w\n5;6\n7;8\n", ";"),
        ("title\na;b\n1;2\n3;4\n5;6\n7;8\n", ";"),
        ("", ","),
    ],
)
def test_what_splits_the_rows_most_evenly(text: str, delimiter: str) -> None:
    assert find_delimiter(text) == delimiter


@pytest.mark.parametrize(
    ("text", "told", "choices", "delimiter"),
    [
        ("1 2 3\n4 5 6\n", "", NOW, " "),
        ("1  2\t3\n4 5 6\n", "", NOW, " "),
        ("1 2 3\n4 5 6\n", "", ReadingChoices(rules=1), ","),
        ("1 2 3\n4 5 6\n", ";", NOW, ";"),
        ("1 2 3\n4 5\n", "", NOW, ","),
        ("a b,c d\ne f,g h\n", "", NOW, ","),
        ("1 2 3\n" * 19 + "4 5\n", "", NOW, " "),  # 19 of 20 lines
        ("1 2 3\n" * 18 + "4 5\n", "", NOW, ","),
        ("1;2\n", "", ReadingChoices(separator="blanks"), " "),
        ("1;2\n", ",", ReadingChoices(separator="|"), "|"),
    ],
)
def test_runs_of_blanks_divide_where_nothing_else_does(text: str, told: str, choices: ReadingChoices, delimiter: str) -> None:
    assert delimiter_of(text, told, choices) == delimiter


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("a,b,\n1,2\n3,4\n", 2),  # the names end with a separator
        ("a,b,c\n1,2\n3,4\n", 0),
        ("a,b\n1,2,\n3,4,\n", 3),  # all rows do
        ("a,b\n1,2,\n3,4,5\n", 0),
        ("a,b\n1,2,\n3,4\n", 0),
        ("a,b\n1,2\n3,4\n", 0),
        ("a,b,\n1,2\n", 0),  # one row tells nothing
        ("a,\n1\n3\n", 0),
        ("a\n1,\n3,\n", 0),
    ],
)
def test_a_line_of_names_that_differs_by_empty_fields_at_its_end(text: str, width: int) -> None:
    assert width_of_names(text, ",") == width


# -- rows
def test_rows_know_their_lines() -> None:
    plain = split("\na,b\n\n1,2\n,\n3,4\n")
    assert (plain.lines, [list(cells) for cells in plain.columns]) == ((2, 4, 6), [["a", "1", "3"], ["b", "2", "4"]])
    assert plain.notes == ("1 row without any value was passed over.",)
    quoted = split('# c\n"a\nb",c\n1,2\n\n3,"4\n5"\n6,7\n')
    assert quoted.lines == (2, 4, 6, 8)
    assert quoted.notes == ("1 line above the table was passed over.",)
    told = split("sep=;\r\na;b\r\n1;2\r\n")
    assert (told.lines, told.notes) == ((2, 3), ("The first line tells the separator and was passed over.",))
    assert told.below().lines == (3,)
    assert (told.below().head, [list(cells) for cells in told.below().columns]) == ((("1", "2"),), [["1"], ["2"]])


@pytest.mark.parametrize(
    ("text", "names", "note"),
    [
        ("a,b,\n1,2,\n3,4,\n", 2, "The last column has neither a name nor a value and was left out."),
        ("a,b,,\n1,2,,\n3,4,,\n", 2, "The last 2 columns have neither a name nor a value and were left out."),
        (
            "a,b,\n1,2\n3,4\n",
            2,
            "The line of names ends with a separator: a last column with neither a name nor a value was left out.",
        ),
        (
            "a,b,,\n1,2\n3,4\n",
            2,
            "The line of names ends with separators: 2 last columns with neither a name nor a value were left out.",
        ),
        ("a,b,\n1,2,3\n3,4,\n", 3, ""),
        ("a,b\n1,2\n,\n,\n3,4\n", 2, "2 rows without any value were passed over."),
    ],
)
def test_empty_ends_are_left_out(text: str, names: int, note: str) -> None:
    found = split(text)
    assert (len(found.columns), len(found.head[0])) == (names, names)
    assert found.notes == ((note,) if note else ())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "a,b,c\n1,2,3\n4,5\n6,7,8\n",
            '"t.csv", line 3 has 2 fields, but the other lines have 3. Add what is missing or remove what is too much; '
            'a text with a comma in it must stand in quotes (").',
        ),
        (
            "a;b\n1;2\n\n4\n",
            '"t.csv", line 4 has 1 field, but the other lines have 2. Add what is missing or remove what is too much; '
            'a text with a semicolon in it must stand in quotes ("). If the file was cut off there, copy it again.',
        ),
        (
            '# c\na,b\n1,2\n3,"4\n',
            '"t.csv", line 4: a quote (") is opened there and never closed. Close it or remove it; if the file was cut off, '
            "copy it again.",
        ),
        (
            'a;b\n1;2\n3;"4"5\n',
            '"t.csv", line 3: a semicolon must follow the closing quote ("). Write a quote within a quoted text twice ("").',
        ),
        ("\n,\n , \n", '"t.csv" holds no data, only blank lines or separators. Choose a file with rows of numbers.'),
    ],
)
def test_a_row_that_is_wrong_is_named_by_its_line(text: str, sentence: str) -> None:
    with pytest.raises(FileProblem) as problem:
        split(text)
    assert str(problem.value) == sentence


def test_the_number_of_rows_and_columns_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_module, "MAX_ROWS", 3)
    assert len(split("a,b\n1,2\n3,4\n").lines) == 3
    with pytest.raises(FileProblem, match=r"has 4 lines; at most 3 can be read"):
        split("a,b\n1,2\n3,4\n5,6\n")
    with pytest.raises(FileProblem, match=r"has 4 lines; at most 3 can be read"):
        split("a,b\r1,2\r3,4\r5,6\r")
    assert len(split(",".join("a" * 1000) + "\n" + ",".join("1" * 1000) + "\n").columns) == 1000


def test_half_a_row_at_the_end_of_a_beginning_is_no_problem() -> None:
    begun = split_rows(source('a,b\n1,2\n3,"4', whole=False), choices=NOW)
    assert begun.lines == (1, 2)
    with pytest.raises(FileProblem, match="never closed"):
        split_rows(source('a,b\n3,"4', whole=False), choices=NOW)
    assert split_rows(source("a,b\n1,2\n3,4\n"), 2, NOW).lines == (1, 2)


# -- names
@pytest.mark.parametrize(
    ("text", "label", "named"),
    [
        ("a,b\n1,2\n", "", True),
        ("1,2\n3,4\n", "", False),
        ("1,b\n3,4\n", "", False),  # one column votes for names, one against; and "1" is none
        ("a,1\nx,4\ny,5\n", "", False),
        ("1,2\n3,4\n", "2", False),
        ("1,x\n3,4\n", "x", True),
        ("a,b\nx,y\n", "", True),
        ("a,b\nx,a\ny,c\n", "", True),
        ("a,b\na,y\nx,y\n", "", False),  # what comes again is no name
        ("a,NA\n1,2\n3,4\n", "", False),
        ("a,\n1,2\n3,4\n", "", True),
        ("x,2019,2020,2021\ny,1.5,2.5,3.5\nz,4.5,5.5,6.5\n", "", True),
        ("x,2019,2020\ny,15,25\nz,45,55\n", "", True),
        ("x,2019,2020\nx,15,25\nz,45,55\n", "", True),  # a text that comes again is no year
        ("x,2019,2021\ny,1.5,2.5\nz,4.5,5.5\n", "", False),
        ("x,2019,2020\ny,1.5,2019\nz,4.5,5.5\n", "", False),
        ("x,1799,1800\ny,1.5,2.5\nz,4.5,5.5\n", "", False),
        ("x,2199,2200\ny,1.5,2.5\nz,4.5,5.5\n", "", True),
        ("a,b\n" + "1,x\n" * 9 + "y,x\n", "", True),  # nine numbers in ten are a column of numbers
        ("1,b\n" + "1,x\n" * 9 + "y,x\n", "", False),
    ],
)
def test_a_line_of_names_is_told_by_the_numbers_below(text: str, label: str, named: bool) -> None:
    assert has_header(split(text), label, NumberFormat()) is named


def test_names_are_neither_empty_nor_alike() -> None:
    names, notes = repair_names(("a", "", " a ", "a", "column 2", "a (2)"))
    assert names == ["a", "column 2", "a (2)", "a (3)", "column 2 (2)", "a (2) (2)"]
    assert notes == (
        "Columns without a name, or with one already taken, are now called "
        '"column 2", "a (2)", "a (3)", "column 2 (2)", "a (2) (2)".',
    )
    assert repair_names(("a", " b\n c ")) == (["a", "b c"], ())


def test_a_name_has_a_bound() -> None:
    rows = split("a,b\n1,2\n")
    check_names(replace(rows, head=(("a", "b" * 500),)))
    with pytest.raises(FileProblem, match=r'line 1: the column name "b+…" has 501 letters; at most 500 are possible'):
        check_names(replace(rows, head=(("a", "b" * 501),)))


# -- letters
def written(folder: Path, content: bytes, name: str = "t.csv") -> Path:
    (folder / name).write_bytes(content)
    return folder / name


def test_only_the_beginning_of_a_file_is_read_to_the_end_of_a_line(tmp_path: Path) -> None:
    path = written(tmp_path, "a,가\n1,2\n3,4\n".encode())
    some = read_text(path, 9)
    assert (some.text, some.whole, some.encoding) == ("a,가\n", False, "utf-8")
    assert read_text(path).whole
    assert read_text(path, 10, path.read_bytes()).text == "a,가\n1,2\n"
    assert read_text(path, 100, path.read_bytes()).whole


@pytest.mark.parametrize("head", ["", "a,b\n", "a,b\r"])
@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("utf-8", "강아지,고양이,"),
        ("cp949", "강아지,고양이,두루미,"),
        ("cp949", "강아지고양이"),
        ("cp1252", "Bär,Hündin,"),
        ("cp932", "いぬ,ねこ,りす,"),
        ("gb18030", "红色,蓝色,绿色的,"),
    ],
)
def test_a_letter_cut_at_the_end_of_a_beginning_without_line_ends_hides_no_encoding(
    tmp_path: Path, head: str, encoding: str, names: str
) -> None:
    path = written(tmp_path, (head + names * 60).encode(encoding))
    found = {read_text(path, most).encoding for most in range(200, 210)}
    assert found == {encoding}


def test_a_beginning_ends_with_a_line_also_where_lines_end_as_on_old_macs(tmp_path: Path) -> None:
    assert read_text(written(tmp_path, b"a,b\r10,20\r30,40\r"), 12).text == "a,b\r10,20\r"


def test_letters_that_are_not_valid_are_named_by_their_line(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="line 3: the text is not valid UTF-8; the file may be cut off or damaged"):
        read_text(written(tmp_path, b"a,b\n1,2\n\xff,3\n"), encoding="utf-8")
    with pytest.raises(FileProblem, match=r"line 1: the text is not valid CP949 \(Korean\)"):
        read_text(written(tmp_path, b"\xff,3\n"), encoding="cp949")
    with pytest.raises(FileProblem, match="is not a text: it holds zero bytes"):
        read_text(written(tmp_path, "a,\0\n".encode("utf-16")))


# -- what is said of a whole table
def test_of_many_notes_about_columns_twelve_are_shown(tmp_path: Path) -> None:
    def notes(empty: int) -> tuple[str, ...]:
        head = ",".join([*(f"c{i}" for i in range(empty)), "a", "y"])
        rows = "".join("," * empty + f"{i % 3},{i % 2}\n" for i in range(8))
        return read_csv(written(tmp_path, f"{head}\n{rows}".encode())).notes

    assert (len(notes(12)), notes(12)[-1]) == (12, "“c11” is left out: it is empty.")
    assert (len(notes(13)), notes(13)[-1]) == (13, "1 more note about a column.")
    assert notes(14)[-1] == "2 more notes about columns."


def test_four_rows_are_needed_and_half_of_all_may_lack_a_value(tmp_path: Path) -> None:
    def read(gaps: int, rows: int) -> int:
        cells = [""] * gaps + ["3", "1", "4", "1", "5", "9", "2", "6"][: rows - gaps]
        text = "a,y\n" + "".join(f"{cell},{i % 2}\n" for i, cell in enumerate(cells))
        choices = ReadingChoices(columns=(ColumnChoice("a", role="input"),))
        return len(read_csv(written(tmp_path, text.encode()), "y", choices=choices).target)

    assert (read(0, 4), read(4, 8), read(2, 6)) == (4, 4, 4)
    with pytest.raises(FileProblem, match=r"has 3 usable rows; at least 4 are needed"):
        read(1, 4)
    with pytest.raises(FileProblem, match=r"5 of 9 rows have a missing value, the first one in line 2\. .* the column \"a\","):
        read(5, 9)
