"""What Paste says of a text that holds no layers, and which it takes at the edge."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.nn.layers.dense import Dense
from engine.recipe.recipe import Block
from gui.model.clipboard_text import layers_from_text, layers_to_text

DAMAGED, NONE = "The layers on the clipboard are damaged.", "The text on the clipboard holds no layers."
CHANGED = "The text on the clipboard is not complete, or was changed on its way."
ADVICE = "Copy layers in a network, or a text that was copied there, and paste again."
TWO = layers_to_text((Block(3, Dense(5), "Mine"), Block(9, Dense(2))))


def with_(**changes: Any) -> str:
    return json.dumps(json.loads(TWO) | changes)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" \n", "There is nothing to paste."),
        ("words", NONE),
        ("}{", NONE),
        ("} {", NONE),
        ("{", NONE),
        ("x}", NONE),
        ("{}", NONE),
        ("{a}", CHANGED),
        (TWO + " " * (200_001 - len(TWO)), NONE),
        (with_(program="Other"), NONE),
        (with_(layers_format="1"), NONE),
        (with_(layers_format=0), NONE),
        (with_(layers=[]), NONE),
        (with_(layers={}), NONE),
        (with_(layers=[3]), DAMAGED),
    ],
)
def test_what_holds_no_layers_is_said_with_what_to_do(text: str, said: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # its text is compared in whole
        layers_from_text(text)
    assert str(refused.value) == f"{said} {ADVICE}"


def test_a_newer_format_and_too_many_layers_are_said() -> None:
    one = json.loads(TWO)["layers"][0]
    for text, said in [
        (with_(layers_format=2), "A newer version of this program wrote these layers (format 2): update it."),
        (with_(layers=[one] * 51), "There are 51 layers on the clipboard; a network here has at most 50."),
    ]:
        with pytest.raises(ValueError) as refused:  # noqa: PT011  # its text is compared in whole
            layers_from_text(text)
        assert str(refused.value) == said
    assert len(layers_from_text(with_(layers=[one] * 50))) == 50


def test_layers_come_in_order_with_ids_from_1_and_without_their_own() -> None:
    found = layers_from_text("a " + TWO + " " * (200_000 - 2 - len(TWO)))
    assert [(block.id, block.name, block.layer) for block in found] == [(1, "Mine", Dense(5)), (2, "", Dense(2))]
    assert json.loads(TWO)["layers_format"] == 1
    assert "id" not in json.loads(TWO)["layers"][0]
    assert TWO.startswith('{\n "program": "Network Playground",\n "layers_format": 1')
