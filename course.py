#!/usr/bin/env python3
"""Set the course up and open it: `python3 course.py setup`, `lab` or `test`.

Needs Python and nothing else. Builds `.venv` beside this file from the locked packages, once; later
runs see that nothing has changed and install nothing. The syntax is that of Python 3.7, so that an
interpreter which is too old can say so.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import struct
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "coursekit-installed.json"
LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-test.lock"
SUPPORTED_PYTHONS = ("3.11", "3.12", "3.13")
SUPPORTED_MACHINES = {"Linux": ("x86_64", "aarch64"), "Darwin": ("arm64",), "Windows": ("AMD64",)}
USAGE = """\
usage: python3 course.py COMMAND

  setup   build .venv from the locked packages (the other commands do this first);
          setup --repair installs them again, if one was removed or changed
  lab     open the course in JupyterLab; NO_BROWSER=1 prints the address instead
  test    check everything: style, types, notebooks, tests; what follows goes to pytest
"""


class Stop(Exception):
    """What is wrong and what to do, in words for the person who typed the command."""


def unsupported(system: str, machine: str, bits: int, musl: bool) -> str | None:
    """Why there is no TensorFlow for this machine, or None if there is.

    Args:
        system: as `platform.system()` gives it.
        machine: as `platform.machine()` gives it.
        bits: width of a pointer in this Python.
        musl: whether this Linux has musl in place of glibc.
    """
    if system not in SUPPORTED_MACHINES:
        return f"there is no TensorFlow for {system}"
    if bits != 64:
        return f"this Python is a {bits}-bit program, and TensorFlow needs a 64-bit one"
    if musl:
        return "this Linux uses musl in place of glibc (Alpine does), and there is no TensorFlow for it"
    if machine not in SUPPORTED_MACHINES[system]:
        if system == "Darwin":
            return "this Mac, or this Python, is an Intel one, and TensorFlow no longer supports those"
        return f"there is no TensorFlow for {system} on {machine}"
    return None


def check_platform() -> None:
    """Stop at once where nothing could be installed anyway."""
    musl = platform.system() == "Linux" and not platform.libc_ver()[0]
    reason = unsupported(platform.system(), platform.machine(), struct.calcsize("P") * 8, musl)
    if reason:
        raise Stop(
            f"The course cannot run here: {reason}.\n"
            "It runs on Linux (x86-64 and ARM), on Macs with Apple silicon, and on 64-bit Windows."
        )


def find_python() -> str | None:
    """A Python that the course supports: this one, or another on the machine.

    Returns:
        its path, or None if there is none but `uv` is there, which brings its own.
    """
    if "{}.{}".format(*sys.version_info[:2]) in SUPPORTED_PYTHONS:
        return sys.executable
    for version in reversed(SUPPORTED_PYTHONS):
        for command in (["python" + version], ["py", "-" + version]):  # `py` is how Windows names them
            program = shutil.which(command[0])
            if program:
                ask = [program, *command[1:], "-c", "import sys; print(sys.executable)"]
                answer = subprocess.run(ask, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
                if answer.returncode == 0:
                    return answer.stdout.decode().strip()
    if shutil.which("uv"):
        return None
    raise Stop(
        f"The course needs Python {', '.join(SUPPORTED_PYTHONS[:-1])} or {SUPPORTED_PYTHONS[-1]}. "
        f"This is Python {platform.python_version()}, and no other was found.\n"
        "Install Python 3.12, from python.org or your system's packages, and type the same command again."
    )


def venv_program(name: str) -> str:
    """Path of a program in `.venv`."""
    if platform.system() == "Windows":
        return str(VENV / "Scripts" / f"{name}.exe")
    return str(VENV / "bin" / name)


def call(command: list[str], failed: str) -> None:
    """Run one command of the set-up.

    Raises:
        Stop: with the text `failed` if it does not succeed.
    """
    try:
        code = subprocess.run(command, cwd=str(ROOT), check=False).returncode
    except OSError as error:
        raise Stop(f"{failed}\n({error})") from error
    if code != 0:
        raise Stop(failed)


def make_venv() -> None:
    """Create `.venv`, in place of one that cannot be used."""
    python, uv = find_python(), shutil.which("uv")
    if VENV.exists():
        print("Removing the old .venv ...", flush=True)
        shutil.rmtree(str(VENV))
    if uv:
        # --seed: pip goes in too, so that extras (GPU, JAX, torch) install the same way for everybody.
        command = [uv, "venv", "--quiet", "--seed", "--python", python or SUPPORTED_PYTHONS[1], str(VENV)]
        call(command, "uv could not create .venv; its message stands above.")
    elif python:
        call(
            [python, "-m", "venv", str(VENV)],
            "Python could not create .venv; its message stands above.\n"
            "On Debian and Ubuntu 'sudo apt install python3-venv' brings what is missing.",
        )


def venv_works() -> bool:
    """Whether the Python in `.venv` starts and is a supported one."""
    probe = [venv_program("python"), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        answer = subprocess.run(probe, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    except OSError:
        return False
    return answer.returncode == 0 and answer.stdout.decode().strip() in SUPPORTED_PYTHONS


def fingerprint(paths: list[Path]) -> str:
    """Changes when these files do."""
    digest = hashlib.sha256()
    for path in paths:
        # Git on Windows may have changed the line ends.
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def installed() -> list[str]:
    """Fingerprints of what `.venv` holds; none if it was made elsewhere and moved here (its scripts would fail)."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return list(stamp["fingerprints"]) if stamp["root"] == str(ROOT) else []


