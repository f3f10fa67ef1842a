"""What is wrong with a project file is a sentence that names the place, and the file is left as it was."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.files.file_problem import FileProblem
from gui.model.storage import archive
from gui.model.storage.archive import array_bytes
from gui.model.storage.project_file import StateProblem, open_project, project_bytes
from tests.gui.model.storage.test_project_file import ADAM, trained


def good_members() -> dict[str, bytes]:
    _, checkpoint = trained(ADAM)
    with zipfile.ZipFile(io.BytesIO(project_bytes(ADAM, checkpoint))) as file:
        return {name: file.read(name) for name in file.namelist()}


GOOD = good_members()


def packed(changes: dict[str, bytes | None]) -> bytes:
    """A good project file with some members replaced, added, or, where None, left out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in {**GOOD, **changes}.items():
            if data is not None:
                file.writestr(name, data)
    return stream.getvalue()


def edited(member: str, change: Callable[[Any], object]) -> dict[str, bytes | None]:
    """A member's JSON with a change made to it."""
    data = json.loads(GOOD[member])
    change(data)
    return {member: json.dumps(data).encode()}


def put(*path: str | int, value: object) -> Callable[[Any], object]:
    """A change: the value at that path of keys."""

    def change(data: Any) -> None:
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = value

    return change


