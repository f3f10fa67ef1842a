"""Problems, verdicts, reasons and the command line in the bracketing language: no sentence has a part that nobody marked.

What can go wrong is what the tests of each room try: their cases are read in brackets here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import main as program
from engine.cli.train import main as train
from engine.core.language import BRACKETS, ENGLISH, VARIABLE, use_language
from engine.core.params import Param, params_of
from engine.core.registry import Registry
from engine.core.scores import Scores
from engine.core.translation import _
from engine.data.csv_files.reader import read_csv
from engine.data.features import check_finite, feature
from engine.files.file_problem import FileProblem
from engine.optim.stopping import STOPS, Progress
from gui.app import preflight
from gui.app.crash_reporter import CrashReporter
from gui.model.layer_text import layer_from_words
from gui.model.lessons.lesson_reading import read_lesson
from gui.model.storage.project_file import open_project
from gui.widgets.forms.family_picker import summary
from gui.widgets.forms.number_box import tooltip
from gui.widgets.previews.previews import preview_of
from tests.engine.cli import test_command_line as command_line
from tests.engine.data.csv_files import test_csv_problems as csv_problems
from tests.engine.data.formulas import test_formulas as formulas
from tests.engine.diagnosis.test_rules import SICK, verdicts
from tests.gui.model import test_layer_text as layer_words
from tests.gui.model.lessons import test_lesson_reading as lessons
from tests.gui.model.storage import test_damaged_files as damaged
from tests.i18n.brackets import Record, outside
from tests.i18n.catalogues import WITHOUT_SUMMARIES
from tests.test_registries import FAMILIES

TYPED = {"en", "ko", "python", "main", "py", "train", "auto", "classification", "regression", "none", "balanced"}
WORST = 1e999, -1.0, "word", None, [1], {"kind": "magic"}, {"kind": 3}


@pytest.fixture(autouse=True)
def in_brackets() -> Iterator[None]:
    use_language(BRACKETS)
    with Record() as record:
        yield
    use_language(ENGLISH)
    assert record.without_entry() == set()


def cases(tried_by: Callable[..., None]) -> list[Any]:
    """The rows of a parametrized test."""
    return list(tried_by.pytestmark[0].args[1])  # type: ignore[attr-defined]


def sentence(call: Callable[[], object]) -> str:
    with pytest.raises((FileProblem, ValueError)) as caught:
        call()
    return str(caught.value)


def leaks(sentences: list[str]) -> list[str]:
    assert sentences
    return [one for one in sentences if outside(one) or "⟦" not in one]


def test_problems_of_tables(tmp_path: Path) -> None:
    rows = [
        (content, "", "auto")
        for content, *_says in cases(csv_problems.test_a_file_that_cannot_be_used_gets_a_sentence_with_place_and_cure)
    ]
    rows += [row[:3] for row in cases(csv_problems.test_a_label_that_cannot_be_learned_gets_a_sentence)]
    path, found = tmp_path / "data.csv", []
    for content, label, task in rows:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        found.append(sentence(lambda label=label, task=task: read_csv(path, label, task)))
    found += [sentence(lambda name=name: read_csv(name)) for name in (tmp_path / "gone.csv", tmp_path, "", "a\0b.csv")]
    assert leaks(found) == []


def test_problems_of_projects_and_lessons(tmp_path: Path) -> None:
    path, found = tmp_path / "a.npp", []
    contents = [data for data, _word in damaged.OTHER_FILES.values()]
    contents += [damaged.packed(changes) for changes, _word in (*damaged.PROJECTS.values(), *damaged.STATES.values())]
    for content in contents:
        path.write_bytes(content)
        found.append(sentence(lambda: open_project(path)))
    for text, _word in lessons.DAMAGED.values():
        (tmp_path / "a.toml").write_text(text, encoding="utf-8")
        found.append(sentence(lambda: read_lesson(tmp_path / "a.toml")))
    assert leaks(found) == []


def test_problems_of_what_is_typed() -> None:
    found = [
        sentence(lambda text=text: feature(text, formulas.PLANE))
        for text, _ in cases(formulas.test_what_is_wrong_is_said_with_its_place)
    ]
    raw = np.array([[2.0, 1.0], [0.0, -3.0]])
    for text, _says in cases(formulas.test_what_is_no_number_on_the_data_is_said_with_the_row):
        found.append(sentence(lambda text=text: check_finite(feature(text, formulas.PLANE).formula, raw, formulas.PLANE)))
    for text in cases(layer_words.test_words_that_make_none_are_refused_with_a_sentence):
        found.append(sentence(lambda text=text: layer_from_words(text)))
    assert leaks(found) == []


def test_problems_of_settings() -> None:
    def problems(about: Param) -> Iterator[str]:
        for value in WORST:
            try:
                about.check(value)
            except ValueError as problem:
                yield str(problem)

    entries = [about for family in FAMILIES for cls in family for about in params_of(cls).values()]
    found = [problem for about in entries for problem in problems(about)]
    assert leaks(found) == []


@pytest.mark.parametrize(
    "family", [one for one in FAMILIES if one not in WITHOUT_SUMMARIES], ids=lambda family: str(family.family)
)
def test_what_is_said_of_each_entry(family: Registry[Any]) -> None:
    found = []
    for cls in family:
        found += [_(cls.label), summary(cls), *(tooltip(about) for about in params_of(cls).values() if not about.hidden)]
        preview = preview_of(cls())
        if preview is not None:
            found += [preview.remark, preview.x_name, preview.x_short_name, *(curve.name for curve in preview.curves)]
    assert [one for one in found if outside(one)] == []


def test_reasons_to_stop() -> None:
    scores = Scores(0.0, 0.0, "Accuracy", 1.0, 1.0)
    now = Progress(10**8, 10**8, 1e9, scores)
    found = [cls(**rows).reason(now, (0.1, 1e9)) for cls in STOPS for rows in _rows(cls)]
    assert leaks(found) == []


def _rows(cls: type) -> list[dict[str, str]]:
    return [{"rows": "test"}, {"rows": "training"}] if "rows" in params_of(cls) else [{}]


@pytest.mark.parametrize("name", SICK)
def test_verdicts_leak_no_unmarked_text(name: str) -> None:
    found = verdicts(SICK[name].recipe, min(SICK[name].steps, 1000))
    texts = [
        text
        for one in found
        for text in (one.short, one.sentence, one.evidence, one.remedy.text, *(other.text for other in one.others))
    ]
    assert leaks(texts) == []


def test_the_command_line_leaks_no_unmarked_text(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.npz").mkdir()
    found = []
    for arguments, _says in cases(command_line.test_bad_input_is_one_sentence_and_code_2):
        assert train(arguments.split()) == 2
        found.append(capsys.readouterr().err)
    for arguments in (
        "--epochs 3 --penalty l2:0.1 --export a.npz --stop epochs:2",
        "--data plane --lr 10 --epochs 50 --export b.npz",
    ):
        train(arguments.split())
        said = capsys.readouterr()
        found += [*said.out.splitlines(), *said.err.splitlines()]
    assert leaks(found) == []


@pytest.mark.parametrize("arguments", [["--help"], ["train", "--help"]])
def test_help_of_the_command_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is to be typed as it stands is outside: options and the names that they take."""
    monkeypatch.setenv(VARIABLE, BRACKETS)
    with suppress(SystemExit):
        program.main(arguments)
    text = capsys.readouterr().out
    assert "⟦usage: ⟧" in text
    assert set(re.findall(r"(?<![-\w])[^\W\d_]{2,}", outside(text))) <= TYPED


def test_what_keeps_the_program_from_starting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> object:
        raise OSError("libEGL.so.1: cannot open shared object file")

    (tmp_path / "plugins" / "platforms").mkdir(parents=True)
    (tmp_path / "plugins" / "platforms" / "libqxcb.so").touch()
    monkeypatch.setattr(program, "OLDEST", (9, 9))
    found = [program._package_problem(("no_such_package",)), program._python_problem()]
    found.append(preflight.library_problem("xcb", load, tmp_path))
    for variable in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    found.append(preflight._display_problem())
    assert leaks(found) == []


def test_what_went_wrong_inside_the_program(qapp: object, tmp_path: Path) -> None:
    reporter, told = CrashReporter(tmp_path / "logs"), []
    reporter.reported.connect(lambda report: told.append(report.sentence))
    try:
        raise ZeroDivisionError("0")
    except ZeroDivisionError as problem:
        reporter.exception(type(problem), problem, problem.__traceback__)
    reporter.uninstall()
    assert leaks(told) == []
