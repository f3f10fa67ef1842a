"""What the names of arrays tell: which of them belong together, and what each is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.importers.plain_arrays.array_groups import ArrayGroup, grouped, in_order_of_names, place_of, without_wrappers

V, M = np.ones(3, np.float32), np.ones((2, 3), np.float32)


@pytest.mark.parametrize(
    ("name", "group", "role"),
    [
        ("fc1.weight", "fc1", "weight"),
        ("model/fc1/Bias", "model/fc1", "bias"),
        ("dense/kernel:0", "dense", "kernel"),
        ("layer1_weights", "layer1", "matrix"),
        ("W1", "1", "matrix"),
        ("encoder.w_2", "encoder.2", "matrix"),
        ("b.10", "10", "bias"),
        ("weights_first", "first", "matrix"),
        ("w.out", "out", "matrix"),
        ("coef_", "", "kernel"),
        ("coefs_0", "0", "kernel"),
        ("intercepts_1", "1", "bias"),
        ("module._orig_mod.bn.running_mean", "bn", "mean"),
        ("bn.num_batches_tracked", "bn", "count"),
        ("bn/moving_variance", "bn", "variance"),
        ("ln.gamma", "ln", "scale"),
        ("ln.beta", "ln", "shift"),
        ("std", "", "deviation"),
        ("act.alpha", "act", "slope"),
    ],
)
def test_a_name_has_a_group_and_a_role(name: str, group: str, role: str) -> None:
    found = place_of(name)
    assert found is not None
    assert found == (group, role)


@pytest.mark.parametrize("name", ["", "embedding", "arr_0", "weight_first.second", "webs", "x1"])
def test_other_names_say_nothing(name: str) -> None:
    assert place_of(name) is None


def test_what_wraps_a_network_is_no_part_of_its_names() -> None:
    assert without_wrappers("module.module._orig_mod.fc") == "fc"
    assert without_wrappers("fc.module.x") == "fc.module.x"


def refused(arrays: dict[str, Any]) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        grouped(arrays)
    return str(caught.value)


def test_arrays_of_one_layer_are_a_group_in_the_order_of_the_file() -> None:
    found = grouped({"b.bias": V, "a.weight": M, "b.weight": M, "b.num_batches_tracked": np.array(3)})
    assert [(group.name, list(group.arrays)) for group in found.groups] == [("b", ["bias", "weight"]), ("a", ["weight"])]
    assert [group.first_name for group in found.groups] == ["b.weight", "a.weight"]
    assert found.groups[0].names == {"bias": "b.bias", "weight": "b.weight"}


def test_a_group_without_matrix_is_called_by_its_scale_or_what_is_there() -> None:
    [group] = grouped({"n.beta": V, "n.gamma": V}).groups
    assert group.first_name == "n.gamma"
    [group] = grouped({"n.beta": V}).groups
    assert group.first_name == "n.beta"


def test_what_is_beside_the_arrays() -> None:
    texts = {"feature_names": np.array(["a", "b"]), "classes": np.array(["c", "d"]), "author": np.array("me")}
    found = grouped({"w": M, "epoch": np.array(7), **texts})
    assert (found.input_names, found.class_names) == (("a", "b"), ("c", "d"))
    assert found.left_out == ("author", "epoch")
    assert grouped({"w": M, "author": np.array("me")}).input_names == ()


@pytest.mark.parametrize(
    ("arrays", "says"),
    [
        ({"w": M, "embedding": V}, "Nothing here is called as its array 'embedding' is: only dense networks are read."),
        ({"w": M, "weights": M}, "Its arrays 'w' and 'weights' are the same thing twice."),
        ({"w": np.ones((1, 1, 1))}, "Its array 'w' has 3 dimensions: only dense networks are read."),
        ({"w": np.ones((0, 2))}, "Its array 'w' is empty."),
        ({"w": np.array([[1, np.inf]])}, "The array 'w' has values that are not finite numbers."),
        ({"lstm.weight_hh_l0": M}, "Its array 'lstm.weight_hh_l0' is of a recurrent layer: only dense networks are read."),
    ],
)
def test_what_no_network_here_has_is_named(arrays: dict[str, Any], says: str) -> None:
    assert refused(arrays) == says


def test_as_many_arrays_as_are_read_and_no_more() -> None:
    assert len(grouped({f"w{number}": M for number in range(2000)}).groups) == 2000
    assert refused({f"w{number}": M for number in range(2001)}) == "It holds 2001 arrays; at most 2000 are read."


@pytest.mark.parametrize(
    ("name", "given", "shape"),
    [
        ("fc.weight", (2, 3), (2, 3)),
        ("fc.weight", (3,), (3,)),
        ("fc.weight", (), (1,)),
        ("w", (3,), (3, 1)),
        ("kernel", (), (1, 1)),
        ("fc.bias", (1, 3), (3,)),
        ("fc.bias", (3,), (3,)),
        ("fc.bias", (), (1,)),
    ],
)
def test_a_vector_of_weights_belongs_to_one_neuron_and_a_row_is_a_vector(
    name: str, given: tuple[int, ...], shape: tuple[int, ...]
) -> None:
    [group] = grouped({name: np.ones(given)}).groups
    assert next(iter(group.arrays.values())).shape == shape


@pytest.mark.parametrize(("given", "kept"), [("f2", "f4"), ("f4", "f4"), ("f8", "f8"), ("i2", "f8"), ("?", "f8")])
def test_numbers_keep_their_precision(given: str, kept: str) -> None:
    [group] = grouped({"w": np.ones((2, 2), given)}).groups
    assert next(iter(group.arrays.values())).dtype == np.dtype(kept)


# -- without names
def test_without_names_each_matrix_begins_a_layer() -> None:
    found = grouped({"p": M, "q": V, "r": M, "s": M})
    assert [(group.name, list(group.names.values())) for group in found.groups] == [("p", ["p", "q"]), ("r", ["r"]), ("s", ["s"])]
    assert grouped({"p": M, "classes": np.array(["a"])}).class_names == ("a",)


@pytest.mark.parametrize(
    ("arrays", "name"), [({"p": V}, "p"), ({"p": M, "q": V, "r": V}, "r"), ({"p": M, "q": np.array(1)}, "q")]
)
def test_without_names_other_arrays_are_refused(arrays: dict[str, Any], name: str) -> None:
    says = f"It does not say what its array '{name}' is: only weight matrices, each with its biases, need no names."
    assert refused(arrays) == says


# -- groups
def test_numbers_in_names_are_ordered_as_numbers() -> None:
    groups = [ArrayGroup(name) for name in ("layer10", "out", "layer2", "a", "layer", "3", "layer2b")]
    assert [one.name for one in in_order_of_names(groups)] == ["3", "a", "layer", "layer2", "layer2b", "layer10", "out"]


@pytest.mark.parametrize(
    ("arrays", "is_slope"),
    [
        ({"slope": V}, True),
        ({"weight": np.ones(1)}, True),
        ({"weight": V}, False),
        ({"weight": np.ones((1, 1))}, False),
        ({"weight": np.ones(1), "bias": np.ones(1)}, False),
        ({"slope": V, "weight": M}, False),
    ],
)
def test_one_number_alone_is_what_prelu_has_learned(arrays: dict[str, Any], is_slope: bool) -> None:
    group = ArrayGroup("a", arrays)
    assert group.is_slope == is_slope
    assert (group.matrix is not None) == any(array.ndim == 2 for array in arrays.values())
