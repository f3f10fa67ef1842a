"""`python main.py search …`: many trials of one network, kept in a file. Progress goes to standard error, the result to standard
output.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence
from contextlib import closing

import numpy as np

from engine.cli.interruption import interruption
from engine.cli.output import NOT_PRINTED, STOPPED, exit_code_of, print_aside, print_result
from engine.cli.search_options import SearchJob, search_job_from
from engine.cli.search_report import SearchReporter, SearchResult
from engine.cli.session_export import export_session
from engine.core.number_format import format_count
from engine.core.quoting import path_text
from engine.core.translation import _, ngettext
from engine.exporters.verification import Proof
from engine.files.file_problem import FileProblem
from engine.recipe.recipe_problem import RecipeProblem
from engine.search.executors.opening import open_workers
from engine.search.executors.workers import NoWorkers
from engine.search.running.coordinator import Search
from engine.search.running.final_scores import FinalScores, best_session, final_scores
from engine.search.study import Study
from engine.search.trial import ranked
from engine.search.trial_table import write_trial_table

SEARCHED, FAILED = 0, 1


def main(argv: Sequence[str]) -> int:
    """Run with the arguments that follow `search`; returns the exit code."""
    return exit_code_of(lambda: _search(search_job_from(argv)), (ValueError, RecipeProblem, FileProblem, NoWorkers))


def _search(job: SearchJob) -> int:
    with _study(job) as study, np.errstate(all="ignore"):
        return _run(job, study, Search(study, job.data))


def _study(job: SearchJob) -> Study:
    """The study file, new or continued."""
    if job.study.exists():
        return Study.open(job.study, job.plan, job.data)
    return Study.create(job.study, job.plan, job.data)


def _run(job: SearchJob, study: Study, search: Search) -> int:
    reporter, problems = SearchReporter(job.quiet), []
    known = sum(one.has_ended for one in study.trials())
    if known:
        text = ngettext(
            "{path} holds {count} trial that has ended: the search goes on.",
            "{path} holds {count} trials that have ended: the search goes on.",
            known,
        )
        reporter.say(text.format(path=path_text(job.study), count=format_count(known)))
    final, began = FinalScores(math.nan, math.nan), time.perf_counter()
    with interruption() as asked_to_stop, closing(open_workers(job.data, job.jobs, job.cluster)) as workers:
        where = workers.where
        try:
            search.run(workers, reporter.show, asked_to_stop.is_set)
            if not asked_to_stop.is_set():
                final = final_scores(study, job.data, workers, asked_to_stop.is_set)
        except (FileProblem, NoWorkers) as problem:
            problems.append(str(problem))
        seconds = time.perf_counter() - began
        reporter.end()
    stopped = asked_to_stop.is_set()
    proofs, others = _write(job, study)
    problems += others
    result = SearchResult(job, study.trials(), final, seconds, where, proofs, stopped)
    printed = print_result(json.dumps(result.document(), allow_nan=False) if job.as_json else result.text())
    for sentence in problems:
        print_aside(sentence)
    if stopped:
        text = _("Stopped. What has ended is in {path}: the same command goes on.")
        print_aside(text.format(path=path_text(job.study)))
    if problems or (not ranked(study.trials(), study.plan.higher_is_better) and not stopped):
        return FAILED
    if not printed:
        return NOT_PRINTED
    return STOPPED if stopped else SEARCHED


def _write(job: SearchJob, study: Study) -> tuple[list[Proof], list[str]]:
    """Write the files asked for; returns the proofs, and what went wrong. Without a trained trial nothing is exported."""
    proofs: list[Proof] = []
    problems: list[str] = []
    session = best_session(study, job.data) if job.exports else None
    if session is not None:
        proofs, problems = export_session(session, job.exports)
    elif job.exports:
        problems.append(_("Nothing was exported: no trial was trained to its end."))
    if job.table is not None:
        try:
            write_trial_table(job.table, study.plan, study.trials())
        except FileProblem as problem:
            problems.append(str(problem))
    return proofs, problems
