"""The second process of each child: the kernel, or the function that was asked for, with no rights left."""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from coursekit.grading.forkserver.order import Order
from coursekit.grading.forkserver.tree import take_user
from coursekit.grading.sandbox.linux import die_with_parent, set_dumpable, set_no_new_privileges
from coursekit.grading.sandbox.seccomp import install_filter

__all__ = ["CONNECTION", "FILES", "Surroundings", "listener", "run"]

CONNECTION = "connection"  # descriptor: the kernel's connection file
FILES = "files"  # descriptor: a zip archive of what lies in the working folder at the start


def listener(port: int) -> str:
    """Name of the descriptor that listens at this port of the connection file."""
    return f"listener-{port}"


@dataclass(frozen=True)
class Surroundings:
    """Where the program runs, and as whom.

    Args:
        work: its working folder, empty.
        home: its home folder, empty.
        temporary: its folder for temporary files, empty.
        user: uid and gid to take; None to stay as it is.
    """

    work: Path
    home: Path
    temporary: Path
    user: int | None


def run(order: Order, descriptors: dict[str, int], surroundings: Surroundings, parent: int, said: TextIO) -> None:
    """Become the program and run it to its end.

    Args:
        order: what to run.
        descriptors: open here, by name.
        surroundings: folders and user.
        parent: pid of the parent, whose end is this process's too.
        said: what is written there is reported as `Exit.error`; closed before anything of a student's runs.
    """
    os.setsid()
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    if order.kernel:
        _to_nowhere(0, 1, 2)
    else:
        _to_nowhere(0)
    _drop_rights(surroundings.user, parent)
    order.limits.apply()
    _settle(order, surroundings)
    if FILES in descriptors:
        with os.fdopen(descriptors.pop(FILES), "rb") as archive, zipfile.ZipFile(archive) as files:
            files.extractall()
    _seed()
    gc.enable()
    if not order.kernel:
        _named(order.target)(descriptors)
        return
    # Only now: a process that was forked for something else needs no ipykernel.
    from coursekit.grading.forkserver.kernel import KernelApp  # noqa: PLC0415

    with os.fdopen(descriptors.pop(CONNECTION), "rb") as connection:
        info = json.load(connection)
    listeners = {port: descriptors.pop(listener(port)) for key, port in info.items() if key.endswith("_port")}
    app = KernelApp.listening_at(info, listeners)
    if order.target:
        _named(order.target)(app, descriptors)
    said.close()
    app.start()  # type: ignore[no-untyped-call]  # ipykernel is typed in part


def _named(target: str) -> Any:
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name)


def _to_nowhere(*standard: int) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in standard:
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _drop_rights(user: int | None, parent: int) -> None:
    if user is not None:
        take_user(user)
    set_no_new_privileges()
    install_filter()
    set_dumpable(True)  # IPython and debuggers read /proc/self
    die_with_parent(parent)
    # Should the machine's memory run out in spite of the limits, the kernel ends this and not the engine.
    Path("/proc/self/oom_score_adj").write_text("1000")


def _settle(order: Order, surroundings: Surroundings) -> None:
    os.environ.update(
        HOME=str(surroundings.home), TMPDIR=str(surroundings.temporary), PWD=str(surroundings.work), **order.environment
    )
    tempfile.tempdir = None  # it may have been looked up before the fork
    os.chdir(surroundings.work)
    sys.path[:] = [entry for entry in sys.path if entry]


def _seed() -> None:
    """New random numbers for NumPy: all children have inherited the same state. Python sees to its own at a fork."""
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()
