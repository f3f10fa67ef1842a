"""Numbers from outside, kept as small files beside the script that made them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def pytorch(family: str, file: str = "pytorch") -> dict[str, Any]:
    """What PyTorch says about a family: 'activations' or 'losses'; in the file "training" 'optimizers', 'steps', 'schedules' …"""
    found: dict[str, Any] = json.loads(Path(__file__).with_name(f"{file}.json").read_text(encoding="utf-8"))
    part: dict[str, Any] = found[family]
    return part
