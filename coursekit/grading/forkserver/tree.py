"""Ending process trees for sure."""

from __future__ import annotations

import os
import signal
from collections.abc import Set as AbstractSet
from typing import NoReturn

import psutil

__all__ = ["kill_children", "take_user"]


def kill_children(keep: AbstractSet[int] = frozenset(), user: int | None = None, init: bool = False) -> None:
    """Kill and reap the children of this process with all their descendants.

    This process has to be a subreaper or init, so that whoever lost its parent is its child.

    Args:
        keep: pids of children that stay, with their descendants.
        user: uid that the processes to kill have and no others; needs the right to take it. None if unknown.
        init: whether this process is init of a pid namespace in which all others are to be killed.
    """
    while True:
        children = [child for child in psutil.Process().children() if child.pid not in keep]
        if not children:
            return
        if init:
            _signal_all()
        elif user is not None:
            _signal_all_of(user)
        else:
            # Stopped first: what runs could fork while the list is read.
            for number in (signal.SIGSTOP, signal.SIGKILL):
                for child in children:
                    _signal_tree(child, number)
        for child in children:
            os.waitpid(child.pid, 0)


def take_user(user: int) -> None:
    """Become another user, with the group of the same number and no other group."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def _signal_tree(root: psutil.Process, number: int) -> None:
    try:
        for process in (root, *root.children(recursive=True)):
            _signal(process, number)
    except psutil.NoSuchProcess:
        return


def _signal(process: psutil.Process, number: int) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return


def _signal_all() -> None:
    try:
        os.kill(-1, signal.SIGKILL)  # all that this process sees and may signal, but not itself and init
    except ProcessLookupError:
        return  # there is none


def _signal_all_of(user: int) -> None:
    """The kernel goes through all processes of the user at once: no fork gets away."""
    killer = os.fork()
    if killer == 0:
        _kill_as(user)
    os.waitpid(killer, 0)


def _kill_as(user: int) -> NoReturn:
    try:
        take_user(user)
        _signal_all()
    finally:
        os._exit(0)
