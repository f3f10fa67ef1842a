"""Network Playground: build a neural network by dragging layers together, watch it learn live, take its weights home.

`python main.py`, or `network-playground` once installed, opens the window; with `train …` it trains without one. Only the
standard library is imported up here, so that a missing package can be reported in one sentence. A frozen program starts here too.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from engine.cli.language_option import UnknownLanguage, describe_language, take_language
from engine.cli.output import NOT_PRINTED, HelpfulParser, print_aside, print_result
from engine.cli.parser_words import WideHelp
from engine.core.blas_threads import ENVIRONMENT
from engine.core.translation import N_, _
from engine.core.version import INSTALLED_COMMAND, NAME, VERSION, command, is_frozen, use_the_systems_libraries

OLDEST, NEWEST = (3, 11), (3, 13)
FOR_TRAINING = ("numpy", "safetensors")
FOR_THE_WINDOW = (*FOR_TRAINING, "PySide6", "pyqtgraph")
COMMANDS = {
    "train": "engine.cli.train",
    "search": "engine.cli.search",
    "predict": "engine.cli.predict",
    "export": "gui.commands.export_project",
}
DESKTOP_ENTRY = "gui.commands.desktop_entry"
ERROR_ICON = 0x10  # of a message box of Windows
DISTRIBUTIONS = {"PySide6": "PySide6-Essentials"}  # where it is not named like the package
ABOUT = N_("""\
Build a neural network by dragging layers together, watch it learn, and take its weights home.

  {command}                 opens the window
  {command} project.npp     opens a saved project
  {command} train OPTIONS   trains without a window and prints the result; `train --help` lists the options
  {command} search OPTIONS  trains many times with other settings and finds the best; `search --help` lists the options
  {command} export PROJECT  writes the trained weights of a project to files; `export --help` lists the formats
  {command} predict MODEL TABLE   prints the rows of a table with what a trained network in a file predicts
""")


def main(argv: Sequence[str] | None = None) -> int:
    """Run with the arguments that follow the program's name; returns the exit code (2: cannot start as asked, 3: not printed)."""
    try:
        argv = take_language(sys.argv[1:] if argv is None else argv)
    except UnknownLanguage as problem:
        return _refuse(str(problem))
    use_the_systems_libraries()
    for name, value in ENVIRONMENT.items():  # read when NumPy loads: more threads gain nothing at first, and change bits
        os.environ.setdefault(name, value)
    if argv and argv[0] in COMMANDS:
        return _run_command(argv[0], argv[1:])
    about = _(ABOUT).format(command=command())
    parser = HelpfulParser(command(), description=about, formatter_class=WideHelp)
    parser.add_argument(
        "project", nargs="?", metavar=_("project"), help=_("project file (.npp), lesson (.nplesson) or link to open")
    )
    describe_language(parser)
    parser.add_argument("--version", action="store_true", help=_("print the version and end"))
    entry = parser.add_mutually_exclusive_group()
    entry.add_argument(
        "--install-desktop-entry",
        action="store_const",
        const="install",
        dest="entry",
        help=_("put the program into the menu of a Linux desktop, and let it open .npp and .nplesson files"),
    )
    entry.add_argument(
        "--remove-desktop-entry", action="store_const", const="remove", dest="entry", help=_("take it out of the menu again")
    )
    asked = parser.parse_args(argv)
    if asked.version:
        return 0 if print_result(f"{NAME} {VERSION}") else NOT_PRINTED
    if asked.entry:
        run: Callable[[str], int] = importlib.import_module(DESKTOP_ENTRY).main
        return run(asked.entry)
    return _open_window([] if asked.project is None else [asked.project])


def _run_command(name: str, argv: list[str]) -> int:
    """One of the commands that need no window."""
    problem = _python_problem() or _package_problem(FOR_TRAINING)
    if problem:
        return _refuse(problem)
    run: Callable[[Sequence[str]], int] = importlib.import_module(COMMANDS[name]).main
    return run(argv)


def _open_window(argv: list[str]) -> int:
    problem = _python_problem() or _package_problem(FOR_THE_WINDOW)
    if problem:
        return _refuse(problem)
    from gui.app import preflight

    problem = preflight.problem()
    if problem:
        return _refuse(problem)
    from gui.app.application import run

    return run(argv)


def _python_problem() -> str:
    """A sentence when this Python is too old or too new, else nothing."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return ""
    oldest, newest, this = (".".join(map(str, version[:2])) for version in (OLDEST, NEWEST, sys.version_info))
    text = _("Network Playground needs Python {oldest} to {newest} and this is Python {this}: start it with another one.")
    return text.format(oldest=oldest, newest=newest, this=this)


def _package_problem(needed: tuple[str, ...]) -> str:
    """A sentence with the command that installs what is missing, else nothing."""
    missing = [name for name in needed if importlib.util.find_spec(name) is None]
    if not missing:
        return ""
    if is_frozen():
        text = _("This copy of the program is not whole, packages are missing: {names}. Get it anew.")
        return text.format(names=", ".join(missing))
    here = Path(__file__).resolve().parent
    what = f'-e "{here}"' if (here / "pyproject.toml").exists() else " ".join(f'"{_requirement(name)}"' for name in missing)
    text = _('Missing Python packages: {names}. Install them with: "{executable}" -m pip install {packages}')
    return text.format(names=", ".join(missing), executable=sys.executable, packages=what)


def _requirement(package: str) -> str:
    """What pip has to be told to install a package for the installed program: its name with the versions that fit."""
    name = DISTRIBUTIONS.get(package, package)
    try:
        lines = importlib.metadata.requires(INSTALLED_COMMAND) or []
    except importlib.metadata.PackageNotFoundError:
        lines = []
    newer = "<" if sys.version_info < (3, 12) else ">="
    fits = [
        line.partition(";")[0].strip()
        for line in lines
        if line.startswith(name) and "extra" not in line and ("python_version" not in line or f"python_version {newer}" in line)
    ]
    return fits[0] if fits else name


def _refuse(problem: str) -> int:
    if sys.stderr is None and sys.platform == "win32":  # started without a console, where nobody would read it
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, problem, NAME, ERROR_ICON)
    print_aside(problem)
    return 2


if __name__ == "__main__":
    if is_frozen():  # the processes of a pool start here as well
        import multiprocessing

        multiprocessing.freeze_support()
    sys.exit(main(sys.argv[1:]))
