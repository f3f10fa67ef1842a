"""Which workers a search gets."""

from __future__ import annotations

from engine.core.translation import _
from engine.data.preprocessing import Data
from engine.search.executors.cluster import DaskWorkers
from engine.search.executors.processes import LocalProcesses
from engine.search.executors.workers import NoWorkers, Workers

MOST_JOBS = 256


def open_workers(rows: Data, jobs: int, cluster: str = "", with_test_rows: bool = False) -> Workers:
    """So many processes of this machine, or the workers of the cluster at that address, as in tcp://192.168.0.7:8786.

    They get the rows without those for testing, unless asked for.
    Raises NoWorkers with a sentence. The caller closes them.
    """
    if cluster:
        return DaskWorkers(rows, cluster, with_test_rows)
    if not 1 <= jobs <= MOST_JOBS:
        raise NoWorkers(_("A search has 1 to {most} processes, not {count}.").format(most=MOST_JOBS, count=jobs))
    return LocalProcesses(rows, jobs, with_test_rows)
