"""What people read for the names of controls that lessons lock and hide."""

from __future__ import annotations

from engine.core.translation import N_

NAMES = {
    "play": N_("Play"),
    "step_epoch": N_("Epoch"),
    "step_batch": N_("Batch"),
    "same_start": N_("Same start"),
    "new_start": N_("New start"),
    "speed": N_("Speed"),
    "undo": N_("Undo and redo"),
    "export": N_("Export…"),
    "rate": N_("Learning rate"),
    "optimizer": N_("Optimizer"),
    "loss": N_("Loss"),
    "batch": N_("Batch size"),
    "penalty": N_("Regularisation"),
    "network": N_("Network"),
    "settings": N_("Settings"),
    "microscope_step": N_("Microscope: Do this step"),
    "descent_play": N_("Descent: Roll"),
    "descent_step": N_("Descent: Step"),
}
