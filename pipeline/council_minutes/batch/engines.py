"""Which engine carries a run out."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Final

from council_minutes.batch.engine import Engine, Job
from council_minutes.batch.local import LocalEngine
from council_minutes.batch.options import RunOptions, available_cores
from council_minutes.errors import CouncilMinutesError

# Read by Ray when it is imported: it tells nobody that it is used, starts for a run alone, and leaves the terminal to
# the run (what goes wrong comes as an exception as well).
_RAY_ENVIRONMENT: Final = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ENABLE_AUTO_CONNECT": "0",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
}


def choose_engine(options: RunOptions) -> Callable[[Job], Engine]:
    """What makes the run's engine once the job is known.

    Raises:
        CouncilMinutesError: the engine is not installed, or an option is for another one.
    """
    if options.engine == "local":
        if options.ray_address is not None:
            raise CouncilMinutesError("--ray-address", "is for Ray alone", "Add --engine ray, or leave it out")
        workers = available_cores() if options.workers is None else options.workers
        return partial(LocalEngine, workers=workers)
    if find_spec("ray") is None:
        cause = "needs the package ray, which is not installed"
        raise CouncilMinutesError("--engine ray", cause, "Install it: pip install 'council-minutes[ray]'")
    for name, value in _RAY_ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    # Ray is an extra, and takes seconds to import: only a run on it does
    module = import_module("council_minutes.batch.ray_engine")
    return partial(module.RayEngine, workers=options.workers, address=options.ray_address)
