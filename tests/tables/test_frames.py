from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from corpus_output import corpus_part, write_corpus_output

from council_minutes.errors import OutputError
from council_minutes.tables import Run, load_run
from council_minutes.tables.schema import TABLES


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("frames") / "out"
    write_corpus_output(folder, corpus_part(["finance-05", "inquiry-07", "quarter-23"]))
    return load_run(folder)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_an_attribute_with_its_columns_and_types(run: Run, name: str):
    frame = getattr(run, name)
    types = {"string": {"string", "category"}, "integer": {"Int64"}, "number": {"float64"}, "boolean": {"boolean"}}
    assert list(frame.columns) == list(TABLES[name].column_names)
    for column in TABLES[name].columns:
        dtype = str(frame[column.name].dtype)
        assert dtype.startswith("datetime64") if column.type == "date" else dtype in types[column.type], column.name
    assert len(frame) > 0


def test_fixed_sets_of_values_are_categories_and_words_are_not(run: Run):
    assert run.votes["vote"].cat.categories.tolist() == ["abstained", "against", "for"]
    assert isinstance(run.decisions["vote"].dtype, pd.StringDtype)
    assert isinstance(run.findings["direction"].dtype, pd.CategoricalDtype)


def test_a_table_that_is_changed_changes_no_other(run: Run):
    frame = run.decisions
    frame["text"] = "changed"
    assert "changed" not in set(run.decisions["text"])


@pytest.mark.parametrize(
    ("left", "right", "on", "column"),
    [
        ("actions", "documents", None, "title"),
        ("attendance", "entities", None, "canonical_id"),
        ("findings", "spans", "indicator_id", "label"),
        ("votes", "people", "person_id", "roles"),
        ("votes", "decisions", "decision_id", "votes_for"),
        ("dates", "entities", "entity_id", "sentence"),
        ("posts", "people", None, "roles"),
    ],
)
def test_rows_are_joined_by_their_keys(run: Run, left: str, right: str, on: str | None, column: str):
    joined = run.join(left, right, on)
    assert len(joined) == len(run.table(left))
    assert joined[column].notna().any()
    assert joined.columns.is_unique


def test_joined_columns_keep_apart_what_each_table_says(run: Run):
    joined = run.join("findings", "spans", "indicator_id").dropna(subset="indicator")
    assert (joined["text_spans"] == joined["indicator"]).all()
    assert not (joined["text_spans"] == joined["text"]).any()
    assert set(joined["label"]) == {"INDICATOR"}


def test_inner_leaves_out_rows_that_point_to_nothing(run: Run):
    known = run.findings["indicator_id"].notna()
    assert len(run.join("findings", "spans", "indicator_id", how="inner")) == known.sum()


@pytest.mark.parametrize(
    ("left", "right", "on", "says"),
    [
        ("findings", "spans", None, r"several columns lead there.*span_id, indicator_id"),
        ("documents", "people", None, "no key of people"),
        ("actions", "documents", "owner", "no key leads there by owner"),
        ("minutes", "documents", None, r"minutes: is no table.*decisions"),
    ],
)
def test_a_join_that_is_not_clear_says_what_to_do(run: Run, left: str, right: str, on: str | None, says: str):
    with pytest.raises(OutputError, match=says):
        run.join(left, right, on)


def test_counts_by_any_columns_add_up(run: Run):
    counts = run.by("council", "financial_year")
    assert counts.index.names == ["council", "financial_year"]
    for name in ("attendance", "decisions", "votes", "actions", "questions", "findings"):
        assert counts[name].sum() == len(run.table(name))
    assert counts.loc[("Ashcombe Vale District Council", "2014-15"), "documents"] == 1
    assert counts.loc[("Cwm Ellyn County Borough Council", "2022-23"), "votes"] == 0


def test_only_tables_with_all_keys_are_counted_and_unknown_is_a_row(run: Run):
    counts = run.by("indicator", "direction")
    assert counts.columns.tolist() == ["documents", "findings"]
    assert counts["findings"].sum() == len(run.findings)
    unknown = counts.index.get_level_values("direction").isna()
    assert counts[unknown]["findings"].sum() == run.findings["direction"].isna().sum() > 0


@pytest.mark.parametrize("keys", [(), ("council", "colour"), ("vote", "direction")])
def test_keys_that_no_table_has_are_refused(run: Run, keys: tuple[str, ...]):
    with pytest.raises(OutputError, match="no reading table"):
        run.by(*keys)


def test_quarters_are_of_the_financial_year():
    assert [Run.quarter(pd.Timestamp(day)) for day in ("2024-03-31", "2024-04-01", "NaT")] == [
        "2023-24 Q4",
        "2024-25 Q1",
        None,
    ]


def test_columns_are_explained(run: Run):
    told = run.columns("findings").set_index("column")
    assert told.loc["start", "unit"] == "code points"
    assert told["description"].str.len().min() > 0


def test_similar_indicators_are_pairs_in_order_of_likeness(run: Run):
    found = run.similar_indicators(threshold=0.5)
    assert found["similarity"].is_monotonic_decreasing
    assert (found["left"] < found["right"]).all()
    assert set(found["left"]) <= set(run.indicators["indicator"])


def test_a_folder_that_is_no_output_is_refused(tmp_path: Path):
    with pytest.raises(OutputError, match="is no folder"):
        load_run(tmp_path / "nowhere")
    with pytest.raises(OutputError, match="lacks the Parquet files of documents"):
        load_run(tmp_path)
