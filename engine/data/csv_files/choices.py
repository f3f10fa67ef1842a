"""What a user has decided about reading a table, against the guesses: everything empty means that the guess holds.

The choices are part of a recipe as one text, so they travel in project files, on the command line and through undo.
"""

from __future__ import annotations

import codecs
import json
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any

from engine.core.quoting import quoted
from engine.core.translation import N_, _
from engine.data import source_columns

# Of the guesses. 1: those of versions before the choices, which left out all texts; 2: a unit had to stand at nine numbers in
# ten, and numbers without it were taken for the same whatever their size.
RULES = 3
BLANKS = "blanks"  # the separator of columns that runs of spaces and tabs divide
SEPARATORS = {"": N_("as found"), ",": N_("comma"), ";": N_("semicolon"), "\t": N_("tab"), "|": N_("pipe"), BLANKS: N_("spaces")}
ENCODINGS = ("", "utf-8", "utf-16", "cp949", "cp1252", "cp932", "gb18030", "big5", "euc_jp", "cp1250", "cp1251", "latin-1")
DECIMALS = ("", ".", ",")
NO_THOUSANDS = "none"
THOUSANDS = ("", NO_THOUSANDS, ",", ".", " ", "'")
COMMENTS = ("", "none", "#", "%", "//", ";", "@")
HEADERS = ("auto", "yes", "no")
ROLES = ("", "input", "out")
KINDS, FILLS = ("", *source_columns.KINDS), ("", *source_columns.FILLS)
MOST_WORDS, MOST_LEVELS, LONGEST = 50, 1000, 500
LONGEST_CHOICES = 400_000  # letters of all choices as one text


@dataclass(frozen=True)
class ColumnChoice:
    """About the column of that name. role: input, or out for one that is left out. kind: number, category (one input for each
    level) or ordered (the levels as 0, 1, 2 …). missing: what stands where there is no value; rows leaves the row out.

    levels: those of an ordered column, the least first; none: by number or by letter.
    """

    name: str
    role: str = ""
    kind: str = ""
    missing: str = ""
    levels: tuple[str, ...] = ()

    @property
    def decides(self) -> bool:
        """Whether anything differs from the guess."""
        return bool(self.role or self.kind or self.missing or self.levels)


@dataclass(frozen=True)
class ReadingChoices:
    """See the module. `words`: those that mean a missing value, None for the usual ones; an empty cell always does.

    fill, categories: for every column of numbers with gaps, and every column of texts, that has no choice of its own.
    """

    encoding: str = ""
    separator: str = ""
    decimal: str = ""
    thousands: str = ""
    comment: str = ""
    header: str = "auto"
    words: tuple[str, ...] | None = None
    fill: str = ""
    categories: str = ""
    columns: tuple[ColumnChoice, ...] = field(default=())
    rules: int = RULES

    def of(self, column: str) -> ColumnChoice:
        """The choice about a column, or one that decides nothing."""
        return _by_name(self).get(column, ColumnChoice(column))

    def with_column(self, choice: ColumnChoice) -> ReadingChoices:
        """With this choice about its column instead of the one before."""
        others = tuple(one for one in self.columns if one.name != choice.name)
        return replace(self, columns=(*others, choice) if choice.decides else others)


@lru_cache(maxsize=64)
def _by_name(choices: ReadingChoices) -> dict[str, ColumnChoice]:
    return {one.name: one for one in choices.columns}


def choices_text(choices: ReadingChoices) -> str:
    """The choices as one text, in which only what was decided stands. `read_choices` reads it back equal."""
    data: dict[str, Any] = {"rules": choices.rules}
    plain = ReadingChoices()
    for one in fields(ReadingChoices):
        value = getattr(choices, one.name)
        if one.name not in ("columns", "rules") and value != getattr(plain, one.name):
            data[one.name] = list(value) if isinstance(value, tuple) else value
    if choices.columns:
        data["columns"] = [_column_data(one) for one in choices.columns]
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _column_data(choice: ColumnChoice) -> dict[str, Any]:
    data = {name: getattr(choice, name) for name in ("name", "role", "kind", "missing") if getattr(choice, name)}
    return {**data, "levels": list(choice.levels)} if choice.levels else {"name": choice.name, **data}


