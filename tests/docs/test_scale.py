"""The page of figures and the archive that they are measured on."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from council_minutes.ingest.archive import open_archive

_ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(_ROOT / "scripts"))  # scripts are no package

import build_scale_page  # noqa: E402
from scale_archive import write_archive  # noqa: E402

_MACHINE = {"cores": 4, "processor": "x86_64", "memory_bytes": 16e9, "load_before": 0.1, "versions": {"spacy": "3.8"}}
_MEMORY = {
    "machine": _MACHINE,
    "documents": 50_000,
    "words": 2_000_000,
    "workers": 2,
    "archive_bytes": 20_000_000,
    "seconds": 1_150.0,
    "fixed": {
        "seconds_until_planned": 2.0,
        "seconds_annotating": 5.0,
        "seconds_assembling": 1.0,
        "parent_peak_bytes": 150_000_000,
        "parent_peak_before_assembly_bytes": 150_000_000,
    },
    "seconds_until_planned": 52.0,
    "seconds_annotating": 1_000.0,
    "seconds_assembling": 101.0,
    "seconds_to_load_model": 3.6,
    "documents_per_second": 50.0,
    "words_per_second": 2_000.0,
    "parent_peak_bytes": 300_000_000,
    "parent_peak_before_assembly_bytes": 250_000_000,
    "worker_bytes": {"peak": 500_000_000, "10": 400_000_000, "50": 450_000_000, "100": 460_000_000},
    "resume_start_seconds": 8.25,
    "resume_seconds": 90.0,
    "resume_parent_peak_bytes": 310_000_000,
    "shards": 782,
    "shard_files": 7_820,
    "table_bytes": 200_000_000,
    "csv_bytes": 150_000_000,
    "text_bytes": 10_000_000,
    "shard_bytes": 100_000_000,
}
_RUN = {"seconds": 100.0, "seconds_annotating": 90.0, "tables_sha256": "0"}
_SCALING = {
    "documents": 5_000,
    "runs": {"1 worker": {**_RUN, "words_per_second": 1_000.0}, "2 Ray nodes": {**_RUN, "words_per_second": 1_900.0}},
}


@pytest.mark.parametrize(
    "line",
    [
        "| documents/s, words/s | 50.0, 2,000 |",
        "| largest worker at 10 %, 50 %, 100 % | 400 MB, 450 MB, 460 MB |",
        "| 2 Ray nodes | 1,900 | 1.90 | 100 |",
        "| core-hours of annotating | 1,667 |",  # 6,000,000,000 words at 1,000 a second
        "| tables, CSV and Parquet | 0.60 TB |",  # 100 bytes a word
        "| shards, files in them | 250,000, 2,500,000 |",  # 64 documents a shard, 10 files in each
        "| as one run: hours on one core for listing | 4.4 |",  # a millisecond a document
        "| as one run: hours on one core for the tables | 83.3 |",  # 50 microseconds a word
        # 150 MB, 2 KB for each document's plan, 25 bytes a word: 0.15 + 32 + 150 GB, of which 320th parts
        "| as one run: memory of the parent | 182 GB |",
        "| in 320 runs of 50,000: memory of each parent | 719 MB |",
        # 320 runs: 50 s of listing, 1,875 s of annotating on 10 cores, 937.5 s of tables; one after another on 10 cores
        "| 10 | 10.6 days | 10.6 days |",
        # 100 cores do ten runs at a time, 32 times over
        "| 100 | 4.4 days | 25.4 h |",
    ],
)
def test_the_page_has_what_was_measured_and_what_follows_from_it(line: str):
    built = build_scale_page.figures({"memory": _MEMORY, "scaling": _SCALING})
    assert line in built.splitlines()


def test_the_page_has_one_place_for_the_figures():
    page = (_ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    assert page.count(build_scale_page.BEGIN) == page.count(build_scale_page.END) == 1
    assert page.index(build_scale_page.BEGIN) < page.index(build_scale_page.END)


def test_an_archive_is_the_same_each_time_and_no_two_of_its_documents_are(tmp_path: Path):
    write_archive(tmp_path / "a.jsonl", 300)
    write_archive(tmp_path / "b.jsonl", 300)
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len({row["source"] for row in rows}) == 300
    assert len({row["text"] for row in rows}) > 250
    assert {30 <= len(row["text"].split()) <= 60 for row in rows} == {True}
    assert len({row["council"] for row in rows}) == 2
    entries = list(open_archive(tmp_path / "a.jsonl"))
    assert [entry.meta.council for entry in entries] == [row["council"] for row in rows]
