"""A project's export as lines, each with the annotator whose marks it holds."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Final

from council_minutes.doccano.connection import Connection, DoccanoError
from council_minutes.doccano.project import Project

#: Bytes that one annotator's file of an export may unpack to.
MEMBER_LIMIT: Final = 1 << 30


def download_lines(connection: Connection, project: Project, confirmed: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """Export a project and give ``(annotator, line)``; the annotator of shared marks is ``all``.

    Args:
        confirmed: only documents that the annotator (of shared marks: anybody) has confirmed.

    Raises:
        DoccanoError: the server fails, or the export is not a zip of JSONL.
    """
    with tempfile.TemporaryDirectory(prefix="minutes-") as folder:
        fields = {"project": project.id, "folder": folder, "confirmed": confirmed}
        path = Path(connection.call("download", **fields, time_limit=connection.task_limit))
        try:
            with zipfile.ZipFile(path) as archive:
                for member in archive.infolist():
                    if not member.filename.endswith(".jsonl"):
                        continue
                    if member.file_size > MEMBER_LIMIT:
                        cause = f"{member.filename} of the export is larger than {MEMBER_LIMIT >> 20} MiB"
                        raise DoccanoError(connection.url, cause, "Split the project")
                    annotator = PurePosixPath(member.filename).stem
                    with archive.open(member) as file:
                        for line in file:
                            if line.strip():
                                yield annotator, json.loads(line)
        except (zipfile.BadZipFile, json.JSONDecodeError) as error:
            cause = f"the export of {project.name!r} cannot be read: {error}"
            raise DoccanoError(connection.url, cause, "See the server's log; then pull again") from error
