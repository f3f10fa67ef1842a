"""Which versions are tried, and what is read from the report of a run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.environments.__main__ import main
from tests.environments.combinations import ALL, COMBINATIONS, Combination, lower_bounds
from tests.environments.trial import counted, installing, python_of

REPORT = """<testsuites><testsuite>
<testcase classname="tests.a" name="one"/><testcase classname="tests.a" name="two"><skipped/></testcase>
<testcase classname="tests.b" name="three"><failure/></testcase><testcase classname="tests.b" name="four"><error/></testcase>
</testsuite></testsuites>"""


def test_every_python_and_the_oldest_of_all_packages_are_tried(capsys: pytest.CaptureFixture[str]) -> None:
    assert {one.python for one in COMBINATIONS} == {"3.11", "3.12", "3.13"}
    assert main(["--list", "--only", "3.13"]) == 0
    assert capsys.readouterr().out == "3.13, newest everything\n3.13, oldest PySide6-Essentials\n"
    assert main(["--only", "2.7"]) == 1
    lowest = lower_bounds("3.11", [])
    assert len(lowest) == 6  # all that the program depends on
    pins = Combination("3.11", oldest=(ALL,)).pins(["test"])
    assert pins == [f"{name}=={version}" for name, version in lowest.items()]
    assert {"numpy==1.26", "PySide6-Essentials==6.8.3"} < set(pins)


def test_an_interpreter_of_another_version_is_none() -> None:
    own = "{}.{}".format(*sys.version_info)
    assert python_of(own, {own: sys.executable}) == sys.executable
    assert python_of("2.7", {"2.7": sys.executable}) == ""


@pytest.mark.parametrize("uv", ["", "uv"])
def test_uv_installs_the_same_where_it_is_there(uv: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: uv)
    make, install = installing(Path("e"), "e/bin/python", "python3.11", [".[test]", "numpy==1.26"])
    assert [make[0], install[-3:]] == [uv or "python3.11", ["-e", ".[test]", "numpy==1.26"]]


def test_failures_are_named_and_a_run_without_a_report_is_one(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    assert counted(path, 2).failures == ["pytest as a whole (exit code 2)"]
    path.write_text(REPORT, encoding="utf-8")
    outcome = counted(path, 1)
    assert (outcome.passed, outcome.skipped, outcome.failures) == (1, 1, ["tests.b::three", "tests.b::four"])
