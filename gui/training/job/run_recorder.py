"""Records of the last few runs that have ended, or that the user wanted to keep."""

from __future__ import annotations

from engine.experiments.run_record import RunRecord, record_run
from engine.training.session import Session

MOST_RECORDS = 8  # that wait for the window to fetch them


class RunRecorder:
    """Changes with each record. `records`: the newest last."""

    def __init__(self) -> None:
        self.records: tuple[RunRecord, ...] = ()
        self._count = 0

    def keep(self, session: Session | None) -> None:
        """Record a session's run up to now, if it has trained at all."""
        if session is not None and session.step:
            self._count += 1
            self.records = (*self.records, record_run(session, self._count))[-MOST_RECORDS:]

    def keep_ended(self, session: Session | None) -> None:
        """Record a run that is about to end, if it has trained for a whole epoch."""
        if session is not None and session.epoch:
            self.keep(session)
