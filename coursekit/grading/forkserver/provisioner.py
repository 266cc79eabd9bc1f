"""jupyter_client's way to kernels of a fork server: nbclient and nbgrader use them without knowing.

`kernel_manager` makes a manager for one kernel. Where somebody else makes the managers, as nbgrader does, configuration
in the same process does it: `KernelProvisionerFactory.default_provisioner_name = PROVISIONER`, the name of the entry
point in the group `jupyter_client.kernel_provisioners`, and `ForkServerProvisioner.server`, `files` and so on.
"""

from __future__ import annotations

import contextlib
import math
import shutil
import signal
import tempfile
import time
import uuid
from collections.abc import Mapping
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from traitlets import Dict, Instance, Unicode

from coursekit.grading.forkserver.child import Child
from coursekit.grading.forkserver.client import ForkServer
from coursekit.grading.forkserver.order import Exit
from coursekit.grading.sandbox.limits import Limits

__all__ = ["PROVISIONER", "ForkServerProvisioner", "kernel_manager"]

PROVISIONER = "coursekit-fork-server"

_PORTS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")


def kernel_manager(
    server: ForkServer,
    files: Mapping[str, bytes] | None = None,
    target: str = "",
    descriptors: Mapping[str, int] | None = None,
    limits: Limits | None = None,
    environment: Mapping[str, str] | None = None,
) -> AsyncKernelManager:
    """A manager for one kernel of a fork server, for `nbclient.NotebookClient(notebook, km=...)`.

    Nothing is started yet. Who passes a manager to nbclient has to shut the kernel down: `shutdown_kernel(now=True)`,
    then `cleanup_resources()`. How the kernel ended is in the manager's `provisioner.ended` afterwards.

    Args:
        server: the fork server.
        files: as for `ForkServer.spawn_kernel`, like the others below.
        target: called before the kernel answers.
        descriptors: have to stay open until the kernel is started.
        limits: what the kernel and all that it starts may use.
        environment: variables beside those of the fork server.
    """
    manager = AsyncKernelManager(
        kernel_id=str(uuid.uuid4()), kernel_spec_manager=_OurKernelSpec(), client_factory=_Client
    )
    manager.provisioner = ForkServerProvisioner(
        kernel_id=manager.kernel_id,
        kernel_spec=manager.kernel_spec,
        parent=manager,
        server=server,
        files=dict(files or {}),
        target=target,
        descriptors=dict(descriptors or {}),
        limits=limits or Limits(),
        environment=dict(environment or {}),
    )
    return manager


class _Client(AsyncKernelClient):
    """Ready when the kernel has answered.

    jupyter_client waits until nothing has come for 0.2 s as well, for clients that take any output for theirs; nbclient
    looks at which request an output belongs to.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Ask the kernel about itself until it answers, and until its outputs come through.

        Raises:
            RuntimeError: if it has ended, or the time is over; as jupyter_client's.
        """
        until = math.inf if timeout is None else time.monotonic() + timeout
        while True:
            self.kernel_info()
            with contextlib.suppress(Empty):
                reply = await self.shell_channel.get_msg(timeout=1)
                if reply["msg_type"] == "kernel_info_reply":
                    await self.iopub_channel.get_msg(timeout=0.2)  # none where the connection was too late for it
                    self._handle_kernel_info_reply(reply)
                    return
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > until:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")


class _OurKernelSpec(KernelSpecManager):
    """Whatever kernel a notebook names, it gets ours: none needs to be installed, and no installed one is trusted."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:  # noqa: ARG002  # jupyter_client's signature
        return KernelSpec(display_name="Python 3", language="python")


class ForkServerProvisioner(KernelProvisionerBase):
    """Has its kernel forked by a fork server, on Unix sockets.

    Attributes:
        ended: how the kernel ended; None while it runs, or before it was started.
    """

    server = Instance(ForkServer, allow_none=True, help="The fork server.").tag(config=True)
    files = Dict(help="Files of the working folder: path, content.").tag(config=True)
    target = Unicode(help="What the fork server's kernel calls before it answers: module:function.").tag(config=True)
    descriptors = Dict(help="Open descriptors for it, by name.").tag(config=True)
    limits = Instance(Limits, (), help="What the kernel and all that it starts may use.").tag(config=True)
    environment = Dict(help="Variables beside those of the fork server.").tag(config=True)

    _child: Child | None = None
    _folder: str | None = None
    ended: Exit | None = None

    @property
    def has_process(self) -> bool:
        """Whether a kernel was started and has not been waited for."""
        return self._child is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ARG002  # jupyter_client's signature
        """Choose the sockets. There is no command, and the engine's environment is not passed on.

        Raises:
            RuntimeError: without a fork server.
        """
        manager = self.parent
        if self.server is None or manager is None:
            raise RuntimeError(
                f"The kernel provisioner {PROVISIONER} needs a fork server: use coursekit.grading.forkserver."
                "kernel_manager, or set ForkServerProvisioner.server in the configuration."
            )
        if self._folder is None:
            # Only its owner can enter it, so that no other user can connect to the sockets.
            self._folder = tempfile.mkdtemp(prefix="kernel-")
        manager.transport, manager.ip = "ipc", f"{self._folder}/k"
        manager.connection_file = f"{self._folder}/connection.json"
        for number, name in enumerate(_PORTS, start=1):
            setattr(manager, name, number)
        self.connection_info = manager.get_connection_info()
        return {"cmd": [], "env": {}}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:  # noqa: ARG002  # likewise
        """Have the kernel forked.

        Raises:
            ForkServerError: if the fork server has ended, or cannot start it.
        """
        assert self.server is not None  # noqa: S101  # seen to in `pre_launch`
        self.ended = None
        self._child = self.server.spawn_kernel(
            self.connection_info, self.files, self.target, self.descriptors, self.limits, self.environment
        )
        return self.connection_info

    async def poll(self) -> int | None:
        """The exit code, minus the signal's number where a signal ended it, None while it runs."""
        if self._child is None:
            return 0 if self.ended is None else self.ended.returncode
        self.ended = self._child.poll()
        return None if self.ended is None else self.ended.returncode

    async def wait(self) -> int | None:
        """Called when the kernel has ended: see that nothing is left of it."""
        await self.kill()
        return await self.poll()

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel and what it has started in its process group; 0 sends none."""
        if self._child is not None and signum != 0:
            self._child.send_signal(signum)

    async def kill(self, restart: bool = False) -> None:  # noqa: ARG002  # likewise
        """Kill everything that the kernel has started. It comes twice, and after the end: that does no harm."""
        if self._child is not None:
            self.ended = self._child.kill()
            self._child = None

    async def terminate(self, restart: bool = False) -> None:  # noqa: ARG002  # likewise
        """Ask the kernel to end."""
        await self.send_signal(signal.SIGTERM)

    async def cleanup(self, restart: bool = False) -> None:
        """Remove the sockets; nbclient does not shut down a kernel that has died, so see that all of it is gone."""
        await self.kill()
        if self._folder is not None and not restart:
            shutil.rmtree(self._folder)
            self._folder = None
