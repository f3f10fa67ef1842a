"""How a text is divided: where its table begins, and what separates the columns."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from engine.data.csv_files.cells import SAMPLE_ROWS
from engine.data.csv_files.choices import BLANKS, ReadingChoices

GUESSED = ",;\t|"
_NUMBER = re.compile(r"\s*[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?\s*", re.ASCII)


def below_comments(text: str, choices: ReadingChoices) -> tuple[str, int]:
    """The text without the lines of comments before its first row, and how many these are."""
    if choices.comment == "none" or choices.rules == 1:
        return text, 0
    marks = (choices.comment,) if choices.comment else ("#", "%")
    start = count = 0
    while text.startswith(marks, start):
        end = text.find("\n", start) + 1
        if not end or (not choices.comment and _is_header_with_hash(text[start : end - 1], text[end : end + 10_000])):
            break
        start, count = end, count + 1
    return text[start:], count


def delimiter_of(text: str, told: str, choices: ReadingChoices) -> str:
    """The separator: as chosen, else as the file tells it in its first line (`told`), else the one that is found."""
    if choices.separator:
        return " " if choices.separator == BLANKS else choices.separator
    found = told or find_delimiter(text)
    if choices.rules > 1 and not told and _are_blanks_better(text, found):
        return " "
    return found


def find_delimiter(text: str) -> str:
    """The separator that splits the first rows most evenly, the first of them too, and then into the most numbers.

    The last matters for decimal commas: `0,5;1,5;a` splits evenly at its commas too, but into fewer numbers.
    """
    best, best_score = ",", (0.0, 0.0, 0.0, 0.0, 0)
    for delimiter in GUESSED:
        rows = _sample(text, delimiter)
        if not rows:
            continue
        width, count = Counter(map(len, rows)).most_common(1)[0]
        if width == 1:
            continue
        even = count / len(rows)
        cells = [cell for row in rows for cell in row if cell.strip()]
        numbers = sum(_is_number(cell, delimiter) for cell in cells) / max(1, len(cells))
        score = (float(even >= 0.8), float(len(rows[0]) > 1), numbers if even >= 0.8 else 0.0, even, width)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def width_of_names(text: str, delimiter: str) -> int:
    """How many fields the first row is to have where it differs from all others by empty fields at the end of either; else 0."""
    sample = _sample(text, delimiter)
    if len(sample) < 3:
        return 0
    first, rest = sample[0], sample[1:]
    width, count = Counter(map(len, rest)).most_common(1)[0]
    if len(first) > width > 1 and not any(map(str.strip, first[width:])):
        return width
    if 1 < len(first) < width and count == len(rest) and not any(cell.strip() for row in rest for cell in row[len(first) :]):
        return width
    return 0


def _is_header_with_hash(line: str, below: str) -> bool:
    """Whether a line that begins with # is one of names, "#,height,kind": the line below is divided as often."""
    after = below.split("\n", 1)[0]
    return not after.startswith(("#", "%")) and any(line.count(mark) == after.count(mark) > 0 for mark in ",;\t|")


def _are_blanks_better(text: str, found: str) -> bool:
    """Whether runs of blanks divide the first lines evenly, and the separator that was found does not."""
    lines = [line for line in text[:1_000_000].splitlines()[: SAMPLE_ROWS + 1] if line.strip()]
    widths = Counter(len(line.split()) for line in lines)
    width, count = widths.most_common(1)[0] if widths else (1, 0)
    if width == 1 or count < 0.95 * len(lines):
        return False
    return found not in text[:1_000_000] or Counter(line.count(found) for line in lines).most_common(1)[0][1] < 0.8 * len(lines)


def _is_number(cell: str, delimiter: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None and not (delimiter == "," and "," in cell)


def _sample(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text[:1_000_000], newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        for row in reader:
            if any(map(str.strip, row)):
                rows.append(row)
            if len(rows) == SAMPLE_ROWS:
                break
    except csv.Error:  # reported with its line when all rows are split
        pass
    return rows
