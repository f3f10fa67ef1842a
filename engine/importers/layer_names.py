"""What the layers of a foreign file are called: by their own names where these say something, else by kind and number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

LONGEST = 40  # letters: more do not fit on a layer
NAME = re.compile(r"[^\W\d_][\w .-]*")
# By Keras, and by NumPy where nobody gave names.
NUMBERED = re.compile(r"(dense|dropout|batch_normalization|layer_normalization|arr)(_\d+)?")


def own_names(given: Sequence[str]) -> list[str]:
    """Of each name, a path in the file such as 'encoder.fc1', what the layer is called by: 'fc1', or nothing.

    A number says nothing, nor does what a program has called it by its kind. Where the last part is there twice it is the whole.
    """
    last = [re.split(r"[./:]", name)[-1] for name in given]
    twice = {name for name, times in Counter(last).items() if times > 1}
    names = [whole if short in twice else short for whole, short in zip(given, last, strict=True)]
    times = Counter(names)
    pairs = zip(names, last, strict=True)
    return [name if times[name] == 1 and _says_something(short) and _fits(name) else "" for name, short in pairs]


def names_of(labels: Sequence[str], given: Sequence[str]) -> list[str]:
    """The names of layers, in order: their own, or their kind, `labels`, with a number, as the window numbers them."""
    seen: Counter[str] = Counter()
    numbered = []
    for label in labels:
        seen[label] += 1
        numbered.append(f"{label} {seen[label]}")
    own = own_names(given)
    return [name if name and name not in numbered else usual for name, usual in zip(own, numbered, strict=True)]


def _says_something(name: str) -> bool:
    return NUMBERED.fullmatch(name.lower()) is None and NAME.fullmatch(name) is not None


def _fits(name: str) -> bool:
    return len(name) <= LONGEST and name.isprintable() and name == name.strip()
