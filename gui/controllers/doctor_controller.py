"""The doctor calls: it looks at the run now and then, whether its view can be seen or not, and carries out what it advises."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from engine.core.translation import _, joined, ngettext
from engine.diagnosis.health_report import HealthCheck, HealthReport
from engine.diagnosis.rules import Verdict
from engine.inspection.snapshot_request import Requests
from engine.recipe.remedies import Remedy
from gui.controllers.run_list_controller import RunListController
from gui.document import Document
from gui.model.edits import with_remedy
from gui.training.frame import Frame
from gui.views.doctor.settled_verdicts import SettledVerdicts


class DoctorController(QObject):
    """Changes: `verdicts` are those that stand now, causes first."""

    noticed = Signal(str)  # the first verdict in a few words; '' when there is none
    pointed = Signal(object, str)  # the id of the block that the first verdict is about, or None; and the verdict
    counted = Signal(int)  # how many verdicts there are

    def __init__(self, document: Document, runs: RunListController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self.runs = document, runs
        self._settled = SettledVerdicts()
        self._notice = ""
        self._pointed: tuple[int | None, str] = (None, "")
        self._report: HealthReport | None = None

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        return tuple(self._settled.standing.values())

    def requests(self) -> Requests:
        return frozenset({HealthCheck()})

    def show_frame(self, frame: Frame) -> None:
        """Take note of a new report; what it was in a past that the user looks back at does not count."""
        snapshot = frame.snapshot
        report = snapshot.get(HealthCheck()) if snapshot is not None and frame.past_step is None else None
        if snapshot is None or report is None or report is self._report:
            return
        self._report = report
        if self._settled.update(report, snapshot.recipe, frame.running):
            self.counted.emit(len(self.verdicts))
        notice = notice_text(self.verdicts)
        if notice != self._notice:
            self._notice = notice
            self.noticed.emit(notice)
        pointed = next(((one.block, one.short) for one in self.verdicts[:1]), (None, ""))
        if pointed != self._pointed:
            self._pointed = pointed
            self.pointed.emit(*pointed)

    def apply_remedy(self, remedy: Remedy) -> None:
        """What the doctor advises. Where it starts again, the charts keep the run before, so that one sees what it is worth."""
        after = with_remedy(self.document.project, remedy)
        if remedy.restarts:
            self.runs.show_ended(_("Before the remedy"), after.recipe)
        self.document.edit(_("Doctor: {remedy:bare}").format(remedy=joined((remedy.text,))), after, restart=remedy.restarts)


def notice_text(verdicts: tuple[Verdict, ...]) -> str:
    """'The gradient vanishes.'; with more verdicts '… (1 more)'."""
    if not verdicts:
        return ""
    more, first = len(verdicts) - 1, verdicts[0].short
    text = ngettext("{verdict} ({count} more)", "{verdict} ({count} more)", more)
    return text.format(verdict=first, count=more) if more else first
