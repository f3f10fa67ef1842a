"""`main.py train`: what it prints where, what it writes, and how it refuses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.cli import session_export
from engine.cli import train as command_line
from engine.cli.arguments import job_from
from engine.core.language import VARIABLE, current_language, use_language
from engine.exporters import EXPORTERS, ends_of
from engine.exporters.npz import Npz
from engine.files.file_problem import FileProblem
from engine.nn.activations import ACTIVATIONS, LeakyReLU, ReLU, Tanh
from engine.nn.layers import LAYERS
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.layer_norm import LayerNorm
from engine.nn.layers.residual import Residual
from engine.nn.losses import LOSSES
from engine.optim.optimizers import OPTIMIZERS, Adam, Momentum
from engine.recipe.recipe import Recipe, Seeds
from engine.recipe.short_form import entry_from, layers_from
from engine.training.session import Session
from main import main
from tests.interop import writable_formats
from tests.program_start import ROOT

MAIN = ROOT / "main.py"
IRIS = (
    "--data iris --layers 16:tanh,16:tanh --loss cross_entropy --optimizer adam --lr 0.01 --batch 16 --epochs 200 --seed 1 --json"
)
Capture = pytest.CaptureFixture[str]


def train(arguments: str, capture: Capture, code: int = 0) -> tuple[str, str]:
    """Standard output and standard error of a run that must end with that code."""
    assert command_line.main(arguments.split()) == code
    return capture.readouterr()


def result(arguments: str, capture: Capture, code: int = 0) -> dict[str, Any]:
    """The JSON object, which must be the last line of standard output."""
    out, _ = train(f"{arguments} --json", capture, code)
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    return found


def test_validation_rows_are_counted_and_scored_apart(capsys: Capture) -> None:
    found = result("--epochs 1 --validation-share 0.2", capsys)
    assert 0 <= found["seconds"] < 600
    assert found["train_rows"] == 2.5 * found["validation_rows"]
    assert found["validation_loss"] != found["test_loss"]
    assert " validation rows, " in train("--epochs 1 --validation-share 0.2", capsys)[0]
    found = result("--epochs 1", capsys)
    assert (found["validation_rows"], found["validation_loss"], found["validation_metric"]) == (0, None, None)


def test_iris_is_learned_and_goes_to_a_file_that_predicts_as_well(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "iris.npz"
    found = result(f"{IRIS} --export {path}", capsys)
    assert found["test_metric"] >= 0.95
    assert (found["metric"], found["loss"], found["task"]) == ("accuracy", "cross_entropy", "classification")
    assert (found["train_rows"], found["test_rows"], found["parameters"]) == (105, 45, 403)
    assert (found["steps"], found["epochs"]) == (1400, 200)
    assert found["seeds"] == {"data": 1, "weights": 1, "order": 1}
    assert found["diverged"] is None
    (proof,) = found["exports"]
    assert (proof["path"], proof["rows"], proof["companions"]) == (str(path), 150, [])
    assert proof["largest_difference"] == pytest.approx(0, abs=1e-5)
    data = job_from(IRIS.split()).data
    predicted = Npz().predict(path, data.table.inputs[data.test]).argmax(1)
    assert np.mean(predicted == data.table.target[data.test]) == found["test_metric"]


def test_the_same_command_gives_the_same_numbers_and_another_seed_others(capsys: Capture) -> None:
    def losses(more: str) -> tuple[float, float]:
        found = result(f"--epochs 5 --noise 0.1 {more}", capsys)
        return found["train_loss"], found["test_loss"]

    assert losses("--seed 7") == losses("--seed 7") == losses("--data-seed 7 --weights-seed 7 --order-seed 7")
    several = {losses(f"--{which}seed 8") for which in ("", "data-", "weights-", "order-")}
    assert len(several | {losses("")}) == 5


def test_scores_are_those_of_all_rows(capsys: Capture, tmp_path: Path) -> None:
    """The curve is measured on at most 4,096 rows; the result is not."""
    path, rng = tmp_path / "many.csv", np.random.default_rng(1)
    x = rng.normal(size=(12_000, 2))
    rows = [f"{a:.4f},{b:.4f},{a * b:.4f}" for a, b in x]
    path.write_text("\n".join(["a,b,product", *rows]), encoding="utf-8")
    out = tmp_path / "net.npz"
    found = result(f"--data {path} --epochs 1 --batch 64 --train-share 0.5 --export {out}", capsys)
    data = job_from(f"--data {path} --train-share 0.5".split()).data
    predicted = Npz().predict(out, data.table.inputs[data.test])[:, 0]
    scaled_error = (predicted - data.table.target[data.test]) / data.target_scaling.deviation
    assert found["test_rows"] == 6000
    assert found["test_loss"] == pytest.approx(np.mean(scaled_error**2), rel=1e-5)


def test_a_file_of_ones_own(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "trees.csv"
    rng = np.random.default_rng(2)
    x = rng.normal(size=(80, 3))
    rows = [f"{a:.3f};{b:.3f};{c:.3f};{'oak' if a + b > c else 'ash'}" for a, b, c in x]
    path.write_text("\n".join(["a;b;c;kind", *rows]), encoding="utf-8")
    found = result(f"--data {path} --label kind --optimizer adam --epochs 60", capsys)
    assert found["data"] == "csv_file"
    assert set(found["classes"]) == {"oak", "ash"}
    assert found["test_metric"] > 0.8
    assert result(f"--data {path} --label a --task regression --epochs 5", capsys)["loss"] == "mse"
    _, err = train(f"--data {path} --label none", capsys, 2)
    assert "none" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("optimizer", OPTIMIZERS.names())
@pytest.mark.parametrize("data", ["xor", "plane", "three_arms"])
def test_every_optimizer_on_every_task(optimizer: str, data: str, capsys: Capture) -> None:
    found = result(f"--data {data} --optimizer {optimizer} --epochs 3", capsys)
    assert found["optimizer"] == optimizer
    assert np.isfinite([found["train_loss"], found["test_loss"], found["test_metric"]]).all()


def test_every_format_at_once_and_text_for_people(capsys: Capture, tmp_path: Path) -> None:
    paths = [tmp_path / f"net{cls.suffix}" for cls in writable_formats()]
    exports = " ".join(f"--export {path}" for path in paths)
    out, err = train(f"--data plane --layers 8:relu,dropout:0.2,4 --epochs 20 {exports}", capsys)
    assert "R²: train 0." in out
    assert out.count("largest difference") == len(paths)
    assert err.startswith("Plane: 250 training rows, 250 test rows; 65 parameters; 500 steps to go")
    assert "epoch 20 of 20" in err
    assert all(path.stat().st_size for path in paths)


def test_a_stop_rule_ends_the_run_and_says_so(capsys: Capture) -> None:
    found = result("--stop steps:30 --stop no_improvement:5:rows=training --quiet", capsys)
    assert found["steps"] == 30
    assert found["stop_rule"] == "Stopped after 30 steps, as asked. The weights of its best epoch, at step 25, were put back."
    assert not found["stopped"]
    out, _ = train("--stop metric_above:0.5 --quiet", capsys)
    assert "is above 0.5" in out
    assert result("--epochs 1 --quiet", capsys)["stop_rule"] is None


def test_best_weights_come_back_when_the_epochs_end_the_run(capsys: Capture) -> None:
    """They are those that the run ends with if it ends at the best epoch."""
    run = "--data spiral --optimizer sgd:2 --quiet"
    losses = [result(f"{run} --epochs {n}", capsys)["test_loss"] for n in range(1, 9)]
    found = result(f"{run} --epochs 8 --stop no_improvement:1000", capsys)
    assert found["test_loss"] == min(losses) < losses[-1]
    assert found["stop_rule"] is None
    out, _ = train(f"{run} --epochs 8 --stop no_improvement:1000", capsys)
    assert "The weights of its best epoch, at step" in out


def test_r2_of_a_single_test_row_is_null_and_a_dash(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "five.csv"
    path.write_text("x,y\n1,2.5\n2,3.5\n3,1.25\n4,7.5\n5,6.5\n")
    run = f"--data {path} --task regression --train-share 0.8 --epochs 2 --quiet"
    found = result(run, capsys)
    assert (found["test_rows"], found["test_metric"]) == (1, None)
    out, _ = train(run, capsys)
    assert "test –" in out


def test_schedule_clip_and_penalty_steer_the_run(capsys: Capture) -> None:
    plain = result("--epochs 3 --quiet", capsys)
    for option in ("--schedule one_cycle:3", "--clip norm:0.001", "--penalty l1:0.1"):
        steered = result(f"--epochs 3 --quiet {option}", capsys)
        assert steered["train_loss"] != plain["train_loss"]
        assert (steered["penalty"] > 0) == ("l1" in option)
    out, _ = train("--epochs 3 --quiet --penalty l2:0.1", capsys)
    assert "Penalty: " in out


def test_quiet_says_nothing_on_the_side(capsys: Capture) -> None:
    out, err = train("--epochs 3 --quiet", capsys)
    assert err == ""
    assert "Accuracy" in out


def test_json_stands_alone(capsys: Capture) -> None:
    out, _ = train("--epochs 2 --json", capsys)
    assert out.count("\n") == 1


def test_an_explosion_is_reported_and_not_exported(capsys: Capture, tmp_path: Path) -> None:
    command = f"--data plane --layers 64:relu,64:relu --lr 10 --export {tmp_path / 'net.npz'} --json"
    out, err = train(command, capsys, 1)
    found = json.loads(out.splitlines()[-1])
    assert found["diverged"] == err.splitlines()[-1]
    assert "--lr 3" in err
    assert "Nothing was exported" in err
    assert found["exports"] == list(tmp_path.iterdir()) == []


def test_a_failed_export_is_a_failed_run(capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise FileProblem("the disk is full")

    monkeypatch.setattr(session_export, "export", fail)
    out, err = train(f"--epochs 2 --json --export {tmp_path / 'net.npz'}", capsys, 1)
    assert json.loads(out)["exports"] == []
    assert err.endswith("the disk is full\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("--data foo", "there are circle, xor"),
        ("--data foo.csv", '"foo.csv"'),
        ("--data iris --noise 0.1", "leave it out for iris"),
        ("--data x.csv --noise 0.1", "leave it out for a file"),
        ("--noise 3", "Noise must be from 0 to 0.5"),
        ("--data iris --label species", "leave them out for iris"),
        ("--task regression", "leave them out for circle"),
        ("--task both", "invalid choice"),
        ("--layers 16:tan", "there are tanh, relu"),
        ("--layers foo", "write NEURONS:ACTIVATION"),
        ("--layers 4,,4", "empty place"),
        ("--layers 0", "Neurons must be from 1"),
        ("--layers=-4:tanh", "Neurons must be from 1"),
        ("--layers 5000", "Neurons must be from 1 to 1,024"),
        ("--layers dropout:2", "Rate must be from 0 to 0.95"),
        ("--layers dropout:a", "Rate must be a number, not 'a'"),
        ("--layers dropout:0.1:0.2", "more values than dropout has settings"),
        ("--layers residual=8:relu+", "empty place"),
        ("--layers residual=8:relu++4", "empty place"),
        ("--layers residual=8:rel", "there are tanh, relu"),
        ("--layers residual=4+4+4+4+4+4+4+4+4", "Inside must be a list of 1 to 8"),
        ("--layers dropout=4", "dropout holds no layers"),
        ("--layers activation:soft", "there are tanh, relu"),
        ("--loss hing", "there are cross_entropy, mse, mae"),
        ("--loss mse:1", "it has no settings"),
        ("--data plane --loss cross_entropy", "choose MSE or MAE"),
        ("--optimizer adm", "there are sgd"),
        ("--optimizer momentum:gamma=0.9", "its settings are lr, beta"),
        ("--optimizer momentum:beta=nan", "Momentum must be a number"),
        ("--optimizer adam:lr=1:lr=2", "sets lr twice"),
        ("--lr 1000", "Learning rate must be from"),
        ("--lr inf", "Learning rate must be a number"),
        ("--lr fast", "must be a number, not 'fast'"),
        ("--batch 0", "Batch size must be from 1"),
        ("--batch 2.5", "must be a whole number, not '2.5'"),
        ("--epochs 0", "--epochs must be at least 1"),
        ("--train-share 1", "Training share must be from 0.1 to 0.9"),
        ("--train-share 0.7 --validation-share 0.3", "No rows are left for testing"),
        ("--seed -1", "seed must be from 0"),
        ("--export net.h5", f"ends in {ends_of(EXPORTERS)}"),
        ("--export nowhere/net.npz", 'There is no folder "nowhere"'),
        ("--export folder.npz", "is a folder"),
        ("--epoch 5", "--help"),
        ("train", "--help"),
    ],
)
def test_bad_input_is_one_sentence_and_code_2(
    arguments: str, says: str, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.npz").mkdir()
    out, err = train(arguments, capsys, 2)
    assert out == ""
    assert says in err
    assert err.count("\n") == 1
    assert err.endswith(".\n")


def test_help_names_all_that_can_be_chosen(capsys: Capture) -> None:
    out, _ = train("--help", capsys)
    for registry in (LOSSES, OPTIMIZERS, ACTIVATIONS):
        assert all(name in out for name in registry.names())
    assert all(name in out for name in LAYERS.names() if name != "dense")
    assert all(cls.suffix in out for cls in EXPORTERS)


def test_short_forms_of_layers_become_layers() -> None:
    assert layers_from("16:tanh, 4 ,8:leaky_relu:0.2,2:relu,dropout:0.3,dropout") == (
        Dense(16, Tanh()),
        Dense(4),
        Dense(8, LeakyReLU(0.2)),
        Dense(2, ReLU()),
        Dropout(0.3),
        Dropout(),
    )
    assert layers_from(
        "batch_norm:0.2,layer_norm,activation,activation:leaky_relu:0.3, residual=8:relu + batch_norm:epsilon=0.01"
    ) == (
        BatchNorm(0.2),
        LayerNorm(),
        ActivationLayer(),
        ActivationLayer(LeakyReLU(0.3)),
        Residual((Dense(8, ReLU()), BatchNorm(epsilon=0.01))),
    )
    assert layers_from("none") == layers_from("") == ()
    assert entry_from(OPTIMIZERS, "adam:lr=0.1:beta2=0.99") == Adam(0.1, beta2=0.99)
    assert entry_from(OPTIMIZERS, "momentum:beta=0.5:0.2") == Momentum(0.2, 0.5)


def test_without_options_it_is_what_the_window_starts_with() -> None:
    assert job_from([]).recipe == Recipe()
    assert job_from(["--lr", "0.5", "--optimizer", "adam:beta1=0.8"]).recipe.optimizer == Adam(0.5, 0.8)
    assert job_from(["--seed", "3", "--order-seed", "4"]).recipe.seeds == Seeds(3, 3, 4)
    assert job_from(["--data", "iris"]).recipe.standardise
    assert not job_from(["--data", "iris", "--no-standardise"]).recipe.standardise


def test_the_rows_keep_their_order_and_the_output_has_a_bias_if_asked_for() -> None:
    assert job_from([]).recipe.shuffle
    assert job_from([]).recipe.output_bias == 0
    recipe = job_from(["--no-shuffle", "--output-bias", "0.1"]).recipe
    assert not recipe.shuffle
    assert recipe.output_bias == 0.1


def test_it_works_outside_the_main_thread(capsys: Capture) -> None:
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(command_line.main(["--epochs", "2", "--quiet"])))
    thread.start()
    thread.join()
    assert codes == [0]


def test_the_program_itself_with_a_poor_console(tmp_path: Path) -> None:
    """Standard output of an old console that knows neither ² nor Hangul."""
    path = tmp_path / "꽃.csv"
    path.write_text("a,b,꽃말\n" + "1,2,3.5\n2,3,4.25\n3,5,7.1\n" * 10, encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [
        sys.executable,
        str(MAIN),
        "train",
        "--data",
        str(path),
        "--label",
        "꽃말",
        "--task",
        "regression",
        "--epochs",
        "3",
    ]
    done = subprocess.run(command, capture_output=True, env=environment, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    assert rb"R\xb2: train" in done.stdout


def press_ctrl_c(presses: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Ctrl+C pressed after the third stretch of training."""
    stretches = 0

    def advance(session: Session, most: int, seconds: float) -> int:
        nonlocal stretches
        stretches += 1
        if stretches == 3:
            for _ in range(presses):
                signal.raise_signal(signal.SIGINT)
        return plain_advance(session, min(most, 10))  # all ten, however long they take

    plain_advance = Session.advance
    monkeypatch.setattr(Session, "advance", advance)


def test_ctrl_c_stops_between_two_steps_and_reports_and_exports(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    press_ctrl_c(1, monkeypatch)
    before = signal.getsignal(signal.SIGINT)
    found = result(f"--epochs 100000000 --export {tmp_path / 'net.npz'}", capsys, 130)
    assert signal.getsignal(signal.SIGINT) is before
    assert found["stopped"]
    assert found["steps"] == 30
    assert len(found["exports"]) == 1


def test_ctrl_c_twice_ends_at_once(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    press_ctrl_c(2, monkeypatch)
    out, err = train("--epochs 100000000", capsys, 130)
    assert out == ""
    assert err.endswith("Stopped.\n")


@pytest.mark.parametrize("arguments", [["--lang", "ko", "--help"], ["--help", "--lang=ko"]])
def test_the_language_can_be_chosen(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, "en")
    try:
        with pytest.raises(SystemExit):
            main(arguments)
        assert (current_language(), os.environ[VARIABLE]) == ("ko", "ko")
        assert main(["--lang", "fr"]) == 2
        assert "en, ko" in capsys.readouterr().err
    finally:
        use_language("en")
