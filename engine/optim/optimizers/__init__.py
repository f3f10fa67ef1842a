"""Optimizers, one file per group of variants. To add one, write a class with `@OPTIMIZERS.add(...)` in the file of its group.

An optimizer is a stateless rule; its state is kept apart from it, in `state`: (memory, parameters), one row per entry of
`memory`. Formulas and defaults are PyTorch's, except for the learning rates: small networks train well with larger ones.
A rule is recorded as a few in-place calls on whole vectors.
"""

from engine.optim.optimizers.base import OPTIMIZERS, SMALL, Optimizer, Prepare, StepVectors
from engine.optim.optimizers.description import (
    in_one_sentence,
    memory_factors,
    memory_in_all,
    memory_letters,
    memory_text,
    written_rule,
)
from engine.optim.optimizers.learning_rate import LearningRate

# in the order in which to learn them: plain descent, momentum, adaptive step sizes, both, the sign alone
from engine.optim.optimizers.sgd import SGD, Momentum, Nesterov  # isort: skip
from engine.optim.optimizers.adaptive import AdaDelta, AdaGrad, RMSProp  # isort: skip
from engine.optim.optimizers.adam import Adam, AdamW, AMSGrad, NAdam  # isort: skip
from engine.optim.optimizers.lion import Lion  # isort: skip

__all__ = [
    "OPTIMIZERS",
    "SGD",
    "SMALL",
    "AMSGrad",
    "AdaDelta",
    "AdaGrad",
    "Adam",
    "AdamW",
    "LearningRate",
    "Lion",
    "Momentum",
    "NAdam",
    "Nesterov",
    "Optimizer",
    "Prepare",
    "RMSProp",
    "StepVectors",
    "in_one_sentence",
    "memory_factors",
    "memory_in_all",
    "memory_letters",
    "memory_text",
    "written_rule",
]
