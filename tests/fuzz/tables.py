"""Real tables with one thing changed (a cell, the header, a separator, the end): what we read beside what pandas reads.

Each difference has a reason, and its note, sentence or word on screen; one without is reported as wrong. Without pandas the plain
rules of pandas are not there to compare with, but every table is read, or refused in a sentence.

python -m tests.fuzz.tables --count 10000
"""

from __future__ import annotations

import io
import math
import random
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine.core.resources import resource
from engine.data.csv_files.choices import ReadingChoices
from engine.data.csv_files.encoding import read_text
from engine.data.csv_files.reader import Sheet, preview_csv, read_csv, read_sheet
from engine.data.csv_files.rows import split_rows
from engine.files.file_problem import FileProblem
from tests.fuzz import running
from tests.fuzz.csv_files import check_sentence
from tests.fuzz.running import Tally

CASES = Path(__file__).parents[1] / "cases" / "csv"
ODD_CELLS = (
    *("", " ", "NA", "na", "N/A", "nan", "NaN", "-", "?", "null", "None", "#N/A", "<NA>", "n.a.", "missing", "-999"),
    *("oops", "x", "1 2", "0x10", "1_000", "inf", "-Infinity", "1e999", "1e-400", "１２", "5%", "$5", "€1,000.50", "5 kg", "−3"),
    *(
        "1,5",
        "1.234",
        "1,234",
        "1.234,5",
        "1 234",
        "1'234",
        "+7",
        ".5",
        "5.",
        "007",
        "1e5",
        "true",
        "TRUE",
        "2024-01-02",
        "12:30",
    ),
    *('"quoted"', '"a ""b"""', '"1.5"', "Ä", "한글", "a<b", "=1+2", "x" * 200, "\t5", " 5 ", "5\u00a0"),
)
ODD_NAMES = ("", " ", "a", "2019", "1.5", "id", "NA", '"two, words"', "결과", "#x", "x" * 80, "y ", "label")
PENGUINS = "species,island,bill_length_mm,flipper_length_mm,body_mass_g,sex\n" + "".join(
    f"{('Adelie', 'Gentoo', 'Chinstrap')[i % 3]},{('Dream', 'Biscoe')[i % 2]},{35 + i * 7 % 23 / 2},"
    f"{'NA' if i % 17 == 3 else 180 + i * 11 % 50},{3000 + i * 137 % 2500},{('male', 'female', '')[(i * 5) % 7 % 3]}\n"
    for i in range(40)
)
CARS = "model;mpg;weight;origin\n" + "".join(
    f"car {i};{15 + i * 3 % 17},{i % 10};{1.5 + i * 7 % 13 / 8:.2f};{'USA' if i % 3 else 'EU'}\n".replace(".", ",")
    for i in range(25)
)


@lru_cache(maxsize=1)
def bases() -> tuple[str, ...]:
    """Texts of real tables, and of some that are made like them."""
    files = [resource("datasets", "iris.csv"), resource("datasets", "wine.csv"), *sorted(CASES.iterdir())]
    texts = [path.read_text(encoding="utf-8") for path in files]
    return (*("\n".join(text.splitlines()[:41]) + "\n" for text in texts), PENGUINS, PENGUINS, CARS)


def table(chance: random.Random) -> str:
    """One of them with one change."""
    lines = chance.choice(bases()).split("\n")
    change = chance.choice([odd_cell, odd_cell, odd_cell, odd_header, odd_separator, odd_end])
    return change(lines, chance)


def separator(lines: list[str]) -> str:
    return max(",;\t|", key=lambda mark: sum(line.count(mark) for line in lines))


def odd_cell(lines: list[str], chance: random.Random) -> str:
    mark, at = separator(lines), chance.randrange(1, max(2, len(lines) - 1))
    cells = lines[at].split(mark)
    cells[chance.randrange(len(cells))] = chance.choice(ODD_CELLS)
    lines[at] = mark.join(cells)
    return "\n".join(lines)


def odd_header(lines: list[str], chance: random.Random) -> str:
    mark = separator(lines)
    names = lines[0].split(mark)
    at = chance.randrange(len(names))
    kind = chance.randrange(5)
    if kind == 0:
        names[at] = chance.choice(names)
    elif kind == 1:
        return "\n".join(lines[1:])
    elif kind == 2:
        lines.insert(chance.randint(0, 1), chance.choice(["", "# a comment", "Title", mark * (len(names) - 1), lines[0]]))
        return "\n".join(lines)
    else:
        names[at] = chance.choice(ODD_NAMES)
    lines[0] = mark.join(names)
    return "\n".join(lines)


