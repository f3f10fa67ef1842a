"""What the user is offered after a crash, and when what was kept goes: once it has been saved or discarded, never before."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from engine.core.translation import _
from engine.files.file_problem import FileProblem
from gui.app.autosave import Leftover
from gui.controllers.file_controller import FileController
from gui.widgets.banner import Action, Banner, Message


def offer(leftover: Leftover, files: FileController, banner: Banner) -> None:
    """Ask in the banner whether to bring it back. Closing the question leaves it for the next start."""

    def bring_back() -> None:
        if not files.may_leave():
            offer(leftover, files, banner)
            return
        file = None if leftover.is_older_than_its_file else leftover.file
        try:
            if not files.open_recovered(leftover.path, file, leftover.discard):
                offer(leftover, files, banner)
        except FileProblem as problem:
            aside = leftover.set_aside()
            text = _('The project could not be brought back. {problem} Its file was kept as "{path}".')
            banner.show_message(Message("warning", text.format(problem=problem, path=aside)))
            for earlier in leftover.earlier:
                offer(earlier, files, banner)

    actions = (Action(_("Bring it back"), bring_back), Action(_("Discard it"), leftover.discard))
    banner.show_message(Message("warning", offer_text(leftover), actions, key=str(leftover.path)))


def offer_text(leftover: Leftover) -> str:
    """What is left, from when, and whether it has been saved since."""
    if leftover.file is None:
        text = _("The program did not end in order. A project that was kept at {time} can be brought back, with its training.")
    elif leftover.is_older_than_its_file:
        text = _(
            'The program did not end in order. "{name}" as it was at {time} can be brought back, with its training; its file was '
            "saved later than that and stays as it is."
        )
    else:
        text = _('The program did not end in order. "{name}" as it was at {time} can be brought back, with its training.')
    name = "" if leftover.file is None else leftover.file.stem
    return text.format(name=name, time=QLocale().toString(leftover.saved, QLocale.FormatType.ShortFormat))
