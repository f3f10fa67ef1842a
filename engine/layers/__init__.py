"""The layers a network is built of: one file per layer, found by themselves."""

from engine.layers import dense as dense  # before the others: the layer that everybody begins with leads every list
from engine.layers.base import LAYERS, Layer, Parameters
from engine.registry import discover

discover(__name__)

__all__ = ["LAYERS", "Layer", "Parameters"]
