"""Annotated documents as lines of doccano's JSONL, and back.

A line has the document's text, its key and metadata, ``entities`` and ``relations``. Three things differ from our own
form:

* doccano's page counts UTF-16 units, so every offset does too; in a text without characters beyond U+FFFF they are code
  points.
* doccano has no attributes of a mark. ``direction="up"`` stands as a further entity ``direction=up`` on the same words,
  where an annotator sees it, removes it or adds another.
* doccano numbers entities anew. Nothing is matched by an id across an upload; only the relations of one line use its
  ids.
"""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from council_minutes.annotations import Annotations, Mark, Relation
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.errors import AnnotationError
from council_minutes.labels import ATTRIBUTES, ENTITY_LABELS, RELATIONS, SPAN_LABELS

#: The metadata that holds a document's key.
KEY: Final = "key"
#: The metadata that holds the SHA-256 of the text as it was uploaded.
SHA256: Final = "sha256"
#: The metadata that tells which upload a document came with.
BATCH: Final = "batch"
#: Names that a line, doccano's import or its export use for themselves; no metadata can have them.
RESERVED: Final = frozenset(
    {KEY, SHA256, BATCH, "id", "text", "data", "label", "cats", "entities", "relations", "Comments"}
    | {"filename", "upload_name", "example_uuid", "uuid", "#line_number"}
)
#: Entity labels that stand for attributes: label -> (attribute, value).
ATTRIBUTE_LABELS: Final = MappingProxyType(
    {f"{name}={value}": (name, value) for name, values in ATTRIBUTES.items() for value in values}
)
# Where a FINDING and a FIGURE have the same words, an attribute there is the FINDING's.
_HEADS: Final = ("FINDING", "FIGURE")
# A key becomes a file's name.
_FILE_NAME: Final = re.compile(r"[^\W_][^/\\:\x00-\x1f]*")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a line that has no place in our form; it is left out and the rest is kept.

    Attributes:
        key: the document.
        position: code point at which it stands, None where it is about the whole document.
        cause, remedy: what it is and what to do about it, in doccano or in the set.
    """

    key: str
    position: int | None
    cause: str
    remedy: str

    def __str__(self) -> str:
        where = self.key if self.position is None else f"{self.key}, character {self.position}"
        return f"{where}: {self.cause}. {self.remedy}"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A line as a document, and what of it had to be left out."""

    document: AnnotatedDocument
    problems: tuple[Problem, ...]


