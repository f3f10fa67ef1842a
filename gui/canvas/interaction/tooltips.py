"""The canvas in words: for each kind of part the tip that appears where the mouse rests, and what a screen reader says."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF

from engine.core.number_format import format_count, format_number
from engine.core.translation import N_, _, joined, ngettext
from engine.network.parameter_layout import INPUT, array_text
from engine.nn.activations import Identity, Sign
from engine.recipe.recipe import OUTPUT
from gui.canvas.diagram.diagram import Diagram, DiagramLayer
from gui.canvas.diagram.parts import (
    BIASES,
    BlockBody,
    BlockName,
    BlockPart,
    BracketHandle,
    Empty,
    GradientMeter,
    HiddenLinks,
    Hit,
    InnerLayer,
    InputsButton,
    Neuron,
    RemedyButton,
    Weight,
    unit_name,
)
from gui.canvas.interaction.hit_testing import hit, value_of
from gui.canvas.items.block_face import ACTIVATION, DOCTOR, FOLD, FROZEN, MINUS, OFF, PLUS
from gui.canvas.scene import NetworkScene

BLOCK_PARTS = {
    MINUS: N_("One neuron less (Ctrl+Down)."),
    PLUS: N_("One neuron more (Ctrl+Up)."),
    FROZEN: N_("Frozen: training leaves this layer as it is. Click, or Ctrl+F, to let it learn again."),
    OFF: N_("Off: the network passes this layer over. Click, or Ctrl+B, to switch it on."),
    DOCTOR: N_("The Doctor: {verdict} Click to see why, and what to try."),
    FOLD: N_("Show all neurons of this layer, or some (Ctrl+U)."),
    ACTIVATION: N_("Choose the activation: what a neuron does with its weighted sum. (Alt+Down)"),
}


def tip_at(net: NetworkScene, at: QPointF) -> str:
    """What to say about a point of the scene; empty when there is nothing to say."""
    found = hit(net, at)
    return TIP[type(found.part)](net, found)


def spoken(diagram: Diagram, selection: int | None, unit: int | None = None) -> str:
    """The selection in words, for screen readers. `unit` is the neuron of it that the keyboard is on."""
    if selection is None:
        return ngettext(
            "{layers} layer, {parameters} parameters. Left and right arrows select a block.",
            "{layers} layers, {parameters} parameters. Left and right arrows select a block.",
            len(diagram.hidden),
        ).format(layers=len(diagram.hidden), parameters=diagram.parameters)
    if selection not in diagram.ids:
        return ""  # its block has just gone, and another one is about to be selected
    if unit is not None:
        on_input = _("{name}. Delete switches it off, Enter shows all inputs.")
        text = on_input if selection == INPUT else _("{name}. Enter changes its numbers.")
        return text.format(name=unit_name(diagram, selection, unit))
    if selection == INPUT:
        return _("Inputs: {names}. Enter chooses others.").format(names=", ".join(diagram.ends.inputs))
    layer = diagram.layer(selection)
    if not layer.enabled:
        return _("{layer}: off, the network passes it over").format(layer=layer.name)
    text = ngettext(
        "{layer}: {units} unit, {parameters} parameters", "{layer}: {units} units, {parameters} parameters", layer.units_out
    )
    if layer.inside:
        text = ngettext(
            "{layer}: {units} unit, {parameters} parameters, around {inside}",
            "{layer}: {units} units, {parameters} parameters, around {inside}",
            layer.units_out,
        )
    inside = ", ".join(inner.name for inner in layer.inside[:-1])
    text = text.format(layer=layer.name, units=layer.units_out, parameters=layer.parameters, inside=inside)
    return _("{layer}, frozen").format(layer=text) if layer.frozen else text


# -- what each kind of part says
def _remedy_tip(net: NetworkScene, at: Hit) -> str:
    return _("Fix it so. Ctrl+Z undoes it.")


def _bracket_tip(net: NetworkScene, at: Hit) -> str:
    return _(
        "A residual block: drag this over the layers that a skip connection is to bridge,\n"
        "or click to bridge the selected ones (Ctrl+G). Try it in a deep network whose first layers do not learn."
    )


def _inputs_button_tip(net: NetworkScene, at: Hit) -> str:
    return _("Choose what the network is given: columns, squares, products, your own formulas (Enter).")


def _block_part_tip(net: NetworkScene, at: Hit) -> str:
    if not isinstance(at.part, BlockPart):
        return ""
    return _(BLOCK_PARTS[at.part.name]).format(verdict=net.blocks[at.part.block_id].face.verdict)


def _neuron_tip(net: NetworkScene, at: Hit) -> str:
    neuron = at.part
    if not isinstance(neuron, Neuron):
        return ""
    name = unit_name(net.diagram, neuron.block_id, neuron.unit)
    if neuron.block_id == INPUT:
        return _("Input {name}\nDelete switches it off once it is clicked.").format(name=name)
    block, lines = net.blocks[neuron.block_id], [_("{name:big}").format(name=joined((name,)))]
    if block.biases is not None:
        lines.append(_("Bias {value}").format(value=format_number(float(block.biases[neuron.unit]), 4)))
    if not block.atlas.is_empty and block.shows_probabilities:
        lines.append(_("Blue is above ½, orange below."))
    elif not block.atlas.is_empty:
        scale = format_number(block.atlas.scale(neuron.unit), 6)
        text = _("Blue is above 0, orange below; full colour at ±{scale}.")
        if block.atlas.is_positive(neuron.unit):
            text = _("Blue is above 0, and nothing is below; full colour at {scale}.")
        lines.append(text.format(scale=scale))
    return "\n".join(lines)


def _weight_tip(net: NetworkScene, at: Hit) -> str:
    weight = at.part
    value = value_of(net, weight) if isinstance(weight, Weight) else None
    if value is None or not isinstance(weight, Weight):
        return ""
    end = unit_name(net.diagram, weight.block_id, weight.index[-1])
    if weight.array == BIASES:
        return _("Bias of {neuron}: {value}").format(neuron=end, value=format_number(value, 4))
    start = unit_name(net.diagram, net.diagram.before(weight.block_id), weight.index[0])
    return _("Weight {value}\nfrom {start} to {end}").format(value=format_number(value, 4), start=start, end=end)


def _inner_tip(net: NetworkScene, at: Hit) -> str:
    if not isinstance(at.part, InnerLayer):
        return ""
    layer = net.diagram.layer(at.part.block_id)
    inner = layer.inside[at.part.index]
    if at.part.index == len(layer.inside) - 1:
        text = ngettext(
            "A linear layer leads {many} value back to {few},\nso that both paths can be added: {parameters} parameters.",
            "A linear layer leads {many} values back to {few},\nso that both paths can be added: {parameters} parameters.",
            inner.units_in,
        )
        return text.format(many=inner.units_in, few=inner.units_out, parameters=format_count(inner.parameters))
    text = ngettext(
        "{inner} inside {layer}: {units_in} value in, {units_out} out, nothing to train.\nDouble-click to change it.",
        "{inner} inside {layer}: {units_in} values in, {units_out} out, nothing to train.\nDouble-click to change it.",
        inner.units_in,
    )
    if inner.parameters:
        text = ngettext(
            "{inner} inside {layer}: {units_in} value in, {units_out} out, {parameters} parameters.\nDouble-click to change it.",
            "{inner} inside {layer}: {units_in} values in, {units_out} out, {parameters} parameters.\nDouble-click to change it.",
            inner.units_in,
        )
    names = {"inner": inner.name, "layer": layer.name}
    return text.format(**names, units_in=inner.units_in, units_out=inner.units_out, parameters=format_count(inner.parameters))


def _gradient_tip(net: NetworkScene, at: Hit) -> str:
    gradient = math.nan if at.block_id is None else net.blocks[at.block_id].gradient
    if math.isnan(gradient):
        return _("Gradient of this layer's weights: none before the first step.")
    text = _("Gradient of this layer's weights, √Σg²: {value}\nThe bar is logarithmic, from 10⁻⁶ to 10.")
    return text.format(value=format_number(gradient))


def _hidden_links_tip(net: NetworkScene, at: Hit) -> str:
    count = net.links[at.part.block_id].hidden_count if isinstance(at.part, HiddenLinks) else 0
    text = ngettext(
        "Only the strongest links are drawn; {count} weaker one is not.",
        "Only the strongest links are drawn; {count} weaker ones are not.",
        count,
    )
    return text.format(count=format_count(count))


def _block_tip(net: NetworkScene, at: Hit) -> str:
    """A block as a whole: shapes in words."""
    if at.block_id is None:
        return ""
    if at.block_id == INPUT:
        return _("The inputs: what the network is given.")
    return _layer_tip(net.diagram.layer(at.block_id), net.diagram)


def _layer_tip(layer: DiagramLayer, diagram: Diagram) -> str:
    if not layer.enabled:
        return _("{layer} is off: the network passes it over. Ctrl+B switches it on.").format(layer=layer.name)
    if layer.inside:
        widths = " → ".join(str(units) for units in (layer.units_in, *(inner.units_out for inner in layer.inside)))
        text = _("{layer}: adds what the layers inside make of the input to the input.\nWidths: {widths}")
        return text.format(layer=layer.name, widths=widths)
    shapes = layer.spec.shapes(layer.units_in).items()
    arrays = _listed(
        [_("{name} {shape}").format(name=array_text(name), shape=" × ".join(map(str, shape))) for name, shape in shapes]
    )
    text = ngettext(
        "{layer}: {arrays}\nOutput: {batch} row of a batch × {units} values",
        "{layer}: {arrays}\nOutput: {batch} rows of a batch × {units} values",
        diagram.batch,
    )
    tip = text.format(layer=layer.name, arrays=arrays or _("nothing to train"), batch=diagram.batch, units=layer.units_out)
    return f"{tip}\n{_link_tip(diagram)}" if layer.id == OUTPUT else tip


def _listed(names: list[str]) -> str:
    """'A', 'A and B', 'A, B and C'."""
    if len(names) < 2:
        return "".join(names)
    return _("{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])


def _link_tip(diagram: Diagram) -> str:
    """What the output's scores become, and what they are judged by."""
    if isinstance(diagram.link, Identity):
        text = _("The scores are the predictions, as they are. Loss: {loss}.")
    elif isinstance(diagram.link, Sign):
        text = _("The sign of the score, −1 or +1, is the prediction. Loss: {loss}.")
    else:
        text = _("{link} makes probabilities of the scores. Loss: {loss}.")
    return text.format(link=_(diagram.link.label), loss=_(diagram.loss))


def _empty_tip(net: NetworkScene, at: Hit) -> str:
    return ""


Tip = Callable[[NetworkScene, Hit], str]


def _or_problem(tip: Tip) -> Tip:
    """On a block with a problem, the problem."""

    def tip_or_problem(net: NetworkScene, at: Hit) -> str:
        block = None if at.block_id is None else net.blocks.get(at.block_id)
        return tip(net, at) if block is None or not block.back.problem else block.back.problem

    return tip_or_problem


TIP: dict[type, Tip] = {
    RemedyButton: _remedy_tip,
    BracketHandle: _bracket_tip,
    InputsButton: _inputs_button_tip,
    BlockPart: _or_problem(_block_part_tip),
    Neuron: _or_problem(_neuron_tip),
    Weight: _or_problem(_weight_tip),
    InnerLayer: _or_problem(_inner_tip),
    GradientMeter: _or_problem(_gradient_tip),
    HiddenLinks: _or_problem(_hidden_links_tip),
    BlockName: _or_problem(_block_tip),
    BlockBody: _or_problem(_block_tip),
    Empty: _empty_tip,
}
