"""Optimizers. To add one, write a class with `@OPTIMIZERS.add(...)` in the file of its kin.

An optimizer is a rule; what it remembers lies apart from it, in `state`: (memory, parameters), a row per entry of `memory`.
Formulas and defaults are PyTorch's, but for the learning rates: the small networks here bear larger ones.
A rule is recorded as a few in-place calls on whole vectors.
"""

from engine.optim.optimizers.base import BLOCK, OPTIMIZERS, SMALL, Optimizer, Prepare, StepVectors
from engine.optim.optimizers.description import memory_in_all, memory_text, written_rule
from engine.optim.optimizers.learning_rate import Rate

# in the order in which one should meet them: plain descent, memory of the way, memory of the size, both, the sign alone
from engine.optim.optimizers.sgd import SGD, Momentum, Nesterov  # isort: skip
from engine.optim.optimizers.adaptive import AdaDelta, AdaGrad, RMSProp  # isort: skip
from engine.optim.optimizers.adam import Adam, AdamW, AMSGrad, NAdam  # isort: skip
from engine.optim.optimizers.lion import Lion  # isort: skip

__all__ = [
    "BLOCK",
    "OPTIMIZERS",
    "SGD",
    "SMALL",
    "AMSGrad",
    "AdaDelta",
    "AdaGrad",
    "Adam",
    "AdamW",
    "Lion",
    "Momentum",
    "NAdam",
    "Nesterov",
    "Optimizer",
    "Prepare",
    "RMSProp",
    "Rate",
    "StepVectors",
    "memory_in_all",
    "memory_text",
    "written_rule",
]
