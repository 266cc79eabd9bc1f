"""The fork server: a process that has imported what is slow to import, and forks a child for each request.

`python -I -m coursekit.grading.forkserver.server DESCRIPTOR OPTIONS`: the descriptor of its socket, and
`order.Options` in JSON. It has one thread, which it makes sure of: a fork copies only the thread that forks, and locks
that others held would stay locked for ever. So it never runs an operation of TensorFlow or JAX, and where an import has
started threads it starts over without importing anything: its children are cold then.
"""

from __future__ import annotations

import gc
import importlib
import os
import selectors
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coursekit.grading.forkserver import protocol, supervisor
from coursekit.grading.forkserver.order import Options, Order
from coursekit.grading.forkserver.program import Surroundings
from coursekit.grading.forkserver.removal import remove
from coursekit.grading.forkserver.tree import kill_children, take_user
from coursekit.grading.sandbox.linux import set_child_subreaper, set_dumpable

__all__ = ["main"]


@dataclass(frozen=True)
class _Child:
    pidfd: int
    surroundings: Surroundings | None
    folder: Path | None


def main() -> None:
    """Run until the engine closes its end of the socket."""
    descriptor, options = int(sys.argv[1]), Options.from_json(sys.argv[2])
    connection = socket.socket(fileno=descriptor)
    connection.set_inheritable(False)
    if options.confinement.server_user is not None and os.getuid() == 0:
        take_user(options.confinement.server_user)
        set_dumpable(True)  # lost with the change of user; without it nobody may write this process's uid_map
    set_child_subreaper()
    start = time.monotonic()
    if not options.cold:
        _preload(options, descriptor)
    gc.collect()
    gc.disable()  # a collection would write to all objects, and so copy their pages in each child
    gc.freeze()
    hello = {"warm": not options.cold, "reason": options.cold, "seconds": time.monotonic() - start}
    protocol.send(connection, hello)
    _Server(connection, options).serve()


def _preload(options: Options, descriptor: int) -> None:
    for name in options.preload:
        importlib.import_module(name)
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads == 1:
        return
    # What these threads hold cannot be given back: start over in a fresh interpreter.
    why = f"importing {', '.join(options.preload)} started threads (there are {threads} now)"
    os.set_inheritable(descriptor, True)
    fresh = Options((), options.targets, options.confinement, why)
    again = [sys.executable, "-I", "-m", "coursekit.grading.forkserver.server", str(descriptor), fresh.to_json()]
    os.execv(sys.executable, again)  # noqa: S606  # this very program


class _Server:
    def __init__(self, connection: socket.socket, options: Options) -> None:
        self._connection = connection
        self._options = options
        self._children: dict[int, _Child] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(connection, selectors.EVENT_READ)

    def serve(self) -> None:
        try:
            while True:
                # Ends before requests: to kill a child that has just ended is no mistake, to reap it twice is.
                for key, _ in sorted(self._selector.select(), key=lambda ready: ready[0].data is None):
                    if key.data is not None:
                        self._reap(key.data)
                    elif not self._answer():
                        return
        finally:
            for pid in list(self._children):
                self._kill(pid)

    def _answer(self) -> bool:
        """Answer one request; False if the engine is gone."""
        try:
            request = protocol.receive(self._connection)
            if request is None:
                return False
            message, descriptors = request
            with ExitStack() as closing:
                for descriptor in descriptors:
                    closing.callback(os.close, descriptor)
                try:
                    answer = self._act(message, descriptors)
                except (OSError, KeyError, TypeError, ValueError) as error:
                    answer = {"problem": f"{type(error).__name__}: {error}"}
            protocol.send(self._connection, answer)
        except ConnectionError:
            return False
        return True

    def _act(self, message: Mapping[str, Any], descriptors: list[int]) -> dict[str, Any]:
        if "order" in message:
            return {"pid": self._spawn(Order.from_plain(message["order"]), descriptors)}
        pid = message["pid"]
        if pid in self._children:  # it has not been waited for, so that no other process has its number
            if message["signal"] == signal.SIGKILL:
                self._kill(pid)
            else:
                os.kill(pid, message["signal"])
        return {"pid": pid}

    def _spawn(self, order: Order, descriptors: list[int]) -> int:
        if order.target and order.target not in self._options.targets:
            raise ValueError(f"{order.target} is not among the targets that the fork server was started with")
        named = dict(zip(order.descriptors, descriptors, strict=True))
        folder, surroundings = None, None
        if not self._options.confinement.namespaces:
            folder, surroundings = self._make_surroundings()
        try:
            pid = supervisor.start(order, named, surroundings)
        except OSError:
            if folder is not None:
                remove(folder)
            raise
        child = _Child(os.pidfd_open(pid), surroundings, folder)
        self._children[pid] = child
        self._selector.register(child.pidfd, selectors.EVENT_READ, data=pid)
        return pid

    def _make_surroundings(self) -> tuple[Path, Surroundings]:
        user = None
        if self._options.confinement.child_users is not None:
            first, last = self._options.confinement.child_users
            taken = {child.surroundings.user for child in self._children.values() if child.surroundings is not None}
            user = next((number for number in range(first, last + 1) if number not in taken), None)
            if user is None:
                raise OSError(f"all user ids from {first} to {last} are in use")
        root = Path(tempfile.mkdtemp(prefix=f"grading-{os.getpid()}-"))
        made = Surroundings(root / "work", root / "home", root / "tmp", user)
        for folder in (made.work, made.home, made.temporary):
            folder.mkdir(mode=0o700)
            if user is not None:
                os.chown(folder, user, user)
        if user is not None:
            root.chmod(0o711)  # to be walked through, not to be listed or written
        return root, made

    def _kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        self._reap(pid)

    def _reap(self, pid: int) -> None:
        """Wait for a child that has ended or was killed, and see that nothing of it is left."""
        child = self._children.pop(pid)
        os.waitpid(pid, 0)  # in a pid namespace, init ends only after all the others
        self._selector.unregister(child.pidfd)
        os.close(child.pidfd)
        if child.surroundings is not None:
            kill_children(keep=self._children.keys(), user=child.surroundings.user)
        if child.folder is not None:
            remove(child.folder)


if __name__ == "__main__":
    main()
