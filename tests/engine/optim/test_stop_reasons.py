"""Why a rule stops a run: nothing one step before its end, and its whole sentence at it."""

from __future__ import annotations

import math

import pytest

from engine.core.scores import Scores
from engine.optim.stopping import (
    ENDLESS,
    Epochs,
    LossBelow,
    Memory,
    MetricAbove,
    Minutes,
    NoImprovement,
    Progress,
    Steps,
    StopRule,
    last_step_of,
)

PLAIN = Scores(0.1, 0.2, "Accuracy", 0.9, 0.8)
VALIDATED = Scores(0.1, 0.2, "Accuracy", 0.9, 0.8, 0.0, 0.3, 0.7)


@pytest.mark.parametrize(
    ("rule", "now", "reason"),
    [
        (Epochs(5), Progress(99, 4, 0.0), ""),
        (Epochs(5), Progress(0, 5, 0.0), "Stopped after 5 epochs, as asked."),
        (Epochs(1), Progress(0, 1, 0.0), "Stopped after 1 epoch, as asked."),
        (Steps(1200), Progress(1199, 99, 0.0), ""),
        (Steps(1200), Progress(1200, 0, 0.0), "Stopped after 1,200 steps, as asked."),
        (Steps(1), Progress(1, 0, 0.0), "Stopped after 1 step, as asked."),
        (Minutes(0.5), Progress(0, 0, 29.9), ""),
        (Minutes(0.5), Progress(0, 0, 30.0), "Stopped after 0.5 minutes of training, as asked."),
        (Minutes(1234.567), Progress(0, 0, 1e9), "Stopped after 1,234.57 minutes of training, as asked."),
        (LossBelow(0.2), Progress(7, 1, 0.0, PLAIN), ""),
        (LossBelow(0.25), Progress(7, 1, 0.0), ""),
        (LossBelow(0.25), Progress(7, 1, 0.0, PLAIN), "Stopped at step 7: the test loss, 0.2, is below 0.25."),
        (LossBelow(0.15, "training"), Progress(7, 1, 0.0, PLAIN), "Stopped at step 7: the training loss, 0.1, is below 0.15."),
        (LossBelow(0.25), Progress(7, 1, 0.0, VALIDATED), ""),
        (LossBelow(0.4), Progress(7, 1, 0.0, VALIDATED), "Stopped at step 7: the validation loss, 0.3, is below 0.4."),
        (MetricAbove(0.8), Progress(7, 1, 0.0, PLAIN), ""),
        (MetricAbove(0.75), Progress(7, 1, 0.0), ""),
        (MetricAbove(0.75), Progress(7, 1, 0.0, PLAIN), "Stopped at step 7: Accuracy on the test rows, 0.8, is above 0.75."),
        (
            MetricAbove(0.6),
            Progress(7, 1, 0.0, VALIDATED),
            "Stopped at step 7: Accuracy on the validation rows, 0.7, is above 0.6.",
        ),
        (
            MetricAbove(0.85, "training"),
            Progress(7, 1, 0.0, VALIDATED),
            "Stopped at step 7: Accuracy on the training rows, 0.9, is above 0.85.",
        ),
        (
            LossBelow(0.1234567, "training"),
            Progress(1234, 1, 0.0, Scores(0.0987654, 1.0, "Accuracy", 0.0, 0.0)),
            "Stopped at step 1,234: the training loss, 0.09877, is below 0.123457.",
        ),
        (
            MetricAbove(0.1234567, "training"),
            Progress(1234, 1, 0.0, Scores(0.0, 1.0, "Accuracy", 0.9876543, 0.0)),
            "Stopped at step 1,234: Accuracy on the training rows, 0.9877, is above 0.123457.",
        ),
    ],
)
def test_a_rule_stops_at_its_goal(rule: StopRule, now: Progress, reason: str) -> None:
    assert rule.reason(now, rule.memory) == reason


BACK = "The weights of its best epoch were put back."


@pytest.mark.parametrize(
    ("scores", "rows", "memory", "reason"),
    [
        (PLAIN, "test", (0.2, 2.0), ""),
        (None, "test", (0.2, 3.0), ""),
        (PLAIN, "test", (0.2, 3.0), f"the test loss has not become lower than 0.2 for 3 epochs. {BACK}"),
        (VALIDATED, "test", (0.123456, 4.0), f"the validation loss has not become lower than 0.1235 for 4 epochs. {BACK}"),
        (VALIDATED, "training", (0.2, 3.0), f"the training loss has not become lower than 0.2 for 3 epochs. {BACK}"),
    ],
)
def test_the_reason_names_the_rows_and_the_best_loss_when_patience_ends(
    scores: Scores | None, rows: str, memory: Memory, reason: str
) -> None:
    told = NoImprovement(3, rows=rows).reason(Progress(50, 5, 0.0, scores), memory)
    assert told == (f"Stopped at step 50: {reason}" if reason else "")


@pytest.mark.parametrize("rows", ["test", "training"])
@pytest.mark.parametrize("scores", [PLAIN, VALIDATED])
def test_one_epoch_is_said_in_the_singular(rows: str, scores: Scores) -> None:
    assert " for 1 epoch. The" in NoImprovement(1, rows=rows).reason(Progress(5, 5, 0.0, scores), (0.2, 1.0))


def test_a_loss_that_is_as_low_as_the_best_is_no_better_one() -> None:
    rule = NoImprovement(3)
    assert rule.memory == (math.inf, 0)
    assert rule.after_epoch((0.2, 1.0), PLAIN) == (0.2, 2)
    assert rule.after_epoch((0.21, 1.0), PLAIN) == (0.2, 0)
    assert rule.after_epoch((0.2, 1.0), VALIDATED) == (0.2, 2)
    assert NoImprovement(3, rows="training").after_epoch((0.2, 1.0), PLAIN) == (0.1, 0)
    assert (rule.is_best((0.2, 0.0)), rule.is_best((0.2, 1.0))) == (True, False)


def test_only_steps_end_within_an_epoch() -> None:
    assert [last_step_of(rule) for rule in (Steps(17), Epochs(3), Minutes(1))] == [17, ENDLESS, ENDLESS]
    assert ENDLESS > 10**15
