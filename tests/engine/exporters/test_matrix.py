"""The matrix of networks that formats are tried on has every pair of values, and its networks can be computed."""

from __future__ import annotations

import numpy as np

from engine.data.formulas.functions import FUNCTIONS
from engine.exporters.npz import Npz
from engine.exporters.verification import prove
from tests.engine.exporters.matrix import AXES, FORMULAS, all_cases, covering_cases, every_pair, model_of, pairs_of


def test_the_covering_cases_have_every_pair_of_values() -> None:
    cases = covering_cases()
    assert set().union(*map(pairs_of, cases)) == every_pair()
    assert len(cases) < 1.2 * len(AXES["activation"]) * len(AXES["target"])  # no fewer than every pair of these two
    assert cases == covering_cases()


def test_all_cases_are_every_combination() -> None:
    assert sum(1 for _case in all_cases()) == np.prod([len(values) for values in AXES.values()])


def test_the_formulas_have_every_function() -> None:
    assert all(any(f"{name}(" in formula for formula in FORMULAS) for name in FUNCTIONS)


def test_its_networks_predict_and_a_file_of_arrays_agrees_with_them_in_float64(tmp_path) -> None:
    for case in covering_cases()[::8]:
        model, x = model_of(case)
        assert np.isfinite(model.predict(x)).all(), case
        assert (np.ptp(model.predict(x, np.float64), axis=0) > 0).all(), case
        Npz().write(model, tmp_path / "net.npz")
        prove(model, Npz(), tmp_path / "net.npz", x)
