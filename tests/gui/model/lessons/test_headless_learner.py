"""Lessons played without a window: how long is trained, what a trial is, where a step begins; their results and findings."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from engine.core.language import KOREAN, in_language
from engine.data.datasets import DATASETS
from engine.nn.initializers import He
from engine.nn.layers.dense import Dense
from engine.optim.optimizers import Adam
from engine.optim.stopping import STOPS
from engine.recipe.recipe import Block, Recipe
from gui.model.edits import with_recipe
from gui.model.lessons.goals import ActionGoal, MeasureGoal
from gui.model.lessons.headless_learner import HeadlessLearner, start_of, trial_outcomes
from gui.model.lessons.lesson import Lesson, Limits, Question, Step
from gui.model.lessons.lesson_actions import Predict, Train, UseControl
from gui.model.lessons.lesson_fields import Text, plain
from gui.model.lessons.lesson_run import LessonRun
from gui.model.lessons.recipe_actions import SetBatch, SetRate
from gui.model.lessons.start import Start
from gui.model.lessons.written.lesson_check import findings_of
from gui.model.lessons.written.lesson_draft import LessonDraft, StepDraft, actions_of, drafted_text
from gui.model.lessons.written.lesson_result import result_of, write_result
from gui.model.lessons.written.lesson_writing import action_text
from gui.model.lessons.written.solution_recording import SolutionProblem, entry_text, layer_text, recorded
from gui.model.project import Project

SMALL = Start(dataset="line", layers="2:tanh", batch=50)
EPOCH = MeasureGoal(of="epoch", comparison=">=", value=3)
NOW = datetime(2026, 11, 29, 4, 30, 7)


def step(*goals: Any, **parts: Any) -> Step:
    return Step(title=plain("A"), text=plain("B"), goals=goals, **parts)


def lesson(*steps: Step, start: Start = SMALL, **parts: Any) -> Lesson:
    return Lesson(title=plain("A"), steps=steps, start=start, **parts)


def learner(*goals: Any, **parts: Any) -> HeadlessLearner:
    return HeadlessLearner(LessonRun(lesson(step(*goals, **parts))))


def test_it_trains_so_many_epochs_or_steps_and_that_is_a_try() -> None:
    one = learner(replace(EPOCH, value=99))
    assert one.session is not None
    per_epoch = one.session.batches.count
    one.train(epochs=2)
    assert (one.session.step, one.run.records[0].tries) == (2 * per_epoch, 1)
    one.train(steps=7)
    assert (one.session.step, one.run.records[0].tries) == (2 * per_epoch + 7, 2)
    one.train(steps=101)
    assert one.session.step == 2 * per_epoch + 108


def test_it_looks_at_moments_on_the_way() -> None:
    """A loss that is met once, in the middle, counts where `ever` does; the state is seen forty times or so."""
    one = learner(EPOCH)
    seen: list[int] = []
    observe = one.run.play.observe
    one.run.play.observe = lambda state: (seen.append(state.snapshot.step), observe(state))[1]  # type: ignore[assignment,method-assign,union-attr,func-returns-value]
    one.train(steps=120)
    assert seen == list(range(3, 121, 3))


def test_a_change_of_the_project_reaches_the_network() -> None:
    one = learner(EPOCH)
    assert one.session is not None
    before = one.session.network.theta.copy()
    one.train(steps=5)
    one.edit("", one.project, restart=True)
    assert (one.session.step, one.session.network.theta.tolist()) == (0, before.tolist())
    one.do(SetRate(to=0.5))
    assert one.session.recipe.optimizer.lr == 0.5  # type: ignore[attr-defined]
    broken = with_recipe(one.project, inputs=("log(x1 - 99)",))
    one.edit("", broken)
    assert one.session.recipe != broken.recipe, "it cannot be trained until that is fixed"
    one.train(steps=5)
    assert (one.session.step, one.run.play.state.snapshot) == (0, None)  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="The control a is not there"):
        one.do(UseControl(name="a"))


def test_a_trial_trains_other_starts_for_so_many_epochs() -> None:
    recipe = SMALL.project().recipe
    assert trial_outcomes(recipe, replace(EPOCH, seeds=2, epochs=3)) == (True, True)
    assert trial_outcomes(recipe, replace(EPOCH, seeds=3, epochs=2)) == (False, False, False)
    assert trial_outcomes(recipe, replace(EPOCH, seeds=0)) == ()
    assert trial_outcomes(recipe, ActionGoal(name="a", label=plain("b"))) == ()
    step_goal = MeasureGoal(of="step", comparison=">=", value=1, seeds=1, epochs=1)
    assert trial_outcomes(recipe, step_goal) == (True,)
    assert trial_outcomes(recipe, replace(step_goal, comparison="=")) == (True,), "each step is looked at"
    stopped = replace(recipe, stops=(next(one for one in STOPS)(),))
    assert trial_outcomes(stopped, replace(EPOCH, seeds=1, epochs=3, value=99)) == (False,)


def test_other_starts_differ_from_the_own_one() -> None:
    """A loss that the own start has at step 1 to the last digit is no other start's."""
    recipe = SMALL.project().recipe
    one = learner(EPOCH)
    one.train(steps=1)
    loss = one.run.play.state.snapshot.scores.train_loss  # type: ignore[union-attr]
    same = MeasureGoal(of="train_loss", comparison="=", value=loss, seeds=2, epochs=1)
    assert trial_outcomes(recipe, same) == (False, False)


