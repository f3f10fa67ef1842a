"""Work done at once in the process that submits it: for tests and measurements."""

from __future__ import annotations

from concurrent.futures import Future

from engine.core.translation import _
from engine.data.preprocessing import Data
from engine.search.executors.workers import Answers
from engine.search.work.prepared_rows import PreparedRows
from engine.search.work.run_item import run_items
from engine.search.work.work_item import WorkItem, WorkResult


class InProcess:
    """Workers: `submit` returns when the work is done."""

    count = 1

    def __init__(self, data: Data, with_test_rows: bool = False) -> None:
        self._rows = PreparedRows(data, with_test_rows)

    @property
    def where(self) -> str:
        return _("in this process")

    def submit(self, items: tuple[WorkItem, ...]) -> Answers:
        future: Future[tuple[WorkResult, ...]] = Future()
        future.set_result(run_items(self._rows, items))
        return future

    def close(self) -> None:
        """There is nothing to end."""
