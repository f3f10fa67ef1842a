"""Very uneven classes are spoken of, and one press lets them count alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.nn.losses import MeanSquaredError
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from gui.document import Document
from gui.model.project import Project
from gui.panels.data.class_balance import class_imbalance
from gui.panels.data.data_panel import DataPanel
from gui.panels.inspector.run_page import RunPage
from gui.training.frame import Frame
from tests.engine.builders import snapshot_of
from tests.engine.inspection.predictions.test_predictions import energy
from tests.gui.view_builders import rows_of


def uneven(few: int) -> Any:
    return rows_of(2, np.repeat(np.arange(100) % (100 // few) == 0, 2).astype(int), ("no", "yes"))


@pytest.mark.parametrize(("few", "said"), [(10, True), (20, False), (25, False), (50, False)])
def test_only_very_uneven_classes_are_spoken_of(few: int, said: bool) -> None:
    found = class_imbalance(uneven(few))
    assert (found is not None) == said
    if found is not None:
        assert found == (0, 1, 100 - few, few)


def test_numbers_and_single_classes_are_not_uneven() -> None:
    assert class_imbalance(energy()) is None
    assert class_imbalance(rows_of(2, np.zeros(20, int), ("only", "other"))) is None


def test_one_press_balances_the_classes_and_another_takes_it_back(qtbot: Any) -> None:
    document = Document(Project())
    panel = DataPanel(document)
    qtbot.addWidget(panel)
    panel.show()
    assert not panel.balance.isVisible()
    data = uneven(10)
    panel.show_frame(Frame(snapshot_of(Session(Recipe(), data))))
    assert panel.balance.isVisible()
    assert "“no” has 9 times as many training rows as “yes”: 90 and 10." in panel.balance.sentence.text()
    panel.balance.button.click()
    assert document.project.recipe.class_weights == "balanced"
    assert "count alike" in panel.balance.sentence.text()
    document.undo_stack.undo()
    assert document.project.recipe.class_weights == "none"
    panel.balance.button.click()
    panel.balance.button.click()
    assert document.project.recipe.class_weights == "none"


def test_the_setting_is_offered_where_there_are_classes(qtbot: Any) -> None:
    document = Document(Project())
    page = RunPage(document)
    qtbot.addWidget(page)
    page.show()
    editor = page.form.editors["class_weights"]
    page.show_frame(Frame(snapshot_of(Session(Recipe(), uneven(10)))))
    assert editor.isVisible()
    page.show_frame(Frame(snapshot_of(Session(Recipe(loss=MeanSquaredError()), energy()))))
    assert not editor.isVisible()
