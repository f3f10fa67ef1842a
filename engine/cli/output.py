"""What commands print and how they end. Printing survives a reader that has gone, a full disk and a stream that was never there.

Standard library only.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Callable
from typing import Any, TextIO

from engine.cli.parser_words import speak
from engine.core.translation import N_, _

# Exit codes of all commands.
BAD_INPUT = 2
NOT_PRINTED = 3  # the result could not be written to standard output
STOPPED = 130  # by Ctrl+C
ELSEWHERE = N_("The result could not be written to standard output ({reason}): it stands here instead.")


class HelpfulParser(argparse.ArgumentParser):
    """Prints its help as a result: argparse itself would drop what cannot be written, and end with code 0."""

    def __init__(self, *args: Any, **about: Any) -> None:
        speak()
        super().__init__(*args, **about)

    def print_help(self, file: Any = None) -> None:
        if not print_result(self.format_help().rstrip("\n")):
            raise SystemExit(NOT_PRINTED)


def exit_code_of(work: Callable[[], int], problems: tuple[type[Exception], ...]) -> int:
    """Do the work of a command; returns the exit code that it returns. Any of these problems is bad input, and printed."""
    use_any_letters()
    try:
        return work()
    except SystemExit as end:  # after --help, or what argparse refuses
        return int(end.code or 0)
    except problems as problem:
        print_aside(str(problem))
        return BAD_INPUT
    except KeyboardInterrupt:
        print_aside(_("Stopped."))
        return STOPPED


def print_result(text: str) -> bool:
    """Print what was asked for on standard output; failing that, on standard error, with a sentence. False in that case."""
    reason = _write(sys.stdout, text)
    if not reason:
        return True
    _silence("stdout")
    print_aside(_(ELSEWHERE).format(reason=reason))
    print_aside(text)
    return False


def print_aside(text: str, end: str = "\n") -> None:
    """Print progress or a problem on standard error; where that cannot be written it is left out, and nothing fails."""
    if _write(sys.stderr, text, end):
        _silence("stderr")


def use_any_letters() -> None:
    """A console without x₁ or Hangul still shows the line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _write(stream: TextIO | None, text: str, end: str = "\n") -> str:
    """Why it could not be written, or nothing."""
    if stream is None:  # it was closed when the program started
        return _("it is closed")
    try:
        print(text, end=end, file=stream, flush=True)
    except (OSError, ValueError) as problem:  # ValueError: it has been closed since
        return (problem.strerror if isinstance(problem, OSError) else None) or _("it is closed")
    return ""


def _silence(name: str) -> None:
    """What is left in the stream's buffer would fail again when Python ends, with an exit code and a traceback of its own."""
    stream = getattr(sys, name)
    setattr(sys, name, None)
    if stream is None:
        return
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
