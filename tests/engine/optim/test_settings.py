"""The settings of optimizers, schedules and the like stay what files rely on (tests/golden/settings.py)."""

from __future__ import annotations

from engine.optim.gradient_clipping import CLIPS
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.regularizers import PENALTIES
from engine.optim.schedules import SCHEDULES
from engine.optim.stopping import STOPS
from tests.golden.settings import changed


def test_settings_are_as_files_know_them() -> None:
    assert changed([*CLIPS, *OPTIMIZERS, *PENALTIES, *SCHEDULES, *STOPS]) == []
