"""Activation functions, a file per kind, found by themselves: in the order of the files' names, which is the order of menus."""

from engine.activations.base import ACTIVATIONS, Activation, Pull
from engine.activations.classic import Identity, ReLU, Sigmoid, Sign, Tanh
from engine.activations.rectified import ELU, SELU, LeakyReLU, PReLU
from engine.activations.saturating import HardSigmoid, HardTanh, Softsign
from engine.activations.smooth import GELU, Mish, SiLU, Softplus
from engine.activations.unusual import Sine, Softmax
from engine.registry import discover

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
    "Pull",
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
