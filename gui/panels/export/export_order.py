"""What the user asks for in the dialog of an export."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.exporters import Exporter
from engine.exporters.moments import Moment, with_metadata
from engine.exporters.trained_model import TrainedModel


@dataclass(frozen=True, eq=False)
class ExportOrder:
    """`moment` as these formats, in files whose names begin with `stem`, a path."""

    moment: Moment
    formats: tuple[type[Exporter], ...]
    stem: Path
    data_name: bool = True  # whether the files say what the data are called
    scores: bool = True  # and how well the network does

    @property
    def model(self) -> TrainedModel:
        return with_metadata(self.moment.model, self.data_name, self.scores)

    def path(self, exporter: type[Exporter]) -> Path:
        return self.stem.with_name(self.stem.name + exporter.suffix)

    def there_already(self) -> list[Path]:
        """The files that would be replaced, those too that belong to another one."""
        files = (file for cls in self.formats for file in (self.path(cls), *cls().companions(self.path(cls))))
        return [file for file in files if file.exists()]
