"""The texts of the code and the catalogues of the other languages, by Babel; those of the registries are asked for by import."""

from __future__ import annotations

import dataclasses
import inspect
import io
import string
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from engine.core.language import ENGLISH, LANGUAGES
from engine.core.params import Param, choice_text, params_of
from engine.core.registry import Registry
from engine.core.resources import resource
from engine.exporters import EXPORTERS
from engine.importers import IMPORTERS
from engine.nn.metrics import METRICS
from tests.program_start import ROOT

KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
WITHOUT_SUMMARIES = EXPORTERS, IMPORTERS, METRICS  # nobody chooses one of these by what its summary says
BEGUN = datetime(2026, 11, 28, tzinfo=UTC)
TRANSLATED = tuple(code for code in LANGUAGES if code != ENGLISH)


@cache
def texts_of_the_code() -> Catalog:
    """Every text marked in engine, gui and main.py, or marked by being registered, with the files it stands in."""
    found = Catalog(project="Network Playground", charset="utf-8")
    for path in [ROOT / "main.py", *sorted((ROOT / "engine").rglob("*.py")), *sorted((ROOT / "gui").rglob("*.py"))]:
        name = path.relative_to(ROOT).as_posix()
        for _line, text, comments, context in extract_from_file("python", path, KEYWORDS, ("Translators:",)):
            if text:  # an empty one asks for the header
                found.add(text, locations=[(name, None)], auto_comments=comments, context=context)
    for name, text in sorted(set(registered_texts())):
        found.add(text, locations=[(name, None)])
    return found


def registered_texts() -> Iterator[tuple[str, str]]:
    """Where each text of a registry or a `param()` stands, and the text (see engine/core/registry.py)."""
    modules = [import_module(one.name) for top in ("engine", "gui") for one in walk_packages([str(ROOT / top)], f"{top}.")]
    for module in modules:
        for thing in vars(module).values():
            if isinstance(thing, Registry):
                if f'Registry("{thing.family}")' in inspect.getsource(module):  # others import it
                    yield _file_of(module), thing.family
                    yield from _texts_of_entries(thing)
            elif isinstance(thing, type) and thing.__module__ == module.__name__ and dataclasses.is_dataclass(thing):
                yield from ((_file_of(module), text) for about in params_of(thing).values() for text in _texts_of_param(about))


def _file_of(module: ModuleType) -> str:
    return f"{module.__name__.replace('.', '/')}.py"


def _texts_of_entries(registry: Registry[Any]) -> Iterator[tuple[str, str]]:
    for cls in registry:
        texts = (cls.label,) if registry in WITHOUT_SUMMARIES else (cls.label, cls.summary)
        yield from ((f"{cls.__module__.replace('.', '/')}.py", text) for text in texts if text)


def _texts_of_param(about: Param) -> Iterator[str]:
    shown = () if about.hidden else (about.unit, about.help, *map(choice_text, about.choices))
    yield from (text for text in (about.label, *shown) if text)  # a problem names a hidden one too


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
