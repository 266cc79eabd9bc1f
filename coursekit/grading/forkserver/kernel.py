"""ipykernel on sockets that were opened outside: no file of the kernel's is shared with the engine.

The engine makes the five listening Unix sockets and hands over their descriptors; ZeroMQ takes them by its option
`ZMQ_USE_FD`. So the sandbox needs no folder that both sides can write to, and no path of the engine's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import zmq
from ipykernel.heartbeat import Heartbeat
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.connect import KernelConnectionInfo
from traitlets.config import Config

__all__ = ["KernelApp"]


def _listen(made: Any, ip: str, port: int, descriptor: int) -> None:
    made.setsockopt(zmq.USE_FD, descriptor)
    made.bind(f"ipc://{ip}-{port}")  # the name is that of the descriptor; nothing is made in the file system


class _Heartbeat(Heartbeat):
    """ipykernel's heartbeat on a socket that is open already."""

    def __init__(self, context: Any, ip: str, port: int, descriptor: int) -> None:
        super().__init__(context, ("ipc", ip, port))  # type: ignore[no-untyped-call]  # ipykernel is typed in part
        self._descriptor = descriptor

    def _try_bind_socket(self) -> None:
        _listen(self.socket, self.ip, self.port, self._descriptor)


class KernelApp(IPKernelApp):
    """ipykernel's application, which reads and writes no connection file."""

    _info: KernelConnectionInfo
    _listeners: Mapping[int, int]

    @classmethod
    def listening_at(cls, info: KernelConnectionInfo, listeners: Mapping[int, int]) -> KernelApp:
        """Make the application and its kernel.

        Args:
            info: what a connection file holds; the transport has to be "ipc".
            listeners: descriptor of the listening socket for each port of `info`.
        """
        config = Config()
        config.HistoryManager.enabled = False  # nothing of it outlives the sandbox, and it needs a thread and a file
        app: KernelApp = cls.instance(config=config)
        app._info, app._listeners = info, listeners
        app.initialize([])  # type: ignore[no-untyped-call]  # ipykernel is typed in part
        return app

    def init_connection_file(self) -> None:
        """Take the given connection instead of a file's."""
        self.load_connection_info(self._info)

    def write_connection_file(self, **kwargs: Any) -> None:
        """Nobody reads it."""

    def _try_bind_socket(self, s: Any, port: int) -> int:
        _listen(s, self.ip, port, self._listeners[port])
        return port

    def init_control(self, context: Any) -> None:
        """As ipykernel does, but its debugger does not look for the shell's socket, whose path is outside."""
        super().init_control(context)  # type: ignore[no-untyped-call]  # ipykernel is typed in part
        self.debug_shell_socket.disconnect(self.shell_socket.getsockopt(zmq.LAST_ENDPOINT))

    def init_heartbeat(self) -> None:
        """Answer heartbeats on the given socket."""
        self.heartbeat = _Heartbeat(zmq.Context(), self.ip, self.hb_port, self._listeners[self.hb_port])
        self.heartbeat.start()
