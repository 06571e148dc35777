"""The reading tables that need every document of a run: people, the posts they held, and indicators."""

from __future__ import annotations

from typing import Final

from council_minutes.tables.columns import Column, ForeignKey, Table
from council_minutes.tables.layer_schema import COUNCIL, COUNCIL_CODE, TO_DOCUMENT

_FIRST_MENTION: Final = (
    Column("url", "string", "Where the document of the first mention was published."),
    Column("doc_id", "string", "Document of the first mention."),
    Column("entity_id", "string", "First mention, in the entities table."),
    Column("start", "integer", "First code point of the first mention.", "code points"),
    Column("end", "integer", "One past the last code point of the first mention.", "code points"),
)
_SEEN: Final = (
    Column("first_meeting", "date", "Day of the first meeting in whose minutes it is seen."),
    Column("last_meeting", "date", "Day of the last meeting in whose minutes it is seen."),
    Column("documents", "integer", "Documents with a mention.", "documents"),
    Column("mentions", "integer", "Mentions in all documents.", "mentions"),
)
_MENTION_KEYS: Final = (TO_DOCUMENT, ForeignKey("entity_id", "entities", "entity_id"))

PEOPLE: Final = Table(
    "people",
    "A person in the minutes of a council.",
    (
        COUNCIL_CODE,
        COUNCIL,
        Column("person_id", "string", "canonical_id of the person."),
        Column("name", "string", "Fullest name seen."),
        Column(
            "roles",
            "string",
            "Roles held, each with its first and last meeting; semicolons between.",
        ),
        *_SEEN,
        *_FIRST_MENTION,
    ),
    ("person_id",),
    _MENTION_KEYS,
)

POSTS: Final = Table(
    "posts",
    "A role that a person is said to hold in the minutes of a council, with the meetings in which it is seen.",
    (
        COUNCIL_CODE,
        COUNCIL,
        Column("post_id", "string", "The person, role and what it is a role of."),
        Column("person_id", "string", "The person in the people table."),
        Column("name", "string", "Fullest name seen of the person."),
        Column("role", "string", "Words of the role, in its commonest spelling."),
        Column("role_family", "string", "Family of the role: chair, councillor, director, officer and so on."),
        Column("of", "string", "Body, council or organisation that it is a role of, where the text says."),
        *_SEEN,
        *_FIRST_MENTION,
    ),
    ("post_id",),
    (*_MENTION_KEYS, ForeignKey("person_id", "people", "person_id")),
)

INDICATORS: Final = Table(
    "indicators",
    "An indicator of a council in a period: the figures and findings of all its documents together.",
    (
        COUNCIL_CODE,
        COUNCIL,
        Column("indicator_id", "string", "The council, indicator, unit and period."),
        Column("indicator", "string", "Canonical name of the indicator."),
        Column("unit", "string", "Unit of the values: count, percent, GBP and so on; empty without a value."),
        Column(
            "period",
            "string",
            "UK financial quarter (2024-25 Q3), or a longer period (2024-25, 2024, interval).",
        ),
        Column(
            "period_from",
            "string",
            "stated: by the text; meeting: not stated, the quarter of the meeting.",
        ),
        Column("period_start", "date", "First day of the period."),
        Column("period_end", "date", "Last day of the period, inclusive."),
        Column("value", "number", "Value reported last: at the latest meeting, last in its document.", "column unit"),
        Column("low", "number", "Lower end, where that value is a range.", "column unit"),
        Column("high", "number", "Upper end, where that value is a range.", "column unit"),
        Column("comparator", "string", "Comparator of that value."),
        Column("value_min", "number", "Smallest value reported.", "column unit"),
        Column("value_max", "number", "Largest value reported.", "column unit"),
        Column("figures", "integer", "Figures that are values of the indicator.", "figures"),
        Column("findings", "integer", "Findings about the indicator.", "findings"),
        Column("up", "integer", "Findings that say it rose.", "findings"),
        Column("down", "integer", "Findings that say it fell.", "findings"),
        Column("stable", "integer", "Findings that say it did not change.", "findings"),
        Column("above", "integer", "Findings that say it stands above what it is compared with.", "findings"),
        Column("below", "integer", "Findings that say it stands below it.", "findings"),
        Column("in_line", "integer", "Findings that say it is in line with it.", "findings"),
        Column("documents", "integer", "Documents with a figure or finding.", "documents"),
        Column("url", "string", "Where the document of that value, or of the first finding, was published."),
        Column("doc_id", "string", "That document."),
        Column("start", "integer", "First code point of the value's figure, or of the finding.", "code points"),
        Column("end", "integer", "One past its last code point.", "code points"),
    ),
    ("indicator_id",),
    (TO_DOCUMENT,),
)

AGGREGATE_TABLES: Final = (PEOPLE, POSTS, INDICATORS)
