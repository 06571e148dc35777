"""The part that talks to a doccano server; it runs in an environment of its own, with doccano-client.

It reads one request a line from standard input and answers each with one line, both JSON:

    {"verb": "open", "url": "http://localhost:8000", "username": "anna", "password": "…", "timeout": 30}
    {"ok": true, "result": null}
    {"verb": "upload", "project": 3, "path": "documents.jsonl", "time_limit": 600}
    {"ok": false, "kind": "rights", "message": "…"}

The password comes by standard input, so that it stands in no list of processes and in no file. `kind` is one of
credentials, rights, missing, connection, timeout, task, server.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests
from doccano_client import DoccanoClient  # type: ignore[import-not-found]
from requests.adapters import HTTPAdapter

POLL_SECONDS = 0.5
KINDS = {401: "credentials", 403: "rights", 404: "missing"}
Arguments = dict[str, Any]


class TaskError(Exception):
    """A task of the server failed, or was not done within its limit."""

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        super().__init__(message)


class LimitedAdapter(HTTPAdapter):
    """Gives every request a time limit; doccano-client itself gives none."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__()

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        options["timeout"] = self.seconds
        return super().send(request, **options)


class Exchange:
    """The verbs of the protocol, each a method that takes a request's fields."""

    client: DoccanoClient

    def open(self, url: str, username: str, password: str, timeout: float) -> None:
        """Log in. ``timeout``: seconds that any single request may take."""
        self.client = DoccanoClient(url)
        session = self.client._base_repository._session
        # Proxies stay as the environment sets them, but no password is read from a .netrc file.
        session.auth = lambda request: request
        for scheme in ("http://", "https://"):
            session.mount(scheme, LimitedAdapter(timeout))
        self.client.login(username, password)

    def projects(self) -> list[dict[str, Any]]:
        """The projects the user is a member of."""
        return [json.loads(project.json()) for project in self.client.list_projects()]

    def create_project(self, **settings: Any) -> int:
        """Create a project and return its id."""
        return int(self.client.create_project(**settings).id)

    def update_guideline(self, project: int, guideline: str) -> None:
        """Put another guideline into a project."""
        self.client.update_project(project, guideline=guideline)

    def label_types(self, project: int, type: str) -> list[dict[str, Any]]:
        """The names and keys of a project's span or relation types."""
        return [
            {"text": label.text, "prefix_key": label.prefix_key, "suffix_key": label.suffix_key}
            for label in self.client.list_label_types(project, type)
        ]

    def create_label_types(self, project: int, type: str, path: str) -> None:
        """Create the span or relation types of a JSON file, all or none."""
        self.client.upload_label_type(project, path, type)

    def documents(self, project: int) -> list[dict[str, Any]]:
        """Every document's id, metadata, hash of its text, and whether it is confirmed."""
        # One page for all: documents of one upload share their time, so that pages of them can overlap.
        resource = f"projects/{project}/examples"
        response = self.client._base_repository.get(resource, params={"limit": max(1, self.count(project))})
        return [
            {
                "id": example["id"],
                "meta": example["meta"],
                "sha256": hashlib.sha256((example["text"] or "").encode("utf-8", "surrogatepass")).hexdigest(),
                "confirmed": example["is_confirmed"],
            }
            for example in response.json()["results"]
        ]

    def count(self, project: int) -> int:
        """How many documents a project has."""
        return int(self.client.count_examples(project))

    def delete_documents(self, project: int, ids: list[int]) -> None:
        """Delete documents; no ids delete none (the server itself would take that for all)."""
        if ids:
            self.client.bulk_delete_examples(project, ids)

    def tags(self, project: int) -> list[dict[str, Any]]:
        """A project's tags: id and text."""
        tags = self.client._base_repository.get(f"projects/{project}/tags").json()
        return [{"id": tag["id"], "text": tag["text"]} for tag in tags]

    def add_tag(self, project: int, text: str) -> int:
        """Add a tag and return its id."""
        return int(self.client._base_repository.post(f"projects/{project}/tags", json={"text": text}).json()["id"])

    def remove_tag(self, project: int, tag: int) -> None:
        """Remove a tag."""
        self.client._base_repository.delete(f"projects/{project}/tags/{tag}")

    def upload(self, project: int, path: str, time_limit: float) -> list[Any]:
        """Import a JSONL file with relations and return the server's list of errors."""
        files = self.client._data_import_repository
        upload = files.upload(path)
        task = files.ingest(project, [upload], "RelationExtraction", "JSONL", encoding="utf_8")
        return list((self.finished(task, time_limit) or {}).get("error", []))

    def download(self, project: int, folder: str, confirmed: bool, time_limit: float) -> str:
        """Export a project as JSONL with relations into a folder and return the path of the zip."""
        files = self.client._data_export_repository
        option = files.find_option_by_name(project, "JSONL")
        task = files.schedule_download(project, option, confirmed)
        self.finished(task, time_limit)
        path = files.download(project, task, folder)
        # The name comes from the server.
        target = Path(folder) / "export.zip"
        path.replace(target)
        return str(target)

    def finished(self, task: str, time_limit: float) -> Any:
        """Wait for a task of the server and return its result."""
        deadline = time.monotonic() + time_limit
        while True:
            status = self.client._task_status_repository.get(task)
            if status.ready and status.error:
                raise TaskError("task", str(status.error))
            if status.ready:
                return status.result
            if time.monotonic() > deadline:
                raise TaskError("timeout", f"the server's task was not done after {time_limit:g} seconds")
            time.sleep(POLL_SECONDS)


def failure(error: Exception) -> tuple[str, str]:
    """The kind of an error and its message."""
    if isinstance(error, TaskError):
        return error.kind, str(error)
    response = getattr(error, "response", None)
    if response is not None:
        if response.status_code == 400 and response.url.endswith("/auth/login/"):
            return "credentials", str(error)
        return KINDS.get(response.status_code, "server"), f"HTTP {response.status_code}: {error}"
    if isinstance(error, requests.Timeout):
        return "timeout", str(error)
    if isinstance(error, requests.ConnectionError):
        return "connection", str(error)
    return "server", f"{type(error).__name__}: {error}"


def main() -> None:
    """Answer requests until standard input ends."""
    exchange = Exchange()
    for line in sys.stdin:
        request: Arguments = json.loads(line)
        verb: Callable[..., Any] = getattr(exchange, request.pop("verb"))
        answer: Arguments
        try:
            answer = {"ok": True, "result": verb(**request)}
        except Exception as error:  # whatever the client or the server does wrong is the caller's to tell
            kind, message = failure(error)
            answer = {"ok": False, "kind": kind, "message": message}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
