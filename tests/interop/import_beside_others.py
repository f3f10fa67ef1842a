"""Makes networks by chance in PyTorch and in Keras, saves them there, reads them here, and compares the predictions.

    python -m tests.interop.import_beside_others --count 100     # needs torch and keras: the extra [interop]

Then a network that was trained in PyTorch is read, trained on here, exported, and run in PyTorch again. What is not installed is
left out, and said. Ends with an error where predictions differ.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.data.datasets import DATASETS
from engine.exporters import EXPORTERS
from engine.exporters.link_functions import LINKS
from engine.exporters.trained_model import TrainedModel
from engine.exporters.verification import export
from engine.importers import for_path, model_of
from engine.importers.adoption import Candidate, adopted_session, candidates
from engine.recipe.recipe import Recipe
from engine.training.prepare import rows_of
from tests.engine.builders import snapshot_of
from tests.interop import missing_programs

CLOSE = 1e-5
TORCH = {  # by the kind that it is here
    "relu": "ReLU",
    "tanh": "Tanh",
    "sigmoid": "Sigmoid",
    "elu": "ELU",
    "selu": "SELU",
    "gelu": "GELU",
    "silu": "SiLU",
    "mish": "Mish",
    "softplus": "Softplus",
    "softsign": "Softsign",
    "hard_tanh": "Hardtanh",
    "hard_sigmoid": "Hardsigmoid",
    "leaky_relu": "LeakyReLU",
}
KERAS = ("relu", "tanh", "sigmoid", "elu", "selu", "gelu", "silu", "mish", "softplus", "softsign", "hard_sigmoid", "leaky_relu")


def by_torch(chance: random.Random, folder: Path) -> float:
    """The largest difference of a network whose activations are known, as .pt and as .safetensors."""
    import torch
    from safetensors.torch import save_file
    from torch import nn

    torch.manual_seed(chance.randrange(10**6))
    widths = [chance.randint(1, 6) for _layer in range(chance.randint(2, 6))]
    modules: list[Any] = []
    known: list[str] = []  # what stands where the numbering has a hole
    for number, (inputs, units) in enumerate(pairwise(widths)):
        modules.append(nn.Linear(inputs, units, bias=chance.random() < 0.8))
        if number == len(widths) - 2:
            break
        norm = chance.choice([None, None, nn.BatchNorm1d(units), nn.LayerNorm(units)])
        modules += [] if norm is None else [norm]
        kind = chance.choice([*TORCH, "prelu"])
        modules.append(nn.PReLU() if kind == "prelu" else getattr(nn, TORCH[kind])())
        known += [] if kind == "prelu" else [kind]
        modules += [nn.Dropout()] if chance.random() < 0.3 else []
    net = nn.Sequential(*modules)
    for name, values in net.state_dict().items():
        if values.dtype == torch.float32:
            values.normal_().abs_() if "running_var" in name else values.normal_()
    net.eval()
    x = torch.randn(20, widths[0])
    with torch.no_grad():
        expected = net(x).numpy().astype(np.float64)
    torch.save({"net": nn.DataParallel(net).state_dict()} if chance.random() < 0.3 else net.state_dict(), folder / "a.pt")
    save_file({name: values.contiguous() for name, values in net.state_dict().items()}, folder / "a.safetensors")
    answers = {f"activation {number}": kind for number, kind in enumerate(known, start=1)}
    return max(difference(folder / f"a{end}", answers, x.numpy(), expected, "") for end in (".pt", ".safetensors"))


def by_keras(chance: random.Random, folder: Path) -> float:
    import keras

    keras.utils.set_random_seed(chance.randrange(10**6))
    layers, width = keras.layers, chance.randint(1, 5)
    start = x = keras.Input((width,))
    for _layer in range(chance.randint(1, 5)):
        if chance.random() < 0.3:
            inside = layers.Dense(chance.randint(2, 5), activation=chance.choice(KERAS))(x)
            x = layers.Add()([x, layers.Dense(x.shape[-1])(inside)])
        x = layers.Dense(chance.randint(2, 6), use_bias=chance.random() < 0.8, activation=chance.choice(KERAS))(x)
        other = [layers.BatchNormalization(), layers.LayerNormalization(), layers.Dropout(0.3), layers.LeakyReLU()]
        x = chance.choice([*other, layers.PReLU(shared_axes=[1]), layers.Identity()])(x)
    outputs, link = chance.choice([(1, ""), (1, "sigmoid"), (2, "softmax"), (3, "softmax"), (3, "")])
    x = layers.Dense(outputs, activation=link or None)(x)
    model = keras.Model(start, x)
    rng = np.random.default_rng(chance.randrange(10**6))
    for one in model.weights:
        if "seed" not in one.path:
            values = rng.normal(size=one.shape)
            one.assign(np.abs(values) + 0.1 if "variance" in one.path else values * 0 + 0.2 if "alpha" in one.path else values)
    model.save(folder / "a.keras")
    rows = rng.normal(size=(20, width)).astype(np.float32)
    return difference(folder / "a.keras", {}, rows, np.asarray(model(rows, training=False), np.float64), link)


def difference(path: Path, answers: dict[str, str], x: Array, expected: Array, link: str) -> float:
    """Relative to the largest prediction. `link`: what the file's own program has applied to the scores already."""
    network = for_path(path).read(path, answers)
    found = model_of(network).predict(x)
    outputs = network.task.outputs
    if outputs == 1 and expected.shape[1] == 2:
        expected = expected[:, 1:] if link else LINKS["sigmoid"](expected[:, 1:] - expected[:, :1])
    elif not link and network.classes:
        expected = LINKS["sigmoid" if outputs == 1 else "softmax"](expected)
    return float(np.abs(found - expected).max() / max(1.0, np.abs(expected).max()))


