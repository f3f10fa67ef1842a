"""What each kind of stage does, in a sentence or two: what its letters mean and why it is there. A stage needs its own here."""

from __future__ import annotations

from engine.core.translation import _
from engine.inspection.step_stages.step_trace import LayerTrace
from engine.nn.activations import Identity
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.layer_norm import LayerNorm
from engine.recipe.recipe import OUTPUT
from gui.views.microscope.sheets.look import Look


def inputs_words(look: Look) -> tuple[str, ...]:
    """What a batch is, and which of its numbers are shown."""
    is_scaled, n = look.trace.recipe.standardise, look.count
    if n == 1 and is_scaled:
        return (_("Here one row is the whole batch (n = 1). x are its inputs, minus the mean, over the deviation."),)
    if n == 1:
        return (_("Here one row is the whole batch (n = 1). x are its inputs."),)
    batch = _("A batch is the rows of one step, here n = {n}.").format(n=n)
    if is_scaled:
        return batch, _("x are the inputs of one of them, minus the mean, over the deviation.")
    return batch, _("x are the inputs of one of them.")


def forward_words(layer: LayerTrace) -> tuple[str, ...]:
    """What the layer makes of what it gets."""
    kind = layer.layer
    if isinstance(kind, Dense):
        if layer.info.id == OUTPUT:
            summed = _("Forward: the output multiplies its inputs by its weights w and adds its bias b: that is z.")
        else:
            summed = _("Forward: a neuron multiplies its inputs by its weights w and adds its bias b: that is z.")
        return (summed,) if isinstance(kind.activation, Identity) else (summed, _("Its curve f makes a of z."))
    if isinstance(kind, ActivationLayer):
        return (_("Forward: the curve f makes an output a of each number z."),)
    if isinstance(kind, Dropout):
        set_to_0 = _("Forward: in training, dropout sets some numbers to 0 at random and enlarges the others.")
        return set_to_0, _("The mask says which.")
    scaled = _("The trained γ and β scale and shift it.")
    if isinstance(kind, LayerNorm):
        return _("Forward: within its row x gets the mean 0 and the variance 1, that is x̂."), scaled
    if isinstance(kind, BatchNorm):
        return _("Forward: over the batch x gets the mean 0 and the variance 1, that is x̂."), scaled
    return (_("Forward: what the layers inside make of x is added to x."),)


def prediction_words() -> tuple[str, ...]:
    return _("The z of the output is called the score s from here on."), _("The prediction p is made of it.")


def loss_words() -> tuple[str, ...]:
    wrong = _("The loss L says how wrong the prediction p of each row is.")
    return wrong, _("Training makes the mean over the rows of the batch smaller.")


def delta_words() -> tuple[str, ...]:
    delta = _("δ says how fast the loss of this row grows with the score s: where δ is negative, s should grow.")
    return _("Backward begins here."), delta


def backward_words(look: Look, layer: LayerTrace) -> tuple[str, ...]:
    """What the gradients of the layer say, and where they go."""
    kind, has_slope = layer.layer, "slope" in layer.values
    if isinstance(kind, Dense):
        parts = [_("Backward: δ says how the loss of this row changes with z.")]
        if has_slope:
            parts = [_("Backward: δᵃ says how the loss changes with a neuron's a; times the slope f′(z) it is δ, for its z.")]
        if look.count > 1:
            parts.append(
                _("The gradient of a weight is δ times what came in (aᵢ): the mean over n = {n} rows.").format(n=look.count)
            )
        else:
            parts.append(_("The gradient of a weight is δ times what came in (aᵢ)."))
        if "dx" in layer.values:
            parts.append(_("w times δ, added up, is δᵃ of the layer before."))
        return tuple(parts)
    changes = _("Backward: δᵃ says how the loss changes with a.")
    if isinstance(kind, ActivationLayer):
        return changes, _("Times the slope f′(z) it is δ, for z.")
    if isinstance(kind, Dropout):
        return changes, _("It goes back only where dropout let a number through.")
    if isinstance(kind, BatchNorm | LayerNorm):
        return changes, _("It gives the gradients of γ and β, and goes back as δ.")
    return changes, _("It goes back both past the layers inside and through them.")


def limits_words() -> tuple[str, ...]:
    return (_("Penalty and clipping come beside the gradient of the loss: they keep the weights small, or the step short."),)


def optimizer_words(look: Look) -> tuple[str, ...]:
    if look.trace.recipe.optimizer.memory:
        return (
            _("The optimizer makes a step Δw of each gradient g, with the learning rate and what it remembers of earlier steps."),
        )
    return (_("The optimizer makes a step Δw of each gradient g: against it, as far as the learning rate says."),)


def weights_words() -> tuple[str, ...]:
    return _("Each weight and each bias takes its step Δw."), _("The next step of the training begins with the new ones.")
