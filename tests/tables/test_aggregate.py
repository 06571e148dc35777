from __future__ import annotations

from datetime import date

import pytest

from council_minutes.tables.aggregate import Aggregates

LEE = '<PERSON HOLDS="r1">{name}</PERSON>, <ROLE id="r1">{role}</ROLE>'
VISITS = '<INDICATOR id="i1">the library visits</INDICATOR>'


def aggregate(*parts) -> Aggregates:
    aggregates = Aggregates()
    for part in parts:
        aggregates.add(part)
    return aggregates


def rows(aggregates: Aggregates, name: str) -> list[dict[str, object]]:
    return list(aggregates.rows(name))


def test_a_person_is_one_across_the_documents_of_a_council(tables_of, as_part) -> None:
    first = tables_of(LEE.format(name="J Lee", role="Chair"), source="a.txt", meeting_date=date(2024, 1, 9))
    second = tables_of(LEE.format(name="Jane Lee", role="Leader"), source="b.txt", meeting_date=date(2023, 5, 2))
    elsewhere = tables_of(LEE.format(name="Jane Lee", role="Clerk"), source="c.txt", council="Kent County Council")
    aggregates = aggregate(as_part(first, second), as_part(elsewhere))
    people = rows(aggregates, "people")
    assert [(p["council"], p["name"], p["documents"], p["mentions"]) for p in people] == [
        ("Hallowick Borough Council", "Jane Lee", 2, 2),
        ("Kent County Council", "Jane Lee", 1, 1),
    ]
    hallowick = people[0]
    assert hallowick["roles"] == "Chair (2024-01-09); Leader (2023-05-02)"
    assert (hallowick["first_meeting"], hallowick["last_meeting"]) == (date(2023, 5, 2), date(2024, 1, 9))
    assert hallowick["doc_id"] == second["documents"][0]["doc_id"], "the first mention is of the first meeting"
    assert len({p["person_id"] for p in people}) == 2


def test_rows_of_documents_get_the_ids_and_names_that_people_have_in_the_run(tables_of, as_part) -> None:
    vote = '<VOTE VOTED_FOR="p1">For (<FIGURE>1</FIGURE>)</VOTE>: <PERSON id="p1">J Lee</PERSON>'
    question = (
        '<QUESTION MADE_BY="p2 p3"><PERSON id="p2">J Lee</PERSON> and <PERSON id="p3">B Orr</PERSON> asked</QUESTION>'
    )
    part = as_part(tables_of(vote, source="a"), tables_of(question, source="b"), tables_of("<PERSON>Jane Lee</PERSON>"))
    aggregates = aggregate(part)
    ids = {p["name"]: p["person_id"] for p in rows(aggregates, "people")}
    assert set(ids) == {"Jane Lee", "B Orr"}
    labels = aggregates.people().labels
    (voter,) = labels.relabel("votes", part["votes"]).to_pylist()
    assert (voter["person"], voter["person_id"]) == ("Jane Lee", ids["Jane Lee"])
    (asked,) = labels.relabel("questions", part["questions"]).to_pylist()
    assert asked["asker"] == "Jane Lee; B Orr"
    assert asked["asker_id"] == f"{ids['Jane Lee']}; {ids['B Orr']}"
    names = {e["text"]: e["canonical_name"] for e in labels.relabel("entities", part["entities"]).to_pylist()}
    assert (names["J Lee"], names["B Orr"]) == ("Jane Lee", "B Orr")
    assert labels.relabel("dates", part["dates"]) is part["dates"]


def test_people_that_the_minutes_of_one_meeting_tell_apart_stay_two(tables_of, as_part) -> None:
    both = tables_of("Present: Mrs <PERSON>P T Lee</PERSON>, Mr <PERSON>P Lee</PERSON>", source="a.txt")
    full = tables_of("Mrs <PERSON>Pam T Lee</PERSON> spoke.", source="b.txt")
    people = rows(aggregate(as_part(both, full)), "people")
    assert {p["name"]: p["documents"] for p in people} == {"Pam T Lee": 2, "P Lee": 1}


@pytest.mark.parametrize("role", ["Councillors", "Cllr", "COUNCILLOR", "Cr"])
def test_spellings_of_one_post_are_one(tables_of, as_part, role: str) -> None:
    marked = LEE.format(name="A Lee", role="Councillor")
    part = as_part(tables_of(marked, source="a"), tables_of(LEE.format(name="A Lee", role=role), source="b"))
    (post,) = rows(aggregate(part), "posts")
    assert (post["role"], post["role_family"], post["documents"]) == ("Councillor", "councillor", 2)


