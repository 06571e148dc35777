"""The layer tables: documents, and everything that is marked in them."""

from __future__ import annotations

from typing import Final

from council_minutes.tables.columns import Column, ForeignKey, Table

DOC_ID: Final = Column("doc_id", "string", "The document: 16 hex digits from its source and content.")
TO_DOCUMENT: Final = ForeignKey("doc_id", "documents", "doc_id")
START: Final = Column("start", "integer", "First code point of the text in the document.", "code points")
END: Final = Column("end", "integer", "One past the last code point of the text in the document.", "code points")
SCORE: Final = Column("score", "number", "The model's confidence, 0 to 1.")
DIRECTION: Final = Column("direction", "string", "Movement stated: up, down or stable.")
AGAINST: Final = Column(
    "against", "string", "What it is compared with: national, regional, neighbours, target or previous."
)
STANDS: Final = Column("stands", "string", "How it compares: above, below or in_line.")
COUNCIL_CODE: Final = Column("council_code", "string", "ONS (GSS) code of the council whose minutes they are.")
COUNCIL: Final = Column("council", "string", "Official name of the council whose minutes they are.")
BODY: Final = Column("body", "string", "Committee, board or other body that met; Council for the full council.")
MEETING_DATE: Final = Column("meeting_date", "date", "Day of the meeting.")
URL: Final = Column("url", "string", "Where the document was published, as its metadata say.")

DOCUMENTS: Final = Table(
    "documents",
    "A document of the archive. A failed document has a row here and in no other table.",
    (
        DOC_ID,
        Column("source", "string", "Path relative to the root of the archive, or the URL."),
        Column("sha256", "string", "SHA-256 of the document's bytes, in hex."),
        Column("title", "string", "Title, as the metadata or the opening lines say."),
        COUNCIL_CODE,
        COUNCIL,
        BODY,
        MEETING_DATE,
        URL,
        Column("n_chars", "integer", "Length of the document's text.", "code points"),
        Column("n_tokens", "integer", "Tokens the model read.", "tokens"),
        Column("status", "string", "ok, partial (only part could be read) or failed."),
        Column("error", "string", "Why the document is partial or failed."),
        Column("model", "string", "Name of the model that read the document."),
        Column("model_version", "string", "Version of that model."),
    ),
    ("doc_id",),
)

ENTITIES: Final = Table(
    "entities",
    "A mention of an entity: person, role, council, body, organisation, date, figure or document.",
    (
        DOC_ID,
        Column("entity_id", "string", "The mention: document, offsets and label."),
        Column("label", "string", "PERSON, ROLE, COUNCIL, BODY, ORG, DATE, FIGURE or DOCUMENT."),
        Column("text", "string", "The words of the mention, as they stand in the document."),
        START,
        END,
        Column("sentence", "integer", "Number of the sentence the mention begins in, counted from 0.", "sentences"),
        Column(
            "canonical_id",
            "string",
            "What it means, in every document alike: person:…, council:…, body:…, role:….",
        ),
        Column("canonical_name", "string", "Name of what it means; for a role its family."),
    ),
    ("entity_id",),
    (TO_DOCUMENT,),
)

SPANS: Final = Table(
    "spans",
    "A categorised span: a clause or phrase that states an indicator, finding, decision, action, question,"
    " recommendation, attendance or vote.",
    (
        DOC_ID,
        Column("span_id", "string", "The span: document, offsets and label."),
        Column("label", "string", "INDICATOR, FINDING, DECISION, ACTION, QUESTION, RECOMMENDATION, ATTENDANCE, VOTE."),
        Column("text", "string", "The words of the span, as they stand in the document."),
        START,
        END,
        SCORE,
        DIRECTION,
        AGAINST,
        STANDS,
    ),
    ("span_id",),
    (TO_DOCUMENT,),
)

RELATIONS: Final = Table(
    "relations",
    "A relation from one mention or span (head) to another (tail).",
    (
        DOC_ID,
        Column("relation", "string", "Name of the relation in the annotation guidelines (HOLDS, VALUE_OF, …)."),
        Column("head_id", "string", "entity_id or span_id of the head."),
        Column("tail_id", "string", "entity_id or span_id of the tail."),
        Column("head_label", "string", "Label of the head."),
        Column("head_text", "string", "Words of the head, as they stand in the document."),
        Column("tail_label", "string", "Label of the tail."),
        Column("tail_text", "string", "Words of the tail, as they stand in the document."),
        SCORE,
    ),
    ("relation", "head_id", "tail_id"),
    (TO_DOCUMENT,),
)

DATES: Final = Table(
    "dates",
    "A DATE of the entities table as days of the calendar. One that could not be normalised has its text and no days.",
    (
        DOC_ID,
        Column("entity_id", "string", "The mention in the entities table."),
        Column("text", "string", "The words of the date, as they stand in the document."),
        Column("date_start", "date", "First day meant."),
        Column("date_end", "date", "Last day meant, inclusive."),
        Column("kind", "string", "day, month, quarter, financial_year and so on; _range and _list for several."),
        Column("precision", "string", "Unit the ends are exact to: day, month, quarter, year or coarse."),
        Column("resolved_from", "string", "anchor where the meeting's date was needed to tell; else empty."),
    ),
    ("entity_id",),
    (TO_DOCUMENT, ForeignKey("entity_id", "entities", "entity_id")),
)

FIGURES: Final = Table(
    "figures",
    "A FIGURE of the entities table as a quantity. One that could not be normalised has its text and no value.",
    (
        DOC_ID,
        Column("entity_id", "string", "The mention in the entities table."),
        Column("text", "string", "The words of the figure, as they stand in the document."),
        Column("value", "number", "The quantity, scale applied (£1.2 million is 1200000).", "column unit"),
        Column("low", "number", "Lower end of a range.", "column unit"),
        Column("high", "number", "Upper end of a range.", "column unit"),
        Column("unit", "string", "count, percent, percentage_points, GBP, years and so on."),
        Column("comparator", "string", "=, ~, <, <=, > or >=, from the words around."),
        Column("indicator", "string", "Words of the indicator the figure is a value of."),
        Column("indicator_id", "string", "span_id of that indicator."),
        Column("indicator_name", "string", "Canonical name of that indicator."),
        Column(
            "kind",
            "string",
            "Where there is an indicator, what the words around the figure make of it: value, change (rose by 6) or"
            " previous (from 61).",
        ),
        Column("as_of_start", "date", "First day of the period the figure refers to."),
        Column("as_of_end", "date", "Last day of that period, inclusive."),
        DIRECTION,
        AGAINST,
        STANDS,
    ),
    ("entity_id",),
    (
        TO_DOCUMENT,
        ForeignKey("entity_id", "entities", "entity_id"),
        ForeignKey("indicator_id", "spans", "span_id"),
    ),
)

ITEMS: Final = Table(
    "items",
    "An agenda item of the minutes of a whole meeting, found by its numbered or heading line.",
    (
        DOC_ID,
        Column("item_id", "string", "The item: document and offsets."),
        Column("number", "string", "Its number as printed (81, S.21, 4a); empty where it has none."),
        Column("title", "string", "Its title, white space collapsed."),
        Column("start", "integer", "First code point of its heading.", "code points"),
        Column("end", "integer", "One past its last code point: where the next item begins.", "code points"),
    ),
    ("item_id",),
    (TO_DOCUMENT,),
)

LAYER_TABLES: Final = (DOCUMENTS, ENTITIES, SPANS, RELATIONS, DATES, FIGURES, ITEMS)
