"""Optimizers. To add one, write a class with `@OPTIMIZERS.add(...)` in the file of its kin.

An optimizer is a rule; what it remembers lies apart from it, in `state`: (memory, parameters), a row per entry of `memory`.
Formulas and defaults are PyTorch's, but for the learning rates: the small networks here bear larger ones.
A rule is recorded as a few in-place calls on whole vectors.
"""

from engine.optimizers.base import BLOCK, OPTIMIZERS, SMALL, Optimizer, Prepare, Vectors
from engine.optimizers.rate import Rate
from engine.optimizers.rule import memory_in_all, memory_text, written_rule

# in the order in which one should meet them: plain descent, memory of the way, memory of the size, both, the sign alone
from engine.optimizers.descent import SGD, Momentum, Nesterov  # isort: skip
from engine.optimizers.adaptive import AdaDelta, AdaGrad, RMSProp  # isort: skip
from engine.optimizers.adam import Adam, AdamW, AMSGrad, NAdam  # isort: skip
from engine.optimizers.lion import Lion  # isort: skip

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
    "Vectors",
    "memory_in_all",
    "memory_text",
    "written_rule",
]
