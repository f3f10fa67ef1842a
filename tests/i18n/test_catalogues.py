"""Each language has every text of the code, with the same slots, and what the program reads is what the translator wrote."""

from __future__ import annotations

import ast

import pytest
from babel.messages.catalog import Catalog

from engine.core.resources import resource
from engine.optim.optimizers import OPTIMIZERS
from tests.i18n.catalogues import KEYWORDS, TRANSLATED, as_mo, catalogue, entries, slots, texts_of_the_code, translations
from tests.program_start import ROOT


def ids(of: Catalog) -> set[object]:
    return {message.id for message in entries(of)}


@pytest.fixture(params=TRANSLATED, name="language")
def of_each_language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_text_is_translated_and_none_is_left_over(language: str) -> None:
    known = catalogue(language)
    assert ids(texts_of_the_code()) - ids(known) == set(), "run `python -m tests.i18n`, translate what it lists, run it again"
    assert ids(known) - ids(texts_of_the_code()) == set() == set(known.obsolete), "run `python -m tests.i18n`"
    assert [message.id for message in entries(known) if not all(translations(message))] == []
    assert [message.id for message in entries(known) if message.fuzzy] == []


def test_the_slots_are_those_of_the_text(language: str) -> None:
    """A plural form may leave out a slot (a number that is always 1), never name one that is not there."""
    for message in entries(catalogue(language)):
        texts = message.id if isinstance(message.id, tuple) else (message.id,)
        allowed = set.union(*map(slots, texts)) if "python-brace-format" in message.flags else set()
        for translation in translations(message):
            found = slots(translation) if allowed else set()
            assert found == allowed if len(texts) == 1 else found <= allowed, translation


def test_line_ends_and_outer_spaces_are_those_of_the_text(language: str) -> None:
    for message in entries(catalogue(language)):
        text = message.id[-1] if isinstance(message.id, tuple) else message.id
        for translation in translations(message):
            outer = [(one[: len(one) - len(one.lstrip())], one[len(one.rstrip()) :]) for one in (text, translation)]
            assert outer[0] == outer[1], translation


def test_a_summary_keeps_the_colon_before_its_formula(language: str) -> None:
    """A form shows what stands before it, and the formula with the numbers of now."""
    summaries = {cls.summary for cls in OPTIMIZERS if ": " in cls.summary and "=" in cls.summary}
    for message in entries(catalogue(language)):
        if message.id in summaries:
            assert all(":" in text for text in translations(message) if text), message.id


def test_no_text_stands_inside_a_formatted_string() -> None:
    """Babel finds it there with some versions of Python only."""
    found = []
    for path in [ROOT / "main.py", *(ROOT / "engine").rglob("*.py"), *(ROOT / "gui").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            calls = (one for one in ast.walk(node) if isinstance(one, ast.Call)) if isinstance(node, ast.JoinedStr) else ()
            literal = (one for one in calls if getattr(one.func, "id", "") in KEYWORDS and isinstance(one.args[0], ast.Constant))
            found += [f"{path.name}, line {one.lineno}" for one in literal]
    assert found == []


def test_what_the_program_reads_is_what_was_written(language: str) -> None:
    assert resource("i18n", language, "messages.mo").read_bytes() == as_mo(catalogue(language)), "run `python -m tests.i18n`"


def test_what_is_registered_is_marked_by_that() -> None:
    known = ids(texts_of_the_code())
    assert {"optimizer", "Momentum", "Gradient descent with a velocity: v = beta v + grad; theta = theta - lr v."} <= known
    assert {"Patience", "epochs", "Draws the start weights.", "Training", "Training leaves this layer as it is."} <= known
