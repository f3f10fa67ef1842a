"""What was recognised in a file of a trained network, as facts for people: a name and a text each."""

from __future__ import annotations

from engine.core.quoting import shortened
from engine.core.translation import _, ngettext
from engine.data.csv_files.target import listed
from engine.exporters.link_functions import link_of
from engine.importers import ImportedNetwork
from engine.importers.imported_network import ImportedLayer
from engine.nn.activations import Identity
from engine.nn.layers import Layer
from engine.nn.layers.residual import Residual

MOST_NAMED = 6


def facts(imported: ImportedNetwork) -> list[tuple[str, str]]:
    """Inputs, scaling, each layer with its size and activation, the outputs; in order."""
    features = [one.name for one in imported.features]
    count = ngettext("{count} input: {names}", "{count} inputs: {names}", len(features))
    found = [(_("Inputs"), count.format(count=len(features), names=listed(features, MOST_NAMED)))]
    is_scaled = imported.scaling is not None and bool(
        (imported.scaling.mean != 0).any() or (imported.scaling.deviation != 1).any()
    )
    found.append((_("Scaling"), _("by the mean and deviation in the file") if is_scaled else _("none")))
    units = len(features)
    for one in imported.layers[:-1]:
        found.append((shortened(_name(one), 40), _words(one, units)))
        units = one.layer.units_out(units)
    return [*found, (_("Output"), _output(imported))]


def _name(one: ImportedLayer) -> str:
    """Its name; where it only has a number, as the window will show it."""
    label, _space, number = one.name.rpartition(" ")
    return f"{_(label)} {number}" if label == one.layer.label and number.isdecimal() else one.name


def _words(one: ImportedLayer, units: int) -> str:
    """'Dense 2 → 4, Tanh'."""
    layer = one.layer
    text = _("{layer} {inputs} → {outputs}")
    words = [text.format(layer=_(layer.label), inputs=units, outputs=layer.units_out(units)), *_activation(layer)]
    if isinstance(layer, Residual):
        words += [" ".join((_(inner.label), *_activation(inner))) for inner in layer.inside]
    return ", ".join(words)


def _activation(layer: Layer) -> list[str]:
    function = getattr(layer, "activation", None)
    return [] if function is None or isinstance(function, Identity) else [_(function.label)]


def _output(imported: ImportedNetwork) -> str:
    if not imported.classes:
        return _("a number: {name}").format(name=shortened(imported.target_name, 40)) if imported.target_name else _("a number")
    names = listed(list(imported.classes), MOST_NAMED)
    link = link_of(imported.loss, imported.task.outputs)
    if link in ("sigmoid", "softmax"):
        return _("probabilities of the classes {names} ({link})").format(names=names, link=link)
    return _("scores of the classes {names}").format(names=names)
