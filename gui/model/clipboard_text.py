"""Layers as a text that can be mailed: what Copy puts on the clipboard and Paste reads, in this window or in another.

{"program": "Network Playground", "layers_format": 1, "layers": [{"name": "", "layer": {"kind": "dense", …}}, …]}
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from engine.recipe.recipe import Block, block_from_data, block_to_data
from gui.model.storage.project_file import PROGRAM

FORMAT = 1
LONGEST = 200_000  # letters; fifty layers take some ten thousand
ADVICE = "Copy layers in a network, or a text that was copied there, and paste again."


def layers_to_text(blocks: Sequence[Block]) -> str:
    layers = [{name: value for name, value in block_to_data(block).items() if name != "id"} for block in blocks]
    data = {"program": PROGRAM, "layers_format": FORMAT, "layers": layers}
    return json.dumps(data, indent=1, ensure_ascii=False)


def layers_from_text(text: str) -> tuple[Block, ...]:
    """The layers in a text, whatever stands before and behind them there. Their ids mean nothing.

    Raises ValueError with a sentence.
    """
    if not text.strip():
        raise ValueError(f"There is nothing to paste. {ADVICE}")
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start or len(text) > LONGEST:
        raise ValueError(f"The text on the clipboard holds no layers. {ADVICE}")
    try:
        data = json.loads(text[start : end + 1])
    except (ValueError, RecursionError):
        raise ValueError(f"The text on the clipboard is not complete, or was changed on its way. {ADVICE}") from None
    if not isinstance(data, dict) or data.get("program") != PROGRAM or type(data.get("layers_format")) is not int:
        raise ValueError(f"The text on the clipboard holds no layers. {ADVICE}")
    if data["layers_format"] > FORMAT:
        raise ValueError(f"A newer version of this program wrote these layers (format {data['layers_format']}): update it.")
    return _blocks(data.get("layers"))


def _blocks(data: Any) -> tuple[Block, ...]:
    if not isinstance(data, list) or not data:
        raise ValueError(f"The text on the clipboard holds no layers. {ADVICE}")
    try:
        return tuple(block_from_data({**one, "id": 1 + k}) for k, one in enumerate(data))
    except (TypeError, OverflowError):
        raise ValueError(f"The layers on the clipboard are damaged. {ADVICE}") from None
