"""Tables that come with the program, and the user's own file."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from engine.core.resources import resource
from engine.data.datasets import DATASETS, in_order
from engine.data.datasets.csv_file import CsvFile
from engine.data.table import Table
from engine.files.file_problem import FileProblem

OWN = ("csv_file", "drawn_points", "playground_points")
REAL = [cls.kind for cls in in_order() if not cls.generated and cls.kind not in OWN]


def make(name: str, seed: int = 0) -> Table:
    return DATASETS[name]().make(np.random.default_rng(seed))


def test_iris_is_fishers_table() -> None:
    table = make("iris")
    assert table.classes == ("setosa", "versicolor", "virginica")
    assert table.input_names == ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
    assert np.bincount(table.target).tolist() == [50, 50, 50]
    means = [table.inputs[table.target == k].mean(axis=0) for k in range(3)]  # Fisher 1936, table II
    assert np.array(means) == pytest.approx(
        np.array([[5.006, 3.428, 1.462, 0.246], [5.936, 2.770, 4.260, 1.326], [6.588, 2.974, 5.552, 2.026]]), abs=1e-9
    )
    assert table.inputs[[34, 37]].tolist() == [[4.9, 3.1, 1.5, 0.2], [4.9, 3.6, 1.4, 0.1]]  # where UCI's file differs
    assert "10.24432/C56C76" in resource("datasets", "README.md").read_text(encoding="utf-8")


def test_wine_and_digits_are_the_tables_of_uci() -> None:
    """Sizes, class counts and means as UCI and scikit-learn describe them."""
    wine, digits = make("wine"), make("digits")
    assert (wine.inputs.shape, np.bincount(wine.target).tolist()) == ((178, 13), [59, 71, 48])
    assert wine.inputs.mean(0)[[0, 12]] == pytest.approx([13.0006, 746.893], rel=1e-5)
    assert (digits.inputs.shape, digits.classes) == ((1797, 64), tuple("0123456789"))
    assert np.bincount(digits.target).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert (digits.inputs.min(), digits.inputs.max(), digits.inputs.sum()) == (0, 16, 561718)
    assert DATASETS["digits"].image == (8, 8)


def test_penguins_and_cars_are_read_with_their_texts_and_gaps() -> None:
    penguins, cars = make("penguins"), make("auto_mpg")
    assert np.bincount(penguins.target).tolist() == [152, 68, 124]  # Adelie, Chinstrap, Gentoo, as Gorman et al. counted them
    assert penguins.input_names[:3] == ("island = Biscoe", "island = Dream", "island = Torgersen")
    assert penguins.input_names[-1] == "sex = male"
    assert np.isfinite(penguins.inputs).all()
    assert len(penguins.unfilled) == 5
    assert cars.inputs.shape == (398, 9)
    assert cars.target.mean() == pytest.approx(23.5146, abs=1e-4)  # as UCI's file has it
    assert cars.columns[-1].levels == ("Europe", "Japan", "USA")


def test_korean_districts_are_read_with_their_korean_names_and_add_up_to_the_country() -> None:
    table = make("korean_districts")
    assert (table.inputs.shape, table.target_name) == ((229, 8), "빈집(%)")
    assert table.input_names == (
        *("가구원", "성비", "합계출산율", "주택당 가구원", "아파트(%)", "단독주택(%)", "연립·다세대(%)", "천 명당 사업체"),
    )
    persons, per_home = table.inputs[:, 0], table.inputs[:, 3]
    homes = persons / per_home
    assert homes.sum() == pytest.approx(18_525_844, rel=1e-3)  # published by Statistics Korea, as the next
    assert (homes * table.target / 100).sum() == pytest.approx(1_511_306, rel=3e-3)


@pytest.mark.parametrize("name", REAL)
def test_real_data_name_their_source_and_licence(name: str) -> None:
    assert re.search(r"(CC BY 4\.0|CC0|KOGL)", DATASETS[name].source)
    assert f"| `{name}." in resource("datasets", "README.md").read_text(encoding="utf-8")


def test_files_are_standardised_and_do_not_change_with_the_seed() -> None:
    for name in ("iris", "wine", "csv_file"):
        assert DATASETS[name].standardise
        assert not DATASETS[name].generated
    assert np.array_equal(make("iris", 1).inputs, make("iris", 2).inputs)


def test_a_csv_file_is_read_with_its_label_and_task(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("a,b,c\n1,0,2.5\n2,1,3.5\n3,0,4.5\n4,1,5.5\n", encoding="utf-8")
    rng = np.random.default_rng(0)
    assert CsvFile(str(path)).make(rng).target.tolist() == [2.5, 3.5, 4.5, 5.5]
    assert CsvFile(str(path), "b").make(rng).classes == ("0", "1")
    assert CsvFile(str(path), "b", "regression").make(rng).classes == ()
    with pytest.raises(FileProblem, match="Choose a CSV file"):
        CsvFile().make(rng)
