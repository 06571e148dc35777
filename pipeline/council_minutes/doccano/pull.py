"""Bring documents back from a doccano server, each annotator's apart; what does not fit is told and kept as it came."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from council_minutes.corpus import inline_xml
from council_minutes.corpus.doccano_jsonl import SHA256, Problem, content, decode, text_hash
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.doccano.connection import Connection
from council_minutes.doccano.export import download_lines
from council_minutes.doccano.project import Project, require_project
from council_minutes.errors import AnnotationError

_UNSAFE: Final = re.compile(r"[^\w@+-]")


@dataclass(slots=True)
class Pulled:
    """What came back.

    Attributes:
        documents: by annotator (``all`` where marks are shared) and key.
        problems: what was left out of a document, or the whole of it; ``annotator`` stands first.
        lines: by annotator, the line of every document that has a problem, as doccano exported it.
        untouched: documents of unshared projects in which an annotator has marked nothing, not brought back.
    """

    documents: dict[str, dict[str, AnnotatedDocument]] = field(default_factory=dict)
    problems: list[tuple[str, Problem]] = field(default_factory=list)
    lines: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    untouched: int = 0


def pull(
    connection: Connection, name: str, confirmed: bool = True, originals: Iterable[AnnotatedDocument] = ()
) -> Pulled:
    """Bring the documents of a project back.

    Args:
        confirmed: only those an annotator has confirmed.
        originals: the documents that were pushed; where given, a changed text is told with the place of the change.

    Raises:
        DoccanoError: there is no such project, or the server fails.
    """
    project = require_project(connection, name)
    return collect(download_lines(connection, project, confirmed), project, confirmed, originals)


def collect(
    lines: Iterable[tuple[str, Mapping[str, Any]]],
    project: Project,
    confirmed: bool,
    originals: Iterable[AnnotatedDocument] = (),
) -> Pulled:
    """Turn the lines of an export into documents; see :func:`pull`."""
    texts = {document.key: document.text for document in originals}
    pulled = Pulled()
    for member, line in lines:
        # A user's name becomes a folder's.
        annotator = _UNSAFE.sub(lambda match: f"%{ord(match[0]):02X}", member)
        if not (confirmed or project.shared or line.get("entities")):
            pulled.untouched += 1
            continue
        problems, document = _read(line, texts)
        held = pulled.documents.setdefault(annotator, {})
        if document is not None and document.key in held:
            if content(held[document.key]) != content(document):
                cause = "stands in the project twice, with different marks; the second was left out"
                problems.append(Problem(document.key, None, cause, "Remove one of them in doccano and pull again"))
        elif document is not None:
            held[document.key] = document
        if problems:
            pulled.problems += [(annotator, problem) for problem in problems]
            pulled.lines.setdefault(annotator, []).append(line)
    return pulled


def _read(line: Mapping[str, Any], texts: Mapping[str, str]) -> tuple[list[Problem], AnnotatedDocument | None]:
    try:
        decoded = decode(line)
    except AnnotationError as error:
        return [Problem(error.where, None, error.cause, error.remedy)], None
    document = decoded.document
    problems = list(decoded.problems)
    original = texts.get(document.key)
    changed = line.get(SHA256) != text_hash(document.text) or (original is not None and original != document.text)
    if changed:
        at = None if original is None else _first_difference(original, document.text)
        cause = "its text is not the one that was uploaded; left out"
        remedy = "Put the old text back in doccano, or push the new text under another key"
        return [*problems, Problem(document.key, at, cause, remedy)], None
    try:
        inline_xml.render(document)
    except AnnotationError as error:
        return [*problems, Problem(document.key, None, f"{error.cause}; left out", error.remedy)], None
    return problems, document


def _first_difference(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))
