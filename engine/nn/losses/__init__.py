"""Losses, one file per kind, found by themselves. The imports below are in the order of menus; a new file comes after them."""

from engine.core.registry import discover
from engine.nn.losses.base import LOSSES, Loss, mean_loss, usual_loss

from engine.nn.losses.cross_entropy import CrossEntropy  # isort: skip
from engine.nn.losses.regression import Huber, LogCosh, MeanAbsoluteError, MeanSquaredError  # isort: skip
from engine.nn.losses.hinge import Hinge  # isort: skip
from engine.nn.losses.sign_losses import PerceptronLoss, ZeroOneLoss  # isort: skip

discover(__name__)

__all__ = [
    "LOSSES",
    "CrossEntropy",
    "Hinge",
    "Huber",
    "LogCosh",
    "Loss",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "PerceptronLoss",
    "ZeroOneLoss",
    "mean_loss",
    "usual_loss",
]
