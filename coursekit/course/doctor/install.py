"""What was installed: packages, the course's own package, kernel, extensions, bytecode, settings of JupyterLab.

Packages are imported where they are needed, because any of them may be what is missing.
"""
# ruff: noqa: PLC0415  (any of them may be what is missing)

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from coursekit.course.doctor.row import SETUP, Row, Run, State, run
from coursekit.tree import Course

__all__ = ["bytecode", "extensions", "kernel", "news", "packages", "project"]

HEAVY = ("tensorflow", "keras", "numpy", "scipy", "pandas", "matplotlib", "sklearn")
LAB_EXTENSION = "@jupyter/nbgrader"
SERVER_EXTENSION = "nbgrader.server_extensions.validate_assignment"


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def packages(
    course: Course, version: Callable[[str], str | None] = _version, environment: Mapping[str, str] | None = None
) -> Row:
    """Compare what is installed with `requirements.lock`.

    Args:
        course: the course with the lock.
        version: the installed version of a package, None if it is not installed.
        environment: what the lock's markers are about (see `packaging.markers`); this machine by default.
    """
    from packaging.requirements import InvalidRequirement, Requirement

    lock = course.root / "requirements.lock"
    if not lock.is_file():
        return Row("Packages", State.WARN, "requirements.lock is missing", "This copy is not complete: get it anew.")
    missing, different, count = [], [], 0
    for line in lock.read_text(encoding="utf-8").splitlines():
        text = line.removesuffix("\\").strip()
        if not text or text.startswith(("#", "-")):
            continue
        try:
            wanted = Requirement(text)
        except InvalidRequirement:
            return Row("Packages", State.WARN, f"requirements.lock has a line that is none: {text}", "Get it anew.")
        if wanted.marker is not None and not wanted.marker.evaluate(dict(environment or {})):
            continue
        count += 1
        found = version(wanted.name)
        if found is None:
            missing.append(wanted.name)
        elif not wanted.specifier.contains(found, prereleases=True):
            different.append(f"{wanted.name} {found} in place of {str(wanted.specifier).removeprefix('==')}")
    if missing:
        return Row("Packages", State.MISSING, f"{len(missing)} of {count} missing: {_some(missing)}", SETUP)
    if different:
        return Row("Packages", State.WARN, f"{len(different)} of {count} differ: {_some(different)}", SETUP)
    return Row("Packages", State.OK, f"{count} as locked")


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (", …" if len(names) > 3 else "")


def _distribution() -> tuple[str, str] | None:
    """Version of the installed coursekit, and the address that it was installed from."""
    try:
        found = importlib.metadata.distribution("coursekit")
    except importlib.metadata.PackageNotFoundError:
        return None
    origin = json.loads(found.read_text("direct_url.json") or "{}")
    return found.version, origin.get("url", "") if origin.get("dir_info", {}).get("editable") else ""


