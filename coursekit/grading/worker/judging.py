"""The worker's connection to the judge of one submission."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Sequence
from typing import Any, Self

from coursekit.grading.forkserver import Child, ForkServer
from coursekit.grading.outcome import Verdict
from coursekit.grading.sandbox import Limits

__all__ = ["JUDGE", "JudgeGoneError", "JudgeProcess"]

JUDGE = "coursekit.grading.judge.process:judge_for"
"""What the fork server is asked to run."""

_LONGEST_LINE = 4 * 2**20
# The judge stops itself earlier (`judge.Judge.test`): this is for one that hangs all the same.
_OWN_SECONDS = 150.0


class JudgeGoneError(Exception):
    """The judge has ended, hangs, or does not say what was agreed: no fault of the student's that could be named."""


class JudgeProcess:
    """A judge in a process of its own, asked in lines of JSON; see `coursekit.grading.judge.process.main`."""

    def __init__(self, child: Child, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._child, self._reader, self._writer = child, reader, writer

    @classmethod
    async def start(cls, server: ForkServer, student: socket.socket, limits: Limits) -> Self:
        """Have one forked.

        Args:
            server: the fork server.
            student: the judge's end of its connection to the student's kernel; stays open here.
            limits: what the judge may use.

        Raises:
            ForkServerError: if it cannot be started.
        """
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                child = server.spawn(JUDGE, {"control": theirs.fileno(), "student": student.fileno()}, limits)
            reader, writer = await asyncio.open_connection(sock=ours, limit=_LONGEST_LINE)
        except BaseException:
            ours.close()
            raise
        return cls(child, reader, writer)

    async def draw_from(self, seed: str) -> None:
        """Say what hidden inputs are drawn from."""
        await self._done({"do": "seed", "seed": seed})

    async def setup(self, name: str, source: str) -> None:
        """Give it a cell of the master that tests need."""
        await self._done({"do": "setup", "name": name, "source": source})

    async def student_defines(self, names: Sequence[str]) -> None:
        """Tell it which names are the student's from now on."""
        await self._done({"do": "student defines", "names": list(names)})

    async def test(self, name: str, source: str, points: float, hidden: bool, seconds: float) -> Verdict:
        """Have a test cell run, while the student's kernel answers."""
        asked = {"do": "test", "name": name, "source": source, "points": points, "hidden": hidden, "seconds": seconds}
        answer = await self._ask(asked, seconds + _OWN_SECONDS)
        try:
            return Verdict.from_data(answer["verdict"])
        except (KeyError, TypeError, ValueError) as error:
            raise JudgeGoneError(f"the judge answers {str(answer)[:200]}") from error

    async def release(self, seconds: float) -> bool:
        """Let the student's kernel go on; whether it was still there to hear it."""
        answer = await self._ask({"do": "release", "seconds": seconds}, seconds + _OWN_SECONDS)
        return bool(answer.get("heard"))

    async def end(self) -> None:
        """End the judge and wait until it has gone."""
        self._writer.close()
        self._child.kill()

    async def _done(self, request: dict[str, Any]) -> None:
        answer = await self._ask(request, _OWN_SECONDS)
        if answer.get("done") != request["do"]:
            raise JudgeGoneError(f"the judge answers {str(answer)[:200]}")

    async def _ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        try:
            self._writer.write(json.dumps(request).encode() + b"\n")
            await self._writer.drain()
            line = await asyncio.wait_for(self._reader.readline(), seconds)
            answer = json.loads(line) if line else None
        except TimeoutError:
            raise JudgeGoneError(f"the judge did not answer within {seconds:.0f} s") from None
        except (OSError, ValueError) as error:  # the connection broke, or the line is too long or no JSON
            raise JudgeGoneError(f"the judge does not answer ({error}){self._how_it_ended()}") from error
        if not isinstance(answer, dict):
            raise JudgeGoneError(f"the judge does not answer{self._how_it_ended()}")
        return answer

    def _how_it_ended(self) -> str:
        ended = self._child.poll()
        if ended is None:
            return ""
        why = "out of memory" if ended.out_of_memory else ended.error.strip().rpartition("\n")[2]
        return f"; it ended with {ended.returncode}" + (f": {why}" if why else "")
