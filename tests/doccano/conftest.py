"""One server for all tests of this folder; each test has projects of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# the helpers of these tests, imported by their names
sys.path.insert(0, str(Path(__file__).parent))

from doccano_server import ADMIN, Connect, Person, Server

from council_minutes.doccano.connection import Connection
from council_minutes.doccano.environment import LOCK, SCRIPT, environment_python


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server."""
    running = Server(tmp_path_factory.mktemp("doccano"))
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="session")
def admin(server: Server) -> Person:
    return Person(server.url, *ADMIN)


@pytest.fixture(scope="session")
def annotators(server: Server, admin: Person) -> dict[str, Person]:
    """Two people without any right but those a project gives them."""
    people = {}
    for name in ("anna", "ben"):
        password = f"{name}'s very own password"
        admin.ask("users/create", {"username": name, "password1": password, "password2": password})
        people[name] = Person(server.url, name, password)
    return people


@pytest.fixture
def connect(server: Server) -> Connect:
    """Connections to the server, the administrator's where no one else is named."""
    python = environment_python(LOCK, "doccano-client")

    def build(username: str = ADMIN[0], password: str = ADMIN[1], url: str = server.url, **limits: float) -> Connection:
        return Connection(url, username, password, python, SCRIPT, **limits)

    return build


@pytest.fixture
def as_admin(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment in which a command line logs in as the administrator."""
    monkeypatch.setenv("DOCCANO_URL", server.url)
    monkeypatch.setenv("DOCCANO_USERNAME", ADMIN[0])
    monkeypatch.setenv("DOCCANO_PASSWORD", ADMIN[1])


@pytest.fixture(scope="session")
def corpus() -> Path:
    return Path(__file__).parents[2] / "annotations" / "corpus"
