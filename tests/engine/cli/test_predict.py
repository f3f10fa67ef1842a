"""`main.py predict`: rows of a table through a network in a file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from engine.cli import train
from main import main

Capture = pytest.CaptureFixture[str]
TABLE = "colour,size,class\n" + "".join(
    f"{'red' if i % 2 else 'green'},{i * i % 17},{'yes' if i % 2 else 'no'}\n" for i in range(40)
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("predict")
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    arguments = ["--data", str(folder / "table.csv"), "--label", "class", "--epochs", "60", "--optimizer", "adam", "--quiet"]
    assert train.main([*arguments, "--export", str(folder / "net.npz")]) == 0
    return folder / "net.npz"


def test_rows_come_out_with_predictions_behind_them(model: Path, capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("name;size;colour;class\na;3;red;yes\nb;4;green;no\nc;;red;\n", encoding="utf-8")
    assert main(["predict", str(model), str(tmp_path / "new.csv")]) == 0
    out, err = capsys.readouterr()
    found = list(csv.DictReader(io.StringIO(out), delimiter=";"))
    assert [row["predicted class"] for row in found] == ["yes", "no", ""]
    assert found[0]["name"] == "a"
    assert float(found[0]["probability of yes"]) > 0.5
    assert "2 rows" in err


def test_into_a_file_quietly(model: Path, capsys: Capture, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("size,colour\n3,red\n", encoding="utf-8")
    arguments = ["predict", str(model), str(tmp_path / "new.csv"), "--quiet", "--output"]
    assert main([*arguments, str(tmp_path / "out.csv")]) == 0
    assert capsys.readouterr() == ("", "")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").startswith("size,colour,predicted class,")
    assert main([*arguments, str(tmp_path / "no folder" / "out.csv")]) == 1
    assert "folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nothing.npz", "new.csv"), "nothing.npz"),
        (("net.txt", "new.csv"), "not a kind of file that networks are read from"),
        (("MODEL", "none.csv"), "none.csv"),
        (("MODEL", "new.csv"), "colour"),  # a column that is not there
        (("MODEL",), "TABLE"),
    ],
)
def test_bad_input_is_a_sentence(
    arguments: tuple[str, ...], says: str, model: Path, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("new.csv").write_text("size\n3\n", encoding="utf-8")
    assert main(["predict", *(str(model) if one == "MODEL" else one for one in arguments)]) == 2
    out, err = capsys.readouterr()
    assert says in err
    assert out == ""


def test_a_network_of_one_input_takes_a_table_of_one_column(capsys: Capture, tmp_path: Path) -> None:
    assert train.main(["--data", "sine", "--epochs", "1", "--quiet", "--export", str(tmp_path / "net.npz")]) == 0
    capsys.readouterr()
    (tmp_path / "new.csv").write_text("x\n1\n-2\n", encoding="utf-8")
    assert main(["predict", str(tmp_path / "net.npz"), str(tmp_path / "new.csv")]) == 0
    assert capsys.readouterr().out.splitlines()[0].startswith("x,predicted ")


def test_a_file_that_names_no_inputs_takes_the_columns_in_their_order(capsys: Capture, tmp_path: Path) -> None:
    np.savez(tmp_path / "net.npz", W1=np.eye(2), b1=np.zeros(2), W2=np.array([[2.0], [3.0]]), b2=np.zeros(1))
    (tmp_path / "new.csv").write_text("a,b\n1,0\n0,1\n", encoding="utf-8")
    assert main(["predict", str(tmp_path / "net.npz"), str(tmp_path / "new.csv")]) == 0
    out, err = capsys.readouterr()
    assert "the columns were taken in their order" in err
    assert [float(line.split(",")[2]) for line in out.splitlines()[1:]] == [2.0, 3.0]
    (tmp_path / "new.csv").write_text("a,b,c\n1,0,0\n0,1,0\n", encoding="utf-8")
    assert main(["predict", str(tmp_path / "net.npz"), str(tmp_path / "new.csv")]) == 2


def test_help_shows_an_example(capsys: Capture) -> None:
    assert main(["predict", "--help"]) == 0
    assert "predict iris.npz flowers.csv" in capsys.readouterr().out