def there_and_back(folder: Path) -> str:
    """A network trained in PyTorch goes on here and in PyTorch again."""
    import torch
    from torch import nn

    torch.manual_seed(1)
    table = candidate_for(DATASETS["circle"]()).table
    x, y = torch.tensor(table.inputs, dtype=torch.float32), torch.tensor(table.target[:, None], dtype=torch.float32)
    net = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.BatchNorm1d(8), nn.Linear(8, 1))
    optimizer = torch.optim.Adam(net.parameters(), 0.02)
    for _step in range(60):
        loss = nn.functional.binary_cross_entropy_with_logits(net(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    torch.save(net.state_dict(), folder / "circle.pt")
    answers = {"activation 1": "tanh", "output": "class"}
    imported = for_path("circle.pt").read(folder / "circle.pt", answers)
    session = adopted_session(imported, candidates(imported, DATASETS["circle"]())[0])
    before = session.scores().train_loss
    session.advance(300)
    proof = export(TrainedModel.of(snapshot_of(session)), EXPORTERS["torch"](), folder / "again_torch.py", table.inputs)
    found = f"PyTorch's loss {loss.item():.3f}, here {before:.3f}, trained on {session.scores().train_loss:.3f}; {proof}"
    if session.scores().train_loss >= before:
        raise SystemExit(f"It did not train on: {found}")
    return found


def candidate_for(data: Any) -> Candidate:
    return Candidate(data, rows_of(Recipe(data=data)))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=100, help="networks of each program (%(default)s)")
    given = parser.parse_args()
    os.environ.setdefault("KERAS_BACKEND", "jax")
    wrong = 0
    programs: dict[str, Callable[[random.Random, Path], float]] = {"torch": by_torch, "keras": by_keras}
    with tempfile.TemporaryDirectory() as place:
        for name, make in programs.items():
            if missing_programs(name):
                print(f"{name} is not installed: left out")
                continue
            found = [make(random.Random(f"{name} {number}"), Path(place)) for number in range(given.count)]
            far = [number for number, one in enumerate(found) if not one <= CLOSE]
            print(f"{given.count} networks of {name}: largest relative difference {max(found):.1e}; too far: {far}")
            wrong += len(far)
        if not missing_programs("torch"):
            print(there_and_back(Path(place)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
