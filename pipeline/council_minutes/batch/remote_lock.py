"""A lock that is a file at a URL, for file systems that have none of their own.

It is created where there is none, which an object store does for one of several at once. Its holder writes it anew
every ``REFRESHED`` seconds, and stops where it cannot or finds another's word in it. A lock that is older than
``ABANDONED`` is taken over after it has been watched for as long, so that no two machines' clocks need agree; one whose
holder was a process of this machine that has ended, at once.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from council_minutes.errors import OutputError
from council_minutes.ingest.remote import Remote

#: Seconds between two refreshments of a lock.
REFRESHED: Final = 20.0
#: Seconds that a lock stands still before it is taken for abandoned; a holder that cannot refresh it stops before.
ABANDONED: Final = 60.0
# Seconds between writing into another's lock and looking whether a third wrote there too
_SETTLED: Final = 3.0
_LOOKED: Final = 2.0


class RemoteLock:
    """The lock ``name`` in the folder ``remote``."""

    def __init__(self, remote: Remote, name: str) -> None:
        self._remote = remote
        self._name = name
        self._token = secrets.token_hex(16)
        self._lost = ""
        self._held = False
        self._released = threading.Event()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Holds it.

        Raises:
            OutputError: another run holds it.
            OSError: it cannot be read or written.
        """
        self._take()
        self._held = True
        self._released.clear()
        refresher = threading.Thread(target=self._refresh, daemon=True)
        refresher.start()
        try:
            yield
        finally:
            self._released.set()
            refresher.join()
            self._held = False
            # what cannot be removed is abandoned: the next run finds that
            with suppress(OSError):
                if _token(self._remote.read_if_there(self._name)) == self._token:
                    self._remote.remove([self._name])

    def check(self) -> None:
        """Raises OutputError where the lock was held and has been lost."""
        if self._held and self._lost:
            cause = f"this run has lost it: {self._lost}"
            raise OutputError(self._remote.url, cause, "What is finished is safe: run the same command again")

    def _take(self) -> None:
        try:
            self._remote.write(self._name, self._word(), new=True)
        except OSError:
            word = self._remote.read_if_there(self._name)
            if word is None:  # no other run's lock was the reason
                raise
            self._take_over(word)
        else:
            # a server that does not know the condition takes every word for the first
            self._confirm()

    def _take_over(self, word: bytes) -> None:
        if not _is_dead(word):
            if abs(time.time() - _content(word).get("refreshed", 0.0)) < ABANDONED:
                raise self._taken(word)
            watched = time.monotonic()
            while time.monotonic() - watched < ABANDONED:
                time.sleep(_LOOKED)
                now = self._remote.read_if_there(self._name)
                if now != word:
                    raise self._taken(now)
        self._remote.write(self._name, self._word())
        time.sleep(_SETTLED)
        self._confirm()

    def _confirm(self) -> None:
        word = self._remote.read_if_there(self._name)
        if _token(word) != self._token:
            raise self._taken(word)

    def _refresh(self) -> None:
        last = time.monotonic()
        while not self._released.wait(REFRESHED):
            try:
                word = self._remote.read_if_there(self._name)
                if _token(word) != self._token:
                    self._lost = f"{_holder(word)} has taken it over"
                    return
                self._remote.write(self._name, self._word())
                last = time.monotonic()
                self._lost = ""
            except OSError as error:
                if time.monotonic() - last > ABANDONED - REFRESHED:
                    self._lost = f"its lock could not be refreshed ({error.strerror})"

    def _word(self) -> bytes:
        word = {
            "token": self._token,
            "host": os.uname().nodename,
            "process": os.getpid(),
            "machine": _machine(),
            "refreshed": time.time(),
        }
        return json.dumps(word).encode("ascii")

    def _taken(self, word: bytes | None) -> OutputError:
        cause = f"another run is writing to it ({_holder(word)})"
        return OutputError(self._remote.url, cause, "Wait for it to end, or choose another --out")


def _content(word: bytes | None) -> dict[str, Any]:
    try:
        content = json.loads(word or b"{}")
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _token(word: bytes | None) -> str | None:
    return _content(word).get("token")


def _holder(word: bytes | None) -> str:
    content = _content(word)
    return f"process {content.get('process', '?')} on {content.get('host', 'another machine')}"


def _machine() -> str:
    """What processes share that see one another; empty where the system does not tell."""
    try:
        # a container has processes of its own, and may have its machine's name
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
        processes = Path("/proc/self/ns/pid").readlink()
    except OSError:
        return ""
    return hashlib.sha256(f"{boot}{processes}".encode()).hexdigest()


def _is_dead(word: bytes) -> bool:
    """Whether the holder was a process of this machine that is no more."""
    content = _content(word)
    if not content.get("machine") or content["machine"] != _machine():
        return False
    return not Path(f"/proc/{int(content['process'])}").exists()
