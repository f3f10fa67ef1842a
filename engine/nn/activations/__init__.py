"""Activation functions, one file per group, found by themselves.

The imports below are in the order of menus; entries of a new file come after them.
"""

from engine.core.registry import discover
from engine.nn.activations.base import ACTIVATIONS, Activation, BackwardRule

from engine.nn.activations.classic import Identity, ReLU, Sigmoid, Sign, Tanh  # isort: skip
from engine.nn.activations.rectified import ELU, SELU, LeakyReLU, PReLU  # isort: skip
from engine.nn.activations.saturating import HardSigmoid, HardTanh, Softsign  # isort: skip
from engine.nn.activations.smooth import GELU, Mish, SiLU, Softplus  # isort: skip
from engine.nn.activations.sine_softmax import Sine, Softmax  # isort: skip

discover(__name__)

__all__ = [
    "ACTIVATIONS",
    "ELU",
    "GELU",
    "SELU",
    "Activation",
    "HardSigmoid",
    "HardTanh",
    "Identity",
    "LeakyReLU",
    "Mish",
    "PReLU",
    "BackwardRule",
    "ReLU",
    "SiLU",
    "Sigmoid",
    "Sign",
    "Sine",
    "Softmax",
    "Softplus",
    "Softsign",
    "Tanh",
]
