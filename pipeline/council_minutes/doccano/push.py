"""Bring annotated documents onto a doccano server: all of them, each once, none of them changed.

The server imports without a transaction and never refuses a document it has. So each upload is a batch that is marked
on the project as unfinished until all of it is there; a push that finds such a mark mends what an earlier one left.
"""

from __future__ import annotations

import json
import tempfile
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from council_minutes.corpus import inline_xml
from council_minutes.corpus.doccano_jsonl import (
    BATCH,
    KEY,
    RESERVED,
    SHA256,
    Problem,
    content,
    decode,
    encode,
    meta_names,
    text_hash,
)
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.doccano.connection import Connection, DoccanoError
from council_minutes.doccano.export import download_lines
from council_minutes.doccano.project import Project, complete_labels, create_project, find_project
from council_minutes.doccano.repair import Copy, State, state_of, surplus
from council_minutes.errors import AnnotationError

#: Documents of one upload.
BATCH_SIZE: Final = 100
_UNFINISHED: Final = "unfinished upload "


@dataclass(slots=True)
class PushReport:
    """What a push did.

    Attributes:
        project: where it went.
        created: whether the project was created.
        uploaded: keys of the documents that were uploaded.
        present: keys of those that were there already.
        removed: copies that an interrupted upload had left behind, removed from the server.
        unsettled: keys that people have worked on in more than one copy, or in one that came without all its marks.
    """

    project: Project
    created: bool
    uploaded: list[str] = field(default_factory=list)
    present: list[str] = field(default_factory=list)
    removed: int = 0
    unsettled: list[str] = field(default_factory=list)


def refusals(documents: Sequence[AnnotatedDocument]) -> list[Problem]:
    """What doccano would drop or change of the documents, or what could not be pulled back from it."""
    names = meta_names(documents)
    problems = []
    keys = Counter(document.key for document in documents)
    for key, number in keys.items():
        if number > 1:
            problems.append(Problem(key, None, f"stands {number} times in the set", "Give each document its own key"))
    for document in documents:
        problems += _document_refusals(document, names)
    return problems


def _document_refusals(document: AnnotatedDocument, names: Sequence[str]) -> list[Problem]:
    key = document.key
    if not document.text:
        return [Problem(key, None, "has no text", "doccano drops empty documents: leave it out")]
    if reserved := sorted(RESERVED & document.meta.keys()):
        return [Problem(key, None, f"doccano uses {', '.join(reserved)} for itself", "Rename the attribute")]
    if empty := sorted(name for name, value in document.meta.items() if not value):
        return [Problem(key, None, f"attribute {', '.join(empty)} is empty", "Remove it")]
    length = len(document.text)
    outside = [m for m in document.annotations.marks() if not 0 <= m.start < m.end <= length]
    if outside:
        cause = "{0.label} at {0.start}-{0.end} is empty or lies outside the text"
        return [Problem(key, m.start, cause.format(m), "Mend or remove the mark") for m in outside]
    try:
        inline_xml.render(document)
        decoded = decode(encode(document, names))
    except AnnotationError as error:
        return [Problem(key, None, error.cause, error.remedy)]
    if decoded.problems:
        return list(decoded.problems)
    if content(decoded.document) != content(document):
        cause = "would not come back from doccano as it is"
        return [Problem(key, None, cause, "Run `minutes annotations check` and remove what is marked twice")]
    return []


