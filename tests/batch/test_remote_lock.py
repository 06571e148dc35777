"""The lock of an output in an object store."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from council_minutes.errors import OutputError

pytest.importorskip("s3fs", reason="the extra [s3] is not installed")
pytest.importorskip("moto", reason="the server for tests is not installed")
from council_minutes.batch import remote_lock
from council_minutes.batch.remote_lock import RemoteLock
from council_minutes.ingest.remote import Remote


@pytest.fixture
def remote(object_store: Any, monkeypatch: pytest.MonkeyPatch) -> Remote:
    for name, seconds in {"REFRESHED": 0.1, "ABANDONED": 1.0, "_SETTLED": 0.1, "_LOOKED": 0.1}.items():
        monkeypatch.setattr(remote_lock, name, seconds)
    return Remote(object_store.bucket())


def _wait_for(what: Callable[[], object]) -> None:
    until = time.monotonic() + 30
    while not what():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def _word(remote: Remote, **changes: Any) -> bytes:
    """What a holder on another machine that stopped long ago has left."""
    with RemoteLock(remote, "lock").held():
        word = {**json.loads(remote.read("lock")), "machine": "another", "refreshed": 0.0, "token": "other"}
    return json.dumps({**word, **changes}).encode()


def test_one_holder_at_a_time(remote: Remote):
    with RemoteLock(remote, "lock").held():
        with pytest.raises(OutputError, match=r"another run is writing to it \(process \d+ on "):
            RemoteLock(remote, "lock").held().__enter__()
        first = remote.read("lock")
        _wait_for(lambda: remote.read("lock") != first)
    assert remote.names() == set()
    with RemoteLock(remote, "lock").held():
        pass


def test_an_abandoned_lock_is_taken_over(remote: Remote):
    remote.write("lock", _word(remote))
    with RemoteLock(remote, "lock").held():
        assert json.loads(remote.read("lock"))["token"] != "other"


def test_the_lock_of_a_process_of_this_machine_that_has_ended_is_taken_over_at_once(
    remote: Remote, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(remote_lock, "ABANDONED", 1e6)
    ended = {"machine": remote_lock._machine(), "process": 2**22 + 1, "refreshed": time.time()}
    remote.write("lock", _word(remote, **ended))
    with RemoteLock(remote, "lock").held():
        pass


def test_a_holder_that_was_taken_over_stops(remote: Remote):
    lock = RemoteLock(remote, "lock")
    word = _word(remote, host="elsewhere", process=7)
    with lock.held():
        lock.check()
        remote.write("lock", word)
        _wait_for(lambda: lock._lost)
        with pytest.raises(OutputError, match=r"has lost it: process 7 on elsewhere has taken it over"):
            lock.check()
    assert remote.read("lock") == word, "another's lock is not removed"


def test_a_lock_without_sense_is_taken_over(remote: Remote):
    remote.write("lock", b"\xff[")
    with RemoteLock(remote, "lock").held():
        pass
