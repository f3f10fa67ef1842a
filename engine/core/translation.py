"""Texts that people read pass through here, so that a catalogue can put another language in their place.

    _("Save {name}?").format(name=name)                         a whole sentence with named slots
    ngettext("{n} row", "{n} rows", n).format(n=n)              one that depends on a number
    N_("Learning rate")                                         a text kept as data, handed to `_` when it is shown
    _("Change {setting:small}").format(setting=_(label))        a label inside a sentence: English begins it with a small letter
    joined((_("Stopped."), _("Nothing was exported.")))         several whole sentences

Without a catalogue the English source sentences are what is shown. What `_` returns is a `Shown`: a text that knows what it was
translated from, so that files and JSON can have it in English (`english`), and a file of the one language be read in the other
(`as_data`, `from_data`, `renewed`). The functions follow the standard library's `gettext`.
"""

from __future__ import annotations

import gettext
import re
import string
from collections.abc import Iterable, Mapping
from typing import Any

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_SPEC = re.compile(r"small|big|bare|[,.\d]*[dfg]?")  # how a slot of a text from a file may be written
MOST_NESTED = 4  # texts in the slots of a text from a file


class Shown(str):
    """A text in the language of the program, with its English source and what stands in its slots.

    In a slot of another text `{slot:small}` and `{slot:big}` change its first letter, `{slot:bare}` leaves out the full
    stop at its end: the sentence around it decides, so each language can.
    """

    source: str
    slots: Mapping[str, Any] | None  # None: it has not been filled in
    singular: str  # of a source for more than one, by which catalogues know it; "" for any other

    def __new__(cls, text: str, source: str, slots: Mapping[str, Any] | None = None, singular: str = "") -> Shown:
        shown = super().__new__(cls, text)
        shown.source, shown.slots, shown.singular = source, slots, singular
        return shown

    def __reduce__(self) -> tuple[Any, ...]:
        return Shown, (str(self), self.source, self.slots, self.singular)

    def __format__(self, spec: str) -> str:
        if spec == "small":
            return self[:1].lower() + self[1:] if self[1:2].islower() else str(self)
        if spec == "big":
            return self[:1].upper() + self[1:]
        if spec == "bare":
            return self.rstrip(".")
        return super().__format__(spec)

    def format(self, *args: object, **slots: object) -> Shown:
        return Shown(super().format(*args, **slots), self.source, slots, self.singular)


def use_catalogue(catalogue: gettext.NullTranslations) -> None:
    """Show the texts of this catalogue from now on; `gettext.NullTranslations()` is English."""
    global _catalogue
    _catalogue = catalogue


def _(text: str) -> str:
    """The text in the language of the program, its slots untouched; one that is translated already as it is."""
    if isinstance(text, Shown) or not text:  # an empty text would ask for the catalogue's header
        return text
    return Shown(_catalogue.gettext(text), text)


def ngettext(one: str, many: str, n: int) -> str:
    """`one` or `many`, as the language counts, its slots untouched."""
    text = _catalogue.ngettext(one, many, n)
    return Shown(text, one) if n == 1 else Shown(text, many, None, one)


def N_(text: str) -> str:
    """Marks a text for the catalogue and returns it as it is; the code that shows it passes it to `_`."""
    return text


def joined(texts: Iterable[str], by: str = " ") -> str:
    """Several texts one after the other: whole sentences, or the names in a list."""
    found = [text for text in texts if text]
    names = [f"text{i}" for i in range(len(found))]
    return Shown(by.join(found), by.join(f"{{{name}}}" for name in names), dict(zip(names, found, strict=True)))


def english(text: str) -> str:
    """What a file or another program gets of a text, whatever the language is."""
    if not isinstance(text, Shown):
        return text
    if text.slots is None:
        return text.source
    return text.source.format(**{name: _in_english(value) for name, value in text.slots.items()})


def _in_english(value: object) -> object:
    return Shown(english(value), value.source) if isinstance(value, Shown) else value


def as_data(text: str) -> Any:
    """A text as plain data, for a file that may be read in another language."""
    if not isinstance(text, Shown):
        return text
    slots = None if text.slots is None else {name: _slot_as_data(value) for name, value in text.slots.items()}
    return {"text": text.source, "slots": slots} | ({"one": text.singular} if text.singular else {})


def _slot_as_data(value: object) -> Any:
    return as_data(value) if isinstance(value, str) else value if isinstance(value, int | float) else str(value)


def from_data(data: Any, nested: int = 0) -> str:
    """The text that `as_data` wrote, in the language of the program. Raises ValueError when it is damaged."""
    if isinstance(data, str):
        return data
    if not isinstance(data, dict) or not isinstance(data.get("text"), str) or nested > MOST_NESTED:
        raise ValueError(_("one of its texts is damaged"))
    one, slots = data.get("one"), data.get("slots")
    text = ngettext(one, data["text"], 2) if isinstance(one, str) and one else _(data["text"])
    if slots is None:
        return text
    if not isinstance(slots, dict):
        raise ValueError(_("one of its texts is damaged"))
    filled = {name: value if type(value) in (int, float) else from_data(value, nested + 1) for name, value in slots.items()}
    for _text, name, spec, conversion in (*string.Formatter().parse(text), *string.Formatter().parse(data["text"])):
        if name is not None and (name not in filled or conversion or not _SPEC.fullmatch(spec or "")):
            raise ValueError(_("one of its texts is damaged"))
    return text.format(**filled)


def renewed(text: str) -> str:
    """The same text in the language that the program has now, with nothing but texts and numbers in its slots: one from another
    process, of another language, or for one. In English where that cannot be.
    """
    try:
        return from_data(as_data(text))
    except ValueError:
        return english(text)
