"""The sentence over a plot that is empty: the one that was said last, whatever size the plot gets afterwards."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from engine.recipe.recipe import Recipe
from gui.plotting.axis import Axis
from gui.plotting.empty_hint import EmptyHint
from gui.plotting.plot_area import PlotArea
from gui.views.quality.residuals_view import ResidualsView
from gui.views.quality.row_texts import NUMBERS_ONLY
from tests.gui.view_builders import Opened, fed


def test_a_sentence_that_is_too_long_for_the_plot_is_not_cut(qtbot) -> None:
    area = PlotArea(Axis("bottom", "Step", 30), Axis("left", "Loss", 40))
    qtbot.addWidget(area)
    hint = EmptyHint("Train.", area, 40, 30)
    area.resize(140, 90)
    hint.place()
    hint.show_text("word " * 100)
    assert hint.text() == ""


def test_a_view_of_numbers_says_so_of_classes_after_a_resize(opened: Opened) -> None:
    view = opened(ResidualsView)
    fed(view, Recipe(), 1)
    view.resize(view.width() + 40, view.height())
    QApplication.processEvents()
    assert view._hint.text() == NUMBERS_ONLY
