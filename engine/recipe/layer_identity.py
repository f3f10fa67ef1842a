"""What stays with a layer for life while others come and go: its number, which names it, and its place, which colours it.

A new recipe has neither: layers are then numbered by kind and spaced evenly in network order. `kept` writes them into the blocks
as soon as an edit would change those of a layer that stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from engine.nn.layers import Layer

CLOSEST = 0.05  # places nearer to each other would have the same colour: then all are spaced anew


class Identified(Protocol):
    """A block of a recipe. `number` counts from 1 among those of its kind, `place` is between 0 and 1; 0 is not written yet."""

    @property
    def id(self) -> int: ...
    @property
    def layer(self) -> Layer: ...
    @property
    def number(self) -> int: ...
    @property
    def place(self) -> float: ...


OneBlock = TypeVar("OneBlock", bound=Identified)


def numbers_of(blocks: Sequence[Identified]) -> dict[int, int]:
    """By id: what is written, else the next number that no other of the kind has."""
    written: dict[str, set[int]] = {}
    numbers: dict[int, int] = {}
    for block in blocks:
        taken = written.setdefault(block.layer.kind, set())
        if block.number and block.number not in taken:
            taken.add(block.number)
            numbers[block.id] = block.number
    for block in blocks:
        if block.id not in numbers:
            taken = written[block.layer.kind]
            numbers[block.id] = max(taken, default=0) + 1
            taken.add(numbers[block.id])
    return {block.id: numbers[block.id] for block in blocks}


def places_of(blocks: Sequence[Identified]) -> dict[int, float]:
    """By id, between 0 (the inputs) and 1 (the output): what is written, else evenly between the neighbours where that is."""
    if not any(block.place for block in blocks):
        return {block.id: (k + 0.5) / (len(blocks) + 0.5) for k, block in enumerate(blocks)}
    places: dict[int, float] = {}
    for at, block in enumerate(blocks):
        if block.place:
            places[block.id] = block.place
            continue
        before = places[blocks[at - 1].id] if at else 0.0
        end = next((k for k in range(at, len(blocks)) if blocks[k].place), len(blocks))
        after = blocks[end].place if end < len(blocks) else 1.0
        places[block.id] = round(before + (after - before) / (end - at + 1), 4)
    return places


def kept(before: Sequence[Identified], blocks: Sequence[OneBlock]) -> tuple[OneBlock, ...]:
    """The blocks after an edit, where those that were there before have the number and the place that they had."""
    numbers, places, kinds = numbers_of(before), places_of(before), {block.id: block.layer.kind for block in before}
    stays = {block.id for block in blocks if block.id in places}
    same = {i: numbers[i] for i in stays if any(b.id == i and b.layer.kind == kinds[i] for b in blocks)}
    written = [_with(block, same.get(block.id, 0), places.get(block.id, 0.0)) for block in blocks]
    numbers, places = numbers_of(written), places_of(written)
    plain = [_with(block, 0, 0.0) for block in blocks]
    if numbers == numbers_of(plain):
        numbers = {}
    if _is_close(places_of(plain), places) or _crowded([places[block.id] for block in blocks], [b.id in stays for b in blocks]):
        places = {}
    return tuple(_with(block, numbers.get(block.id, 0), places.get(block.id, 0.0)) for block in blocks)


def _with(block: OneBlock, number: int, place: float) -> OneBlock:
    changed: OneBlock = replace(block, number=number, place=place)  # type: ignore[type-var]  # a frozen dataclass: Block
    return changed


def _is_close(one: Mapping[int, float], other: Mapping[int, float]) -> bool:
    return all(abs(one[key] - other[key]) < 1e-4 for key in one)


def _crowded(places: Sequence[float], old: Sequence[bool]) -> bool:
    """Whether a new layer, one that is not `old`, would have nearly the place of a neighbour."""
    row, new = [*places, 1.0], [*(not one for one in old), False]
    return any(abs(row[k + 1] - row[k]) < CLOSEST and (new[k] or new[k + 1]) for k in range(len(places)))
