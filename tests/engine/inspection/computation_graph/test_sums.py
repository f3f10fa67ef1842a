"""Sums as formulas: plus signs between few terms, one node for many."""

from __future__ import annotations

import pytest

from engine.inspection.computation_graph.written_formulas import nodes_of_total, total


@pytest.mark.parametrize(
    ("terms", "text", "nodes"), [(["a"], "a", 0), (["a", "b", "c"], "a + b + c", 2), (["a", "b", "c", "d"], "sum(a, b, c, d)", 1)]
)
def test_a_sum_of_few_terms_is_written_out(terms: list[str], text: str, nodes: int) -> None:
    assert total(terms) == text
    assert nodes_of_total(len(terms)) == nodes
