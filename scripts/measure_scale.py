"""What extract-batch costs on an archive of many documents: speed, memory, resume, size; and how it scales.

python scripts/measure_scale.py memory  out/scale --documents 50000   # one long run, sampled once a second
python scripts/measure_scale.py scaling out/scale --documents 5000    # 1 worker, 2 workers, 1 and 2 Ray nodes

Set MINUTES_PYTHON to the interpreter of an install for running alone: beside the packages for training, spaCy imports
PyTorch into every process, which takes more memory than the rest. Each call writes its part of FOLDER/scale.json, and
scripts/build_scale_page.py puts the figures into docs/scale.md. Measure on a machine that does nothing else. Needs the
development packages, and for scaling the extra [ray].
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import psutil

from council_minutes.batch.models import default_model_path
from council_minutes.batch.options import available_cores
from council_minutes.batch.versions import versions
from council_minutes.tables.schema import TABLES
from scale_archive import write_archive

_PYTHON: Final = "MINUTES_PYTHON"
_WORKER: Final = "council_minutes.batch.worker"
_SAMPLE_SECONDS: Final = 1.0
_PLANNED: Final = " done before"
_MOMENTS: Final = (10, 50, 100)
_LOAD: Final = (
    "import sys, time; from pathlib import Path; began = time.perf_counter();"
    "from council_minutes.batch.loading import load_model; load_model(Path(sys.argv[1]), 1_000_000);"
    "print(time.perf_counter() - began)"
)


@dataclass(frozen=True, slots=True)
class Sample:
    """Resident memory in bytes ``seconds`` after the start, when so many shards were in the store."""

    seconds: float
    shards: int
    parent: int
    workers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the command.

    Attributes:
        seconds: of the whole call.
        planned: seconds from the start until it knew what was left to do.
        samples: one a second.
    """

    seconds: float
    planned: float
    samples: list[Sample]


def call(archive: Path, out: Path, *options: str) -> Call:
    """Runs the command in a process of its own and watches it."""
    command = [_python(), "-m", "council_minutes.cli.main", "extract-batch", str(archive), "--out", str(out)]
    log = out.with_suffix(".log")
    shards = out / ".run" / "shards"
    samples: list[Sample] = []
    planned: float | None = None
    began = time.perf_counter()
    with log.open("w") as said:
        process = psutil.Popen([*command, *options], stdout=said, stderr=said)
        last = began
        while process.poll() is None:
            now = time.perf_counter()
            if planned is None and _PLANNED in log.read_text():
                planned = now - began
            if now - last >= _SAMPLE_SECONDS:
                last = now
                samples += _sample(process, now - began, shards)
            time.sleep(0.02 if planned is None else 0.2)
    seconds = time.perf_counter() - began
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with status {process.returncode}:\n{log.read_text()}")
    return Call(seconds, seconds if planned is None else planned, samples)


def _python() -> str:
    """The interpreter to measure: that of an install for running alone, which has no PyTorch, or this one."""
    return os.environ.get(_PYTHON, sys.executable)


def _sample(process: psutil.Process, seconds: float, shards: Path) -> Iterator[Sample]:
    try:
        workers = [child for child in process.children() if _WORKER in child.cmdline()]
        sizes = tuple(worker.memory_info().rss for worker in workers)
        finished = sum(path.name.isdecimal() for path in shards.iterdir()) if shards.is_dir() else 0
        yield Sample(seconds, finished, process.memory_info().rss, sizes)
    except psutil.NoSuchProcess:  # it ended while it was looked at: the next second tells
        return


def memory(folder: Path, documents: int, workers: int) -> dict[str, Any]:
    """One run from nothing, then one on its complete output."""
    archive, out = _prepared(folder, documents), folder / "memory"
    shutil.rmtree(out, ignore_errors=True)
    first = call(archive, out, "--workers", str(workers))
    told = _told(out)
    resumed = call(archive, out, "--workers", str(workers))
    if _told(out)["documents"]["done_in_this_call"] != 0:
        raise SystemExit("the second call did documents again: the figures of a resume mean nothing")
    annotating = told["seconds_annotating"]
    return {
        "documents": documents,
        "words": told["words"]["total"],
        "workers": workers,
        "archive_bytes": archive.stat().st_size,
        "seconds": first.seconds,
        "fixed": _one_document(archive, folder),
        **_phases(first, annotating),
        "seconds_to_load_model": _load_seconds(),
        "documents_per_second": documents / annotating,
        "words_per_second": told["words"]["total"] / annotating,
        "worker_bytes": _worker_bytes(first.samples),
        "resume_start_seconds": resumed.planned,
        "resume_seconds": resumed.seconds,
        "resume_parent_peak_bytes": max(sample.parent for sample in resumed.samples),
        "shards": len(list((out / ".run" / "shards").iterdir())),
        "shard_files": sum(1 for path in (out / ".run" / "shards").rglob("*") if path.is_file()),
        "table_bytes": _bytes(out.glob("*.parquet")) + _bytes(out.glob("*.csv")),
        "csv_bytes": _bytes(out.glob("*.csv")),
        "text_bytes": _bytes((out / "texts").glob("*")),
        "shard_bytes": _bytes((out / ".run").rglob("*")),
        "samples": [asdict(sample) for sample in first.samples],
    }


