"""Writes metrics.json: what scikit-learn says. Run again only when the family grows:

    python -m venv sklearn-venv; sklearn-venv/bin/pip install scikit-learn==1.9.1 numpy
    sklearn-venv/bin/python -m tests.golden.make_metrics_golden

Knows nothing of the engine but the names of its entries, so that an error there is not repeated here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from sklearn import metrics as sk

FILE = Path(__file__).with_name("metrics.json")


def on_classes(name: str, scores: np.ndarray, target: np.ndarray) -> dict[str, Any]:
    """Scores are (rows, classes); of two classes the first has score 0."""
    predicted = scores.argmax(1)
    e = np.exp(scores - scores.max(1, keepdims=True))
    values = {
        "accuracy": sk.accuracy_score(target, predicted),
        "f1": sk.f1_score(target, predicted, average="macro", zero_division=0),
        "precision": sk.precision_score(target, predicted, average="macro", zero_division=0),
        "recall": sk.recall_score(target, predicted, average="macro", zero_division=0),
        "log_loss": sk.log_loss(target, e / e.sum(1, keepdims=True), labels=np.arange(scores.shape[1])),
    }
    given = scores if scores.shape[1] > 2 else scores[:, 1:]
    matrix = sk.confusion_matrix(target, predicted, labels=np.arange(scores.shape[1]))
    return {
        "name": name,
        "classes": scores.shape[1],
        "scores": given.tolist(),
        "target": target.tolist(),
        "values": {key: float(value) for key, value in values.items()},
        "confusion": matrix.tolist(),
    }


def on_numbers(name: str, scores: np.ndarray, target: np.ndarray) -> dict[str, Any]:
    values = {
        "r2": sk.r2_score(target, scores),
        "rmse": sk.root_mean_squared_error(target, scores),
        "mae": sk.mean_absolute_error(target, scores),
        "mse": sk.mean_squared_error(target, scores),
    }
    values = {key: float(value) for key, value in values.items()}
    return {"name": name, "classes": 0, "scores": scores[:, None].tolist(), "target": target.tolist(), "values": values}


def cases() -> list[dict[str, Any]]:
    rng = np.random.default_rng(5)
    two = np.column_stack([np.zeros(30), rng.normal(size=30)])
    one_sided = np.column_stack([np.zeros(9), -1 - rng.random(9)])
    five, target = rng.normal(0, 2, (40, 5)), rng.integers(0, 5, 40)
    five[:, 3] -= 20  # never predicted
    absent = np.where(target == 4, 0, target)  # predicted, but never there
    neither = rng.normal(size=(20, 4)) - [0, 0, 20, 0]
    y = rng.normal(3, 2, 25)
    return [
        on_classes("two classes", two, rng.integers(0, 2, 30)),
        on_classes("two classes, one never predicted", one_sided, rng.integers(0, 2, 9)),
        on_classes("five classes, one never predicted", five, target),
        on_classes("five classes, one not there", five, absent),
        on_classes("four classes, one neither there nor predicted", neither, rng.choice([0, 1, 3], 20)),
        on_numbers("numbers", y + rng.normal(0, 0.5, 25), y),
        on_numbers("numbers, badly", rng.normal(size=25), y),
    ]


if __name__ == "__main__":
    FILE.write_text(json.dumps({"scikit-learn": sklearn.__version__, "cases": cases()}) + "\n", encoding="utf-8")
