"""What a choice changes besides what was chosen, in sentences for the user: nothing changes without a word.

The caller that edits the document hands the sentences to `Document.edit` as its `note`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np

from engine.core.number_format import format_number
from engine.core.translation import _, joined
from engine.data.table import Task
from engine.nn.losses import Loss, usual_loss
from engine.recipe.diff import setting_changes
from engine.recipe.recipe import Recipe

PROBE = np.array([[-2.0, -0.5, 0.25, 3.0]], np.float64)  # scores that tell one link from another


def side_effects(before: Recipe, after: Recipe, chosen: Collection[str], task: Task | None = None) -> str:
    """Sentences about all that differs besides the fields of the recipe that were `chosen`. Blocks and rows are not looked at.

    `task`: of the data, for what a loss makes of the output.
    """
    return joined(_sentences(before, after, chosen, task))


def data_side_effects(before: Recipe, after: Recipe) -> str:
    """Those of choosing other data. Why a number has another usual loss than classes, the frame of the new run says."""
    usual = {type(usual_loss(Task(classes))) for classes in (0, 2)}
    said = type(before.loss) in usual and type(after.loss) in usual
    return side_effects(before, after, ("loss",) if said else ())


def _sentences(before: Recipe, after: Recipe, chosen: Collection[str], task: Task | None) -> Iterator[str]:
    rates = [one.optimizer.lr for one in (before, after)]
    strengths = [vars(one.penalty).get("strength") for one in (before, after)]
    new_optimizer = type(before.optimizer) is not type(after.optimizer) and rates[0] != rates[1]
    new_penalty = type(before.penalty) is not type(after.penalty) and None not in strengths and strengths[0] != strengths[1]
    if new_optimizer and "optimizer" in chosen:
        text = _("Learning rate set to {after}, the usual one of {optimizer}; it was {before}.")
        yield text.format(optimizer=_(after.optimizer.label), **_written(rates))
    if new_penalty and "penalty" in chosen:
        text = _("Strength set to {after}, the usual one of {penalty}; it was {before}.")
        yield text.format(penalty=_(after.penalty.label), **_written(strengths))
    if "loss" in chosen and task is not None:
        yield from _link_sentence(before.loss, after.loss, task)
    kept = {name: getattr(before, name) for name in ("blocks", "data", "inputs", "seeds", *chosen)}
    found = list(setting_changes(before, replace(after, **kept)))
    if new_optimizer and "optimizer" not in chosen:
        found.append(_("Learning rate {before} → {after}").format(**_written(rates)))
    if found:
        yield _("Set with it: {changes}.").format(changes=joined(found, "; "))
    if "inputs" not in chosen and before.inputs and not after.inputs:
        yield _("The inputs are all columns again.")


def _written(numbers: Sequence[float | None]) -> dict[str, str]:
    return {name: format_number(number) for name, number in zip(("before", "after"), numbers, strict=True) if number is not None}


def _link_sentence(before: Loss, after: Loss, task: Task) -> Iterator[str]:
    """What becomes of the scores with the new loss, where that is something else than with the loss before."""
    scores = np.repeat(PROBE, task.outputs, axis=0) * np.arange(1, task.outputs + 1)[:, np.newaxis]
    found = after.link(scores)
    if task.is_regression or np.array_equal(found, before.link(scores)):
        return
    if after.kind == "cross_entropy":
        text = _("With {loss} the output is a probability: the sigmoid of its score.")
        if task.outputs > 1:
            text = _("With {loss} the outputs are probabilities: the softmax of their scores.")
    elif np.array_equal(found, np.sign(scores)):
        text = _("With {loss} the output is the sign of its score, −1 or +1.")
    elif np.array_equal(found, np.tanh(scores)):
        text = _("With {loss} the output is the tanh of its score, from −1 to +1.")
    elif np.array_equal(found, scores):
        text = _("With {loss} the output is the score itself, pulled to −1 or +1, instead of a probability.")
        if task.outputs > 1:
            text = _("With {loss} the outputs are the scores themselves, pulled to −1 or +1, instead of probabilities.")
    else:
        return
    yield text.format(loss=_(after.label))