def project(
    course: Course,
    installed: Callable[[], tuple[str, str] | None] = _distribution,
    environment: Path = Path(sys.prefix),
) -> Row:
    """Whether notebooks import the coursekit of this course.

    Args:
        course: the course.
        installed: version, and address of the folder if it is an editable install (else ""); None if there is none.
        environment: the folder of the Python that was looked at.
    """
    again = _reinstall(course, environment)
    found = installed()
    if found is None:
        return Row("coursekit", State.MISSING, "not installed", again)
    version, url = found
    try:
        wanted = str(tomllib.loads((course.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
    except (OSError, ValueError, KeyError):
        return Row("coursekit", State.WARN, "pyproject.toml cannot be read", "This copy is not complete: get it anew.")
    if not url:
        return Row("coursekit", State.WARN, f"{version}, a copy: changes in coursekit/ do not arrive", again)
    folder = Path(url2pathname(urlsplit(url).path))
    if folder.resolve() != course.root.resolve():
        return Row("coursekit", State.MISSING, f"{version} of another course, in {folder}: notebooks run that", again)
    # The version that was noted when it was installed says nothing: the code is the folder's, whatever its version.
    return Row("coursekit", State.OK, f"{wanted}, from this folder")


def _reinstall(course: Course, environment: Path) -> str:
    """What to type so that notebooks find this course: the set-up itself does nothing where it was done once."""
    own = course.root / ".venv"
    if environment.resolve() != own.resolve():
        programs = own / ("Scripts" if os.name == "nt" else "bin")
        return f"This is the Python in {environment}. Type {SETUP} and start what is in {programs}"
    pip = [sys.executable, "-m", "pip", "install"]
    if _version("pip") is None:  # an environment that uv made, and not by the set-up
        pip = ["uv", "pip", "install", "--python", sys.executable]
    words = [*pip, "--no-deps", "--no-build-isolation", "--editable", str(course.root)]
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def _kernel_command() -> list[str] | None:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        return list(KernelSpecManager().get_kernel_spec("python3").argv)
    except NoSuchKernel:
        return None


def kernel(command: Callable[[], Sequence[str] | None] = _kernel_command, ask: Run = run) -> Row:
    """Whether the kernel that notebooks ask for starts this Python.

    Args:
        command: what the kernel `python3` is started with; None if there is no such kernel.
        ask: runs a program.
    """
    words = command()
    install = f"{sys.executable} -m ipykernel install --sys-prefix"
    if not words:
        return Row("Kernel", State.MISSING, "no kernel python3", install)
    program = words[0]
    if re.fullmatch(r"python(3(\.\d+)?)?", program):
        program = sys.executable  # Jupyter puts the Python that it runs in there
    prefix = ask([program, "-c", "import sys; print(sys.prefix)"])
    if prefix is None or Path(prefix.strip()) != Path(sys.prefix):
        return Row("Kernel", State.MISSING, f"python3 starts another Python: {program}", install)
    if ask([program, "-m", "ipykernel_launcher", "--version"]) is None:
        return Row("Kernel", State.MISSING, "python3 does not start: ipykernel cannot be imported", SETUP)
    return Row("Kernel", State.OK, "python3 starts this Python")


def extensions(data: Iterable[str] | None = None, configuration: Iterable[str] | None = None) -> Row:
    """Whether JupyterLab has nbgrader's Validate button, read from the files that Jupyter reads.

    Args:
        data: Jupyter's data folders; those of this Python by default.
        configuration: its configuration folders, the most important first.
    """
    from jupyter_core.paths import jupyter_config_path, jupyter_path

    what = "nbgrader in JupyterLab"
    folders = [Path(p) for p in (jupyter_config_path() if configuration is None else configuration)]
    if not any((Path(p) / LAB_EXTENSION / "package.json").is_file() for p in data or jupyter_path("labextensions")):
        return Row(what, State.MISSING, "its page extension is not installed", SETUP)
    server = _setting(folders, "jupyter_server_config", ("ServerApp", "jpserver_extensions", SERVER_EXTENSION))
    if server is None:
        return Row(what, State.MISSING, "its server extension is not installed", SETUP)
    off = _setting([f / "labconfig" for f in folders], "page_config", ("disabledExtensions", LAB_EXTENSION))
    if server is False:
        remedy = f"{sys.executable} -m jupyter server extension enable --sys-prefix {SERVER_EXTENSION}"
        return Row(what, State.WARN, "its server extension is off", remedy)
    if off:
        remedy = f"{sys.executable} -m jupyter labextension enable {LAB_EXTENSION}"
        return Row(what, State.WARN, "its page extension is off", remedy)
    return Row(what, State.OK, "on")


def _setting(folders: Iterable[Path], name: str, keys: Sequence[str]) -> object:
    """A value from the first of `NAME.json` and `NAME.d/*.json` that has it, folder by folder; None if none has."""
    for folder in folders:
        for path in (folder / f"{name}.json", *sorted((folder / f"{name}.d").glob("*.json"), reverse=True)):
            value: object = _json(path)
            for key in keys:
                value = value.get(key) if isinstance(value, dict) else None
            if value is not None:
                return value
    return None


def _json(path: Path) -> object:
    """What a JSON file holds; nothing if there is none or Jupyter itself could not read it."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def bytecode(folders: Mapping[str, Path] | None = None) -> Row:
    """Whether the heavy packages are compiled: importing Keras takes twice as long where they are not."""
    if folders is None:
        specs = {name: importlib.util.find_spec(name) for name in HEAVY}
        folders = {name: Path(spec.origin).parent for name, spec in specs.items() if spec and spec.origin}
    slow = {name: folder for name, folder in folders.items() if _compiled(folder) < 0.9}
    if slow:
        remedy = " ".join([sys.executable, "-m compileall -q -j 0", *map(str, slow.values())])
        return Row("Bytecode", State.WARN, f"not compiled, so that imports are slow: {', '.join(slow)}", remedy)
    return Row("Bytecode", State.OK, "compiled")


def _compiled(folder: Path) -> float:
    """The share of the modules in `folder` and below that have bytecode."""
    paths = [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names if name.endswith(".py")]  # noqa: PTH118  (thousands of files: pathlib takes seconds)
    done = sum(os.path.exists(importlib.util.cache_from_source(path)) for path in paths)  # noqa: PTH110  (as above)
    return done / len(paths) if paths else 1.0


def news(lab: Path | None = None, user: Path | None = None) -> Row:
    """Whether JupyterLab, as the course opens it, asks the network for news.

    Args:
        lab: the folder of the course's settings of JupyterLab.
        user: the folder of the user's own, which overrule them.
    """
    from jupyter_core.paths import jupyter_config_dir

    what, plugin = "News pop-ups", "@jupyterlab/apputils-extension"
    lab = lab or Path(__file__).parent.parent / "lab_settings"
    fetch = _setting([lab], "overrides", (f"{plugin}:notification", "fetchNews"))
    if fetch != "false":
        return Row(what, State.WARN, "the course's settings of JupyterLab are damaged", "Get coursekit/course anew.")
    user = user or Path(os.environ.get("JUPYTERLAB_SETTINGS_DIR") or Path(jupyter_config_dir()) / "lab/user-settings")
    own = user / plugin / "notification.jupyterlab-settings"
    # JSON with comments, which Python cannot read: the one line is looked for.
    if own.is_file() and re.search(r'"fetchNews"\s*:\s*"true"', own.read_text(encoding="utf-8", errors="replace")):
        return Row(what, State.WARN, "on, by your own settings", "In JupyterLab: Settings, Notifications, Fetch news")
    return Row(what, State.OK, "off in 'coursekit lab'")
