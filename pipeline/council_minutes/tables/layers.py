"""Rows of the layer tables: what is marked in a document, and its normalised values."""

from __future__ import annotations

from council_minutes.annotations import Mark
from council_minutes.tables.columns import Row
from council_minutes.tables.measures import as_of, figure_kind, indicator_cells
from council_minutes.tables.places import attributes, item_id
from council_minutes.tables.view import DocumentView
from council_minutes.text import containing


def document_row(view: DocumentView) -> Row:
    record, links = view.record, view.links
    return {
        "doc_id": view.doc_id,
        "source": record.source,
        "sha256": record.sha256,
        "title": links.title,
        "council_code": links.council_code,
        "council": links.council,
        "body": links.body,
        "meeting_date": links.meeting_date,
        "url": record.meta.url,
        "n_chars": len(record.text),
        "n_tokens": record.n_tokens,
        "status": record.status,
        "error": record.error if record.error else None,
        "model": record.model,
        "model_version": record.model_version,
    }


def entity_rows(view: DocumentView) -> list[Row]:
    return [_entity_row(view, mark) for mark in view.entities]


def _entity_row(view: DocumentView, mark: Mark) -> Row:
    meaning = view.links.meanings.get(mark.id)
    return {
        "doc_id": view.doc_id,
        "entity_id": view.ids[mark.id],
        "label": mark.label,
        "text": view.text(mark),
        "start": mark.start,
        "end": mark.end,
        "sentence": containing(view.sentences, mark.start),
        "canonical_id": meaning.id if meaning is not None else None,
        "canonical_name": meaning.name if meaning is not None else None,
    }


def span_rows(view: DocumentView) -> list[Row]:
    return [
        {
            "doc_id": view.doc_id,
            "span_id": view.ids[mark.id],
            "label": mark.label,
            "text": view.text(mark),
            "start": mark.start,
            "end": mark.end,
            "score": mark.score,
            **attributes(mark),
        }
        for mark in view.spans
    ]


def relation_rows(view: DocumentView) -> list[Row]:
    marks = {mark.id: mark for mark in (*view.entities, *view.spans)}
    return [
        {
            "doc_id": view.doc_id,
            "relation": relation.name,
            "head_id": view.ids[relation.head],
            "tail_id": view.ids[relation.tail],
            "head_label": marks[relation.head].label,
            "head_text": view.text(marks[relation.head]),
            "tail_label": marks[relation.tail].label,
            "tail_text": view.text(marks[relation.tail]),
            "score": relation.score,
        }
        for relation in view.relations
    ]


def date_rows(view: DocumentView) -> list[Row]:
    return [_date_row(view, mark) for mark in view.entities if mark.label == "DATE"]


def _date_row(view: DocumentView, mark: Mark) -> Row:
    value = view.dates.get(mark.id)
    return {
        "doc_id": view.doc_id,
        "entity_id": view.ids[mark.id],
        "text": view.text(mark),
        "date_start": value.start if value is not None else None,
        "date_end": value.end if value is not None else None,
        "kind": value.kind if value is not None else None,
        "precision": value.precision if value is not None else None,
        "resolved_from": value.resolved_from if value is not None else None,
    }


def figure_rows(view: DocumentView) -> list[Row]:
    return [_figure_row(view, mark) for mark in view.entities if mark.label == "FIGURE"]


def _figure_row(view: DocumentView, mark: Mark) -> Row:
    value = view.figures.get(mark.id)
    indicator = view.tail("VALUE_OF", mark)
    period = as_of(view, mark)
    return {
        "doc_id": view.doc_id,
        "entity_id": view.ids[mark.id],
        "text": view.text(mark),
        "value": value.value if value is not None else None,
        "low": value.low if value is not None else None,
        "high": value.high if value is not None else None,
        "unit": value.unit if value is not None else None,
        "comparator": value.comparator if value is not None else None,
        **indicator_cells(view, indicator),
        "kind": figure_kind(view, mark) if indicator is not None else None,
        "as_of_start": period.start if period is not None else None,
        "as_of_end": period.end if period is not None else None,
        **attributes(mark),
    }


def item_rows(view: DocumentView) -> list[Row]:
    return [
        {
            "doc_id": view.doc_id,
            "item_id": item_id(view, item),
            "number": item.number,
            "title": item.title,
            "start": item.start,
            "end": item.end,
        }
        for item in view.items
    ]
