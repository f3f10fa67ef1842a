"""What is tried with the folder: each function's first line says what, it returns what was found, and asserts the rest."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from engine.core.version import APPLICATION_ID, INSTALLED_COMMAND, VERSION
from tests.program_start import ROOT

MEGABYTE = 1e6
MOST_MEGABYTES = 200
LONGEST_START = 3.0  # seconds until the window is shown
IRIS = ("train", "--data", "iris", "--layers", "16:tanh,16:tanh", "--optimizer", "adam", "--epochs", "40", "--json", "--quiet")
SEARCH = ("search", "--data", "iris", "--space", "lr=1e-3..1:log layers=3|4,4", "--trials", "8", "--epochs", "9", "--jobs", "2")
BY_PACKAGES = {"onnx": ".onnx", "h5py": ".keras"}  # formats that packages write which may be in it
FORMATS = (".npz", ".safetensors", ".py", ".h", ".json", "_layers.zip", "_torch.py", "_train.py")
PROJECT = ROOT / "tests" / "golden" / "projects" / "without_identity" / "default.npp"


@dataclass(frozen=True)
class Bundle:
    """The folder, another one for what is written, and a display that Xvfb may use."""

    folder: Path
    made: Path
    display: str

    @property
    def program(self) -> Path:
        return self.folder / (INSTALLED_COMMAND + (".exe" if os.name == "nt" else ""))

    @property
    def inside(self) -> Path:
        return self.folder / ("inside.exe" if os.name == "nt" else "inside")

    def environment(self, **changed: str) -> dict[str, str]:
        """Of somebody who has never used it, without a display."""
        gone = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "NETWORK_PLAYGROUND_LANG", "LANG", "LC_ALL", "LC_MESSAGES")
        kept = {name: value for name, value in os.environ.items() if name not in gone and not name.startswith("PYTHON")}
        homes = {f"XDG_{name}_HOME": str(self.made / name.lower()) for name in ("DATA", "CONFIG", "CACHE")}
        return {**kept, **homes, **changed}

    def run(self, *words: str | Path, folder: str = "frozen", **changed: str) -> subprocess.CompletedProcess[str]:
        """The frozen program, in a folder of its own."""
        return self._start([str(self.program), *map(str, words)], folder, changed)

    def source(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """The same by Python."""
        return self._start([sys.executable, str(ROOT / "main.py"), *map(str, words)], "source", {})

    def look(self, *words: str | Path, **changed: str) -> Any:
        """What the program that looks from inside has found."""
        return self._answer([str(self.inside), *map(str, words)], changed)

    def look_at_source(self, *words: str | Path) -> Any:
        script = str(ROOT / "tests" / "bundle" / "inside.py")
        return self._answer([sys.executable, script, *map(str, words)], {"PYTHONPATH": str(ROOT)})

    def _answer(self, command: list[str], changed: dict[str, str]) -> Any:
        ran = self._start(command, "frozen", changed)
        assert ran.returncode == 0, ran.stderr[-2000:]
        return json.loads(ran.stdout.splitlines()[-1])

    def _start(self, command: list[str], folder: str, changed: dict[str, str]) -> subprocess.CompletedProcess[str]:
        place = self.made / folder
        place.mkdir(exist_ok=True)
        environment = self.environment(**changed)
        return subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", timeout=180, check=False, cwd=place, env=environment
        )


def size(bundle: Bundle) -> str:
    """Size."""
    files = [path for path in bundle.folder.rglob("*") if path.is_file() and not path.is_symlink() and path != bundle.inside]
    found = sum(path.stat().st_size for path in files) / MEGABYTE
    assert found <= MOST_MEGABYTES, f"{found:.0f} MB"
    return f"{found:.0f} MB in {len(files)} files, of at most {MOST_MEGABYTES}"


def version(bundle: Bundle) -> str:
    """Says its version."""
    ran = bundle.run("--version")
    assert ran.stdout == f"Network Playground {VERSION}\n", ran
    return VERSION


def start(bundle: Bundle) -> str:
    """Start until the window is shown, cold and warm."""
    _forget_files(bundle.folder)
    cold, *warm = (_seconds_to_window(bundle) for _turn in range(4))
    assert max(cold, min(warm)) <= LONGEST_START, f"{cold} s cold, {warm} s warm; is the machine idle?"
    return f"{cold:.1f} s cold, {min(warm):.1f} s warm"


def _forget_files(folder: Path) -> None:
    """As after switching the machine on: none of the folder's files is in memory. (Linux)"""
    for path in folder.rglob("*"):
        if path.is_file() and hasattr(os, "posix_fadvise"):
            with path.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _seconds_to_window(bundle: Bundle) -> float:
    """From the outside: the start of the process counts."""
    began = time.time()
    return round(bundle.look("start", QT_QPA_PLATFORM="offscreen")["shown"] - began, 2)


