"""What entries look like: drawn by the engine, for every entry there is."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest

from engine.nn.activations import ACTIVATIONS
from engine.nn.losses import LOSSES, CrossEntropy, Huber, MeanSquaredError
from engine.optim.optimizers import OPTIMIZERS, Momentum
from engine.optim.regularizers import PENALTIES
from engine.optim.schedules import SCHEDULES
from gui.style import style_sheet, theme
from gui.widgets.previews.preview_panel import PreviewPanel
from gui.widgets.previews.preview_plot import PreviewPlot
from gui.widgets.previews.previews import has_preview, link_preview, preview_of
from tests.gui.window_actions import shown

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

DRAWN = [cls for family in (ACTIVATIONS, LOSSES, SCHEDULES, PENALTIES) for cls in family]


@pytest.mark.parametrize("cls", DRAWN, ids=lambda cls: f"{cls.__name__}")
def test_every_entry_has_finite_curves(cls):
    preview = preview_of(cls())
    assert has_preview(cls)
    assert preview.curves or np.isclose(sum(share for _, share in preview.shares), 1)
    for curve in preview.curves:
        assert curve.y.shape == preview.x.shape
        assert np.isfinite(curve.y).all()


@pytest.mark.parametrize("cls", [cls for cls in ACTIVATIONS if cls.kind != "softmax"], ids=lambda cls: cls.kind)
def test_activations_are_drawn_with_the_slope_that_training_uses(cls):
    item = cls()
    preview = preview_of(item)
    f, slope = (curve.y for curve in preview.curves)
    rows = np.zeros((len(preview.x), 3))
    rows[:, 0] = preview.x
    assert (preview.x[0], preview.x[-1]) == (-4, 4)
    assert np.array_equal(f, item.function(rows)[:, 0])
    assert np.array_equal(slope, item.derivative(rows)[:, 0])


def test_the_sign_has_no_slope_and_says_so():
    assert "cannot learn" in preview_of(ACTIVATIONS["sign"]()).remark
    assert "in its place" in preview_of(ACTIVATIONS["sign"](straight_through=True)).remark
    others = [cls for cls in ACTIVATIONS if cls.kind != "sign"]
    assert not any("cannot learn" in preview_of(cls()).remark or "in its place" in preview_of(cls()).remark for cls in others)


def test_softmax_and_no_other_says_that_all_units_count():
    assert [cls.kind for cls in ACTIVATIONS if "three scores" in preview_of(cls()).remark] == ["softmax"]


@pytest.mark.parametrize("cls", list(LOSSES), ids=lambda cls: cls.kind)
def test_a_losses_slope_is_the_slope_of_its_curve(cls):
    preview = preview_of(cls())
    value, slope = (curve.y for curve in preview.curves)
    numeric = np.gradient(value, preview.x)
    smooth = np.abs(np.gradient(slope, preview.x)) < 3  # not at a kink
    smooth &= np.abs(np.gradient(numeric, preview.x)) < 50  # nor at a jump
    assert smooth.sum() > 100
    assert np.allclose(slope[smooth][1:-1], numeric[smooth][1:-1], atol=0.03)


def test_losses_are_drawn_over_the_error_or_over_the_score():
    assert preview_of(MeanSquaredError()).x_name.startswith("error")
    assert preview_of(CrossEntropy()).x_name.startswith("score")
    assert preview_of(Huber(0.5)) is not preview_of(Huber(1.0))
    assert preview_of(Huber(0.5)).curves[1].y.max() == pytest.approx(0.5)


def test_a_link_is_drawn_where_there_is_one():
    assert link_preview(MeanSquaredError(), 1) is None
    assert link_preview(CrossEntropy(), 1).curves[0].y[80] == pytest.approx(0.5)
    several = link_preview(CrossEntropy(), 4)
    assert not several.curves, "softmax takes all scores at once: bars, no curve over one of them"
    scores = np.array([score for score, _ in several.shares])
    assert [share for _, share in several.shares] == pytest.approx(np.exp(scores) / np.exp(scores).sum())


def test_softmax_is_drawn_as_shares_with_their_numbers(qtbot):
    plot = shown(qtbot, PreviewPlot())
    plot.show_preview("Softmax", preview_of(ACTIVATIONS["softmax"]()))
    plot.grab()
    assert plot.accessibleDescription() == "z −0.3: 15 %. z 1.1: 60 %. z 0.2: 25 %"


def test_rules_have_the_numbers_of_now(qtbot):
    view = shown(qtbot, PreviewPanel())
    assert view.show_entry(Momentum(0.05, 0.8))
    assert view.rule.text() == "v ← 0.8 v + g\nθ ← θ − 0.05 v"
    view.add("In all 300 bytes.")
    assert view.remark.text() == "1 float per parameter beside weight and gradient (velocity). In all 300 bytes."
    assert not view.plot.isVisible()
    assert all(preview_of(cls()).is_informative for cls in OPTIMIZERS)


def test_curves_are_read_under_the_mouse_and_by_screen_readers(qtbot):
    plot = PreviewPlot()
    plot.resize(300, plot.sizeHint().height())
    shown(qtbot, plot)
    plot.show_preview("Sigmoid", preview_of(ACTIVATIONS["sigmoid"]()))
    assert plot.accessibleName() == "f and f′ of Sigmoid"
    assert "z 0: f 0.5, f′ 0.25" in plot.accessibleDescription()
    QTest.mouseMove(plot, QPoint(298, 60))
    qtbot.waitUntil(lambda: plot.at is not None)
    assert plot.at == pytest.approx(4, abs=0.2)


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_a_plot_is_drawn_in_the_colours_of_the_theme(qapp, qtbot, choice):
    style_sheet.apply_theme(qapp, choice)
    plot = PreviewPlot()
    plot.resize(300, plot.sizeHint().height())
    shown(qtbot, plot)
    plot.show_preview("Tanh", preview_of(ACTIVATIONS["tanh"]()))
    image = plot.grab().toImage()
    found = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    style_sheet.apply_theme(qapp, "light")
    now = theme.DARK if choice == "dark" else theme.LIGHT
    assert {now.text, now.accent} <= found
