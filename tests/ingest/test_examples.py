"""The example archive: every format, each read whole, with council and date known."""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path

import pytest

from council_minutes.ingest.archive import open_archive
from council_minutes.ingest.isolated import IsolatedReader
from council_minutes.ingest.loading import load

ARCHIVE = Path(__file__).resolve().parents[2] / "examples" / "archive"


def test_every_format_is_there() -> None:
    archive = open_archive(ARCHIVE)
    formats = Counter(Path(entry.source).suffix for entry in archive)
    assert formats == {".txt": 3, ".md": 2, ".html": 4, ".pdf": 2, ".docx": 2}
    assert (archive.skipped, archive.notes) == ([], [])


@pytest.mark.parametrize(
    ("source", "council", "body", "day", "words"),
    [
        (
            "tarnwick/2024-03-05-housing-committee.txt",
            "Tarnwick Borough Council",
            "Housing Committee",
            "2024-03-05",
            "by 5 votes to 1",
        ),
        (
            "ballyrannoch/2019-04-02-regeneration.txt",
            "Ballyrannoch District Council",
            "Regeneration and Tourism Committee",
            "2019-04-02",
            "his brother’s firm",
        ),
        (
            "parishes/cwm-derwen-2020-09-16.txt",
            "Cwm Derwen Community Council",
            None,
            "2020-09-16",
            "worse than the 24% of 2019",
        ),
        (
            "parishes/marlbeck-2022-11-14.md",
            "Marlbeck Parish Council",
            None,
            "2022-11-14",
            "Grass cutting, October | Dale & Fell Gardens | £286.00",
        ),
        (
            "parishes/ynysfach-2023-06-21.md",
            None,
            "Environment and Leisure Committee",
            "2023-06-21",
            "RESOLVED, with Councillor Bowen abstaining",
        ),
        (
            "pellstow/2023-09-19-cabinet.html",
            "Pellstow County Council",
            "Cabinet",
            "2023-09-19",
            "b. freeze recruitment",
        ),
        (
            "pellstow/mgAi-5120.html",
            "Pellstow County Council",
            "Communities Scrutiny Committee",
            "2024-02-08",
            "visits in 2022/23 were 612,000",
        ),
        (
            "fleetham/ieListDocuments-7745.html",
            "London Borough of Fleetham",
            "Planning Sub-Committee",
            "2025-02-12",
            "3.\n\n24/03391/FUL - Former gasworks",
        ),
        (
            "glenorrie/printed-minutes-2021-05-27.html",
            "Glenorrie Council",
            "Education and Lifelong Learning Committee",
            "2021-05-27",
            "grant of £9.6 million",
        ),
        (
            "stonehaugh/2024-07-11-health-scrutiny.pdf",
            "Stonehaugh Metropolitan Borough Council",
            "Health and Adult Social Care Scrutiny Board",
            "2024-07-11",
            "Nursing, before NHS contribution £745 £790 6.0%",
        ),
        (
            "joint/calderwick-fire-2016-02-08.pdf",
            "Calderwick and District Fire Authority",
            "Fire Authority",
            "2016-02-08",
            "AGAINST: Councillors Naylor (S) and Shackleton (2)",
        ),
        (
            "joint/northmere-transport-2025-01-24.docx",
            "Northmere Combined Authority",
            "Transport Committee",
            "2025-01-24",
            "c. to delegate the timetable",
        ),
        (
            "joint/eddlestone-audit-2018-10-10.docx",
            "Eddlestone Moor National Park Authority",
            "Audit and Resources Committee",
            "2018-10-10",
            "3. RESOLVED on the motion of",
        ),
    ],
)
def test_what_each_says(source: str, council: str | None, body: str | None, day: str, words: str) -> None:
    (entry,) = open_archive(ARCHIVE, glob=source)
    document = load(entry)
    assert words in document.text
    assert 300 <= len(document.text.split()) <= 800
    assert str(document.meta.meeting_date) == day
    if council is not None:
        assert document.meta.council == council
    if body is not None:
        assert document.meta.body == body


def test_isolated_and_packed_they_read_the_same(tmp_path: Path) -> None:
    packed = tmp_path / "archive.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for path in sorted(ARCHIVE.rglob("*")):
            if path.is_file():
                package.write(path, path.relative_to(ARCHIVE))
    with IsolatedReader() as reader:
        assert [load(entry) for entry in open_archive(ARCHIVE)] == [
            load(entry, isolated=reader) for entry in open_archive(packed)
        ]
