"""What a teacher writes and does becomes a lesson, and what a learner would run into is said before it is saved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.optim.optimizers import OPTIMIZERS
from engine.recipe.recipe import OUTPUT
from engine.training.memento import WeightEdit
from gui.document import Document
from gui.lessons.teacher.goal_choices import CHOICES
from gui.model import edits
from gui.model.lessons.goals import MeasureGoal
from gui.model.lessons.lesson_reading import lesson_from
from gui.model.lessons.lesson_state import MEASURES, LessonState
from gui.model.lessons.start import Start
from gui.model.lessons.written.lesson_check import findings_of, untrained
from gui.model.lessons.written.lesson_draft import LessonDraft, StepDraft, drafted_text
from gui.model.lessons.written.lesson_writing import action_text
from gui.model.lessons.written.solution_recording import SolutionProblem, recorded
from gui.model.project import Project

FIRST = Start(dataset="line", layers="2:tanh", batch=50).project()
SOLVED = '{ do = "rate", to = 0.05 }\n{ do = "train", epochs = 3 }'


def draft(**step: object) -> LessonDraft:
    return LessonDraft(title={"en": "A"}, steps=[replace(StepDraft(title={"en": "B"}, text={"en": "C"}), **step)])


def findings(**step: object) -> str:
    return " ".join(findings_of(lesson_from(drafted_text(draft(**step), FIRST.recipe).encode())))


def after(**parts: object) -> Project:
    return edits.with_recipe(FIRST, **parts)


def test_texts_in_two_languages_stand_side_by_side_and_one_is_for_all() -> None:
    both = draft(title={"en": "One", "ko": "하나"}, question={"ko": "몇?"}, choices={"en": "a\n*b", "ko": "가\n나"})
    step = lesson_from(drafted_text(both, FIRST.recipe).encode()).steps[0]
    assert step.title.by_language == (("en", "One"), ("ko", "하나"))
    assert step.question.text.by_language == (("", "몇?"),)
    assert [choice.by_language for choice in step.question.choices] == [(("en", "a"), ("ko", "가")), (("en", "b"), ("ko", "나"))]
    assert step.question.right == 2


def test_as_many_answers_in_each_language() -> None:
    with pytest.raises(ValueError, match="Step 1: The question needs as many"):
        drafted_text(draft(question={"en": "?"}, choices={"en": "a\nb", "ko": "가"}), FIRST.recipe)


@pytest.mark.parametrize("line", ["rate 0.1", '{ do = "fly" }', '{ do = "rate" }', "{", '{ do = "rate", to = 1 } # \n 7'])
def test_a_line_of_a_solution_that_is_none_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="Step 1: The solution has a line"):
        drafted_text(draft(solution=line), FIRST.recipe)


def test_a_lesson_that_works_has_no_findings_and_one_that_does_not_says_why() -> None:
    trained = MeasureGoal(of="epoch", comparison=">=", value=3)
    assert findings(goals=[trained], solution=SOLVED) == ""
    assert findings(goals=[trained], solution=SOLVED, question={"en": "?"}, choices={"en": "a\n*b"}) == ""
    assert "no solution" in findings(goals=[trained])
    assert "does not meet: Epoch: at least 4" in findings(goals=[replace(trained, value=4)], solution=SOLVED)
    assert "goals are met before" in findings(goals=[replace(trained, comparison="<=")], solution=SOLVED)
    small = MeasureGoal(of="neurons", comparison="<=", value=9)
    assert "this goal is met before anything is done: Hidden neurons" in findings(goals=[trained, small], solution=SOLVED)
    assert "cannot be done" in findings(goals=[trained], solution='{ do = "remove_layer", layer = 9 }')


@pytest.mark.parametrize(
    "project",
    [
        after(batch=7, optimizer=OPTIMIZERS["momentum"](lr=0.3, beta=0.5)),
        Start(dataset="spiral:noise=0.1", layers="8:leaky_relu:0.2,dropout:0.3,residual=4:relu+4,activation:elu").project(),
        edits.set_seed(FIRST, "weights", 9),
        FIRST,
    ],
)
def test_what_was_done_is_recorded_as_actions_that_do_it_again(project: Project) -> None:
    actions = recorded(FIRST, project, epochs=2)
    told = "\n".join(map(action_text, actions))
    assert told.endswith('{ do = "train", epochs = 2 }')
    assert findings(goals=[MeasureGoal(of="epoch", comparison=">=", value=2)], solution=told) == ""


def test_another_rate_is_recorded_as_that() -> None:
    rate = recorded(FIRST, after(optimizer=replace(FIRST.recipe.optimizer, lr=0.25)), epochs=0)
    assert [action_text(one) for one in rate] == ['{ do = "rate", to = 0.25 }']


def test_weights_set_by_hand_are_recorded_by_their_last_values_before_the_training() -> None:
    block = FIRST.recipe.blocks[0].id
    hand = [
        WeightEdit(OUTPUT, "biases", (0,), 0.1),
        WeightEdit(block, "weights", (0, 1), 2.0),
        WeightEdit(OUTPUT, "biases", (0,), 0.5),
    ]
    gone = WeightEdit(77, "biases", (0,), 1.0)
    told = [action_text(one) for one in recorded(FIRST, FIRST, 3, [*hand, gone])]
    assert told == [
        '{ do = "restart" }',
        '{ do = "weight", layer = 0, array = "biases", place = [0], to = 0.5 }',
        '{ do = "weight", layer = 1, place = [0, 1], to = 2 }',
        '{ do = "train", epochs = 3 }',
    ]
    assert len(recorded(FIRST, FIRST, 0, hand)) == 2


def test_the_document_knows_what_was_set_by_hand_in_the_present_run(qapp: object) -> None:
    document, first, second = Document(FIRST), WeightEdit(OUTPUT, "biases", (0,), 0.1), WeightEdit(OUTPUT, "biases", (0,), 0.2)
    document.edit("", FIRST, "drag", weights=(first,))
    document.edit("", FIRST, "drag", weights=(second,))
    assert document.set_weights == (first, second)
    document.undo_stack.undo()
    assert document.set_weights == ()
    document.undo_stack.redo()
    document.edit("", FIRST, restart=True)
    assert document.set_weights == ()


def test_what_no_action_can_do_is_said() -> None:
    off = replace(FIRST.recipe.blocks[0], enabled=False)
    with pytest.raises(SolutionProblem, match="Layers"):
        recorded(FIRST, after(blocks=(off,)), epochs=1)


def test_no_suggested_measure_holds_where_the_step_begins() -> None:
    began = untrained(FIRST)
    for state in (began, LessonState(FIRST, began.snapshot)):
        for goal in filter(None, (choice.make(state, began) for choice in CHOICES)):
            if isinstance(goal, MeasureGoal):
                assert not goal.judge(began).met, (goal, MEASURES[goal.of].read(began))