def entries(bundle: Bundle) -> str:
    """Every registered entry, lesson and view is found."""
    here, there = bundle.look("entries"), bundle.look_at_source("entries")
    assert here == there, {name: (here.get(name), there[name]) for name in there if here.get(name) != there[name]}
    return f"{sum(map(len, here.values()))} in {len(here)} families, as in the source"


def same_run(bundle: Bundle) -> str:
    """A run and its exports equal those of the source."""
    exports = [word for end in (*FORMATS, *written_as_well()) for word in ("--export", f"iris{end}")]
    frozen, source = bundle.run(*IRIS, *exports), bundle.source(*IRIS, *exports)
    assert (frozen.returncode, source.returncode) == (0, 0), frozen.stderr + source.stderr
    found, wanted = (json.loads(one.stdout.splitlines()[-1]) for one in (frozen, source))
    programs = dict.fromkeys(one["program"] for one in found["exports"] if one["program"])
    for one in (found, wanted):
        one.pop("seconds")
        for export in one["exports"]:
            export["program"] = export["program"].partition(" ")[0]  # the Python on the PATH may be another one
    assert found == wanted, (found, wanted)
    names = sorted(path.name for path in (bundle.made / "source").iterdir() if path.name.startswith("iris"))
    different = [name for name in names if _content(bundle, "frozen", name) != _content(bundle, "source", name)]
    assert not different, different
    missing = dict.fromkeys(one["missing_program"] for one in found["exports"] if one["missing_program"])
    return f"{len(names)} files, bit for bit; run by {', '.join(programs)}; read for want of {', '.join(missing) or 'nothing'}"


def written_as_well() -> list[str]:
    """By what the Python that builds it has of the extras."""
    return [end for package, end in BY_PACKAGES.items() if find_spec(package)]


def _content(bundle: Bundle, folder: str, name: str) -> bytes:
    return (bundle.made / folder / name).read_bytes()


def without_python(bundle: Bundle) -> str:
    """NumPy code is run within the program where no Python is installed."""
    ran = bundle.run(*IRIS, "--export", "alone.py", "--export", "alone_torch.py", PATH="/nowhere")
    assert ran.returncode == 0, ran.stderr
    numpy, torch = json.loads(ran.stdout.splitlines()[-1])["exports"]
    assert numpy["program"].endswith("(Network Playground)"), numpy
    assert torch["missing_program"] == "PyTorch", torch
    return f"{numpy['program']}; without PyTorch it is read, and said so"


def projects(bundle: Bundle) -> str:
    """A project's weights are exported, and used for rows of a table."""
    ran = bundle.run("export", PROJECT, "--to", "npz,safetensors,numpy,c", "--output", "project")
    assert ran.returncode == 0, ran.stderr
    rows = bundle.made / "rows.csv"
    rows.write_text("x₁,x₂\n0,0\n5,5\n", encoding="utf-8")
    found = bundle.run("predict", "project.npz", rows)
    bundle.source("export", PROJECT, "--to", "npz", "--output", "project")
    wanted = bundle.source("predict", "project.npz", rows)
    assert (found.returncode, found.stdout) == (0, wanted.stdout), found.stderr
    return f"{len(found.stdout.splitlines()) - 1} rows"


