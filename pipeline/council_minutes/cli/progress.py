"""How far a run is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

_LINE_SECONDS: Final = 10.0
_LISTED_STEP: Final = 1_000


def _rate(documents: int, seconds: float) -> str:
    return f"{documents / seconds:,.1f} documents/s" if seconds > 0 else "- documents/s"


def clock(seconds: float) -> str:
    """Seconds as h:mm:ss or m:ss."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class BarWatcher:
    """A progress bar with documents/s and the time left; see ``batch.run.Watcher``."""

    def __init__(self, console: Console) -> None:
        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}", markup=False),
            TimeRemainingColumn(),
            TextColumn("{task.fields[failed]}", style="red", markup=False),
            console=console,
            transient=True,
        )
        self._task: TaskID = self._bar.add_task("Listing the archive", total=None, rate="", failed="")
        self._began = 0.0

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def listed(self, documents: int) -> None:
        self._bar.update(self._task, completed=documents)

    def planned(self, documents: int, done_before: int) -> None:
        self._begin("Annotating", documents - done_before)
        if done_before:
            self._bar.console.print(f"{done_before:,} of {documents:,} documents were done before")

    def progress(self, documents: int, words: int, failed: int) -> None:
        rate = _rate(documents, time.monotonic() - self._began)
        self._bar.update(self._task, completed=documents, rate=rate, failed=f"{failed:,} failed" if failed else "")

    def assembling(self, documents: int) -> None:
        self._begin("Writing tables", 2 * documents)

    def assembled(self, documents: int) -> None:
        self._bar.advance(self._task, documents)

    def _begin(self, what: str, total: int) -> None:
        self._began = time.monotonic()
        self._bar.remove_task(self._task)
        self._task = self._bar.add_task(what, total=total, rate="", failed="")


class LineWatcher:
    """A line now and then, for logs; see ``batch.run.Watcher``."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._total = 0
        self._began = self._last = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is left open."""

    def listed(self, documents: int) -> None:
        if documents % _LISTED_STEP == 0:
            self._say(f"{documents:,} documents listed")

    def planned(self, documents: int, done_before: int) -> None:
        self._total = documents - done_before
        self._began = self._last = time.monotonic()
        self._say(f"{documents:,} documents, {done_before:,} done before")

    def progress(self, documents: int, words: int, failed: int) -> None:
        now = time.monotonic()
        if now - self._last < _LINE_SECONDS and documents < self._total:
            return
        self._last = now
        seconds = now - self._began
        left = clock(seconds / documents * (self._total - documents)) if documents else "-:--"
        line = f"{documents:,} of {self._total:,} documents, {_rate(documents, seconds)}, {left} left"
        self._say(line + (f", {failed:,} failed" if failed else ""))

    def assembling(self, documents: int) -> None:
        self._say(f"writing the tables of {documents:,} documents")

    def assembled(self, documents: int) -> None:
        """Assembling is quick next to annotating: no line of its own."""

    def _say(self, line: str) -> None:
        self._console.print(line, soft_wrap=True)