def odd_separator(lines: list[str], chance: random.Random) -> str:
    mark, at = separator(lines), chance.randrange(len(lines))
    places = [i for i, letter in enumerate(lines[at]) if letter == mark]
    kind = chance.randrange(5)
    if kind == 0 or not places:
        return "\n".join(lines).replace(mark, chance.choice(";\t|, "))
    place = chance.choice(places)
    if kind == 1:
        lines[at] = lines[at][:place] + chance.choice([mark * 2, "", " " + mark, mark + " "]) + lines[at][place + 1 :]
    elif kind == 2:
        lines[at] = lines[at][:place] + chance.choice(";\t|, ") + lines[at][place + 1 :]
    elif kind == 3:
        lines = [line + mark if line else line for line in lines]
    else:
        lines = [line.replace(mark, mark + " ") for line in lines]
    return "\n".join(lines)


def odd_end(lines: list[str], chance: random.Random) -> str:
    mark, text = separator(lines), "\n".join(lines)
    kind = chance.randrange(6)
    if kind == 0:
        return text.rstrip("\n")
    if kind == 1:
        return text + chance.choice(["\x1a", "\n\n", " \n", mark * 2 + "\n", "# end\n", "total" + mark + "\n"])
    if kind == 2:
        return text[: chance.randrange(len(text) // 2, len(text))]
    if kind == 3:
        return text.replace("\n", chance.choice(["\r\n", "\r", "\n\n"]))
    if kind == 4:
        return text + chance.choice([mark.join("x" * lines[0].count(mark)), lines[0] + "\n", lines[-2] + "\n"])
    return f"sep={mark}\n{text}"


# What both make of a table


@dataclass(frozen=True)
class Reading:
    """names of the columns, and the cells of each: a number, a text, or None for a gap. said: all that is on screen about it."""

    names: tuple[str, ...]
    columns: tuple[tuple[float | str | None, ...], ...]
    said: str

    @property
    def rows(self) -> int:
        return len(self.columns[0])


def ours(path: Path) -> Reading:
    """Raises FileProblem."""
    choices = ReadingChoices()
    text = read_text(path)
    sheet = read_sheet(text, split_rows(text, choices=choices), "", choices)
    sketch = preview_csv(path)
    said = ["names in the first line" if sketch.has_header else "no line of names", f"separated by {sketch.delimiter}"]
    said += [column.reason for column in sketch.columns] + [f"kind of {column.name}: {column.kind}" for column in sketch.columns]
    try:
        found = read_csv(path)
        said += [*found.notes, "classes: " + ", ".join(found.classes)]
    except FileProblem as problem:
        said.append(str(problem))
    return Reading(
        tuple(one.name for one in sheet.columns), tuple(cells_of(sheet)), "\n".join(filter(None, (*sheet.notes, *said)))
    )


def cells_of(sheet: Sheet) -> Iterator[tuple[float | str | None, ...]]:
    for column in sheet.columns:
        kinds = zip(column.cells, column.values.tolist(), column.missing.tolist(), strict=True)
        yield tuple(None if gap else value if not math.isnan(value) else " ".join(cell.split()) for cell, value, gap in kinds)


def theirs(pandas: Any, data: bytes, mark: str) -> Reading | None:
    """What pandas makes of it when it is told the separator; None when it refuses."""
    data = data.removesuffix(b"\x1a")  # the end of a text in DOS, which is no row
    try:
        frame = pandas.read_csv(io.BytesIO(data), sep=r"\s+" if mark == " " else mark, index_col=False, skipinitialspace=True)
    except Exception:
        return None
    columns = tuple(tuple(map(plain, frame.iloc[:, i].tolist())) for i in range(frame.shape[1]))
    return Reading(tuple(" ".join(str(name).split()) for name in frame.columns), columns, "")


def plain(cell: Any) -> float | str | None:
    """A cell of a column of texts that is a number counts as one: we judge each cell."""
    if isinstance(cell, bool):
        return str(cell)
    if cell is None or cell != cell or str(cell) == "<NA>":
        return None
    try:
        return (
            float(cell) if not isinstance(cell, str) or re.fullmatch(r"\s*[+-]?[\d.]+(e[+-]?\d+)?\s*", cell, re.I) else text(cell)
        )
    except ValueError:
        return text(cell)


def text(cell: str) -> str:
    return " ".join(cell.split())


# Differences, each with its reason and what says so on screen


@dataclass(frozen=True)
class Reason:
    """why; when: of pandas' cell and ours; says: what must be on screen, as a pattern; "" where both mean the same."""

    why: str
    when: Callable[[float | str | None, float | str | None], bool]
    says: str


def is_text(cell: object) -> bool:
    return isinstance(cell, str)


CELLS = (
    Reason(
        "the same number, read to the last digit by us",
        lambda p, o: isinstance(p, float) and isinstance(o, float) and math.isclose(p, o, rel_tol=1e-12),
        "",
    ),
    Reason(
        "True and False in the spelling of the file",
        lambda p, o: is_text(p) and is_text(o) and str(p).lower() == str(o).lower(),
        "",
    ),
    Reason(
        "no finite number",
        lambda p, o: isinstance(p, float) and math.isinf(p) and is_text(o),
        r"texts? among its numbers|left out|became|is not a number|classes",
    ),
    Reason(
        "a mark of a missing value that pandas takes for text",
        lambda p, o: is_text(p) and o is None,
        r"Taken for a missing value|left out|classes|Say which it is",
    ),
    Reason(
        "a decimal comma",
        lambda p, o: is_text(p) and isinstance(o, float) and "," in str(p),
        r"decimal comma|thousands|passed over",
    ),
    Reason("a minus sign of typesetters", lambda p, o: is_text(p) and isinstance(o, float) and "\u2212" in str(p), r"minus"),
    Reason("a unit, a currency or marks between thousands", lambda p, o: is_text(p) and isinstance(o, float), r"passed over"),
    Reason("a point between thousands", lambda p, o: isinstance(p, float) and isinstance(o, float), r"passed over|decimal comma"),
    Reason("a currency, beside a text", lambda p, o: is_text(p) and is_text(o) and str(o) in str(p), r"passed over"),
    Reason(
        "digits of another script",
        lambda p, o: isinstance(p, float) and is_text(o) and not str(o).isascii(),
        r"texts? among its numbers|left out|became|classes|is not a number",
    ),
    Reason("a decimal point in a file of decimal commas", lambda p, o: isinstance(p, float) and is_text(o), r"thousands|decimal"),
    Reason(
        "a word that pandas takes for a missing value",
        lambda p, o: p is None and is_text(o),
        r"left out|among its numbers|became|classes",
    ),
)


def differences(pandas: Reading, our: Reading) -> tuple[list[str], list[str]]:
    """The reasons of all differences, and what has no reason or is not said."""
    reasons: list[str] = []
    wrong: list[str] = []

    def differ(why: str, says: str, about: object) -> None:
        reasons.append(why)
        if says and not re.search(says, our.said):
            wrong.append(f"{why}: not said of {about!r}; said: {our.said[:700]!r}")

    if "no line of names" in our.said:
        first = tuple((plain(re.sub(r"\.\d+$", "", name) if name.count(".") > 1 else name),) for name in pandas.names)
        differ("the first line is a row, not names", "no line of names", first)
        if pandas.rows != our.rows - 1:
            differ("rows", r"passed over|left out", (pandas.rows, our.rows))
        return reasons, wrong
    if len(pandas.names) != len(our.names):
        differ(
            "last columns without names and values",
            r"neither a name nor a value|tells the separator|above the table",
            (pandas.names, our.names),
        )
    for name, own in zip(pandas.names, our.names, strict=False):
        if name != own:
            says = r"without a name, or with one already taken|passed over"
            differ("a name that is missing or there already", says, (name, own))
    if pandas.rows != our.rows:
        differ("rows of nothing but separators", r"without any value|passed over", (pandas.rows, our.rows))
        return reasons, wrong
    for column, own, name in zip(pandas.columns, our.columns, our.names, strict=False):
        for theirs, cell in zip(column, own, strict=True):
            if theirs == cell:
                continue
            reason = next((one for one in CELLS if one.when(theirs, cell)), None)
            if reason is None:
                wrong.append(f"no reason for {theirs!r} and {cell!r} in {name!r}")
            else:
                differ(reason.why, reason.says, (name, theirs, cell))
    return reasons, wrong


def run(count: int, seed: int = 1, first: int = 0) -> Tally:
    """Try so many tables."""
    try:
        import pandas
    except ImportError:
        pandas = None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"

        def one(chance: random.Random) -> str:
            data = table(chance).encode()
            path.write_bytes(data)
            return outcome(pandas, path, data)

        return running.run(one, count, seed, first)


def outcome(pandas: Any, path: Path, data: bytes) -> str:
    """In a word what happened; raises AssertionError for a difference without reason or note."""
    try:
        our = ours(path)
    except FileProblem as problem:
        check_sentence(str(problem))
        return "refused: " + re.sub(r'"[^"]*"|“[^”]*”|\d[\d,]*', "…", str(problem))[:90]
    if pandas is None:
        return "read"
    mark = re.search(r"separated by (\w+)", our.said)
    assert mark is not None
    marks = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "spaces": " "}
    found = theirs(pandas, data, marks[mark[1]])
    if found is None:
        return "pandas refuses"
    reasons, wrong = differences(found, our)
    if wrong:
        raise AssertionError(wrong[0])
    return " + ".join(sorted(set(reasons))) or "the same"


if __name__ == "__main__":
    sys.exit(running.main(__doc__ or "", run))
