"""Losses, found by themselves: in the order of the files' names, which is the order of menus."""

from engine.losses.base import LOSSES, Loss
from engine.losses.cross_entropy import CrossEntropy
from engine.losses.differences import Huber, LogCosh, MeanAbsoluteError, MeanSquaredError
from engine.losses.hinge import Hinge
from engine.registry import discover

discover(__name__)

__all__ = ["LOSSES", "CrossEntropy", "Hinge", "Huber", "LogCosh", "Loss", "MeanAbsoluteError", "MeanSquaredError"]
