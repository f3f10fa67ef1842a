"""A document as JSON that may stand in a file of code: letters of any script as they are, what does not print as an escape."""

from __future__ import annotations

import json
from typing import Any


def json_text(document: Any) -> str:
    """On many lines; every number is finite. It has no three quotes in a row, nor letters that turn others around."""
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join(letter if letter.isprintable() or letter == "\n" else json.dumps(letter)[1:-1] for letter in text)
