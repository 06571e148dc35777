"""Runs a command until standard input closes, then ends it and all that it started.

The other end of the pipe is the process of the tests: it closes however that process ends, also when it is killed.

    python server_guard.py COMMAND [ARGUMENT ...]
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading


def main() -> int:
    os.setsid()  # a group of their own: the command and its workers, and this process
    running = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    threading.Thread(target=_end_with_input, daemon=True).start()
    return running.wait()


def _end_with_input() -> None:
    while os.read(sys.stdin.fileno(), 1024):  # not by ``sys.stdin``, whose lock is in the way of an exit
        pass
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
