"""A plot outside the views, as windows show theirs side by side: its header above it, and a frame while it has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.plotting.plot_header import Columns, PlotHeader


def headed_plot(
    title: QWidget, file: str, plot: QWidget, columns: Columns, problem: SignalInstance, *controls: QWidget
) -> QWidget:
    """The plot below its title, controls and the menu that saves it, by default as `file`; `problem` says why it could not."""
    plot.setProperty("ringed", True)
    header = PlotHeader(title, file, (plot,), columns)
    for control in controls:
        header.add(control)
    header.problem.connect(problem)
    header.copy_by_keys(plot)
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(header)
    column.addWidget(plot, 1)
    return whole
