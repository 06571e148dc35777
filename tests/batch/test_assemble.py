from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from council_minutes.batch.assemble import Assembly
from council_minutes.batch.store import TEXTS, ManifestEntry, Place, ShardStore


def _fill(store: ShardStore, shards: list[list[int]]) -> None:
    """Shards of documents that have so many entities each, and a text."""
    for number, counts in enumerate(shards, 1):
        entries, entities, texts = [], [], []
        for index, count in enumerate(counts):
            doc_id = f"{number}-{index}"
            told = {"documents": 0, "entities": count, TEXTS: 1}
            entries.append(ManifestEntry(doc_id, doc_id, doc_id, "ok", "", None, 1, 1, 1, (), told))
            entities += [{"doc_id": doc_id, "entity_id": f"{doc_id}-{n}"} for n in range(count)]
            texts.append({"text": f"text of {doc_id}"})
        store.write(number, entries, {"entities": entities, TEXTS: texts})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10, deadline=None)
@given(shards=st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=4), min_size=1, max_size=4), data=st.data())
def test_rows_come_in_the_order_of_documents_whatever_shard_they_are_in(
    tmp_path_factory: pytest.TempPathFactory, shards: list[list[int]], data: st.DataObject
):
    store = ShardStore(tmp_path_factory.mktemp("shards"))
    _fill(store, shards)
    places = [Place(number, index) for number, counts in enumerate(shards, 1) for index in range(len(counts))]
    order = data.draw(st.permutations(places).map(lambda all_places: all_places[: max(1, len(all_places) - 2)]))
    steps: list[int] = []
    parts = list(Assembly(store, order, steps.append).parts())
    found = [row["entity_id"] for part in parts for row in part["entities"].to_pylist()]
    assert found == [
        f"{place.shard}-{place.index}-{n}" for place in order for n in range(shards[place.shard - 1][place.index])
    ]
    assert sum(steps) == len(order)


def test_texts_are_written_and_those_of_documents_that_are_gone_removed(tmp_path: Path):
    store = ShardStore(tmp_path / "shards")
    store.folder.mkdir()
    _fill(store, [[0, 0], [0]])
    texts = tmp_path / "texts"
    assert Assembly(store, [Place(1, 0), Place(2, 0), Place(1, 1)], lambda _: None).write_texts(texts) == 3
    assert (texts / "1-1.txt").read_text() == "text of 1-1"
    assert Assembly(store, [Place(1, 1)], lambda _: None).write_texts(texts) == 1
    assert [path.name for path in texts.iterdir()] == ["1-1.txt"]
