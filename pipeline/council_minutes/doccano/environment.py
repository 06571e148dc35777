"""The environment of the part that talks to doccano, made on first use in the user's cache folder.

doccano-client needs pydantic 1 and cannot be installed beside spaCy 3.8, which needs pydantic 2.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from council_minutes.doccano.connection import DoccanoError

_DATA: Final = Path(__file__).parent / "data"
#: The program that runs in the environment.
SCRIPT: Final = _DATA / "doccano_exchange.py"
#: What the environment holds: exact versions with the hashes of their files.
LOCK: Final = _DATA / "doccano-client.lock.txt"
#: Seconds that making the environment may take.
INSTALL_LIMIT: Final = 600


def cache_folder() -> Path:
    """The package's folder in the user's cache (``XDG_CACHE_HOME``, else ``~/.cache``)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "council-minutes"


def environment_python(lock: Path, name: str) -> Path:
    """The Python of an environment that holds exactly what a lock file says; made where it is not there yet.

    Another lock file or another Python has an environment of its own. An interrupted installation leaves nothing that
    would be taken for a whole one.

    Raises:
        DoccanoError: the environment cannot be made.
    """
    digest = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = cache_folder() / f"{name}-{digest}"
    python = folder / "bin" / "python"
    if python.exists():
        return python
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=folder.parent))
    try:
        _run([sys.executable, "-m", "venv", str(unfinished)])
        options = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps"]
        _run([str(unfinished / "bin" / "python"), "-m", "pip", "install", *options, "-r", str(lock)])
        # A virtual environment finds its packages from where it is, so it can be moved once it is whole.
        unfinished.rename(folder)
    except OSError as error:
        if not python.exists():  # else another process was first
            raise DoccanoError(str(folder), f"cannot be made: {error}", "Free space, or set XDG_CACHE_HOME") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return python


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_LIMIT, check=False)
    except subprocess.TimeoutExpired as error:
        cause = f"was not installed after {INSTALL_LIMIT} seconds"
        raise DoccanoError("doccano's client", cause, "Try again with a better connection") from error
    if done.returncode != 0:
        last = " ".join((done.stderr or done.stdout).strip().splitlines()[-2:])
        raise DoccanoError("doccano's client", f"cannot be installed: {last}", "Check pip's index and the connection")
