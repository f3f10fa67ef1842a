"""The layers a network is built of: one file per layer, found by themselves."""

from engine.core.registry import discover
from engine.nn.layers import dense as dense
from engine.nn.layers.base import LAYERS, Layer, Parameters

discover(__name__)

__all__ = ["LAYERS", "Layer", "Parameters"]
