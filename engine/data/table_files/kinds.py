"""The kinds of files that hold tables: the ends of their names, by which a dialog offers them, and how each becomes a text.

A file is known by what it holds, not by its name. To add a kind, convert it in a file beside this one and name it in `converted`.
"""

from __future__ import annotations

import codecs
import re
import zlib
from dataclasses import dataclass, field

from engine.core.cancellation import check
from engine.core.number_format import format_bytes
from engine.core.translation import N_, _
from engine.files.file_problem import FileProblem

SUFFIXES = (".csv", ".tsv", ".txt", ".data", ".dat", ".tab", ".arff", ".xlsx", ".xls", ".ods", ".gz")
PATTERNS = " ".join(f"*{suffix}" for suffix in SUFFIXES)  # for the filter of a file dialog
PARQUET_SUFFIX = ".parquet"
PIECE = 1_000_000  # bytes that are unpacked at a time
OLE, ZIP, GZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"\x1f\x8b"
PARQUET = N_(
    '"{file}" is a Parquet file, which this program cannot read. With pandas: '
    "pandas.read_parquet({path}).to_csv({csv}, index=False) saves it as CSV."
)


@dataclass(frozen=True)
class Converted:
    """A file of another kind as the text of a CSV file, each row in the line that it has in the file.

    kinds: number or category, of the columns whose kind the file itself says, by name. named: whether the first row holds names
    in any case. encoding: what to call it.
    """

    text: str
    encoding: str = "utf-8"
    separator: str = ","
    notes: tuple[str, ...] = ()
    kinds: dict[str, str] = field(default_factory=dict)
    named: bool = False


def is_workbook(data: bytes) -> bool:
    """Whether the bytes begin a workbook of Excel or LibreOffice."""
    if data.startswith(OLE):
        return True
    return data.startswith(ZIP) and (
        b"xl/" in data or b"opendocument.spreadsheet" in data[:200] or b"[Content_Types]" in data[:200]
    )


def unpacked(name: str, data: bytes, whole: bool, most: int, wanted: int | None = None) -> tuple[bytes, bool]:
    """The bytes in a gzip file, or as they are in any other, and whether they are all. Raises FileProblem.

    whole: whether `data` is; most: bytes that may come out of it; wanted: that are needed.
    """
    if not data.startswith(GZIP):
        return data, whole
    pieces: list[bytes] = []
    size, rest = 0, data
    limit = most if wanted is None else wanted
    try:
        while rest.startswith(GZIP):  # a file may hold several, one behind the other
            stream = zlib.decompressobj(31)
            while rest and not stream.eof:
                check()
                piece = stream.decompress(rest, PIECE)
                pieces.append(piece)
                size += len(piece)
                rest = stream.unused_data if stream.eof else stream.unconsumed_tail
                if size > limit:
                    if wanted is not None:
                        return b"".join(pieces), False
                    text = _('"{file}" holds more than {most} when unpacked. Save a part of its rows as a file of its own.')
                    raise FileProblem(text.format(file=name, most=format_bytes(most)))
            if not stream.eof and whole:
                text = _('"{file}" is a compressed file that was cut off. Copy it again.')
                raise FileProblem(text.format(file=name))
    except zlib.error as problem:
        text = _('"{file}" is a compressed file that is damaged. Copy it again.')
        raise FileProblem(text.format(file=name)) from problem
    return b"".join(pieces), whole


def refuse_other_kinds(name: str, data: bytes) -> None:
    """Raise FileProblem when the bytes are those of a kind that cannot be read."""
    if data.startswith(b"PAR1"):
        csv = re.sub(r"(\.[^.]*)?$", ".csv", name, count=1)
        raise FileProblem(_(PARQUET).format(file=name, path=repr(name), csv=repr(csv)))
    if data.startswith(ZIP):
        text = _('"{file}" is a zip archive. Unpack it and choose the CSV file in it.')
        if name.lower().endswith(".npp"):
            text = _('"{file}" is a project, not a table. Open it in the window: its rows can be saved as CSV there.')
        elif b"opendocument" in data[:200]:
            text = _('"{file}" is an OpenDocument file, not a table. Open it in LibreOffice and save it as CSV (UTF-8).')
    elif data.startswith((b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd", b"Rar!")):
        text = _('"{file}" is a compressed file. Unpack it and choose the CSV file in it.')
    elif data.startswith(b"%PDF"):
        text = _('"{file}" is a PDF document, not a CSV file. Open it in the program that made it and save it as CSV (UTF-8).')
    elif re.match(rb"\s*(<!doctype html|<html)", data[:200], re.IGNORECASE):
        text = _('"{file}" is a web page, not a CSV file. Download the data itself and choose that file.')
    elif b"\0" in data and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _(
            '"{file}" is a binary file, not a text: it holds zero bytes. '
            "Open it in the program that made it and save it as CSV (UTF-8)."
        )
    else:
        return
    raise FileProblem(text.format(file=name))
