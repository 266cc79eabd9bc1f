"""The outer sandbox: what the fork server, and so all that it starts, can see of the machine."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import coursekit
from coursekit.errors import CourseError
from coursekit.grading.sandbox.namespaces import HOME, TEMPORARY, WORK

__all__ = ["HOME", "command", "environment", "readable"]

_TMP = "/tmp"  # noqa: S108  # the sandbox's own
_SYSTEM = ("/usr", "/bin", "/lib", "/lib32", "/lib64", "/sbin")
# For the dynamic linker, names of programs that Debian chooses, times of day and fonts; nothing of the owner's.
_SETTINGS = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/fonts")

# What a student's code may know of the engine's environment.
_PASSED_ON = ("KERAS_BACKEND", "LANG", "LC_ALL", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "TZ")


def environment() -> dict[str, str]:
    """The environment of the fork server and all its children: an allow-list, and one thread for each library.

    Threads that a library starts when it is imported would make forking unsafe.
    """
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    threads = dict.fromkeys(("MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    own = {
        # No settings of the engine's user. What libraries derive from it when imported fits the inner sandbox.
        "HOME": HOME,
        "LANG": "C.UTF-8",
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"]),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # else ipykernel's debugger writes a warning when it is imported
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }
    return {**own, **threads, **passed_on}


def readable(private: Sequence[Path] = ()) -> list[Path]:
    """What of the file system the sandbox needs beside the system's folders: the Python environment and coursekit.

    Of an editable installation only the package, never the checkout around it.

    Args:
        private: folders and files that a student's code must not see.

    Raises:
        CourseError: if one of them lies in what would have to be shown.
    """
    package = Path(coursekit.__file__).parent
    wanted = dict.fromkeys([Path(sys.prefix), Path(sys.base_prefix), Path(sys.base_exec_prefix), package])
    shown = list(dict.fromkeys([*wanted, *(path.resolve() for path in wanted)]))
    for hidden in private:
        for path in [*shown, *map(Path, _SYSTEM)]:
            if hidden.resolve().is_relative_to(path.resolve()):
                raise CourseError(
                    f"{hidden} lies in {path}, which students' code must be able to read.",
                    "Put the Python environment into a folder of its own, such as .venv in the course.",
                )
    return [path for path in shown if not any(path.is_relative_to(folder) for folder in _SYSTEM)]


def command(program: Sequence[str], user: int | None, accounts: int, private: Sequence[Path] = ()) -> list[str]:
    """The command line that runs `program` in bubblewrap.

    Args:
        program: its path and arguments.
        user: uid and gid that the program will take by itself, if root starts it; None elsewhere.
        accounts: descriptor of a file that becomes `/etc/passwd`.
        private: as for `readable`.

    Raises:
        CourseError: if bubblewrap is not installed, or something private would have to be shown.
    """
    found = shutil.which("bwrap")
    if found is None:
        raise CourseError("bubblewrap is not installed.", "On Debian and Ubuntu: apt install bubblewrap")
    line = [found, "--die-with-parent", "--new-session", "--unshare-pid", "--unshare-net", "--unshare-ipc"]
    line += ["--unshare-uts", "--unshare-cgroup-try", "--hostname", "sandbox"]
    if user is None:
        line += ["--unshare-user"]
    else:
        # As root bubblewrap needs no user namespace, and in one the program would still be root to the kernel.
        line += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    for name in _SYSTEM:
        path = Path(name)
        if path.is_symlink():
            line += ["--symlink", str(path.readlink()), name]
        elif path.is_dir():
            line += ["--ro-bind", name, name]
    line += ["--perms", "0755", "--dir", "/etc"]
    for name in _SETTINGS:
        line += ["--ro-bind-try", name, name]
    line += ["--perms", "0644", "--ro-bind-data", str(accounts), "/etc/passwd"]
    shown = readable(private)
    for path in shown:
        for parent in reversed(path.parents[:-1]):
            line += ["--perms", "0755", "--dir", str(parent)]
        line += ["--ro-bind", str(path), str(path)]
    line += ["--dev", "/dev", "--perms", "1777", "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]  # noqa: S108
    # Not --proc: the kernel lets a child mount its own only where one is seen that nothing is mounted over.
    line += ["--bind", "/proc", "/proc"]
    # For the fork server, which writes caches when it imports. Each child mounts its own over them, of limited size.
    for folder in (HOME, TEMPORARY):
        line += ["--perms", "1777", "--tmpfs", folder]
    line += ["--dir", WORK, "--setenv", "TMPDIR", TEMPORARY]
    if not any(path.is_relative_to(_TMP) for path in shown):
        line += ["--symlink", TEMPORARY, _TMP]  # for programs that do not ask TMPDIR
    line += ["--remount-ro", "/", "--chdir", "/", "--", *program]
    return line