RECIPE = ("project", "recipe")
WHOLE = packed({})
OTHER_FILES = {
    "empty": (b"", "is empty"),
    "picture": (b"\x89PNG\r\n\x1a\n....", "picture"),
    "table": (b"a,b\n1,2\n", "table of data"),
    "JSON of something else": (b'{"a": 1}', "not a project"),
    "pickle": (pickle.dumps({"a": 1}), "pickle"),
    "bytes": (bytes(range(256)), "another kind of file"),
    "array": (array_bytes(np.ones(3)), "NumPy array"),
    "cut off": (WHOLE[: len(WHOLE) // 2], "cut off"),
    "only the beginning": (WHOLE[:10], "cut off"),
    "beginning missing": (b"PK" + WHOLE[60:], ""),
    "spoilt in the middle": (WHOLE[:80] + bytes(20) + WHOLE[100:], ""),
}
PROJECTS = {
    "no project": ({"project.json": None}, "no project.json"),
    "no JSON": ({"project.json": b"{"}, "not valid JSON"),
    "not UTF-8": ({"project.json": b'"\xff"'}, "not valid JSON"),
    "a bottomless pit": ({"project.json": b"[" * 100_000}, "project.json"),
    "a list": ({"project.json": b"[1]"}, "no project of this program"),
    "of another program": (edited("project.json", put("program", value="Paint")), "no project of this program"),
    "newer": (edited("project.json", put("format", value=99)), "update the program"),
    "newer recipe": (edited("project.json", put(*RECIPE, "format", value=99)), "update the program"),
    "a newer one far ahead": (edited("project.json", put("format", value=10**400)), "update the program"),
    "format 0": (edited("project.json", put("format", value=0)), "there is no format 0"),
    "format -1": (edited("project.json", put("format", value=-1)), "there is no format -1"),
    "a format that is none": (edited("project.json", put("format", value=True)), "no project of this program"),
    "format 0 of the recipe": (edited("project.json", put(*RECIPE, "format", value=0)), "no network"),
    "30,000 layers": (edited("project.json", put(*RECIPE, "blocks", value=[{"layer": {"kind": "dense"}}] * 30_000)), "450"),
    "200 layers": (edited("project.json", put(*RECIPE, "blocks", value=[{"layer": {"kind": "dense"}}] * 200)), "at most 50"),
    "2,000 inputs": (edited("project.json", put(*RECIPE, "inputs", value=["x1"] * 2000)), "1000 inputs"),
    "a number of 401 digits": (edited("project.json", put(*RECIPE, "batch", value=10**400)), "Batch size must be a number"),
    "a value held that no float holds": (edited("project.json", put("project", "axes", "fixed", value=[10**400])), "numbers"),
    "an axis beyond all inputs": (edited("project.json", put("project", "axes", "shown", value=[10**400])), "axes"),
    "a million unfolded": (edited("project.json", put("project", "unfolded", value=[1] * 10**6)), "unfolded"),
    "too many entries": ({"project.json": b"[" + b"0," * 2_000_001 + b"0]"}, "more than 2,000,000 entries"),
    "no recipe": (edited("project.json", put(*RECIPE, value=None)), "no network"),
    "unknown layer": (edited("project.json", put(*RECIPE, "blocks", 0, "layer", "kind", value="magic")), "magic"),
    "a size out of range": (edited("project.json", put(*RECIPE, "blocks", 0, "layer", "units", value=-3)), "-3"),
    "text for a number": (edited("project.json", put(*RECIPE, "batch", value="ten")), "Batch size"),
    "infinite": (edited("project.json", put(*RECIPE, "train_share", value=float("inf"))), "Training share"),
    "odd kind": (edited("project.json", put(*RECIPE, "loss", value=[1])), "loss"),
    "odd seeds": (edited("project.json", put(*RECIPE, "seeds", value={"data": [1]})), "project.json"),
    "odd axes": (edited("project.json", put("project", "axes", "shown", value=[0, 1, 2])), "axes"),
    "axes beyond all": (edited("project.json", put("project", "axes", "shown", value=[-1])), "axes"),
    "not a number": (edited("project.json", put("project", "axes", "fixed", value=[float("nan")])), "must be numbers"),
    "odd notes": (edited("project.json", put("project", "notes", value=3)), "notes"),
    "a way out": ({"../evil": b"x"}, "path"),
    "an absolute path": ({"/etc/evil": b"x"}, "path"),
    "a drive": ({"C:\\evil": b"x"}, "path"),
}
STATES = {
    "no JSON": ({"state.json": b"nonsense"}, "state.json"),
    "a list": ({"state.json": b"[]"}, "state.json"),
    "no step": (edited("state.json", lambda data: data.pop("step")), "step"),
    "a negative step": (edited("state.json", put("step", value=-1)), "counters"),
    "a step that is never reached": (edited("state.json", put("step", value=10**400)), "counters"),
    "an epoch beyond all": (edited("state.json", put("epoch", value=10**18)), "counters"),
    "a million columns": (edited("state.json", put("history_columns", value=["x"] * 10**6)), "too many columns"),
    "too many marks": (edited("state.json", put("history_marks", value=[[1, "x"]] * 1000)), "too many columns or marks"),
    "seconds that no float holds": (edited("state.json", put("course", "seconds", value=10**400)), "damaged"),
    "odd generator": (edited("state.json", put("rng_state", value=3)), "damaged"),
    "huge generator": (edited("state.json", put("rng_state", "state", "state", value=-(2**200))), "damaged"),
    "missing weights": ({"state/theta.npy": None}, "theta"),
    "no array": ({"state/theta.npy": b"1 2 3"}, "theta.npy"),
    "cut off array": ({"state/theta.npy": GOOD["state/theta.npy"][:-4]}, "length"),
    "cut off header": ({"state/theta.npy": GOOD["state/theta.npy"][:20]}, "theta.npy"),
    "wrong shape": ({"state/theta.npy": array_bytes(np.zeros((3, 3), np.float32))}, "do not fit together"),
    "wrong length": ({"state/grad.npy": array_bytes(np.zeros(3, np.float32))}, "do not fit together"),
    "texts": ({"state/theta.npy": array_bytes(np.array(["a"]))}, "plain numbers"),
    "not a number": ({"state/theta.npy": array_bytes(np.full(25, np.nan, np.float32))}, "damaged"),
    "moments that are none": ({"moments.json": b"3"}, "moments.json"),
    "a moment without its recipe": (edited("moments.json", lambda data: data[2].pop("recipe")), "recipe"),
    "a moment without its state": ({"moments/2.json": None}, "moments/2"),
    "moments out of order": (edited("moments/2.json", put("step", value=0)), "not in order"),
    "a moment's weights": ({"moments/2/theta.npy": b"1"}, "moments/2/theta.npy"),
    "too many moments": (edited("moments.json", lambda data: data.extend(data[:1] * 100)), "more than"),
    "history of another size": ({"state/history_rows.npy": array_bytes(np.zeros((3, 1, 1)))}, "history"),
}


def pickled_array() -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.array([{"a": 1}], object), allow_pickle=True)
    return stream.getvalue()


@pytest.mark.parametrize("case", OTHER_FILES)
def test_another_kind_of_file_is_a_sentence(case: str, tmp_path: Path) -> None:
    data, word = OTHER_FILES[case]
    refuses(tmp_path, data, word)


@pytest.mark.parametrize("case", PROJECTS)
def test_a_damaged_project_is_a_sentence(case: str, tmp_path: Path) -> None:
    changes, word = PROJECTS[case]
    problem = refuses(tmp_path, packed(changes), word)
    assert not isinstance(problem, StateProblem)


@pytest.mark.parametrize("case", STATES)
def test_of_a_damaged_state_the_project_is_saved(case: str, tmp_path: Path) -> None:
    changes, word = STATES[case]
    problem = refuses(tmp_path, packed(changes), word)
    assert isinstance(problem, StateProblem)
    assert open_project(tmp_path / "a.npp", trained=False).project == ADAM


def test_nothing_is_unpickled(tmp_path: Path) -> None:
    refuses(tmp_path, packed({"state/theta.npy": pickled_array()}), "plain numbers")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = packed({"state/theta.npy": bytes(2_000_000)})
    monkeypatch.setattr(archive, "MOST_BYTES", 1_000_000)
    assert len(bomb) < 100_000
    refuses(tmp_path, bomb, "would unpack to 2.16 MB; at most 1 MB are read.")


def test_a_header_that_promises_too_much_takes_no_memory(tmp_path: Path) -> None:
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f4", "fortran_order": False, "shape": (10**15,)})
    refuses(tmp_path, packed({"state/theta.npy": header.getvalue()}), "length")


def test_paths_that_lead_to_no_file(tmp_path: Path) -> None:
    for path, word in (
        ("", "No file"),
        (tmp_path, "folder"),
        (tmp_path / "none.npp", "There is no file"),
        ("a\0b", "cannot be read"),
    ):
        with pytest.raises(FileProblem, match=word):
            open_project(path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=40), st.booleans())
