"""The columns of the table of trials: what each shows, and by what it is sorted. No Qt in here."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.core.number_format import format_count
from engine.core.translation import _
from engine.search.plan import Plan
from engine.search.settings import SETTINGS
from engine.search.trial import DIVERGED, FAILED, FINISHED, RUNNING, STOPPED, WAITING, Trial
from gui.plotting.live_numbers import format_live
from gui.search.trial_texts import judge_name, score_text, setting_name, state_text, value_text

ORDER = FINISHED, STOPPED, RUNNING, WAITING, DIVERGED, FAILED  # of states, when sorted by them
SCORE = 1  # which column has the score
SortKey = tuple[int, float, str]  # what is unknown last, then by number, then by text


@dataclass(frozen=True)
class TrialColumn:
    """`key`: by what it is sorted; whatever the direction, trials whose key begins with a larger number come later."""

    title: str
    text: Callable[[Trial], str]
    key: Callable[[Trial], SortKey]
    help: str = ""
    is_text: bool = False  # aligned to the left


def columns_of(plan: Plan) -> tuple[TrialColumn, ...]:
    """The number, the score, and how it was come by; a column for each setting that varies."""
    return (
        TrialColumn(
            _("Trial"), lambda one: str(one.number), lambda one: (0, one.number, ""), _("In the order in which they were drawn.")
        ),
        TrialColumn(
            judge_name(plan.judge),
            lambda one: score_text(plan.judge, one.score),
            _score_key,
            _("On the rows that trials are judged on; the mean of repeats and folds. Trials that did not end come last."),
        ),
        TrialColumn(_("State"), state_text, lambda one: (0, ORDER.index(one.state), ""), is_text=True),
        *map(_setting_column, plan.space.names),
        TrialColumn(
            _("Epochs"), lambda one: format_count(one.epochs), lambda one: (0, one.epochs, ""), _("How many were trained.")
        ),
        TrialColumn(
            _("Parameters"),
            lambda one: format_count(one.parameters) if one.parameters else "–",
            lambda one: (0 if one.parameters else 1, one.parameters, ""),
            _("Weights, biases and all else that is trained."),
        ),
        TrialColumn(
            _("Seconds"),
            lambda one: format_live(one.seconds) if one.seconds else "–",
            lambda one: (0 if one.seconds else 1, one.seconds, ""),
            _("Of training, in all repeats and folds."),
        ),
    )


def sorted_trials(trials: Sequence[Trial], column: TrialColumn, down: bool) -> list[Trial]:
    """By a column, equal ones by number; those without a value last in either direction."""
    keyed = [(column.key(trial), trial) for trial in trials]
    keyed.sort(key=lambda pair: pair[1].number)
    keyed.sort(key=lambda pair: pair[0][1:], reverse=down)
    keyed.sort(key=lambda pair: pair[0][0])
    return [trial for _key, trial in keyed]


def _score_key(trial: Trial) -> SortKey:
    if math.isnan(trial.score):
        return 2, 0.0, ""
    return (0 if trial.is_ranked else 1), trial.score, ""


def _setting_column(name: str) -> TrialColumn:
    def key(trial: Trial) -> SortKey:
        value = trial.point.get(name)
        if value is None:
            return 1, 0.0, ""
        return (0, 0.0, value) if isinstance(value, str) else (0, float(value), "")

    return TrialColumn(setting_name(name), lambda one: value_text(one.point.get(name)), key, is_text=not SETTINGS[name].is_number)
