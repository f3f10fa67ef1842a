"""Names and values that somebody gave, as a sentence quotes them: on one line, no control characters, never longer than it helps.

Every message that repeats something from a file, a field or the command line quotes it here.
"""

from __future__ import annotations

from collections.abc import Collection

LONGEST = 40  # letters
LONGEST_PATH = 200
ELLIPSIS = "…"


def shortened(text: str, most: int = LONGEST) -> str:
    """The beginning of a text, with an ellipsis where it was cut; tabs and line ends become spaces."""
    beginning = text if len(text) <= most else text[: most - 1] + ELLIPSIS
    return "".join(letter if letter.isprintable() else " " if letter.isspace() else "\ufffd" for letter in beginning)


def path_text(path: object) -> str:
    """The path of a file; of a very long one the beginning."""
    return shortened(str(path), LONGEST_PATH)


def quoted(value: object, most: int = LONGEST) -> str:
    """A value as Python writes it, cut as `shortened` does: texts in quotes, so that one sees where they begin and end."""
    if isinstance(value, str):
        return repr(shortened(value, most))
    if isinstance(value, list | tuple | dict):
        return _beginning(value, most)
    try:
        return shortened(repr(value), most)
    except ValueError:  # Python writes no whole number of more than 4,300 digits
        return f"10{ELLIPSIS}"


def _beginning(value: list[object] | tuple[object, ...] | dict[object, object], most: int) -> str:
    """The beginning of a list or dict: its first entries only, since the whole of it may be large or deep."""
    left, right = "{}" if isinstance(value, dict) else "[]"
    if not value:
        return left + right
    first = next(iter(value))
    inside = f"{left}{ELLIPSIS}{right}" if isinstance(first, list | tuple | dict) else quoted(first, most - 4)
    return f"{left}{inside}{', ' + ELLIPSIS if len(value) > 1 else ''}{right}"


def unique_name(name: str, taken: Collection[str], form: str = "{name}_{number}") -> str:
    """The name, or with the first number from 2 on that makes it none of the taken ones: 'dense_2'; `form` says how."""
    found, number = name, 2
    while found in taken:
        found, number = form.format(name=name, number=number), number + 1
    return found
