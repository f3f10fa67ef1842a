"""What the setup suggests for the network at hand: values of each setting with the network's own among them. No Qt in here."""

from __future__ import annotations

import math
from typing import Any

from engine.core.params import params_of
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.recipe.recipe import Recipe
from engine.recipe.short_form import entry_text, value_text
from engine.search.settings import SETTINGS
from engine.search.space import dimension_from

FIRST = "layers", "lr"  # the settings that vary until the user chooses others


def suggested(name: str, recipe: Recipe) -> str:
    """Values of the setting with that name, as the setup's row shows them: the usual ones and the network's own."""
    usual = SETTINGS[name].usual
    if name == "lr":
        return _rates(recipe.optimizer)
    own = _OWN[name](recipe) if name in _OWN else ""
    values = usual.split("|")
    try:
        known = [_changed(name, one, recipe) for one in values]
        if not own or _changed(name, own, recipe) in known:
            return usual
    except ValueError:
        return usual  # the network has what the grammar cannot say
    if SETTINGS[name].is_number:
        return "|".join(sorted((*values, own), key=float))
    return "|".join((own, *values))


def _changed(name: str, text: str, recipe: Recipe) -> Recipe:
    """The recipe with that value: texts that mean the same make equal ones."""
    return SETTINGS[name]().apply(recipe, dimension_from(f"{name}={text}").values[0])


def _rates(optimizer: Any) -> str:
    """From a tenth of the decade below the present rate to ten times that above it, within what the optimizer allows."""
    about = params_of(optimizer)["lr"]
    exponent = math.log10(optimizer.lr)
    low, high = 10.0 ** (math.floor(exponent) - 1), 10.0 ** (math.ceil(exponent) + 1)
    low, high = max(low, float(about.low or low)), min(high, float(about.high or high))
    return f"{low:g}..{high:g}:log"


def layers_text(recipe: Recipe) -> str:
    """The hidden layers in short form; empty where it cannot say what they are."""
    layers = [block.layer for block in recipe.blocks if block.enabled]
    pattern = next((layer for layer in layers if isinstance(layer, Dense)), None)
    parts = []
    for layer in layers:
        if isinstance(layer, Dropout):
            parts.append(f"dropout:{value_text(layer.rate)}")
        elif not isinstance(layer, Dense) or pattern is None:
            return ""
        elif layer.activation == pattern.activation:
            parts.append(str(layer.units))
        else:
            parts.append(f"{layer.units}:{entry_text(layer.activation)}")
    return ",".join(parts) or "none"


def _activation(recipe: Recipe) -> str:
    pattern = next((block.layer for block in recipe.blocks if isinstance(block.layer, Dense)), None)
    return "" if pattern is None else entry_text(pattern.activation)


def _initializer(recipe: Recipe) -> str:
    pattern = next((block.layer for block in recipe.blocks if isinstance(block.layer, Dense)), None)
    return entry_text(recipe.output_weights if pattern is None else pattern.weights)


def _dropout(recipe: Recipe) -> str:
    rate = next((block.layer.rate for block in recipe.blocks if isinstance(block.layer, Dropout) and block.enabled), None)
    return "" if rate is None else value_text(rate)


_OWN = {
    "layers": layers_text,
    "activation": _activation,
    "initializer": _initializer,
    "dropout": _dropout,
    "optimizer": lambda recipe: entry_text(recipe.optimizer),
    "batch": lambda recipe: str(recipe.batch),
    "penalty": lambda recipe: entry_text(recipe.penalty),
}
