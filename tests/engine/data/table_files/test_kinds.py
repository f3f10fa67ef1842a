"""Files that are no CSV but hold tables: gzip, ARFF and workbooks are read, others are refused with what helps."""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from engine.data.csv_files.content_store import CONTENTS
from engine.data.csv_files.reader import preview_csv, read_csv
from engine.data.datasets.csv_file import CsvFile
from engine.data.table import Table
from engine.data.table_files import kinds
from engine.data.table_files.workbook import cell_text
from engine.files.file_problem import FileProblem

PLAIN = "a,b,kind\n1.5,2,x\n3,4.5,y\n5,6,x\n7,8,y\n"
ARFF = """% made by hand
@RELATION 'leaf data'

@attribute 'leaf length' numeric
@attribute  width REAL   % in cm
@attribute colour {red, 'dark green', "it\\'s", blue}
@attribute code {1,2,3}
@attribute name string
@attribute verdict {good,bad}

@DATA
1.5, 2, red, 1, 'a, b', good
% between
2.5,?,'dark green',2,"c",bad
3.5\t3\tblue\t3\td\tgood
4.5,4,"it's",1,e,?

5.5,5,red,2,f,bad
6.5,6,red,3,g,good
7.5,7,blue,1,h,bad
8.5,8,red,2,i,good
"""


def test_a_gzip_file_is_read_as_what_is_in_it(write: Any) -> None:
    plain, packed = read_csv(write(PLAIN)), write(gzip.compress(PLAIN.encode()), "t.csv.gz")
    found = read_csv(packed)
    assert (found.inputs.tolist(), found.classes) == (plain.inputs.tolist(), plain.classes)
    assert preview_csv(packed).names == ("a", "b", "kind")
    two = gzip.compress(PLAIN.encode()) + gzip.compress(b"9,9.5,x\n")
    assert len(read_csv(write(two, "two.gz")).target) == 5
    by_content = CsvFile(str(packed)).identified()
    packed.unlink()
    assert by_content.make(None).inputs.tolist() == plain.inputs.tolist()  # type: ignore[arg-type]  # no drawing
    CONTENTS.clear()


def test_the_beginning_of_a_large_gzip_file_is_enough_for_the_dialog(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.data.csv_files.reader.PREVIEW_BYTES", 300)
    path = write(gzip.compress(("a,b,kind\n" + "1.5,2,x\n3,4.5,y\n" * 500).encode()), "large.gz")
    sketch = preview_csv(path)
    assert (sketch.whole, sketch.names) == (False, ("a", "b", "kind"))


@pytest.mark.parametrize(
    ("cut", "said"), [(-5, "is a compressed file that was cut off"), (12, "is a compressed file that was cut off")]
)
def test_a_gzip_file_that_was_cut_off_is_refused(write: Any, cut: int, said: str) -> None:
    with pytest.raises(FileProblem, match=said):
        read_csv(write(gzip.compress(PLAIN.encode())[:cut], "t.gz"))


def test_a_damaged_gzip_file_and_one_that_is_too_large_are_refused(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress(PLAIN.encode())
    with pytest.raises(FileProblem, match="is a compressed file that is damaged"):
        read_csv(write(packed[:12] + b"\xff\xff\xff" + packed[15:], "t.gz"))
    monkeypatch.setattr("engine.data.csv_files.encoding.MAX_BYTES", 50_000)
    with pytest.raises(FileProblem, match="holds more than 50 kB when unpacked"):
        read_csv(write(gzip.compress(b"0," * 1_000_000), "bomb.gz"))


def test_arff_has_names_levels_and_gaps(write: Any) -> None:
    table = read_csv(write(ARFF, "t.arff"))
    assert (table.target_name, table.classes, len(table.target)) == ("verdict", ("bad", "good"), 6)
    colours = ("colour = blue", "colour = dark green", "colour = it's", "colour = red")
    codes = ("code = 1", "code = 2", "code = 3")
    assert table.input_names == ("leaf length", "width", *colours, *codes)
    assert table.inputs[1].tolist() == [3.5, 3, 1, 0, 0, 0, 0, 0, 1]
    said = "\n".join(table.notes)
    assert "“name” is left out" in said
    assert "2 rows were left out because of missing values, the first one in line 14." in said
    assert preview_csv(write(ARFF, "t.arff")).names[0] == "leaf length"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("1.5, 2, red", "{0 1.5, 1 2}"), r"line 12: rows in braces \(sparse ARFF\) cannot be read"),
        (("@DATA", "@nothing"), "is an ARFF file without @data"),
        (("name string", "name relational"), "line 8: attributes of the kind “relational” cannot be read"),
    ],
)
def test_arff_that_cannot_be_read_is_a_sentence(write: Any, change: tuple[str, str], said: str) -> None:
    with pytest.raises(FileProblem, match=said):
        read_csv(write(ARFF.replace(*change), "t.arff"))


def test_weights_of_rows_and_columns_in_arff_are_passed_over_with_a_note(write: Any) -> None:
    rows = "1.5,'a b',{0.5}\n2.5,c,\t{ 2 } \n3.5,c\n4.5,'a b', {1e-3}\n"
    header = "@relation r\n@attribute x numeric {0.7}\n@attribute y {'a b', c} {2}\n@data\n"
    table = read_csv(write(header + rows, "t.arff"))
    plain = read_csv(write("x,y\n1.5,a b\n2.5,c\n3.5,c\n4.5,a b\n", "t.csv"))
    assert table.inputs.tolist() == plain.inputs.tolist()
    assert table.target.tolist() == plain.target.tolist()
    said = "\n".join(table.notes)
    assert "3 rows have a weight in braces at their end. It is not used" in said
    assert "2 columns have a weight in braces." in said
    with pytest.raises(FileProblem, match="sparse ARFF"):
        read_csv(write(header + "{0 1.5, 1 c}, {0.5}\n" * 4, "s.arff"))


