"""What a person can choose about a run; the defaults stand here and in ``ingest.limits``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from council_minutes.ingest.limits import DEFAULT_LIMITS, Limits
from council_minutes.ingest.location import Location
from council_minutes.tables.outputs import DEFAULT_FORMATS, OutputFormat

EngineName: TypeAlias = Literal["local", "ray"]


def available_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class RunOptions:
    """One call of ``extract-batch``.

    Attributes:
        archive: folder, file, zip, tar or table; a path or a URL, as ``ingest.location.location_of`` makes of a text.
        out: the output folder, a path or a URL.
        model: the folder of the pipeline.
        workers: processes that annotate; None for one a core, of this machine or of the cluster.
        glob: read only documents whose source matches.
        council: the council of documents whose row or ``metadata.csv`` names none.
        limit: only the first so many documents.
        text_column: the column of a table that holds the text.
        overwrite: start anew, replacing what another run left in ``out``.
        retry_failed: do failed documents again, though neither they nor the limits changed.
        limits: what one document may cost.
        formats: of the tables.
        excel: CSV files begin with a byte order mark.
        engine: what carries the shards out: processes of this machine, or Ray.
        ray_address: of a running cluster; None has Ray start on this machine for the run.
    """

    archive: Location
    out: Location
    model: Path
    workers: int | None = None
    glob: str | None = None
    council: str | None = None
    limit: int | None = None
    text_column: str = "text"
    overwrite: bool = False
    retry_failed: bool = False
    limits: Limits = DEFAULT_LIMITS
    formats: tuple[OutputFormat, ...] = DEFAULT_FORMATS
    excel: bool = False
    engine: EngineName = "local"
    ray_address: str | None = None
