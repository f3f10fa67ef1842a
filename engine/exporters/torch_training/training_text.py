"""The text of the training loop: the table's rows, groups of parameters, steps, losses of each part, and the command line."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from engine.core.scores import ROWS
from engine.data.table import Task
from engine.exporters.exported_network import ExportedNetwork
from engine.exporters.torch.torch_code import ModelCode
from engine.exporters.torch.torch_text import literal
from engine.exporters.torch_training.recipe_code import (
    AFTER_STEP,
    BEFORE_STEP,
    CLIPS,
    LION,
    OPTIMIZERS,
    PLATEAU_KIND,
    loss_lines,
    schedule_code,
)
from engine.recipe.class_weights import is_weighted
from engine.recipe.recipe import Recipe

READING = '''def number_of(text: str, levels: list[str] | None) -> float:
    """A cell of the table as the network is given it: a number, or which level it is; NaN where it is missing."""
    if levels is None:
        return float(text) if text else NAN
    return float(levels.index(text)) if text in levels else NAN


def read_rows(path: str | Path = TABLE) -> Parts:
    """Rows and targets of each part: train, validation, test. Another table must have the same columns."""
    rows: dict[str, list[list[float]]] = {}
    targets: dict[str, list[float]] = {}
    with open(path, encoding="utf-8-sig", newline="") as file:
        table = csv.reader(file)
        next(table)  # the names of the columns
        for *cells, target, part in table:
            numbers = [number_of(text, levels) for text, levels in zip(cells, LEVELS, strict=True)]
            rows.setdefault(part, []).append(numbers)
            targets.setdefault(part, []).append(<TARGET>)
    kind = <TARGET_TYPE>
    tensors = {part: torch.tensor(found, dtype=torch.float64) for part, found in rows.items()}
    return {part: (found, torch.tensor(targets[part], dtype=kind)) for part, found in tensors.items()}'''
LOOP = '''def train(
    model: Network, epochs: int, table: str | Path = TABLE, rank: int = 0, world: int = 1, device: Any = "cpu"
) -> dict[str, float]:
    """Train the network in place; returns the loss of each part. `world` processes share a batch; this is number `rank`."""
    parts = {}
    for part, (rows, y) in read_rows(table).items():
        parts[part] = <PREPARED>.to(device), <Y>.to(device)
    x, y = parts["train"]
    model.to(device)
    <SYNC>
    layers = nn.Sequential(*model.children())  # the same modules, without what is computed of the rows: that is done
    net = DistributedDataParallel(layers, device_ids=[device] if x.is_cuda else None) if world > 1 else layers
    groups = parameter_groups(model)
    <TRAINED>
    optimizer = <OPTIMIZER>
    <CLASS_WEIGHTS>
    rate = <RATE>
    batch = min(BATCH, len(x))
    per_epoch = <PER_EPOCH>
    <WAITING>
    <SHUFFLES>
    torch.manual_seed(SEED + rank)  # of dropout: another one in each
    step, losses = STEPS_DONE, {}
    for epoch in range(1, epochs + 1):
        model.train()
        <CARRY_OVER>
        for together in <BATCHES>:
            # Every row once, shared among the processes: their mean gradient is that of the batch.
            own = together[rank::world].to(device)
            for group in optimizer.param_groups:
                group["lr"] = group["share"] * rate(step, per_epoch)
            <SINGLE>
            optimizer.zero_grad()
            loss = (<LOSS>).sum() * (world / len(together))
            loss.backward()
            <BEFORE>
            <CLIP>
            optimizer.step()
            <AFTER>
            step += 1
        is_shown = epoch == epochs or epoch % max(1, epochs // 10) == 0
        <EVALUATION>
        <PLATEAU>
        if is_shown and rank == 0:
            shown = ", ".join(f"{part} {mean:.5g}" for part, mean in losses.items())
            print(f"epoch {epoch}: loss {shown}", flush=True)
    return losses


@torch.no_grad()
def evaluate(<PARAMETERS>) -> dict[str, float]:
    """The mean loss of each part."""
    model.eval()
    return {part: float((<EVALUATED>).mean()) for part, (x, y) in parts.items()}'''
SYNC = """# Batch norm: on GPUs the statistics are those of the whole batch; elsewhere each process has those of its own share.
if world > 1 and x.is_cuda:
    model = nn.SyncBatchNorm.convert_sync_batchnorm(model)
