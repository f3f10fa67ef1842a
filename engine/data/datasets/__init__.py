"""Datasets, where rows come from: one module per dataset, found by themselves."""

from engine.core.registry import discover
from engine.data.datasets.base import DATASETS, Dataset, in_order

discover(__name__)

__all__ = ["DATASETS", "Dataset", "in_order"]