def no_pip(bundle: Bundle) -> str:
    """What it cannot do it says without a word of pip."""
    kinds = [end for end in BY_PACKAGES.values() if end not in written_as_well()]
    said = [bundle.run("export", PROJECT, "--to", end.removeprefix(".")).stderr for end in kinds]
    book = bundle.made / "book.xlsx"
    book.write_bytes(b"PK\x03\x04 no workbook")
    said.append(bundle.run("train", "--data", book, "--label", "y").stderr)
    assert not [one for one in said if "pip" in one or "Traceback" in one or not one], said
    return " | ".join(one.strip().splitlines()[-1] for one in said)[:200]


def pool(bundle: Bundle) -> str:
    """Processes of a pool are started and train."""
    found = bundle.look("pool", bundle.made, bundle.program)
    assert found["codes"] == [0, 0, 0], found
    assert found["others"], found
    return "3 runs in 2 processes"


def search(bundle: Bundle) -> str:
    """A search in processes finds what it finds by the source."""
    asked = (*SEARCH, "--study", "s.sqlite", "--export", "best.npz", "--json", "--quiet")
    frozen, source = bundle.run(*asked), bundle.source(*asked)
    assert (frozen.returncode, source.returncode) == (0, 0), frozen.stderr + source.stderr
    found, wanted = (json.loads(one.stdout.splitlines()[-1]) for one in (frozen, source))
    for one in (found, wanted, *found["best"], *wanted["best"]):
        one.pop("seconds")
    assert found == wanted, (found, wanted)
    assert _content(bundle, "frozen", "best.npz") == _content(bundle, "source", "best.npz")
    return f"{found['ended']} trials, {found['where']}; the best one's file bit for bit"


def korean(bundle: Bundle) -> str:
    """Speaks Korean."""
    ran = bundle.run("--help", "--lang", "ko")
    assert "신경망" in ran.stdout, ran
    return ran.stdout.splitlines()[0][:60]


def window(bundle: Bundle) -> str:
    """The window opens without a screen, with a project; a lesson is played."""
    return _looked_at(bundle, "offscreen.png", QT_QPA_PLATFORM="offscreen")


def window_on_x11(bundle: Bundle) -> str:
    """The same on X11."""
    server = shutil.which("Xvfb")
    if server is None:
        return "not tried: Xvfb is not installed"
    with subprocess.Popen([server, bundle.display, "-screen", "0", "1280x720x24", "-nolisten", "tcp", "-noreset"]) as screen:
        try:
            time.sleep(1)
            return _looked_at(bundle, "x11.png", DISPLAY=bundle.display, QT_QPA_PLATFORM="xcb")
        finally:
            screen.terminate()


def _looked_at(bundle: Bundle, name: str, **environment: str) -> str:
    picture = bundle.folder.parent / name
    found = bundle.look("window", picture, PROJECT, **environment)
    assert (found.get("lesson"), found["code"], "late" in found) == ("01_loop", 0, False), found
    assert picture.stat().st_size > 20_000, picture
    return f"lesson {found['lesson']}, from a project at step {found['step']}; picture: {picture}"


def no_window(bundle: Bundle) -> str:
    """Without a display it is one sentence."""
    ran = bundle.run()
    assert (ran.returncode, len(ran.stderr.splitlines())) == (2, 1), ran.stderr
    assert f"`{INSTALLED_COMMAND} train`" in ran.stderr, ran.stderr
    return ran.stderr.strip()[:100]


def menu_entry(bundle: Bundle) -> str:
    """It puts itself into the menu, and out again."""
    ran = bundle.run("--install-desktop-entry")
    assert ran.returncode == 0, ran.stderr
    path = bundle.made / "data" / "applications" / f"{APPLICATION_ID}.desktop"
    assert f'Exec="{bundle.program}" %f' in path.read_text(encoding="utf-8")
    assert bundle.run("--remove-desktop-entry").returncode == 0
    assert not path.exists()
    return ran.stdout.splitlines()[0][:80]


TRIALS = (size, version, start, entries, same_run, without_python, projects, no_pip, pool, search, korean, window)
if sys.platform.startswith("linux"):
    TRIALS = (*TRIALS, window_on_x11, no_window, menu_entry)
