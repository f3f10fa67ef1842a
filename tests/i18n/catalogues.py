"""The texts of the code and the catalogues of the other languages, by Babel."""

from __future__ import annotations

import io
import string
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from engine.core.language import ENGLISH, LANGUAGES
from engine.core.resources import resource
from tests.program_start import ROOT

KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
BEGUN = datetime(2026, 11, 28, tzinfo=UTC)
TRANSLATED = tuple(code for code in LANGUAGES if code != ENGLISH)


@cache
def texts_of_the_code() -> Catalog:
    """Every text marked in engine, gui and main.py, with the files it stands in."""
    found = Catalog(project="Network Playground", charset="utf-8")
    for path in [ROOT / "main.py", *sorted((ROOT / "engine").rglob("*.py")), *sorted((ROOT / "gui").rglob("*.py"))]:
        name = path.relative_to(ROOT).as_posix()
        for _line, text, comments, context in extract_from_file("python", path, KEYWORDS, ("Translators:",)):
            if text:  # an empty one asks for the header
                found.add(text, locations=[(name, None)], auto_comments=comments, context=context)
    return found


def catalogue(language: str) -> Catalog:
    with resource("i18n", language, "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def entries(of: Catalog) -> Iterator[Message]:
    """All but the header."""
    return (message for message in of if message.id)


def updated(language: str) -> Catalog:
    """The language's catalogue with exactly the texts of the code, in order of their files; nothing is guessed for a new one."""
    path = resource("i18n", language, "messages.po")
    known = catalogue(language) if path.exists() else Catalog(locale=language, project="Network Playground", charset="utf-8")
    known.update(texts_of_the_code(), no_fuzzy_matching=True)
    known.obsolete.clear()
    known.fuzzy = False
    known.header_comment = f"# Network Playground in {LANGUAGES[language]}. See resources/i18n/README.md."
    known.creation_date = known.revision_date = BEGUN  # the same bytes whenever it is run
    return known


def as_po(of: Catalog) -> bytes:
    written = io.BytesIO()
    write_po(written, of, width=120, sort_by_file=True, omit_header=False, include_lineno=False)
    return written.getvalue()


def as_mo(of: Catalog) -> bytes:
    written = io.BytesIO()
    write_mo(written, of)
    return written.getvalue()


def translations(message: Message) -> tuple[str, ...]:
    """What is shown instead: one text, or one per plural form of the language; empty where none is written yet."""
    found = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return tuple(str(text or "") for text in found)


def slots(text: str) -> set[str]:
    """The names in braces. Raises ValueError when the braces do not pair."""
    return {name for _text, name, _form, _conversion in string.Formatter().parse(text) if name is not None}