norms = [one for one in model.modules() if isinstance(one, nn.modules.batchnorm._BatchNorm)]"""
SINGLE = """for norm in norms:  # a single row has no variance: it is normalised by the running statistics
    norm.train(len(together if isinstance(norm, nn.SyncBatchNorm) else own) > 1)"""
WAITING = "waiting = torch.empty(0, dtype=torch.int64)  # rows left over at an epoch's end join the next one's first step"
CARRY_OVER = """batches = list(<SPLIT>)
left = batches.pop() if len(batches) > per_epoch else waiting[:0]
batches[0], waiting = torch.cat([waiting, batches[0]]), left"""
ON_WEIGHTS = """with torch.no_grad():
    for group in optimizer.param_groups:
        for weight in (p for p in group["params"] if p.dim() > 1):"""
PLATEAU_LOOP = """part = <PART>
decisive = torch.tensor(losses[part], device=device)
if world > 1:
    dist.broadcast(decisive, 0)  # all processes must take the same rate
rate.after_epoch(float(decisive))"""
CLASS_WEIGHTS = '''def balanced(y: torch.Tensor) -> torch.Tensor:
    """Of each class: all classes together count alike, whatever their numbers of rows."""
    counts = torch.bincount(y, minlength=len(CLASSES))
    return torch.where(counts > 0, len(y) / (len(CLASSES) * counts.clamp(min=1)), 1.0)'''
MAIN = """def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="what to start from")
    parser.add_argument("--table", type=Path, default=TABLE, help="the rows")
    parser.add_argument("--check", action="store_true", help="only compare predictions with those when it was exported")
    asked = parser.parse_args()
    if asked.check:
        check()
        return
    world, rank, local = (int(os.environ.get(name, "0")) for name in ("WORLD_SIZE", "RANK", "LOCAL_RANK"))
    world = max(world, 1)
    device = torch.device("cuda", local) if torch.cuda.is_available() else torch.device("cpu")
    if device.type == "cuda":
        torch.cuda.set_device(device)
    if world > 1:
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    model = load(asked.weights)
    train(model, asked.epochs, asked.table, rank, world, device)
    if rank == 0:
        state = {key: values.cpu().contiguous() for key, values in model.state_dict().items()}
        save_file(state, TRAINED)
        typed = f'"{TRAINED}"' if os.name == "nt" else shlex.quote(str(TRAINED))
        print(f"Saved to {TRAINED}: go on with --weights {typed}")
    if world > 1:
        dist.destroy_process_group()"""


@dataclass(frozen=True)
class LayerRate:
    """How a layer is trained: its share of the learning rate, 0 of one that is frozen, and the modules that it became."""

    share: float
    is_frozen: bool
    modules: tuple[str, ...]


def training_code(
    recipe: Recipe, network: ExportedNetwork, code: ModelCode, rates: Sequence[LayerRate], plateau_share: float
) -> list[str]:
    """The functions of the script in order, each as text."""
    classes = len(network.classes)
    losses = [f"    {line}" for line in loss_lines(recipe.loss, classes)]
    signature = "def losses_of(scores: torch.Tensor, y: torch.Tensor) -> torch.Tensor:"
    return [
        *([LION] if recipe.optimizer.kind == "lion" else []),
        schedule_code(recipe.schedule, plateau_share),
        "\n".join([signature, '    """The loss of each row."""', *losses]),
        *([CLASS_WEIGHTS] if _is_weighted(recipe, classes) else []),
        _groups(rates),
        _reading(classes),
        _loop(recipe, code, classes),
        MAIN,
    ]


def _is_weighted(recipe: Recipe, classes: int) -> bool:
    return is_weighted(recipe, Task(classes))


def _groups(rates: Sequence[LayerRate]) -> str:
    trained = [one for one in rates if not one.is_frozen]
    shares = sorted({one.share for one in trained}, reverse=True)
    lines = ["def parameter_groups(model: Network) -> list[dict[str, Any]]:"]
    if len(trained) == len(rates) and shares == [1.0]:
        lines += ['    """All parameters, with the share of the learning rate that they get."""']
        lines += ['    return [{"params": list(model.parameters()), "share": 1.0}]']
        return "\n".join(lines)
    lines += ['    """Parameters with their share of the learning rate. Layers that are frozen are in none."""']
    lines += ["    groups = ["]
    for share in shares:
        names = ", ".join(literal(name) for one in trained if one.share == share for name in one.modules)
        lines += [f"        ({share!r}, [{names}]),"]
    lines += ["    ]", "    model.requires_grad_(False)", "    found = []", "    for share, names in groups:"]
    lines += ["        own = [p for name in names for p in model.get_submodule(name).requires_grad_(True).parameters()]"]
    lines += ['        found.append({"params": own, "share": share})', '    return [group for group in found if group["params"]]']
    return "\n".join(lines)


def _reading(classes: int) -> str:
    target = ("float(target)", "torch.float64") if not classes else ("CLASSES.index(target)", "torch.int64")
    return READING.replace("<TARGET>", target[0]).replace("<TARGET_TYPE>", target[1])


def _loop(recipe: Recipe, code: ModelCode, classes: int) -> str:
    has_norm = "nn.BatchNorm1d(" in code.classes
    weighted = _is_weighted(recipe, classes)
    plateau = recipe.schedule.kind == PLATEAU_KIND
    loss = "losses_of({net}(x{own}), y{own})" + (" * class_weights[y{own}]" if weighted else "")
    scaled = "((y - model.target_mean) / model.target_deviation).float()"
    clip = CLIPS[recipe.clip.kind](recipe.clip)
    on_weights = {
        name: _on_weights(table.get(recipe.penalty.kind, lambda penalty: ())(recipe.penalty))
        for name, table in (("BEFORE", BEFORE_STEP), ("AFTER", AFTER_STEP))
    }
    split = f"torch.{'randperm(len(x), generator=order)' if recipe.shuffle else 'arange(len(x))'}.split(batch)"
    evaluation = f"losses = evaluate(model, layers, parts{', class_weights' if weighted else ''})"
    lines = {
        "PREPARED": "model.prepared(rows)" if code.is_prepared else "rows.float()",
        "Y": "y" if classes else scaled,
        "SYNC": SYNC if has_norm else "",
        "OPTIMIZER": OPTIMIZERS[recipe.optimizer.kind](recipe.optimizer),
        "CLASS_WEIGHTS": "class_weights = balanced(y)" if weighted else "",
        "RATE": "Plateau()" if plateau else "learning_rate",
        "PER_EPOCH": "math.floor(len(x) / batch)" if recipe.carry_over else "math.ceil(len(x) / batch)",
        "WAITING": WAITING if recipe.carry_over else "",
        "CARRY_OVER": CARRY_OVER.replace("<SPLIT>", split) if recipe.carry_over else "",
        "BATCHES": "batches" if recipe.carry_over else split,
        "SINGLE": SINGLE if has_norm else "",
        "LOSS": loss.format(net="net", own="[own]"),
        **on_weights,
        "CLIP": clip,
        "TRAINED": 'trained = [p for group in groups for p in group["params"]]' if clip else "",
        "SHUFFLES": "order = torch.Generator().manual_seed(SEED)  # the same in every process" if recipe.shuffle else "",
        "EVALUATION": evaluation if plateau else f"if is_shown:\n    {evaluation}",
        "PLATEAU": PLATEAU_LOOP.replace("<PART>", _deciding_part(recipe)) if plateau else "",
    }
    lines["EVALUATED"] = loss.format(net="layers", own="")
    weights = ", class_weights: torch.Tensor" if weighted else ""
    lines["PARAMETERS"] = f"model: Network, layers: nn.Module, parts: Parts{weights}"
    return "\n".join(filled for line in LOOP.splitlines() if (filled := _filled(line, lines)) is not None)


def _filled(line: str, texts: dict[str, str]) -> str | None:
    """A line with its slots filled, each line of a text as far in; None for one that is nothing but an empty slot."""
    for name, text in texts.items():
        slot = f"<{name}>"
        if line.strip() == slot:
            space = line[: len(line) - len(line.lstrip())]
            return textwrap.indent(text, space) if text else None
        line = line.replace(slot, text)
    return line


def _on_weights(lines: tuple[str, ...]) -> str:
    if not lines:
        return ""
    return "\n".join([ON_WEIGHTS, *(f"            {line}" for line in lines)])


def _deciding_part(recipe: Recipe) -> str:
    """Code for the part whose loss a schedule goes by: as in the program, validation rows take the place of test rows."""
    if getattr(recipe.schedule, "rows", ROWS[0]) != ROWS[0]:
        return '"train"'
    return 'next(one for one in ("validation", "test", "train") if one in losses)'
