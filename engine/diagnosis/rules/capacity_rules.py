"""A network that is too simple for its data, or is asked the wrong question: one line, few neurons, a loss that does not fit."""

from __future__ import annotations

from engine.core.number_format import format_count, format_number, format_percent
from engine.core.translation import _, joined, ngettext
from engine.data.features import input_texts, names_of
from engine.diagnosis.data_facts import DataFacts
from engine.diagnosis.evidence import Evidence
from engine.diagnosis.layer_health import LayerHealth
from engine.diagnosis.symptoms import hidden_blocks, progress, shortfall, trained_layers
from engine.diagnosis.verdict import Verdict
from engine.inspection.unit_health import activation_of
from engine.nn.activations import Identity, Tanh
from engine.nn.losses import CrossEntropy
from engine.optim.optimizers.adam import Adam
from engine.recipe.recipe import OUTPUT, Recipe
from engine.recipe.remedies import Remedy, SetActivation, SetLoss
from engine.recipe.structure_remedies import AddHiddenLayer, SetInputs, SetOptimizer, SetWidths, Together

SETTLED = 0.1  # by which share the loss may still fall from one quarter of the run to the next
FEW_FOR_CLASSES = 3  # classes for each neuron of the narrowest layer, from which on it is too narrow
NARROW = 4  # neurons: a layer of more is not called narrow
SMALL = 16  # neurons of all hidden layers of a network that is called small
ENOUGH = 8  # neurons of a layer that is added or widened, at least


def wrong_loss(evidence: Evidence) -> list[Verdict]:
    """Three classes or more, a loss that compares numbers, and rows that could be told apart."""
    data, loss = evidence.data, evidence.recipe.loss
    if data is None or data.task_classes < 3 or isinstance(loss, CrossEntropy) or loss.kind == "hinge" or evidence.step < 200:
        return []
    if not shortfall(evidence) > 0.03:
        return []
    numbers = _(
        "After {steps} steps {metric} of the training rows are right; their nearest neighbours alone would get {possible} right."
    )
    return [
        Verdict(
            "wrong_loss",
            _("The loss does not fit classes."),
            _(
                "{loss} compares numbers, but these are {classes} classes: most of its gradient goes into “not this class”."
            ).format(loss=_(loss.label), classes=format_count(data.task_classes)),
            numbers.format(**_rights(evidence)),
            SetLoss(_("Cross entropy, the loss for classes."), CrossEntropy()),
            OUTPUT,
        )
    ]


def one_line(evidence: Evidence) -> list[Verdict]:
    """No layer bends, and the data need a bend."""
    recipe, data = evidence.recipe, evidence.data
    if (
        data is None
        or evidence.step < 200
        or not _is_linear(recipe)
        or not shortfall(evidence) > 0.12
        or progress(evidence) > SETTLED
    ):
        return []
    sentence = _("The network draws one straight line; these classes need a bend.")
    numbers = _(
        "After {steps} steps {metric} of the training rows are right; their nearest neighbours alone would get {possible} right."
    )
    if not data.task_classes:
        sentence = _("The network draws one straight line; these numbers need a bend.")
        numbers = _("After {steps} steps R² is {metric}; the nearest neighbours alone would reach {possible}.")
    remedies = _bends(recipe, data)
    return [
        Verdict(
            "one_line",
            _("One straight line is not enough."),
            sentence,
            numbers.format(**_rights(evidence)),
            remedies[0],
            others=remedies[1:],
        )
    ]


def _is_linear(recipe: Recipe) -> bool:
    """Whether no hidden layer has an activation that bends."""
    kinds = [activation_of(block.layer) for block in hidden_blocks(recipe)]
    return all(found is None or isinstance(found, Identity) for found in kinds) and not any(
        block.layer.kind == "residual" for block in hidden_blocks(recipe)
    )


def _bends(recipe: Recipe, data: DataFacts) -> tuple[Remedy, ...]:
    """What makes a linear network bend: tanh in the layers that it has, or a layer; or inputs in which a line is enough."""
    linear = tuple(block.id for block in hidden_blocks(recipe) if isinstance(activation_of(block.layer), Identity))
    units = max(ENOUGH, data.task_classes)
    remedies: list[Remedy] = [AddHiddenLayer(_("Add a hidden layer of {units} tanh neurons.").format(units=units), units)]
    if linear:
        text = _("Give the hidden layers a tanh, which bends; without it several layers do no more than one.")
        remedies.insert(0, SetActivation(text, Tanh(), linear))
    present = input_texts(recipe.inputs, data.columns)
    for names in data.curves[:1]:
        new = tuple(name for name in names if name not in present)
        shown = ", ".join(names_of(new, data.columns))
        remedies.append(SetInputs(_("Add {inputs} to the inputs.").format(inputs=shown), (*present, *new)))
    return tuple(remedies)