def _one_document(archive: Path, folder: Path) -> dict[str, float]:
    """What a run costs before it has many documents: starting, importing, loading the model."""
    out = folder / "one"
    shutil.rmtree(out, ignore_errors=True)
    done = call(archive, out, "--limit", "1", "--workers", "1")
    return _phases(done, _told(out)["seconds_annotating"])


def _phases(done: Call, annotating: float) -> dict[str, float]:
    before_tables = [sample.parent for sample in done.samples if sample.seconds < done.planned + annotating]
    return {
        "seconds_until_planned": done.planned,
        "seconds_annotating": annotating,
        "seconds_assembling": done.seconds - done.planned - annotating,
        "parent_peak_bytes": max(sample.parent for sample in done.samples),
        "parent_peak_before_assembly_bytes": max(before_tables),
    }


def _worker_bytes(samples: Sequence[Sample]) -> dict[str, int]:
    """Largest worker at the moment that 10, 50 and 100 % of the shards were done, and over the whole run."""
    working = [sample for sample in samples if sample.workers]
    total = max(sample.shards for sample in samples)
    found = {"peak": max(max(sample.workers) for sample in working)}
    for percent in _MOMENTS:
        reached = (sample for sample in working if sample.shards * 100 >= total * percent)
        found[str(percent)] = max(next(reached, working[-1]).workers)
    return found


def scaling(folder: Path, documents: int) -> dict[str, Any]:
    """The same archive with one and two workers, and on one and two Ray nodes; every output has the same bytes."""
    archive = _prepared(folder, documents)
    runs = {
        "1 worker": _timed(archive, folder, "--workers", "1"),
        "2 workers": _timed(archive, folder, "--workers", "2"),
    }
    for nodes in (1, 2):
        with _ray_nodes(nodes) as address:
            name = "1 Ray node" if nodes == 1 else f"{nodes} Ray nodes"
            runs[name] = _timed(archive, folder, "--engine", "ray", "--ray-address", address)
    if len({run["tables_sha256"] for run in runs.values()}) != 1:
        raise SystemExit(f"the outputs differ: {json.dumps(runs, indent=1)}")
    return {"documents": documents, "runs": runs}


def _timed(archive: Path, folder: Path, *options: str) -> dict[str, Any]:
    out = folder / "scaling"
    shutil.rmtree(out, ignore_errors=True)
    done = call(archive, out, *options)
    told = _told(out)
    return {
        "seconds": done.seconds,
        "seconds_annotating": told["seconds_annotating"],
        "words_per_second": told["words_per_second"],
        "tables_sha256": _digest(out),
    }


@contextmanager
def _ray_nodes(count: int) -> Iterator[str]:
    """The address of a cluster of so many nodes with a core each, all on this machine."""
    from ray.cluster_utils import Cluster  # an extra, which the measurement of memory does without

    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    cluster = Cluster()
    try:
        for _ in range(count):
            cluster.add_node(num_cpus=1, object_store_memory=100_000_000, include_dashboard=False)
        yield cluster.address
    finally:
        cluster.shutdown()


def _prepared(folder: Path, documents: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / f"archive-{documents}.jsonl"
    if not archive.exists():
        write_archive(archive, documents)
    return archive


def _told(out: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return told


def _load_seconds() -> float:
    command = [_python(), "-c", _LOAD, str(default_model_path())]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _bytes(files: Iterator[Path]) -> int:
    return sum(file.stat().st_size for file in files if file.is_file())


def _digest(out: Path) -> str:
    total = hashlib.sha256()
    for name in (f"{table}.{kind}" for table in TABLES for kind in ("csv", "parquet")):
        total.update(name.encode() + hashlib.sha256((out / name).read_bytes()).digest())
    return total.hexdigest()


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": available_cores(),
        "memory_bytes": psutil.virtual_memory().total,
        "load_before": round(os.getloadavg()[0], 2),
        "versions": versions(),
    }


def _shown(part: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in part.items():
        if isinstance(value, dict):
            yield from ((f"{name} {inner}", shown) for inner, shown in _shown(value))
        elif isinstance(value, int | float):
            megabytes = name.endswith("bytes") or (name.isdecimal() or name == "peak")
            yield name, f"{value / 1e6:,.1f} MB" if megabytes else f"{value:,.2f}".removesuffix(".00")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("memory", "scaling"))
    parser.add_argument("folder", type=Path, help="for the archive, the outputs and scale.json")
    parser.add_argument("--documents", type=int, default=50_000)
    parser.add_argument("--workers", type=int, default=available_cores(), help="for memory (default: one a core)")
    options = parser.parse_args()
    before = machine()
    if options.what == "memory":
        part = memory(options.folder, options.documents, options.workers)
    else:
        part = scaling(options.folder, options.documents)
    file = options.folder / "scale.json"
    known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    known[options.what] = {"machine": before, **part}
    file.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    for name, value in _shown(part):
        print(f"{name:45} {value:>20}")
    print(f"written to {file}")


if __name__ == "__main__":
    main()
