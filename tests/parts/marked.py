"""Annotated documents for tests: from marked-up words, and at random."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.vocab import create_vocab

from council_minutes.annotations import Annotations, Mark, Relation
from council_minutes.components.tokenizer import MinutesTokenizer
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.inline_xml import parse
from council_minutes.labels import ATTRIBUTE_HEADS, ATTRIBUTES, ENTITY_LABELS, RELATIONS, SPAN_LABELS

make_doc = MinutesTokenizer(create_vocab("en", English.Defaults))

#: Characters that XML can hold.
HELD_BY_XML = st.characters(
    exclude_categories=["Cs"], exclude_characters=[*map(chr, range(9)), *map(chr, range(11, 32)), "\ufffe", "\uffff"]
)
_WORDS = [
    "Cllr",
    "Smith",
    "AHMED",
    "ChairmanCllr",
    "O’Brien",
    "the",
    "Panel’s",
    "£23.3m",
    "2024/25",
    "4",
    "March",
    "1,250",
]
_JOINTS = [" ", "\n", "\n\n", "  ", "\u00a0", ", ", "-", "", ".\n\n", " (", ") ", "\n• ", "\n- ", "\r\n"]


def marked(body: str, key: str = "example", **meta: str) -> AnnotatedDocument:
    """The document that inline XML without its ``<minutes>`` says; it has to be without fault."""
    attributes = "".join(f' {name}="{value}"' for name, value in meta.items())
    parsed = parse(f"<minutes{attributes}>\n{body}</minutes>", key)
    assert parsed.faults == ()
    return parsed.document


def quotes(document: AnnotatedDocument) -> list[tuple[str, str]]:
    """Label and words of each mark."""
    return [(mark.label, document.text[mark.start : mark.end]) for mark in document.annotations.marks()]


def told(document: AnnotatedDocument) -> dict[str, object]:
    """All that a document says, without the names of its marks and the order of those with the same extent."""
    key = {mark.id: (mark.label, mark.start, mark.end) for mark in document.annotations.marks()}
    return {
        "text": document.text,
        "meta": dict(document.meta),
        "entities": sorted((key[m.id], sorted(m.attributes.items())) for m in document.annotations.entities),
        "spans": sorted((key[m.id], sorted(m.attributes.items())) for m in document.annotations.spans),
        "relations": sorted((r.name, key[r.head], key[r.tail]) for r in document.annotations.relations),
    }


def minutes_like() -> st.SearchStrategy[str]:
    """Words as minutes have them, joined in every way that text extraction joins them."""
    pieces = st.tuples(st.sampled_from(_WORDS), st.sampled_from(_JOINTS))
    return st.lists(pieces, max_size=25).map(lambda found: "".join(word + joint for word, joint in found))


def texts_for_xml() -> st.SearchStrategy[str]:
    """Any text that inline XML can hold."""
    return st.text(HELD_BY_XML, max_size=60)


def _crosses(left: tuple[int, int], right: tuple[int, int]) -> bool:
    return left[0] < right[0] < left[1] < right[1] or right[0] < left[0] < right[1] < left[1]


@st.composite
def annotated_documents(draw: Any, texts: st.SearchStrategy[str]) -> AnnotatedDocument:
    """Documents with marks on whole tokens: flat entities, nested spans, relations and attributes by the guidelines."""
    text = draw(texts)
    # White space is at no mark's edge, nor is the sign of a list item.
    words = [token for token in make_doc(text) if not token.text.isspace() and token.text not in "•-"]
    marks: list[Mark] = []
    for number in range(draw(st.integers(0, 8)) if words else 0):
        first = draw(st.integers(0, len(words) - 1))
        last = draw(st.integers(first, min(first + 6, len(words) - 1)))
        start, end = words[first].idx, words[last].idx + len(words[last].text)
        label = draw(st.sampled_from((*ENTITY_LABELS, *SPAN_LABELS)))
        entity = label in ENTITY_LABELS
        if any(
            _crosses((start, end), (other.start, other.end))
            or (label, start, end) == (other.label, other.start, other.end)
            or (entity and other.label in ENTITY_LABELS and start < other.end and other.start < end)
            for other in marks
        ):
            continue
        attributes = {}
        if label in ATTRIBUTE_HEADS:
            stated = draw(st.sets(st.sampled_from(sorted(ATTRIBUTES))))
            attributes = {name: draw(st.sampled_from(ATTRIBUTES[name])) for name in sorted(stated)}
        marks.append(Mark(f"m{number}", label, start, end, None, MappingProxyType(attributes)))
    marks.sort(key=lambda mark: (mark.start, -mark.end))
    possible = [
        Relation(name, head.id, tail.id)
        for name, (heads, tails) in RELATIONS.items()
        for head in marks
        for tail in marks
        if head.label in heads and tail.label in tails
    ]
    relations = draw(st.lists(st.sampled_from(possible), unique=True, max_size=6)) if possible else []
    annotations = Annotations(
        tuple(mark for mark in marks if mark.label in ENTITY_LABELS),
        tuple(mark for mark in marks if mark.label in SPAN_LABELS),
        tuple(relations),
    )
    return AnnotatedDocument("random", text, MappingProxyType({"council": "Averne"}), annotations)
