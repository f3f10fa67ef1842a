"""What a frame has to have while training goes on at full speed, when it need not have all that the window shows."""

from __future__ import annotations

from dataclasses import dataclass

from engine.inspection.snapshot_request import Requests


@dataclass(frozen=True)
class Due:
    """requests: those whose turn it is. change: of the window's last frame; a frame after another change has everything."""

    requests: Requests
    change: int