THREE = lesson(
    step(EPOCH, solution=(Predict(), SetBatch(to=25), Train(epochs=1))),
    step(EPOCH, solution=(Train(epochs=2),)),
    step(EPOCH, start=Start(dataset="step")),
    step(EPOCH),
)


@pytest.mark.parametrize(
    ("at", "continues", "kind", "batch", "trained"),
    [(0, False, "line", 50, False), (0, True, "line", 50, False), (1, False, "line", 25, True), (2, True, "step", 10, False)],
)
def test_a_step_begins_with_its_own_start_or_what_the_steps_before_make(
    at: int, continues: bool, kind: str, batch: int, trained: bool
) -> None:
    run = LessonRun(THREE)
    run.go(at)
    begun = start_of(run, continues)
    assert begun is not None
    project, state = begun
    assert (project.recipe.data.kind, project.recipe.batch, state is not None) == (kind, batch, trained)


def test_a_step_that_goes_on_with_what_is_there_has_no_start() -> None:
    run = LessonRun(THREE)
    run.go(1)
    assert start_of(run, continues=True) is None
    run.go(3)
    begun = start_of(run, continues=False)
    assert begun is not None
    assert begun[0].recipe.data.kind == "step"
    own = LessonRun(lesson(step(EPOCH), start=None))  # type: ignore[arg-type]  # a lesson on the learner's own project
    assert start_of(own, continues=False) is None


def test_what_a_learner_would_run_into_is_found() -> None:
    solved = step(EPOCH, solution=(Train(epochs=3),))
    assert findings_of(lesson(solved)) == ()
    two = findings_of(lesson(solved, step(replace(EPOCH, value=99), solution=(Train(epochs=1),))))
    assert two == ("Step 2: its solution does not meet: Epoch: at least 99 (Now: 4).",)
    assert findings_of(lesson(step())) == (), "a step without goals is read only"
    window = step(EPOCH, solution=(UseControl(name="a"),))
    assert "uses controls of a view" in findings_of(lesson(window))[0]
    limited = step(EPOCH, solution=(Train(epochs=3),), limits=Limits(epochs=2))
    assert findings_of(lesson(limited))[0].startswith("Step 1: its solution does not count: Beyond the limit")
    asked = step(EPOCH, solution=(Train(epochs=3),), question=Question(text=plain("?")))
    assert findings_of(lesson(asked)) == ()
    met = step(replace(EPOCH, value=0), solution=(Train(epochs=3),))
    assert findings_of(lesson(met))[0] == "Step 1: its goals are met before anything is done."


def test_a_prediction_is_put_before_a_solution_that_has_none() -> None:
    def solution(**parts: Any) -> list[str]:
        step = StepDraft(title={"en": "B"}, text={"en": "C"}, **parts)
        made = drafted_text(LessonDraft(title={"en": "A"}, steps=[step]), SMALL.project().recipe)
        return [line.strip() for line in made.splitlines() if "do =" in line]

    asked, train = {"en": "?"}, '{ do = "train", epochs = 1 }'
    assert solution(question=asked, solution=train)[0].startswith('{ do = "predict"')
    assert len(solution(question=asked, solution=train)) == 2
    chosen = solution(question=asked, choices={"en": "a\n*b\nc"}, solution=train)
    assert chosen[0].startswith('{ do = "predict", value = 2')
    own = '{ do = "predict", value = 5 }\n' + train
    assert len(solution(question=asked, solution=own)) == 2
    assert solution(solution=train) == ['{ do = "train", epochs = 1 },']
    assert solution(question=asked) == []
    assert [action_text(one) for one in actions_of(f"\n{train}\n\n")] == [train]
    with pytest.raises(ValueError, match=f"a line “{'x' * 80}”"):
        actions_of("x" * 90)


