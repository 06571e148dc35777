"""Annotation sets as a command line names them: a folder of inline XML, a ``.spacy`` or a ``.jsonl`` file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import typer

from council_minutes.cli.terminal import one_line
from council_minutes.corpus import docbin, doccano_jsonl, inline_xml
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.errors import AnnotationError, OutputError


def read_set(path: Path) -> list[AnnotatedDocument]:
    """Read a set in any of its forms: a folder of inline XML, one XML file, ``.spacy`` or ``.jsonl``.

    What a JSONL line holds that has no place in our form is told on standard error.
    """
    if path.is_dir():
        return inline_xml.read_folder(path)
    if not path.exists():
        raise AnnotationError(str(path), "does not exist", "Name a folder of *.xml, a .spacy or a .jsonl file")
    if path.suffix == ".spacy":
        return list(docbin.read(path))
    if path.suffix == ".jsonl":
        decoded = doccano_jsonl.read(path)
        for problem in (problem for one in decoded for problem in one.problems):
            typer.echo(f"left out: {one_line(str(problem))}", err=True)
        return [one.document for one in decoded]
    return [inline_xml.read(path)]


def write_folder(documents: Iterable[AnnotatedDocument], folder: Path) -> None:
    """Write documents as ``KEY.xml``; a folder that holds some is not written into."""
    if folder.exists() and any(folder.iterdir()):
        raise OutputError(str(folder), "is not empty", "Name a new folder, or empty this one")
    rendered = {document.key: inline_xml.render(document) for document in documents}
    folder.mkdir(parents=True, exist_ok=True)
    for key, content in rendered.items():
        (folder / f"{key}.xml").write_text(content, encoding="utf-8", newline="")
