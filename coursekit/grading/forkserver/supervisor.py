"""The first process of each child: it sets up the sandbox, starts the program in it, watches, ends all of it, reports.

It is init of the child's pid namespace where there is one, and a subreaper elsewhere, so that no descendant gets away
from it by a double fork. It never runs anything of a student's, and is not dumpable: the student's processes, which may
have the same user, cannot look into it. From their signals it is safe only as init, or as another user.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

import psutil

from coursekit.grading.forkserver.order import Exit, Order
from coursekit.grading.forkserver.program import Surroundings, run
from coursekit.grading.forkserver.tree import kill_children
from coursekit.grading.sandbox import namespaces
from coursekit.grading.sandbox.linux import die_with_parent, drop_capabilities, set_child_subreaper, set_dumpable

__all__ = ["REPORT", "start"]

REPORT = "report"  # the descriptor on which the engine is told how a child ended
WATCH_INTERVAL = 0.25  # seconds between two looks at the memory
MAX_ERROR = 8000  # bytes of an error's text that are reported
_FORWARDED = (signal.SIGINT, signal.SIGTERM)
IN_NAMESPACES = Surroundings(Path(namespaces.WORK), Path(namespaces.HOME), Path(namespaces.TEMPORARY), None)


def start(order: Order, descriptors: Mapping[str, int], surroundings: Surroundings | None) -> int:
    """Fork a child of the fork server, which has to be a subreaper.

    Args:
        order: what to start.
        descriptors: open here, by name; one of them is `REPORT`. The caller closes them.
        surroundings: folders and user for the program; None to give the child namespaces of its own, with the
            folders that belong to them.

    Returns:
        the pid of the child's first process.

    Raises:
        OSError: if it cannot fork, or the kernel refuses the namespaces.
    """
    if surroundings is not None:
        parent = os.getpid()
        return _fork(lambda: _supervise(order, descriptors, surroundings, parent))
    # A pid namespace begins with the next fork, so it takes two. The process between ends, and its child becomes ours.
    here, there = os.pipe()
    try:
        between = _fork(lambda: _enter(order, descriptors, there))
    finally:
        os.close(there)
    with os.fdopen(here) as reader:
        answer = reader.read()
    os.waitpid(between, 0)
    if not answer.isdecimal():
        raise OSError(f"a child could not be put into namespaces of its own: {answer or 'it was killed'}")
    return int(answer)


def _fork(body: Callable[[], NoReturn]) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            body()
        except BaseException:  # nothing may return into the fork server's loop
            traceback.print_exc()
        finally:
            os._exit(os.EX_SOFTWARE)
    return pid


def _enter(order: Order, descriptors: Mapping[str, int], answer: int) -> NoReturn:
    try:
        namespaces.enter()
        first = _fork(lambda: _supervise(order, descriptors, None, None))
        os.write(answer, str(first).encode())
    except OSError as error:
        os.write(answer, str(error).encode())
    os._exit(0)


def _supervise(
    order: Order, descriptors: Mapping[str, int], surroundings: Surroundings | None, parent: int | None
) -> NoReturn:
    """As the child's first process; `parent` is None where it is init."""
    _close_others({0, 1, 2, *descriptors.values()})
    others = {name: descriptor for name, descriptor in descriptors.items() if name != REPORT}
    try:
        os.setsid()
        # Waited for, never handled: a handler could run at any place, and init ignores what it has no handler for.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD, *_FORWARDED})
        if parent is None:
            namespaces.set_up(order.limits)
            drop_capabilities()
        else:
            die_with_parent(parent)
            set_child_subreaper()
        set_dumpable(False)
        end = _run_and_watch(order, others, surroundings or IN_NAMESPACES, init=parent is None)
    except (OSError, psutil.Error) as error:
        end = Exit(code=os.EX_SOFTWARE, error=f"the sandbox failed: {error}")
    try:
        os.write(descriptors[REPORT], json.dumps(vars(end)).encode())
    except OSError:
        os._exit(1)  # the engine has gone, and nobody is left to be told
    os._exit(0)


def _run_and_watch(order: Order, descriptors: Mapping[str, int], surroundings: Surroundings, init: bool) -> Exit:
    reader, writer = os.pipe()
    me = os.getpid()
    program = _fork(lambda: _become_program(order, descriptors, surroundings, writer, me))
    for descriptor in {writer, *descriptors.values()}:
        os.close(descriptor)
    status, out_of_memory = _watch(program, order.limits.memory)
    kill_children(user=surroundings.user, init=init)
    with os.fdopen(reader, "rb") as said:  # nobody has the other end any more
        error = said.read(MAX_ERROR).decode(errors="replace")
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        return Exit(signal=-code, out_of_memory=out_of_memory, error=error)
    return Exit(code=code, out_of_memory=out_of_memory, error=error)


def _become_program(
    order: Order, descriptors: Mapping[str, int], surroundings: Surroundings, writer: int, parent: int
) -> NoReturn:
    _close_others({0, 1, 2, writer, *descriptors.values()})
    with os.fdopen(writer, "w", errors="replace") as trouble:
        try:
            run(order, dict(descriptors), surroundings, parent, said=trouble)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:  # reported with its traceback
            if not trouble.closed:
                trouble.write(traceback.format_exc()[-MAX_ERROR:])
            code = 1
        else:
            code = 0
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            code = code or 1  # the student has closed it
    os._exit(code)


def _watch(program: int, memory: int) -> tuple[int, bool]:
    """Wait until the program ends; its wait status, and whether its processes took more than `memory` bytes."""
    out_of_memory = False
    while True:
        got = signal.sigtimedwait({signal.SIGCHLD, *_FORWARDED}, WATCH_INTERVAL)
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == program:
                return status, out_of_memory
            if pid == 0:
                break
        if got is not None and got.si_signo in _FORWARDED:
            _to_group(program, got.si_signo)
        if not out_of_memory and _takes_more_than(memory):
            out_of_memory = True
            os.kill(program, signal.SIGKILL)  # the others are killed once it is reaped


def _to_group(program: int, number: int) -> None:
    """To the program and what runs in its process group, as a terminal does; it may not lead a group yet."""
    try:
        os.killpg(program, number)
    except ProcessLookupError:
        os.kill(program, number)


def _takes_more_than(memory: int) -> bool:
    """Whether all descendants together have more bytes in memory; what several share is counted once."""
    processes = psutil.Process().children(recursive=True)
    if sum(_resident(process) for process in processes) <= memory:
        return False  # what they share is in there several times, but it is cheap to ask for
    return sum(_proportional(process) for process in processes) > memory


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _proportional(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.AccessDenied:
        return _resident(process)  # it has made itself undumpable
    except psutil.NoSuchProcess:
        return 0


def _close_others(keep: set[int]) -> None:
    """Close every descriptor but those."""
    first = 0
    for descriptor in sorted(keep):
        if first < descriptor:  # an empty range from 0 would close all: its last number, -1, is taken as unsigned
            os.closerange(first, descriptor)
        first = descriptor + 1
    os.closerange(first, os.sysconf("SC_OPEN_MAX"))
