"""State dicts of PyTorch: they predict what PyTorch predicts, and no code in a file is ever run."""

from __future__ import annotations

import json
import pickle
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

from engine.files.file_problem import FileProblem
from engine.importers import ImportedNetwork, for_path, model_of
from tests.engine.importers.plain_arrays.torch_files import save, state, state_file, tensor, text
from tests.program_start import ROOT

FOREIGN = ROOT / "tests" / "cases" / "foreign"
ANSWERS = {
    "torch_state.pt": {"activation 2": "gelu"},
    "torch_checkpoint.pth": {},
    "torch_bfloat16.pt": {"activation 1": "tanh"},
}
G = np.random.default_rng(3)


def floats(*shape: int) -> np.ndarray:
    return G.normal(size=shape).astype(np.float32)


def read(path: Path, **answers: str) -> ImportedNetwork:
    return for_path(path).read(path, {name.replace("_", " "): value for name, value in answers.items()})


def refusal(path: Path) -> str:
    with pytest.raises(FileProblem) as caught:
        read(path)
    return str(caught.value)


@pytest.mark.parametrize("name", ANSWERS)
def test_a_state_dict_predicts_what_pytorch_predicts(name: str) -> None:
    golden = json.loads((FOREIGN / "predictions.json").read_text(encoding="utf-8"))[name]
    imported = for_path(name).read(FOREIGN / name, ANSWERS[name])
    found = model_of(imported).predict(np.array(golden["inputs"]))
    np.testing.assert_allclose(found, golden["outputs"], rtol=2e-6, atol=2e-6)
    assert not imported.has_names


def test_holes_in_the_numbering_are_where_activations_are_asked_for() -> None:
    imported = read(FOREIGN / "torch_state.pt")
    assert [one.key for one in imported.questions] == ["activation 1", "activation 2", "output"]
    assert [one.answer for one in imported.questions] == ["relu", "relu", "probabilities"]
    assert [one.name for one in imported.layers] == ["Dense 1", "Batch norm 1", "Dense 2", "Output"]


def test_the_first_answer_holds_for_the_other_layers_until_they_are_answered() -> None:
    imported = read(FOREIGN / "torch_state.pt", activation_1="tanh")
    assert [one.answer for one in imported.questions][:2] == ["tanh", "tanh"]
    imported = read(FOREIGN / "torch_state.pt", activation_1="tanh", activation_2="sine")
    assert [one.answer for one in imported.questions][:2] == ["tanh", "sine"]


def test_modules_named_after_their_function_are_believed_and_a_checkpoint_says_what_it_is() -> None:
    imported = read(FOREIGN / "torch_checkpoint.pth")
    assert {one.key: one.answer for one in imported.questions} == {"activation 1": "tanh", "output": "class"}
    assert any("'model_state_dict'" in note for note in imported.notes)


def test_tensors_that_are_parts_or_transposed_are_read_as_they_stand(tmp_path: Path) -> None:
    whole = floats(2, 4)
    arrays = {"module.fc1.weight": whole.T, "module.fc1.bias": floats(4), "module.fc2.weight": floats(1, 4)}
    imported = read(state_file(tmp_path / "a.pt", arrays))
    np.testing.assert_array_equal(imported.layers[0].arrays["weights"], whole)


# -- hostile files
class Wicked:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        import os

        return os.system, ("touch /tmp/should_not_be_there",)


@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_a_pickle_with_code_is_refused_unread(protocol: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_arguments: object, **_named: object) -> None:
        raise AssertionError("the unpickler was used")

    path = save(tmp_path / "a.pt", pickle.dumps({"0.weight": Wicked()}, protocol), {})
    monkeypatch.setattr(pickle, "Unpickler", forbidden)
    monkeypatch.setattr(pickle, "loads", forbidden)
    sentence = refusal(path)
    assert "code" in sentence
    assert "was not read" in sentence


def test_a_whole_model_is_refused_with_what_to_save_instead() -> None:
    assert "Save model.state_dict() instead" in refusal(FOREIGN / "torch_module.pt")


def test_a_model_before_version_1_6_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.pt").write_bytes(pickle.dumps({}, 2))
    assert "save the state dict again" in refusal(tmp_path / "a.pt")


@pytest.mark.parametrize(
    "pickled",
    [
        b"\x80\x02.",
        b"\x80\x02}",
        b"\x80\x02Q.",
        b"\x80\x02](h\x05e.",
        b"\x80\x02(((((((.",
        b"\x80\x02r\xff\xff\xff\x7f.",
        b"\x80\x02B\xff\xff\xff\x7f.",
        b"\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\x7f}.",
        b"\x80\x02" + text("a") * 3 + b"u.",
        state({"0.weight": np.ones((2, 2), np.float32)}, count=2**31 - 1),
        state({"0.weight": np.ones((2, 2), np.float32)}, offset=-3),
        state({"0.weight": np.ones((2, 2), np.float32)}, offset=3),
        state({"0.weight": np.ones((2, 2), np.float32)}, shape=(2**31 - 1, 2**31 - 1)),
    ],
)
def test_a_damaged_list_of_tensors_is_a_sentence(pickled: bytes, tmp_path: Path) -> None:
    path = save(tmp_path / "a.pt", pickled, {"0.weight": np.ones((2, 2), np.float32)})
    assert refusal(path).endswith(".")


def test_a_bomb_is_refused_before_memory_is_taken(tmp_path: Path) -> None:
    zeros = np.zeros((1024, 17_000), np.float32)
    path = save(tmp_path / "a.pt", state({"0.weight": zeros}), {"0.weight": zeros}, zipfile.ZIP_DEFLATED)
    del zeros
    assert path.stat().st_size < 1_000_000
    tracemalloc.start()
    assert "at most" in refusal(path)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_one_number_repeated_without_end_is_refused_before_memory_is_taken(tmp_path: Path) -> None:
    one = np.lib.stride_tricks.as_strided(np.ones(1, np.float32), (60_000, 60_000), (0, 0))
    pickled = b"\x80\x02}" + text("0.weight") + tensor("0", one, count=1) + b"s."
    path = save(tmp_path / "a.pt", pickled, {"0.weight": np.ones(1, np.float32)})
    assert "more numbers" in refusal(path)
