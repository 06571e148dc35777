"""The reading tables that one document fills alone: what a researcher opens first.

Each begins with whose meeting it was and ends with where the words stand, so that every cell can be traced to them.
"""

from __future__ import annotations

from typing import Final

from council_minutes.tables.columns import Column, ForeignKey, Table
from council_minutes.tables.layer_schema import (
    AGAINST,
    BODY,
    COUNCIL,
    COUNCIL_CODE,
    DIRECTION,
    DOC_ID,
    MEETING_DATE,
    STANDS,
    TO_DOCUMENT,
    URL,
)

_MEETING: Final = (COUNCIL_CODE, COUNCIL, BODY, MEETING_DATE)
_PLACE: Final = (
    Column("item_number", "string", "Number of the agenda item it stands under."),
    Column("item_title", "string", "Title of that item."),
    Column("item_id", "string", "That item in the items table."),
    URL,
    DOC_ID,
    Column("span_id", "string", "The span in the spans table."),
    Column("start", "integer", "First code point of the span in the document.", "code points"),
    Column("end", "integer", "One past the last code point of the span in the document.", "code points"),
)
_KEYS: Final = (
    TO_DOCUMENT,
    ForeignKey("span_id", "spans", "span_id"),
    ForeignKey("item_id", "items", "item_id"),
)
_DUE: Final = (
    Column("due", "date", "Last day by which it is to be done."),
    Column("due_text", "string", "Words of that date, as they stand in the document."),
)


def _span_text(what: str) -> Column:
    return Column("text", "string", f"The words of the {what}, as they stand in the document.")


def _party(name: str, who: str) -> tuple[Column, Column]:
    return (
        Column(name, "string", f"{who}: a person's fullest name, a body's or council's name, a role's words."),
        Column(f"{name}_id", "string", "canonical_id of the same; empty where it could not be linked."),
    )


ATTENDANCE: Final = Table(
    "attendance",
    "A person at a meeting, as an attendance list or sentence says; two rows for one who came and went.",
    (
        *_MEETING,
        Column("person", "string", "Fullest name of the person in the council's documents."),
        Column("person_id", "string", "canonical_id of the person."),
        Column("role", "string", "Role that the text joins to the person here."),
        Column("status", "string", "present, apologies, substitute, joined, left or interest (declared)."),
        _span_text("attendance list or sentence"),
        Column("entity_id", "string", "The mention of the person in the entities table."),
        *_PLACE,
    ),
    ("entity_id", "span_id", "status"),
    (*_KEYS, ForeignKey("entity_id", "entities", "entity_id")),
)

DECISIONS: Final = Table(
    "decisions",
    "A decision: what the body resolved, or a motion it put to the vote, one row for each limb.",
    (
        *_MEETING,
        _span_text("decision"),
        Column("outcome", "string", "carried or lost, as the words of the vote say; empty where they do not."),
        Column("unanimous", "boolean", "Whether the vote is said to be unanimous; empty where no vote is recorded."),
        Column("votes_for", "integer", "Votes for, where stated.", "votes"),
        Column("votes_against", "integer", "Votes against, where stated.", "votes"),
        Column("votes_abstained", "integer", "Abstentions, where stated.", "votes"),
        Column("vote", "string", "Words of the vote, as they stand in the document."),
        Column("mover", "string", "Fullest name of the person who moved it."),
        Column("mover_id", "string", "canonical_id of the mover."),
        Column("seconder", "string", "Fullest name of the person who seconded it."),
        Column("seconder_id", "string", "canonical_id of the seconder."),
        *_party("decided_by", "Who decided"),
        *_DUE,
        *_PLACE,
    ),
    ("span_id",),
    _KEYS,
)

VOTES: Final = Table(
    "votes",
    "How a named person voted, in a recorded vote.",
    (
        *_MEETING,
        Column("person", "string", "Fullest name of the person in the council's documents."),
        Column("person_id", "string", "canonical_id of the person."),
        Column("vote", "string", "for, against or abstained."),
        Column("decision", "string", "Words of the decision or motion voted on, as they stand in the document."),
        Column("decision_id", "string", "span_id of that decision."),
        Column("outcome", "string", "carried or lost, as told right after the names, else as for that decision."),
        Column("poll_id", "string", "The vote that was taken, one for all who voted in it: span_id of its first list."),
        Column("text", "string", "Words of the vote that the name stands under, as they stand in the document."),
        Column("entity_id", "string", "The mention of the person in the entities table."),
        *_PLACE,
    ),
    ("entity_id", "span_id", "vote"),
    (
        *_KEYS,
        ForeignKey("entity_id", "entities", "entity_id"),
        ForeignKey("decision_id", "spans", "span_id"),
    ),
)

ACTIONS: Final = Table(
    "actions",
    "An action: what somebody undertook, or was asked, to do after the meeting.",
    (
        *_MEETING,
        _span_text("action"),
        *_party("owner", "Who is to do it"),
        *_DUE,
        Column("source", "string", "The document's path relative to the root of the archive, or its URL."),
        *_PLACE,
    ),
    ("span_id",),
    _KEYS,
)

QUESTIONS: Final = Table(
    "questions",
    "A question put, or a recommendation made, at a meeting.",
    (
        *_MEETING,
        Column("kind", "string", "question or recommendation."),
        *_party("asker", "Who asked or proposed"),
        _span_text("question or recommendation"),
        *_PLACE,
    ),
    ("span_id",),
    _KEYS,
)

FINDINGS: Final = Table(
    "findings",
    "A finding: how something measured stands, moved or compares.",
    (
        *_MEETING,
        Column("indicator", "string", "Words of the indicator, as they stand in the document."),
        Column("indicator_id", "string", "That indicator in the spans table."),
        Column("indicator_name", "string", "Canonical name of the indicator."),
        Column("value", "number", "Value the finding states, scale applied.", "column unit"),
        Column("low", "number", "Lower end, where the value is a range.", "column unit"),
        Column("high", "number", "Upper end, where the value is a range.", "column unit"),
        Column("unit", "string", "Unit of the value: count, percent, GBP and so on."),
        Column("comparator", "string", "=, ~, <, <=, > or >=."),
        Column("previous", "number", "Earlier value that the finding states (from 61 to 74).", "column previous_unit"),
        Column("previous_unit", "string", "Unit of the earlier value."),
        Column("change", "number", "Size of the change that the finding states (rose by 6).", "column change_unit"),
        Column("change_unit", "string", "Unit of the change."),
        Column(
            "figures_by",
            "string",
            "How they were found: relation (joined to the indicator) or position (the only figure in the finding).",
        ),
        Column("period", "string", "Period it refers to: 2024-25 Q3, 2024-25, 2024 or an ISO interval."),
        Column("period_start", "date", "First day of the period."),
        Column("period_end", "date", "Last day of the period, inclusive."),
        Column(
            "period_by",
            "string",
            "How it was found: relation (joined to the finding or its figure) or position (its only date).",
        ),
        DIRECTION,
        AGAINST,
        STANDS,
        _span_text("finding"),
        Column("figure_id", "string", "entity_id of the figure that the value is of."),
        *_PLACE,
    ),
    ("span_id",),
    (
        *_KEYS,
        ForeignKey("figure_id", "entities", "entity_id"),
        ForeignKey("indicator_id", "spans", "span_id"),
    ),
)

READING_TABLES: Final = (ATTENDANCE, DECISIONS, VOTES, ACTIONS, QUESTIONS, FINDINGS)
