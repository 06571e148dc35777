from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.annotations import DocumentMeta
from council_minutes.batch.models import ModelInfo
from council_minutes.batch.plan import (
    LEAST_DOCUMENTS,
    MOST_BYTES,
    MOST_DOCUMENTS,
    PlannedDocument,
    list_documents,
    plan_shards,
)
from council_minutes.ingest.archive import ArchiveEntry, open_archive
from council_minutes.ingest.limits import DEFAULT_LIMITS, Limits

_MODEL = ModelInfo(Path("model"), "en_rules", "1.0", "0" * 64)


def _document(number: int, size: int = 1) -> PlannedDocument:
    entry = ArchiveEntry("archive", "folder", f"{number}.txt", f"{number}.txt", size, DocumentMeta(), None)
    return PlannedDocument(entry, "", "", f"key{number}", size)


@given(sizes=st.lists(st.integers(0, 2 * MOST_BYTES), max_size=200))
def test_every_document_is_in_one_shard_and_shards_are_bounded(sizes: list[int]):
    documents = [_document(number, size) for number, size in enumerate(sizes)]
    shards = plan_shards(documents, {}, 1)
    assert [document for shard in shards for document in shard.documents] == documents
    for shard in shards:
        assert 0 < len(shard.documents) <= MOST_DOCUMENTS
        assert len(shard.documents) == 1 or sum(document.size for document in shard.documents) <= MOST_BYTES
    assert [shard.number for shard in shards] == list(range(1, len(shards) + 1))


@given(sizes=st.lists(st.integers(0, MOST_BYTES), min_size=1, max_size=200), data=st.data())
def test_an_interrupted_plan_goes_on_with_the_same_shards(sizes: list[int], data: st.DataObject):
    documents = [_document(number, size) for number, size in enumerate(sizes)]
    plan = plan_shards(documents, {}, 1)
    left = [shard for shard in plan if data.draw(st.booleans())]
    pending = [document for shard in left for document in shard.documents]
    stored = {shard.number: [document.key for document in shard.documents] for shard in left}
    assert plan_shards(pending, stored, len(plan) + 1) == left


def test_documents_of_a_stored_shard_that_is_no_longer_whole_are_planned_anew():
    documents = [_document(number) for number in range(4)]
    shards = plan_shards(documents[1:], {5: ["key0", "key1"], 6: ["key2"]}, 7)
    assert [(shard.number, [document.key for document in shard.documents]) for shard in shards] == [
        (6, ["key2"]),
        (7, ["key1", "key3"]),
    ]


def test_small_archives_are_cut_into_several_shards():
    assert len(plan_shards([_document(number) for number in range(3 * LEAST_DOCUMENTS)], {}, 1)) == 3


def _keys(
    folder: Path, *, model: ModelInfo = _MODEL, council: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> list[str]:
    documents = list_documents(
        open_archive(folder), limits=limits, model=model, council=council, most=None, listed=lambda count: None
    )
    return [document.key for document in documents]


def test_a_key_changes_with_whatever_the_rows_follow_from(tmp_path: Path):
    (tmp_path / "a.txt").write_text("Cabinet met.")
    (tmp_path / "b.txt").write_text("Council met.")
    before = _keys(tmp_path)
    assert _keys(tmp_path) == before
    assert len(set(before)) == 2
    retrained = ModelInfo(_MODEL.path, _MODEL.name, _MODEL.version, "1" * 64)
    for changed in (
        _keys(tmp_path, model=retrained),
        _keys(tmp_path, council="Kent"),
        _keys(tmp_path, limits=Limits(max_chars=5)),
    ):
        assert not set(changed) & set(before)
    assert _keys(tmp_path, limits=Limits(max_seconds=1.0, max_memory_mb=500)) == before
    (tmp_path / "b.txt").write_text("Council met again.")
    assert _keys(tmp_path)[0] == before[0]
    assert _keys(tmp_path)[1] != before[1]


def test_council_is_for_documents_whose_metadata_name_none(tmp_path: Path):
    (tmp_path / "a.txt").write_text("Cabinet met.")
    (tmp_path / "b.txt").write_text("Council met.")
    (tmp_path / "metadata.csv").write_text("source,council\na.txt,Fernhill\n")
    documents = list_documents(
        open_archive(tmp_path), limits=Limits(), model=_MODEL, council="Ashby", most=None, listed=lambda count: None
    )
    assert [document.entry.meta.council for document in documents] == ["Fernhill", "Ashby"]


@pytest.mark.parametrize(("most", "expected"), [(1, 1), (2, 2), (9, 3), (None, 3)])
def test_only_the_first_documents_where_there_is_a_limit(tmp_path: Path, most: int | None, expected: int):
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(name)
    counts: list[int] = []
    documents = list_documents(
        open_archive(tmp_path), limits=Limits(), model=_MODEL, council=None, most=most, listed=counts.append
    )
    assert [document.entry.source for document in documents] == ["a.txt", "b.txt", "c.txt"][:expected]
    assert counts == list(range(1, expected + 1))


def test_a_document_whose_bytes_cannot_be_read_is_planned_with_the_reason(tmp_path: Path):
    (tmp_path / "large.txt").write_text("word " * 100)
    (document,) = list_documents(
        open_archive(tmp_path),
        limits=Limits(max_bytes=10),
        model=_MODEL,
        council=None,
        most=None,
        listed=lambda count: None,
    )
    assert document.sha256 == ""
    assert "more than" in document.error
