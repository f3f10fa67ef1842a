"""Texts that people read pass through here, so that a catalogue can put another language in their place.

    _("Save {name}?").format(name=name)                         a whole sentence with named slots
    ngettext("{n} row", "{n} rows", n).format(n=n)              one that depends on a number
    N_("Learning rate")                                         a text kept as data, handed to `_` when it is shown

Without a catalogue the English source sentences are what is shown. The functions follow the standard library's `gettext`.
"""

from __future__ import annotations

import gettext

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use_catalogue(catalogue: gettext.NullTranslations) -> None:
    """Show the texts of this catalogue from now on; `gettext.NullTranslations()` is English."""
    global _catalogue
    _catalogue = catalogue


def _(text: str) -> str:
    """The text in the language of the program, its slots untouched."""
    return _catalogue.gettext(text) if text else ""  # an empty text would ask for the catalogue's header


def ngettext(one: str, many: str, n: int) -> str:
    """`one` or `many`, as the language counts, its slots untouched."""
    return _catalogue.ngettext(one, many, n)


def N_(text: str) -> str:
    """Marks a text for the catalogue and returns it as it is; the code that shows it passes it to `_`."""
    return text
