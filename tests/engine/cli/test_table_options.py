"""`main.py train` on a table of one's own: every guess about it can be overruled there too."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli.arguments import Job, job_from
from engine.data.datasets.csv_file import CsvFile
from engine.recipe.recipe import recipe_from_data, recipe_to_data

ROWS = "id,age,size,code,y\n" + "".join(
    f"{i + 1},{'' if i == 2 else i * i},{'SML'[i % 3]},{i % 2 + 7},{i % 2}\n" for i in range(12)
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "t.csv"
    file.write_text(ROWS)
    return file


def job(path: Path, *options: str) -> Job:
    return job_from(["--data", str(path), "--epochs", "1", *options])


def test_without_options_the_guesses_hold(path: Path) -> None:
    table = job(path).data.table
    assert table.input_names == ("age", "size = L", "size = M", "size = S", "code")
    assert (table.target_name, len(table.target)) == ("y", 11)


@pytest.mark.parametrize(
    ("options", "inputs", "rows"),
    [
        (["--missing", "mean"], ("age", "size = L", "size = M", "size = S", "code"), 12),
        (["--missing", "AGE=level", "--drop", "3"], ("age", "age = missing", "code"), 12),
        (["--drop", "age", "--drop", "code", "--use", "id"], ("id", "size = L", "size = M", "size = S"), 12),
        (["--categories", "ordered"], ("age", "size", "code"), 11),
        (["--kind", "size=S<M<L", "--kind", "code=onehot"], ("age", "size", "code = 8"), 11),
        (["--missing-word", "121", "--missing-word", "81"], ("age", "size = L", "size = M", "size = S", "code"), 9),
    ],
)
def test_options_overrule_the_guesses(path: Path, options: list[str], inputs: tuple[str, ...], rows: int) -> None:
    asked = job(path, *options)
    assert (asked.data.table.input_names, len(asked.data.table.target)) == (inputs, rows)
    again = recipe_from_data(recipe_to_data(asked.recipe))
    assert again.data == asked.recipe.data


def test_an_order_is_that_of_the_option(path: Path) -> None:
    table = job(path, "--kind", "size=S<M<L<XL").data.table
    assert table.inputs[:5, 1].tolist() == [0, 1, 0, 1, 2]
    assert '“size” has no value "XL", which its order names.' in table.notes


def test_marks_are_given_by_name(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    text = "// by hand\n" + "".join(f"{i}.{i}00,5;2,5;{'ab'[i % 2]}\n" for i in range(1, 9))
    path.write_bytes(text.encode("cp949"))
    options = ["--separator", "semicolon", "--decimal", "comma", "--thousands", "point", "--comment", "//"]
    found = job(path, *options, "--header", "no", "--encoding", "cp949")
    assert found.data.table.inputs[0].tolist() == [1100.5, 2.5]
    assert isinstance(found.recipe.data, CsvFile)
    assert found.recipe.data.choices.decimal == ","


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--missing", "medium"], "--missing must be one of rows, mean, median, most, level, not 'medium'"),
        (["--missing", "agee=mean"], "There is no column 'agee'. Did you mean \"age\"?"),
        (["--drop", "9"], "There is no column '9'. There are \"id\""),
        (["--kind", "size=S<M<S"], "--kind names a value twice"),
        (["--kind", "size"], "--kind needs a column and its kind"),
        (["--kind", "size=big"], "--kind must be one of number, onehot, ordered, not 'big'"),
        (["--separator", "dot"], "--separator must be one of comma, semicolon, tab, pipe, blanks, not 'dot'"),
        (["--header", "perhaps"], "--header must be one of auto, yes, no"),
        (["--encoding", "klingon"], "knows no encoding"),
        (["--comment", "x"], "comment must be one of"),
    ],
)
def test_what_cannot_be_is_a_sentence(path: Path, options: list[str], said: str) -> None:
    with pytest.raises(ValueError) as problem:  # noqa: PT011  # the text is compared below, with its quotes
        job(path, *options)
    assert said.replace("'", "") in str(problem.value).replace("'", "").replace("“", "").replace("”", "")


def test_options_of_tables_are_refused_for_other_data() -> None:
    with pytest.raises(ValueError, match=r"--drop, --header belong to your own file: leave them out for iris\."):
        job_from(["--data", "iris", "--header", "no", "--drop", "x"])


@pytest.mark.parametrize(("words", "letters", "fits"), [(1, 500, True), (1, 501, False), (50, 3, True), (51, 3, False)])
def test_as_many_words_for_missing_values_as_there_may_be(words: int, letters: int, fits: bool, path: Path) -> None:
    options = [f"--missing-word={number:0{letters}d}" for number in range(words)]
    if fits:
        assert len(job(path, *options).data.table.target) > 0
        return
    with pytest.raises(ValueError, match=r"--missing-word can be given 50 times, with a short word each\."):
        job(path, *options)


def test_layers_are_numbered_from_1(path: Path) -> None:
    assert [block.id for block in job(path, "--layers", "3:tanh,2:tanh").recipe.blocks] == [1, 2]
