from __future__ import annotations

from pathlib import Path

import pytest

from council_minutes.batch.store import TEXTS, ManifestEntry, ShardStore


def entry(key: str, texts: int = 0) -> ManifestEntry:
    return ManifestEntry(key, f"id-{key}", f"{key}.txt", "ok", "", None, 3, 2, 1, ("a note",), {TEXTS: texts})


@pytest.fixture
def store(tmp_path: Path) -> ShardStore:
    return ShardStore(tmp_path)


def test_a_shard_comes_back_as_it_was_written(store: ShardStore):
    entries = [entry("a", 1), entry("b")]
    store.write(3, entries, {TEXTS: [{"text": "Cabinet"}], "entities": []})
    assert list(store.manifests()) == [(3, entries)]
    assert store.table(3, TEXTS).to_pylist() == [{"text": "Cabinet"}]
    assert store.table(3, "entities").num_rows == 0
    assert "entity_id" in store.table(3, "entities").column_names


def test_a_shard_that_is_there_already_stays(store: ShardStore):
    store.write(1, [entry("first")], {})
    store.write(1, [entry("second")], {})
    assert [entries[0].key for _, entries in store.manifests()] == ["first"]
    assert [path.name for path in store.folder.iterdir()] == ["000001"]


def test_what_is_half_written_or_damaged_is_swept_away(store: ShardStore):
    for number in (1, 2, 3):
        store.write(number, [entry("a", 1)], {TEXTS: [{"text": "Cabinet"}]})
    (store.folder / "000001" / "texts.parquet").unlink()
    (store.folder / "000002" / "manifest.json").write_text('{"format": 1, "docu')
    (store.folder / "000009.4711.partial").mkdir()
    assert store.numbers() == [1, 2, 3, 9]
    store.sweep()
    assert [path.name for path in store.folder.iterdir()] == ["000003"]
