"""How a race stands, in words with numbers: pure functions of a frame."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.core.scores import ROWS
from engine.experiments.race import Ranking, standings, start_loss
from engine.experiments.variants import names_of
from gui.plotting.live_numbers import format_live
from gui.race.race_frame import RaceFrame

SHARES = ((0.5, "1/2 of the start"), (0.2, "1/5 of the start"), (0.1, "1/10 of the start"), (0.01, "1/100 of the start"))
READY = "Ready: the same start weights, the same batches in the same order. Press Start."


def target_of(frame: RaceFrame, rows: str, share: float) -> float:
    """The loss to be reached: a share of the highest that a runner started with. NaN without a race."""
    return share * start_loss(frame.starts, rows)


def headline(frame: RaceFrame, rows: str, share: float) -> str:
    """Who leads, with what loss, and how far behind the last one is."""
    if frame.problem:
        return frame.problem
    if not frame.snapshots:
        return ""
    if not frame.step:
        return READY
    names, found = names_of(frame.runners), standings(frame.snapshots, rows, target_of(frame, rows, share))
    placed = sorted((s.place, s.loss, name) for s, name in zip(found, names, strict=True) if s.place is not None)
    if not placed:
        return f"Step {frame.step:,}: all have dropped out. Try smaller learning rates."
    first, last = placed[0], placed[-1]
    kind = "test" if rows == ROWS[0] else "training"
    text = f"Step {frame.step:,}: {first[2]} leads with a {kind} loss of {format_live(first[1])}"
    if len(placed) > 1:
        text += f"; {last[2]} is last with {format_live(last[1])}{_times(first[1], last[1])}"
    return f"{text}."


def detail(frame: RaceFrame, rows: str, share: float) -> str:
    """Who reached the target, after how many steps, who has not yet, and who dropped out."""
    target = target_of(frame, rows, share)
    if not frame.step or not math.isfinite(target):
        return ""
    names, found = names_of(frame.runners), standings(frame.snapshots, rows, target)
    there = sorted((s.reached, name) for s, name in zip(found, names, strict=True) if s.reached is not None)
    pairs = [*zip(found, names, strict=True)]
    waiting = [name for s, name in pairs if s.reached is None and s.place is not None]
    out = [name for s, name in pairs if s.place is None]
    parts = [f"{name} after {_steps(step)}" for step, name in there]
    if waiting:
        parts.append(f"{_listed(waiting)} not yet")
    text = f"Loss {format_live(target)} reached: {'; '.join(parts)}." if parts else ""
    return f"{text} Dropped out: {_listed(out)}.".strip() if out else text


def card_lines(frame: RaceFrame, runner: int, found: Ranking) -> tuple[str, str, str]:
    """Two lines below a runner's picture, and what the tool tip says."""
    divergence = frame.snapshots[runner].divergence
    if divergence is not None:
        return "Dropped out", f"at step {divergence.step:,}", str(divergence)
    place = f", {_ordinal(found.place)}" if frame.step and found.place is not None else ""
    reached = f"Target after {_steps(found.reached)}" if found.reached is not None else "Target not reached yet"
    return f"Loss {format_live(found.loss)}{place}", reached, ""


def _times(small: float, large: float) -> str:
    return f", {large / small:,.1f} times as much" if small > 0 and large > 1.05 * small and large < 1e5 * small else ""


def _steps(count: int) -> str:
    return f"{count:,} step" if count == 1 else f"{count:,} steps"


def _ordinal(place: int) -> str:
    return {1: "1st", 2: "2nd", 3: "3rd"}.get(place, f"{place}th")


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
