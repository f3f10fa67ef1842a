"""Which column of a file is to be learned, and whether as a class or as a number."""

from __future__ import annotations

import difflib
from collections import Counter

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_count
from engine.core.quoting import shortened
from engine.core.translation import _
from engine.data.csv_files.choices import ReadingChoices
from engine.data.csv_files.columns import LONGEST_NAME, MOSTLY, Column, counts_of, one_line
from engine.data.csv_files.roles import counts_up, has_too_many_texts, looks_like_id
from engine.data.csv_files.rows import CsvRows
from engine.files.file_problem import FileProblem

MAX_CLASSES = 100
MAX_WHOLE_NUMBER_CLASSES = 20
# Names that mean "this is the label", and those that may mean it; the surest first.
_SURE = (
    *("class", "label", "labels", "target", "species", "category", "diagnosis", "survived", "outcome", "churn", "default"),
    *("income", "result", "klasse", "classe", "clase"),
    *(
        "클래스",
        "레이블",
        "라벨",
        "정답",
        "품종",
        "종류",
        "분류",
        "결과",
        "합격",
        "합격여부",
        "합격 여부",
        "판정",
        "진단",
        "진단결과",
    ),
    *("생존", "생존여부", "등급", "불량", "불량여부", "이탈", "이탈여부", "목표값"),
)
_MAYBE = ("y", "output", "out", "종", "목표", "종속변수", "출력")
_FEW = 20  # levels: so few texts may be classes


def suggest_label(columns: list[Column]) -> Column:
    """The column that most likely is to be learned: one with such a name, texts of few values, or the last.

    Never a row number, nor texts that nearly all differ, such as dates and names, while there is another one.
    """
    by_name = {c.name.casefold().strip(): c for c in reversed(columns)}
    possible = [column for column in columns if _can_be_label(column)] or columns
    sure = [by_name[name] for name in _SURE if name in by_name]
    named = [c for c in columns if c.name.casefold().endswith(("_class", "_label", "_target", " class", "여부"))]
    few = [c for c in possible if (c.is_text or c.words) and 1 < len(c.levels) <= _FEW]
    last = [possible[-1]] if possible[-1] in few else []
    maybe = [by_name[name] for name in _MAYBE if name in by_name]
    ranked = [*sure, *named, *last, *maybe, *(few if len(few) == 1 else []), possible[-1]]
    return next((column for column in ranked if column in possible), possible[-1])


def _can_be_label(column: Column) -> bool:
    if column.texts + column.numbers == 0 or counts_up(column) or looks_like_id(column):
        return False
    return not (column.texts and has_too_many_texts(column))


def with_its_words(column: Column, choices: ReadingChoices) -> Column:
    """The label column, in which words such as NA and - that come again beside other texts are classes, not missing values."""
    if choices.words is not None or not column.words or not column.texts or choices.rules == 1:
        return column
    counts = Counter(cell.strip().lower() for cell, gap in zip(column.cells, column.missing.tolist(), strict=True) if gap)
    repeated = tuple(word for word, count in counts.items() if word and count > 1)
    return column.with_words_as_texts(repeated) if repeated else column


def find_label(source: CsvRows, columns: list[Column], label: str) -> Column:
    """The column of that name, or of that 1-based number. Raises FileProblem with the names there are."""
    wanted = label.strip()
    exact = [c for c in columns if c.name == wanted]
    alike = [c for c in columns if c.name.casefold() == wanted.casefold()]
    if exact or len(alike) == 1:
        return (exact or alike)[0]
    if wanted.isdecimal() and 1 <= int(wanted) <= len(columns):
        return columns[int(wanted) - 1]
    names = [c.name for c in columns]
    close = difflib.get_close_matches(wanted, names, n=1)
    text = _('"{file}" has no column "{name}". Choose the label column among {names}, or by its number, 1 to {count}.')
    if close:
        text = _(
            '"{file}" has no column "{name}". Did you mean "{close}"? '
            "Choose the label column among {names}, or by its number, 1 to {count}."
        )
    slots = {"file": source.name, "name": shortened(wanted), "names": listed(names, 20), "count": len(names)}
    raise FileProblem(text.format(**slots, close=shortened("".join(close))))


def listed(names: list[str], most: int) -> str:
    """The first names of a list in quotes, with how many more there are."""
    first = ", ".join(f'"{shortened(name)}"' for name in names[:most])
    return first if len(names) <= most else _("{names} and {count} more").format(names=first, count=len(names) - most)


def is_classification(column: Column) -> bool:
    """Whether the task "auto" means classes: texts, or a few whole numbers that occur again and again."""
    numbers = column.values[~column.missing & ~column.text]
    distinct = len(np.unique(numbers))
    if column.texts:
        mistakes = column.texts <= (1 - MOSTLY) * (column.texts + len(numbers)) and distinct > MAX_WHOLE_NUMBER_CLASSES
        return not mistakes  # a few texts among many different numbers
    if distinct > MAX_WHOLE_NUMBER_CLASSES or np.any(numbers != np.round(numbers)):
        return False
    return distinct <= 2 or len(numbers) >= 4 * distinct


def classes_of(source: CsvRows, column: Column, keep: Array) -> tuple[tuple[str, ...], Array]:
    """The class names, sorted, and the index of each kept row's class, (rows,). Raises FileProblem for one class, or too many."""
    if column.is_numeric:  # by value: 1, 1.0 and +1 are one class
        numbers, target = np.unique(column.values[keep], return_inverse=True)
        names = tuple(str(int(n)) if n == int(n) else repr(float(n)) for n in numbers)
    else:
        names = tuple(sorted(counts_of(column.cells, keep)))
        numbering = {name: number for number, name in enumerate(names)}
        number_of = {cell: numbering.get(one_line(cell), -1) for cell in dict.fromkeys(column.cells)}
        target = np.array([number_of[cell] for cell in column.cells])[keep]
    where = {"file": source.name, "column": shortened(column.name)}
    if len(names) == 1:
        text = _(
            '"{file}", column "{column}": every row has the class "{name}", so there is nothing to tell apart. '
            "Choose another label column, or add rows of other classes."
        )
        raise FileProblem(text.format(name=shortened(names[0]), **where))
    if max(map(len, names)) > LONGEST_NAME:
        text = _('"{file}", column "{column}": the class "{name}" has {count} letters; at most {most} are possible. Shorten it.')
        name = max(names, key=len)
        raise FileProblem(text.format(name=shortened(name), count=format_count(len(name)), most=LONGEST_NAME, **where))
    if len(names) > MAX_CLASSES:
        text = _(
            '"{file}", column "{column}" has {count} different classes; at most {most} are possible. Choose another label column.'
        )
        if column.is_numeric:
            text = _(
                '"{file}", column "{column}" has {count} different classes; at most {most} are possible. '
                "It is probably a number: choose the task regression."
            )
        raise FileProblem(text.format(count=format_count(len(names)), most=MAX_CLASSES, **where))
    return names, target.astype(np.int64)
