"""What a drag of a layer from the palette carries: one private mime type, JSON, checked before use."""

from __future__ import annotations

import json

from PySide6.QtCore import QMimeData

from engine.core.registry import dump, load
from engine.core.translation import _
from engine.nn.layers import LAYERS, Layer
from engine.recipe.limits import check_extent

MIME = "application/x-network-playground-layer"
LONGEST = 10_000  # bytes; a layer's JSON has some hundred


def to_mime(layer: Layer) -> QMimeData:
    mime = QMimeData()
    mime.setData(MIME, json.dumps(dump(layer)).encode())
    return mime


def from_mime(mime: QMimeData) -> Layer:
    """Raises ValueError with a sentence when it carries no layer."""
    raw = bytes(mime.data(MIME).data())
    if not raw or len(raw) > LONGEST:
        raise ValueError(_("What is dragged is not a layer: drag one from the list of layers."))
    try:
        data = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise ValueError(_("The dragged layer is damaged: drag one from the list of layers.")) from None
    check_extent(data)
    try:
        return load(LAYERS, data)
    except (TypeError, OverflowError, RecursionError) as problem:
        raise ValueError(_("The dragged layer is damaged: drag one from the list of layers.")) from problem
