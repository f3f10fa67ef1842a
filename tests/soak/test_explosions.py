"""A few of the explosions, and whether what is offered after them works. The long form is a command: see `explosions`."""

from __future__ import annotations

import numpy as np

from tests.soak.explosions import explosions


def test_the_way_out_of_an_explosion_stays_finite_and_gets_better() -> None:
    with np.errstate(all="ignore"):
        outcomes = explosions(4)
    assert [str(one) for one in outcomes if not one.is_well] == []
