"""How the engine and the fork server talk: a JSON object a packet, on a pair of `SOCK_SEQPACKET` Unix sockets.

Packets keep their bounds, so that descriptors cannot travel with the wrong one. The socket has no name in the file
system and is closed in every child, so that nothing that a student runs can reach it.

No packet holds anything secret: what the fork server has read stays in its memory, and with every fork a student gets a
copy of that memory. Keys, files and tests travel in descriptors, which only the child they are for ever reads.
"""

from __future__ import annotations

import json
import os
import socket
from typing import Any

__all__ = ["MAX_BYTES", "MAX_DESCRIPTORS", "ProtocolError", "receive", "send"]

MAX_BYTES = 64 * 1024
MAX_DESCRIPTORS = 24


class ProtocolError(Exception):
    """A packet that is no JSON object, too long, or has too many descriptors."""


def send(connection: socket.socket, message: dict[str, Any], descriptors: tuple[int, ...] = ()) -> None:
    """Send one message, with copies of `descriptors`.

    Raises:
        ProtocolError: if it is too long or has too many descriptors.
        OSError: if the other side is gone.
    """
    packet = json.dumps(message).encode()
    if len(packet) > MAX_BYTES or len(descriptors) > MAX_DESCRIPTORS:
        raise ProtocolError(f"a message of {len(packet)} bytes with {len(descriptors)} descriptors is over the limit")
    socket.send_fds(connection, [packet], list(descriptors))


def receive(connection: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """Receive one message and its descriptors, which nobody has closed yet; None at the end.

    Raises:
        ProtocolError: if it is no JSON object or was cut off.
        TimeoutError: if nothing comes within the socket's timeout.
    """
    packet, descriptors, flags, _ = socket.recv_fds(connection, MAX_BYTES, MAX_DESCRIPTORS)
    for descriptor in descriptors:
        os.set_inheritable(descriptor, False)  # Python 3.11 ignores the flags of recv_fds, such as MSG_CMSG_CLOEXEC
    if not packet and not descriptors:
        return None
    try:
        if flags & (socket.MSG_TRUNC | socket.MSG_CTRUNC):
            raise ProtocolError("a message was cut off")
        message = json.loads(packet)
        if not isinstance(message, dict):
            raise ProtocolError("a message is no JSON object")
    except (ValueError, ProtocolError) as error:
        for descriptor in descriptors:
            os.close(descriptor)
        raise error if isinstance(error, ProtocolError) else ProtocolError(f"a message is no JSON: {error}") from error
    return message, descriptors
