"""Which language the program speaks: English, Korean, or brackets around each text, which show what nobody marked.

To add a language, put its catalogue beside the Korean one (resources/i18n/README.md says how) and its own name into `LANGUAGES`.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from engine.core.resources import resource
from engine.core.translation import use_catalogue

ENGLISH, KOREAN, BRACKETS = "en", "ko", "brackets"
LANGUAGES = {ENGLISH: "English", KOREAN: "한국어"}  # each by its own name, which is never translated
VARIABLE = "NETWORK_PLAYGROUND_LANG"


class Brackets(gettext.NullTranslations):
    """A language for tests: every text that passes through the catalogue stands in ⟦brackets⟧, its slots untouched."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


_current = ENGLISH


def use_language(code: str) -> None:
    """Show all texts in this language from now on. Raises KeyError when there is none of that code."""
    global _current
    if code == BRACKETS:
        use_catalogue(Brackets())
    elif code == ENGLISH:
        use_catalogue(gettext.NullTranslations())
    else:
        if code not in LANGUAGES:
            raise KeyError(code)
        with resource("i18n", code, "messages.mo").open("rb") as file:
            use_catalogue(gettext.GNUTranslations(file))
    _current = code


def current_language() -> str:
    """The code of the language that texts are shown in."""
    return _current


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Show texts in this language for a while: what is said about it before it is the program's."""
    before = _current
    use_language(code)
    try:
        yield
    finally:
        use_language(before)


def chosen_language(
    asked: str = "", kept: str = "", of_system: Iterable[str] = (), variables: Mapping[str, str] = os.environ
) -> str:
    """The code of the language to speak: the one asked for, else the variable's, the one kept, the first of the system's.

    Each may be a locale such as "ko_KR.UTF-8" or "ko-KR"; what the program does not speak is passed over. English when none is
    left.
    """
    for one in (asked, variables.get(VARIABLE, ""), kept, *of_system):
        code = one.replace("-", "_").partition("_")[0].partition(".")[0].lower()
        if code in LANGUAGES or code == BRACKETS:
            return code
    return ENGLISH


def language_of_terminal(variables: Mapping[str, str] = os.environ) -> str:
    """The locale that the environment asks for, by the order POSIX gives LC_ALL, LC_MESSAGES and LANG; "" when it does not."""
    return next((variables[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if variables.get(name)), "")
