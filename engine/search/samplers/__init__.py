"""Samplers: where in its space a search looks next. To add one, write a file beside these with `@SAMPLERS.add(...)`, and its name
in `plan.SAMPLERS`.
"""

from engine.search.samplers.base import SAMPLERS, Draw, Sampler

# in the order in which they are offered
from engine.search.samplers.grid_points import GridSampler  # isort: skip
from engine.search.samplers.random_points import RandomSampler  # isort: skip
from engine.search.samplers.tpe import TPESampler  # isort: skip

__all__ = ["SAMPLERS", "Draw", "GridSampler", "RandomSampler", "Sampler", "TPESampler"]
