"""A few hundred actions of a restless user of the whole window: `python -m tests.soak.window_monkey` is the long form."""

from __future__ import annotations

import os

import pytest

from tests.soak.window_monkey import play

SEED, COUNT = 2, 200


@pytest.mark.skipif(os.name != "posix", reason="its home folder is moved by variables that other systems do not read")
@pytest.mark.timeout(300)
def test_nothing_goes_wrong_whatever_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONKEY_HANG", "90")  # a machine may be busy with other tests
    assert play(SEED, COUNT, 280) == ""
