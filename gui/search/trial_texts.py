"""A search in words: states of trials, scores, what varies, how far it is. Pure functions, without Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.core.number_format import format_count, format_number, format_percent
from engine.core.translation import N_, _, ngettext, renewed
from engine.nn.metrics import METRICS
from engine.search.executors.workers import GAVE_UP
from engine.search.plan import LOSS, Plan
from engine.search.running.final_scores import FinalScores
from engine.search.settings import SETTINGS, Value
from engine.search.trial import DIVERGED, FAILED, FINISHED, RUNNING, STOPPED, WAITING, SearchProgress, Trial
from engine.search.work.run_item import NO_MEMORY
from gui.plotting.live_numbers import format_live

STATES = {  # by state: a sign that needs no colour, and a name
    FINISHED: ("●", N_("Finished")),
    STOPPED: ("○", N_("Stopped early")),
    DIVERGED: ("✕", N_("Diverged")),
    FAILED: ("▲", N_("Failed")),
    RUNNING: ("…", N_("Running")),
    WAITING: ("·", N_("Waiting")),
}
MINUTE, HOUR = 60, 3600  # seconds


def judge_name(judge: str) -> str:
    """What a judge is called."""
    return _("Loss") if judge == LOSS else _(METRICS[judge].label)


def score_text(judge: str, score: float) -> str:
    """A score as people read it: a share as per cent."""
    if math.isnan(score):
        return "–"
    return format_percent(score) if judge == "accuracy" else format_live(score)


def setting_name(name: str) -> str:
    return _(SETTINGS[name].label)


def value_text(value: Value | None) -> str:
    """The value of a setting; numbers with three figures."""
    if value is None:
        return ""
    return value if isinstance(value, str) else format_count(value) if isinstance(value, int) else format_number(value)


def state_text(trial: Trial) -> str:
    """'● Finished', '○ Stopped early'."""
    sign, name = STATES[trial.state]
    return f"{sign} {_(name)}"


def point_text(trial: Trial) -> str:
    """'Learning rate 0.01, Hidden layers 16,16'."""
    texts = (
        _("{setting} {value}").format(setting=setting_name(name), value=value_text(value)) for name, value in trial.point.items()
    )
    return "; ".join(texts)


def trial_text(trial: Trial, plan: Plan) -> str:
    """One trial in a sentence, for hints and for the line below the table."""
    name = _("Trial {number}: {point}.").format(number=trial.number, point=point_text(trial))
    score = score_text(plan.judge, trial.score)
    epochs = ngettext("{n} epoch", "{n} epochs", trial.epochs).format(n=format_count(trial.epochs))
    if trial.state == FINISHED:
        text = _("{trial} {judge} {score} after {epochs}.")
    elif trial.state == STOPPED:
        text = _("{trial} Stopped early with {judge} {score} after {epochs}: behind the middle of the earlier ones.")
    elif trial.state == DIVERGED:
        text = _("{trial} Its loss was no finite number any more within {epochs}.")
    elif trial.state == FAILED:
        return _("{trial} It failed: {problem}").format(trial=name, problem=problem_text(trial))
    else:
        text = _("{trial} {state}: {epochs} so far.")
    return text.format(trial=name, judge=judge_name(plan.judge), score=score, epochs=epochs, state=_(STATES[trial.state][1]))


def problem_text(trial: Trial) -> str:
    """Why it failed. Workers may say it in another language, and in studies of earlier versions it stands in English."""
    if not trial.problem:
        return _("nobody knows why.")
    return _(trial.problem) if trial.problem in (GAVE_UP, NO_MEMORY) else renewed(trial.problem)


def work_text(plan: Plan) -> str:
    """How many trainings it makes: '20 trials × 3 repeats × 5 folds = 300 trainings of 100 epochs.'"""
    count = plan.trial_count
    parts = [ngettext("{n} trial", "{n} trials", count).format(n=format_count(count))]
    if plan.repeats > 1:
        parts.append(ngettext("{n} repeat", "{n} repeats", plan.repeats).format(n=format_count(plan.repeats)))
    if plan.folds:
        parts.append(ngettext("{n} fold", "{n} folds", plan.folds).format(n=format_count(plan.folds)))
    total = count * plan.pieces
    epochs = ngettext("{n} epoch", "{n} epochs", plan.epochs).format(n=format_count(plan.epochs))
    trainings = ngettext("{n} training", "{n} trainings", total).format(n=format_count(total))
    factors = " × ".join(parts)
    if plan.stops_weak:
        text = _("{factors} = {trainings} of at most {epochs}; weak ones stop sooner.")
    else:
        text = _("{factors} = {trainings} of {epochs}.")
    if len(parts) == 1:
        text = _("{trainings} of at most {epochs}; weak ones stop sooner.") if plan.stops_weak else _("{trainings} of {epochs}.")
    return text.format(factors=factors, trainings=trainings, epochs=epochs)


def estimated_seconds(trials: Sequence[Trial], measured: Plan, wanted: Plan, jobs: int) -> float | None:
    """How long a search would take, by the trials of a former one: None where none is measured.

    As many epochs per trial as those had, so that early stops count too.
    """
    known = [trial for trial in trials if trial.has_ended and trial.epochs and trial.seconds > 0]
    if not known:
        return None
    epochs = sum(trial.epochs for trial in known) * measured.pieces
    share = sum(trial.epochs for trial in known) / (len(known) * measured.epochs) if wanted.stops_weak else 1.0
    per_epoch = sum(trial.seconds for trial in known) / epochs
    return per_epoch * share * wanted.epochs * wanted.trial_count * wanted.pieces / max(1, jobs)


def span_text(seconds: float) -> str:
    """'40 s', '3 min', '2 h 10 min': rounded as an estimate is."""
    if seconds < 1.5 * MINUTE:
        return _("{n} s").format(n=max(1, round(seconds)))
    if seconds < HOUR:
        return _("{n} min").format(n=round(seconds / MINUTE))
    hours, minutes = divmod(round(seconds / MINUTE), 60)
    if hours >= 24:
        return _("{n} h").format(n=format_count(hours))
    return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)


def progress_text(progress: SearchProgress) -> str:
    """'12 of 40 trials; 3 stopped early; 1 failed; about 2 min left; on 2 processes of this machine.'"""
    parts = [
        ngettext(
            "{ended} of {wanted} trial",
            "{ended} of {wanted} trials",
            progress.wanted,
        ).format(ended=format_count(progress.ended), wanted=format_count(progress.wanted))
    ]
    if progress.stopped:
        parts.append(_("{n} stopped early").format(n=format_count(progress.stopped)))
    if progress.failed:
        parts.append(_("{n} failed or diverged").format(n=format_count(progress.failed)))
    if progress.left is not None and progress.ended < progress.wanted:
        parts.append(_("about {time} left").format(time=span_text(progress.left)))
    if progress.where:
        parts.append(_(progress.where))
    return "; ".join(parts)


def best_text(trials: Sequence[Trial], plan: Plan, best: int | None) -> str:
    """Which trial is the best so far."""
    trial = next((one for one in trials if one.number == best), None)
    if trial is None:
        return ""
    text = _("Best: trial {number} with {judge} {score} on the rows it is judged on ({point}).")
    score, judge = score_text(plan.judge, trial.score), judge_name(plan.judge)
    return text.format(number=trial.number, judge=judge, score=score, point=point_text(trial))


def unseen_text(judge: str, scores: FinalScores, rows: int) -> str:
    """What the best trial does on rows that were kept from all of them, beside the network that was searched around."""
    if math.isnan(scores.best):
        return ""
    best, before = score_text(judge, scores.best), score_text(judge, scores.defaults)
    if math.isnan(scores.defaults):
        text = ngettext(
            "On the {n} test row, which no trial saw: {best}.", "On the {n} test rows, which no trial saw: {best}.", rows
        )
    else:
        text = ngettext(
            "On the {n} test row, which no trial saw: {best}; the network before the search, trained as long: {before}.",
            "On the {n} test rows, which no trial saw: {best}; the network before the search, trained as long: {before}.",
            rows,
        )
    return text.format(n=format_count(rows), best=best, before=before)
