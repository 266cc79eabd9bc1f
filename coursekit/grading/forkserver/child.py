"""One child of the fork server, seen from the engine."""

from __future__ import annotations

import contextlib
import json
import select
import signal
import socket
from collections.abc import Callable
from typing import Any

from coursekit.grading.forkserver import protocol
from coursekit.grading.forkserver.order import Exit

__all__ = ["Child", "ForkServerError"]

_KILL_WITHIN = 10.0  # seconds; the fork server has already waited for the end


class ForkServerError(Exception):
    """The fork server could not be started, has ended, or could not do what was asked."""


class Child:
    """A kernel, or a function's process, with all that it has started."""

    def __init__(self, request: Callable[[dict[str, Any]], object], pid: int, report: socket.socket) -> None:
        self._request, self._report = request, report
        self._exit: Exit | None = None
        self.pid = pid  # as the fork server sees it: a number to name the child with, not a pid of this process's

    def fileno(self) -> int:
        """Descriptor that becomes readable when the child has ended; closed once `poll` or `wait` has told how."""
        return self._report.fileno()

    def poll(self) -> Exit | None:
        """How the child ended; None while it runs."""
        if self._exit is None and select.select([self._report], [], [], 0)[0]:
            self._exit = self._read()
        return self._exit

    def wait(self, timeout: float) -> Exit:
        """Wait until the child has ended.

        Args:
            timeout: seconds.

        Raises:
            TimeoutError: if it has not ended by then.
        """
        if self._exit is None and not select.select([self._report], [], [], timeout)[0]:
            raise TimeoutError(f"the child still runs after {timeout} s")
        ended = self.poll()
        assert ended is not None  # noqa: S101  # the descriptor was readable
        return ended

    def send_signal(self, number: int) -> None:
        """Send SIGINT or SIGTERM to the program and its process group, or kill the whole child (SIGKILL).

        Raises:
            ValueError: for another signal.
        """
        if number not in {signal.SIGINT, signal.SIGTERM, signal.SIGKILL}:
            raise ValueError(f"signal {number} is not passed on to a child, only SIGINT, SIGTERM and SIGKILL")
        if self.poll() is None:
            # A fork server that has ended has taken its children with it.
            with contextlib.suppress(ForkServerError):
                self._request({"pid": self.pid, "signal": int(number)})

    def kill(self) -> Exit:
        """Kill the program and everything that it has started; all is gone when this returns. Does no harm twice."""
        self.send_signal(signal.SIGKILL)
        return self.wait(_KILL_WITHIN)

    def _read(self) -> Exit:
        """The report. A child that was killed from outside made none."""
        with self._report:
            try:
                text = self._report.recv(protocol.MAX_BYTES)
            except ConnectionError:
                text = b""
        if not text:
            return Exit(signal=int(signal.SIGKILL))
        return Exit(**json.loads(text))