def test_a_nominal_target_of_numbers_is_classes(write: Any) -> None:
    levels = ",".join(str(i) for i in range(30))
    rows = "".join(f"{i}.5,{i % 30}\n" for i in range(60))
    table = read_csv(write(f"@relation r\n@attribute a real\n@attribute n {{{levels}}}\n@data\n{rows}", "t.arff"))
    assert len(table.classes) == 30


def test_parquet_is_refused_with_the_call_that_helps(write: Any) -> None:
    with pytest.raises(FileProblem, match=r"pandas\.read_parquet\('t\.parquet'\)\.to_csv\('t\.csv', index=False\)"):
        read_csv(write(b"PAR1\x15\x04" + bytes(30), "t.parquet"))


# Workbooks


def workbook(*sheets: str) -> bytes:
    """An .xlsx file: sheets are the XML of their rows."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    office = "http://schemas.openxmlformats.org"
    names = range(1, len(sheets) + 1)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'{head}<Types xmlns="{office}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        + "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>' for n in names)
        + "</Types>",
        "_rels/.rels": f'{head}<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{head}<workbook xmlns="{office}/spreadsheetml/2006/main" '
        f'xmlns:r="{office}/officeDocument/2006/relationships"><sheets>'
        + "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in names)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{head}<Relationships xmlns="{office}/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{office}/officeDocument/2006/relationships/worksheet" '
            f'Target="worksheets/sheet{n}.xml"/>'
            for n in names
        )
        + "</Relationships>",
    }
    for n, rows in zip(names, sheets, strict=True):
        sheet = f'{head}<worksheet xmlns="{office}/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
        parts[f"xl/worksheets/sheet{n}.xml"] = sheet
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def sheet_rows(rows: list[list[object]], first: int = 1) -> str:
    def cell(at: str, value: object) -> str:
        if isinstance(value, str):
            return f'<c r="{at}" t="inlineStr"><is><t>{value}</t></is></c>'
        return f'<c r="{at}"><v>{value}</v></c>'

    return "".join(
        f'<row r="{y}">' + "".join(cell(f"{chr(66 + x)}{y}", value) for x, value in enumerate(row) if value != "") + "</row>"
        for y, row in enumerate(rows, first)
    )


ROWS: list[list[object]] = [["a", "b, c", "kind"], [990, 2, "x"], [1.01, 4.5, "y"], [5, "", "x"], [7, 8, "y"], [9, 1, "x"]]
XLSX = workbook("", sheet_rows(ROWS, first=3))


def check_workbook(table: Table) -> None:
    assert (table.input_names, table.classes) == (("a", "b, c"), ("x", "y"))
    assert table.inputs.tolist() == [[990, 2], [1.01, 4.5], [7, 8], [9, 1]]
    assert "The sheet “S2” was read, the first with anything in it; 1 other was not." in table.notes
    assert "the first one in line 6." in table.notes[-1]


def test_a_workbook_is_read_by_calamine(write: Any) -> None:
    pytest.importorskip("python_calamine")
    path = write(XLSX, "t.xlsx")
    check_workbook(read_csv(path))
    assert preview_csv(path).encoding == "Workbook"
    check_workbook(read_csv(write(gzip.compress(XLSX), "t.xlsx.gz")))
    with pytest.raises(FileProblem, match="has no sheet with anything in it"):
        read_csv(write(workbook("", ""), "t.xlsx"))
    with pytest.raises(FileProblem, match="is no workbook that can be read, or it is damaged or locked"):
        read_csv(write(XLSX[:600] + XLSX[800:], "t.xlsx"))


class Book:
    """As calamine gives a workbook."""

    sheet_names = ("S1", "S2")

    @staticmethod
    def from_filelike(stream: io.BytesIO) -> Book:
        assert stream.read() == XLSX
        return Book()

    def get_sheet_by_index(self, number: int) -> Any:
        numbers = [[float(cell) if isinstance(cell, int) else cell for cell in row] for row in ROWS]
        return SimpleNamespace(start=(2, 1) if number else None, to_python=lambda skip_empty_area: numbers if number else [])


def test_a_workbook_becomes_rows_in_their_own_lines(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", SimpleNamespace(CalamineWorkbook=Book))  # type: ignore[arg-type]
    check_workbook(read_csv(write(XLSX, "t.xlsx")))


def test_cells_of_a_workbook_are_written_as_csv_files_have_them() -> None:
    cells = [3.0, 2.5, True, date(2024, 1, 2), datetime(2024, 1, 2), datetime(2024, 1, 2, 3, 4), "two\nlines", "", 1e300]
    assert [cell_text(cell) for cell in cells] == [
        *("3", "2.5", "True", "2024-01-02", "2024-01-02", "2024-01-02T03:04:00", "two lines", "", "1e+300")
    ]


ODS = b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet"


@pytest.mark.parametrize("content", [XLSX, kinds.OLE + bytes(600), ODS])
def test_without_calamine_a_workbook_is_refused_with_the_command_that_installs_it(
    write: Any, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)  # type: ignore[arg-type]
    with pytest.raises(FileProblem, match=r"-m pip install .*\[tables\]"):
        preview_csv(write(content, "t.xlsx"))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(FileProblem, match="workbook, which this copy of the program cannot read: open it in Excel"):
        preview_csv(write(content, "t.xlsx"))
