"""The settings of layers, activations, losses and the like stay what files rely on (tests/golden/settings.py)."""

from __future__ import annotations

from engine.nn.activations import ACTIVATIONS
from engine.nn.initializers import INITIALIZERS
from engine.nn.layers import LAYERS
from engine.nn.losses import LOSSES
from engine.nn.metrics import METRICS
from tests.golden.settings import changed


def test_settings_are_as_files_know_them() -> None:
    assert changed([*ACTIVATIONS, *INITIALIZERS, *LAYERS, *LOSSES, *METRICS]) == []