def test_any_damage_is_a_sentence_or_harmless(tmp_path: Path, at: int, junk: bytes, cut: bool) -> None:
    damaged = WHOLE[:at] + (b"" if cut else junk + WHOLE[at + len(junk) :])
    (tmp_path / "a.npp").write_bytes(damaged)
    assert "a.npp" in what_is_said_of(tmp_path / "a.npp")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_value_in_the_json_is_a_sentence_or_fine(tmp_path: Path, data: st.DataObject) -> None:
    member = data.draw(st.sampled_from(["project.json", "state.json", "moments.json"]))
    content = json.loads(GOOD[member])
    place, key = data.draw(st.sampled_from(list(places(content))))
    place[key] = data.draw(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just([]) | st.just({"kind": {}})
    )
    (tmp_path / "a.npp").write_bytes(packed({member: json.dumps(content).encode()}))
    assert "a.npp" in what_is_said_of(tmp_path / "a.npp")


def what_is_said_of(path: Path) -> str:
    """The sentence about a file, or its name when it opens."""
    try:
        open_project(path)
    except FileProblem as problem:
        return str(problem)
    return path.name


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) inside plain data."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield data, key
        if isinstance(value, dict | list):
            yield from places(value)


def refuses(folder: Path, data: bytes, word: str) -> FileProblem:
    """Opening a file with this content is a sentence, and leaves the file as it was."""
    path = folder / "a.npp"
    path.write_bytes(data)
    with pytest.raises(FileProblem) as caught:
        open_project(path)
    said = str(caught.value)
    assert word in said
    assert "a.npp" in said
    assert said.endswith(".")
    assert path.read_bytes() == data
    return caught.value
