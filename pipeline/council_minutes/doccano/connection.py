"""A logged-in connection to a doccano server, through the program that has doccano-client."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self
from urllib.parse import urlsplit

from council_minutes.errors import CouncilMinutesError

#: Environment variables that say where the server is and who logs in.
URL_VARIABLE: Final = "DOCCANO_URL"
USERNAME_VARIABLE: Final = "DOCCANO_USERNAME"
PASSWORD_VARIABLE: Final = "DOCCANO_PASSWORD"
#: Seconds that one request may take.
REQUEST_LIMIT: Final = 300.0
#: Seconds that one import or export on the server may take.
TASK_LIMIT: Final = 600.0

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_REMEDIES: Final = {
    "credentials": f"Check the user name and the password ({USERNAME_VARIABLE}, {PASSWORD_VARIABLE})",
    "rights": "Only a project's administrators upload and download, and only staff create projects: "
    "ask the server's administrator for that role",
    "missing": "Check the address: is it that of a doccano server? Else the project has gone",
    "connection": "Check the address, and that the server is running; then run the same command again",
    "timeout": "Check that the server and its worker (`doccano task`) are running; then run the same command again",
    "task": "See the server's log; then run the same command again",
    "server": "See the server's log; then run the same command again",
}


class DoccanoError(CouncilMinutesError):
    """A doccano server cannot be reached, refuses, or has not what was asked for.

    Attributes:
        kind: ``credentials``, ``rights``, ``missing``, ``connection``, ``timeout``, ``task`` or ``server`` where the
            server is at fault or said no, else empty.
    """

    def __init__(self, where: str, cause: str, remedy: str = "", kind: str = "") -> None:
        self.kind = kind
        super().__init__(where, cause, remedy)


def check_url(url: str) -> str:
    """The address of a server without the slash at its end.

    Raises:
        DoccanoError: it is not http or https, has no host, or holds a password.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise DoccanoError(url, "is not the address of a server", "Write it as https://doccano.example.org")
    if parts.username is not None or parts.password is not None:
        where = f"{parts.scheme}://{parts.hostname}"
        raise DoccanoError(where, "the address holds a user name or password", f"Put it into {PASSWORD_VARIABLE}")
    if parts.query or parts.fragment:
        raise DoccanoError(url, "has a query or fragment", "Name the server's address alone")
    return url.rstrip("/")


def sends_password_in_clear(url: str) -> bool:
    """Whether anybody on the way to the server could read the password."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname not in _LOOPBACK


class Connection:
    """A session with a server; a context manager that logs in on entry.

    Args:
        url: the server's address.
        username, password: of a user who administers the project.
        python: the Python of the environment that has doccano-client.
        script: the program to run in it.
        request_limit: seconds that one request may take.
        task_limit: seconds that one import or export may take on the server.
    """

    def __init__(
        self,
        url: str,
        username: str,
        password: str,
        python: Path,
        script: Path,
        request_limit: float = REQUEST_LIMIT,
        task_limit: float = TASK_LIMIT,
    ) -> None:
        self.url = check_url(url)
        self.task_limit = task_limit
        self._login = {"url": self.url, "username": username, "password": password, "timeout": request_limit}
        self._command = [str(python), "-I", str(script)]
        self._resources = ExitStack()
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None

    def __enter__(self) -> Self:
        # The password goes through the pipe; the program's environment need not hold it.
        environment = {name: value for name, value in os.environ.items() if name != PASSWORD_VARIABLE}
        with ExitStack() as stack:
            self._errors = stack.enter_context(tempfile.TemporaryFile())
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, env=environment
            )
            stack.callback(_end, self._process)
            self.call("open", **self._login)
            self._resources = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._resources.close()
        self._process = None

    def call(self, verb: str, **fields: Any) -> Any:
        """Ask the program to do one thing (its verbs stand in ``doccano_exchange.py``) and return the result.

        Raises:
            DoccanoError: it could not be done; ``kind`` tells why.
        """
        line = self._ask(json.dumps({"verb": verb, **fields}).encode("ascii") + b"\n")
        if not line:
            last = self._complaints().strip().splitlines()[-1:]
            raise DoccanoError(self.url, f"doccano's client ended: {' '.join(last)}", _REMEDIES["server"], "server")
        answer = json.loads(line)
        if not answer["ok"]:
            kind = str(answer["kind"])
            raise DoccanoError(self.url, f"{verb}: {answer['message']}", _REMEDIES[kind], kind)
        return answer["result"]

    def _ask(self, request: bytes) -> bytes:
        """Send one line and return the answer's, empty where the program has ended."""
        if self._process is None or self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the connection is not open")
        try:
            self._process.stdin.write(request)
            self._process.stdin.flush()
        except BrokenPipeError:
            return b""
        return self._process.stdout.readline()

    def _complaints(self) -> str:
        if self._errors is None:
            return ""
        self._errors.seek(0)
        return self._errors.read().decode("utf-8", "replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()
