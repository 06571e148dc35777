"""`minutes annotations push` and `pull`: a set to a doccano server and back."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import spacy
import typer

from council_minutes.cli.annotation_sets import read_set, write_folder
from council_minutes.cli.terminal import errors_shown, one_line
from council_minutes.corpus.document import AnnotatedDocument
from council_minutes.doccano.connection import (
    PASSWORD_VARIABLE,
    TASK_LIMIT,
    URL_VARIABLE,
    USERNAME_VARIABLE,
    Connection,
    DoccanoError,
    check_url,
    sends_password_in_clear,
)
from council_minutes.doccano.environment import LOCK, SCRIPT, environment_python
from council_minutes.doccano.predictions import predict
from council_minutes.doccano.pull import Pulled
from council_minutes.doccano.pull import pull as pull_documents
from council_minutes.doccano.push import push as push_documents
from council_minutes.doccano.push import refusals
from council_minutes.errors import ModelError, OutputError

ProjectName = Annotated[str, typer.Option("--project", help="The project's name in doccano.")]
Url = Annotated[str, typer.Option(envvar=URL_VARIABLE, prompt="doccano's address", help="The server's address.")]
Username = Annotated[str, typer.Option(envvar=USERNAME_VARIABLE, prompt="User name", help="Who logs in.")]
Limit = Annotated[float, typer.Option(min=1, help="Seconds that one import or export may take on the server.")]


def _connection(url: str, username: str, limit: float) -> Connection:
    """A connection as the options say; the password comes from the environment or is asked for."""
    url = check_url(url)
    if sends_password_in_clear(url):
        typer.echo("warning: the password goes to the server unencrypted; use https", err=True)
    password = os.environ.get(PASSWORD_VARIABLE)
    if password is None:
        if not sys.stdin.isatty():
            raise DoccanoError(url, "no password was given", f"Put it into {PASSWORD_VARIABLE}")
        password = typer.prompt("Password", hide_input=True)
    if not (SCRIPT.exists() and LOCK.exists()):
        raise DoccanoError(str(SCRIPT), "is missing from this installation", "Install council-minutes again")
    return Connection(url, username, password, environment_python(LOCK, "doccano-client"), SCRIPT, task_limit=limit)


def push(
    source: Annotated[Path, typer.Argument(metavar="SET", help="A folder of *.xml, a .spacy or a .jsonl file.")],
    project: ProjectName,
    url: Url,
    username: Username,
    model: Annotated[
        Path | None, typer.Option(help="Upload what this pipeline marks in the texts instead of the set's own marks.")
    ] = None,
    separate: Annotated[
        bool, typer.Option("--separate", help="Give each annotator marks of their own (when the project is created).")
    ] = False,
    time_limit: Limit = TASK_LIMIT,
) -> None:
    """Bring a set's documents with their marks onto a doccano server; a document that is there is not uploaded again.

    The project is created where there is none of that name. The password comes from DOCCANO_PASSWORD or is asked for.
    After a failure, the same command completes what is missing.

    Example: minutes annotations push annotations/corpus --project Minutes --url http://localhost:8000 --username anna
    """
    with errors_shown():
        documents: Sequence[AnnotatedDocument] = read_set(source)
        if model is not None:
            documents = _predicted(documents, model)
        problems = refusals(documents)
        for problem in problems:
            typer.echo(f"refused: {one_line(str(problem))}", err=True)
        if problems:
            raise DoccanoError(str(source), f"{len(problems)} things would not survive doccano", "Nothing was uploaded")
        with _connection(url, username, time_limit) as connection:
            report = push_documents(
                connection,
                documents,
                project,
                shared=not separate,
                told=lambda done, of: typer.echo(f"{done:,} of {of:,} uploaded", err=True),
            )
    made = "created" if report.created else "found"
    typer.echo(
        f"project {project!r} {made}: {len(report.uploaded):,} documents uploaded, {len(report.present):,} were there"
    )
    if report.removed:
        typer.echo(f"{report.removed:,} copies that an interrupted upload had left were removed")
    for key in report.unsettled:
        typer.echo(f"settle in doccano: {key} was worked on while its upload was not whole, or in two copies", err=True)
    if report.unsettled:
        raise typer.Exit(1)


def _predicted(documents: Sequence[AnnotatedDocument], model: Path) -> list[AnnotatedDocument]:
    try:
        nlp = spacy.load(model)
    except (OSError, ValueError) as error:
        raise ModelError(str(model), f"cannot be loaded: {error}", "Name the folder of a trained pipeline") from error
    predicted, problems = predict(nlp, documents)
    for problem in problems:
        typer.echo(f"left out: {one_line(str(problem))}", err=True)
    return predicted


def pull(
    project: ProjectName,
    out: Annotated[Path, typer.Option(help="A new folder: one folder an annotator, one file a document.")],
    url: Url,
    username: Username,
    everything: Annotated[bool, typer.Option("--all", help="Also documents that nobody has confirmed.")] = False,
    original: Annotated[
        Path | None, typer.Option("--set", help="The set that was pushed, to show where a text was changed.")
    ] = None,
    time_limit: Limit = TASK_LIMIT,
) -> None:
    """Bring confirmed documents back from a doccano server as inline XML, each annotator's in a folder of their own.

    What has no place in the annotation guidelines' form is left out of a document and told in LEFT-OUT.md; the lines as
    doccano exported them stand beside it. Exit status 1 where something was left out.

    Example: minutes annotations pull --project Minutes --out pulled --url http://localhost:8000 --username anna
    """
    with errors_shown():
        if out.exists() and any(out.iterdir()):
            raise OutputError(str(out), "is not empty", "Name a new folder, or empty this one")
        originals = [] if original is None else read_set(original)
        with _connection(url, username, time_limit) as connection:
            pulled = pull_documents(connection, project, confirmed=not everything, originals=originals)
        for annotator, documents in pulled.documents.items():
            write_folder(documents.values(), out / annotator)
            typer.echo(f"{annotator}: {len(documents):,} documents in {out / annotator}")
        if not pulled.documents:
            typer.echo("no documents: nobody has confirmed one" if not everything else "no documents")
        if pulled.untouched:
            typer.echo(f"{pulled.untouched:,} documents an annotator has not begun, left where they are")
        if pulled.problems:
            page = _write_left_out(pulled, out)
            for annotator, problem in pulled.problems:
                typer.echo(f"left out: {one_line(f'{annotator}: {problem}')}", err=True)
            typer.echo(f"{len(pulled.problems):,} things were left out: see {page}", err=True)
            raise typer.Exit(1)


def _write_left_out(pulled: Pulled, out: Path) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    page = out / "LEFT-OUT.md"
    lines = [f"- {annotator}: {one_line(str(problem))}" for annotator, problem in pulled.problems]
    page.write_text("# Left out\n\n" + "\n".join(lines) + "\n", encoding="utf-8")
    for annotator, exported in pulled.lines.items():
        content = "".join(json.dumps(line, ensure_ascii=True) + "\n" for line in exported)
        (out / f"left-out-{annotator}.jsonl").write_text(content, encoding="ascii")
    return page
