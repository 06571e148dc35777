"""Inline XML, the form annotated documents are kept in: tags around the words they mark.

Removing the tags gives back the text, character for character. The newline right after ``<minutes ...>`` is markup. A
relation is an attribute of its head whose value is the ids of its tails (annotation guidelines, section 0).
"""

from __future__ import annotations

import re
import xml.parsers.expat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from xml.sax.saxutils import escape, quoteattr

from council_minutes.annotations import Annotations, Mark, Relation
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.errors import AnnotationError
from council_minutes.labels import ATTRIBUTE_HEADS, ATTRIBUTES, ENTITY_LABELS, RELATIONS, SPAN_LABELS

ROOT = "minutes"
# Forbidden in XML 1.0 even when escaped; the guidelines' form puts U+FFFD in their place.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# XML reads a bare carriage return as a line feed; as a reference it stays what it is.
_KEPT = {"\r": "&#13;"}


@dataclass(slots=True)
class _Open:
    label: str
    start: int
    line: int
    id: str
    attributes: dict[str, str] = field(default_factory=dict)
    relations: dict[str, list[str]] = field(default_factory=dict)
    end: int = -1


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of an annotated file: on which line (from 1), what it is, and what to do about it."""

    line: int
    cause: str
    remedy: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.cause}"


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document as far as it could be read, its faults, and the line on which each mark begins, by the mark's id."""

    document: AnnotatedDocument
    faults: tuple[Fault, ...]
    lines: Mapping[str, int]


