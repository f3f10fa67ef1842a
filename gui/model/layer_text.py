"""A layer from a few typed words: 'den', 'dense 8 relu', '8 relu', 'dropout 0.3', 'drop rate=0.3'."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from engine.core.params import Param, params_of
from engine.core.registry import Entry
from engine.core.translation import _
from engine.nn.layers import LAYERS, Layer


def layer_from_words(text: str) -> Layer:
    """The layer that the words name: its kind, or the beginning of it, then numbers and choices in any order.

    A number first means a dense layer with so many neurons; a second number needs its name, 'bias=0.1'. Raises ValueError with a
    sentence for the user.
    """
    words = text.replace(",", " ").lower().split()
    if not words:
        labels = ", ".join(_(cls.label) for cls in LAYERS)
        raise ValueError(_("Type a layer: {layers}, or 8 relu.").format(layers=labels))
    if words[0][0].isdigit():
        words.insert(0, "dense")
    found, words = _kind(words)
    if not found:
        text = _("There is no layer “{word}”: there are {layers}.")
        raise ValueError(text.format(word=words[0], layers=", ".join(map(_word, LAYERS))))
    layer: Any = found[0]()
    free = [name for name, about in params_of(layer).items() if about.kind in (int, float)][:1]
    for word in words:
        name, value = _setting(layer, word, free)
        layer = dataclasses.replace(layer, **{name: value})
        if name in free:
            free.remove(name)
    made: Layer = layer
    return made


def _kind(words: list[str]) -> tuple[list[type[Layer]], list[str]]:
    """The layers that the first words name, and the words behind. As many as can be belong to the name: 'batch norm'."""
    found: list[type[Layer]] = _begin_with(LAYERS.classes(), words[0])
    if not found:
        return [], words
    count = 1
    while count < len(words) and (longer := _begin_with(LAYERS.classes(), "".join(words[: count + 1]))):
        found, count = longer, count + 1
    return found, words[count:]


def completions(text: str) -> list[str]:
    """Whole texts in which the last word is completed."""
    head, _space, last = text.lower().rpartition(" ")
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
    """Which hyperparameter of the layer a word sets, and its value. `free` are those that a bare number may still set."""
    about = params_of(layer)
    name, equals, value = word.partition("=")
    if equals:
        found = [key for key in about if key.startswith(name)]
        if len(found) != 1 or about[found[0]].kind not in (int, float):
            if not about:
                raise ValueError(_("{layer} has no settings: leave {word} out.").format(layer=_(layer.label), word=word))
            text = _("{layer} has no setting “{name}” to give a number to; it has {settings}.")
            raise ValueError(text.format(layer=_(layer.label), name=name, settings=", ".join(about)))
        return found[0], _number(about[found[0]], value)
    if word[0].isdigit() or word[0] in ".-":
        if not free:
            text = _("{layer} has no place for another number: leave {word} out.")
            raise ValueError(text.format(layer=_(layer.label), word=word))
        return free[0], _number(about[free[0]], word)
    for key, one in about.items():
        found_classes = [] if one.family is None else _begin_with(one.family.classes(), word)
        if found_classes:
            return key, found_classes[0]()
    families = [cls for one in about.values() if one.family for cls in one.family.classes()]
    if not families:
        raise ValueError(_("{layer} knows no “{word}”: it takes numbers only.").format(layer=_(layer.label), word=word))
    text = _("{layer} knows no “{word}”: choose among {choices}.")
    raise ValueError(text.format(layer=_(layer.label), word=word, choices=", ".join(map(_word, families))))


def _number(about: Param, text: str) -> Any:
    try:
        number = float(text)
    except ValueError:
        raise ValueError(_("{setting} must be a number, not “{text}”.").format(setting=_(about.label), text=text)) from None
    return about.check(number)


def _begin_with(classes: Sequence[Any], word: str) -> list[Any]:
    """Classes whose kind or label, in English or the language that is shown, begins with the word; an exact match comes first."""
    plain = word.replace("_", "").replace("-", "")
    found = [cls for cls in classes if any(name.startswith(plain) for name in _names(cls))]
    return sorted(found, key=lambda cls: plain not in _names(cls))


def _names(cls: type[Entry]) -> set[str]:
    labels = (cls.label, _(cls.label))
    return {cls.kind.replace("_", ""), *(label.lower().replace(" ", "").replace("-", "") for label in labels)}


def _word(cls: type[Entry]) -> str:
    """The word for an entry that can be typed."""
    return cls.kind
