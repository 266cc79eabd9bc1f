"""Open the course in JupyterLab, on this machine only, without pop-ups and without a network."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from coursekit.errors import CourseError
from coursekit.tree import Course

__all__ = ["command", "start"]

SETTINGS = Path(__file__).parent / "lab_settings"


def command(course: Course, port: int = 0, browser: bool = True) -> list[str]:
    """The command that starts JupyterLab on `course`; the arguments are those of `start`."""
    words = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--config={SETTINGS / 'jupyter_lab_config.py'}",
        f"--ServerApp.root_dir={course.root}",
    ]
    if port:
        # Asked for by number: another one would surprise whoever has written the address down.
        words += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if not browser:
        words.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # Root is who one is in most containers. The server listens on this machine only and asks for its token.
        words.append("--allow-root")
    return words


def start(course: Course, port: int = 0, browser: bool = True) -> int:
    """Run JupyterLab until it is stopped (Ctrl-C twice); on Linux and macOS this process becomes JupyterLab.

    Args:
        course: the course to open.
        port: where to serve; 0 takes the first free port from 8888.
        browser: whether to open a browser; otherwise only the address is printed.

    Returns:
        the exit code of JupyterLab.

    Raises:
        CourseError: if the port is in use or not a port.
    """
    if port:
        _check_port(port)
    # nbgrader's extensions start `alembic` and `jupyter` by name, also where .venv is not activated.
    scripts = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": os.pathsep.join([scripts, os.environ.get("PATH", "")])}
    if course.is_student_copy:
        # Without nbgrader's panels for making and grading assignments; Validate and the list of assignments stay.
        paths = [str(SETTINGS / "student"), os.environ.get("JUPYTER_CONFIG_PATH", "")]
        environment["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, paths))
    words = command(course, port, browser)
    os.chdir(course.root)
    if os.name == "posix":
        # JupyterLab takes this process over: whoever stops it (Ctrl-C, kill, a closed terminal) stops JupyterLab.
        sys.stdout.flush()
        os.execve(words[0], words, environment)  # noqa: S606  (our own command)
    try:
        return subprocess.run(words, env=environment, check=False).returncode  # noqa: S603  (our own command)
    except KeyboardInterrupt:
        # The terminal sent Ctrl-C to JupyterLab too, which has asked its own question and stopped.
        return 0


def _check_port(port: int) -> None:
    if not 1024 <= port <= 65535:
        raise CourseError(f"{port} is not a port to serve at.", "Choose a number from 1024 to 65535.")
    with socket.socket() as probe:
        # As the server does it: a port that a server left a moment ago is free.
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CourseError(
                f"Port {port} is in use, maybe by another JupyterLab.",
                "Close that one, choose another port, or leave --port out to get a free one.",
            ) from error
