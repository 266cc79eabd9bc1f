"""The student's kernel: runs cells through nbclient, and lets no amount of output, time or silence harm the worker."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Mapping
from queue import Empty
from typing import Any

import zmq
import zmq.asyncio
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from coursekit.grading.forkserver import Exit, ForkServer, kernel_manager
from coursekit.grading.sandbox import Limits
from coursekit.grading.worker.client import BoundedClient, unpacked
from coursekit.grading.worker.setup import Times

__all__ = ["KernelEndedError", "OutOfTimeError", "StudentKernel"]

_LARGEST_MESSAGE = 32 * 2**20  # bytes; ZeroMQ closes the connection to a kernel that sends a larger one
_MESSAGES_WAITING = 20
_ANSWER = "coursekit.grading.judge.student:attach"
_SERVE = "from coursekit.grading.judge.student import serve; serve()"


class OutOfTimeError(Exception):
    """A cell was stopped at its time limit, or there was no time left for it; the text is what became of it.

    Attributes:
        stopped: whether the kernel heeded the interrupt and can go on.
    """

    def __init__(self, message: str, stopped: bool) -> None:
        super().__init__(message)
        self.stopped = stopped


class KernelEndedError(Exception):
    """The kernel has ended, of itself or because it was killed, or it talks nonsense; the text says which.

    Attributes:
        ended: how; None if it has not, or that is not known.
    """

    def __init__(self, ended: Exit | None, message: str = "") -> None:
        super().__init__(message or _in_words(ended))
        self.ended = ended


class StudentKernel:
    """One running kernel of the fork server, joined to a judge.

    Use `started` to make one. Where a method raises `KernelEndedError`, or an `OutOfTimeError` with `stopped` false,
    nothing more can be run in it.
    """

    def __init__(self, client: BoundedClient, times: Times) -> None:
        self._client, self._times = client, times
        self._deadline = time.monotonic() + times.notebook

    @classmethod
    @contextlib.asynccontextmanager
    async def started(
        cls,
        server: ForkServer,
        notebook: NotebookNode,
        files: Mapping[str, bytes],
        judge: int,
        times: Times,
        limits: Limits,
        log: logging.Logger,
    ) -> AsyncIterator[StudentKernel]:
        """Fork a kernel, and end it with all that it has started.

        Args:
            server: the fork server.
            notebook: whose cells will be run; their outputs are put into it.
            files: what lies in the working folder: path, content.
            judge: descriptor of the kernel's end of its connection to the judge; stays open here.
            times: limits of time.
            limits: what the kernel and all that it starts may use.
            log: takes what nbclient says.

        Raises:
            ForkServerError: if it cannot be started.
            KernelEndedError: if it ends before it answers.
        """
        manager = kernel_manager(server, files, _ANSWER, {"judge": judge}, limits)
        # Of a kernel's messages only so many are taken, each only so long: more would fill the worker's memory.
        manager.context = zmq.asyncio.Context()
        manager.context.setsockopt(zmq.MAXMSGSIZE, _LARGEST_MESSAGE)
        manager.context.setsockopt(zmq.RCVHWM, _MESSAGES_WAITING)
        manager.session.unpack = unpacked
        client = BoundedClient(
            notebook,
            km=manager,
            log=log,
            allow_errors=True,
            interrupt_on_timeout=True,
            error_on_timeout={"ename": "CellTimeoutError", "evalue": "", "traceback": []},
            raise_on_iopub_timeout=False,
            iopub_timeout=round(times.idle),
            startup_timeout=round(times.startup),
            shutdown_kernel="immediate",
            store_widget_state=False,
            record_timing=False,
            coalesce_streams=False,  # done here; nbclient's way takes for ever on many backspaces
        )
        kernel = cls(client, times)
        try:
            await client.async_start_new_kernel()
            try:
                await client.async_start_new_kernel_client()
            except RuntimeError as error:  # jupyter_client's, where the kernel ends or does not answer
                raise KernelEndedError(kernel.ended) from error
            yield kernel
        finally:
            await kernel._end()
            manager.context.destroy(linger=0)

    @property
    def ended(self) -> Exit | None:
        """How the kernel ended; None while it runs."""
        provisioner: Any = self._client.km.provisioner if self._client.km is not None else None
        return getattr(provisioner, "ended", None)

    @property
    def seconds_left(self) -> float:
        """Until the time of the whole notebook is over."""
        return self._deadline - time.monotonic()

    async def run(self, cell: NotebookNode, place: int) -> None:
        """Run a cell of the notebook and keep its outputs in it; an exception is an output.

        Raises:
            OutOfTimeError: if it takes longer than a cell may, or the notebook's time is over.
            KernelEndedError: if the kernel ends.
        """
        seconds = min(self._times.cell, self.seconds_left)
        if seconds <= 0:
            raise OutOfTimeError("was not run: the time for the whole notebook was over", stopped=False)
        self._client.begin()
        self._client.timeout = max(1, round(seconds))
        try:
            await self._client.async_execute_cell(cell, place)
        except DeadKernelError:
            raise KernelEndedError(self.ended) from None
        except Exception as error:
            # A kernel knows the key of its connection, and so a student's code can send whatever it likes.
            raise KernelEndedError(None, _nonsense(error)) from error
        finally:
            # What a later cell has learned from a hidden test must not come into an output that feedback shows.
            self._client.clear_display_id_mapping(place)
            if self._client.dropped:
                cell.outputs.append(_remark("(More output was dropped.)\n"))
        if self._client.timed_out:
            raise OutOfTimeError(f"was stopped after {self._client.timeout} s", stopped=self._client.idle)

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[asyncio.Future[None]]:
        """Let the kernel answer its judge, which has to release it at the end.

        What the student's code prints while it answers is dropped: it could be what a hidden test has asked.

        Yields:
            a future that is done when the kernel does not answer any more: it was released, or has ended.

        Raises:
            OutOfTimeError: at the end, if the kernel was not released and does not heed an interrupt either.
            KernelEndedError: at the end, if it has ended.
        """
        client: Any = self._client.kc
        request = client.execute(_SERVE, silent=True, store_history=False, stop_on_error=False)
        answering = asyncio.ensure_future(self._reply_to(request))
        dropping = asyncio.ensure_future(self._drop_output())
        try:
            yield answering
            await asyncio.wait([answering], timeout=self._times.idle)
            if not answering.done():
                await self.interrupt()
                await asyncio.wait([answering], timeout=self._times.idle)
            if not answering.done():
                raise OutOfTimeError("did not heed an interrupt", stopped=False)
            answering.result()
        finally:
            for task in (answering, dropping):
                task.cancel()
            await asyncio.gather(answering, dropping, return_exceptions=True)

    async def interrupt(self) -> None:
        """Interrupt what the kernel is running."""
        manager: Any = self._client.km
        await manager.interrupt_kernel()

    async def _reply_to(self, request: str) -> None:
        client: Any = self._client.kc
        while True:
            try:
                message = await client.shell_channel.get_msg(timeout=1)
            except Empty:
                if not await client.is_alive():
                    raise KernelEndedError(self.ended) from None
            except Exception as error:
                raise KernelEndedError(None, _nonsense(error)) from error
            else:
                if message["parent_header"].get("msg_id") == request:
                    return

    async def _drop_output(self) -> None:
        client: Any = self._client.kc
        while True:
            with contextlib.suppress(
                ValueError, KeyError, TypeError, AttributeError
            ):  # what is no message is dropped too
                await client.iopub_channel.get_msg(timeout=None)
            await asyncio.sleep(0)  # an error that comes at once, again and again, must not keep the rest from running

    async def _end(self) -> None:
        manager: Any = self._client.km
        if self._client.kc is not None:
            self._client.kc.stop_channels()
        if manager.has_kernel:
            await manager.shutdown_kernel(now=True)
        await manager.cleanup_resources()


def _in_words(ended: Exit | None) -> str:
    if ended is None:
        return "the kernel ended"
    if ended.out_of_memory:
        return "the kernel took more memory than it may"
    if ended.signal is not None:
        return f"the kernel was ended by signal {ended.signal}"
    return f"the kernel ended by itself, with code {ended.code}"


def _nonsense(error: Exception) -> str:
    return f"the kernel sent what is no message ({type(error).__name__}), and was ended"


def _remark(text: str) -> NotebookNode:
    return NotebookNode(output_type="stream", name="stderr", text=text)
