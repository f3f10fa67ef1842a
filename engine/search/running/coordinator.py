"""Runs a search: draws points, hands trials to workers, stops weak ones early, and records all that ends."""

from __future__ import annotations

import threading
import time
from bisect import insort
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, CancelledError, wait
from contextlib import suppress
from dataclasses import replace

from engine.core.translation import renewed
from engine.data.preprocessing import Data
from engine.search.executors.workers import Answers, Workers
from engine.search.running.active_trial import ActiveTrial, rungs_of
from engine.search.running.early_stop import MedianRule
from engine.search.running.time_left import TimeLeft
from engine.search.samplers import SAMPLERS, Draw
from engine.search.study import Study
from engine.search.trial import DIVERGED, FAILED, RUNNING, STOPPED, SearchProgress, Trial, ranked
from engine.search.work.batching import MOST_ITEMS, Batching
from engine.search.work.work_item import WorkItem

SHOWN_EVERY = 1.0  # seconds, at least
LOOK_EVERY = 0.1  # seconds, at most, until a cancellation is noticed
SUBMISSIONS = 2  # for each worker: one that it does, and one that it finds when that is done
WORTH_RECORDING = 1.0  # seconds of work, from which a rung that is not the last is recorded too


class Search:
    """A study with the data that it is about. Changes while it runs. `study.plan` may be enlarged between two runs.

    Raises FileProblem when the data are not those that it began with, and ValueError when its plan cannot be carried out.
    """

    def __init__(self, study: Study, data: Data) -> None:
        study.plan.check(data.task)
        study.check_data(data)
        self.study, self.data = study, data
        self.draw: Draw = SAMPLERS[study.plan.sampler]().draw(study.plan)
        self._lock = threading.Lock()
        self._asked: list[int] = []

    def run(
        self,
        workers: Workers,
        show: Callable[[SearchProgress], None] = lambda progress: None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> SearchProgress:
        """Until all trials have ended, or it is cancelled; blocks. `show` is called once a second at most, and at the end.

        Raises FileProblem when a trial cannot be recorded, and NoWorkers: all that was recorded before is safe then.
        """
        progress = _Run(self, workers, show, is_cancelled).run()
        if self.study.plan.folds and progress.best is not None and not is_cancelled():
            self._train_on_all(progress.best, workers, is_cancelled)
        return progress

    def go_on(self, number: int) -> None:
        """A trial that was stopped early is trained to its last epoch: by the present run, or the next one.

        May be called by any thread. Raises ValueError with a sentence for a trial that was not stopped.
        """
        self.study.go_on(number)
        with self._lock:
            self._asked.append(number)

    def _train_on_all(self, number: int, workers: Workers, is_cancelled: Callable[[], bool]) -> None:
        """Of a cross-validation each network has learned from a part of the rows: train the best once more, on all of them."""
        plan = self.study.plan
        if len(self.study.states(number)) > plan.pieces:
            return
        recipe = plan.recipe(self.study.trial(number).point)
        answers = workers.submit((WorkItem(number, plan.pieces, recipe, 0, 0, plan.judge, plan.epochs),))
        while not is_cancelled():
            with suppress(TimeoutError, CancelledError):
                (result,) = answers.result(LOOK_EVERY)
                if result.state:
                    self.study.add_state(number, result.state)
            if answers.done():
                return
        answers.cancel()

    def asked(self) -> list[int]:
        """Those that were made to go on since the last call."""
        with self._lock:
            found, self._asked = self._asked, []
            return found


class _Run:
    """One run of a search, in one thread. `active`: trials that have begun and not ended, by number."""

    def __init__(
        self, search: Search, workers: Workers, show: Callable[[SearchProgress], None], is_cancelled: Callable[[], bool]
    ) -> None:
        self.search, self.study, self.plan, self.workers = search, search.study, search.study.plan, workers
        self.show, self.is_cancelled = show, is_cancelled
        self.rule = MedianRule(len(rungs_of(self.plan)), self.plan.higher_is_better)
        self.active: dict[int, ActiveTrial] = {}
        self.going_on: set[int] = set(self.study.going_on())
        self.ready: list[WorkItem] = []  # by trial and piece: earlier trials come first, as the verdicts on others wait for them
        self.flying: set[Answers] = set()
        self.records: dict[int, tuple[Trial, tuple[bytes, ...] | None]] = {}  # not yet in the file
        self.batching = Batching(workers.count)
        self.learns = SAMPLERS[self.plan.sampler].learns
        self.known: frozenset[int] = frozenset()  # numbers that an earlier run began
        self.next = 0  # the lowest number that may not have begun yet

    def run(self) -> SearchProgress:
        search, shown = self.search, -SHOWN_EVERY
        self._resume()
        time_left = TimeLeft(self._done(), time.monotonic())
        try:
            while not self.is_cancelled():
                for number in search.asked():
                    self._go_on(number)
                self._judge()
                self._record()
                self._submit()
                if not self.flying:
                    break
                done, self.flying = wait(self.flying, LOOK_EVERY, FIRST_COMPLETED)
                problems = [problem for problem in map(self._take, done) if problem is not None]
                if problems:
                    raise problems[0]
                now = time.monotonic()
                if now - shown >= SHOWN_EVERY:
                    shown = now
                    self.show(self._progress(time_left.at(self._done(), self.plan.trial_count, now)))
            self._judge()
        finally:
            for answers in self.flying:
                answers.cancel()
            self._record()
        progress = self._progress(None)
        self.show(progress)
        return progress

    def _resume(self) -> None:
        """Go on with what an earlier run left."""
        trials = self.study.trials()
        self.known = frozenset(one.number for one in trials)
        for trial in trials:
            for rung, (_epoch, score) in enumerate(trial.rungs):
                self.rule.reached(trial.number, rung, score)
            if trial.has_ended:
                self.rule.ended(trial.number, len(trial.rungs))
            elif trial.number < self.plan.trial_count or trial.number in self.going_on:
                active = self._begin(trial, self.study.states(trial.number))
                if active is not None and trial.rungs and trial.number in self.going_on:
                    self._wish(active)
        self.search.asked()
        for number in self.going_on:
            self._go_on(number)

    def _begin(self, trial: Trial, states: tuple[bytes, ...] = ()) -> ActiveTrial | None:
        """Train a trial, from where it is; None when it cannot be trained at all. What waits for its verdict waits."""
        try:
            active = ActiveTrial(self.plan, trial, states)
        except ValueError as problem:
            text = renewed(problem.args[0] if problem.args else str(problem))
            self._ended(replace(trial, state=FAILED, problem=text), ())
            return None
        self.active[trial.number] = active
        if not trial.rungs:
            self._wish(active)
        return active

    def _go_on(self, number: int) -> None:
        """Train on what was stopped early, whatever the rule says of it."""
        self.going_on.add(number)
        trial = self.study.trial(number)
        if number in self.active or trial.state != STOPPED:
            return
        active = self._begin(replace(trial, state=RUNNING), self.study.states(number))
        if active is not None:
            self.records[number] = (active.trial, None)
            self._wish(active)

    def _wish(self, active: ActiveTrial) -> None:
        for item in active.items():
            insort(self.ready, item, key=lambda one: (one.trial, one.piece))

    def _draw(self) -> None:
        """Begin trials while there is room: of a sampler that learns as many as workers, of others enough for all."""
        while self.next < self.plan.trial_count:
            if self.learns and len(self.active) >= self.workers.count:
                return
            if len(self.ready) >= SUBMISSIONS * self.workers.count * MOST_ITEMS:
                return
            if self.next not in self.known:
                point = self.search.draw(self.next, self.study.trials() if self.learns else ())
                self._begin(Trial(self.next, point))
            self.next += 1

    def _submit(self) -> None:
        self._draw()
        while self.ready and len(self.flying) < SUBMISSIONS * self.workers.count:
            self.flying.add(self.workers.submit(self.batching.take(self.ready)))

    def _take(self, answers: Answers) -> BaseException | None:
        """Answers of workers; the problem when they cannot work at all."""
        if answers.cancelled():
            return None
        problem = answers.exception()
        if problem is not None:
            return None if isinstance(problem, CancelledError) else problem  # cancelled: its workers were closed
        results = answers.result()
        self.batching.measured(results)
        for result in results:
            active = self.active[result.trial]
            if not active.answer(result):
                continue
            active.advance()
            trial, rung = active.trial, len(active.trial.rungs) - 1
            if trial.has_ended:
                self._ended(trial, active.states)
                continue
            self.rule.reached(trial.number, rung, trial.score)
            if active.work >= WORTH_RECORDING:
                self.records[trial.number] = (trial, active.states)
            if trial.number in self.going_on:
                self._wish(active)
        return None

    def _judge(self) -> None:
        """Stop trials that are behind, and go on with the others."""
        for number, rung, stops in self.rule.verdicts():
            active = self.active.get(number)
            if active is None or number in self.going_on or len(active.trial.rungs) != rung + 1:
                continue
            if stops:
                self._ended(replace(active.trial, state=STOPPED), active.states)
            else:
                self._wish(active)

    def _ended(self, trial: Trial, states: tuple[bytes, ...]) -> None:
        self.active.pop(trial.number, None)
        self.rule.ended(trial.number, len(trial.rungs))
        self.records[trial.number] = (trial, states)

    def _record(self) -> None:
        """Put into the file what is not there yet, all of it or nothing."""
        if self.records:
            self.study.record(*self.records.values())
            self.records.clear()

    def _done(self) -> float:
        """In trials."""
        ended = sum(one.has_ended for one in self.study.trials() if one.number < self.plan.trial_count)
        return ended + sum(one.trial.epochs for one in self.active.values()) / self.plan.epochs

    def _progress(self, left: float | None) -> SearchProgress:
        trials = self.study.trials()
        ended = [one for one in trials if one.has_ended and one.number < self.plan.trial_count]
        best = next(iter(ranked(trials, self.plan.higher_is_better)), None)
        return SearchProgress(
            ended=len(ended),
            wanted=self.plan.trial_count,
            running=len(self.active.keys() - {item.trial for item in self.ready if item.state is None}),
            stopped=sum(one.state == STOPPED for one in ended),
            failed=sum(one.state in (FAILED, DIVERGED) for one in ended),
            best=None if best is None else best.number,
            left=left,
            where=self.workers.where,
        )
