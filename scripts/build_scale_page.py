"""Put the figures of scripts/measure_scale.py, and the plan for England that follows from them, into docs/scale.md.

python scripts/build_scale_page.py out/scale/scale.json

Only what stands between the two marks on the page is written; run it again after every measurement.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from council_minutes.batch.plan import MOST_DOCUMENTS

PAGE: Final = Path(__file__).parent.parent / "docs" / "scale.md"
BEGIN: Final = "<!-- From here to the next mark written by scripts/build_scale_page.py from scale.json. -->"
END: Final = "<!-- End of the figures. -->"
# England's agenda items and their words: the size that is planned for.
ENGLAND_ITEMS: Final = 16_000_000
ENGLAND_WORDS: Final = 6_000_000_000
_PART_ITEMS: Final = 50_000
_PART_CORES: Final = 10
_CORES: Final = (10, 100, 1_000)
_HOUR: Final = 3_600.0
_MB, _GB, _TB = 1e6, 1e9, 1e12


def figures(measured: dict[str, Any]) -> str:
    """The part of the page between the marks."""
    memory, scaling = measured["memory"], measured["scaling"]
    sections = [_machine(memory["machine"]), _memory(memory), _scaling(scaling), _england(memory, scaling)]
    return "\n\n".join("\n".join(section) for section in sections)


def _machine(machine: dict[str, Any]) -> Iterator[str]:
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    memory = f"{machine['memory_bytes'] / _GB:,.0f} GB of memory"
    yield f"Measured on {machine['cores']} cores ({machine['processor']}) with {memory},"
    yield f"load {machine['load_before']} before the run; {versions}."


def _memory(run: dict[str, Any]) -> list[str]:
    worker = run["worker_bytes"]
    rows = [
        ("documents, words", f"{run['documents']:,}, {run['words']:,}"),
        ("workers", f"{run['workers']}"),
        ("documents/s, words/s", f"{run['documents_per_second']:,.1f}, {run['words_per_second']:,.0f}"),
        ("seconds in all", f"{run['seconds']:,.0f}"),
        ("… until it is planned", f"{run['seconds_until_planned']:,.1f}"),
        ("… annotating", f"{run['seconds_annotating']:,.0f}"),
        ("… writing the tables", f"{run['seconds_assembling']:,.1f}"),
        ("loading the model", f"{run['seconds_to_load_model']:,.1f} s"),
        ("a run over one document: seconds until it is planned", f"{run['fixed']['seconds_until_planned']:,.1f}"),
        ("… parent, most memory", _mb(run["fixed"]["parent_peak_bytes"])),
        ("parent, most memory before the tables", _mb(run["parent_peak_before_assembly_bytes"])),
        ("parent, most memory", _mb(run["parent_peak_bytes"])),
        ("largest worker at 10 %, 50 %, 100 %", ", ".join(_mb(worker[at]) for at in ("10", "50", "100"))),
        ("resume of the complete output: first decision after", f"{run['resume_start_seconds']:,.1f} s"),
        ("… whole call, which writes the tables anew", f"{run['resume_seconds']:,.1f} s"),
        ("… parent, most memory", _mb(run["resume_parent_peak_bytes"])),
        ("archive", _mb(run["archive_bytes"])),
        ("tables (CSV and Parquet), of which CSV", f"{_mb(run['table_bytes'])}, {_mb(run['csv_bytes'])}"),
        ("texts", _mb(run["text_bytes"])),
        ("`.run` (shards, plan, logs)", f"{_mb(run['shard_bytes'])} in {run['shards']:,} shards"),
    ]
    return ["### One run", "", *_table(("what", "measured"), rows)]


def _scaling(part: dict[str, Any]) -> list[str]:
    alone = part["runs"]["1 worker"]["words_per_second"]
    rows = [
        (name, f"{run['words_per_second']:,.0f}", f"{run['words_per_second'] / alone:.2f}", f"{run['seconds']:,.0f}")
        for name, run in part["runs"].items()
    ]
    opening = f"{part['documents']:,} documents of the same archive; the tables are the same, byte for byte."
    header = ("engine", "words/s", "of one worker", "seconds in all")
    return ["### One core, two cores, Ray", "", opening, "", *_table(header, rows)]


def _england(memory: dict[str, Any], scaling: dict[str, Any]) -> list[str]:
    core_seconds = ENGLAND_WORDS / scaling["runs"]["1 worker"]["words_per_second"]
    words = memory["words"]
    base = memory["fixed"]["parent_peak_bytes"]
    # the plan grows with the documents, what the tables need with the words
    plan = _grown(memory, "parent_peak_before_assembly_bytes") / memory["documents"] * ENGLAND_ITEMS
    in_tables = _grown(memory, "parent_peak_bytes") - _grown(memory, "parent_peak_before_assembly_bytes")
    tables = max(0.0, in_tables) / words * ENGLAND_WORDS
    parts = math.ceil(ENGLAND_ITEMS / _PART_ITEMS)
    shards = math.ceil(ENGLAND_ITEMS / MOST_DOCUMENTS)
    costs = [
        ("core-hours of annotating", f"{core_seconds / _HOUR:,.0f}"),
        ("tables, CSV and Parquet", _tb(memory["table_bytes"] / words * ENGLAND_WORDS)),
        ("shards", _tb(memory["shard_bytes"] / words * ENGLAND_WORDS)),
        ("shards, files in them", f"{shards:,}, {shards * memory['shard_files'] / memory['shards']:,.0f}"),
        ("core-hours of loading the model, on 1,000 cores", f"{memory['seconds_to_load_model'] * 1_000 / _HOUR:,.1f}"),
        ("as one run: memory of the parent", f"{(base + plan + tables) / _GB:,.0f} GB"),
        ("as one run: hours on one core for listing", f"{_listing(memory) * ENGLAND_ITEMS / _HOUR:,.1f}"),
        ("as one run: hours on one core for the tables", f"{_assembling(memory) * ENGLAND_WORDS / _HOUR:,.1f}"),
        (
            f"in {parts} runs of {_PART_ITEMS:,}: memory of each parent",
            _mb(base + (plan + tables) / parts),
        ),
    ]
    walls = []
    for cores in _CORES:
        one = _listing(memory) * ENGLAND_ITEMS + core_seconds / cores + _assembling(memory) * ENGLAND_WORDS
        each = (one - core_seconds / cores + core_seconds / _PART_CORES) / parts
        rounds = math.ceil(parts / (cores // _PART_CORES))
        walls.append((f"{cores:,}", _hours(one), _hours(each * rounds)))
    header = (
        "cores",
        "as one run, were there memory for it",
        f"as {parts} runs of {_PART_ITEMS:,}, {_PART_CORES} cores each",
    )
    return [
        "### England",
        "",
        f"{ENGLAND_ITEMS:,} agenda items of {ENGLAND_WORDS:,} words in all. Annotating, tables and shards are scaled",
        "by words, listing by documents, both above what a run over one document costs. The measured documents are",
        "short, so what a document costs by itself is counted too high.",
        "",
        *_table(("what", "computed"), costs),
        "",
        *_table(header, walls),
    ]


def _listing(memory: dict[str, Any]) -> float:
    """Seconds a document on one core before anything is annotated, on a first call."""
    return _grown(memory, "seconds_until_planned") / float(memory["documents"])


def _assembling(memory: dict[str, Any]) -> float:
    """Seconds a word on one core to write the tables."""
    return _grown(memory, "seconds_assembling") / float(memory["words"])


def _grown(memory: dict[str, Any], name: str) -> float:
    """What a figure is above that of a run over one document."""
    return max(0.0, float(memory[name]) - float(memory["fixed"][name]))


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(header)} |", "|---" + "|---:" * (len(header) - 1) + "|"]
    return lines + [f"| {' | '.join(row)} |" for row in rows]


def _mb(size: float) -> str:
    return f"{size / _MB:,.0f} MB" if size >= 10 * _MB else f"{size / _MB:,.1f} MB"


def _tb(size: float) -> str:
    return f"{size / _TB:,.2f} TB"


def _hours(seconds: float) -> str:
    hours = seconds / _HOUR
    return f"{hours / 24:,.1f} days" if hours > 48 else f"{hours:,.1f} h"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="scale.json with both parts, memory and scaling")
    options = parser.parse_args()
    measured = json.loads(options.file.read_text(encoding="utf-8"))
    missing = {"memory", "scaling"} - set(measured)
    if missing:
        print(f"{options.file}: has no part {', '.join(sorted(missing))}. Measure it first.", file=sys.stderr)
        return 1
    page = PAGE.read_text(encoding="utf-8")
    opening, begin, rest = page.partition(BEGIN)
    _, end, closing = rest.partition(END)
    if not begin or not end:
        print(f"{PAGE}: has not both lines {BEGIN!r} and {END!r}.", file=sys.stderr)
        return 1
    PAGE.write_text(f"{opening}{BEGIN}\n\n{figures(measured)}\n\n{END}{closing}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
