"""Writes class_scores.json: what scikit-learn says of precision, recall, F1 by class, and of ROC curves. Run again only when
the cases change:

    python -m venv sklearn-venv; sklearn-venv/bin/pip install scikit-learn==1.9.1 numpy
    sklearn-venv/bin/python -m tests.golden.make_class_scores_golden

Knows nothing of the engine, so that an error there is not repeated here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from sklearn import metrics as sk

FILE = Path(__file__).with_name("class_scores.json")


def by_class(name: str, target: np.ndarray, predicted: np.ndarray, classes: int) -> dict[str, Any]:
    precision, recall, f1, rows = sk.precision_recall_fscore_support(
        target, predicted, labels=np.arange(classes), average=None, zero_division=0
    )
    values = {"precision": precision, "recall": recall, "f1": f1, "rows": rows}
    given = {"name": name, "classes": classes, "target": target.tolist(), "predicted": predicted.tolist()}
    return given | {key: value.tolist() for key, value in values.items()}


def curve(name: str, scores: np.ndarray, positive: np.ndarray) -> dict[str, Any]:
    wrong, found, thresholds = sk.roc_curve(positive, scores, drop_intermediate=False)
    values = {"wrong": wrong, "found": found, "thresholds": np.minimum(thresholds, 1e300)}
    given = {"name": name, "scores": scores.tolist(), "positive": positive.tolist()}
    return given | {key: value.tolist() for key, value in values.items()} | {"area": float(sk.roc_auc_score(positive, scores))}


def main() -> None:
    rng = np.random.default_rng(12)
    classes = []
    for name, count, rows in (("two", 2, 40), ("three", 3, 60), ("ten", 10, 200)):
        target = rng.integers(0, count, rows)
        predicted = np.where(rng.random(rows) < 0.6, target, rng.integers(0, count, rows))
        classes.append(by_class(name, target, predicted, count))
    classes.append(by_class("one_is_never_called", np.array([0, 1, 2, 2, 1]), np.array([0, 1, 1, 0, 1]), 3))
    classes.append(by_class("one_is_not_there", np.array([0, 1, 1, 0]), np.array([0, 1, 2, 1]), 4))
    curves = []
    for name, digits in (("no_ties", 9), ("some_ties", 1), ("many_ties", 0)):
        positive = rng.random(50) < 0.4
        curves.append(curve(name, np.round(rng.normal(positive, 1.0), digits), positive))
    positive = np.arange(20) % 2 == 0
    curves.append(curve("all_alike", np.zeros(20), positive))
    curves.append(curve("perfect", positive * 1.0, positive))
    curves.append(curve("upside_down", -1.0 * positive, positive))
    data = {"made_by": f"scikit-learn {sklearn.__version__}", "classes": classes, "roc": curves}
    FILE.write_text(json.dumps(data) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
