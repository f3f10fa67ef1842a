"""What the views of this room share: sentences, which rows one can choose, and the predicted numbers as a table."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import N_, _
from engine.inspection.predictions.predicted_numbers import NumberPredictions
from engine.inspection.snapshot import Snapshot
from gui.plotting.live_numbers import format_live
from gui.views.quality.row_dots import part_name

PARTS = (
    ("test", N_("Test rows"), N_("Rows that the network never learns from: what counts.")),
    ("train", N_("Training rows"), N_("Rows that the network learns from.")),
)
CLASSES_ONLY = N_("For classes only. For numbers see Predicted against true, and Residuals.")
NUMBERS_ONLY = N_("For numbers only. For classes see Confusion, Precision and recall, and ROC.")
COLUMNS = ("row", "is test row", "true", "predicted", "true - predicted")


def is_about_classes(snapshot: Snapshot | None) -> bool:
    return snapshot is not None and not snapshot.data.task.is_regression


def number_columns(found: NumberPredictions | None) -> Mapping[str, Array]:
    """The rows as a table: row of the data from 1, whether it is a test row, true, predicted, residual."""
    if found is None:
        return {}
    is_test = np.arange(len(found.rows)) >= found.count
    numbers = found.rows + 1.0, is_test.astype(np.float64), found.true, found.predicted, found.residuals
    return dict(zip(COLUMNS, numbers, strict=True))


def row_in_words(found: NumberPredictions, at: int) -> str:
    """'Row 34 (test): true 12.30, predicted 13.10, which is 0.8000 too high'"""
    off = float(found.residuals[at])
    text = _("Row {row} ({part}): true {true}, predicted {predicted}, which is {off} too low")
    if off <= 0:
        text = _("Row {row} ({part}): true {true}, predicted {predicted}, which is {off} too high")
    return text.format(
        row=f"{int(found.rows[at]) + 1:,}",
        part=part_name(at, found.count),
        true=format_live(float(found.true[at])),
        predicted=format_live(float(found.predicted[at])),
        off=format_live(abs(off)),
    )