def push(
    connection: Connection,
    documents: Sequence[AnnotatedDocument],
    name: str,
    shared: bool = True,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> PushReport:
    """Bring documents into a project, which is created where there is none of that name.

    Args:
        shared: of a project that is created: all annotators work on the same marks. Else each has their own, and the
            marks that are uploaded belong to the user who uploads them.
        told: is called after each upload with the number of documents uploaded and to upload.

    Raises:
        DoccanoError: a document would not survive, is there with another text, or the server fails. After a failure the
            next push of the same documents completes this one.
    """
    if problems := refusals(documents):
        cause = f"{len(problems)} things would not survive: {'; '.join(map(str, problems[:3]))}"
        raise DoccanoError("the set", cause, "Nothing was uploaded")
    project = find_project(connection, name)
    report = PushReport(project or create_project(connection, name, shared), created=project is None)
    complete_labels(connection, report.project)
    wanted = {document.key: document for document in documents}
    there = _mend(connection, report, wanted)
    changed = [key for key in wanted if key in there and there[key] != text_hash(wanted[key].text)]
    if changed:
        cause = f"{len(changed)} documents are there with another text: {', '.join(changed[:5])}"
        raise DoccanoError(connection.url, cause, "Rename the new ones, or remove the old ones in doccano")
    report.present = [key for key in wanted if key in there]
    missing = [document for key, document in wanted.items() if key not in there]
    names = meta_names(documents)
    for start in range(0, len(missing), BATCH_SIZE):
        batch = missing[start : start + BATCH_SIZE]
        _upload(connection, report.project, batch, names)
        report.uploaded += [document.key for document in batch]
        told(len(report.uploaded), len(missing))
    return report


def _upload(
    connection: Connection, project: Project, documents: Sequence[AnnotatedDocument], names: Iterable[str]
) -> None:
    """Upload one batch; the project is tagged with it until all of it is there."""
    batch = uuid.uuid4().hex
    names = list(names)
    before = int(connection.call("count", project=project.id))
    tag = connection.call("add_tag", project=project.id, text=_UNFINISHED + batch)
    with tempfile.TemporaryDirectory(prefix="minutes-") as folder:
        path = Path(folder) / "documents.jsonl"
        with path.open("w", encoding="ascii") as file:
            for document in documents:
                line = {**encode(document, names), SHA256: text_hash(document.text), BATCH: batch}
                file.write(json.dumps(line, ensure_ascii=True) + "\n")
        errors = connection.call("upload", project=project.id, path=str(path), time_limit=connection.task_limit)
    again = "Run the same command again: it removes what is half there"
    if errors:
        raise DoccanoError(connection.url, f"the server refused {len(errors)} documents: {errors[:3]}", again, "task")
    added = int(connection.call("count", project=project.id)) - before
    if added != len(documents):
        cause = f"{added} documents were added where {len(documents)} were uploaded"
        raise DoccanoError(connection.url, cause, again, "task")
    connection.call("remove_tag", project=project.id, tag=tag)


def _mend(connection: Connection, report: PushReport, wanted: Mapping[str, AnnotatedDocument]) -> dict[str, str]:
    """Remove what interrupted or repeated uploads left behind.

    Returns:
        The hash of the text of each document that is on the server, by key.
    """
    project = report.project
    existing = connection.call("documents", project=project.id)
    tags = {
        tag["text"].removeprefix(_UNFINISHED): int(tag["id"])
        for tag in connection.call("tags", project=project.id)
        if tag["text"].startswith(_UNFINISHED)
    }
    numbers = Counter(row["meta"].get(KEY) for row in existing)
    suspects = [row for row in existing if row["meta"].get(BATCH) in tags or numbers[row["meta"].get(KEY)] > 1]
    copies = [copy for copy in _copies(connection, project, suspects, wanted) if copy.key in wanted]
    doomed, report.unsettled = surplus(copies, unfinished=tags.keys())
    for row in suspects:
        if row["meta"].get(KEY) not in wanted:
            # Another set's leavings: that set's push can tell what belongs there.
            tags.pop(row["meta"].get(BATCH), None)
    connection.call("delete_documents", project=project.id, ids=sorted(doomed))
    report.removed = len(doomed)
    for tag in tags.values():
        connection.call("remove_tag", project=project.id, tag=tag)
    return {row["meta"][KEY]: row["sha256"] for row in existing if KEY in row["meta"] and row["id"] not in doomed}


def _copies(
    connection: Connection,
    project: Project,
    suspects: Sequence[Mapping[str, Any]],
    wanted: Mapping[str, AnnotatedDocument],
) -> list[Copy]:
    """The state of each suspect document: what of it the last push brought, and whether a person worked on it since."""
    if not suspects:
        return []
    lines: dict[int, dict[str, Any]] = {}
    for _, line in download_lines(connection, project, confirmed=False):
        # Each annotator's marks are in a file of their own where they are not shared.
        held = lines.setdefault(int(line["id"]), {"entities": [], "relations": []})
        held["entities"] += line.get("entities") or []
        held["relations"] += line.get("relations") or []
    confirmed = {int(line["id"]) for _, line in download_lines(connection, project, confirmed=True)}
    copies = []
    for row in suspects:
        number, key = int(row["id"]), str(row["meta"].get(KEY))
        state = State.WORKED_ON
        if key in wanted and number not in confirmed:
            state = state_of(lines.get(number, {}), encode(wanted[key], ()))
        copies.append(Copy(number, key, str(row["meta"].get(BATCH)), state))
    return copies
