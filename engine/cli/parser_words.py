"""What Python's argparse itself says, in the language of the program. Standard library only.

argparse asks the system's gettext for these; `speak` makes it ask our catalogue. What a newer Python adds goes into `WORDS`.
"""

from __future__ import annotations

import argparse

from engine.core.translation import N_, _, ngettext

WORDS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("unrecognized arguments: %s"),
    N_("the following arguments are required: %s"),
    N_("expected one argument"),
    N_("ignored explicit argument %r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("%(prog)s: error: %(message)s\n"),
)


def speak() -> None:
    """Make argparse use our catalogue from now on, for parsers made later too."""
    argparse.__dict__.update(_=_, ngettext=ngettext)
