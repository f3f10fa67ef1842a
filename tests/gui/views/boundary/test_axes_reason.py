"""With many inputs the picture begins with the two that say most about the target, says so, and keeps what the user chooses."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.data.datasets.csv_file import CsvFile
from engine.nn.losses import MeanSquaredError
from engine.recipe.recipe import Recipe
from gui.model.edits import set_data
from gui.model.project import Axes, Project
from gui.views.boundary.boundary_view import BoundaryView
from gui.views.intents import SetAxes
from tests.engine.inspection.predictions.test_predictions import energy
from tests.gui.view_builders import Opened, fed


def table_file(path: Path, names: str, strongest: tuple[int, int]) -> CsvFile:
    x = np.random.default_rng(3).normal(size=(60, len(names)))
    y = 5 * x[:, strongest[0]] - 3 * x[:, strongest[1]]
    rows = "\n".join(",".join(f"{value:.5f}" for value in [*row, t]) for row, t in zip(x, y, strict=True))
    path.write_text(",".join([*names, "energy"]) + "\n" + rows + "\n", encoding="utf-8")
    return CsvFile(str(path), "energy").identified()


def chosen(project: Project, data: CsvFile) -> Project:
    return set_data(project, data, data.make(np.random.default_rng()))


def test_another_file_begins_with_its_own_two_and_the_same_file_keeps_the_users_choice(tmp_path: Path) -> None:
    first, other = table_file(tmp_path / "a.csv", "abcdefg", (2, 5)), table_file(tmp_path / "b.csv", "pqrstuv", (6, 1))
    project = chosen(Project(), first)
    assert project.axes.shown == (2, 5)
    own = Project(project.recipe, Axes((0, 3)))
    assert chosen(own, first).axes.shown == (0, 3)
    assert chosen(own, other).axes.shown == (1, 6)


def test_it_says_which_and_why_and_offers_them_again(opened: Opened) -> None:
    view, wanted = opened(BoundaryView), []
    view.intent.connect(wanted.append)
    view.set_axes(Axes((2, 5)))
    fed(view, Recipe(loss=MeanSquaredError(), standardise=True), 10, energy())
    reason = view.held.reason
    assert reason.sentence.text.startswith("Most telling: c ")
    assert " %, f " in reason.sentence.text
    assert "energy (MWh)" in reason.sentence.toolTip()
    assert not reason.button.isVisible()
    view.set_axes(Axes((0, 1), follow=True))
    assert reason.button.isVisible()
    reason.button.click()
    assert wanted == [SetAxes(Axes((2, 5), follow=True))]


def test_two_inputs_need_no_reason(opened: Opened) -> None:
    view = opened(BoundaryView)
    fed(view)
    assert not view.held.reason.isVisible()
