"""Exports write what they wrote before, letter for letter, with all that networks can have: tests/golden/written has it."""

from __future__ import annotations

import pytest

from tests.golden.written import FILES, FOLDER


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_written_as_before(name: str) -> None:
    """Where a format is meant to change: python -m tests.golden.make_written, and read the diff."""
    assert FILES[name]().splitlines() == (FOLDER / name).read_text(encoding="utf-8").splitlines()
