"""Layers as text that can be mailed: what Copy puts on the clipboard and Paste reads, in this window or in another.

{"program": "Network Playground", "layers_format": 1, "layers": [{"name": "", "layer": {"kind": "dense", …}}, …]}
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from engine.core.number_format import format_count
from engine.core.quoting import quoted
from engine.core.translation import N_, _
from engine.recipe.limits import MOST_LAYERS, check_extent
from engine.recipe.recipe import Block, block_from_data, block_to_data
from gui.model.storage.project_file import PROGRAM

FORMAT = 1
LONGEST = 200_000  # letters; fifty layers take some ten thousand
ADVICE = N_("Copy layers in a network, or a text that was copied there, and paste again.")


def layers_to_text(blocks: Sequence[Block]) -> str:
    """The layers with their names as JSON."""
    layers = [{name: value for name, value in block_to_data(block).items() if name != "id"} for block in blocks]
    data = {"program": PROGRAM, "layers_format": FORMAT, "layers": layers}
    return json.dumps(data, indent=1, ensure_ascii=False)


def layers_from_text(text: str) -> tuple[Block, ...]:
    """The layers in a text, whatever surrounds their JSON. Their ids are placeholders.

    Raises ValueError with a sentence for the user.
    """
    if not text.strip():
        raise _problem(_("There is nothing to paste."))
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start or len(text) > LONGEST:
        raise _problem(_("The text on the clipboard holds no layers."))
    try:
        data = json.loads(text[start : end + 1])
    except (ValueError, RecursionError):
        raise _problem(_("The text on the clipboard is not complete, or was changed on its way.")) from None
    if not isinstance(data, dict) or data.get("program") != PROGRAM or type(data.get("layers_format")) is not int:
        raise _problem(_("The text on the clipboard holds no layers."))
    if data["layers_format"] < 1:
        raise _problem(_("The text on the clipboard holds no layers."))
    if data["layers_format"] > FORMAT:
        newer = _("A newer version of this program wrote these layers (format {format}): update it.")
        raise ValueError(newer.format(format=quoted(data["layers_format"])))
    return _blocks(data.get("layers"))


def _blocks(data: Any) -> tuple[Block, ...]:
    if not isinstance(data, list) or not data:
        raise _problem(_("The text on the clipboard holds no layers."))
    if len(data) > MOST_LAYERS:
        text = _("There are {count} layers on the clipboard; a network here has at most {most}.")
        raise ValueError(text.format(count=format_count(len(data)), most=MOST_LAYERS))
    check_extent(data)
    try:
        return tuple(block_from_data({**one, "id": 1 + k}) for k, one in enumerate(data))
    except (TypeError, OverflowError, RecursionError):
        raise _problem(_("The layers on the clipboard are damaged.")) from None


def _problem(sentence: str) -> ValueError:
    """The sentence, and what to do about it."""
    return ValueError(f"{sentence} {_(ADVICE)}")
