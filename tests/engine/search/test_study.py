"""The file of a search: read back equal, one program at a time, and every problem a sentence with the file as it was."""

from __future__ import annotations

import math
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.core.language import KOREAN, in_language
from engine.core.translation import _, ngettext
from engine.files.file_problem import FileProblem
from engine.recipe.recipe import Recipe, Seeds
from engine.search import study_file
from engine.search.study import Study
from engine.search.study_file import is_remote
from engine.search.trial import DIVERGED, FAILED, FINISHED, RUNNING, STOPPED, WAITING, Trial
from engine.training.prepare import prepare
from tests.engine.search.searches import DATA, PLAN
from tests.program_start import ROOT

POINT = {"lr": 0.1 + 0.2, "layers": "4,4", "optimizer": "adam"}
TRIALS = (
    Trial(0, POINT, FINISHED, 1 / 3, (1 / 3, 0.1), ((1, 0.5), (9, 1 / 3)), 9, 31, 0.125, "host", 7),
    Trial(1, {"lr": 1, "layers": "none", "optimizer": "sgd"}, STOPPED, 0.5, (0.5, 0.5), ((1, 0.5),), 1, 31, 0.5, "host", 8),
    Trial(2, POINT, DIVERGED, math.nan, (math.nan, 0.2), (), 4, 31, 0.5, "host", 8, "It diverged."),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "study.sqlite"


@pytest.fixture
def full(path: Path) -> Path:
    with Study.create(path, PLAN, DATA) as study:
        study.record(*((one, (b"x" * 100, b"y")) for one in TRIALS))
    return path


def test_a_study_is_read_back_equal(full: Path) -> None:
    with Study.open(full, PLAN, DATA) as study:
        assert study.plan == PLAN
        assert repr(study.trials()) == repr(TRIALS)  # NaN is not equal to itself
        assert study.states(1) == (b"x" * 100, b"y")
        assert study.states(5) == ()
        assert not study.going_on()


def test_a_trial_is_replaced_and_keeps_its_states_unless_there_are_new_ones(full: Path) -> None:
    with Study.open(full) as study:
        study.record((replace(TRIALS[1], state=RUNNING), None))
        assert study.states(1) == (b"x" * 100, b"y")
        study.record((replace(TRIALS[0], epochs=90), (b"new",)))
        assert study.states(0) == (b"new",)
    with Study.open(full) as study:
        assert study.trial(1).state == WAITING  # nobody trains it any more
        assert study.trial(0).epochs == 90


def test_a_problem_stands_in_english_and_is_read_back_in_the_language_of_the_program(full: Path) -> None:
    failed = replace(TRIALS[2], state=FAILED)
    with in_language(KOREAN):
        problem = ngettext("{count} row", "{count} rows", 3).format(count=3)
        with Study.open(full) as study:
            study.record((replace(failed, problem=problem), None), (replace(TRIALS[1], problem=_("Loss")), None))
        with Study.open(full) as study:
            assert [one.problem for one in study.trials()] == ["", _("Loss"), problem]
            study.record((replace(TRIALS[1], problem="Something else."), None))
    with Study.open(full) as study:
        assert [one.problem for one in study.trials()] == ["", "Something else.", "3 rows"]


def test_a_study_of_a_version_without_texts_of_problems_is_read_as_it_is(full: Path) -> None:
    with in_language(KOREAN), Study.open(full) as study:
        assert study.trial(2).problem == "It diverged."
    with closing(sqlite3.connect(full)) as file:
        assert "problems" not in [name for (name,) in file.execute("SELECT name FROM sqlite_master")]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"text": "Loss {x}"}', '{"text": "Other"}', '{"text": "{x}", "slots": {}}'])
def test_a_damaged_text_of_a_problem_leaves_the_english_one(full: Path, text: str) -> None:
    with Study.open(full) as study:
        study.record((replace(TRIALS[2], problem=_("Loss")), None))
    _change(f"UPDATE problems SET text = '{text}'")(full)
    with in_language(KOREAN), Study.open(full) as study:
        assert study.trial(2).problem == "Loss"


def test_an_open_study_leaves_the_file_as_it_was(full: Path) -> None:
    before = full.read_bytes()
    with Study.open(full, PLAN, DATA):
        pass
    assert full.read_bytes() == before
    assert [one.name for one in full.parent.iterdir()] == [full.name]


def test_only_a_stopped_trial_can_go_on(full: Path) -> None:
    with Study.open(full) as study:
        for number in (0, 2, 9):
            with pytest.raises(ValueError, match="Only a trial that was stopped early"):
                study.go_on(number)
        study.go_on(1)
    with Study.open(full) as study:
        assert study.going_on() == {1}


def test_more_trials_continue_it(full: Path) -> None:
    with Study.open(full, replace(PLAN, trials=300)) as study:
        assert study.plan.trial_count == 300
    with Study.open(full) as study:
        assert study.plan.trial_count == 300
        assert len(study.trials()) == 3


