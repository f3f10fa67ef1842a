"""What a trained network says of some rows: the predicted classes with their probabilities, or the predicted numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_number, format_percent
from engine.core.translation import _
from engine.exporters.trained_model import TrainedModel
from engine.nn.losses import CrossEntropy

MOST_NAMED = 4  # classes whose probabilities a sentence lists


@dataclass(frozen=True, eq=False)
class Answers:
    """For rows: `values` (rows, columns), named by `names`: the probability or score of each class, or the predicted number.

    `classes` (rows,) are the predicted ones, -1 where there is no answer; None for a number. Where an input is missing, or a
    formula is not defined, there is none: NaN.
    """

    names: tuple[str, ...]
    values: Array
    classes: Array | None
    is_probability: bool
    step: int

    @cached_property
    def there(self) -> Array:
        """Which rows have an answer, (rows,) bool."""
        finite: Array = np.asarray(np.isfinite(self.values).all(1))
        return finite


def answers(model: TrainedModel, inputs: Array) -> Answers:
    """What the model says of raw inputs (rows, columns); NaN marks what is missing."""
    with np.errstate(all="ignore"):
        values = model.predict(inputs).astype(np.float64)
    values[~np.isfinite(inputs).all(1)] = np.nan
    if model.task.is_regression:
        return Answers((model.target_name,), values, None, False, model.step)
    is_probability = isinstance(model.recipe.loss, CrossEntropy)
    if model.task.outputs == 1:
        other = 1 - values if is_probability else -values
        values = np.concatenate([other, values], 1)
    classes = np.where(np.isfinite(values).all(1), np.nan_to_num(values).argmax(1), -1)  # a tie is of the first class
    return Answers(model.classes, values, classes, is_probability, model.step)


def in_words(found: Answers, row: int = 0) -> str:
    """'setosa, 97.3 % (versicolor 2.5 %, virginica 0.2 %)', or 'energy (MWh): 5,120'."""
    values = found.values[row]
    if not np.isfinite(values).all():
        return _("No prediction: an input is missing, or a formula is not defined there.")
    if found.classes is None:
        return _("{target}: {value}").format(target=found.names[0], value=format_number(float(values[0]), 5))
    said = int(found.classes[row])
    write = format_percent if found.is_probability else format_number
    others = [int(i) for i in np.argsort(-values, kind="stable") if i != said]
    listed = ", ".join(f"{found.names[i]} {write(float(values[i]))}" for i in others[:MOST_NAMED])
    rest = len(others) - MOST_NAMED
    if rest > 0:
        listed = _("{listed}, and {count} more").format(listed=listed, count=rest)
    text = _("{name}, {share} ({others})") if found.is_probability else _("{name}, score {share} ({others})")
    return text.format(name=found.names[said], share=write(float(values[said])), others=listed)
