"""Changes that chance makes to good JSON and to good bytes."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

HOSTILE: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2, 3, 2**31, 2**63, 10**18, -(10**18), 10**400, -(10**400)),
    *(0.5, -0.0, 1e-320, 1e308, -1e308, float("nan"), float("inf"), float("-inf")),
    *("", "x", "0", "nan", "한글", "a" * 5000, "\x00", "../../etc/passwd", "<b>x</b>", "{0}", "%s", "\u202e", "\ud800"),
    *([], {}, [[]], [0] * 3000, {"kind": "dense"}, {"kind": "residual", "layers": []}, {"kind": "?"}),
)

DEPTHS = (10, 200, 2000, 100_000)


def mutated(data: Any, chance: random.Random) -> Any:
    """A copy of plain data with one to four changes: values replaced, removed, doubled, moved, nested."""
    data = copy.deepcopy(data)
    for _change in range(chance.choice([1, 1, 1, 2, 4])):
        places = list(containers(data))
        if not places:
            return chance.choice(HOSTILE)
        place = chance.choice(places)
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        kind = chance.random()
        if not keys or kind < 0.08:
            add(place, chance)
        elif kind < 0.2:
            del place[chance.choice(keys)]
        elif kind < 0.3:
            place[chance.choice(keys)] = copy.deepcopy(chance.choice(places))  # something from elsewhere in the file
        elif kind < 0.38:
            repeat(place, chance.choice(keys), chance)
        elif kind < 0.44:
            place[chance.choice(keys)] = nested(chance.choice(DEPTHS))
        else:
            key = chance.choice(keys)
            place[key] = near(place[key], chance) if chance.random() < 0.5 else copy.deepcopy(chance.choice(HOSTILE))
    return data


def containers(data: Any) -> Any:
    """All lists and dicts in it, itself included."""
    if isinstance(data, dict | list):
        yield data
        for value in data.values() if isinstance(data, dict) else data:
            yield from containers(value)


def add(place: Any, chance: random.Random) -> None:
    value = copy.deepcopy(chance.choice(HOSTILE))
    if isinstance(place, dict):
        place[chance.choice(["kind", "id", "rate", "units", "x", ""])] = value
    else:
        place.insert(chance.randint(0, len(place)), value)


def repeat(place: Any, key: Any, chance: random.Random) -> None:
    """Many of one entry: layers, inputs, rows of a list."""
    if isinstance(place, list):
        place.extend(copy.deepcopy(place[key]) for _ in range(chance.choice([1, 20, 400])))
    else:
        place[f"{key}2"] = copy.deepcopy(place[key])


def nested(depth: int) -> str:
    """A text in whose place `dumped` writes a list in a list in a list …"""
    return f"nested {depth} deep"


def dumped(data: Any) -> bytes:
    """The data as JSON, deeper nested than Python would write it."""
    text = json.dumps(data)
    for depth in DEPTHS:
        text = text.replace(f'"{nested(depth)}"', "[" * depth + "]" * depth)
    return text.encode()


def near(value: Any, chance: random.Random) -> Any:
    """A value of the same type that is a little, or much, off."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return chance.choice(
            [value + 1, value - 1, -value, value * 10, value * 10**6, value + 10**12, float(value) if abs(value) < 1e300 else 0]
        )
    if isinstance(value, float):
        return chance.choice([value * 1e3, -value, value * 1e300, value / 1e300, int(value) if abs(value) < 1e300 else 0])
    if isinstance(value, str):
        at = chance.randint(0, len(value))
        return chance.choice([value[:at], value + value, value[:at] + chance.choice("()*/+-[]{}\"',;\n\x00é") + value[at:]])
    return value


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Bytes with a few of them changed, cut off, doubled, or a stretch of zeros put in."""
    spoilt = bytearray(data)
    for _change in range(chance.choice([1, 1, 2, 8])):
        if not spoilt:
            break
        at, kind = chance.randrange(len(spoilt)), chance.random()
        if kind < 0.5:
            spoilt[at] = chance.randrange(256)
        elif kind < 0.65:
            del spoilt[at:]
        elif kind < 0.8:
            del spoilt[at : at + chance.randint(1, 64)]
        elif kind < 0.9:
            spoilt[at:at] = spoilt[max(0, at - chance.randint(1, 64)) : at]
        else:
            spoilt[at : at + 16] = bytes(16)
    return bytes(spoilt)