def setup(*extra_locks: Path, repair: bool = False) -> None:
    """Make `.venv` hold what the locks name; do nothing if it does already.

    Args:
        extra_locks: locks besides the course's own.
        repair: look at every package, even if nothing should have changed.

    Raises:
        Stop: if this machine, its Python, its network or this copy of the course is not up to it.
    """
    check_platform()
    locks, project = [LOCK, *extra_locks], ROOT / "pyproject.toml"
    for path in [*locks, project]:
        if not path.is_file():
            raise Stop(f"{path.name} is missing: this copy of the course is not complete. Get it anew.")
    if not os.access(str(ROOT), os.W_OK):
        raise Stop(f"You may not write into {ROOT}.\nCopy the course into a folder of your own and try again there.")
    packages, course = fingerprint(locks), fingerprint([project])
    works = venv_works()
    if works and not repair and {packages, course} <= set(installed()):
        return
    moved = STAMP.is_file() and not installed()
    if moved or not works:
        make_venv()
    uv, python = shutil.which("uv"), venv_program("python")
    if uv:
        install = [uv, "pip", "install", "--python", python]
    else:
        install = [python, "-m", "pip", "install", "--disable-pip-version-check"]
    failed = (
        "The packages could not be installed; the message above tells why.\n"
        "The network is needed this once. Typing the same command again goes on from here."
    )
    if repair or packages not in installed():
        print("Installing the course's packages: some minutes and about 3 GB, once ...", flush=True)
        call([*install, "--require-hashes", *(word for path in locks for word in ("-r", str(path)))], failed)
    # Hashes and editable installs exclude each other, so the course itself comes second; it looks nothing up.
    call([*install, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)], failed)
    # Importing Keras takes twice as long without compiled bytecode, and some machines switch compiling off.
    # The exit code says nothing: a few packages carry templates that are no valid Python.
    print("Compiling them ...", flush=True)
    compile_all = [python, "-m", "compileall", "-q", "-j", "0", *map(str, VENV.glob("[lL]ib*"))]
    subprocess.run(compile_all, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    # Who has the tests' packages has the course's too.
    stamp = {"root": str(ROOT), "fingerprints": sorted({fingerprint([LOCK]), packages, course})}
    temporary = STAMP.with_suffix(".tmp")
    temporary.write_text(json.dumps(stamp), encoding="utf-8")
    temporary.replace(STAMP)
    print("The course is set up.", flush=True)


def lab(arguments: list[str]) -> int:
    """Open the course in JupyterLab."""
    setup()
    return subprocess.run([venv_program("coursekit"), "lab", *arguments], cwd=str(ROOT), check=False).returncode


def two_at_a_time() -> list[str]:
    """Options by which pytest runs whole files in two processes, where there are two cores; more take much memory."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    # In the order in which they stand: the longest are not last. What must stay together, tests/conftest.py says.
    return ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"] if cores and cores > 1 else []


def test(arguments: list[str]) -> int:
    """Check everything; every check runs even if an earlier one failed.

    Args:
        arguments: passed on to pytest, as in `course.py test -k receptive_field`; then nothing but pytest runs, in
            one process.
    """
    if not (ROOT / "tests").is_dir():
        raise Stop("This is a student's copy, which has no tests. 'coursekit check TOPIC' checks an exercise.")
    setup(TEST_LOCK)
    pytest = [venv_program("python"), "-m", "pytest"]
    notebooks = [str(path) for folder in ("lectures", "solutions/*") for path in sorted(ROOT.glob(folder + "/*.ipynb"))]
    checks = {
        "style": [venv_program("ruff"), "check", "."],
        "format": [venv_program("ruff"), "format", "--check", "."],
        "types": [venv_program("mypy")],
        "notebooks and their texts": [venv_program("coursekit"), "build", "--check"],
        "what the notebooks show": [*pytest, *two_at_a_time(), "-p", "no:cacheprovider", "--nbval", *notebooks],
    }
    if platform.system() != "Linux":
        # The browser is Debian's here; nbgrader's authors run its converters on Linux.
        pytest += ["-m", "not browser and not nbgrader"]
    failures = []
    for name, command in {**({} if arguments else checks), "tests": [*pytest, *(arguments or two_at_a_time())]}.items():
        print(f"\n== {name}", flush=True)
        if subprocess.run(command, cwd=str(ROOT), check=False).returncode != 0:
            failures.append(name)
    if failures:
        print(f"\nFailed: {', '.join(failures)}.", flush=True)
    return 1 if failures else 0


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code."""
    command, rest = (arguments[0] if arguments else ""), arguments[1:]
    try:
        if command == "setup" and rest in ([], ["--repair"]):
            setup(repair=bool(rest))
            return 0
        if command == "lab":
            return lab(rest)
        if command == "test":
            return test(rest)
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except PermissionError as error:
        print(
            f"\nYou may not write {error.filename}.\nGive yourself the right to, or copy the course.", file=sys.stderr
        )
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. Typing the same command again goes on from here.", file=sys.stderr)
        return 130
    print(USAGE, file=sys.stderr)
    return 0 if command in ("-h", "--help", "help") else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
