"""One hyperparameter changed in a layer and in all layers inside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.core.params import params_of
from engine.nn.activations import Identity
from engine.nn.layers import LAYERS, Layer


def with_hyperparameter(layer: Layer, name: str, value: Any) -> Layer:
    """The layer with that value wherever it has such a hyperparameter.

    An activation that is the identity stays: there the activation is a layer of its own.
    """
    changes: dict[str, Any] = {}
    for own, about in params_of(layer).items():
        present = getattr(layer, own)
        if own == name and not (name == "activation" and present == Identity()):
            changes[name] = value
        elif about.many and about.family is LAYERS:
            changes[own] = tuple(with_hyperparameter(inner, name, value) for inner in present)
    changed: Any = layer
    return replace(changed, **changes) if changes else layer
