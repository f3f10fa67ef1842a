"""A search through the window, with real studies: it runs, pauses, goes on after any end, and its trials can be adopted."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.search.executors.in_process import InProcess
from engine.search.study import Study
from engine.search.trial import FINISHED, STOPPED
from gui.controllers.experiments import search_controller
from gui.controllers.experiments.search_controller import SearchController, free_path
from gui.search import search_job
from gui.search.search_frame import DONE, PAUSED, RUNNING

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture(autouse=True)
def no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trials are trained in the search's own thread: a process takes a second to begin."""
    monkeypatch.setattr(search_job, "open_workers", lambda rows, jobs, cluster: InProcess(rows))


@pytest.fixture
def search(window: Any, tmp_path: Path) -> SearchController:
    controller = window.experiments.search
    controller.open()
    form = controller.window.setup.form
    form.file.line.setText(str(tmp_path / "s.sqlite"))
    form.numbers["trials"].set_value(12)
    form.numbers["epochs"].set_value(9)
    controller.window._redraw()
    return controller


def run(qtbot: Any, search: SearchController) -> None:
    search.window.start.click()
    qtbot.waitUntil(lambda: search.client.has_ended and search.client.frame.phase == DONE)


def test_a_search_runs_to_its_end_and_the_best_is_adopted_and_undone(qtbot: Any, window: Any, search: SearchController) -> None:
    before, trained = window.document.project, window.trainer.frame.snapshot.theta
    window.trainer.play()
    qtbot.waitUntil(lambda: window.trainer.frame.running)
    run(qtbot, search)
    qtbot.waitUntil(lambda: not window.trainer.frame.running)  # one of both trains
    frame, results = search.client.frame, search.window.results
    assert frame.progress.ended == len(frame.trials) == 12
    assert {one.state for one in frame.trials} == {FINISHED, STOPPED}
    assert frame.final is not None
    assert 0 < frame.final.scores.defaults <= 1
    assert "which no trial saw" in search.window.detail.text()
    qtbot.waitUntil(lambda: not results.best.maps[0].picture._image.isNull())
    trained = window.trainer.frame.snapshot.theta
    recipe, state = search.client.job.state(frame.progress.best)
    with qtbot.waitSignal(search.adopted):
        results.adopt_button.click()
    qtbot.waitUntil(lambda: np.array_equal(window.trainer.frame.snapshot.theta, state.theta))
    assert window.document.project.recipe == recipe
    window.document.undo_stack.undo()
    qtbot.waitUntil(lambda: np.array_equal(window.trainer.frame.snapshot.theta, trained))
    assert window.document.project == before


def test_a_stopped_trial_is_trained_to_its_end_and_the_table_is_saved(
    qtbot: Any, search: SearchController, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(qtbot, search)
    stopped = next(one.number for one in search.client.frame.trials if one.state == STOPPED)
    search.window.results.choose(stopped)
    search.window.results.go_on_button.click()
    qtbot.waitUntil(lambda: search.client.has_ended and search.client.frame.trial(stopped).state == FINISHED)
    assert search.client.frame.trial(stopped).epochs == 9
    monkeypatch.setattr(search_controller, "ask_save_path", lambda *_about: tmp_path / "t.csv")
    search.window.results.export_button.click()
    assert len((tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()) == 13


def test_closed_in_mid_search_nothing_is_lost_and_opened_again_it_goes_on(
    qtbot: Any, search: SearchController, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit, submitted = InProcess.submit, threading.Event()

    def slowly(workers: InProcess, items: Any) -> Any:
        """So that the window is closed before the search is done."""
        answers = submit(workers, items)
        if submitted.is_set():
            search.client.job.pause()
        submitted.set()
        return answers

    monkeypatch.setattr(InProcess, "submit", slowly)
    search.window.start.click()
    qtbot.waitUntil(lambda: search.client.frame.phase == RUNNING or search.client.has_ended)
    search.window.close()
    qtbot.waitUntil(lambda: search.client.has_ended)
    monkeypatch.setattr(InProcess, "submit", submit)
    with Study.open(tmp_path / "s.sqlite") as study:  # nobody holds it any more
        before = study.trials()
    search.open()
    qtbot.waitUntil(lambda: search.client.has_ended and search.client.frame.phase in (PAUSED, DONE))
    assert search.client.frame.trials[: len(before)] == before
    assert search.client.frame.phase == PAUSED
    assert search.window.start.text() == "Go on"
    run(qtbot, search)
    assert search.client.frame.progress.ended == 12


def test_the_main_window_takes_a_running_search_with_it(
    qtbot: Any, window: Any, search: SearchController, tmp_path: Path
) -> None:
    search.window.start.click()
    window.document.undo_stack.setClean()
    window.close()
    assert search.client.has_ended
    assert not search.window.isVisible()
    if (tmp_path / "s.sqlite").exists():
        Study.open(tmp_path / "s.sqlite").close()


def test_a_file_that_is_no_study_is_said_and_the_form_stays(qtbot: Any, search: SearchController, tmp_path: Path) -> None:
    (tmp_path / "s.sqlite").write_text("hello")
    search.window.start.click()
    qtbot.waitUntil(lambda: bool(search.client.frame.problem))
    assert search.window.headline.text() == search.client.frame.problem
    assert search.window.is_free
    assert (tmp_path / "s.sqlite").read_text() == "hello"


def test_without_a_search_there_is_no_thread_and_its_file_would_lie_beside_the_project(window: Any, tmp_path: Path) -> None:
    search = window.experiments.search
    assert search.window is None
    assert search.client.has_ended
    assert free_path(None, "circle").parent.name == "searches"
    (tmp_path / "mine-search-1.sqlite").write_text("")
    assert free_path(tmp_path / "mine.npp", "circle") == tmp_path / "mine-search-2.sqlite"