def few_neurons(evidence: Evidence) -> list[Verdict]:
    """A layer so narrow that what the data tell apart does not fit through it."""
    data, narrowest = evidence.data, _narrowest(evidence)
    if data is None or narrowest is None or evidence.step < 1000:
        return []
    units, classes = narrowest.layer.units_out, data.task_classes
    for_classes = classes >= FEW_FOR_CLASSES * units
    short, has_settled = shortfall(evidence), progress(evidence) < SETTLED
    is_small = units > NARROW and _is_small(evidence) and short > 0.25 and has_settled
    if not (is_small or (for_classes and short > 0.05) or (units <= NARROW and short > 0.1 and has_settled)):
        return []
    sentence = ngettext(
        "{units} neuron in {layer} is too few: what it lets through is not enough to tell these rows apart.",
        "{units} neurons in {layer} are too few: what they let through is not enough to tell these rows apart.",
        units,
    )
    if for_classes:
        sentence = ngettext(
            "{units} neuron in {layer} is few for {classes} classes: all that tells them apart must pass through it.",
            "{units} neurons in {layer} are few for {classes} classes: all that tells them apart must pass through them.",
            units,
        )
    numbers = _(
        "After {steps} steps {metric} of the training rows are right; their nearest neighbours alone would get {possible} right."
    )
    if not classes:
        numbers = _("After {steps} steps R² is {metric}; the nearest neighbours alone would reach {possible}.")
    return [
        Verdict(
            "few_neurons",
            _("{layer} has too few neurons.").format(layer=narrowest.layer.name),
            sentence.format(units=format_count(units), layer=narrowest.layer.name, classes=format_count(classes)),
            numbers.format(**_rights(evidence)),
            _larger(evidence) if is_small else _wider(evidence, max(ENOUGH, classes)),
            narrowest.layer.id,
        )
    ]


def _is_small(evidence: Evidence) -> bool:
    """Whether it is a shallow network of few neurons that was trained for long."""
    layers, learning = _hidden(evidence), [one for one in trained_layers(evidence) if one.layer.id != OUTPUT]
    return len(layers) == len(learning) <= 2 and sum(one.layer.units_out for one in layers) <= SMALL and evidence.step >= 2000


def _wider(evidence: Evidence, enough: int) -> Remedy:
    """At least so many neurons in each layer that has fewer."""
    narrow = [one for one in _hidden(evidence) if one.layer.units_out < enough]
    names = joined((one.layer.name for one in narrow), ", ")
    text = _("Start again with {units} neurons in {layers}.").format(units=format_count(enough), layers=names)
    return SetWidths(text, tuple(one.layer.id for one in narrow), enough)


def _larger(evidence: Evidence) -> Remedy:
    """Twice as many neurons, a layer more, and an optimizer that finds its way in the longer network."""
    layers, adam = _hidden(evidence), Adam(lr=0.01)
    wide = 2 * max(ENOUGH, *(one.layer.units_out for one in layers))
    ids = tuple(one.layer.id for one in layers)
    text = _("Start again with {units} neurons in {layers}, one more hidden layer of {more}, and {optimizer} (rate {rate}).")
    names = joined((one.layer.name for one in layers), ", ")
    slots = {"optimizer": _(adam.label), "rate": format_number(adam.lr), "layers": names}
    text = text.format(units=format_count(wide), more=format_count(wide // 2), **slots)
    return Together(text, (SetWidths("", ids, wide), AddHiddenLayer("", wide // 2), SetOptimizer("", adam)))


def _hidden(evidence: Evidence) -> list[LayerHealth]:
    """The hidden layers whose number of neurons can be set."""
    settable = {block.id for block in hidden_blocks(evidence.recipe) if hasattr(block.layer, "units")}
    return [one for one in trained_layers(evidence) if one.layer.id in settable]


def _narrowest(evidence: Evidence) -> LayerHealth | None:
    return min(_hidden(evidence), key=lambda one: one.layer.units_out, default=None)


def _rights(evidence: Evidence) -> dict[str, str]:
    """Steps, the metric on the training rows, and the one that neighbours would reach."""
    assert evidence.data is not None
    assert evidence.scores is not None
    metric, possible = evidence.scores.train_metric, evidence.data.agreement
    if evidence.data.task_classes:
        rights = format_percent(metric, 0), format_percent(possible, 0)
    else:
        rights = format_number(metric, 2), format_number(possible, 2)
    return {"steps": format_count(evidence.step), "metric": rights[0], "possible": rights[1]}
