"""Project files with something wrong in them: each opens, or is refused in a sentence; what opens trains, or says why not.

python -m tests.fuzz.projects --count 10000
"""

from __future__ import annotations

import contextlib
import io
import json
import random
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from engine.files.file_problem import FileProblem
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.session import Session
from gui.model.storage.project_file import StateProblem, open_project
from tests.fuzz import running
from tests.fuzz.drawing import draw
from tests.fuzz.mutation import dumped, flipped, mutated
from tests.fuzz.running import Tally
from tests.golden.make_projects import FOLDER

LONGEST_SENTENCE = 600  # letters
DRAWN = 0.1  # of the files
STEPS = 5
SMALL = 3  # of the good files' earlier states that are left in, or most changes would hit one of these

Members = dict[str, bytes]


def good_files() -> list[Members]:
    """The members of the project files that are kept for every version, with few of their earlier states."""
    return [few_moments(members_of(path)) for path in sorted(FOLDER.glob("*/*.npp"))]


def members_of(path: Path) -> Members:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def few_moments(members: Members) -> Members:
    kept = {
        name: data
        for name, data in members.items()
        if not name.startswith("moments/") or int(name.split("/")[1].split(".")[0]) < SMALL
    }
    kept["moments.json"] = json.dumps(json.loads(members["moments.json"])[:SMALL]).encode()
    return kept


def zipped(members: Members) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return stream.getvalue()


# -- what goes wrong
def change_json(members: Members, chance: random.Random) -> bytes:
    name = chance.choice([name for name in members if name.endswith(".json")] + ["project.json"] * 3)
    return zipped(members | {name: dumped(mutated(json.loads(members[name]), chance))})


def change_array(members: Members, chance: random.Random) -> bytes:
    """Another shape, type or value in one of the arrays."""
    name = chance.choice([name for name in members if name.endswith(".npy")])
    array = np.load(io.BytesIO(members[name]))
    kind = chance.randrange(6)
    if kind == 0 and array.size:
        array = array.astype(float)
        array.flat[chance.randrange(array.size)] = chance.choice([np.nan, np.inf, -1e300, -1, 1e9])
    elif kind == 1:
        array = array.astype(chance.choice(["f2", "f8", "i1", "u8", "c16", "U3", "b1", ">f4"]))
    elif kind == 2:
        array = array.reshape(chance.choice([(-1,), (1, -1), (-1, 1)]))
    elif kind == 3:
        array = array[: chance.randint(0, max(0, len(array) - 1))]
    elif kind == 4:
        array = np.concatenate([array, array])
    else:
        return zipped(members | {name: flipped(members[name], chance)})
    stream = io.BytesIO()
    np.save(stream, array)
    return zipped(members | {name: stream.getvalue()})


def change_members(members: Members, chance: random.Random) -> bytes:
    """Members missing, swapped or under other names."""
    names = list(members)
    one, other = chance.choice(names), chance.choice(names)
    kind = chance.randrange(3)
    if kind == 0:
        return zipped({name: data for name, data in members.items() if name != one})
    if kind == 1:
        return zipped(members | {one: members[other]})
    return zipped(
        members | {chance.choice(["../x", "/x", "state/x.npy", "moments/99.json", "a" * 300, "state/theta.npy"]): members[one]}
    )


def change_bytes(members: Members, chance: random.Random) -> bytes:
    return flipped(zipped(members), chance)


CHANGES: tuple[Callable[[Members, random.Random], bytes], ...] = (
    *(change_json,) * 6,
    *(change_array,) * 2,
    change_members,
    change_bytes,
)


# -- what comes of it
def outcome(path: Path, drawn: bool) -> str:
    """What happened to a file, in a word. Raises what should never be raised."""
    try:
        try:
            opened = open_project(path)
        except StateProblem:
            opened = open_project(path, trained=False)
    except FileProblem as problem:
        check_sentence(str(problem))
        return "refused"
    recipe = opened.project.recipe
    try:
        session = Session(recipe)
    except (RecipeProblem, FileProblem) as problem:
        check_sentence(str(problem))
        if drawn:
            draw(opened.project, None)
        return "opened, and says what hinders training"
    found = "trained"
    if opened.checkpoint is not None:
        try:
            session.restore(recipe, opened.checkpoint)
            found = "trained on"
        except ValueError as problem:
            check_sentence(str(problem))
    session.resume()
    session.advance(STEPS)
    if drawn:
        draw(opened.project, session)
    return found


def check_sentence(sentence: str) -> None:
    if not 10 < len(sentence) < LONGEST_SENTENCE or not sentence.isprintable():
        raise AssertionError(f"no sentence for a user: {sentence[:900]!r}")


def run(count: int, seed: int = 1, first: int = 0) -> Tally:
    """Try so many files."""
    files = good_files()
    with tempfile.TemporaryDirectory() as folder, np.errstate(all="ignore"), contextlib.chdir(folder):
        shutil.copy(next(FOLDER.glob("*/plants.csv")), folder)  # the table that one of them names
        path = Path(folder) / "spoilt.npp"

        def one(chance: random.Random) -> str:
            path.write_bytes(chance.choice(CHANGES)(chance.choice(files), chance))
            return outcome(path, drawn=chance.random() < DRAWN)

        return running.run(one, count, seed, first)


if __name__ == "__main__":
    sys.exit(running.main(__doc__ or "", run))
