"""What Python's argparse itself says, in the language of the program. Standard library only.

argparse asks the system's gettext for these; `speak` makes it ask our catalogue. What a newer Python adds goes into `WORDS`.
"""

from __future__ import annotations

import argparse
import re
import unicodedata

from engine.core.translation import N_, _, ngettext

GAP = 2  # columns between an option and its help, at least
WORDS = (
    N_("usage: "),
    N_("%(heading)s:"),
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


class WideHelp(argparse.RawDescriptionHelpFormatter):
    """Lays the help out for letters that take two columns of a terminal, such as Hangul; others as argparse does."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        if columns(text) == len(text):
            return super()._split_lines(text, width)
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and columns(longer) > width:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def _format_action(self, action: argparse.Action) -> str:
        text, head = super()._format_action(action), self._format_action_invocation(action)
        wide = columns(head) - len(head)
        gap = re.match(rf" *{re.escape(head)}( +)(?=\S)", text) if wide else None
        if gap is None:  # narrow letters, or the help begins on the next line
            return text
        there = len(gap[0])  # where the help begins
        first = text[: gap.start(1)]
        left = there - columns(first)
        return first + (" " * left if left >= GAP else "\n" + " " * there) + text[there:]


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def speak() -> None:
    """Make argparse use our catalogue from now on, for parsers made later too."""
    argparse.__dict__.update(_=_, ngettext=ngettext)
