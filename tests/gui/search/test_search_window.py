"""The search's window by itself: what it draws of a frame, what its form makes of what is typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from engine.core.version import install_command
from engine.data.table import Task
from engine.recipe.recipe import Recipe
from engine.search.trial import SearchProgress, ranked
from gui.search.search_frame import DONE, NOTHING, PAUSED, PAUSING, RUNNING, SearchFrame
from gui.search.search_window import SearchWindow
from gui.search.setup import plan_form
from tests.gui.search.made_trials import PLAN, made_trials

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def search(qtbot: Any, tmp_path: Path) -> Iterator[SearchWindow]:
    window = SearchWindow()
    window.resize(1200, 700)
    window.show_base(Recipe(), Task(2), False, tmp_path / "a.sqlite")
    window.show()
    yield window
    window.close()
    window.deleteLater()


def frame_of(count: int, phase: str = PAUSED, path: str = "/a.sqlite") -> SearchFrame:
    trials = made_trials(count)
    best = next(iter(ranked(trials, True)), None)
    progress = SearchProgress(count, PLAN.trials, best=None if best is None else best.number)
    return SearchFrame(phase, Path(path), PLAN, progress, trials)


def show(window: SearchWindow, frame: SearchFrame) -> None:
    window.expect()
    window.show_page(1)
    window.show_frame(frame)


def typed(window: SearchWindow, name: str, text: str) -> Any:
    row = window.setup.rows[name]
    row.line.selectAll()
    QTest.keyClicks(row.line, text)
    return row


def test_the_form_makes_a_plan_and_says_what_is_wrong_at_its_row(search: SearchWindow) -> None:
    assert search.setup.plan().space.text == "layers=4,2|8|16|16,16|32,32 lr=0.001..1:log"
    assert search.start.isEnabled()
    row = typed(search, "batch", "8 | 32 |")
    assert row.varies
    assert row.objection.isVisibleTo(row)
    assert row.objection.property("tone") == "error"
    assert not search.start.isEnabled()
    assert search.start.toolTip() == row.problem == search.setup.work.text()
    typed(search, "batch", "8 | 32")
    assert not row.objection.isVisibleTo(row)
    assert search.setup.plan().space.text.endswith("batch=8|32")
    assert search.setup.work.text().startswith("40 trainings of at most 100 epochs")
    for one in search.setup.rows.values():
        one.box.setChecked(False)
    assert search.setup.work.text() == search.start.toolTip() == "Tick at least one setting that is to vary."


def test_what_was_typed_stays_when_the_network_changes_and_the_rest_follows(search: SearchWindow, tmp_path: Path) -> None:
    typed(search, "lr", "0.1|0.2")
    search.show_base(replace(Recipe(), batch=77), Task(2), True, tmp_path / "b.sqlite")
    assert search.setup.rows["lr"].line.text() == "0.1|0.2"
    assert search.setup.rows["batch"].line.text() == "8|32|77|128"
    assert search.setup.form.folds.isEnabled()
    assert search.setup.form.file.path == tmp_path / "b.sqlite"
    QTest.keyClicks(search.setup.form.file.line, "2")
    search.show_base(Recipe(), Task(0), False, tmp_path / "c.sqlite")
    assert search.setup.form.file.path == tmp_path / "b.sqlite2"
    assert not search.setup.form.folds.isEnabled()
    assert search.setup.form.judge.value() == "r2"


def test_without_optuna_tpe_is_grey_and_the_command_can_be_copied(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_form, "find_spec", lambda name: None if name == "optuna" else find_spec(name))
    form = plan_form.PlanForm()
    qtbot.addWidget(form)
    assert not form.sampler.model().item(form.sampler.findData("tpe")).isEnabled()
    assert form.no_optuna.isVisibleTo(form)
    assert form.no_optuna.command == install_command("search")


@pytest.mark.parametrize(
    ("phase", "start", "leave"),
    [(RUNNING, "Pause", "Cancel"), (PAUSING, "Pause", "Cancel"), (PAUSED, "Go on", "Cancel")],
)
def test_the_button_does_what_can_be_done(search: SearchWindow, phase: str, start: str, leave: str) -> None:
    show(search, frame_of(12, phase))
    assert (search.start.text(), search.leave.text(), search.start.isEnabled()) == (start, leave, True)
    assert not search.setup.rows["lr"].isEnabled()
    assert search.setup.form.numbers["trials"].isEnabled() is (phase == PAUSED)


def test_a_search_that_is_done_goes_on_with_more_trials_or_makes_room_for_another(qtbot: Any, search: SearchWindow) -> None:
    show(search, frame_of(PLAN.trials, DONE))
    assert not search.start.isEnabled()
    search.setup.form.numbers["trials"].step(1)
    assert search.start.isEnabled()
    with qtbot.waitSignal(search.wanted) as caught:
        search.start.click()
    assert caught.args[0].plan.trials > PLAN.trials
    with qtbot.waitSignal(search.left):
        search.leave.click()
    assert search.start.text() == "Start"
    assert search.setup.rows["lr"].isEnabled()
    assert search.results.frame.trials  # what was found is still there


def test_a_study_that_cannot_be_opened_leaves_the_form_free(search: SearchWindow) -> None:
    search.expect()
    search.show_frame(SearchFrame(NOTHING, problem="It is no study."))
    assert search.headline.text() == "It is no study."
    assert search.is_free
    assert search.setup.rows["lr"].isEnabled()


@pytest.mark.parametrize("count", [0, 3, 2000])
def test_no_few_and_many_trials_are_drawn(search: SearchWindow, count: int) -> None:
    show(search, frame_of(count))
    results = search.results
    assert results.table.model().rowCount() == count
    for page in range(3):
        results.tabs.setCurrentIndex(page)
        assert not results.grab().isNull()
    assert results.adopt_button.isEnabled() is (count > 0)
    assert results.chosen == results.frame.progress.best


def test_one_trial_is_chosen_everywhere(search: SearchWindow) -> None:
    show(search, frame_of(60))
    results, (setting, lines, cells) = search.results, search.results.plots
    stopped = next(one.number for one in results.frame.trials if one.state == "stopped")
    results.table.setCurrentIndex(results.table.model_.index(results.table.model_.place_of(stopped), 0))
    assert (setting.chosen_trial, lines.chosen_trial, cells._chosen) == (stopped, stopped, stopped)
    assert results.go_on_button.isEnabled()
    assert f"Trial {stopped}:" in results.about.text
    at = results.frame.trials.index(results.frame.trial(8))
    across, down = setting._in_viewport()
    QTest.mouseClick(setting.plot_area.viewport(), Qt.MouseButton.LeftButton, pos=QPointF(across[at], down[at]).toPoint())
    assert results.chosen == 8
    assert results.table.model_.order[results.table.currentIndex().row()].number == 8
    setting.setFocus()
    QTest.keyClick(setting, Qt.Key.Key_Right)
    assert results.chosen == setting.in_order()[setting.in_order().index(8) + 1]
    results.tabs.setCurrentIndex(2)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(cells, key)
        assert results.chosen in cells.cells.best
    QTest.keyClick(results.best.maps[1], Qt.Key.Key_Space)
    assert results.chosen == ranked(results.frame.trials, True)[1].number
    assert results.best.maps[1].is_chosen


def test_pictures_are_asked_for_once(search: SearchWindow) -> None:
    asked: list[tuple[int, ...]] = []
    search.pictures_wanted.connect(lambda numbers, _side: asked.append(numbers))
    frame = frame_of(30)
    show(search, frame)
    search.show_frame(frame)
    assert asked == [tuple(one.number for one in ranked(frame.trials, True)[:6])]
    search.show_frame(frame_of(31, path="/b.sqlite"))  # another study has other pictures
    assert len(asked) == 2


def test_choices_are_remembered(qtbot: Any, search: SearchWindow) -> None:
    search.setup.form.numbers["trials"].step(1)
    search.setup.form.sampler.set_value("grid")
    search.setup.form.stops_weak.setChecked(False)
    search.close()
    again = plan_form.PlanForm()
    qtbot.addWidget(again)
    assert again.number("trials") == search.setup.form.number("trials")
    assert (again.sampler.value(), again.stops_weak.isChecked()) == ("grid", False)
