"""The limits stay what files, tables and commands rely on (tests/golden/limits.py)."""

from __future__ import annotations

from tests.golden.limits import changed


def test_limits_are_as_before() -> None:
    assert changed("engine/network") == []
