"""The doctor: why the network does not learn, in sentences, with their evidence in numbers and a remedy that one click tries."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from engine.core.arrays import Array
from engine.core.number_format import format_count
from engine.core.translation import N_, _, ngettext
from engine.diagnosis.health_report import HealthCheck, HealthReport
from engine.diagnosis.rules import Verdict
from engine.inspection.snapshot_request import Requests
from gui.style.text_size import set_font
from gui.training.frame import Frame
from gui.views.base import View, view
from gui.views.doctor.settled_verdicts import Key, SettledVerdicts
from gui.views.doctor.verdict_card import VerdictCard, wrapped
from gui.views.intents import ApplyRemedy, SelectLayer
from gui.views.view_header import headed
from gui.widgets.elided_label import ElidedLabel

WELL, WAITING = N_("All is well."), N_("Nothing has been looked at yet.")
NO_FAULT = N_("No fault found, but it is still closer to a guess than to the answer.")
SETTLED = N_("No fault found, and the loss no longer falls.")
TRAIN = N_("It has not been trained yet: press Play.")
WORK_ON = N_("Train on; or give the network more to work with: neurons, layers, or inputs such as {input}².")
NO_MORE = N_(
    "More training changes next to nothing. What is left may be chance, or outliers that a good fit leaves aside; or the network "
    "needs more to work with: neurons, layers, or inputs such as {input}²."
)
NUMBERS = (
    "gradient_l2",
    "gradient_mean",
    "gradient_max",
    "weight_norm",
    "update_ratio",
    "dead",
    "saturated",
    "mean",
    "deviation",
)


@view("doctor", N_("Doctor"), "advice", "view_doctor")
class DoctorView(View):
    """A card for each verdict that stands (`SettledVerdicts`)."""

    def __init__(self) -> None:
        super().__init__()
        self._report: HealthReport | None = None
        self._names: dict[int, str] = {}
        self._settled = SettledVerdicts()
        self.cards: dict[Key, VerdictCard] = {}
        self.explanation = ElidedLabel(_("What keeps the network from learning"))
        self.well, self.looked_at = wrapped(_(WAITING)), wrapped("")
        set_font(self.well, "heading")
        self.looked_at.setProperty("tone", "muted")
        self.page = QWidget()
        self.page.setProperty("panel", True)
        self._column = QVBoxLayout(self.page)
        self._column.setContentsMargins(0, 4, 8, 4)
        self._column.setSpacing(8)
        self._column.addWidget(self.well)
        self._column.addWidget(self.looked_at)
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setAccessibleName(_("Verdicts"))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setMinimumSize(120, 90)
        scroll.setWidget(self.page)
        self.header = headed(self, self.explanation, scroll, self.columns, saved=(self.page,))

    def requests(self) -> Requests:
        return frozenset({HealthCheck()})

    def show_frame(self, frame: Frame) -> None:
        snapshot = frame.snapshot
        report = snapshot.get(HealthCheck()) if snapshot is not None else None
        if report is None or snapshot is None or report is self._report:
            return
        self._report = report
        self._names = {info.id: info.name for info in snapshot.layers}
        self._settled.update(report, snapshot.recipe, frame.running)
        standing = self._settled.standing
        for key in self.cards.keys() - standing.keys():
            self._remove(self.cards.pop(key))
        for place, (key, verdict) in enumerate(standing.items()):
            if key not in self.cards:
                self.cards[key] = self._add(verdict, place)
            self.cards[key].show_verdict(verdict)
        self.well.setText(_(WELL) if report.learns else _(SETTLED) if report.settled else _(NO_FAULT))
        self.well.setVisible(not self.cards)
        self.header.setVisible(not self.cards)  # a verdict says what this view is about, and needs the room
        names = snapshot.data.table.input_names
        self.looked_at.setText(looked_at(report, names[0] if names else "x₁"))

    def columns(self) -> Mapping[str, Array]:
        """The numbers of the report, a row for each layer."""
        layers = self._report.layers if self._report is not None else ()
        numbers = {name.replace("_", " "): np.array([getattr(one, name) for one in layers], np.float64) for name in NUMBERS}
        return {"layer number": np.arange(1.0, len(layers) + 1)} | numbers

    def retheme(self) -> None:
        self.explanation.update()
        for card in self.cards.values():
            card.retheme()

    def showEvent(self, event: QShowEvent) -> None:
        self._settled.forget()
        super().showEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(420, 230)

    def _add(self, verdict: Verdict, place: int) -> VerdictCard:
        name = "" if verdict.block is None else self._names.get(verdict.block, "")
        card = VerdictCard(verdict, name)
        card.remedy_wanted.connect(lambda remedy: self.intent.emit(ApplyRemedy(remedy)))
        card.layer_wanted.connect(lambda layer: self.intent.emit(SelectLayer(layer)))
        self._column.insertWidget(place, card)
        return card

    def _remove(self, card: VerdictCard) -> None:
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()


def looked_at(report: HealthReport, column: str) -> str:
    """What a health report rests on; and what to do when the network does not learn although there is no verdict. `column`: of
    the data, whose square could be a further input.
    """
    layers = ngettext(
        "Looked at the gradient, the weights and the steps of {layers} layer.",
        "Looked at the gradients, the weights and the steps of {layers} layers.",
        len(report.layers),
    ).format(layers=format_count(len(report.layers)))
    rows = ngettext(
        "What the neurons give was measured on {rows} training row.",
        "What the neurons give was measured on {rows} training rows.",
        report.rows,
    ).format(rows=format_count(report.rows))
    losses = ngettext(
        "The loss was measured {losses} time so far.", "The loss was measured {losses} times so far.", report.measured
    ).format(losses=format_count(report.measured))
    text = f"{layers} {rows} {losses}"
    if report.learns or report.verdicts:
        return text
    advice = TRAIN if report.step == 0 else NO_MORE if report.settled else WORK_ON
    return f"{_(advice).format(input=column)} {text}"
