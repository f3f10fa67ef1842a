"""Where rows come from: one file per dataset, found by themselves."""

from engine.datasets.base import DATASETS, Dataset, in_order
from engine.registry import discover

discover(__name__)

__all__ = ["DATASETS", "Dataset", "in_order"]
