"""Uncaught errors: each is reported once per place, in the log file and by the signal `reported`; the program keeps running.

Install after pyqtgraph is imported, because it puts itself in front of `sys.excepthook`.
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Hashable
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import IO

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from engine.core.translation import _, joined
from engine.files.file_problem import FileProblem
from engine.recipe.recipe_problem import RecipeProblem

LOG_BYTES = 256 * 1024
MOST_PLACES = 1000  # remembered; further ones are not reported


@dataclass(frozen=True)
class Report:
    """A problem for the user: a sentence, and the details for those who fix it."""

    sentence: str
    details: str


class CrashReporter(QObject):
    """Changes: remembers which places have been reported. Called from any thread; `reported` arrives in its own."""

    reported = Signal(object)  # Report

    def __init__(self, folder: Path | None, parent: QObject | None = None) -> None:
        """`folder` is where logs go; None, or one that cannot be written, means no log."""
        super().__init__(parent)
        self.log_file: Path | None = None
        self._log = logging.Logger("network playground")
        self._fatal: IO[str] | None = None
        self._places: set[Hashable] = set()
        self._lock = threading.Lock()
        self._installed = False
        if folder is not None:
            with contextlib.suppress(OSError):
                self._open_log(folder)

    def install(self) -> None:
        self._hooks_before = sys.excepthook, threading.excepthook
        sys.excepthook, threading.excepthook = self.exception, self.thread_exception
        qInstallMessageHandler(self.qt_message)
        if self._fatal is not None:
            faulthandler.enable(self._fatal)
        self._installed = True

    def uninstall(self) -> None:
        """Restore the hooks of before and close the log. Qt must not call Python while the interpreter ends."""
        if self._installed:
            self._installed = False
            qInstallMessageHandler(None)
            sys.excepthook, threading.excepthook = self._hooks_before
        if self._fatal is not None:
            faulthandler.disable()
            self._fatal.close()
            self._fatal = None
        for handler in list(self._log.handlers):
            self._log.removeHandler(handler)
            handler.close()

    # -- the three hooks
    def exception(self, kind: type[BaseException], value: BaseException, trace: TracebackType | None) -> None:
        """What `sys.excepthook` is called with: exceptions in slots, events and QThread.run."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, value, trace)
            return
        frames = traceback.extract_tb(trace)
        place = _("an unknown place")
        if frames:
            place = _("{file}, line {line}").format(file=Path(frames[-1].filename).name, line=frames[-1].lineno)
        if not self._is_new((kind, place)):
            return
        if isinstance(value, FileProblem | RecipeProblem):
            sentence = str(value)
        else:
            sentence = _(
                "Something went wrong inside the program ({error}; {place}). "
                "Your project is still here: save it, and restart if the window behaves oddly."
            ).format(error=f"{kind.__name__}: {str(value)[:200]}", place=place)
            if self.log_file:
                sentence = joined((sentence, _("Details are in {path}.").format(path=self.log_file)))
        self._report(Report(sentence, "".join(traceback.format_exception(kind, value, trace))))

    def thread_exception(self, args: threading.ExceptHookArgs) -> None:
        """What `threading.excepthook` is called with."""
        if not issubclass(args.exc_type, SystemExit):
            self.exception(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)

    def qt_message(self, mode: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
        """What Qt says about itself: warnings go to the log and stderr, worse also to the window."""
        if mode in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) or not self._is_new(("qt", text)):
            return
        if mode == QtMsgType.QtWarningMsg:
            self._write(f"Qt: {text}")
        else:
            sentence = _("The window system reports a problem: {problem}. Save your project and restart.").format(problem=text)
            self._report(Report(sentence, f"Qt: {text}"))

    # -- private
    def _open_log(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "network-playground.log", maxBytes=LOG_BYTES, backupCount=2, encoding="utf-8", delay=True
        )
        handler.setFormatter(logging.Formatter("%(asctime)s %(threadName)s\n%(message)s"))
        self._log.addHandler(handler)
        self.log_file = Path(handler.baseFilename)
        fatal = folder / "fatal.log"  # a file of its own: the handler renames its file, and this one must stay open
        mode = "a" if fatal.exists() and fatal.stat().st_size < LOG_BYTES else "w"
        self._fatal = fatal.open(mode, encoding="utf-8")

    def _is_new(self, place: Hashable) -> bool:
        with self._lock:
            if place in self._places or len(self._places) >= MOST_PLACES:
                return False
            self._places.add(place)
            return True

    def _report(self, report: Report) -> None:
        self._write(report.details)
        self.reported.emit(report)

    def _write(self, text: str) -> None:
        if self._log.handlers:
            self._log.error(text.rstrip())
        if sys.stderr is not None:
            sys.stderr.write(text.rstrip() + "\n")
