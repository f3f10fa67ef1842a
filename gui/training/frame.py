"""What the worker publishes and the window draws: a snapshot, and how the run is going."""

from __future__ import annotations

from dataclasses import dataclass

from engine.diagnosis.gradient_check import BatchCheck
from engine.experiments.rate_trials import Recovery
from engine.experiments.run_record import RunRecord
from engine.inspection.snapshot import Snapshot
from engine.recipe.remedies import Remedy
from gui.training.job.new_run import NewRun


@dataclass(frozen=True, eq=False)
class Frame:
    """`snapshot` is None only while no recipe has been trainable yet. `problem` says in a sentence why the present recipe is not
    being trained (the snapshot is then that of the last one that was); `problem_block` is the layer at fault, if one is, and
    `remedy` a change that fixes it, if one is known; `waits`: it goes on by itself when there are points enough. `notice` is
    something that happened and needs no fixing. While the user looks back, `snapshot` shows a keyframe, with the history of the
    whole run, and `now` is the step at which the run waits.
    `recovery` is the way out after a divergence, if one is known. `gradient_check` is there once the user has asked for one.
    `runs` are those that have ended recently, or that the user wanted to keep: the same ones in many frames, because frames may
    be dropped. `new_run` says that the present run began on other rows, until that is settled. `order` is the number of the last
    order to play or to pause. `trained_seconds` is how long the present state has trained, since step 0; `opened_seconds`, how
    long it had when the project was opened, the `opening`-th of this program. `change` counts what was done to the run beside
    steps; a frame that is not `complete` lacks what was not due (`Due`), because steps at full speed go on.
    """

    snapshot: Snapshot | None
    running: bool = False
    steps_per_second: float = 0.0
    problem: str = ""
    problem_block: int | None = None
    remedy: Remedy | None = None
    notice: str = ""
    recovery: Recovery | None = None
    now: int | None = None
    gradient_check: BatchCheck | None = None
    runs: tuple[RunRecord, ...] = ()
    new_run: NewRun | None = None
    order: int = 0
    trained_seconds: float = 0.0
    opening: int = 0
    opened_seconds: float = 0.0
    change: int = 0
    complete: bool = True
    waits: bool = False

    @property
    def past_step(self) -> int | None:
        """The step of the keyframe that the snapshot shows instead of the present; None while it shows the present."""
        return self.snapshot.step if self.now is not None and self.snapshot is not None else None
