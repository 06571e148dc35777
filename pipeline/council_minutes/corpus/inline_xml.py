"""Inline XML, the form annotated documents are kept in: tags around the words they mark.

Removing the tags gives back the text, character for character. The newline right after ``<minutes ...>`` is markup. A
relation is an attribute of its head whose value is the ids of its tails (annotation guidelines, section 0).
"""

from __future__ import annotations

import re
import xml.parsers.expat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from xml.sax.saxutils import escape, quoteattr

from council_minutes.annotations import Annotations, Mark, Relation
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.errors import AnnotationError
from council_minutes.labels import ATTRIBUTE_HEADS, ATTRIBUTES, ENTITY_LABELS, RELATIONS, SPAN_LABELS

ROOT = "minutes"
# Forbidden in XML 1.0 even when escaped; the guidelines' form puts U+FFFD in their place.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")


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
class ParsedDocument:
    """A document as far as it could be read, and its faults in words, each with its line where one is known."""

    document: AnnotatedDocument
    faults: tuple[str, ...]


class _Parser:
    """Collects text, marks and faults from one file's expat events."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.stack: list[_Open] = []
        self.marks: list[_Open] = []
        self.meta: dict[str, str] = {}
        self.faults: list[str] = []
        self.expat = xml.parsers.expat.ParserCreate()
        self.expat.buffer_text = True
        self.expat.StartElementHandler = self.on_start
        self.expat.EndElementHandler = self.on_end
        self.expat.CharacterDataHandler = self.on_text
        # Annotated files need no document type; entity declarations are how XML is made to explode.
        self.expat.StartDoctypeDeclHandler = self.on_doctype

    def on_doctype(self, *_: object) -> None:
        raise AnnotationError("document type", "a DOCTYPE is not allowed in annotated minutes", "Remove it")

    def on_start(self, tag: str, attributes: dict[str, str]) -> None:
        line = self.expat.CurrentLineNumber
        if tag == ROOT:
            self.meta.update(attributes)
            return
        if tag not in ENTITY_LABELS and tag not in SPAN_LABELS:
            self.faults.append(f"line {line}: unknown label {tag}")
        if tag in ENTITY_LABELS and any(mark.label in ENTITY_LABELS for mark in self.stack):
            self.faults.append(f"line {line}: {tag} inside another entity")
        mark = _Open(tag, self.length, line, attributes.get("id", ""))
        for name, value in attributes.items():
            if name in RELATIONS:
                mark.relations[name] = value.split()
                if tag not in RELATIONS[name][0]:
                    self.faults.append(f"line {line}: {tag} cannot head {name}")
            elif name in ATTRIBUTES and tag in ATTRIBUTE_HEADS:
                mark.attributes[name] = value
                if value not in ATTRIBUTES[name]:
                    self.faults.append(f"line {line}: {name}={value!r} is not one of {', '.join(ATTRIBUTES[name])}")
            elif name != "id":
                self.faults.append(f"line {line}: unknown attribute {name} on {tag}")
        self.stack.append(mark)

    def on_end(self, tag: str) -> None:
        if tag != ROOT:
            mark = self.stack.pop()
            mark.end = self.length
            self.marks.append(mark)

    def on_text(self, data: str) -> None:
        self.pieces.append(data)
        self.length += len(data)


def _link(marks: list[_Open], faults: list[str]) -> list[Relation]:
    named: dict[str, _Open] = {}
    for mark in marks:
        if mark.id in named:
            faults.append(f"line {mark.line}: id {mark.id} is used twice")
        named[mark.id] = mark
    relations = []
    for mark in marks:
        for name, tails in mark.relations.items():
            for tail in tails:
                if tail not in named:
                    faults.append(f"line {mark.line}: {mark.label} {name}={tail}: no such id")
                elif named[tail].label not in RELATIONS[name][1]:
                    faults.append(
                        f"line {mark.line}: {mark.label} {name}={tail}: a {named[tail].label} is no tail of it"
                    )
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
    parser = _Parser()
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
            faults.append(f"line {mark.line}: {mark.label} {inner!r} is empty, or begins or ends with white space")
    relations = _link(ordered, faults)
    marks = [Mark(m.id, m.label, m.start, m.end, None, MappingProxyType(m.attributes)) for m in ordered]
    annotations = Annotations(
        entities=tuple(mark for mark in marks if mark.label in ENTITY_LABELS),
        spans=tuple(mark for mark in marks if mark.label in SPAN_LABELS),
        relations=tuple(relations),
    )
    return ParsedDocument(AnnotatedDocument(key, text, MappingProxyType(parser.meta), annotations), tuple(faults))


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
        raise AnnotationError(str(path), "; ".join(parsed.faults[:3]), "See `minutes annotations check`")
    return parsed.document


def read_folder(folder: Path) -> list[AnnotatedDocument]:
    """All ``*.xml`` below a folder, in order of key.

    Raises:
        AnnotationError: a file is faulty, two files share a key, or there is none.
    """
    paths = sorted(folder.rglob("*.xml"), key=lambda path: path.stem)
    for left, right in zip(paths, paths[1:], strict=False):
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
            out.append(f"{escape(text[at : mark.end])}</{mark.label}>")
            at = mark.end

    for mark in marks:
        close_until(mark.start)
        if stack and mark.end > stack[-1].end:
            cause = f"{mark.label} at {mark.start}-{mark.end} crosses {stack[-1].label} at {stack[-1].start}-{stack[-1].end}"
            raise AnnotationError(document.key, cause, "Let one of them hold the other")
        out.append(escape(text[at : mark.start]))
        at = mark.start
        out.append(f"<{mark.label}{_attributes(mark, by_head.get(mark.id, ()), named)}>")
        stack.append(mark)
    close_until(len(text))
    out.append(escape(text[at:]))
    head = "".join(f" {name}={quoteattr(value)}" for name, value in document.meta.items())
    return f"<{ROOT}{head}>\n{''.join(out)}</{ROOT}>\n"


# Spans of equal extent nest in the order of the guidelines, read from the last label outwards.
SPAN_ORDER = {label: -number for number, label in enumerate((*ENTITY_LABELS, *SPAN_LABELS))}
