"""A few cases of each cause, on seeds that the rules were tuned on; the whole collection: `python -m tests.doctor`."""

from __future__ import annotations

import pytest

from engine.diagnosis.health_report import health_report
from tests.doctor import cases, sick_cases, trials


@pytest.mark.parametrize("cause", sick_cases.CAUSES)
def test_the_cause_is_named_first_and_its_remedy_is_better_than_going_on(cause: str) -> None:
    results = [result for case in list(sick_cases.CAUSES[cause](2))[1:4] if (result := trials.tried(case)).is_case]
    assert results
    for result in results:
        assert result.found[:1] == (cause,), result
        assert result.helps[0], result
        assert any(letter.isdigit() for letter in result.evidence), result


@pytest.mark.parametrize("name", cases.plain(0))
def test_healthy_networks_have_no_verdict(name: str) -> None:
    session = None
    for steps in (0, 40, 400, 1500):
        session = trials.trained(cases.plain(0)[name], steps - (session.step if session else 0), session)
        assert health_report(session).verdicts == (), steps