def test_a_result_counts_steps_from_1_and_tells_a_guess_from_what_was_shown() -> None:
    question = Question(text=plain("?"), choices=(plain("a"), plain("b")), right=2)
    both = Text((("ko", "가"), ("en", "Two")))
    run = LessonRun(replace(lesson(step(EPOCH, question=question), step(EPOCH)), title=both))
    run.records[0].predicted = 1.0
    run.records[1].predicted, run.records[1].seconds = 2.0, 1.26
    run.records[1].values, run.records[1].answers = [math.nan, 2.0], {0: (1.0, 2.0)}
    with in_language(KOREAN):  # a result is in English all the same
        result = result_of(run, "n" * 101, NOW)
    assert (result["lesson"], result["saved"], result["learner"]) == ("Two", "2026-11-29T04:30:07", "n" * 100)
    first, second = result["steps"]
    assert [one["step"] for one in result["steps"]] == [1, 2]
    assert (first["guess"], first["guess_right"]) == (1.0, False)
    assert (second["guess"], second["guess_right"]) == (2.0, None), "nothing is right there"
    assert (second["values"], second["answers"], second["seconds"]) == ([None, 2.0], {"1": [1.0, 2.0]}, 1.3)
    run.records[0].predicted = 2.0
    assert result_of(run, "", NOW)["steps"][0]["guess_right"] is True
    run.records[0].guess_shown = True
    shown = result_of(run, "", NOW)["steps"][0]
    assert (shown["guess"], shown["guess_right"]) == (None, None)


@pytest.mark.parametrize(
    ("name", "cell"), [("=a", "'=a"), ("+a", "'+a"), ("@a", "'@a"), ("-a", "'-a"), ("-1", "-1"), ("a=", "a=")]
)
def test_a_cell_is_never_a_formula(name: str, cell: str, tmp_path: Any) -> None:
    write_result(tmp_path / "a.CSV", result_of(LessonRun(lesson(step(EPOCH))), name, NOW))
    head, row = (tmp_path / "a.CSV").read_text(encoding="utf-8-sig").splitlines()
    assert (head.split(",")[0], row.split(",")[0]) == ("learner", cell)


def changes(**parts: Any) -> list[str]:
    before = SMALL.project()
    return [action_text(one) for one in recorded(before, with_recipe(before, **parts), 0)]


def test_only_what_differs_is_recorded() -> None:
    assert changes() == []
    assert changes(batch=7, standardise=True) == ['{ do = "batch", to = 7 }', '{ do = "standardise", to = true }']
    assert changes(optimizer=Adam()) == ['{ do = "optimizer", to = "adam" }']
    assert changes(optimizer=replace(SMALL.project().recipe.optimizer, lr=0.5)) == ['{ do = "rate", to = 0.5 }']
    assert changes(blocks=()) == ['{ do = "layers", to = "none" }']
    he = (Block(1, Dense(2, weights=He())),)
    assert changes(blocks=he)[-1] == '{ do = "initializer", to = "he" }'
    with pytest.raises(SolutionProblem, match="Layers"):
        changes(blocks=(Block(1, Dense(2, weights=He())), Block(2, Dense(3))))
    with pytest.raises(SolutionProblem, match="Training share"):
        changes(train_share=0.7)
    trained = recorded(SMALL.project(), SMALL.project(), 6000)
    assert [action_text(one) for one in trained] == ['{ do = "restart" }', '{ do = "train", epochs = 5000 }']


def test_short_forms_leave_out_what_is_usual() -> None:
    assert entry_text(Adam()) == "adam"
    assert entry_text(Adam(0.5)) == "adam:lr=0.5"
    assert layer_text(Dense(3)) == "3:tanh"
    assert entry_text(DATASETS["spiral"]()) == "spiral"
    assert Project().recipe == Recipe()