class _Units:
    """UTF-16 units of a text's code points: ``starts[i]`` is where code point ``i`` begins."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *accumulate(2 if ord(character) > 0xFFFF else 1 for character in text)]

    def code_point(self, unit: int) -> int | None:
        """The code point that begins at a unit; None inside a pair or outside the text."""
        index = bisect_left(self.starts, unit)
        return index if index < len(self.starts) and self.starts[index] == unit else None


def encode(document: AnnotatedDocument, names: Iterable[str]) -> dict[str, Any]:
    """A document as one line.

    Args:
        names: the metadata; every line of a file has the same, and a value that is not known is empty.
    """
    units = _Units(document.text)
    entities: list[dict[str, Any]] = []
    numbers: dict[str, int] = {}
    for mark in document.annotations.marks():
        numbers[mark.id] = len(entities) + 1
        extent = {"start_offset": units.starts[mark.start], "end_offset": units.starts[mark.end]}
        for label in (mark.label, *(f"{name}={value}" for name, value in mark.attributes.items())):
            entities.append({"id": len(entities) + 1, "label": label, **extent})
    relations = [
        {"id": number, "from_id": numbers[relation.head], "to_id": numbers[relation.tail], "type": relation.name}
        for number, relation in enumerate(document.annotations.relations, 1)
    ]
    meta = {name: document.meta.get(name, "") for name in names}
    return {"text": document.text, KEY: document.key, **meta, "entities": entities, "relations": relations}


def decode(line: Mapping[str, Any]) -> Decoded:
    """A line of an export as a document; marks are in order of their offsets, with ids of their own.

    Entities that overlap, marks that cross, offsets outside the text, labels and relations that the guidelines do not
    know are left out and told as problems. Of two that cannot both stay, the one that begins first stays, then the
    longer.

    Raises:
        AnnotationError: the line has no text, no key that can name a file, or entities of another form.
    """
    key, text = line.get(KEY), line.get("text")
    where = f"doccano document {line.get('id', '?')}"
    if not isinstance(key, str) or not _FILE_NAME.fullmatch(key) or not isinstance(text, str):
        cause = f"has no usable key and text (key {key!r})"
        raise AnnotationError(where, cause, "Only documents uploaded by `minutes annotations push` can be pulled")
    decoder = _Decoder(key, text)
    try:
        marks = decoder.marks(line.get("entities") or ())
        relations = list(decoder.relations(line.get("relations") or ()))
    except (KeyError, TypeError, ValueError) as error:
        cause = f"has entities or relations of another form ({error!r})"
        raise AnnotationError(f"{where} ({key})", cause, "Export the project as JSONL with relations") from error
    annotations = Annotations(
        tuple(mark for mark in marks if mark.label in ENTITY_LABELS),
        tuple(mark for mark in marks if mark.label in SPAN_LABELS),
        tuple(relations),
    )
    # An export fills up what other documents have and this one lacks with null.
    meta = {name: value for name, value in line.items() if name not in RESERVED and isinstance(value, str) and value}
    document = AnnotatedDocument(key, text, MappingProxyType(meta), annotations)
    return Decoded(document, tuple(decoder.problems))


class _Decoder:
    """Turns the entities and relations of one line into marks and relations; what does not fit becomes a problem."""

    def __init__(self, key: str, text: str) -> None:
        self.key = key
        self.text = text
        self.units = _Units(text)
        self.problems: list[Problem] = []
        self.ids: dict[int, Mark] = {}

    def problem(self, position: int | None, cause: str, remedy: str) -> None:
        self.problems.append(Problem(self.key, position, cause, remedy))

    def marks(self, entities: Sequence[Mapping[str, Any]]) -> list[Mark]:
        attributes: dict[tuple[int, int], list[tuple[str, str]]] = {}
        found: list[tuple[str, int, int, list[int]]] = []
        known: dict[tuple[str, int, int], list[int]] = {}
        for label, start, end, number in self.placed(entities):
            if label in ATTRIBUTE_LABELS:
                attributes.setdefault((start, end), []).append(ATTRIBUTE_LABELS[label])
            elif label not in ENTITY_LABELS and label not in SPAN_LABELS:
                self.problem(start, f"unknown label {label} on {self.quote(start, end)}", "Use a label of the project")
            elif (label, start, end) in known:
                # The same mark twice says nothing more; relations of either one are relations of the mark.
                known[label, start, end].append(number)
            else:
                known[label, start, end] = [number]
                found.append((label, start, end, known[label, start, end]))
        # At one extent the clause span stands outside the entity.
        found.sort(key=lambda mark: (mark[1], -mark[2], mark[0] in ENTITY_LABELS, mark[0]))
        kept: list[tuple[str, int, int, list[int]]] = []
        for candidate in found:
            if (rival := self.rival(candidate, kept)) is None:
                kept.append(candidate)
                continue
            label, start, end, _ = candidate
            how = "overlaps" if label in ENTITY_LABELS and rival[0] in ENTITY_LABELS else "crosses"
            cause = f"{label} {self.quote(start, end)} {how} {rival[0]} {self.quote(rival[1], rival[2])}; left out"
            self.problem(start, cause, "Remove one of them in doccano, or let one span hold the other, and pull again")
        heads = self.attribute_heads(attributes, kept)
        marks = []
        for index, (label, start, end, numbers) in enumerate(kept):
            mark = Mark(f"m{index + 1}", label, start, end, None, MappingProxyType(heads.get((label, start, end), {})))
            marks.append(mark)
            self.ids.update(dict.fromkeys(numbers, mark))
        return marks

    def placed(self, entities: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, int, int, int]]:
        """Each entity's label, code points and number, without those that lie outside the text."""
        for entity in entities:
            label, number = str(entity["label"]), int(entity["id"])
            units = (int(entity["start_offset"]), int(entity["end_offset"]))
            start, end = (self.units.code_point(unit) for unit in units)
            if start is None or end is None or start >= end:
                position = min(max(units[0], 0), len(self.text))
                cause = f"{label} at {units[0]}-{units[1]} lies outside the text, or cuts a character; left out"
                self.problem(position, cause, "Mark it again in doccano and pull again")
            else:
                yield label, start, end, number

    def rival(
        self, candidate: tuple[str, int, int, list[int]], kept: list[tuple[str, int, int, list[int]]]
    ) -> tuple[str, int, int, list[int]] | None:
        """The mark that a candidate cannot stand beside, None where there is none; ``kept`` begin no later than it."""
        label, start, end, _ = candidate
        for other in reversed(kept):
            if other[2] <= start:
                continue
            if label in ENTITY_LABELS and other[0] in ENTITY_LABELS:
                return other
            if other[1] < start and other[2] < end:
                return other
        return None

    def attribute_heads(
        self,
        attributes: Mapping[tuple[int, int], list[tuple[str, str]]],
        kept: Iterable[tuple[str, int, int, list[int]]],
    ) -> dict[tuple[str, int, int], dict[str, str]]:
        """Attributes by mark: of the FINDING on their words, else of the FIGURE."""
        labels: dict[tuple[int, int], set[str]] = {}
        for label, start, end, _ in kept:
            labels.setdefault((start, end), set()).add(label)
        heads: dict[tuple[str, int, int], dict[str, str]] = {}
        for (start, end), pairs in attributes.items():
            head = next((label for label in _HEADS if label in labels.get((start, end), ())), None)
            for name, value in pairs:
                if head is None:
                    cause = f"{name}={value} on {self.quote(start, end)} stands on no {' or '.join(_HEADS)}; left out"
                    self.problem(start, cause, "Mark exactly the words of its FINDING with it and pull again")
                    continue
                held = heads.setdefault((head, start, end), {})
                if held.setdefault(name, value) != value:
                    cause = f"{name} is both {held[name]} and {value} on {self.quote(start, end)}; {value} left out"
                    self.problem(start, cause, "Remove one of the two in doccano and pull again")
        return heads

    def relations(self, relations: Sequence[Mapping[str, Any]]) -> Iterator[Relation]:
        seen: set[tuple[str, str, str]] = set()
        for relation in relations:
            name = str(relation["type"])
            head, tail = self.ids.get(int(relation["from_id"])), self.ids.get(int(relation["to_id"]))
            if head is None or tail is None:
                known = head or tail
                end = "both its ends were" if known is None else "one of its ends was"
                position = None if known is None else known.start
                self.problem(
                    position, f"{name}: {end} left out, and so is it", "Mend the mark in doccano and pull again"
                )
            elif name not in RELATIONS:
                self.problem(head.start, f"unknown relation {name}; left out", "Use a relation of the project")
            elif head.label not in RELATIONS[name][0] or tail.label not in RELATIONS[name][1]:
                quotes = f"{self.quote(head.start, head.end)} to {tail.label} {self.quote(tail.start, tail.end)}"
                cause = f"{name} cannot go from {head.label} {quotes}; left out"
                self.problem(
                    head.start, cause, "See section 3 of the guidelines: mend the label, or turn the arrow round"
                )
            elif (name, head.id, tail.id) not in seen:
                seen.add((name, head.id, tail.id))
                yield Relation(name, head.id, tail.id)

    def quote(self, start: int, end: int) -> str:
        words = self.text[start:end]
        return repr(words if len(words) <= 60 else f"{words[:28]} … {words[-28:]}")


