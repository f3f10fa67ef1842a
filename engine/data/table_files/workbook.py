"""Workbooks of Excel and LibreOffice (.xlsx, .xls, .ods), read by python-calamine where that is installed."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time, timedelta
from typing import Any

from engine.core.cancellation import check
from engine.core.quoting import shortened
from engine.core.translation import N_, _, ngettext
from engine.core.version import install_command
from engine.data.table_files.kinds import Converted
from engine.files.file_problem import FileProblem

LACKING = N_(
    '"{file}" is a workbook. To read it, install python-calamine ({command}) and start the program again; '
    'or open it in Excel or LibreOffice and save it as "CSV UTF-8".'
)
CANNOT = N_(
    '"{file}" is a workbook, which this copy of the program cannot read: open it in Excel or LibreOffice and save it as '
    '"CSV UTF-8".'
)


def read_workbook(name: str, content: bytes) -> Converted:
    """Its first sheet that holds anything. Raises FileProblem."""
    try:
        from python_calamine import CalamineWorkbook
    except ImportError as problem:
        command = install_command("tables")
        raise FileProblem(_(LACKING if command else CANNOT).format(file=name, command=command)) from problem
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for number, sheet in enumerate(book.sheet_names):
            check()
            found = book.get_sheet_by_index(number)
            rows = found.to_python(skip_empty_area=True)
            if any(cell != "" for row in rows for cell in row):
                top = found.start[0] if found.start else 0
                return Converted(_as_csv(top, rows), "excel", notes=_on_sheets(sheet, len(book.sheet_names)))
    except Exception as problem:  # its own kinds, and any other on a damaged file
        text = _('"{file}" is no workbook that can be read, or it is damaged or locked by a password. Save it as CSV (UTF-8).')
        raise FileProblem(text.format(file=name)) from problem
    raise FileProblem(_('"{file}" has no sheet with anything in it. Choose a workbook with rows of data.').format(file=name))


def _on_sheets(sheet: str, count: int) -> tuple[str, ...]:
    if count == 1:
        return ()
    text = ngettext(
        "The sheet “{name}” was read, the first with anything in it; {count} other was not.",
        "The sheet “{name}” was read, the first with anything in it; {count} others were not.",
        count - 1,
    )
    return (text.format(name=shortened(sheet), count=count - 1),)


def _as_csv(top: int, rows: list[list[Any]]) -> str:
    text = io.StringIO("\n" * top)
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text, lineterminator="\n")
    for number, row in enumerate(rows):
        if number % 1024 == 0:
            check()
        writer.writerow([cell_text(cell) for cell in row])
    return text.getvalue()


def cell_text(cell: Any) -> str:
    """A cell as CSV files have it: whole numbers without a point, dates as 2024-12-31."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date | datetime | time):
        return cell.isoformat()
    return str(cell.total_seconds()) if isinstance(cell, timedelta) else " ".join(str(cell).split())
