"""What holds for every live view: saved files open again, themes change, frames are cheap."""

from __future__ import annotations

import csv
import dataclasses
import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox

from engine.data.datasets import DATASETS
from engine.inspection.snapshot import Snapshot
from engine.nn.losses import MeanSquaredError
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from gui.plotting import image_export
from gui.training.frame import Frame
from gui.views import VIEWS, View
from gui.views.capabilities import KeepsSettings
from gui.views.intents import ReportProblem
from gui.views.loss_view import LossView
from gui.widgets.control_memory import Control, ControlMemory
from tests.engine.builders import snapshot_of
from tests.gui.view_builders import Opened, fed, history_of, trained_snapshot

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.mark.parametrize("name", VIEWS)
def test_views_survive_no_snapshot_and_repeat_themselves_for_nothing(opened: Opened, name: str) -> None:
    view, snapshot = opened(VIEWS[name]), trained_snapshot()
    view.show_frame(Frame(None))
    view.show_frame(Frame(snapshot))
    view.show_frame(Frame(snapshot, running=True))
    assert calls_in(lambda: view.show_frame(Frame(snapshot, running=True))) <= 10
    view.show_frame(Frame(None))


def calls_in(work: Callable[[], object]) -> int:
    """How many functions are called, Python's and others: a cost that is the same on every machine."""
    count = 0

    def see(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("name", VIEWS)
def test_retheme_changes_the_colours(opened: Opened, dark: Callable[[], None], name: str) -> None:
    view = opened(VIEWS[name])
    fed(view)
    before = view.grab().toImage()
    dark()
    view.retheme()
    QApplication.processEvents()
    after = view.grab().toImage()
    assert before.pixelColor(2, before.height() - 3).lightness() > 200
    assert after.pixelColor(2, after.height() - 3).lightness() < 60


@pytest.mark.parametrize("name", VIEWS)
def test_print_what_a_frame_costs(opened: Opened, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    session, view, costs = Session(Recipe()), opened(VIEWS[name]), []
    session.advance(3000)
    canvas = QImage(view.size(), QImage.Format.Format_RGB32)
    for _ in range(12):
        session.advance(50)
        snapshot = snapshot_of(session, *view.requests())
        began = time.perf_counter()
        view.show_frame(Frame(snapshot))
        view.render(canvas)
        costs.append(time.perf_counter() - began)
    with capsys.disabled():
        print(f"\n{name}: {1000 * float(np.median(costs)):.2f} ms a frame")


@pytest.mark.parametrize("name", VIEWS)
def test_saved_files_open_again(opened: Opened, tmp_path: Any, name: str) -> None:
    view = opened(VIEWS[name])
    fed(view)
    if not view.header.columns():  # a view of predicted numbers
        fed(view, Recipe(data=DATASETS["plane"](), loss=MeanSquaredError()))
    png, svg, table = (str(tmp_path / f"picture.{kind}") for kind in ("png", "svg", "csv"))
    assert all(view.header.save(kind, path) for kind, path in (("png", png), ("svg", svg), ("csv", table)))
    image = QImage(png)
    assert image.width() >= 2 * view.header.parts[0].width()
    assert len({image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}) > 2
    with open(svg, "rb") as file:
        assert QSvgRenderer(QByteArray(file.read())).isValid()
    with open(table, encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    columns = view.header.columns()
    assert columns
    assert head == list(columns)
    for cells, values in zip(zip(*rows, strict=True), columns.values(), strict=True):
        if values.dtype == object:  # names of classes
            assert list(cells) == values.tolist()
        else:
            np.testing.assert_array_equal([float(cell) if cell else np.nan for cell in cells], values)


def test_saved_numbers_are_the_whole_history(opened: Opened) -> None:
    view = opened(LossView)
    history = history_of({"train_loss": np.linspace(1, 0, 900), "test_loss": np.linspace(2, 1, 900)})
    view.show_frame(Frame(dataclasses.replace(trained_snapshot(), history=history)))
    np.testing.assert_array_equal(view.plot.columns()["Training"], np.linspace(1, 0, 900))


def test_a_bad_path_is_told(opened: Opened, tmp_path: Any) -> None:
    view, told = opened(LossView), []
    view.intent.connect(told.append)
    for kind in ("png", "svg", "csv"):
        assert not view.header.save(kind, str(tmp_path / "missing" / f"a.{kind}"))
    assert len(told) == 3
    assert all(isinstance(intent, ReportProblem) and "missing" in intent.text for intent in told)


def test_copy_puts_a_picture_on_the_clipboard(opened: Opened) -> None:
    view = opened(LossView)
    view.show_frame(Frame(trained_snapshot()))
    view.header.copy()
    assert not QApplication.clipboard().image().isNull()


@pytest.mark.parametrize("name", VIEWS)
def test_the_keys_copy_the_picture_of_the_view_that_has_the_focus(opened: Opened, name: str) -> None:
    other, view = opened(LossView), opened(VIEWS[name])
    for one in (other, view):
        fed(one)
    clipboard = QApplication.clipboard()
    clipboard.clear()
    view.activateWindow()
    view.setFocus()
    assert view.hasFocus()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    image, wanted = clipboard.image(), image_export.picture(view.header.parts)
    assert image.size() == wanted.size()
    assert image.width() >= 2 * view.header.parts[0].width()
    places = [(x, y) for x in range(0, image.width(), 5) for y in range(0, image.height(), 5)]
    assert [image.pixelColor(*place) for place in places] == [wanted.pixelColor(*place) for place in places]


def test_a_click_on_a_plot_gives_its_view_the_focus(opened: Opened) -> None:
    view = opened(LossView)
    fed(view)
    view.clearFocus()
    QTest.mouseClick(
        view.plot.plot_area.viewport(), Qt.MouseButton.LeftButton, pos=view.plot.plot_area.viewport().rect().center()
    )
    assert view.hasFocus()


def test_copied_numbers_are_those_of_the_file_set_apart_by_tabs(opened: Opened) -> None:
    view = opened(LossView)
    snapshot = trained_snapshot()
    view.show_frame(Frame(snapshot))
    view.header.copy_numbers()
    head, *rows = csv.reader(QApplication.clipboard().text().splitlines(), delimiter="\t")
    assert head == list(view.header.columns())
    read = np.array([[float(cell) if cell else np.nan for cell in row] for row in rows])
    np.testing.assert_array_equal(read, np.stack(list(view.header.columns().values()), axis=1))


def sick(snapshot: Snapshot, value: float) -> Snapshot:
    """The same with all weights, scores and maps at one bad value."""
    theta, scores = np.full_like(snapshot.theta, value), snapshot.scores
    history = history_of({name: [value] * 3 for name in snapshot.history.columns})
    return dataclasses.replace(
        snapshot,
        theta=theta,
        gradients=np.full_like(snapshot.gradients, value),
        scores=dataclasses.replace(scores, train_loss=value, test_loss=value, train_metric=value, test_metric=value),
        history=history,
    )


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 0.0, 1e300])
@pytest.mark.parametrize("name", VIEWS)
def test_sick_numbers_leave_a_picture(opened: Opened, name: str, value: float) -> None:
    view = opened(VIEWS[name])
    session = Session(Recipe())
    session.advance(3)
    view.show_frame(Frame(snapshot_of(session)))
    with np.errstate(all="ignore"):
        session.network.theta[:] = value
        snapshot = snapshot_of(session, *view.requests())
        view.show_frame(Frame(sick(snapshot, value)))
        QApplication.processEvents()
        assert not view.grab().isNull()


@pytest.mark.parametrize("name", VIEWS)
def test_a_look_back_is_drawn(opened: Opened, name: str) -> None:
    view = opened(VIEWS[name])
    view.show_frame(Frame(fed(view), now=5000))
    QApplication.processEvents()
    assert not view.grab().isNull()


@pytest.mark.parametrize("name", VIEWS)
def test_choices_come_back_and_bad_ones_are_left_aside(opened: Opened, name: str) -> None:
    memory, other = (memory_of(opened(VIEWS[name])) for _ in range(2))
    before = memory.values()
    for bad in ({}, dict.fromkeys(before, 3), dict.fromkeys(before, "no such choice"), {"unknown": True}):
        memory.restore(bad)
        assert memory.values() == before
    for control in memory.controls.values():
        choose_another(control)
    assert memory.values() != before or not before
    other.restore(json.loads(json.dumps(memory.values())))
    assert other.values() == memory.values()


def memory_of(view: View) -> ControlMemory:
    return view.memory if isinstance(view, KeepsSettings) else ControlMemory()


def choose_another(control: Control) -> None:
    if isinstance(control, QAbstractButton):
        control.setChecked(not control.isChecked())
    elif isinstance(control, QComboBox):
        control.setCurrentIndex(1)
    else:
        control.box.step(1)


@pytest.mark.parametrize("theta", [3e38, np.nan])
@pytest.mark.parametrize("name", VIEWS)
def test_numbers_near_the_largest_and_beyond_are_drawn_without_a_warning(opened: Opened, name: str, theta: float) -> None:
    """A network that is about to diverge, or has: the training thread ignores what NumPy warns of, and so must a view."""
    view = opened(VIEWS[name])
    for data in ("circle", "three_arms"):
        session = Session(Recipe(data=DATASETS[data]()))
        session.advance(40)
        for _time in range(2):
            with np.errstate(all="ignore"):
                session.network.theta[:] *= theta
                snapshot = snapshot_of(session, *view.requests())
            view.show_frame(Frame(snapshot))
            view.grab()
