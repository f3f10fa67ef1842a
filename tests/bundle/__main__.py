"""Builds the program as one folder and tries it beside the source: `python -m tests.bundle [--keep FOLDER] [--display :72]`.

It takes the packages of the Python that runs it, PyInstaller among them, and prints a row for each thing that was tried.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.core.version import INSTALLED_COMMAND
from tests.bundle.trial import TRIALS, Bundle
from tests.program_start import ROOT

SPEC = ROOT / "resources" / "packaging" / f"{INSTALLED_COMMAND}.spec"
TRIAL_SPEC = """
{text}
inside = Analysis([{inside!r}], pathex=[str(ROOT)])
trial = EXE(code, inside.scripts, [], exclude_binaries=True, name="inside", console=True, upx=False)
shutil.copy(trial.name, folder.name)
"""


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bundle", description="Build the program as one folder and try it.")
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="where the folder stays; a temporary one by default")
    parser.add_argument("--built", action="store_true", help="it has been built in FOLDER already")
    parser.add_argument("--display", metavar=":N", default=":72", help="a free display for Xvfb")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="network-playground-") as made:
        place = asked.keep or Path(made)
        if not asked.built:
            build(place)
        bundle = Bundle(place / "dist" / INSTALLED_COMMAND, Path(made), asked.display)
        failed = False
        for row in rows(bundle):
            failed |= row[1] != "ok"
            print("{:<71} {:<7} {}".format(*row), flush=True)
    return int(failed)


def build(place: Path) -> None:
    """The folder, with a second program in it that looks at it from inside."""
    place.mkdir(parents=True, exist_ok=True)
    inside = str(ROOT / "tests" / "bundle" / "inside.py")
    spec = place / "trial.spec"
    text = SPEC.read_text(encoding="utf-8").replace("Path(SPECPATH).resolve().parents[1]", f"Path({str(ROOT)!r})")
    text = text.replace("own = [", 'own = ["main", ')  # to be started by the other program as well
    spec.write_text(TRIAL_SPEC.format(text=text, inside=inside), encoding="utf-8")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    folders = ["--distpath", str(place / "dist"), "--workpath", str(place / "work")]
    shutil.rmtree(place / "dist", ignore_errors=True)
    subprocess.run([*command, *folders, str(spec)], check=True, cwd=place)


def rows(bundle: Bundle) -> Iterator[tuple[str, str, str]]:
    for tried in TRIALS:
        name = (tried.__doc__ or "").strip().removesuffix(".")
        try:
            yield name, "ok", tried(bundle)
        except (AssertionError, subprocess.SubprocessError, OSError, LookupError, ValueError) as problem:
            yield name, "FAILED", f"{type(problem).__name__}: {problem}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
