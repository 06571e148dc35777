"""Every fault of a folder of annotated documents, with its file, its line and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from spacy.tokens import Doc

from council_minutes.corpus.docs import unaligned
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.corpus.inline_xml import Fault, ParsedDocument, parse
from council_minutes.errors import AnnotationError


@dataclass(frozen=True, slots=True)
class FileFault:
    """A fault and the file it is in."""

    path: Path
    fault: Fault

    def __str__(self) -> str:
        return f"{self.path}:{self.fault.line}: {self.fault.cause}. {self.fault.remedy}"


@dataclass(slots=True)
class CheckReport:
    """What a check read and what it found.

    Attributes:
        documents: the number of files read.
        words: words between white space in the documents' texts.
        labels: the number of marks by label.
        relations: the number of relations by name.
        faults: in order of file and line.
    """

    documents: int = 0
    words: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    faults: list[FileFault] = field(default_factory=list)


def check(folder: Path, make_doc: Callable[[str], Doc]) -> CheckReport:
    """Read every ``*.xml`` below a folder and list all its faults.

    Args:
        folder: an annotation set; a single file is checked alone.
        make_doc: the tokenizer whose boundaries every mark has to fit.

    Raises:
        AnnotationError: there is no such folder, or no annotated document in it.
    """
    paths = [folder] if folder.is_file() else sorted(folder.rglob("*.xml"))
    if not paths:
        raise AnnotationError(str(folder), "holds no annotated documents (*.xml)", "Name a folder of an annotation set")
    report = CheckReport()
    keys: dict[str, Path] = {}
    texts: dict[str, Path] = {}
    for path in paths:
        try:
            parsed = parse(path.read_bytes(), path.stem)
        except OSError as error:
            fault = Fault(1, f"cannot be read: {error.strerror}", "Make it a readable file")
            report.faults.append(FileFault(path, fault))
            continue
        except AnnotationError as error:
            report.faults.append(FileFault(path, Fault(error_line(error), error.cause, error.remedy)))
            continue
        document = parsed.document
        faults = [*parsed.faults, *_document_faults(parsed), *_boundary_faults(parsed, make_doc)]
        if document.key in keys:
            cause = f"has the same key as {keys[document.key]}"
            faults.append(Fault(1, cause, "Rename one of them: a document's key is its file's name"))
        if document.text in texts:
            cause = f"has the same text as {texts[document.text]}"
            faults.append(Fault(1, cause, "Keep one of them: a text that trains twice weighs twice"))
        keys.setdefault(document.key, path)
        texts.setdefault(document.text, path)
        report.documents += 1
        report.words += len(document.text.split())
        report.labels.update(mark.label for mark in document.annotations.marks())
        report.relations.update(relation.name for relation in document.annotations.relations)
        report.faults.extend(FileFault(path, fault) for fault in sorted(faults, key=lambda fault: fault.line))
    return report


def error_line(error: AnnotationError) -> int:
    """The line that a parser's error tells of, 1 where it tells of none."""
    cause = error.__cause__
    return int(getattr(cause, "lineno", 1))


def _document_faults(parsed: ParsedDocument) -> Iterator[Fault]:
    document = parsed.document
    if not document.text.strip():
        yield Fault(1, "the document has no text", "Put the minutes between the tags of <minutes>, or remove the file")
    held = document.meta.get("date")
    if held is not None and not _is_iso_date(held):
        yield Fault(1, f"date={held!r} is not a date", "Write the meeting's date as YYYY-MM-DD")
    for name, value in document.meta.items():
        if not value.strip():
            yield Fault(1, f"attribute {name} of <minutes> is empty", "Remove it where it is not known")
    seen: set[tuple[str, int, int]] = set()
    for mark in document.annotations.marks():
        extent = (mark.label, mark.start, mark.end)
        if extent in seen:
            quote = document.text[mark.start : mark.end]
            yield Fault(parsed.lines[mark.id], f"{mark.label} {quote!r} is marked twice", "Remove one pair of tags")
        seen.add(extent)
    triples: set[tuple[str, str, str]] = set()
    for relation in document.annotations.relations:
        triple = (relation.name, relation.head, relation.tail)
        if triple in triples:
            cause = f"{relation.name}={relation.tail} stands twice on one mark"
            yield Fault(parsed.lines[relation.head], cause, "Name each tail once")
        triples.add(triple)


def _is_iso_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return len(value) == len("2024-01-31")


def _boundary_faults(parsed: ParsedDocument, make_doc: Callable[[str], Doc]) -> Iterator[Fault]:
    document: AnnotatedDocument = parsed.document
    for mark in unaligned(document, make_doc):
        quote = document.text[mark.start : mark.end]
        if quote and quote == quote.strip():
            around = document.text[max(0, mark.start - 12) : mark.end + 12]
            cause = f"{mark.label} {quote!r} cuts a token in {around!r}"
            yield Fault(parsed.lines[mark.id], cause, "Move its tags to the ends of whole words and numbers")
