"""What the commands print: one console, and progress that suits a terminal and a log file alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

__all__ = ["Steps", "console", "steps"]

# What is printed holds paths and cells that people wrote: brackets in them are no markup.
console = Console(highlight=False, markup=False)


class Steps:
    """One line of progress: `advance` for each step done, with what is being done."""

    def __init__(self, title: str, total: int, bar: Progress | None, task: TaskID | None) -> None:
        self._title, self._total, self._bar, self._task = title, total, bar, task
        self._done = 0

    def advance(self, what: str = "", steps: int = 1) -> None:
        """Note that `steps` more steps are done, the last one being `what`."""
        self._done += steps
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, advance=steps, what=what)
        else:
            # A log keeps every line: say only what changes the picture, at most ten lines.
            every = max(1, self._total // 10)
            if self._done % every == 0 or self._done == self._total:
                console.print(f"{self._title}: {self._done}/{self._total} {what}".rstrip())


@contextmanager
def steps(title: str, total: int) -> Iterator[Steps]:
    """A progress bar on a terminal, about ten plain lines anywhere else.

    Args:
        title: what is going on, shown before the bar.
        total: how many steps there are.
    """
    if not console.is_terminal:
        yield Steps(title, total, None, None)
        return
    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[what]}", markup=False),
        console=console,
        transient=True,
    ) as bar:
        yield Steps(title, total, bar, bar.add_task(title, total=total, what=""))
