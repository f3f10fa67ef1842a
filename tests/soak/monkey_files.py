"""The files that the monkey opens, saves to, drops, and spoils: tables, projects and lessons, good and damaged ones."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from engine.core.resources import resource
from gui.model.lessons.lesson_reading import LESSON_SUFFIX
from tests.fuzz import csv_files
from tests.fuzz.mutation import flipped
from tests.golden.make_projects import FOLDER

NEW = (
    *("network", "v1.5", "신경망.npp", "a.npp", "b.npp", "c.npz", "d.safetensors", "e.NPP"),
    *("x" * 250 + ".npp", "none/f.npp", "g h.npp", "l.nplesson"),
)
ROWS = 5000  # of the large table


def fill(folder: Path, chance: random.Random) -> None:
    """Begin with some of each kind."""
    folder.mkdir()
    for number in range(8):
        (folder / f"drawn {number}.csv").write_bytes(csv_files.table(chance))
    flowers = "".join(f"{i % 7}.5;{i * i % 11},25;{'고사리' if i % 3 else '이끼'}\r\n" for i in range(90))
    (folder / "korean.csv").write_bytes(("길이;너비;종류\r\n" + flowers).encode("cp949"))
    line = ",".join(str(i / 4) for i in range(6))
    (folder / "large.csv").write_text("".join(f"{i % 9}.5,{line},{i % 13}\n" for i in range(ROWS)), encoding="utf-8")
    (folder / "number.tsv").write_text(
        "a\tb\tprice\n" + "".join(f"{i}\t{i % 5}\t{i * 3.5}\n" for i in range(60)), encoding="utf-16"
    )
    (folder / "one column.csv").write_text("a\n1\n2\n3\n", encoding="utf-8")
    (folder / "empty.csv").write_bytes(b"")
    (folder / "picture.csv").write_bytes(chance.randbytes(3000))
    for path in chance.sample(sorted(resource("lessons").glob("*.toml")), 2):
        shutil.copy(path, folder / f"{path.stem}{LESSON_SUFFIX}")
    (folder / f"damaged{LESSON_SUFFIX}").write_bytes(flipped(path.read_bytes(), chance))
    older = sorted(FOLDER.glob("*/*.npp"))
    for path in chance.sample(older, 3):
        shutil.copy(path, folder / f"{path.parent.name} {path.name}")
    (folder / "damaged.npp").write_bytes(flipped(chance.choice(older).read_bytes(), chance))


def any_path(folder: Path, chance: random.Random, kinds: tuple[str, ...] = ()) -> Path:
    """Mostly one that is there, of these kinds if they are given."""
    there = sorted(path for path in folder.iterdir() if path.is_file() and (not kinds or path.suffix.lower() in kinds))
    if there and chance.random() < 0.75:
        return chance.choice(there)
    return folder / chance.choice(NEW)


def spoil(folder: Path, chance: random.Random) -> str:
    """What happens to files while a program has them open; returns what."""
    path = any_path(folder, chance)
    if not path.is_file():
        return f"nothing to {path.name[:20]}"
    what = chance.choice(["remove", "flip", "swap", "rename", "copy", "draw"])
    if what == "remove":
        path.unlink()
    elif what == "flip":
        path.write_bytes(flipped(path.read_bytes(), chance))
    elif what == "swap":
        other = any_path(folder, chance, (path.suffix.lower(),))
        if other.is_file():
            path.write_bytes(other.read_bytes())
    elif what == "rename":
        path.rename(path.with_name(f"moved {chance.randrange(5)}{path.suffix}"))
    elif what == "copy":
        path.with_name(f"copy {chance.randrange(5)}{path.suffix}").write_bytes(path.read_bytes())
    else:
        path.with_suffix(".csv").write_bytes(csv_files.table(chance))
    return f"{what} {path.name[:20]}"
