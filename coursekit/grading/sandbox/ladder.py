"""Which rung can be used here: each is tried, with a child that tells what it sees."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from coursekit.errors import CourseError
from coursekit.grading.forkserver.child import ForkServerError
from coursekit.grading.forkserver.client import ForkServer
from coursekit.grading.forkserver.handover import in_memory
from coursekit.grading.sandbox.bubblewrap import readable
from coursekit.grading.sandbox.isolation import Isolation, Rung
from coursekit.grading.sandbox.probe import Sight

__all__ = ["detect", "private_in", "require_isolation"]

_PROBE = "coursekit.grading.sandbox.probe:look"
_START_WITHIN = 30.0  # seconds; it takes about 0.3 on an idle machine
_LOOK_WITHIN = 10.0  # seconds

# Made by Docker, by Podman and by systemd (nspawn, LXC) in each of their containers.
_CONTAINER_MARKS = ("/.dockerenv", "/run/.containerenv", "/run/systemd/container")


def detect(private: Sequence[Path] = ()) -> Isolation:
    """Find the best rung that works on this machine, by trying them from the best down.

    Args:
        private: files and folders that a student's code must not be able to read; `private_in` lists those of a course.

    Returns:
        the rung, which is the plain process if there is nothing better: see `require_isolation`.

    Raises:
        CourseError: if not even a plain process can be started and limited.
    """
    refused: list[tuple[Rung, str]] = []
    for rung in Rung:
        reason = _reason_against(rung, private)
        if not reason:
            return Isolation(rung, tuple(refused))
        refused.append((rung, reason))
    raise CourseError(
        "Students' code cannot be run on this machine: " + "; ".join(f"{rung}: {why}" for rung, why in refused) + ".",
        "Grading needs Linux, and a Python environment that unprivileged users can read if root grades.",
    )


def require_isolation(isolation: Isolation, unsafe: bool = False) -> None:
    """Refuse to go on without isolation.

    Args:
        isolation: what `detect` has found.
        unsafe: whether the instructor has asked by name to run without.

    Raises:
        CourseError: if there is none and it was not asked for.
    """
    if isolation.isolated or unsafe:
        return
    raise CourseError(
        "Students' code cannot be isolated on this machine. "
        + " ".join(f"No {rung}: {reason}." for rung, reason in isolation.refused),
        "Install bubblewrap, or grade in a container without a network whose course only root can read. "
        "`--unsafe-no-sandbox` lets students' code read and change what its user can.",
    )


def private_in(course: Path) -> list[Path]:
    """Everything in the course's folder but what leads to the Python environment and to the package coursekit."""
    shown = readable()
    return [path for path in sorted(course.iterdir()) if not any(kept.is_relative_to(path) for kept in shown)]


def _reason_against(rung: Rung, private: Sequence[Path]) -> str:
    """Why this rung cannot be used, in words; empty if it can."""
    if rung is Rung.CONTAINER:
        if not any(Path(mark).exists() for mark in _CONTAINER_MARKS):
            return "this is not a container"
        if os.geteuid() != 0:
            return "only root can give students' code users of its own"
    try:
        sight = _look(rung, private)
    except (ForkServerError, TimeoutError, CourseError) as error:
        return " ".join(str(error).split()) + (_hint() if rung is Rung.BUBBLEWRAP else "")
    return "; ".join(_complaints(rung, sight))


def _look(rung: Rung, private: Sequence[Path]) -> Sight:
    """What a child sees in this rung.

    Raises:
        ForkServerError: if it cannot be started, or ends in another way than it should.
        TimeoutError: if it does not come to its end.
        CourseError: if something is missing or lies where it cannot be hidden.
    """
    question = in_memory("question", json.dumps([str(path) for path in private]).encode())
    answer = in_memory("answer", b"")
    try:
        with ForkServer.start(rung, (), (_PROBE,), private, timeout=_START_WITHIN) as server:
            ended = server.spawn(_PROBE, {"question": question, "answer": answer}).wait(_LOOK_WITHIN)
        if ended.returncode != 0:
            why = ended.error.strip().rpartition("\n")[2]  # the last line of a traceback
            raise ForkServerError(f"a child ended with {ended.returncode}: {why}")
        size = os.fstat(answer).st_size
        return Sight.from_plain(json.loads(os.pread(answer, size, 0)))
    finally:
        os.close(question)
        os.close(answer)


def _complaints(rung: Rung, sight: Sight) -> list[str]:
    found = []
    if not sight.environment:
        found.append("users without privileges cannot read the Python environment or coursekit")
    if os.geteuid() == 0 and sight.user == 0:
        found.append("students' code would run as root")
    if sight.new_privileges:
        found.append("set-uid programs would work")
    if rung is Rung.PROCESS:
        return found
    if sight.readable:
        more = f" and {len(sight.readable) - 3} more" if len(sight.readable) > 3 else ""
        found.append(f"students' code could read {', '.join(sight.readable[:3])}{more}")
    if sight.interfaces:
        found.append(f"students' code could reach the network ({', '.join(sight.interfaces)})")
    if rung is Rung.BUBBLEWRAP:
        if sight.capabilities:
            found.append("students' code would have capabilities")
        if sight.processes > 2:
            found.append("students' code could see other processes")
        if sight.namespaces:
            found.append("students' code could make namespaces of its own")
    return found


def _hint() -> str:
    """Settings of the kernel that are known to forbid what bubblewrap needs."""
    for name, forbids in (
        ("kernel/apparmor_restrict_unprivileged_userns", "1"),
        ("kernel/unprivileged_userns_clone", "0"),
        ("user/max_user_namespaces", "0"),
    ):
        path = Path("/proc/sys", name)
        if path.exists() and path.read_text().strip() == forbids:
            return f" (the kernel's setting {name.replace('/', '.')}={forbids} forbids user namespaces)"
    return ""
