"""Whether a table suits a network that was trained on another one."""

from dataclasses import replace
from typing import Any

import pytest

from engine.data.table_facts import Fit, TableFacts, difference, facts_from_data, facts_to_data, fit_of

FACTS = TableFacts(("a", "b"), "kind", ("x", "y"), 10)


@pytest.mark.parametrize(
    ("changes", "fit", "word"),
    [
        ({"rows": 99}, Fit.SAME, ""),
        ({"inputs": ("b", "a")}, Fit.REORDERED, ""),
        ({"inputs": ("a", "c")}, Fit.OTHER, "It lacks the inputs “b”. It has the new inputs “c”."),
        ({"inputs": ("a", "b", "c")}, Fit.OTHER, "new inputs “c”"),
        ({"target": "sort"}, Fit.OTHER, "learn “sort” instead of “kind”"),
        ({"classes": ("x", "z")}, Fit.OTHER, "“x”, “z” instead of “x”, “y”"),
        ({"classes": ()}, Fit.OTHER, "numbers instead of “x”, “y”"),
    ],
)
def test_names_and_classes_decide_the_fit(changes: dict[str, Any], fit: Fit, word: str) -> None:
    now = replace(FACTS, **changes)
    assert fit_of(FACTS, now) is fit
    assert word in difference(FACTS, now)
    assert bool(difference(FACTS, now)) == (fit is Fit.OTHER)


def test_facts_come_back_from_json_and_damaged_ones_are_none() -> None:
    data = facts_to_data(FACTS)
    assert facts_from_data(data) == FACTS
    for name, value in (("inputs", 3), ("inputs", ["a", "a"]), ("classes", [1]), ("target", None), ("rows", "many")):
        assert facts_from_data({**data, name: value}) is None
    assert facts_from_data([1]) is None
