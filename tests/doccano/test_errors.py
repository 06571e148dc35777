"""What goes wrong with a server is told in words a person can act on."""

from __future__ import annotations

import http.server
import threading
from pathlib import Path

import pytest
from doccano_server import ADMIN, Connect, Person, Server
from nasty_documents import marked
from typer.testing import CliRunner

from council_minutes.cli.annotations import app
from council_minutes.doccano.connection import DoccanoError
from council_minutes.doccano.pull import pull
from council_minutes.doccano.push import push

pytestmark = pytest.mark.doccano

ONE = [marked("one", "Cabinet met.", ("BODY", "Cabinet"))]


def test_a_wrong_password(connect: Connect) -> None:
    with pytest.raises(DoccanoError, match="Check the user name and the password") as raised, connect(password="no"):
        pass
    assert raised.value.kind == "credentials"
    assert "no" not in str(raised.value).replace("not", "").split()


def test_an_unknown_project_and_those_there_are(connect: Connect) -> None:
    with connect() as connection:
        push(connection, ONE, "Known")
        with pytest.raises(DoccanoError, match=r"no project named 'Unknown'.*'Known'"):
            pull(connection, "Unknown")


def test_missing_rights(connect: Connect, admin: Person, annotators: dict[str, Person]) -> None:
    assert "anna" in annotators
    with connect() as connection:
        project = push(connection, ONE, "Guarded").project.id
    admin.add_member(project, "anna", "annotator")
    with connect("anna", "anna's very own password") as connection:
        for attempt in (
            lambda: push(connection, ONE, "Of her own"),
            lambda: push(connection, [*ONE, marked("two", "x")], "Guarded"),
            lambda: pull(connection, "Guarded"),
        ):
            with pytest.raises(DoccanoError, match="administrator") as raised:
                attempt()
            assert raised.value.kind == "rights"


def test_a_server_that_is_not_there(connect: Connect) -> None:
    with pytest.raises(DoccanoError, match="Check the address") as raised, connect(url="http://127.0.0.1:9"):
        pass
    assert raised.value.kind == "connection"


class _OtherServer(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_a_server_that_is_no_doccano(connect: Connect) -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), _OtherServer) as other:
        threading.Thread(target=other.handle_request, daemon=True).start()
        url = f"http://127.0.0.1:{other.server_port}"
        with pytest.raises(DoccanoError, match="is it that of a doccano server"), connect(url=url):
            pass


def test_a_server_that_does_not_answer(connect: Connect) -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), _OtherServer) as silent:
        url = f"http://127.0.0.1:{silent.server_port}"
        with pytest.raises(DoccanoError) as raised, connect(url=url, request_limit=1.0):
            pass
    assert raised.value.kind == "timeout"


def test_the_password_is_in_no_list_of_processes(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCCANO_PASSWORD", ADMIN[1])
    with connect() as connection:
        process = connection._process
        assert process is not None
        for name in ("cmdline", "environ"):
            assert ADMIN[1].encode() not in Path(f"/proc/{process.pid}/{name}").read_bytes()


COMMAND = ["pull", "--project", "P", "--out"]
# environment -> part of the message
WRONG = {
    "ftp": ({"DOCCANO_URL": "ftp://host"}, "is not the address of a server"),
    "password in the address": ({"DOCCANO_URL": "http://a:secret@host"}, "Put it into DOCCANO_PASSWORD"),
    "no password": ({"DOCCANO_URL": "http://127.0.0.1:9"}, "no password was given"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_command_that_cannot_log_in(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment, message = WRONG[name]
    monkeypatch.delenv("DOCCANO_PASSWORD", raising=False)
    result = CliRunner().invoke(app, [*COMMAND, str(tmp_path / "o")], env={"DOCCANO_USERNAME": "anna", **environment})
    assert result.exit_code == 1
    assert message in result.output
    assert "secret" not in result.output
    assert not (tmp_path / "o").exists()


@pytest.mark.usefixtures("as_admin")
def test_a_project_that_cannot_hold_minutes(server: Server, admin: Person, corpus: Path) -> None:
    settings = {"name": "Plain", "description": "d", "guideline": "", "project_type": "SequenceLabeling"}
    admin.ask("projects", settings | {"resourcetype": "SequenceLabelingProject", "tags": []})
    source = sorted(corpus.glob("*.xml"))[0]
    result = CliRunner().invoke(app, ["push", str(source), "--project", "Plain"])
    assert result.exit_code == 1
    assert "cannot hold annotated minutes: allow_overlapping is False, use_relation is False" in result.output
