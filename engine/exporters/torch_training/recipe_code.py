"""What each part of a recipe becomes in PyTorch: the text of losses, optimizers, schedules, penalties and clipping, by kind.

What is new in a family gets its line here; until then a script that needs it is refused, in words.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from engine.core.registry import Entry
from engine.optim.schedules import WARM_UP_FROM
from engine.recipe.recipe import Recipe

Code = Callable[[Any], str]  # of an entry of a family

OPTIMIZERS: dict[str, Code] = {
    "sgd": lambda o: f"torch.optim.SGD(groups, lr={o.lr!r})",
    "momentum": lambda o: f"torch.optim.SGD(groups, lr={o.lr!r}, momentum={o.beta!r})",
    "nesterov": lambda o: f"torch.optim.SGD(groups, lr={o.lr!r}, momentum={o.beta!r}, nesterov={o.beta > 0})",
    "adagrad": lambda o: f"torch.optim.Adagrad(groups, lr={o.lr!r}, eps={o.eps!r})",
    "rmsprop": lambda o: f"torch.optim.RMSprop(groups, lr={o.lr!r}, alpha={o.decay!r}, eps={o.eps!r})",
    "adadelta": lambda o: f"torch.optim.Adadelta(groups, lr={o.lr!r}, rho={o.decay!r}, eps={o.eps!r})",
    "adam": lambda o: f"torch.optim.Adam(groups, {_adam(o)})",
    "adamw": lambda o: f"torch.optim.AdamW(groups, {_adam(o)}, weight_decay={o.decay!r})",
    "nadam": lambda o: f"torch.optim.NAdam(groups, {_adam(o)}, momentum_decay={o.decay!r})",
    "amsgrad": lambda o: f"torch.optim.Adam(groups, {_adam(o)}, amsgrad=True)",
    "lion": lambda o: f"Lion(groups, lr={o.lr!r}, betas=({o.beta1!r}, {o.beta2!r}), decay={o.decay!r})",
}
LION = '''class Lion(torch.optim.Optimizer):
    """The sign of a mean gradient (Chen et al. 2023), which PyTorch does not have."""

    def __init__(self, groups: list[dict[str, Any]], lr: float, betas: tuple[float, float], decay: float) -> None:
        super().__init__(groups, {"lr": lr, "betas": betas, "decay": decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                mean = self.state[p].setdefault("mean", torch.zeros_like(p))
                direction = torch.sign(beta1 * mean + (1 - beta1) * p.grad)
                p.mul_(1 - group["lr"] * group["decay"]).sub_(direction, alpha=group["lr"])
                mean.mul_(beta2).add_(p.grad, alpha=1 - beta2)'''

CLIPS: dict[str, Code] = {
    "none": lambda c: "",
    "norm": lambda c: f"nn.utils.clip_grad_norm_(trained, {c.limit!r})",
    "value": lambda c: f"nn.utils.clip_grad_value_(trained, {c.limit!r})",
}


def _adam(o: Any) -> str:
    return f"lr={o.lr!r}, betas=({o.beta1!r}, {o.beta2!r}), eps={o.eps!r}"


# -- what is done to the weights: to matrices alone, not to biases and the like
_L1 = "weight.grad.add_(torch.sign(weight), alpha={})"
_L2 = "weight.grad.add_(weight, alpha={})"
_DECAY = 'weight.mul_(1 - {!r} * group["lr"])'
_MAX_NORM = "weight.mul_({0!r} / torch.clamp(weight.norm(dim=1, keepdim=True), min={0!r}))"
_STOPPING = (
    'moved = weight - {!r} * group["lr"] * weight.sign_before',
    "stays = weight.sign_before**2 * torch.sign(weight) * torch.sign(moved) > 0",
    "weight.copy_(torch.where(stays, moved, 0.0))",
)
BEFORE_STEP: dict[str, Callable[[Any], tuple[str, ...]]] = {
    "none": lambda p: (),
    "l1": lambda p: (_L1.format(p.strength),),
    "l1_stop": lambda p: ("weight.sign_before = torch.sign(weight)",),
    "l2": lambda p: (_L2.format(p.strength),),
    "elastic_net": lambda p: (_L1.format(p.strength * p.share), _L2.format(p.strength * (1 - p.share))),
    "weight_decay": lambda p: (_DECAY.format(p.strength),),
    "max_norm": lambda p: (),
}
AFTER_STEP: dict[str, Callable[[Any], tuple[str, ...]]] = {
    "l1_stop": lambda p: (_STOPPING[0].format(p.strength), *_STOPPING[1:]),
    "max_norm": lambda p: (_MAX_NORM.format(p.limit),),
}

# -- the loss of each row
_TARGETS = {
    0: "y[:, None]",
    1: "(2 * y - 1)[:, None].to(scores.dtype)",
    2: "(2 * F.one_hot(y, {classes}) - 1).to(scores.dtype)",
}
_ERRORS: dict[str, Code] = {
    "mse": lambda f: "(scores - targets) ** 2",
    "mae": lambda f: "torch.abs(scores - targets)",
    "huber": lambda f: f'F.huber_loss(scores, targets, reduction="none", delta={f.delta!r})',
    "log_cosh": lambda f: f"size + F.softplus(-2 * size) - {math.log(2)!r}",
    "tanh_mse": lambda f: "(torch.tanh(scores) - targets) ** 2",
    "hinge": lambda f: "F.relu(1 - targets * scores)",
    "perceptron": lambda f: "torch.clamp(-targets * scores, min=0)",  # its slope at 0 is 1, unlike that of relu
    "zero_one": lambda f: "(torch.sign(scores) - targets) ** 2 / 4",
}
LOSSES = ("cross_entropy", *_ERRORS)


def loss_lines(loss: Any, classes: int) -> list[str]:
    """The body of a function of scores, (rows, outputs), and y: class numbers, or scaled numbers. `classes` 0: regression."""
    if loss.kind == "cross_entropy" and classes > 2:
        smoothing = f", label_smoothing={loss.smoothing!r}" if loss.smoothing else ""
        return [f'return F.cross_entropy(scores, y, reduction="none"{smoothing})']
    if loss.kind == "cross_entropy":
        target = "y.to(scores.dtype)"
        if loss.smoothing:
            target = f"{target} * {1 - loss.smoothing!r} + {loss.smoothing / 2!r}"
        return [f'return F.binary_cross_entropy_with_logits(scores[:, 0], {target}, reduction="none")']
    if loss.kind == "hinge" and classes > 2:
        return ['return F.multi_margin_loss(scores, y, reduction="none")']
    lines = [f"targets = {_TARGETS[min(max(classes - 1, 0), 2)].format(classes=classes)}"]
    lines += ["size = torch.abs(scores - targets)"] * (loss.kind == "log_cosh")
    return [*lines, f"return ({_ERRORS[loss.kind](loss)}).mean(dim=1)"]


# -- the learning rate
_SIGNATURE = "def learning_rate(step: int, per_epoch: int) -> float:"
_COSINE_LINE = "return LEARNING_RATE * ({lowest} + {rest} * (1 + math.cos(math.pi * passed)) / 2)"


def _constant(s: Any) -> list[str]:
    return ["return LEARNING_RATE"]


def _step(s: Any) -> list[str]:
    return [f"return LEARNING_RATE * {s.factor!r} ** (step // per_epoch // {s.every})"]


def _exponential(s: Any) -> list[str]:
    return [f"return LEARNING_RATE * {s.factor!r} ** (step / per_epoch)"]


def _cosine(s: Any) -> list[str]:
    lines = ["epoch = step / per_epoch"]
    if s.warm_up:
        lines += [f"if epoch < {s.warm_up}:"]
        lines += [f"    return LEARNING_RATE * ({WARM_UP_FROM} + {1 - WARM_UP_FROM} * epoch / {s.warm_up})"]
        lines += [f"epoch -= {s.warm_up}"]
    if not s.restarts:
        lines += [f"passed = min(epoch / {s.epochs}, 1.0)"]
    elif s.growth == 1:
        lines += [f"passed = epoch % {s.epochs} / {s.epochs}"]
    else:
        lines += [f"length = {s.epochs}", "while epoch >= length:"]
        lines += [f"    epoch, length = epoch - length, length * {s.growth}", "passed = epoch / length"]
    return [*lines, _COSINE_LINE.format(lowest=s.lowest, rest=1 - s.lowest)]


def _one_cycle(s: Any) -> list[str]:
    return [
        f"last = {s.epochs} * per_epoch - 1",
        f"top = {s.rise!r} * (last + 1) - 1",
        f"first = LEARNING_RATE / {s.start!r}",
        "if step <= top:",
        "    return along_cosine(first, LEARNING_RATE, step / top if top > 0 else 1.0)",
        f"return along_cosine(LEARNING_RATE, first / {s.end!r}, min((step - top) / (last - top), 1.0))",
    ]


SCHEDULES: dict[str, Callable[[Any], list[str]]] = {
    "constant": _constant,
    "step": _step,
    "exponential": _exponential,
    "cosine": _cosine,
    "one_cycle": _one_cycle,
}
ALONG_COSINE = """def along_cosine(start: float, end: float, passed: float) -> float:
    return end + (start - end) / 2 * (1 + math.cos(math.pi * passed))"""
PLATEAU = '''class Plateau:
    """A smaller learning rate when the loss has not become better for some epochs."""

    def __init__(self) -> None:
        self.share, self.best, self.bad, self.resting = {share}, math.inf, 0, 0

    def __call__(self, step: int, per_epoch: int) -> float:
        return LEARNING_RATE if self.share == 1 else max(LEARNING_RATE * self.share, min({lowest}, LEARNING_RATE))

    def after_epoch(self, loss: float) -> None:
        if loss < self.best * (1 - {least}):
            self.best, self.bad = loss, 0
        else:
            self.bad += 1
        if self.resting:
            self.resting, self.bad = self.resting - 1, 0
        if self.bad > {patience}:
            self.share, self.bad, self.resting = self.share * {factor}, 0, {rest}'''
PLATEAU_KIND = "plateau"


def schedule_code(schedule: Any, share: float) -> str:
    """`learning_rate`, or the class Plateau, which begins with that share of the rate."""
    if schedule.kind == PLATEAU_KIND:
        fields = ("lowest", "least", "patience", "factor", "rest")
        return PLATEAU.format(share=share, **{name: getattr(schedule, name) for name in fields})
    body = [f"    {line}" for line in SCHEDULES[schedule.kind](schedule)]
    text = "\n".join([_SIGNATURE, '    """That of the step after so many."""', *body])
    return f"{ALONG_COSINE}\n\n\n{text}" if schedule.kind == "one_cycle" else text


def unknown_entry(recipe: Recipe) -> str:
    """The English label of a part of the recipe that has no code here; empty when all have."""
    parts: tuple[tuple[Entry, Any], ...] = (
        (recipe.loss, LOSSES),
        (recipe.optimizer, OPTIMIZERS),
        (recipe.schedule, (*SCHEDULES, PLATEAU_KIND)),
        (recipe.clip, CLIPS),
        (recipe.penalty, BEFORE_STEP),
    )
    return next((entry.label for entry, known in parts if entry.kind not in known), "")
