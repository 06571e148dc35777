"""A server that dies in the middle of an upload, and uploads that came twice."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from doccano_server import ADMIN, Connect, Server
from nasty_documents import long_document

from council_minutes.corpus.doccano_jsonl import content, write
from council_minutes.doccano.connection import Connection, DoccanoError
from council_minutes.doccano.environment import LOCK, SCRIPT, environment_python
from council_minutes.doccano.pull import pull
from council_minutes.doccano.push import push

pytestmark = pytest.mark.doccano


def test_a_server_killed_in_the_middle_of_a_push(tmp_path: Path) -> None:
    server = Server(tmp_path / "server")
    server.start()
    documents = [long_document(f"long-{number}") for number in range(6)]
    relations = sum(len(document.annotations.relations) for document in documents)

    def connection() -> Connection:
        return Connection(server.url, *ADMIN, environment_python(LOCK, "doccano-client"), SCRIPT)

    def kill_once_documents_are_there() -> None:
        deadline = time.monotonic() + 120
        while server.rows("examples_example") == 0 and time.monotonic() < deadline:
            time.sleep(0.005)
        server.kill()

    killer = threading.Thread(target=kill_once_documents_are_there)
    try:
        with connection() as first:
            push(first, [], "Interrupted")
            killer.start()
            with pytest.raises(DoccanoError, match="server is running; then run the same command again") as raised:
                push(first, documents, "Interrupted")
        assert raised.value.kind == "connection"
        killer.join()
        # It was the middle: documents are there, and not all that belongs to them.
        assert server.rows("examples_example") > 0
        assert server.rows("labels_relation") < relations

        server.start()
        with connection() as second:
            report = push(second, documents, "Interrupted")
            assert report.removed > 0
            back = pull(second, "Interrupted", confirmed=False)
            assert back.problems == []
            assert [content(back.documents["all"][d.key]) for d in documents] == [content(d) for d in documents]
            assert server.rows("examples_example") == len(documents)
            assert push(second, documents, "Interrupted").uploaded == []
            assert second.call("tags", project=report.project.id) == []
    finally:
        killer.join()
        server.kill()


def test_a_copy_that_came_twice_goes(connect: Connect, server: Server, tmp_path: Path) -> None:
    document = long_document("twice", words=80, spans=10, relations=2)
    with connect() as connection:
        project = push(connection, [document], "Twice").project
        before = server.rows("examples_example")
        # The same line imported again, as a retry of the server's own does.
        write([document], tmp_path / "again.jsonl")
        connection.call("upload", project=project.id, path=str(tmp_path / "again.jsonl"), time_limit=60)
        assert server.rows("examples_example") == before + 1
        report = push(connection, [document], "Twice")
        assert (report.removed, report.present) == (1, ["twice"])
        assert server.rows("examples_example") == before