class _Parser:
    """Collects text, marks and faults from one file's expat events."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.pieces: list[str] = []
        self.length = 0
        self.stack: list[_Open] = []
        self.marks: list[_Open] = []
        self.meta: dict[str, str] = {}
        self.faults: list[Fault] = []
        self.expat = xml.parsers.expat.ParserCreate()
        self.expat.buffer_text = True
        self.expat.StartElementHandler = self.on_start
        self.expat.EndElementHandler = self.on_end
        self.expat.CharacterDataHandler = self.on_text
        # Annotated files need no document type; entity declarations are how XML is made to explode.
        self.expat.StartDoctypeDeclHandler = self.on_doctype

    def on_doctype(self, *_: object) -> None:
        raise AnnotationError(self.key, "a DOCTYPE is not allowed in annotated minutes", "Remove it")

    def on_start(self, tag: str, attributes: dict[str, str]) -> None:
        line = self.expat.CurrentLineNumber
        if tag == ROOT:
            self.meta.update(attributes)
            return
        if tag not in ENTITY_LABELS and tag not in SPAN_LABELS:
            self.faults.append(Fault(line, f"unknown label {tag}", "Use a label of the annotation guidelines"))
        if tag in ENTITY_LABELS and any(mark.label in ENTITY_LABELS for mark in self.stack):
            self.faults.append(Fault(line, f"{tag} inside another entity", "Keep one of the two: entities are flat"))
        mark = _Open(tag, self.length, line, attributes.get("id", ""))
        for name, value in attributes.items():
            if name in RELATIONS:
                if tag in RELATIONS[name][0]:
                    mark.relations[name] = value.split()
                else:
                    remedy = f"Move it to a {' or '.join(sorted(RELATIONS[name][0]))}, or remove it"
                    self.faults.append(Fault(line, f"{tag} cannot head {name}", remedy))
            elif name in ATTRIBUTES and tag in ATTRIBUTE_HEADS:
                mark.attributes[name] = value
                if value not in ATTRIBUTES[name]:
                    remedy = f"Write one of {', '.join(ATTRIBUTES[name])}"
                    self.faults.append(Fault(line, f"{name}={value!r} is no value of it", remedy))
            elif name != "id":
                self.faults.append(Fault(line, f"unknown attribute {name} on {tag}", "Remove it, or mend its name"))
        self.stack.append(mark)

    def on_end(self, tag: str) -> None:
        if tag != ROOT:
            mark = self.stack.pop()
            mark.end = self.length
            self.marks.append(mark)

    def on_text(self, data: str) -> None:
        self.pieces.append(data)
        self.length += len(data)


def _link(marks: list[_Open], faults: list[Fault]) -> list[Relation]:
    named: dict[str, _Open] = {}
    for mark in marks:
        if mark.id in named:
            faults.append(Fault(mark.line, f"id {mark.id} is used twice", "Give each mark an id of its own"))
        named[mark.id] = mark
    relations = []
    for mark in marks:
        for name, tails in mark.relations.items():
            for tail in tails:
                if tail not in named:
                    remedy = "Give the mark that is meant this id, or mend the id"
                    faults.append(Fault(mark.line, f"{mark.label} {name}={tail}: no such id", remedy))
                elif (label := named[tail].label) not in RELATIONS[name][1]:
                    remedy = f"Name a {' or '.join(sorted(RELATIONS[name][1]))}"
                    faults.append(Fault(mark.line, f"{mark.label} {name}={tail}: a {label} is no tail of it", remedy))
                else:
                    relations.append(Relation(name, mark.id, tail))
    return relations


def parse(source: str | bytes, key: str) -> ParsedDocument:
    """Read one annotated document.

    Args:
        source: the XML, as text or UTF-8 bytes.
        key: the document's key.

    Returns:
        The document without its faulty relations, and the faults.

    Raises:
        AnnotationError: the XML is not well formed, or has a document type.
    """
    parser = _Parser(key)
    try:
        parser.expat.Parse(source, True)
    except xml.parsers.expat.ExpatError as error:
        raise AnnotationError(key, f"not well-formed XML: {error}", "Mend the tag or escape & and <") from error
    text = "".join(parser.pieces)
    lead = 1 if text.startswith("\n") else 0
    text = text[lead:]
    faults = parser.faults
    taken = {mark.id for mark in parser.marks if mark.id}
    ordered = sorted(parser.marks, key=lambda mark: (mark.start, -mark.end))
    for number, mark in enumerate(ordered, 1):
        mark.start -= lead
        mark.end -= lead
        if not mark.id:
            mark.id = f"_{number}"
            while mark.id in taken:
                mark.id += "_"
        inner = text[mark.start : mark.end]
        if not inner or inner != inner.strip():
            cause = f"{mark.label} {inner!r} is empty, or begins or ends with white space"
            faults.append(Fault(mark.line, cause, "Move the tags to the first and last character of its words"))
    relations = _link(ordered, faults)
    marks = [Mark(m.id, m.label, m.start, m.end, None, MappingProxyType(m.attributes)) for m in ordered]
    annotations = Annotations(
        entities=tuple(mark for mark in marks if mark.label in ENTITY_LABELS),
        spans=tuple(mark for mark in marks if mark.label in SPAN_LABELS),
        relations=tuple(relations),
    )
    document = AnnotatedDocument(key, text, MappingProxyType(parser.meta), annotations)
    return ParsedDocument(document, tuple(faults), MappingProxyType({mark.id: mark.line for mark in ordered}))


def read(path: Path) -> AnnotatedDocument:
    """Read one file that must be without fault.

    Raises:
        AnnotationError: the file cannot be read or has faults; it names the first three.
    """
    try:
        source = path.read_bytes()
    except OSError as error:
        raise AnnotationError(str(path), f"cannot be read: {error.strerror}") from error
    parsed = parse(source, path.stem)
    if parsed.faults:
        raise AnnotationError(str(path), "; ".join(map(str, parsed.faults[:3])), "See `minutes annotations check`")
    return parsed.document


def read_folder(folder: Path) -> list[AnnotatedDocument]:
    """All ``*.xml`` below a folder, in order of key.

    Raises:
        AnnotationError: a file is faulty, two files share a key, or there is none.
    """
    paths = sorted(folder.rglob("*.xml"), key=lambda path: path.stem)
    for left, right in pairwise(paths):
        if left.stem == right.stem:
            raise AnnotationError(str(right), f"has the same key as {left}", "Rename one of them")
    if not paths:
        raise AnnotationError(str(folder), "holds no annotated documents (*.xml)", "Name a folder of an annotation set")
    return [read(path) for path in paths]


def _attributes(mark: Mark, relations: Iterable[Relation], named: set[str]) -> str:
    tails: dict[str, list[str]] = {}
    for relation in relations:
        tails.setdefault(relation.name, []).append(relation.tail)
    parts = [f"id={quoteattr(mark.id)}"] if mark.id in named else []
    parts += [f"{name}={quoteattr(' '.join(ids))}" for name, ids in tails.items()]
    parts += [f"{name}={quoteattr(value)}" for name, value in mark.attributes.items()]
    return "".join(f" {part}" for part in parts)


def render(document: AnnotatedDocument) -> str:
    """Write a document as inline XML; ``parse(render(d))`` has the same text, marks and relations.

    Ids are written where a relation needs them.

    Raises:
        AnnotationError: two marks cross, or the text has a character that XML cannot hold.
    """
    text = document.text
    if bad := _CONTROL.search(text):
        cause = f"control character {bad[0]!r} at offset {bad.start()}"
        raise AnnotationError(document.key, cause, "Put U+FFFD in its place")
    annotations = document.annotations
    by_head: dict[str, list[Relation]] = {}
    for relation in annotations.relations:
        by_head.setdefault(relation.head, []).append(relation)
    named = {relation.tail for relation in annotations.relations}
    # Outer marks open first and close last; of two with the same extent the clause span is the outer.
    marks = sorted(annotations.marks(), key=lambda m: (m.start, -m.end, m.label in ENTITY_LABELS, SPAN_ORDER[m.label]))
    out: list[str] = []
    stack: list[Mark] = []
    at = 0

    def close_until(position: int) -> None:
        nonlocal at
        while stack and stack[-1].end <= position:
            mark = stack.pop()
            out.append(f"{escape(text[at : mark.end], _KEPT)}</{mark.label}>")
            at = mark.end

    for mark in marks:
        close_until(mark.start)
        if stack and mark.end > stack[-1].end:
            other = stack[-1]
            cause = f"{mark.label} at {mark.start}-{mark.end} crosses {other.label} at {other.start}-{other.end}"
            raise AnnotationError(document.key, cause, "Let one of them hold the other")
        out.append(escape(text[at : mark.start], _KEPT))
        at = mark.start
        out.append(f"<{mark.label}{_attributes(mark, by_head.get(mark.id, ()), named)}>")
        stack.append(mark)
    close_until(len(text))
    out.append(escape(text[at:], _KEPT))
    head = "".join(f" {name}={quoteattr(value)}" for name, value in document.meta.items())
    return f"<{ROOT}{head}>\n{''.join(out)}</{ROOT}>\n"


# Spans of equal extent nest in the order of the guidelines, read from the last label outwards.
SPAN_ORDER = {label: -number for number, label in enumerate((*ENTITY_LABELS, *SPAN_LABELS))}