def test_a_second_program_gets_a_sentence_at_once(full: Path) -> None:
    code = (
        "import sys; from engine.files.file_problem import FileProblem; from engine.search.study import Study\n"
        "for line in sys.stdin:\n"
        " try: Study.open(sys.argv[1]).close(); print('open', flush=True)\n"
        " except FileProblem as problem: print(problem, flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, full], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None

        def tried() -> str:
            other.stdin.write("try\n")
            other.stdin.flush()
            return other.stdout.readline()

        with Study.open(full):
            with pytest.raises(FileProblem, match="in use by another program or window"):
                Study.open(full)  # another window of this program
            assert "in use by another program or window" in tried()
        assert tried() == "open\n"


def _change(statement: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with sqlite3.connect(path) as file:
            file.execute(statement)
        file.close()

    return change


def _damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 * 2 :] = np.random.default_rng(1).bytes(len(data) - 4096 * 2)
    path.write_bytes(data)


DAMAGES = {
    "no database": (lambda path: path.write_bytes(b"lr,score\n" * 1000), "is damaged, or no search of this program"),
    "empty": (lambda path: path.write_bytes(b""), "is no search of this program"),
    "cut off": (lambda path: path.write_bytes(path.read_bytes()[:6000]), "is damaged, or no search"),
    "overwritten": (_damage, "is damaged, or no search"),
    "another program's": (_change("PRAGMA application_id = 7"), "is no search of this program"),
    "newer": (_change("PRAGMA user_version = 2"), "A newer version wrote"),
    "newer plan": (_change("UPDATE about SET value = replace(value, '\"format\": 1', '\"format\": 9')"), "A newer version wrote"),
    "no plan": (_change("DELETE FROM about"), "cannot be continued"),
    "no tables": (_change("DROP TABLE trials"), "could not be used"),
    "odd plan": (_change("UPDATE about SET value = '{' WHERE name = 'plan'"), "cannot be continued"),
    "odd state": (_change("UPDATE trials SET state = 'tired' WHERE number = 1"), "is damaged"),
    "odd point": (_change("UPDATE trials SET point = '7' WHERE number = 1"), "is damaged"),
    "odd rungs": (_change("UPDATE trials SET rungs = '[[1]]' WHERE number = 1"), "is damaged"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_no_study_is_said_and_left_alone(full: Path, name: str) -> None:
    damage, said = DAMAGES[name]
    damage(full)
    before = full.read_bytes()
    with pytest.raises(FileProblem, match=said) as caught:
        Study.open(full, PLAN, DATA)
    assert str(full) in str(caught.value)
    assert full.read_bytes() == before
    assert [one.name for one in full.parent.iterdir()] == [full.name]


@pytest.mark.parametrize("change", [{"epochs": 8}, {"seed": 2}, {"judge": "f1"}, {"base": Recipe(PLAN.base.data, batch=31)}])
def test_another_search_is_said_and_left_alone(full: Path, change: dict[str, object]) -> None:
    before = full.read_bytes()
    with pytest.raises(FileProblem, match="is another search"):
        Study.open(full, replace(PLAN, **change), DATA)  # type: ignore[arg-type]
    assert full.read_bytes() == before


def test_other_data_are_said_and_left_alone(full: Path) -> None:
    before = full.read_bytes()
    other = prepare(replace(PLAN.base, seeds=Seeds(2)))
    with pytest.raises(FileProblem, match="is the search of other rows"):
        Study.open(full, PLAN, other)
    table = replace(DATA.table, inputs=DATA.table.inputs + 1)
    with pytest.raises(FileProblem, match="is the search of other rows"):
        Study.open(full, PLAN, replace(DATA, table=table))
    assert full.read_bytes() == before


def test_nothing_is_written_over(full: Path) -> None:
    before = full.read_bytes()
    with pytest.raises(FileProblem, match="is there already"):
        Study.create(full, PLAN, DATA)
    assert full.read_bytes() == before
    with pytest.raises(FileProblem, match="There is no folder"):
        Study.create(full / "b" / "a.sqlite", PLAN, DATA)
    with pytest.raises(FileProblem, match="There is no file"):
        Study.open(full.parent / "other.sqlite")


@pytest.mark.parametrize(
    ("pragma", "said"), [("max_page_count = 12", "is full. Make room"), ("query_only = 1", "can no longer be written")]
)
def test_what_cannot_be_written_is_said_and_nothing_is_lost(full: Path, pragma: str, said: str) -> None:
    with Study.open(full) as study:
        study._file.execute(f"PRAGMA {pragma}")
        new = Trial(3, POINT, FINISHED, 0.5)
        with pytest.raises(FileProblem, match=said):
            study.record((replace(TRIALS[0], epochs=5), None), (new, (b"x" * 100_000,)))
        assert [one.number for one in study.trials()] == [0, 1, 2]
        assert study.trial(0).epochs == 9
    with Study.open(full) as study:
        assert repr(study.trials()) == repr(TRIALS)
        study.record((new, (b"x" * 100_000,)))  # once there is room


def test_drives_of_other_machines_are_known_by_their_file_system() -> None:
    mounts = "/dev/sda1 / ext4 rw 0 0\nserver:/home /home/me nfs4 rw 0 0\nme@there: /mnt/with\\040blank fuse.sshfs rw 0 0\n"
    assert [is_remote(Path(name), mounts) for name in ("/tmp/a", "/home/me/a", "/home/me2", "/mnt/with blank/a")] == [
        False,
        True,
        False,
        True,
    ]


def test_on_such_a_drive_no_write_ahead_log_is_used(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Study.open(full) as study:
        assert study._file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    monkeypatch.setattr(study_file, "is_remote", lambda path: True)
    with Study.open(full) as study:
        assert study._file.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        study.record((TRIALS[0], None))
        with pytest.raises(FileProblem, match="in use"):
            Study.open(full)
    with Study.open(full) as study:
        assert repr(study.trials()) == repr(TRIALS)
