"""What the thread of a search does, without Qt: opens the study, carries it on, reads what is to be shown or adopted."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Collection
from contextlib import suppress

from engine.data.preprocessing import Data
from engine.files.file_problem import FileProblem
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_builder import SnapshotBuilder
from engine.inspection.surfaces.decision_surface import DecisionSurface
from engine.recipe.recipe import Recipe
from engine.recipe.recipe_problem import RecipeProblem
from engine.search.executors.opening import open_workers
from engine.search.executors.workers import NoWorkers, Workers
from engine.search.running.coordinator import Search
from engine.search.running.final_scores import FinalScores, final_scores, score_on_test_rows
from engine.search.study import Study
from engine.search.trial import SearchProgress, Trial, ranked
from engine.training.checkpoint import Checkpoint
from engine.training.prepare import data_for, prepare
from engine.training.session import Session
from gui.search.search_frame import DONE, NOTHING, OPENING, PAUSED, RUNNING, Final, SearchFrame, SearchOrder


class SearchJob:
    """Changes: keeps the study open from one order to the next, so that its trials can be read meanwhile.

    `publish` is called in the thread that carries out an order. Other threads may call all but `carry_out`.
    """

    def __init__(self, publish: Callable[[SearchFrame], None]) -> None:
        self._publish = publish
        self._study: Study | None = None
        self._data: Data | None = None
        self._lock = threading.RLock()  # between reading a trial's state and closing the file
        self._stop = threading.Event()
        self._progress = SearchProgress(0, 0)
        self._final: Final | None = None

    def carry_out(self, order: SearchOrder) -> None:
        """Open the study, and run the search until it is done or `pause` is called."""
        problem = ""
        self._publish(SearchFrame(OPENING, order.path, order.plan))
        try:
            self._open(order)
            if order.runs:
                self._run(order)
        except (FileProblem, RecipeProblem, NoWorkers, ValueError) as found:
            problem = str(found)
        self._publish(self._frame(problem=problem, ends=True))

    def expect(self) -> None:
        """An order follows: what was paused before it is over."""
        self._stop.clear()

    def pause(self) -> None:
        """End the order that is carried out as soon as can be; what is finished stays in the file."""
        self._stop.set()

    def state(self, number: int) -> tuple[Recipe, Checkpoint] | None:
        """A trial's recipe and trained state; None when the study was closed meanwhile, or has none."""
        with self._lock, suppress(KeyError):
            return None if self._study is None else self._study.state(number)
        return None

    def pictures(self, numbers: Collection[int], request: DecisionSurface) -> dict[int, Snapshot]:
        """A picture of each of these trials, as far as they have a state."""
        found = {}
        for number in numbers:
            state = self.state(number)
            if state is not None and self._data is not None and self._study is not None:
                recipe, checkpoint = state
                session = Session(recipe, data_for(recipe, self._study.plan.base, self._data))
                session.restore(recipe, checkpoint)
                found[number] = SnapshotBuilder(session).build({request})
        return found

    def close(self) -> None:
        """Let go of the file. May be called more than once."""
        with self._lock:
            study, self._study, self._data, self._final = self._study, None, None, None
            self._progress = SearchProgress(0, 0)
            if study is not None:
                study.close()

    def _open(self, order: SearchOrder) -> None:
        """Raises FileProblem or RecipeProblem with a sentence."""
        if self._study is not None:
            same = order.plan is None or order.plan.fingerprint() == self._study.plan.fingerprint()
            if same and self._study.path == order.path:
                if order.plan is not None:
                    self._study.continue_with(order.plan)
                if self._data is None and order.runs:
                    self._data = prepare(self._study.plan.base)
                return
            self.close()
        if order.plan is not None:
            data = prepare(order.plan.base)
            order.plan.check(data.task)
            there = order.path.exists()
            study = Study.open(order.path, order.plan, data) if there else Study.create(order.path, order.plan, data)
            self._study, self._data = study, data
            return
        self._study = Study.open(order.path)
        self._progress = _progress_of(self._study.trials(), self._study)
        self._data = prepare(self._study.plan.base)
        if self._progress.ended >= self._progress.wanted:
            self._score(None)

    def _run(self, order: SearchOrder) -> None:
        assert self._study is not None
        assert self._data is not None
        search = Search(self._study, self._data)
        for number in order.go_on:
            search.go_on(number)
        self._publish(self._frame(RUNNING))
        workers = open_workers(self._data, order.jobs, order.cluster)
        try:
            self._progress = search.run(workers, self._show, self._stop.is_set)
            if self._progress.ended >= self._progress.wanted:
                self._score(workers)
        finally:
            workers.close()

    def _score(self, workers: Workers | None) -> None:
        """What the best does on test rows, and, where there are workers to train it, what the network before the search does."""
        study, data = self._study, self._data
        assert study is not None
        assert data is not None
        rows = len(data.test) if study.plan.base.data.keeps_test_rows else 0
        if not rows:
            self._final = None
        elif workers is not None and self._final is None:
            self._final = Final(rows, final_scores(study, data, workers, self._stop.is_set))
        else:
            best = (score_on_test_rows(study, data) or (math.nan, rows))[0]
            before = math.nan if self._final is None else self._final.scores.defaults
            self._final = Final(rows, FinalScores(best, before))

    def _show(self, progress: SearchProgress) -> None:
        self._progress = progress
        self._publish(self._frame(RUNNING))

    def _frame(self, phase: str = "", problem: str = "", ends: bool = False) -> SearchFrame:
        study = self._study
        if study is None:
            return SearchFrame(NOTHING, problem=problem)
        trials, progress = study.trials(), self._progress
        if ends:
            progress = _progress_of(trials, study) if not progress.wanted else progress
            phase = DONE if progress.ended >= progress.wanted and not problem else PAUSED
        final = self._final if phase == DONE else None
        return SearchFrame(phase, study.path, study.plan, progress, trials, problem, final)


def _progress_of(trials: tuple[Trial, ...], study: Study) -> SearchProgress:
    """How far a study is that nobody carries on."""
    states = [trial.state for trial in trials]
    best = ranked(trials, study.plan.higher_is_better)
    return SearchProgress(
        ended=sum(trial.has_ended for trial in trials),
        wanted=study.plan.trial_count,
        stopped=states.count("stopped"),
        failed=states.count("failed") + states.count("diverged"),
        best=best[0].number if best else None,
    )
