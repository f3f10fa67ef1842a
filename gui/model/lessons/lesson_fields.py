"""What may stand in a lesson's file, field by field: each checks its value and refuses a wrong one in a sentence.

A kind of goal or action is a frozen dataclass whose fields are made by `given`; `Kinds` reads and writes them.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass
from typing import Any, Generic, TypeVar

from engine.core.language import BRACKETS, ENGLISH, LANGUAGES, current_language
from engine.core.number_format import format_number
from engine.core.params import is_finite_number
from engine.core.quoting import quoted
from engine.core.translation import _

Read = Callable[[Any], Any]
MOST_LETTERS = 2000  # of a text
LARGEST = 1e12  # of a number


@dataclass(frozen=True)
class Text:
    """A text in one or several languages, by their codes; without a code it is the same in all."""

    by_language: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """In the language of the program, else in English, else in the one that there is."""
        there = dict(self.by_language)
        found = there.get(current_language()) or there.get("") or there.get(ENGLISH) or next(iter(there.values()), "")
        return f"⟦{found}⟧" if found and current_language() == BRACKETS else found  # as texts of the catalogue are

    def __bool__(self) -> bool:
        return bool(self.by_language)


def plain(text: str) -> Text:
    """The same in all languages."""
    return Text((("", text),))


def given(read: Read, default: Any = MISSING) -> Any:
    """A field of a kind of goal or action, or of another part of a lesson; without a default it must be given."""
    return dataclasses.field(default=default, metadata={"read": read})


def text_of(most_words: int, most_letters: int = MOST_LETTERS, one_line: bool = False) -> Read:
    """Reads a `Text`: a string, or a table with one for each language."""

    def one(value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            raise ValueError(_("it must be a text, not {value}.").format(value=quoted(value)))
        if len(value) > most_letters:
            raise ValueError(_("it must be one line of 1 to {most} letters.").format(most=most_letters))
        if one_line and not value.strip().isprintable():
            raise ValueError(_("it must be one line of 1 to {most} letters.").format(most=most_letters))
        words = len(value.split())
        if words > most_words:
            raise ValueError(_("it has {words} words; at most {most} are allowed.").format(words=words, most=most_words))
        return value.strip()

    def read(value: Any) -> Text:
        if not isinstance(value, dict):
            return plain(one(value))
        unknown = sorted(set(value) - set(LANGUAGES))
        if unknown or not value:
            text = _("it must be a text, or one for each of the languages {names}.")
            raise ValueError(text.format(names=", ".join(LANGUAGES)))
        return Text(tuple((code, one(value[code])) for code in LANGUAGES if code in value))

    return read


def number(low: float = -LARGEST, high: float = LARGEST) -> Read:
    """Reads a finite number."""

    def read(value: Any) -> float:
        if not is_finite_number(value) or not low <= value <= high:
            text = _("it must be a number from {low} to {high}, not {value}.")
            raise ValueError(text.format(low=format_number(low, 4), high=format_number(high, 4), value=quoted(value)))
        return float(value)

    return read


def whole(low: int, high: int) -> Read:
    def read(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:
            text = _("it must be a whole number from {low} to {high}, not {value}.")
            raise ValueError(text.format(low=low, high=high, value=quoted(value)))
        return value

    return read


def truth(value: Any) -> bool:
    """Reads true or false."""
    if type(value) is not bool:
        raise ValueError(_("it must be true or false, not {value}.").format(value=quoted(value)))
    return value


def some_name(most: int = 60) -> Read:
    """Reads a name such as 'descent.ended': letters, digits, and . _ - :"""

    def read(value: Any) -> str:
        if not isinstance(value, str) or not 1 <= len(value) <= most or not all(c.isalnum() or c in "._-:/ " for c in value):
            raise ValueError(_("it must be a name, such as “descent.ended”, not {value}.").format(value=quoted(value)))
        return value

    return read


def one_of(names: Callable[[], Any]) -> Read:
    """Reads one of the names that there are when it is asked."""

    def read(value: Any) -> str:
        known = list(names())
        if not isinstance(value, str) or value not in known:
            text = _("it must be one of {names}, not {value}.")
            raise ValueError(text.format(names=", ".join(known), value=quoted(value)))
        return value

    return read


def several(read_one: Read, low: int, high: int) -> Read:
    """Reads a list."""

    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list) or not low <= len(value) <= high:
            text = _("it must be a list of {low} to {high} entries, not {value}.")
            raise ValueError(text.format(low=low, high=high, value=quoted(value)))
        return tuple(read_one(one) for one in value)

    return read


def parsed(parse: Callable[[str], Any], most: int = 400) -> Read:
    """Reads a text that `parse` accepts, such as the short form of a layer, and keeps it as it is written."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or len(value) > most:
            raise ValueError(_("it must be a text, not {value}.").format(value=quoted(value)))
        parse(value)
        return value

    return read


