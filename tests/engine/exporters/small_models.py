"""Trained models for tests of exports, and what reads the arrays of a file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from engine.data.preprocessing import Scaling
from engine.exporters.npz import read_npz
from engine.exporters.safetensors_file import read_safetensors
from engine.exporters.text_files.json_file import read_json
from engine.exporters.text_files.layer_tables import read_layer_tables
from engine.exporters.trained_model import TrainedModel
from engine.nn.losses import CrossEntropy, MeanSquaredError
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from tests.engine.builders import dense, small_data, snapshot_of, stack

READERS = {"npz": read_npz, "safetensors": read_safetensors, "json": read_json, "csv": read_layer_tables}  # of named arrays


def trained(*layers: Any, classes: int = 2, **recipe: Any) -> TrainedModel:
    """A model after some steps, with scalings that are not trivial."""
    data = small_data(40, classes=classes)
    loss = recipe.pop("loss", None) or (CrossEntropy() if classes else MeanSquaredError())
    blocks = stack(*(layers or (dense(5), dense(4))))
    session = Session(Recipe(blocks=blocks, loss=loss, **recipe), data)
    session.advance(30)
    model = TrainedModel.of(snapshot_of(session))
    model = replace(model, scaling=Scaling(np.array([3.0, -1.0]), np.array([2.0, 0.5])))
    return model if classes else replace(model, target_scaling=Scaling(np.array([1000.0]), np.array([0.25])))
