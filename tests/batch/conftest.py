from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from council_minutes.batch.options import RunOptions
from council_minutes.batch.report import RunReport
from council_minutes.batch.run import Watcher, extract_batch
from council_minutes.cli.progress import LineWatcher
from council_minutes.ingest.location import Location

Run = Callable[..., RunReport]


@pytest.fixture
def run(rule_model: Path) -> Run:
    """One call of ``extract_batch``: archive, output, any other option by name, and who watches it."""

    def call(archive: Location, out: Location, watcher: Watcher | None = None, **others: Any) -> RunReport:
        options = RunOptions(archive, out, **{"model": rule_model, "workers": 1, **others})
        return extract_batch(options, LineWatcher(Console(quiet=True)) if watcher is None else watcher)

    return call


@pytest.fixture
def files_of() -> Callable[[Path], Mapping[str, bytes]]:
    """Every file of an output that a reader opens, but for ``run.json``, which has the time in it."""

    def files(out: Path) -> Mapping[str, bytes]:
        paths = [*out.glob("*.csv"), *out.glob("*.parquet"), *out.glob("texts/*")]
        return {str(path.relative_to(out)): path.read_bytes() for path in sorted(paths)}

    return files
