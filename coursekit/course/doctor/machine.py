"""What the machine brings: Python, graphics processor, sandbox, disk, the right to write."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import struct
import sys
import tempfile
from collections.abc import Iterable

from coursekit.course.doctor.row import SETUP, Row, Run, State, run
from coursekit.errors import CourseError
from coursekit.tree import Course

__all__ = ["disk", "gpu", "python", "sandbox", "writing"]

PYTHONS = ((3, 11), (3, 12), (3, 13))
MACHINES = {"Linux": {"x86_64", "aarch64"}, "Darwin": {"arm64"}, "Windows": {"AMD64"}}


def python(
    version: tuple[int, int] = sys.version_info[:2],
    system: str | None = None,
    machine: str | None = None,
    bits: int = 8 * struct.calcsize("P"),
) -> Row:
    """Whether TensorFlow exists for this Python on this machine; the arguments default to what this one is."""
    system, machine = system or platform.system(), machine or platform.machine()
    found = f"{version[0]}.{version[1]}, {system} {machine}"
    if bits != 64 or machine not in MACHINES.get(system, set()):
        return Row(
            "Python",
            State.MISSING,
            found if bits == 64 else f"{found}, {bits} bits",
            "There is no TensorFlow for this: use Linux, a Mac with Apple silicon or 64-bit Windows, "
            "and a Python made for it.",
        )
    if version not in PYTHONS:
        return Row("Python", State.MISSING, found, f"Install Python 3.12, then type with it: {SETUP}")
    return Row("Python", State.OK, found)


def gpu(system: str | None = None, ask: Run = run, installed: Iterable[str] | None = None) -> Row:
    """Whether there is a graphics processor that TensorFlow could use, without importing TensorFlow.

    Args:
        system: as `platform.system()` gives it.
        ask: runs a program.
        installed: names of the installed packages.
    """
    system = system or platform.system()
    answer = ask(["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"])
    names = [line.strip() for line in (answer or "").splitlines() if line.strip()]
    if not names:
        return Row("GPU", State.OK, "none found; a CPU is all the course needs")
    found = names[0] if len(names) == 1 else f"{len(names)} × {names[0]}"
    if system != "Linux":
        return Row("GPU", State.OK, f"{found}; TensorFlow leaves it alone on {system}, and the CPU is enough")
    if installed is None:
        installed = (distribution.name for distribution in importlib.metadata.distributions())
    if not any(name.lower().startswith("nvidia-cudnn") for name in installed):
        return Row(
            "GPU",
            State.WARN,
            f"{found}; TensorFlow lacks the libraries to use it",
            f"If you want to use it: {sys.executable} -m pip install -e '.[gpu]'",
        )
    return Row("GPU", State.OK, f"{found}, with CUDA libraries")


def sandbox(course: Course | None, system: str | None = None) -> Row:
    """How `coursekit grade` would keep students' code away from everything else, and why not better."""
    system = system or platform.system()
    if system != "Linux":
        return Row("Sandbox", State.WARN, "none", "Only for grading, which needs Linux: grade there.")
    from coursekit.grading.sandbox import detect, private_in  # noqa: PLC0415  # for Linux alone

    try:
        found = detect(private_in(course.root) if course is not None else ())
    except CourseError as error:
        return Row("Sandbox", State.WARN, error.problem, f"Only for grading. {error.remedy}")
    if found.isolated:
        return Row("Sandbox", State.OK, str(found))
    remedy = "Only for grading, which refuses to run like this. Type: sudo apt install bubblewrap"
    return Row("Sandbox", State.WARN, str(found), remedy)


def writing(course: Course) -> Row:
    """Whether files can be written where the course writes: the folder itself, its lectures and exercises."""
    for folder in (course.root, course.root / "lectures", course.root / "exercises"):
        if not folder.is_dir():
            continue
        try:
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            where = folder.relative_to(course.root.parent).as_posix()
            remedy = "Copy the course into a folder of your own, or give yourself the right to write."
            return Row("Writing", State.MISSING, f"not possible in {where}: {error.strerror or error}", remedy)
    return Row("Writing", State.OK, "possible")


def disk(course: Course, free: int | None = None) -> Row:
    """Whether there is room left; `free` in bytes, measured by default."""
    if free is None:
        free = shutil.disk_usage(course.root).free
    found = f"{free / 1e9:.1f} GB free"
    if free < 50_000_000:
        return Row("Disk", State.MISSING, found, "Make room: notebooks can no longer be saved.")
    if free < 1_000_000_000:
        return Row("Disk", State.WARN, found, "Make room: 1 GB free is enough to work with.")
    return Row("Disk", State.OK, found)
