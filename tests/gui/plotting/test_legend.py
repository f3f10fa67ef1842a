"""The legend shows every entry, whatever room it has."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from gui.plotting.legend import Legend, LegendEntry
from gui.plotting.legend_layout import laid_out

COLOURS = tuple(QColor.fromHsvF(i / 50, 1.0, 0.8).name() for i in range(50))


def layers(count: int) -> list[LegendEntry]:
    return [LegendEntry(f"Dense {i + 1}", COLOURS[i], "0.0123", ordered=True) for i in range(count)]


@pytest.fixture
def legend(qtbot: QtBot) -> Legend:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.resize(330, 20)
    legend.show()
    return legend


def test_one_row_holds_what_fits() -> None:
    layout = laid_out([60, 60], [30, 30], [False, False], 200, 2)
    assert (layout.places, layout.rows, layout.values) == (((0, 0), (74, 0)), 1, True)


def test_more_rows_are_columns() -> None:
    layout = laid_out([60, 50, 55, 40], [30] * 4, [False] * 4, 140, 2)
    assert layout.places == ((0, 0), (74, 0), (0, 1), (74, 1))


def test_where_values_do_not_fit_all_names_are_shown() -> None:
    layout = laid_out([100] * 6, [40] * 6, [True] * 6, 220, 2)
    assert not layout.values
    assert layout.rows == 2
    assert len([place for place in layout.places if place]) == 6


def test_a_short_name_keeps_the_values(legend: Legend) -> None:
    names = ("Training", "Test", "Validation", "Least validation")
    entries = [LegendEntry(name, "#112233", "0.1234", short="Least" if name.startswith("Least") else "") for name in names]
    legend.fit_height(150)
    legend.show_entries(entries[:3])
    assert legend.layout_.values
    legend.show_entries([dataclasses.replace(entry, short="") for entry in entries])
    assert not legend.layout_.values
    legend.show_entries(entries)
    assert (legend.layout_.values, legend.layout_.rows) == (True, 2)


@pytest.mark.parametrize("count", [1, 2, 5, 8, 10, 20, 50])
def test_no_entry_is_left_out(legend: Legend, count: int) -> None:
    legend.show_entries([*layers(count), LegendEntry("Least test", "#000000", "0.1", "ring")])
    in_ramp = 0 if legend.layout_.ramp is None else count
    assert sum(place is not None for place in legend.layout_.places) + in_ramp == count + 1
    picture = legend.grab().toImage()
    ratio = picture.devicePixelRatio()
    pixels = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(0, picture.height(), round(ratio))}
    assert {entry.colour for entry in legend.entries[:count]} <= pixels


def test_fifty_layers_are_a_ramp_between_the_first_and_the_last(legend: Legend) -> None:
    legend.show_entries(layers(50))
    assert legend.layout_.ramp is not None
    left, right = legend.layout_.ramp
    assert legend.layout_.rows == 1
    assert right <= legend.width()
    row = legend.height() / 2
    names = [legend.entry_at(x, row).name for x in (left + 0.5, (left + right) / 2 + 0.5, right - 0.5)]
    assert names == ["Dense 1", "Dense 26", "Dense 50"]
    assert legend.entry_at(left - 5, row) is None


def test_a_larger_plot_gives_its_legend_more_rows(legend: Legend) -> None:
    legend.fit_height(120)
    legend.show_entries(layers(8))
    small = legend.layout_.rows
    legend.fit_height(500)
    assert legend.layout_.values
    assert legend.layout_.rows > small


def test_a_name_longer_than_the_legend_is_elided(legend: Legend) -> None:
    legend.show_entries([LegendEntry("x" * 200, "#112233", "1")])
    assert legend.layout_.places == ((0.0, 0),)
    legend.grab()


def test_names_without_values_have_the_whole_width_and_few_rows(qtbot: QtBot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.show_entries([LegendEntry(name, "#112233", "0.5") for name in ("Training", "Test", "Least test")])
    metrics = legend.fontMetrics()
    wide = metrics.horizontalAdvance("Training") + metrics.horizontalAdvance("Test") + 60
    legend.resize(wide, 60)
    legend.fit_height(20)
    assert not legend.layout_.values
    assert legend.layout_.rows == 2
    assert legend._name_width >= metrics.horizontalAdvance("Least test")
