"""One end of each way: `python -m tests.soak.ends --count 300` is the long form."""

from __future__ import annotations

import os

import pytest

from tests.soak.ending import WAYS
from tests.soak.ends import ends


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such signals")
@pytest.mark.timeout(300)
def test_every_way_to_end_is_in_order() -> None:
    assert ends(WAYS, 2) == []
