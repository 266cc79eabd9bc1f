"""Whole messages over a stream socket, none longer than allowed, and no wait without an end."""

from __future__ import annotations

import socket
import time

from coursekit.grading.judge.codec import MAX_BYTES
from coursekit.grading.judge.errors import Closed, ProtocolError, TimedOut

__all__ = ["Channel"]

_HEADER = 8
_PIECE = 2**20


class Channel:
    """One end of a connected stream socket; a message is its length in 8 bytes, big endian, and then itself.

    What has come of a message when a wait ends is kept: the next wait goes on with it.

    Args:
        connection: the socket, or the number of its file descriptor, which then belongs to the channel.
        limit: longest message that is taken, in bytes.
    """

    def __init__(self, connection: socket.socket | int, limit: int = MAX_BYTES) -> None:
        self._socket = socket.socket(fileno=connection) if isinstance(connection, int) else connection
        self._limit = limit
        self._received = bytearray()
        self._torn = False

    def send(self, message: bytes, deadline: float) -> None:
        """Send a message.

        Args:
            message: the bytes.
            deadline: of `time.monotonic()`, in seconds.

        Raises:
            TimedOut: if the other side does not take it in time. A message sent in part cannot be mended: from then on
                the channel counts as closed.
            Closed: if the other side is gone.
        """
        if self._torn:
            raise Closed("The connection broke off in the middle of a message.")
        self._torn = True
        try:
            self._socket.settimeout(_left(deadline))
            self._socket.sendall(len(message).to_bytes(_HEADER, "big") + message)
        except TimeoutError:
            raise TimedOut("The other process did not take what was sent to it.") from None
        except OSError as error:
            raise Closed(f"The other process is gone ({error.strerror or error}).") from None
        self._torn = False

    def receive(self, deadline: float) -> bytearray:
        """Wait for a message.

        Args:
            deadline: of `time.monotonic()`, in seconds.

        Raises:
            TimedOut: if no complete one comes in time.
            Closed: if the other side is gone.
            ProtocolError: if it announces one that is longer than allowed.
        """
        self._fill(_HEADER, deadline)
        length = int.from_bytes(self._received[:_HEADER], "big")
        if length > self._limit:
            raise ProtocolError(f"A message of {length:,} bytes is announced; {self._limit:,} are allowed.")
        self._fill(_HEADER + length, deadline)
        message = self._received[_HEADER : _HEADER + length]
        del self._received[: _HEADER + length]
        return message

    def close(self) -> None:
        """Let go of the socket; the other side sees it closed."""
        self._socket.close()

    def _fill(self, size: int, deadline: float) -> None:
        # Memory is taken for what has come, never for what is announced.
        while len(self._received) < size:
            try:
                self._socket.settimeout(_left(deadline))
                piece = self._socket.recv(min(_PIECE, size - len(self._received)))
            except TimeoutError:
                raise TimedOut("No answer came in time.") from None
            except OSError as error:
                raise Closed(f"The other process is gone ({error.strerror or error}).") from None
            if not piece:
                raise Closed("The other process has ended.")
            self._received += piece


def _left(deadline: float) -> float:
    """Seconds until then.

    Raises:
        TimeoutError: if there are none.
    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
