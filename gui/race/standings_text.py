"""The standings of a race in words: pure functions of a frame."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.core.number_format import format_count, format_percent
from engine.core.scores import deciding_rows
from engine.core.translation import N_, _, ngettext
from engine.experiments.race import Ranking, losses_differ, standings, start_loss
from engine.experiments.variants import names_of
from gui.plotting.live_numbers import format_live
from gui.race.race_frame import RaceFrame

SHARES = (
    (0.5, N_("1/2 of the start")),
    (0.2, N_("1/5 of the start")),
    (0.1, N_("1/10 of the start")),
    (0.01, N_("1/100 of the start")),
)
LOSS_NAMES = {
    "training": N_("Training loss"),
    "test": N_("Test loss"),
    "validation": N_("Validation loss"),
}  # by the rows that are judged by, as a title
LOSSES = {
    "training": N_("training loss"),
    "test": N_("test loss"),
    "validation": N_("validation loss"),
}  # the same within a sentence
ORDINALS = (N_("1st"), N_("2nd"), N_("3rd"), N_("4th"), N_("5th"), N_("6th"))
READY = N_("Ready: the same start weights, the same batches in the same order. Press Start.")
CLEARLY, FAR = 1.05, 1e5  # times the first loss: how far behind the last one is, is worth a number between these


def target_of(frame: RaceFrame, rows: str, share: float) -> float:
    """The loss to be reached: a share of the highest that a runner started with. NaN without a race, and of different losses."""
    return math.nan if losses_differ(frame.snapshots) else share * start_loss(frame.starts, rows)


def headline(frame: RaceFrame, rows: str, share: float) -> str:
    """Who leads, with what loss, and how far behind the last one is."""
    if frame.problem:
        return frame.problem
    if not frame.snapshots:
        return ""
    if not frame.step:
        return _(READY)
    names, rankings = names_of(frame.runners), standings(frame.snapshots, rows, target_of(frame, rows, share))
    pairs = zip(rankings, names, strict=True)
    placed = sorted((ranking.place, ranking.loss, name) for ranking, name in pairs if ranking.place is not None)
    step = format_count(frame.step)
    if not placed:
        return _("Step {step}: all have dropped out. Try smaller learning rates.").format(step=step)
    if losses_differ(frame.snapshots):
        return _by_metric(frame, rankings, step)
    (_first, best, leader), (_last, worst, last) = placed[0], placed[-1]
    if len(placed) == 1:
        text = _("Step {step}: {leader} leads with a {which} of {loss}.")
    elif best > 0 and CLEARLY * best < worst < FAR * best:
        text = _("Step {step}: {leader} leads with a {which} of {loss}; {last} is last with {last_loss}, {times} times as much.")
    else:
        text = _("Step {step}: {leader} leads with a {which} of {loss}; {last} is last with {last_loss}.")
    times = f"{worst / best:,.1f}" if best > 0 else ""
    losses = {
        "which": _(LOSSES[deciding_rows(rows, frame.snapshots[0].scores)]),
        "loss": format_live(best),
        "last_loss": format_live(worst),
    }
    return text.format(step=step, leader=leader, last=last, times=times, **losses)


def _by_metric(frame: RaceFrame, rankings: Sequence[Ranking], step: str) -> str:
    """Who leads where losses differ, and why it is the metric that says so."""
    pairs = zip(rankings, names_of(frame.runners), strict=True)
    placed = sorted((ranking.place, ranking.metric, name) for ranking, name in pairs if ranking.place is not None)
    (_first, best, leader), (_last, worst, last) = placed[0], placed[-1]
    name = frame.snapshots[0].scores.metric
    text = _("Step {step}: {leader} leads, {metric} {best}; {last} is last with {worst}. Different losses have different units.")
    values = {"best": metric_text(name, best), "worst": metric_text(name, worst)}
    return text.format(step=step, leader=leader, last=last, metric=_(name), **values)


def metric_text(name: str, value: float) -> str:
    """A metric's value: a share as per cent."""
    return format_percent(value) if name == "Accuracy" else format_live(value)


def detail(frame: RaceFrame, rows: str, share: float) -> str:
    """Who reached the target, after how many steps, who has not yet, and who dropped out."""
    target = target_of(frame, rows, share)
    if frame.step and losses_differ(frame.snapshots):
        return _("Each runner minimises another loss, whose number means something else: the metric compares them.")
    if not frame.step or not math.isfinite(target):
        return ""
    pairs = [*zip(standings(frame.snapshots, rows, target), names_of(frame.runners), strict=True)]
    there = sorted((ranking.reached, name) for ranking, name in pairs if ranking.reached is not None)
    waiting = [name for ranking, name in pairs if ranking.reached is None and ranking.place is not None]
    out = [name for ranking, name in pairs if ranking.place is None]
    parts = [_after(step).format(name=name, n=format_count(step)) for step, name in there]
    if waiting:
        parts.append(_("{names} not yet").format(names=_listed(waiting)))
    sentences = []
    if parts:
        sentences.append(_("Loss {loss} reached: {who}.").format(loss=format_live(target), who="; ".join(parts)))
    if out:
        sentences.append(_("Dropped out: {names}.").format(names=_listed(out)))
    return " ".join(sentences)


def card_lines(frame: RaceFrame, runner: int, ranking: Ranking) -> tuple[str, str, str]:
    """Two lines below the picture of the runner with that index, and the tooltip."""
    divergence = frame.snapshots[runner].divergence
    if divergence is not None:
        step = format_count(divergence.step)
        return _("Dropped out"), _("at step {step}").format(step=step), str(divergence)
    loss = format_live(ranking.loss)
    if losses_differ(frame.snapshots):
        scores = frame.snapshots[runner].scores
        metric = _("{metric} {value}").format(metric=_(scores.metric), value=metric_text(scores.metric, ranking.metric))
        if frame.step and ranking.place is not None:
            text = _("{metric} {value}, {place}")
            value, place = metric_text(scores.metric, ranking.metric), _(ORDINALS[ranking.place - 1])
            metric = text.format(metric=_(scores.metric), value=value, place=place)
        return metric, _("Loss {loss}").format(loss=loss), ""
    if frame.step and ranking.place is not None:
        first = _("Loss {loss}, {place}").format(loss=loss, place=_(ORDINALS[ranking.place - 1]))
    else:
        first = _("Loss {loss}").format(loss=loss)
    if ranking.reached is None:
        return first, _("Target not reached yet"), ""
    text = ngettext("Target after {n} step", "Target after {n} steps", ranking.reached)
    return first, text.format(n=format_count(ranking.reached)), ""


def _after(steps: int) -> str:
    return ngettext("{name} after {n} step", "{name} after {n} steps", steps)


def _listed(names: Sequence[str]) -> str:
    """'A', 'A and B', 'A, B and C'."""
    if len(names) == 1:
        return names[0]
    return _("{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])
