"""A real doccano server for tests, in an environment of its own, on the loopback interface with SQLite."""

from __future__ import annotations

import http.cookiejar
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from council_minutes.doccano.connection import Connection
from council_minutes.doccano.environment import environment_python

LOCK = Path(__file__).parent / "doccano-server.lock.txt"
GUARD = Path(__file__).parent / "server_guard.py"
ADMIN = ("admin", "an-administrator's password")
START_LIMIT = 120
#: Connects as the administrator, or as the user named.
Connect = Callable[..., Connection]

# Imports and exports run inside the request, so that no worker has to run beside the server.
_SETTINGS = """
from config.settings.production import *
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_STORE_EAGER_RESULT = True
"""


@dataclass
class Server:
    """A server with its own database; the address stays the same over a stop and a start."""

    folder: Path
    python: Path = field(init=False)
    port: int = field(init=False)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.python = environment_python(LOCK, "doccano-server")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        (self.folder / "settings").mkdir(parents=True)
        (self.folder / "settings" / "eager_settings.py").write_text(_SETTINGS)
        shutil.copy(self._template(), self.database)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.folder / "db.sqlite3"

    def _template(self) -> Path:
        """An empty database with its tables and the administrator, made once an environment."""
        template = self.python.parents[1] / "template.sqlite3"
        if not template.exists():
            self._manage("init")
            name, password = ADMIN
            self._manage("createuser", "--username", name, "--password", password)
            shutil.copy(self.database, template.with_suffix(".new"))
            template.with_suffix(".new").rename(template)
            self.database.unlink()
        return template

    def _environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("DOCCANO_")},
            "DOCCANO_HOME": str(self.folder),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "MEDIA_ROOT": str(self.folder / "media"),
            "STANDALONE": "True",
            "DEBUG": "False",
            "DJANGO_SETTINGS_MODULE": "eager_settings",
            "PYTHONPATH": str(self.folder / "settings"),
            "CELERY_BROKER_URL": "memory://",
        }

    def _manage(self, *arguments: str) -> None:
        command = [str(self.python), "-m", "backend.cli", *arguments]
        done = subprocess.run(command, env=self._environment(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        site = subprocess.run(
            [str(self.python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        options = ["--chdir", f"{site}/backend", "--bind", f"127.0.0.1:{self.port}", "--timeout", "600"]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(GUARD), str(self.python), "-m", "gunicorn", *options, "config.wsgi"],
                env=self._environment(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline:
            try:
                Person(self.url, *ADMIN)
            except OSError:
                assert self.process.poll() is None, (self.folder / "server.log").read_text()
                time.sleep(0.2)
            else:
                return
        raise TimeoutError((self.folder / "server.log").read_text())

    def kill(self) -> None:
        """Stop at once, in the middle of whatever it does."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)  # the group of the guard, which the server belongs to
            self.process.communicate()
            self.process = None

    def rows(self, table: str) -> int:
        """How many rows a table of the database has."""
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30) as database:
            return int(database.execute(f"select count(*) from {table}").fetchone()[0])


class Person:
    """Somebody who works in the browser: the same requests, without the page."""

    def __init__(self, url: str, username: str, password: str) -> None:
        self.url = url
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.ask("auth/login/", {"username": username, "password": password})

    def ask(self, path: str, content: Any = None, method: str | None = None) -> Any:
        headers = {"Content-Type": "application/json", "Referer": self.url}
        for cookie in self.cookies:
            if cookie.name == "csrftoken":
                headers["X-CSRFToken"] = cookie.value or ""
        body = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(f"{self.url}/v1/{path}", body, headers, method=method)
        with self.opener.open(request, timeout=60) as response:
            answer = response.read()
        return json.loads(answer) if answer else None

    def project(self, name: str) -> int:
        found = [project["id"] for project in self.ask("projects?limit=1000")["results"] if project["name"] == name]
        assert len(found) == 1
        return int(found[0])

    def documents(self, project: int) -> dict[str, int]:
        """The server's number of each document, by key."""
        rows = self.ask(f"projects/{project}/examples?limit=1000")["results"]
        return {row["meta"]["key"]: row["id"] for row in rows}

    def mark(self, project: int, document: int, label: str, start: int, end: int) -> int:
        types = {row["text"]: row["id"] for row in self.ask(f"projects/{project}/span-types")}
        span = {"label": types[label], "start_offset": start, "end_offset": end, "prob": 0}
        return int(self.ask(f"projects/{project}/examples/{document}/spans", span)["id"])

    def relate(self, project: int, document: int, name: str, head: int, tail: int) -> None:
        types = {row["text"]: row["id"] for row in self.ask(f"projects/{project}/relation-types")}
        relation = {"type": types[name], "from_id": head, "to_id": tail}
        self.ask(f"projects/{project}/examples/{document}/relations", relation)

    def confirm(self, project: int, document: int) -> None:
        self.ask(f"projects/{project}/examples/{document}/states", {})

    def add_member(self, project: int, username: str, role: str) -> None:
        users = {user["username"]: user["id"] for user in self.ask(f"users?q={username}")}
        roles = {row["name"]: row["id"] for row in self.ask("roles")}
        self.ask(f"projects/{project}/members", {"user": users[username], "role": roles[role]})
