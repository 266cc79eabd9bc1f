"""The engine's side of the fork server.

Not for several threads at once, and it waits for the fork server's answers, which come within some 50 ms.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Self

from coursekit.grading.forkserver import protocol
from coursekit.grading.forkserver.child import Child, ForkServerError
from coursekit.grading.forkserver.handover import archive, connection_file, in_memory
from coursekit.grading.forkserver.order import Confinement, Options, Order
from coursekit.grading.forkserver.program import CONNECTION, FILES, listener
from coursekit.grading.forkserver.supervisor import REPORT
from coursekit.grading.sandbox import bubblewrap
from coursekit.grading.sandbox.isolation import Rung
from coursekit.grading.sandbox.limits import Limits
from coursekit.grading.sandbox.users import Users

__all__ = ["KERNEL", "PRELOAD", "ForkServer"]

KERNEL = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "IPython.core.completer",
    "IPython.core.debugger",
    "jedi",
    "psutil",
)
"""Modules that every kernel imports."""

PRELOAD = ("numpy", "tensorflow", "keras", "coursekit.checks", *KERNEL)
"""Modules that a kernel which works with Keras imports."""

_ANSWER_WITHIN = 30.0  # seconds for one request
_CLOSE_WITHIN = 10.0  # seconds for the end of all children and of the fork server


class ForkServer:
    """A running fork server; use it as a context manager, or call `close`.

    Attributes:
        warm: whether its children find everything imported.
        reason: why they do not; empty if they do.
        seconds: how long the imports took.
    """

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        connection: socket.socket,
        hello: Mapping[str, Any],
        users: Users | None = None,
    ) -> None:
        self._process, self._connection, self._users = process, connection, users
        self._children: list[Child] = []
        self.warm: bool = hello["warm"]
        self.reason: str = hello["reason"]
        self.seconds: float = hello["seconds"]

    @classmethod
    def start(
        cls,
        rung: Rung,
        preload: Sequence[str] = PRELOAD,
        targets: Sequence[str] = (),
        private: Sequence[Path] = (),
        log: IO[bytes] | None = None,
        timeout: float = 180.0,
    ) -> Self:
        """Start a fork server and wait until it has imported everything.

        It ends with the thread that starts it, so that nothing of it outlives an engine that is killed.

        Args:
            rung: how to confine it and its children; what `coursekit.grading.sandbox.detect` has found.
            preload: modules to import.
            targets: `module:function` that children may be asked to run; part of coursekit or of the environment.
            private: paths that a student's code must not see; checked against what is shown to it.
            log: takes what the fork server, functions that it runs, and bubblewrap write to standard error.
            timeout: seconds.

        Raises:
            ForkServerError: if it does not come up, with what it wrote last if there is no `log`.
            CourseError: if bubblewrap is not installed, something private would have to be shown, or there are
                no users for the students' code.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, contextlib.ExitStack() as closing, _error_file(log) as (errors, last_words):
            closing.callback(ours.close)
            users = Users.claim() if os.geteuid() == 0 else None
            if users is not None:
                closing.callback(users.release)
            confinement = _confinement(rung, users)
            options = Options(tuple(preload), tuple(targets), confinement)
            number = str(theirs.fileno())
            line = [sys.executable, "-I", "-m", "coursekit.grading.forkserver.server", number, options.to_json()]
            handed_over = [theirs.fileno()]
            if rung is Rung.BUBBLEWRAP:
                user = confinement.server_user
                me = os.getuid() if user is None else user
                accounts = f"student:x:{me}:{os.getgid() if user is None else user}::{bubblewrap.HOME}:/bin/sh\n"
                handed_over.append(in_memory("accounts", accounts.encode()))
                closing.callback(os.close, handed_over[-1])
                line = bubblewrap.command(line, user, handed_over[-1], private)
            process = subprocess.Popen(  # noqa: S603  # our own program
                line,
                stdin=subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
                pass_fds=handed_over,
                env=bubblewrap.environment(),
                cwd="/",
                start_new_session=True,
            )
            closing.callback(_end, process)
            theirs.close()  # so that its end is seen
            ours.settimeout(timeout)
            try:
                hello = protocol.receive(ours)
            except TimeoutError:
                raise ForkServerError(f"the fork server did not come up within {timeout:.0f} s") from None
            except ConnectionError:
                hello = None
            if hello is None:
                process.wait()
                raise ForkServerError(f"the fork server ended while it started: {last_words() or 'see its log'}")
            ours.settimeout(_ANSWER_WITHIN)
            os.close(handed_over.pop()) if len(handed_over) > 1 else None
            closing.pop_all()
            return cls(process, ours, hello[0], users)

    def __deepcopy__(self, _memo: object) -> Self:
        """It stands for a process, and stays the same one where configuration copies what it holds."""
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the fork server and all its children."""
        self._connection.close()
        _end(self._process)
        for child in self._children:
            child.poll()  # it has ended, and its descriptor is closed when that is read
        if self._users is not None:
            self._users.release()

    def spawn(
        self,
        target: str,
        descriptors: Mapping[str, int] | None = None,
        limits: Limits | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Child:
        """Start a child that calls a function.

        Args:
            target: `module:function`, one of the fork server's `targets`. It gets a `dict` of open descriptors by
                name, copies of those given here. It gets no other argument, so that what it works on never
                lies in the fork server's memory, of which each student's kernel is a copy.
            descriptors: open descriptors by name; they stay open here.
            limits: what the child may use.
            environment: variables beside those of the fork server.

        Raises:
            ForkServerError: if the fork server has ended, or cannot start it.
        """
        return self._start(False, target, dict(descriptors or {}), limits, environment)

    def spawn_kernel(
        self,
        connection: Mapping[str, Any],
        files: Mapping[str, bytes] | None = None,
        target: str = "",
        descriptors: Mapping[str, int] | None = None,
        limits: Limits | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Child:
        """Start an IPython kernel.

        Args:
            connection: what its connection file would hold; with the transport "ipc" and five different ports. The
                sockets are made here, at `IP-PORT`: their folder has to exist, be short, and be shut to others.
            files: what lies in its working folder: relative path with slashes, content.
            target: `module:function`, one of the fork server's `targets`, called with the initialised `IPKernelApp` and
                the `dict` of descriptors before the kernel answers; empty for none.
            descriptors: as for `spawn`.
            limits: as for `spawn`.
            environment: as for `spawn`.

        Raises:
            ForkServerError: if the fork server has ended, or cannot start it.
            ValueError: if a file's path leaves the working folder.
            OSError: if a socket cannot be made.
        """
        with contextlib.ExitStack() as closing:
            handed_over = dict(descriptors or {})
            for name, content in ((CONNECTION, connection_file(connection)), (FILES, archive(files or {}))):
                handed_over[name] = in_memory(name, content)
                closing.callback(os.close, handed_over[name])
            for port in (number for key, number in connection.items() if key.endswith("_port")):
                listening = closing.enter_context(socket.socket(socket.AF_UNIX))
                listening.bind(f"{connection['ip']}-{port}")
                listening.listen()
                handed_over[listener(port)] = listening.fileno()
            return self._start(True, target, handed_over, limits, environment)

    def _request(self, message: dict[str, Any], descriptors: tuple[int, ...] = ()) -> dict[str, Any]:
        """Ask and wait for the answer.

        Raises:
            ForkServerError: if there is none, or it is that it cannot be done.
        """
        try:
            protocol.send(self._connection, message, descriptors)
            answer = protocol.receive(self._connection)
        except (OSError, protocol.ProtocolError) as error:
            self._connection.close()  # a late answer would be taken for that of the next request
            raise ForkServerError(f"the fork server does not answer: {error}") from error
        if answer is None:
            raise ForkServerError("the fork server has ended")
        if "problem" in answer[0]:
            raise ForkServerError(answer[0]["problem"])
        return answer[0]

    def _start(
        self,
        kernel: bool,
        target: str,
        descriptors: dict[str, int],
        limits: Limits | None,
        environment: Mapping[str, str] | None,
    ) -> Child:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            named = {**descriptors, REPORT: theirs.fileno()}
            order = Order(kernel, target, limits or Limits(), dict(environment or {}), tuple(named))
            try:
                answer = self._request({"order": order.plain()}, tuple(named.values()))
            except BaseException:
                ours.close()
                raise
        child = Child(self._request, answer["pid"], ours)
        self._children = [child, *(other for other in self._children if other.poll() is None)]
        return child


def _end(process: subprocess.Popen[bytes]) -> None:
    """Wait for the end of a fork server whose socket is closed; kill it if it hangs."""
    try:
        process.wait(_CLOSE_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _confinement(rung: Rung, users: Users | None) -> Confinement:
    if rung is Rung.BUBBLEWRAP:
        return Confinement(namespaces=True, server_user=users.first if users else None)
    return Confinement(namespaces=False, child_users=(users.first, users.last) if users else None)


@contextlib.contextmanager
def _error_file(log: IO[bytes] | None) -> Iterator[tuple[IO[bytes], Any]]:
    """Where standard error goes, and a function that reads the last of it."""
    if log is not None:
        yield log, lambda: ""
        return
    with open(os.memfd_create("errors", os.MFD_CLOEXEC), "w+b") as file:  # noqa: PTH123  # a descriptor has no path

        def last_words() -> str:
            file.seek(0)
            return file.read()[-2000:].decode(errors="replace").strip()

        yield file, last_words
