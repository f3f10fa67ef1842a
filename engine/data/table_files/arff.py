"""ARFF, the files of Weka and OpenML: a header says the name and the kind of each column, then rows follow as in a CSV file."""

from __future__ import annotations

import csv
import io
import re

from engine.core.cancellation import check
from engine.core.number_format import format_count
from engine.core.quoting import shortened
from engine.core.translation import _, ngettext
from engine.data.table_files.kinds import Converted
from engine.files.file_problem import FileProblem

MOST_LEVELS = 50  # of a nominal column that is a category in any case
_BEGIN = re.compile(r"(?:\s*(?:%[^\n]*)?\n)*\s*@relation\b", re.IGNORECASE)
_WORD = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_ATTRIBUTE = re.compile(rf"\s*@attribute\s+({_WORD}|[^\s{{]+)\s*(.*)", re.IGNORECASE)
_PLAIN = re.compile(r"[^'\"\\{}\t?]*")
_CELL = re.compile(rf"\s*({_WORD}|[^,\t]*?)\s*(?:[,\t]|$)")
_WEIGHT = re.compile(r"\s*[,\t]\s*\{\s*[0-9.eE+-]+\s*\}\s*$")  # of a row, behind its last cell
_COLUMN_WEIGHT = re.compile(r"[\w}]\s*\{\s*[0-9.eE+-]+\s*\}$")  # behind the kind of an attribute
_ESCAPED = re.compile(r"\\(.)")
_NUMERIC = ("numeric", "real", "integer")


def is_arff(text: str) -> bool:
    """Whether a text begins as these files do."""
    return _BEGIN.match(text) is not None


def read_arff(name: str, text: str) -> Converted:
    """The rows below the names of the attributes. Raises FileProblem naming the line at fault."""
    names: list[str] = []
    kinds: dict[str, str] = {}
    heavy = 0  # attributes with a weight
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if line.strip().lower() == "@data":
            rows, weighted = _rows(name, lines, number, names)
            return Converted(rows, notes=_on_weights(weighted, heavy), kinds=kinds, named=True)
        found = _ATTRIBUTE.match(line)
        if found is not None:
            column = " ".join(_bare(found[1]).split())
            names.append(column)
            kind = found[2].strip()
            heavy += _COLUMN_WEIGHT.search(kind) is not None
            if kind.startswith("{"):
                levels = [_bare(level) for level in _cells(kind[1:].split("}")[0])]
                if len(levels) <= MOST_LEVELS:
                    kinds[column] = "category"
            elif not kind.lower().startswith((*_NUMERIC, "string", "date")):
                message = _(
                    '"{file}", line {line}: attributes of the kind “{kind}” cannot be read. Save the table as CSV (UTF-8).'
                )
                raise FileProblem(message.format(file=name, line=number + 1, kind=shortened(kind)))
    raise FileProblem(_('"{file}" is an ARFF file without @data: it may be cut off. Copy it again.').format(file=name))


def _on_weights(rows: int, columns: int) -> tuple[str, ...]:
    """That weights, which Weka writes in braces, are passed over."""
    notes = []
    if rows:
        text = ngettext(
            "{n} row has a weight in braces at its end. It is not used: all rows count alike.",
            "{n} rows have a weight in braces at their end. It is not used: all rows count alike.",
            rows,
        )
        notes.append(text.format(n=format_count(rows)))
    if columns:
        text = ngettext(
            "{n} column has a weight in braces. It is not used: all columns count alike.",
            "{n} columns have a weight in braces. It is not used: all columns count alike.",
            columns,
        )
        notes.append(text.format(n=format_count(columns)))
    return tuple(notes)


def _rows(name: str, lines: list[str], start: int, names: list[str]) -> tuple[str, int]:
    """The names in the line of @data, and each row in its own line without its weight; and how many had one."""
    text, weighted = io.StringIO(), 0
    writer = csv.writer(text, lineterminator="\n")
    text.write("\n" * start)
    writer.writerow(names)
    for number, line in enumerate(lines[start + 1 :], start + 2):
        if number % 1024 == 0:
            check()
        if line.endswith(("}", " ", "\t")) and (weight := _WEIGHT.search(line)) and not line.lstrip().startswith(("{", "%")):
            line, weighted = line[: weight.start()], weighted + 1
        if line.lstrip().startswith("%"):
            text.write("\n")
        elif _PLAIN.fullmatch(line):
            text.write(line + "\n")
        elif "{" in line and re.search(r"(^|[,\t])\s*\{", line):
            message = _(
                '"{file}", line {line}: rows in braces (sparse ARFF) cannot be read. '
                "In Weka, the filter SparseToNonSparse writes them out."
            )
            raise FileProblem(message.format(file=name, line=number))
        else:
            writer.writerow(["" if cell == "?" else _bare(cell) for cell in _cells(line)])
    return text.getvalue(), weighted


def _cells(line: str) -> list[str]:
    """The cells of a line, still in their quotes."""
    found: list[str] = []
    at, line = 0, line.rstrip()
    while at <= len(line):
        cell = _CELL.match(line, at)
        if cell is None:
            return [*found, line[at:]]
        found.append(cell[1])
        if cell.end() == len(line) and line[-1:] not in (",", "\t"):
            break
        at = cell.end() if cell.end() > at else len(line) + 1
        if at == len(line):
            return [*found, ""]
    return found


def _bare(cell: str) -> str:
    """A cell without its quotes and on one line."""
    if len(cell) > 1 and cell[0] in "'\"" and cell[-1] == cell[0]:
        cell = _ESCAPED.sub(r"\1", cell[1:-1])
    return " ".join(cell.split())
