"""A layer from a few typed words: 'den', 'dense 8 relu', '8 relu', 'dropout 0.3', 'drop rate=0.3'. No Qt in here."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from engine.core.params import Param, params_of
from engine.core.registry import Entry
from engine.nn.layers import LAYERS, Layer


def layer_from_words(text: str) -> Layer:
    """The layer that the words name: its kind first, by its beginning, then numbers and choices in any order.

    A number first means a layer with so many neurons; a second number has to be named, 'bias=0.1'. Raises ValueError with a
    sentence.
    """
    words = text.replace(",", " ").lower().split()
    if not words:
        raise ValueError(f"Type a layer: {', '.join(cls.label for cls in LAYERS)}, or 8 relu.")
    if words[0][0].isdigit():
        words.insert(0, "dense")
    found = _begin_with(LAYERS.classes(), words[0])
    if not found:
        raise ValueError(f"There is no layer “{words[0]}”: there are {', '.join(map(_word, LAYERS))}.")
    layer: Any = found[0]()
    free = [name for name, about in params_of(layer).items() if about.kind in (int, float)][:1]
    for word in words[1:]:
        name, value = _setting(layer, word, free)
        layer = dataclasses.replace(layer, **{name: value})
        if name in free:
            free.remove(name)
    made: Layer = layer
    return made


def completions(text: str) -> list[str]:
    """How the text may go on: whole texts with the last word completed."""
    head, _, last = text.lower().rpartition(" ")
    words = head.split()
    if not words:
        return [_word(cls) for cls in _begin_with(LAYERS.classes(), last)] if not last[:1].isdigit() else []
    try:
        layer = layer_from_words(head)
    except ValueError:
        return []
    families = [about.family for about in params_of(layer).values() if about.family is not None]
    return [f"{head} {_word(cls)}" for family in families for cls in _begin_with(family.classes(), last)]


def _setting(layer: Layer, word: str, free: list[str]) -> tuple[str, Any]:
    """Which setting of the layer a word means, and its value."""
    about = params_of(layer)
    name, equals, value = word.partition("=")
    if equals:
        found = [key for key in about if key.startswith(name)]
        if len(found) != 1 or about[found[0]].kind not in (int, float):
            raise ValueError(f"{layer.label} has no setting “{name}” to give a number to; it has {', '.join(about) or 'none'}.")
        return found[0], _number(about[found[0]], value)
    if word[0].isdigit() or word[0] in ".-":
        if not free:
            raise ValueError(f"{layer.label} has no place for another number: leave {word} out.")
        return free[0], _number(about[free[0]], word)
    for key, one in about.items():
        found_classes = [] if one.family is None else _begin_with(one.family.classes(), word)
        if found_classes:
            return key, found_classes[0]()
    families = [cls for one in about.values() if one.family for cls in one.family.classes()]
    choices = f"choose among {', '.join(map(_word, families))}" if families else "it takes numbers only"
    raise ValueError(f"{layer.label} knows no “{word}”: {choices}.")


def _number(about: Param, text: str) -> Any:
    try:
        number = float(text)
    except ValueError:
        raise ValueError(f"{about.label} must be a number, not “{text}”.") from None
    return about.check(number)


def _begin_with(classes: Sequence[Any], word: str) -> list[Any]:
    """Those whose name or label begins so; one that is called exactly so goes first."""
    plain = word.replace("_", "").replace("-", "")
    found = [cls for cls in classes if any(name.startswith(plain) for name in _names(cls))]
    return sorted(found, key=lambda cls: plain not in _names(cls))


def _names(cls: type[Entry]) -> set[str]:
    return {cls.kind.replace("_", ""), cls.label.lower().replace(" ", "").replace("-", "")}


def _word(cls: type[Entry]) -> str:
    """One word for an entry, as one would type it."""
    return cls.kind