def test_a_post_names_the_body_it_is_of(tables_of, as_part) -> None:
    marked = (
        '<PERSON HOLDS="r1">A Lee</PERSON>, <ROLE id="r1" OF="b1">Chair</ROLE> of the'
        ' <BODY id="b1">SCRUTINY CTTEE</BODY>'
    )
    aggregates = aggregate(as_part(tables_of(marked)))
    (post,) = rows(aggregates, "posts")
    assert post["of"] == "Scrutiny Committee"
    (person,) = rows(aggregates, "people")
    assert person["roles"] == "Chair, Scrutiny Committee (2024-11-14)"


def visits(value: str, as_of: str | None = None) -> str:
    period = f' in <DATE id="d1">{as_of}</DATE>' if as_of else ""
    relation = ' AS_OF="d1"' if as_of else ""
    return (
        f'<FINDING ABOUT="i1" direction="up"{relation}>{VISITS} rose to '
        f'<FIGURE VALUE_OF="i1"{relation}>{value}</FIGURE>{period}</FINDING>.'
    )


def indicators(aggregates: Aggregates) -> list[dict[str, object]]:
    return rows(aggregates, "indicators")


def test_an_indicator_is_followed_by_quarter(tables_of, as_part) -> None:
    part = as_part(
        tables_of(visits("70", "Quarter 1 2024/25"), source="a"),
        tables_of(visits("74", "September 2024"), source="b"),
        tables_of(visits("300", "2023/24"), source="c"),
        tables_of(visits("80"), source="d"),
    )
    found = [(i["period"], i["period_from"], i["value"], i["up"]) for i in indicators(aggregate(part))]
    assert found == [
        ("2023-24", "stated", 300.0, 1),
        ("2024-25 Q1", "stated", 70.0, 1),
        ("2024-25 Q2", "stated", 74.0, 1),
        ("2024-25 Q3", "meeting", 80.0, 1),
    ]


def test_the_value_reported_last_counts_and_the_others_are_told(tables_of, as_part) -> None:
    later = tables_of(
        visits("74", "Quarter 1 2024/25"), source="a", meeting_date=date(2024, 11, 14), url="https://b.org/a"
    )
    earlier = tables_of(visits("70", "Quarter 1 2024/25"), source="b", meeting_date=date(2024, 9, 3))
    (row,) = indicators(aggregate(as_part(later, earlier)))
    told = {n: row[n] for n in ("value", "value_min", "value_max", "figures", "findings", "up", "documents", "url")}
    assert told == {
        "value": 74.0,
        "value_min": 70.0,
        "value_max": 74.0,
        "figures": 2,
        "findings": 2,
        "up": 2,
        "documents": 2,
        "url": "https://b.org/a",
    }
    figure = later["figures"][0]
    extent = next(e for e in later["entities"] if e["entity_id"] == figure["entity_id"])
    assert (row["doc_id"], row["start"], row["end"]) == (extent["doc_id"], extent["start"], extent["end"])


def test_a_finding_without_a_value_counts_to_the_one_unit_of_its_indicator(tables_of, as_part) -> None:
    bare = f'<FINDING ABOUT="i1" direction="down" stands="below">{VISITS} had fallen and were low</FINDING>'
    part = as_part(tables_of(visits("74"), source="a"), tables_of(bare, source="b"))
    (row,) = indicators(aggregate(part))
    assert (row["unit"], row["findings"], row["up"], row["down"], row["below"]) == ("count", 2, 1, 1, 1)


def test_changes_are_no_values(tables_of, as_part) -> None:
    body = f'<FINDING ABOUT="i1">{VISITS} rose by <FIGURE VALUE_OF="i1">6</FIGURE></FINDING>'
    (row,) = indicators(aggregate(as_part(tables_of(body))))
    assert (row["value"], row["figures"], row["findings"]) == (None, 0, 1)


def test_councils_are_kept_apart_and_unknown_ones_too(tables_of, as_part) -> None:
    part = as_part(
        tables_of(visits("1"), source="a"),
        tables_of(visits("2"), source="b", council="Kent County Council"),
        tables_of(visits("3"), source="c", council=None),
        tables_of(visits("4"), source="d", council=None),
    )
    assert sorted(i["value"] for i in indicators(aggregate(part))) == [1.0, 2.0, 3.0, 4.0]
