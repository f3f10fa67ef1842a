"""A search in words."""

from __future__ import annotations

import math
import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from engine.core.language import ENGLISH, KOREAN, in_language, use_language
from engine.search.executors.workers import GAVE_UP, MOST_DEATHS
from engine.search.running.final_scores import FinalScores
from engine.search.study import Study
from engine.search.trial import FAILED, RUNNING, SearchProgress
from engine.search.work.prepared_rows import PreparedRows
from engine.search.work.run_item import NO_MEMORY, run_item
from engine.search.work.work_item import WorkItem
from gui.search.trial_texts import (
    best_text,
    estimated_seconds,
    problem_text,
    progress_text,
    score_text,
    span_text,
    trial_text,
    unseen_text,
    work_text,
)
from tests.engine.search.searches import DATA
from tests.engine.search.searches import PLAN as SEARCH
from tests.gui.search.made_trials import PLAN, made_trials


def test_the_work_is_counted() -> None:
    assert work_text(replace(PLAN, stops_weak=False)) == "60 trainings of 9 epochs."
    assert work_text(replace(PLAN, trials=20, repeats=3, folds=5)) == (
        "20 trials × 3 repeats × 5 folds = 300 trainings of at most 9 epochs; weak ones stop sooner."
    )
    assert work_text(replace(PLAN, sampler="grid", trials=1000, stops_weak=False)) == "30 trainings of 9 epochs."  # 5 × 3 × 2


def test_how_long_it_takes_is_told_by_the_trials_so_far() -> None:
    trials, whole = made_trials(24), replace(PLAN, stops_weak=False)
    assert estimated_seconds((), PLAN, PLAN, 2) is None
    once = estimated_seconds(trials, PLAN, whole, 1)
    assert once == pytest.approx(60 * 9 * (0.5 * 24) / sum(one.epochs for one in trials))
    assert estimated_seconds(trials, PLAN, replace(whole, epochs=18, repeats=2), 2) == pytest.approx(2 * once)
    assert estimated_seconds(trials, PLAN, PLAN, 1) < once  # as many stop early as before


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (80, "80 s"), (100, "2 min"), (5400, "1 h 30 min"), (100 * 3600, "100 h")]
)
def test_times_are_rounded_as_estimates_are(seconds: float, text: str) -> None:
    assert span_text(seconds) == text


def test_progress_says_what_there_is_to_say() -> None:
    assert progress_text(SearchProgress(0, 40)) == "0 of 40 trials"
    assert progress_text(SearchProgress(1, 1)) == "1 of 1 trial"
    far = SearchProgress(12, 40, 2, 3, 1, 5, 125.0, "2 processes of this machine")
    assert progress_text(far) == (
        "12 of 40 trials; 3 stopped early; 1 failed or diverged; about 2 min left; 2 processes of this machine"
    )


def test_each_state_has_its_sentence() -> None:
    trials = made_trials(6)
    texts = [trial_text(one, PLAN) for one in (*trials, replace(trials[0], state=RUNNING))]
    assert len(set(texts)) == 7
    assert NO_MEMORY in texts[5]
    assert all(text.startswith(f"Trial {number}: Learning rate ") for number, text in enumerate(texts[:6]))


def test_the_best_is_named_with_its_score_and_with_that_on_rows_that_nobody_saw() -> None:
    trials = made_trials(6)
    assert best_text(trials, PLAN, 4).startswith(f"Best: trial 4 with Accuracy {score_text('accuracy', trials[4].score)} on")
    assert best_text(trials, PLAN, None) == ""
    assert unseen_text("accuracy", FinalScores(0.967, math.nan), 30) == "On the 30 test rows, which no trial saw: 96.7 %."
    assert unseen_text("accuracy", FinalScores(0.967, 0.9), 30).endswith("trained as long: 90.0 %.")
    assert unseen_text("accuracy", FinalScores(math.nan, math.nan), 30) == ""


@pytest.mark.parametrize("problem", [GAVE_UP, NO_MEMORY])
def test_what_a_worker_says_in_english_is_shown_in_the_language_of_the_program(problem: str) -> None:
    trial = replace(made_trials(1)[0], state=FAILED, problem=problem)
    assert problem_text(trial) == problem
    use_language("ko")
    try:
        assert problem_text(trial) not in (problem, "")
    finally:
        use_language(ENGLISH)


def test_what_is_wrong_with_a_recipe_is_shown_in_the_language_of_the_program_also_from_a_study(tmp_path: Path) -> None:
    trial = replace(made_trials(1)[0], state=FAILED)
    problem = run_item(PreparedRows(DATA), WorkItem(0, 0, SEARCH.base, 0, 100, "accuracy", 3)).problem
    with Study.create(tmp_path / "study.sqlite", SEARCH, DATA) as study:
        study.record((replace(trial, problem=pickle.loads(pickle.dumps(problem))), ()))
        kept = study.trial(0)
    assert problem_text(kept) == problem == "111 rows are too few for 100 folds: choose fewer folds."
    with in_language(KOREAN), Study.open(tmp_path / "study.sqlite") as study:
        sentence = "111행은 폴드 100개로 나누기에 너무 적습니다. 폴드 수를 줄이세요."
        assert problem_text(study.trial(0)) == problem_text(kept) == sentence


def test_how_often_workers_died_is_told_as_it_is_counted() -> None:
    assert f" {MOST_DEATHS} times" in GAVE_UP
