"""What is wrong with the data, or with how the network takes them: sizes, numbers of rows, labels, memorised rows."""

from __future__ import annotations

import numpy as np

from engine.core.number_format import format_count, format_number, format_percent
from engine.core.translation import _
from engine.data.features import input_texts
from engine.diagnosis.data_facts import DataFacts, InputSize
from engine.diagnosis.evidence import Evidence
from engine.diagnosis.symptoms import ENOUGH_STEPS, first_loss, has_not_learned, recent, shortfall
from engine.diagnosis.verdict import Verdict
from engine.nn.layers.dropout import Dropout
from engine.optim.regularizers import L2
from engine.recipe.recipe import Recipe
from engine.recipe.remedies import AddDropout, AddPenalty, Remedy, Standardise
from engine.recipe.structure_remedies import SetInputs, StopEarly

LARGE = 50.0  # an input of this size presses sums to where activations are flat; points and their squares reach 36
FAR = 30.0  # a mean beside its deviation: all rows look alike
CONTRADICTED = 0.82  # agreement of neighbours below which labels contradict each other
CLEAR_ROWS = 120  # fewer are too few to tell that
PURE = 0.4  # share of rows among rows of one class: where more are, classes overlap at their edges only


def unscaled_inputs(evidence: Evidence) -> list[Verdict]:
    """Inputs, or numbers to learn, of a size that start weights are not made for, and the network has not coped with it."""
    data, recipe = evidence.data, evidence.recipe
    if data is None or recipe.standardise or evidence.step < ENOUGH_STEPS:
        return []
    sizes = [*data.inputs, InputSize(_("the number to learn"), 0.0, data.target_size)]
    worst = max(sizes, key=lambda one: one.size)
    far = max(data.inputs, key=lambda one: abs(one.mean) / max(one.deviation, 1e-12))
    is_far = abs(far.mean) > FAR * far.deviation > 0
    if worst.size < LARGE and not is_far:
        return []
    if not (shortfall(evidence) > 0.04 or has_not_learned(evidence) or evidence.divergence is not None):
        return []
    shown = worst if worst.size >= LARGE else far
    least = min(data.inputs, key=lambda one: one.deviation)
    numbers = _("{name} has a mean of {mean} and a deviation of {deviation}; {least} has a deviation of {small}.")
    if least.name == shown.name:
        numbers = _("{name} has a mean of {mean} and a deviation of {deviation}; a mean near 0 and a deviation near 1 are usual.")
    return [
        Verdict(
            "unscaled_inputs",
            _("The inputs are not scaled."),
            _("The inputs are not scaled: numbers of such different sizes press the neurons' sums to where nothing is learned."),
            numbers.format(
                name=shown.name,
                mean=format_number(shown.mean),
                deviation=format_number(shown.deviation),
                least=least.name,
                small=format_number(least.deviation),
            ),
            Standardise(_("Scale the inputs to mean 0 and deviation 1.")),
        )
    ]


def leaking_id(evidence: Evidence) -> list[Verdict]:
    """An input that only counts the rows."""
    data = evidence.data
    if data is None or not data.row_numbers or len(data.row_numbers) == len(data.inputs):
        return []
    found = data.row_numbers[0]
    sentence = _("{name} only numbers the rows: the network learns the number by heart, and new rows will have other numbers.")
    numbers = _("Its values are whole numbers from {first} to {last}, no two alike.")
    if found.tells > (1 + data.guess) / 2:
        sentence = _("{name} numbers the rows and gives the answer away: new rows will have other numbers.")
        numbers = _(
            "Its values are whole numbers from {first} to {last}, no two alike; {share} of the rows have the class of the row "
            "with the number before."
        )
    return [
        Verdict(
            "leaking_id",
            _("{name} only numbers the rows.").format(name=found.name),
            sentence.format(name=found.name),
            numbers.format(first=f"{found.first:,.0f}", last=f"{found.last:,.0f}", share=format_percent(found.tells, 0)),
            SetInputs(_("Leave {name} out.").format(name=found.name), _without(evidence.recipe, data)),
        )
    ]


def _without(recipe: Recipe, data: DataFacts) -> tuple[str, ...]:
    """The recipe's inputs without those that number the rows."""
    dropped = {one.index for one in data.row_numbers}
    return tuple(text for i, text in enumerate(input_texts(recipe.inputs, data.columns)) if i not in dropped)


def overfitting(evidence: Evidence) -> list[Verdict]:
    """The test loss has risen while the training loss fell."""
    validated = "validation_loss" in evidence.history.columns
    unseen = "validation_loss" if validated else "test_loss"
    train, test, first = recent(evidence, "train_loss"), recent(evidence, unseen), first_loss(evidence)
    if evidence.step < 100 or unseen not in evidence.history.columns:
        return []
    best = float(np.nanmin(evidence.history.column(unseen)[2], initial=np.inf))
    if not (test > 1.3 * best and test > 1.3 * train and test - train > 0.15 * first > 0):
        return []
    remedies = _against_overfitting(evidence.recipe)
    numbers = _("Training loss {train}, test loss {test}; the test loss was {best} at its best.")
    if validated:
        numbers = _("Training loss {train}, validation loss {test}; the validation loss was {best} at its best.")
    return [
        Verdict(
            "overfitting",
            _("The network overfits."),
            _("The network learns the training rows by heart: it gets better on them and worse on those it has not seen."),
            numbers.format(train=format_number(train), test=format_number(test), best=format_number(best)),
            remedies[0],
            others=remedies[1:],
        )
    ]


def _against_overfitting(recipe: Recipe) -> tuple[Remedy, ...]:
    early = _("Early stopping: start again, and stop when the test loss no longer falls.")
    if recipe.has_validation:
        early = _("Early stopping: start again, and stop when the validation loss no longer falls.")
    remedies: list[Remedy] = [StopEarly(early)]
    remedies.append(AddPenalty(_("Regularisation, a price on large weights (L2)."), L2(0.01)))
    if recipe.blocks and not any(type(block.layer) is Dropout for block in recipe.blocks):
        remedies.append(AddDropout(_("A dropout layer behind the last hidden layer.")))
    return tuple(remedies)


def label_noise(evidence: Evidence) -> list[Verdict]:
    """Rows that lie close together have different classes, so no network can tell them apart."""
    data = evidence.data
    if data is None or not data.task_classes or data.rows < CLEAR_ROWS or evidence.step < ENOUGH_STEPS:
        return []
    if not (data.agreement < CONTRADICTED and data.pure < PURE) or shortfall(evidence) > 0.1:
        return []
    numbers = _(
        "Of {rows} training rows {share} have another class than most of their nearest neighbours; the network gets {metric} "
        "right."
    )
    metric = evidence.scores.train_metric if evidence.scores is not None else float("nan")
    return [
        Verdict(
            "label_noise",
            _("The labels contradict each other."),
            _(
                "Rows that lie close together have different labels: some labels are wrong, or an input is missing that tells "
                "them apart."
            ),
            numbers.format(
                rows=format_count(data.rows), share=format_percent(1 - data.agreement, 0), metric=format_percent(metric, 0)
            ),
            AddPenalty(_("Regularisation, a price on large weights (L2), so that single wrong labels weigh less."), L2(0.01)),
        )
    ]
