"""The metric: its name, its unit and its range."""

from __future__ import annotations

from pathlib import Path

from engine.data.datasets import DATASETS
from engine.data.datasets.csv_file import CsvFile
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


def test_r2_of_a_single_test_row_is_a_dash(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "five.csv"
    path.write_text("x,y\n1,2.5\n2,3.5\n3,1.25\n4,7.5\n5,6.5\n")
    view = opened(MetricView)
    view.show_frame(
        Frame(trained_snapshot(Recipe(data=CsvFile(str(path), task="regression"), loss=MeanSquaredError(), train_share=0.8)))
    )
    assert view.plot.legend.entries[1].value == "–"
