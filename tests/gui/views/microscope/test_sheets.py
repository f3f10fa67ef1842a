"""The sheets of every stage: their numbers are the step's, and the numbers that are put into a rule give the result."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from engine.inspection.step_stages.next_step import NextStep
from engine.inspection.workspace import Workspace
from engine.optim.optimizers import OPTIMIZERS
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from gui.views.intents import ShowStage
from gui.views.microscope.question import candidates
from gui.views.microscope.sheets.look import Look
from gui.views.microscope.sheets.sheet import Worked
from gui.views.microscope.sheets.stages import Stage, stages_of
from gui.views.microscope.sheets.written import number
from tests.engine.inspection.step_stages.random_recipes import COUNT, random_run

NUMBERS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?(?:×10[⁻⁰¹³⁴⁵⁶⁷⁸⁹]+)?")
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def look_at(session: Session, row: int | None = None, at: int = 0) -> Look:
    trace = NextStep(row).result(session, Workspace())
    assert trace is not None
    return Look(trace, session.data, at)


def calculated(text: str) -> float:
    """What a pocket calculator makes of a sum as the microscope writes it."""
    text = re.sub(r"×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda power: f"e{power[1].translate(RAISED)}", text)
    text = re.sub(r"(?<![\d.])10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda power: f"1e{power[1].translate(RAISED)}", text)
    text = (
        text.replace("−", "-")
        .replace("·", "*")
        .replace("^", "**")
        .replace("½", "0.5")
        .replace(",", "" if "max" not in text else ",")
    )
    text = re.sub(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda power: f"**{power[1].translate(RAISED)}", text)
    text = re.sub(r"√(\d[\d.e-]*)", r"√(\1)", text)
    text = re.sub(r"(tanh|sin|sign|ln|cosh) (?=[\d(-])", r"\1@", text)
    text = re.sub(r"@(\d[\d.e-]*|\(-?[\d.e-]+\))", r"(\1)", text)
    text = re.sub(r"\|([^|]+)\|", r"abs(\1)", text)
    text = re.sub(r"(\d) \(", r"\1 * (", text).replace("ln cosh", "lncosh")
    known = {"tanh": math.tanh, "sin": math.sin, "ln": math.log, "e": math.e, "max": max, "min": min, "abs": abs}
    known |= {"√": math.sqrt, "sign": lambda x: float(np.sign(x)), "lncosh": lambda x: math.log(math.cosh(x))}
    return float(eval(text.replace("√(", "sqrt("), {"sqrt": math.sqrt, **{k: v for k, v in known.items() if k.isidentifier()}}))


def missing(stage: Stage, worked: Worked) -> set[str]:
    """The numbers of a sum that stand neither in the table nor in its rule. Without squares: they look like exponents."""
    cells = {number(abs(one)) for region in stage.sheet().regions for one in region.values[:200, :200].ravel().tolist()}
    known = NUMBERS.findall(" ".join([*cells, worked.rule]).replace("²", ""))
    return set(NUMBERS.findall(worked.sum.replace("²", ""))) - {*known, "0", "1", "2"}


@pytest.mark.parametrize("number", range(0, COUNT, 2))
def test_what_can_be_asked_can_be_worked_out_from_what_is_shown(number: int) -> None:
    recipe, data = random_run(number)
    session = Session(recipe, data)
    session.advance(number % 5)
    if session.has_ended:
        return
    for row in (None, int(data.train[0])):
        look = look_at(session, row)
        for stage in stages_of(look):
            sheet = stage.sheet()
            for cell in candidates(sheet)[:8]:
                worked, value = sheet.worked(*cell), sheet.value(*cell)
                assert worked is not None
                assert value is not None
                assert missing(stage, worked) == set(), (stage.key, worked)
                found = calculated(worked.sum)
                assert abs(found - value) <= 0.01 * abs(value), (stage.key, worked, value)


@pytest.mark.parametrize("number", range(0, COUNT, 4))
def test_every_cell_of_every_stage_says_how_it_came_about(number: int) -> None:
    recipe, data = random_run(number)
    session = Session(recipe, data)
    look = look_at(session)
    keys = [stage.key for stage in stages_of(look)]
    assert len(set(keys)) == len(keys)
    for stage in stages_of(look):
        sheet = stage.sheet()
        assert stage.words
        assert all(sentence.endswith(".") for sentence in stage.words)
        assert sheet.find(*sheet.start) is not None
        for row in range(sheet.rows):
            sheet.row_name(row)
            for column in range(sheet.columns):
                sheet.column_name(column)
                worked = sheet.worked(row, column)
                assert (worked is None) == (sheet.value(row, column) is None)
                for span in worked.made_of if worked is not None else ():
                    assert sheet.find(span.top, span.left) is not None, (stage.key, row, column)
        assert isinstance(stage.mark(sheet.worked(*sheet.start)), ShowStage)


@pytest.mark.parametrize("name", OPTIMIZERS.names())
def test_the_last_stage_shows_the_weights_that_the_step_leads_to(name: str) -> None:
    session = Session(Recipe(optimizer=OPTIMIZERS[name]()))
    session.advance(5)
    sheet = stages_of(look_at(session))[-1].sheet()
    before, after = (np.array([sheet.value(row, column) for row in range(sheet.rows)]) for column in (0, 2))
    np.testing.assert_array_equal(before, session.network.theta)
    session.advance(1)
    np.testing.assert_array_equal(after, session.network.theta)
    assert sheet.row_name(0) == "Dense 1: x₁ → 1"
    assert sheet.row_name(8) == "Dense 1: b₁"


def test_delta_of_the_output_is_p_minus_y_whatever_the_optimizer() -> None:
    for optimizer in ("sgd", "adam"):
        session = Session(Recipe(optimizer=OPTIMIZERS[optimizer]()))
        session.advance(3)
        look = look_at(session, at=2)
        stage = next(stage for stage in stages_of(look) if stage.key == "delta")
        sheet = stage.sheet()
        p, y, delta = (sheet.value(0, column) for column in range(3))
        assert stage.rule == "δ = p − y"
        assert delta == pytest.approx(p - y, rel=1e-5)
        assert y == session.data.table.target[look.trace.rows[2]]


def test_the_backward_table_names_each_number_and_has_the_weights_that_a_delta_goes_back_through() -> None:
    session = Session(Recipe(batch=4))
    look = look_at(session)
    sheet = next(stage for stage in stages_of(look) if stage.key == "backward 2").sheet()
    assert [sheet.row_name(row) for row in range(8)] == ["δᵃ", "f′(z)", "δ", "w₁ⱼ", "w₂ⱼ", "w₃ⱼ", "w₄ⱼ", "∂L/∂w₁ⱼ"]
    assert [sheet.column_name(column) for column in range(4)] == ["in: aᵢ", "j = 1", "j = 2", "δᵃᵢ"]
    layer = next(one for one in look.trace.layers if one.info.id == 2)
    weights = layer.own(look.trace.vectors["theta"])["weights"]
    assert [sheet.value(4, column) for column in (1, 2)] == weights[1].tolist()
    back = sheet.worked(4, 3)
    assert back is not None
    lit = [cell for cell in np.ndindex(12, 4) if any(span.holds(*cell) for span in back.made_of)]
    assert lit == [(2, 1), (2, 2), (4, 1), (4, 2)]


@pytest.mark.parametrize("batch", [4, 10])
def test_the_gradient_of_a_weight_is_written_as_the_mean_over_the_rows_that_can_be_checked(batch: int) -> None:
    session = Session(Recipe(batch=batch))
    session.advance(3)
    sheet = next(stage for stage in stages_of(look_at(session, at=2)) if stage.key == "backward 2").sheet()
    for cell in ((8, 1), (11, 2)):
        worked, value = sheet.worked(*cell), sheet.value(*cell)
        assert worked is not None
        assert value is not None
        assert worked.sum.startswith(f"1/{batch} · (")
        if batch == 4:
            assert calculated(worked.sum) == pytest.approx(value, rel=0.01)
        else:
            assert "… (5 more terms)" in worked.sum


def test_the_rule_of_a_step_has_the_learning_rate_of_its_own_layer() -> None:
    recipe = Recipe()
    recipe = replace(recipe, blocks=(replace(recipe.blocks[0], rate=0.5), *recipe.blocks[1:]))
    sheet = next(stage for stage in stages_of(look_at(Session(recipe))) if stage.key == "optimizer").sheet()
    rules = [sheet.worked(row, 1).rule for row in (0, sheet.rows - 1)]
    assert rules == ["Δw = −0.015 g", "Δw = −0.03 g"]
