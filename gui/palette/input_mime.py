"""What a drag of an input from its list carries: one private mime type with the text of a formula."""

from __future__ import annotations

from PySide6.QtCore import QMimeData

from engine.core.translation import _
from engine.data.formulas.tokenizer import LONGEST

INPUT_MIME = "application/x-network-playground-input"


def to_mime(text: str) -> QMimeData:
    mime = QMimeData()
    mime.setData(INPUT_MIME, text.encode())
    return mime


def from_mime(mime: QMimeData) -> str:
    """The formula's text. Raises ValueError with a sentence when it carries none. The switcher checks what the text means."""
    raw = bytes(mime.data(INPUT_MIME).data())
    if not raw or len(raw) > 4 * LONGEST:
        raise ValueError(_("What is dragged is not an input: drag one from the list of inputs."))
    try:
        return raw.decode("utf-8")
    except ValueError:
        raise ValueError(_("The dragged input is damaged: drag one from the list of inputs.")) from None
