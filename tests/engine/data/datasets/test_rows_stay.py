"""The rows of each dataset, and its settings, stay what projects rely on (tests/golden/rows.py and settings.py)."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from tests.golden.rows import GOLDEN, other_settings, rows_of
from tests.golden.settings import changed

WANTED = json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", WANTED)
def test_a_seed_makes_the_rows_that_it_made_before(kind: str) -> None:
    for name, settings, seed in (("usual", {}, 3), ("other", other_settings(kind), 4)):
        np.testing.assert_allclose(rows_of(kind, settings, seed), WANTED[kind][name], rtol=1e-6, atol=1e-6, err_msg=name)


def test_settings_are_as_files_know_them() -> None:
    assert changed([*DATASETS]) == []
