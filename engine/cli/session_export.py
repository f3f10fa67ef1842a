"""What a command trained, written to the files that were asked for."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from engine.exporters import Exporter
from engine.exporters.trained_model import TrainedModel
from engine.exporters.verification import Proof, export
from engine.files.file_problem import FileProblem
from engine.inspection.snapshot_builder import SnapshotBuilder
from engine.training.session import Session


def export_session(session: Session, exports: Iterable[tuple[Exporter, Path]]) -> tuple[list[Proof], list[str]]:
    """The proofs of the files that were written, and what went wrong with the others."""
    proofs, problems = [], []
    model = TrainedModel.of(SnapshotBuilder(session).build())
    for exporter, path in exports:
        try:
            proofs.append(export(model, exporter, path, session.data.table.inputs))
        except FileProblem as problem:
            problems.append(str(problem))
    return proofs, problems
