"""`--lang`, which every form of the command takes, and the language of what is printed. Standard library only."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from engine.core.language import LANGUAGES, VARIABLE, chosen_language, language_of_terminal, use_language
from engine.core.translation import _

OPTION = "--lang"


class UnknownLanguage(ValueError):
    """A sentence: `--lang` names a language that the program does not speak."""


def take_language(argv: Sequence[str]) -> list[str]:
    """Speak the language that `--lang` names, else the terminal's; returns the other arguments. Raises UnknownLanguage.

    The option is put into the environment, where the window and whatever the program starts find it too.
    """
    asked, rest, following = "", [], iter(argv)
    for one in following:
        name, equals, value = one.partition("=")
        if one == "--":
            rest += [one, *following]
        elif name == OPTION:
            asked = value if equals else next(following, "")
            if asked not in LANGUAGES:
                raise UnknownLanguage(_unknown(asked))
        else:
            rest.append(one)
    if asked:
        os.environ[VARIABLE] = asked
    use_language(chosen_language(of_system=(language_of_terminal(),)))
    return rest


def describe_language(parser: argparse.ArgumentParser) -> None:
    """List the option in a parser's help: `take_language` has taken it before the parser sees the arguments."""
    parser.add_argument(OPTION, choices=tuple(LANGUAGES), help=_("language of the program (that of the system)"))


def _unknown(asked: str) -> str:
    text = _("--lang must be one of {languages}, not {asked}.")
    return text.format(languages=", ".join(LANGUAGES), asked=f'"{asked}"')
