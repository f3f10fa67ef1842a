"""Training runs to compare: recipes with everything in them, and the fingerprint of a session."""

from __future__ import annotations

import hashlib

from engine.nn.activations import ReLU
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.optim.optimizers import OPTIMIZERS
from engine.recipe.recipe import Block, Recipe
from engine.training.session import Session
from tests.engine.builders import small_data

DROPPING = (Block(1, Dense(6)), Block(2, Dropout(0.3)), Block(4, BatchNorm()), Block(3, Dense(4, ReLU())))
RAGGED = small_data(103)  # with batches of 32: 32, 32, 32, 7


def recipe_with(optimizer: str) -> Recipe:
    return Recipe(blocks=DROPPING, optimizer=OPTIMIZERS[optimizer](), batch=32)


def fingerprint(session: Session) -> str:
    """Of all that decides what comes next, and of the history."""
    network, history = session.network, session.history
    parts = (network.theta, network.grad, network.buffers, session.optimizer_state, history.steps, history.rows)
    text = "".join(hashlib.sha256(part.tobytes()).hexdigest() for part in parts)
    place = session.batches.position()
    where = (
        session.step,
        session.epoch,
        session.optimizer_step,
        session.history.stride,
        place.rng_state,
        place.order.tobytes(),
        place.next_batch,
    )
    return hashlib.sha256((text + repr(where)).encode()).hexdigest()


def after(session: Session, steps: int) -> str:
    session.advance(steps)
    return fingerprint(session)