@lru_cache(maxsize=256)
def read_choices(text: str) -> ReadingChoices:
    """The choices in a text of `choices_text`; an empty one means the rules of earlier versions. Raises ValueError."""
    if not text:
        return ReadingChoices(rules=1)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise ValueError(_("How the table is to be read is damaged: it is no JSON.")) from problem
    if not isinstance(data, dict):
        raise ValueError(_("How the table is to be read is damaged: it must be an object."))
    unknown = set(data) - {one.name for one in fields(ReadingChoices)}
    if unknown:
        raise _problem(sorted(unknown)[0])
    values: dict[str, Any] = {name: _one_of(data, name, allowed) for name, allowed in _ALLOWED.items() if name in data}
    if "encoding" in data:
        values["encoding"] = _encoding(data["encoding"])
    if data.get("words") is not None:
        values["words"] = _texts(data, "words", MOST_WORDS)
    if data.get("rules", RULES) not in range(1, RULES + 1):
        raise ValueError(_("A newer version of this program decided how the table is to be read: update the program."))
    columns = data.get("columns", [])
    if not isinstance(columns, list) or not all(isinstance(one, dict) for one in columns):
        raise _problem("columns")
    found = tuple(_column(one) for one in columns)
    if len({one.name for one in found}) < len(found):
        raise _problem("columns")
    return ReadingChoices(**values, columns=found, rules=data.get("rules", RULES))


_ALLOWED = {
    "separator": tuple(SEPARATORS),
    "decimal": DECIMALS,
    "thousands": THOUSANDS,
    "comment": COMMENTS,
    "header": HEADERS,
    "fill": FILLS,
    "categories": KINDS,
}
_OF_COLUMN = {"role": ROLES, "kind": KINDS, "missing": FILLS}


def _column(data: dict[str, Any]) -> ColumnChoice:
    name = data.get("name")
    if set(data) - {"name", "levels", *_OF_COLUMN} or not isinstance(name, str) or not 0 < len(name) <= LONGEST:
        raise _problem("columns")
    values = {name: _one_of(data, name, allowed) for name, allowed in _OF_COLUMN.items() if name in data}
    levels = _texts(data, "levels", MOST_LEVELS) if "levels" in data else ()
    return ColumnChoice(name, **values, levels=levels)


def _one_of(data: dict[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    value = data[name]
    if not isinstance(value, str) or value not in allowed:
        text = _("How the table is to be read is damaged: {name} must be one of {names}, not {value}.")
        raise ValueError(text.format(name=name, names=", ".join(map(repr, allowed)), value=quoted(value)))
    return value


def _texts(data: dict[str, Any], name: str, most: int) -> tuple[str, ...]:
    value = data[name]
    if not isinstance(value, list) or len(value) > most:
        raise _problem(name)
    if not all(isinstance(one, str) and len(one) <= LONGEST for one in value) or len(set(value)) < len(value):
        raise _problem(name)
    return tuple(value)


def _encoding(value: Any) -> str:
    """Any that Python knows for texts."""
    try:
        if isinstance(value, str) and value and len(value) < 40:
            known = codecs.lookup(value)
            if getattr(known, "_is_text_encoding", True) and isinstance(b"a".decode(value, "replace"), str):
                return value
    except (LookupError, ValueError):
        pass
    if value == "":
        return ""
    text = _("This program knows no encoding {value}. Try utf-8, cp949 or cp1252.")
    raise ValueError(text.format(value=quoted(value)))


def _problem(name: str) -> ValueError:
    return ValueError(_("How the table is to be read is damaged at {name}.").format(name=quoted(name)))
