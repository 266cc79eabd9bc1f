"""How far a download is: a bar on a terminal, about ten plain lines anywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from coursekit.console import console

__all__ = ["Transfer", "megabytes", "transfer"]

_LINE_EVERY = 8_000_000  # bytes, where nobody said how many will come


def megabytes(size: float) -> str:
    """A number of bytes for people, as in `14.0 MB`."""
    return f"{size / 1e6:,.1f} MB" if size >= 1e5 else f"{size / 1e3:,.1f} kB"


class Transfer:
    """What is shown of one download: call `at` whenever more has come."""

    def __init__(self, title: str, bar: Progress | None) -> None:
        self._title, self._bar = title, bar
        self._task = None if bar is None else bar.add_task(title, total=None)
        self._line = 0

    def at(self, done: int, total: int | None) -> None:
        """Show that `done` bytes of `total` are here; None if nobody knows how many there will be."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=total)
            return
        every = max(1, total // 10) if total else _LINE_EVERY
        if done // every != self._line or done == total:
            self._line = done // every
            console.print(f"{self._title}: {megabytes(done)}" + (f" of {megabytes(total)}" if total else ""))


@contextmanager
def transfer(title: str) -> Iterator[Transfer]:
    """Show the progress of a download.

    Args:
        title: what is coming, shown before the bar.
    """
    if not console.is_terminal:
        yield Transfer(title, None)
        return
    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    ) as bar:
        yield Transfer(title, bar)
