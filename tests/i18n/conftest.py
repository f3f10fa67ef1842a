"""The window of the tests of the window, for those of its texts; and the language in which every marked text has brackets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.core.language import BRACKETS, ENGLISH, use_language
from tests.gui.conftest import clock, full_speed, only_looks, window  # noqa: F401
from tests.i18n.brackets import Record


@pytest.fixture
def in_brackets() -> Iterator[Record]:
    """The program speaks in brackets; records what was asked of the catalogue."""
    use_language(BRACKETS)
    with Record() as record:
        yield record
    use_language(ENGLISH)
