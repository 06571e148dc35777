"""A server does not outlive the tests, however they end; needs no server."""

from __future__ import annotations

import signal
import subprocess
import sys

from doccano_server import GUARD

# As a web server does: a process with a child of its own, and neither ends by itself.
_WORKER = "import time; print('up', flush=True); time.sleep(3600)"
_SERVER = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {_WORKER!r}])"
_TESTS = (
    "import subprocess, sys, time; running = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE); time.sleep(3600)"
)


def test_what_a_killed_process_started_ends_with_it() -> None:
    command = [sys.executable, "-c", _TESTS, sys.executable, str(GUARD), sys.executable, "-c", _SERVER]
    tests = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert tests.stdout is not None
    assert tests.stdout.readline() == b"up\n"
    tests.send_signal(signal.SIGKILL)
    # All of them hold the other end of the pipe: it is at its end once the last of them has gone.
    rest, _ = tests.communicate(timeout=60)
    assert rest == b""


def test_a_server_that_ends_by_itself_ends_its_guard() -> None:
    with subprocess.Popen([sys.executable, str(GUARD), sys.executable, "-c", "raise SystemExit(3)"],
                          stdin=subprocess.PIPE) as guard:  # fmt: skip
        assert guard.wait(timeout=60) == 3
