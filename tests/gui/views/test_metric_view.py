"""The metric: its name, its unit and its range."""

from __future__ import annotations

from engine.data.datasets import DATASETS
from engine.nn.losses import MeanSquaredError
from engine.recipe.recipe import Recipe
from gui.training.frame import Frame
from gui.views.metric_view import MetricView
from tests.gui.view_builders import Opened, trained_snapshot


def test_metric_names_itself(opened: Opened) -> None:
    view = opened(MetricView)
    view.show_frame(Frame(trained_snapshot()))
    assert view.plot.y_axis.title == "Accuracy"
    assert view.plot.legend.entries[0].value.endswith("%")
    view.show_frame(Frame(trained_snapshot(Recipe(data=DATASETS["plane"](), loss=MeanSquaredError()))))
    assert view.plot.y_axis.title == "R²"
    assert view.plot.plot_area.getViewBox().viewRange()[1][0] >= -1.1
