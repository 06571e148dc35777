"""Texts and marks that an exchange of offsets gets wrong first."""

from __future__ import annotations

from types import MappingProxyType

from council_minutes.annotations import Annotations, Mark, Relation
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.labels import ENTITY_LABELS


def marked(key: str, text: str, *quotes: tuple[str, str], **meta: str) -> AnnotatedDocument:
    """A document in which each ``(label, quote)`` marks the quote's next occurrence; marks have ids m0, m1, ..."""
    marks: list[Mark] = []
    at = 0
    for number, (label, quote) in enumerate(quotes):
        name, _, attribute = label.partition(" ")
        attributes = MappingProxyType(dict(pair.split("=") for pair in attribute.split()))
        start = text.index(quote, at if name in ENTITY_LABELS else 0)
        at = start if name in ENTITY_LABELS else at
        marks.append(Mark(f"m{number}", name, start, start + len(quote), None, attributes))
    annotations = Annotations(
        tuple(mark for mark in marks if mark.label in ENTITY_LABELS),
        tuple(mark for mark in marks if mark.label not in ENTITY_LABELS),
    )
    return AnnotatedDocument(key, text, MappingProxyType(meta), annotations)


def long_document(key: str, words: int = 5_000, spans: int = 600, relations: int = 300) -> AnnotatedDocument:
    """A document of so many words, of which every eighth or so is a PERSON or ROLE, each second pair related."""
    step = words // spans
    text = " ".join(f"word{number}" if number % step else f"Name{number}" for number in range(words))
    marks, at = [], 0
    for number, word in enumerate(text.split(" ")):
        if number % step == 0 and len(marks) < spans:
            label = "PERSON" if len(marks) % 2 == 0 else "ROLE"
            marks.append(Mark(f"m{len(marks)}", label, at, at + len(word)))
        at += len(word) + 1
    pairs = [Relation("HOLDS", f"m{2 * number}", f"m{2 * number + 1}") for number in range(relations)]
    return AnnotatedDocument(key, text, annotations=Annotations(tuple(marks), (), tuple(pairs)))


def nasty_documents() -> list[AnnotatedDocument]:
    chair = marked(
        "emoji",
        "🏛️ Cllr Zoë 𝒜rlen 👩‍👩‍👧 took the Chair 🎉; costs rose to £5 🚀.",
        ("ROLE", "Cllr"),
        ("PERSON", "Zoë 𝒜rlen"),
        ("ROLE", "Chair"),
        ("FIGURE", "£5"),
        ("FINDING direction=up against=previous", "costs rose to £5"),
        ("INDICATOR", "costs"),
        council="𝒜rlen Town 🏛️",
        title="Emoji “in” the <title> & more",
    )
    relations = (Relation("HOLDS", "m1", "m0"), Relation("HOLDS", "m1", "m2"), Relation("ABOUT", "m4", "m5"))
    same_words = marked(
        "same-words",
        "97% up",
        ("FIGURE", "97%"),
        ("FINDING direction=up stands=above", "97%"),
        ("INDICATOR", "97% up"),
    )
    return [
        AnnotatedDocument(
            chair.key,
            chair.text,
            chair.meta,
            Annotations(chair.annotations.entities, chair.annotations.spans, relations),
        ),
        marked("start", "Council met.", ("COUNCIL", "Council"), ("VOTE", "Council met")),
        marked("quote", "The Mayor’s casting vote\u00a0– ‘carried’", ("ROLE", "Mayor"), ("VOTE", "carried")),
        marked("crlf", "Present:\r\nCllr Ng\r\n\r\n\tend\r", ("ROLE", "Cllr"), ("PERSON", "Ng")),
        marked("edges", " \u00a0\n Cabinet\u2028agreed\x85 \n ", ("BODY", "Cabinet"), ("DECISION", "agreed")),
        marked("json", 'A "quoted" \\u0041 back\\slash \\n', ("ORG", '"quoted"')),
        marked("number-like", "12", ("FIGURE", "12"), date="2024-03-05", title="007", council="E06000047"),
        marked("unmarked", "Nothing is marked here."),
        marked("combining", "Cafe\u0301 Ltd and Ångström plc", ("ORG", "Cafe\u0301 Ltd"), ("ORG", "Ångström plc")),
        same_words,
        long_document("long"),
    ]
