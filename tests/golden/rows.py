"""The rows that datasets make of a seed: projects keep the seed alone, so the rows must stay what they are.

`python -m tests.golden.rows` writes `rows.json` anew, where a change is wanted. A new dataset need not be in it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from engine.core.params import params_of
from engine.data.datasets import DATASETS

GOLDEN = Path(__file__).with_name("rows.json")
OTHER = {  # settings unlike the defaults, where a dataset has them
    "rows": 29,
    "noise": 0.4,
    "imbalance": 3.0,
    "copies": 3,
    "fields": 3,
    "clouds": 5,
    "rings": 4,
    "spread": 0.3,
    "waves": 3,
    "slope": 0.5,
    "distance": 7.0,
    "formula": "x**2/4 - 3",
}
KINDS = [kind for kind in DATASETS.names() if kind not in ("csv_file", "drawn_points")]


def rows_of(kind: str, settings: dict[str, Any], seed: int) -> list[list[float]]:
    """Of each column, the target last: its first three numbers, and its sum with the weights 1, 2, 3 … by the number of rows."""
    table = DATASETS[kind](**settings).make(np.random.default_rng(seed))
    columns = np.column_stack([table.inputs, table.target]).T
    weights = np.arange(1, columns.shape[1] + 1) / columns.shape[1]
    return [[*column[:3].round(9).tolist(), round(float(weights @ column), 6)] for column in columns]


def other_settings(kind: str) -> dict[str, Any]:
    return {name: value for name, value in OTHER.items() if name in params_of(DATASETS[kind])}


def found(kind: str) -> dict[str, Any]:
    return {"usual": rows_of(kind, {}, 3), "other": rows_of(kind, other_settings(kind), 4)}


if __name__ == "__main__":
    GOLDEN.write_text("{\n" + ",\n".join(f"{json.dumps(kind)}: {json.dumps(found(kind))}" for kind in KINDS) + "\n}\n", "utf-8")