def content(document: AnnotatedDocument) -> tuple[Any, ...]:
    """What a document says, whatever its marks' ids: equal for two documents that say the same."""
    extents = {mark.id: (mark.label, mark.start, mark.end) for mark in document.annotations.marks()}
    marks = Counter((extents[m.id], *sorted(m.attributes.items())) for m in document.annotations.marks())
    relations = Counter((r.name, extents[r.head], extents[r.tail]) for r in document.annotations.relations)
    return document.key, document.text, dict(document.meta), marks, relations


def text_hash(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal; a lone surrogate counts too."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def meta_names(documents: Iterable[AnnotatedDocument]) -> list[str]:
    """The metadata that any of the documents has, in order of first sight."""
    return list(dict.fromkeys(name for document in documents for name in document.meta))


def write(documents: Sequence[AnnotatedDocument], path: Path) -> int:
    """Write documents as JSONL that doccano imports, and return how many.

    The file is pure ASCII, because the server guesses encodings.
    """
    names = meta_names(documents)
    with path.open("w", encoding="ascii") as file:
        for document in documents:
            file.write(json.dumps(encode(document, names), ensure_ascii=True) + "\n")
    return len(documents)


def read(path: Path) -> list[Decoded]:
    """Read a JSONL file that :func:`write` wrote or doccano exported.

    Raises:
        AnnotationError: a line is not JSON, or has no text or key.
    """
    decoded = []
    # Only "\n" ends a line: str.splitlines would also break at U+2028 inside a text.
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            content = json.loads(line)
        except json.JSONDecodeError as error:
            cause = f"line {number} is not JSON: {error.msg}"
            raise AnnotationError(str(path), cause, "Export the project again as JSONL with relations") from error
        decoded.append(decode(content))
    return decoded
