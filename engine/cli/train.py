"""`python main.py train …`: the engine without a window. Progress goes to standard error, the result to standard output."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from engine.cli.arguments import Job, job_from
from engine.cli.interruption import interruption
from engine.cli.output import NOT_PRINTED, STOPPED, exit_code_of, print_aside, print_result
from engine.cli.report import Progress, Result, divergence_text
from engine.cli.session_export import export_session
from engine.exporters.verification import Proof
from engine.files.file_problem import FileProblem
from engine.recipe.class_weights import minimised
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.evaluation import Evaluator
from engine.training.measuring.thread_choice import ThreadChoice
from engine.training.session import Session, put_back_best

TRAINED, FAILED = 0, 1
MOMENT = 0.1  # seconds of training between two checks of the progress and of Ctrl+C


def main(argv: Sequence[str]) -> int:
    """Run with the arguments that follow `train`; returns the exit code."""
    return exit_code_of(lambda: _train(job_from(argv)), (ValueError, RecipeProblem, FileProblem))


def _train(job: Job) -> int:
    with np.errstate(all="ignore"):  # numbers that are not finite are found and reported as a divergence
        return _run(job, Session(job.recipe, job.data))


def _run(job: Job, session: Session) -> int:
    data, loss, steps = job.data, minimised(job.recipe, job.data).loss, job.epochs * session.batches.count
    progress, threads = Progress(job, session, steps), ThreadChoice(job.threads)
    began = time.perf_counter()
    with interruption() as asked_to_stop:
        while session.step < steps and not session.has_ended and not asked_to_stop.is_set():
            threads.before(session)
            moment = time.perf_counter()
            done = session.advance(steps - session.step, MOMENT)
            threads.after(done, time.perf_counter() - moment)
            progress.show()
        seconds = time.perf_counter() - began
        best = put_back_best(session)
        progress.end()
        scores = replace(Evaluator(data, loss).scores(session.network), penalty=session.scores().penalty)
    proofs, problems = _export(job, session)
    result = Result(job, session, scores, seconds, proofs, asked_to_stop.is_set(), best)
    printed = print_result(json.dumps(result.document(), allow_nan=False) if job.as_json else result.text())
    for sentence in problems:
        print_aside(sentence)
    if problems:
        return FAILED
    if not printed:
        return NOT_PRINTED
    return STOPPED if asked_to_stop.is_set() else TRAINED


def _export(job: Job, session: Session) -> tuple[list[Proof], list[str]]:
    """Write the files asked for; returns the proofs, and what went wrong. After a divergence nothing is written."""
    if session.divergence is not None:
        return [], [divergence_text(job, session.divergence)]
    return export_session(session, job.exports)
