"""The groups of arrays one behind the other: the order and the layout of matrices in which their shapes fit together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.quoting import shortened
from engine.core.translation import _
from engine.importers.imported_network import Question
from engine.importers.plain_arrays.array_groups import KERNEL, MATRIX, WEIGHT, ArrayGroup, in_order_of_names

ROWS, COLUMNS = "rows", "columns"  # a row of the matrix is a neuron; a column is
MOST_SEARCHED, MOST_ORDERS, MOST_NAMED = 4000, 6, 8


@dataclass(frozen=True, eq=False)
class Chain:
    """The groups in order, and how their matrices lie. `questions`: what the shapes leave open."""

    groups: tuple[ArrayGroup, ...]
    layout: str
    questions: tuple[Question, ...]

    def weights(self, group: ArrayGroup) -> Array:
        """(inputs, neurons)."""
        assert group.matrix is not None
        return np.ascontiguousarray(group.matrix.T if self.layout == ROWS else group.matrix)


def chained(groups: Sequence[ArrayGroup], answers: Mapping[str, str], *, is_in_order: bool) -> Chain:
    """`is_in_order`: whether the file keeps them in the order in which they are computed. Raises ValueError with a sentence."""
    usual, is_known = _usual_layout(groups)
    layouts = (usual, COLUMNS if usual == ROWS else ROWS)
    as_named = tuple(in_order_of_names(groups))
    orders = (tuple(groups), as_named) if is_in_order else (as_named,)
    for tried in [(one,) for one in layouts] if is_known else [layouts]:
        for order in orders:
            fitting = [layout for layout in tried if fits(order, layout)]
            if fitting:
                return _laid_out(order, fitting, answers)
        for layout in tried:
            found = _orders(orders[0], layout)
            if found:
                return _ordered(found, layout, answers)
    raise ValueError(
        _("Its weight matrices do not fit one behind the other: {names}.").format(names=", ".join(_described(groups)))
    )


def fits(groups: Sequence[ArrayGroup], layout: str) -> bool:
    """Whether each group takes what the one before gives, and has the vectors that go with it."""
    units = 0
    for group in groups:
        matrix = group.matrix
        sizes = {array.size for role, array in group.arrays.items() if array is not matrix and role != "slope"}
        if matrix is not None:
            inputs, neurons = matrix.shape[::-1] if layout == ROWS else matrix.shape
            if units not in (0, inputs):
                return False
            units = neurons
        elif group.is_slope:
            continue
        units = units or max(sizes)
        if sizes - {units}:
            return False
    return True


def _usual_layout(groups: Sequence[ArrayGroup]) -> tuple[str, bool]:
    """How programs that use these names lay matrices out, and whether that is certain where they are square."""
    roles = {role for group in groups if group.matrix is not None for role in group.arrays if role in (WEIGHT, MATRIX, KERNEL)}
    return (ROWS if roles == {WEIGHT} else COLUMNS), roles in ({WEIGHT}, {KERNEL})


def _laid_out(order: tuple[ArrayGroup, ...], fitting: list[str], answers: Mapping[str, str]) -> Chain:
    if len(fitting) == 1:
        return Chain(order, fitting[0], ())
    choices = ((COLUMNS, _("A column for each neuron: x @ W")), (ROWS, _("A row for each neuron: W @ x")))
    answer = answers.get("layout", "")
    answer = answer if answer in fitting else fitting[0]
    return Chain(order, answer, (Question("layout", _("How its weight matrices lie"), choices, answer),))


def _ordered(orders: list[tuple[ArrayGroup, ...]], layout: str, answers: Mapping[str, str]) -> Chain:
    if len(orders) == 1:
        return Chain(orders[0], layout, ())
    choices = tuple((str(at), " → ".join(shortened(one.name, 16) for one in order)) for at, order in enumerate(orders))
    answer = answers.get("order", "")
    answer = answer if answer in dict(choices) else "0"
    return Chain(orders[int(answer)], layout, (Question("order", _("The order of its layers"), choices, answer),))


def _orders(groups: Sequence[ArrayGroup], layout: str) -> list[tuple[ArrayGroup, ...]]:
    """The orders in which matrices fit one behind the other, the first few."""
    if any(group.matrix is None for group in groups):
        return []
    found: list[tuple[ArrayGroup, ...]] = []
    for order in _search(groups, layout):
        found.append(order)
        if len(found) == MOST_ORDERS:
            break
    return found


def _search(groups: Sequence[ArrayGroup], layout: str) -> Iterator[tuple[ArrayGroup, ...]]:
    """Paths through all groups, depth first, as long as that is quick."""
    waiting: list[tuple[ArrayGroup, ...]] = [(group,) for group in reversed(groups)]
    for _step in range(MOST_SEARCHED):
        if not waiting:
            return
        order = waiting.pop()
        if not fits(order[-2:], layout):
            continue
        if len(order) == len(groups):
            yield order
        waiting += [(*order, group) for group in reversed(groups) if not any(group is one for one in order)]


def _described(groups: Sequence[ArrayGroup]) -> list[str]:
    """'fc1.weight 8 × 2', for sentences."""
    found = []
    for group in groups[:MOST_NAMED]:
        array = next(iter(group.arrays.values())) if group.matrix is None else group.matrix
        found.append(f"{shortened(group.first_name, 40)} {' × '.join(map(str, array.shape))}")
    return [*found, *(["…"] if len(groups) > MOST_NAMED else [])]
