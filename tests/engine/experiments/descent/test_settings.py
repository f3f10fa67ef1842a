"""The settings of a descent and of its functions stay what lessons rely on (tests/golden/settings.py)."""

from __future__ import annotations

from engine.experiments.descent.descent_settings import DescentSettings
from engine.experiments.descent.example_functions import FUNCTIONS
from tests.golden.settings import changed


def test_settings_are_as_lessons_know_them() -> None:
    assert changed([*FUNCTIONS, DescentSettings]) == []