def read_fields(cls: type[Any], data: Any, but: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields of a dataclass from a table of the file. Raises ValueError with a sentence."""
    if not isinstance(data, dict):
        raise ValueError(_("it must be a table, not {value}.").format(value=quoted(data)))
    fields = {one.name: one for one in dataclasses.fields(cls) if "read" in one.metadata}
    unknown = sorted(map(str, set(data) - set(fields) - set(but)))
    if unknown:
        text = _("“{key}” means nothing here; there may be {known}.")
        raise ValueError(text.format(key=unknown[0][:40], known=", ".join((*but, *fields))))
    values = {}
    for key, field in fields.items():
        if key in data:
            try:
                values[key] = field.metadata["read"](data[key])
            except ValueError as problem:
                raise ValueError(_("“{key}”: {reason}").format(key=key, reason=problem)) from problem
        elif field.default is MISSING:
            raise ValueError(_("“{key}” is missing.").format(key=key))
    return values


def written(value: Any) -> Any:
    """A field's value as plain data, as `read_fields` reads it."""
    if isinstance(value, Text):
        there = dict(value.by_language)
        return there.get("", there)
    if isinstance(value, tuple):
        return [written(one) for one in value]
    if isinstance(value, float) and math.isfinite(value) and value == int(value) and abs(value) < 1e15:
        return int(value)
    return value


def written_fields(item: Any) -> dict[str, Any]:
    """The fields of a dataclass that differ from their defaults, as plain data."""
    fields = (one for one in dataclasses.fields(item) if "read" in one.metadata)
    return {one.name: written(getattr(item, one.name)) for one in fields if getattr(item, one.name) != one.default}


T = TypeVar("T")
C = TypeVar("C", bound=type[Any])


class Kinds(Generic[T]):
    """All kinds of one thing, by the name that stands in files under `key`."""

    def __init__(self, key: str) -> None:
        self.key = key
        self._classes: dict[str, type[T]] = {}

    def add(self, name: str) -> Callable[[C], C]:
        """Class decorator."""

        def put(cls: C) -> C:
            if name in self._classes:
                raise ValueError(f"{name!r} is there twice")
            self._classes[name] = cls
            return cls

        return put

    @property
    def classes(self) -> Mapping[str, type[T]]:
        return self._classes

    def name_of(self, item: T) -> str:
        return next(name for name, cls in self._classes.items() if cls is type(item))

    def read(self, data: Any) -> T:
        """Raises ValueError with a sentence."""
        if not isinstance(data, dict):
            raise ValueError(_("it must be a table, not {value}.").format(value=quoted(data)))
        found = data.get(self.key)
        cls = self._classes.get(found) if isinstance(found, str) else None
        if cls is None:
            text = _("“{key}” must be one of {names}, not {value}.")
            raise ValueError(text.format(key=self.key, names=", ".join(self._classes), value=quoted(found)))
        return cls(**read_fields(cls, data, (self.key,)))

    def write(self, item: T) -> dict[str, Any]:
        return {self.key: self.name_of(item), **written_fields(item)}
