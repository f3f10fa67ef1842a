"""What many starts came to, in words: pure functions of a frame and a goal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.core.number_format import format_count, format_number, format_percent
from engine.core.translation import N_, _, ngettext, renewed
from engine.search.many_starts import Start, StartsProgress
from engine.search.start_goal import TEST, TRAINING, VALIDATION, End, Outcome, ends_of, wilson_interval
from gui.plotting.live_numbers import format_live

READY = N_("Press Start: the same network is trained from {count} seeds. Only start weights and the order of the rows differ.")
CHANGED = N_("The network was changed since: Start takes it as it is now.")
ROWS = {TRAINING: N_("Training rows"), VALIDATION: N_("Validation rows"), TEST: N_("Test rows")}
LOSSES = {TRAINING: N_("Training loss"), VALIDATION: N_("Validation loss"), TEST: N_("Test loss")}
SECONDS, MINUTES = 90, 90  # up to which times are written in seconds, and in minutes


@dataclass(frozen=True)
class Counts:
    """How many starts of a frame have ended, and how."""

    ended: int
    reached: int
    lost: int  # of those that reached the goal, how many no longer meet it
    diverged: int
    failed: int


def counts_of(starts: Sequence[Start], outcomes: Sequence[Outcome]) -> Counts:
    """Of starts that have ended, and their outcomes in the same order."""
    reached = [one for one in outcomes if one.reached is not None]
    return Counts(
        len(outcomes),
        len(reached),
        sum(not one.holds for one in reached),
        sum(start.diverged for start in starts),
        sum(bool(start.problem) for start in starts),
    )


def headline(counts: Counts, wanted: int) -> str:
    """How many reach the goal, and between what the share of all starts may lie."""
    low, high = wilson_interval(counts.reached, counts.ended)
    if counts.ended < wanted:
        text = ngettext(
            "{reached} of the {ended} start that has ended reaches the goal: {share} (95 % interval: {low} to {high}).",
            "{reached} of the {ended} starts that have ended reach the goal: {share} (95 % interval: {low} to {high}).",
            counts.ended,
        )
    else:
        text = ngettext(
            "{reached} of {ended} start reaches the goal: {share} (95 % interval: {low} to {high}).",
            "{reached} of {ended} starts reach the goal: {share} (95 % interval: {low} to {high}).",
            counts.ended,
        )
    shares = {"share": _percent(counts.reached / max(1, counts.ended)), "low": _percent(low), "high": _percent(high)}
    return text.format(reached=format_count(counts.reached), ended=format_count(counts.ended), **shares)


def detail(counts: Counts, outcomes: Sequence[Outcome], metric: str, starts: Sequence[Start]) -> str:
    """When those reach it that do, where the others end, and what went wrong."""
    sentences = []
    epochs = [one.reached for one in outcomes if one.reached is not None]
    if epochs:
        sentences.append(
            _("Half of them had reached it at epoch {epoch}.").format(epoch=format_count(round(float(np.median(epochs)))))
        )
    if counts.lost:
        text = _("{count} reached it and lost it again.")
        sentences.append(text.format(count=format_count(counts.lost)))
    ends = ends_of(outcomes)
    if ends:
        kinds = "; ".join(_end(end, metric) for end in ends)
        sentences.append(_("Those that miss it end alike: {kinds}.").format(kinds=kinds))
    if counts.diverged:
        text = _("{count} diverged: numbers became too large.")
        sentences.append(text.format(count=format_count(counts.diverged)))
    if counts.failed:
        reason = next(start.problem for start in starts if start.problem)
        text = _("{count} could not be trained: {reason}")
        sentences.append(text.format(count=format_count(counts.failed), reason=_(renewed(reason))))
    return " ".join(sentences)


def in_words(start: Start, result: Outcome, metric: str, wanted_epochs: int) -> str:
    """One start: its seed, where it ended, and whether and when it reached the goal."""
    seed = format_count(start.seed)
    if start.problem:
        return _("Seed {seed} could not be trained: {reason}").format(seed=seed, reason=_(renewed(start.problem)))
    if start.diverged:
        return _("Seed {seed} diverged at epoch {epoch}.").format(seed=seed, epoch=format_count(start.epochs))
    values = {"seed": seed, "loss": format_live(result.loss), "metric": metric, "value": metric_text(metric, result.metric)}
    values["epoch"] = format_count(start.epochs if start.epochs < wanted_epochs else result.reached or 0)
    if start.epochs < wanted_epochs:
        text = _("Seed {seed}: loss {loss}, {metric} {value}, at epoch {epoch} so far.")
    elif result.reached is None:
        text = _("Seed {seed}: loss {loss}, {metric} {value}. It misses the goal.")
    elif result.holds:
        text = _("Seed {seed}: loss {loss}, {metric} {value}. It reached the goal at epoch {epoch}.")
    else:
        text = _("Seed {seed}: loss {loss}, {metric} {value}. It reached the goal at epoch {epoch} and lost it again.")
    return text.format(**values)


def caption(start: Start, result: Outcome) -> str:
    """Below a picture: the loss."""
    if start.problem:
        return _("failed")
    return _("diverged") if start.diverged else format_live(result.loss)


def progress_text(progress: StartsProgress) -> str:
    """'63 of 200 ended, about 12 s left'."""
    values = {"ended": format_count(progress.ended), "wanted": format_count(progress.wanted)}
    if progress.left is None:
        return _("{ended} of {wanted} ended").format(**values)
    return _("{ended} of {wanted} ended, about {time} left").format(time=time_text(progress.left), **values)


def time_text(seconds: float) -> str:
    """'12 s', '3 min', '2 h'."""
    if seconds < SECONDS:
        return _("{number} s").format(number=max(1, round(seconds)))
    minutes = seconds / 60
    if minutes < MINUTES:
        return _("{number} min").format(number=round(minutes))
    return _("{number} h").format(number=round(minutes / 60))


def metric_text(metric: str, value: float) -> str:
    """A metric's value, `metric` as people read it: a share as per cent."""
    return format_percent(value, 0) if metric == _("Accuracy") else format_number(round(value, 3))


def _end(end: End, metric: str) -> str:
    text = _("{count} at loss {loss} ({metric} {value})")
    values = {"loss": format_number(end.loss), "metric": metric, "value": metric_text(metric, end.metric)}
    return text.format(count=format_count(end.count), **values)


def _percent(share: float) -> str:
    """Whole, but 99.5 % where not all are meant, and 0.4 % where some are."""
    return format_percent(share, 1 if round(100 * share) in (0, 100) and share not in (0.0, 1.0) else 0)
