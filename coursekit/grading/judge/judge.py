"""Runs the master's test cells in a process that never runs the student's code, which is asked over a channel."""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import signal
import threading
import time
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import coursekit
from coursekit.checks import Attempt, CheckFailed, Failure, NotAttempted, perform_here, performed_by
from coursekit.checks.hidden import seeded
from coursekit.checks.plain import is_model
from coursekit.grading.judge import attempts
from coursekit.grading.judge.channel import Channel
from coursekit.grading.judge.errors import PeerError, RemoteFailure, TimedOut
from coursekit.grading.judge.names import defined_names, used_names
from coursekit.grading.judge.peer import Peer
from coursekit.grading.judge.remote import RemoteObject
from coursekit.grading.judge.remote_models import handle_of
from coursekit.grading.judge.scoring import scored
from coursekit.grading.outcome import TestStatus, Verdict

__all__ = ["Judge"]

_OWN_SECONDS = 120.0
_MOST_OUTPUT = 64 * 1024
_MOST_MESSAGE = 4000
_LIBRARY = str(Path(coursekit.__file__).parent)


class Judge:
    """The judge of one submission: one namespace, in which setup and test cells run in the order of the master.

    Call the methods in the order of the cells. What the master's setup cells define is the judge's own. What the
    master's *solution* cells define is the student's: `student_defines` says so, and each test asks for it anew. Of two
    cells that define the same name the later one counts, as in a notebook. No other name is ever asked for, whatever
    the student's process has under it; so every cell that defines something which tests use (imports above all), and
    is neither a solution nor a test, has to be given to `setup`; see `names.needed`.

    Args:
        channel: to the student's process, in which `coursekit.grading.judge.student.serve` runs during each test.

    Example:
        >>> judge = Judge(Channel(descriptor))  # doctest: +SKIP
        >>> judge.setup("from coursekit.parameters import tasks")  # doctest: +SKIP
        >>> judge.student_defines(["convolve"])  # doctest: +SKIP
        >>> verdict = judge.test("convolve_check", "tasks.convolve.check(convolve)", points=1)  # doctest: +SKIP
    """

    def __init__(self, channel: Channel) -> None:
        self._peer = Peer(channel, {"call": _call}, _facts, exports=lambda value: callable(value) or is_model(value))
        self._namespace: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
        self._pending: list[tuple[str, str]] = []
        self._problems: dict[str, BaseException] = {}
        self._lost: dict[str, str] = {}
        self._theirs: set[str] = set()
        self._used: set[str] = set()
        self._seed = ""

    def seed(self, seed: str) -> None:
        """Say what hidden tests draw their inputs from; see `coursekit.checks.hidden`. It stays in this process.

        Args:
            seed: of the submission, from `coursekit.grading.secret.seed_for`. Without it all get the same inputs.

        Raises:
            ValueError: if it is empty, or no text.
        """
        if type(seed) is not str or not seed:
            raise ValueError("A seed is a text, and not an empty one.")
        self._seed = seed

    def setup(self, source: str, name: str = "setup") -> None:
        """Give a cell of the master that is neither a solution nor a test. It is run with the next test.

        What it prints is dropped. If it raises, as where it calls a function that the student has not written, the
        names that it would have defined are missing; a test that needs one fails and says so.

        Args:
            source: its text, plain Python.
            name: of the cell, for messages.
        """
        self._pending.append((name, source))
        self._theirs -= _defined(source)

    def student_defines(self, names: Iterable[str]) -> None:
        """Say which names are the student's from now on; see `names.defined_names`, to be used on the master's cell."""
        self._theirs |= set(names)

    def test(self, name: str, source: str, points: float, *, hidden: bool = False, seconds: float = 60.0) -> Verdict:
        """Run a test cell; the student's side must be serving.

        Args:
            name: of the test.
            source: its text, of the master.
            points: what it gives at most.
            hidden: whether its text, inputs and messages must not be shown to the student.
            seconds: to wait for answers of the student's process, all of them together. What the judge itself takes
                does not count; in the main thread it is stopped after 120 s, setup cells included: a grader error.

        Returns:
            The verdict. Nothing is raised, whatever the student's process does.
        """
        start, before = time.monotonic(), self._peer.asked
        points = float(points)
        self._peer.fault = None
        self._peer.patience = seconds
        output, errors, value, error = _Bounded(), _Bounded(), None, None
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors), performed_by(self._perform):
            try:
                with seeded(self._seed), _stopped_after(seconds + _OWN_SECONDS):
                    self._set_up()
                    value = self._run(source, name)
            except (Exception, SystemExit, OutOfTime) as caught:  # whatever a test raises becomes its verdict
                error = caught
        status, earned, message, detail = self._outcome(value, error, name, points)
        self._theirs -= _defined(source)  # what the test has assigned is the judge's from now on
        detail = "\n".join([detail, *(f"{cell} did not run: {what!r}" for cell, what in self._problems.items())])
        return Verdict(
            name=name,
            status=status,
            points=earned,
            max_points=points,
            message=message[:_MOST_MESSAGE],
            hidden=hidden,
            output=output.getvalue(),
            stderr=errors.getvalue(),
            detail=detail.strip(),
            seconds=time.monotonic() - start,
            calls=self._peer.asked - before,
        )

    def release(self, seconds: float = 10.0) -> bool:
        """Let the student's side return from `serve`; whether it said that it will."""
        self._peer.patience = seconds
        try:
            self._peer.tell("stop")
        except PeerError:
            return False
        return True

    def _set_up(self) -> None:
        while self._pending:
            name, source = self._pending.pop(0)
            try:
                with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                    self._run(source, name)
            except PeerError:
                self._lost |= dict.fromkeys(_defined(source), name)
                raise
            except (Exception, SystemExit) as error:  # as in a notebook, the cells behind it run all the same
                self._problems[name] = error.with_traceback(None)
                if self._theirs & _used(source):
                    self._lost |= dict.fromkeys(_defined(source), name)

    def _run(self, source: str, name: str) -> Any:
        """Run a cell; the value of its last expression, None if it ends in something else."""
        tree = ast.parse(source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        parts: list[tuple[Any, str]] = [(tree, "exec")]
        if isinstance(last, ast.Expr):
            parts.append((ast.Expression(last.value), "eval"))
        # Not with this module's own `from __future__`.
        codes = [compile(part, _file(name), mode, dont_inherit=True) for part, mode in parts]
        self._used |= set().union(*map(used_names, codes))
        self._look_up(self._used & self._theirs)
        return [eval(code, self._namespace) for code in codes][-1]  # noqa: S307 - the master's own text

    def _look_up(self, names: set[str]) -> None:
        """Put what the student's names stand for now into the namespace."""
        if not names:
            return
        found = self._peer.ask("names", sorted(names))
        found = found if type(found) is dict else {}
        for name in names:
            self._namespace.pop(name, None)
            if name in found:
                self._namespace[name] = found[name]

    def _perform(
        self,
        function: Any,
        arguments: tuple[Any, ...],
        keywords: Mapping[str, Any],
        forbidden: Sequence[str],
        allowed: Sequence[str],
    ) -> Attempt:
        """A call of a check: in the student's process, if the function is one of it."""
        handle = function if isinstance(function, RemoteObject) else handle_of(function)
        if handle is None:
            return perform_here(function, arguments, keywords, forbidden, allowed)
        # A case may be a named tuple, whose class the other side does not know.
        call = (tuple(arguments), dict(keywords), list(forbidden), list(allowed))
        try:
            answer = self._peer.ask("perform", handle, *call)
        except RemoteFailure as error:  # what came back could not be sent
            return Attempt(failure=Failure(error.kind, error.message))
        return attempts.read(answer, [*range(len(arguments)), *keywords])

    def _outcome(
        self, value: Any, error: BaseException | None, name: str, points: float
    ) -> tuple[TestStatus, float | None, str, str]:
        """Status, points, message for the student, detail for the instructor."""
        # A test may have caught it: what the student's process did not answer is no right answer all the same.
        if fault := self._peer.fault or (error if isinstance(error, PeerError) else None):
            return TestStatus.TIMEOUT if isinstance(fault, TimedOut) else TestStatus.CRASHED, 0.0, str(fault), ""
        if error is None:
            status, earned, message = scored(value, points)
            return status, earned, message, ""
        if isinstance(error, CheckFailed):
            status = TestStatus.NOT_ATTEMPTED if isinstance(error, NotAttempted) else TestStatus.FAILED
            return status, 0.0, str(error), ""
        if isinstance(error, RemoteFailure):
            status = TestStatus.NOT_ATTEMPTED if error.kind == "NotImplementedError" else TestStatus.FAILED
            line = f"\nIn your code:  {error.line}" if error.line else ""
            return status, 0.0, _in_words(error.kind, error.message) + line, ""
        if isinstance(error, NameError) and error.name in self._theirs:
            return TestStatus.FAILED, 0.0, f"Your notebook does not define `{error.name}`.", ""
        if isinstance(error, NameError) and error.name in self._lost:
            message = f"The cell {self._lost[error.name]}, which this test needs, did not run with your functions."
            return TestStatus.FAILED, 0.0, message, ""
        # A name that nobody was said to define is the caller's or the author's mistake.
        strange = isinstance(error, OutOfTime) or type(error) is NameError
        if not strange and _of_the_cell(error, name):
            return TestStatus.FAILED, 0.0, _in_words(type(error).__name__, str(error)), ""
        detail = "".join(traceback.format_exception(error))
        return TestStatus.ERROR, None, "The check itself went wrong; that costs no points.", detail[-_MOST_MESSAGE:]


class OutOfTime(BaseException):
    """The judge's own code takes too long. Not an `Exception`, so that no test swallows it."""


class _Bounded(io.StringIO):
    """Text of which no more is kept than a page can show."""

    def write(self, text: str) -> int:
        room = _MOST_OUTPUT - self.tell()
        super().write(text[: max(room, 0)])
        return len(text)


@contextlib.contextmanager
def _stopped_after(seconds: float) -> Iterator[None]:
    """Raise `OutOfTime` inside after so many seconds; in another thread than the main one nothing can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise OutOfTime(f"It did not end within {seconds:g} s.")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _call(function: Any, arguments: list[Any], keywords: dict[str, Any]) -> list[Any]:
    """What the student's process may ask for: a call of a function that a test has handed to it, and nothing else."""
    return [function(*arguments, **keywords), {}]


def _facts(error: BaseException) -> tuple[str, str, str]:
    if not isinstance(error, Exception):
        raise error
    return type(error).__name__, str(error), ""


def _defined(source: str) -> set[str]:
    """Names that a cell defines; none if it is no Python, which running it will tell."""
    try:
        return defined_names(source)
    except SyntaxError:
        return set()


def _used(source: str) -> set[str]:
    """Names that a cell uses; none if it is no Python."""
    try:
        return used_names(compile(source, "<cell>", "exec", dont_inherit=True))
    except SyntaxError:
        return set()


def _file(name: str) -> str:
    return f"<cell {name}>"


def _of_the_cell(error: BaseException, name: str) -> bool:
    """Whether it arose in the test cell or in a library that this called, and not inside coursekit."""
    files = [frame.f_code.co_filename for frame, _ in traceback.walk_tb(error.__traceback__)]
    known = [file for file in files if file == _file(name) or file.startswith(_LIBRARY)]
    return bool(known) and known[-1] == _file(name)


def _in_words(kind: str, message: str) -> str:
    return f"{kind}: {message}" if message else kind
