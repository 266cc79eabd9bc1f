"""The bootstrap script: which machines it turns away, what it installs when, and what it says."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def course(tmp_path, monkeypatch):
    """course.py, put into an empty folder with locks of its own, and every command it would run written down."""
    spec = importlib.util.spec_from_file_location("course_script", ROOT / "course.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("requirements.lock", "requirements-test.lock", "pyproject.toml"):
        (tmp_path / name).write_text(name)
    for name, value in {
        "ROOT": tmp_path,
        "VENV": tmp_path / ".venv",
        "STAMP": tmp_path / ".venv" / "coursekit-installed.json",
        "LOCK": tmp_path / "requirements.lock",
        "TEST_LOCK": tmp_path / "requirements-test.lock",
    }.items():
        monkeypatch.setattr(module, name, value)
    module.commands = []

    def call(command, failed):
        module.commands.append(command)
        if "venv" in command:
            module.VENV.mkdir(exist_ok=True)

    monkeypatch.setattr(module, "call", call)
    monkeypatch.setattr(module, "venv_works", lambda: module.VENV.is_dir())  # noqa: PLW0108  (VENV is replaced by one test)
    monkeypatch.setattr(module.subprocess, "run", lambda *a, **k: module.commands.append(["compileall"]))
    return module


def installs(course):
    return [command for command in course.commands if "install" in command]


@pytest.mark.parametrize(
    ("machine", "reason"),
    [
        (("Linux", "x86_64", 64, False), None),
        (("Linux", "aarch64", 64, False), None),
        (("Darwin", "arm64", 64, False), None),
        (("Windows", "AMD64", 64, False), None),
        (("Linux", "x86_64", 64, True), "musl"),
        (("Linux", "armv7l", 32, False), "32-bit"),
        (("Linux", "riscv64", 64, False), "riscv64"),
        (("Darwin", "x86_64", 64, False), "Intel"),
        (("Windows", "AMD64", 32, False), "32-bit"),
        (("Windows", "ARM64", 64, False), "ARM64"),
        (("FreeBSD", "amd64", 64, False), "FreeBSD"),
    ],
)
def test_unsupported_machines_are_told_why(course, machine, reason):
    told = course.unsupported(*machine)
    assert told is None if reason is None else reason in told


def test_unsupported_machine_stops_before_anything_is_made(course, monkeypatch):
    monkeypatch.setattr(course.platform, "system", lambda: "FreeBSD")
    with pytest.raises(course.Stop, match="no TensorFlow for FreeBSD"):
        course.setup()
    assert not course.VENV.exists()
    assert course.commands == []


def test_second_run_installs_nothing(course):
    course.setup()
    assert len(installs(course)) == 2
    course.commands.clear()
    course.setup()
    assert course.commands == []


def test_repair_installs_again(course):
    course.setup()
    course.commands.clear()
    assert course.main(["setup", "--repair"]) == 0
    assert len(installs(course)) == 2


def test_tests_lock_is_added_once_and_serves_the_lab_too(course):
    course.setup()
    course.commands.clear()
    course.setup(course.TEST_LOCK)
    assert str(course.TEST_LOCK) in installs(course)[0]
    course.commands.clear()
    course.setup(course.TEST_LOCK)
    course.setup()
    assert course.commands == []


@pytest.mark.parametrize(("changed", "steps"), [("requirements.lock", 2), ("pyproject.toml", 1)])
def test_what_changed_is_installed_into_the_same_venv(course, changed, steps):
    course.setup()
    course.commands.clear()
    (course.ROOT / changed).write_text("newer")
    course.setup()
    assert len(installs(course)) == steps
    assert "--editable" in installs(course)[-1], "a new version of the course downloads nothing"
    assert not any("venv" in command for command in course.commands)


def test_line_ends_of_windows_change_nothing(course):
    course.LOCK.write_bytes(b"a\nb\n")
    before = course.fingerprint([course.LOCK])
    course.LOCK.write_bytes(b"a\r\nb\r\n")
    assert course.fingerprint([course.LOCK]) == before


def test_a_moved_course_gets_a_new_venv(course, monkeypatch):
    course.setup()
    course.commands.clear()
    old, new = course.ROOT, course.ROOT.rename(course.ROOT.with_name("moved"))
    for name in ("ROOT", "VENV", "STAMP", "LOCK", "TEST_LOCK"):
        monkeypatch.setattr(course, name, new / getattr(course, name).relative_to(old))
    course.setup()
    assert any("venv" in command for command in course.commands)


def test_interrupted_installation_is_taken_up_again(course, monkeypatch):
    def interrupted(command, failed):
        raise course.Stop(failed)

    course.make_venv()
    with monkeypatch.context() as patch, pytest.raises(course.Stop, match="same command again"):
        patch.setattr(course, "call", interrupted)
        course.setup()
    course.commands.clear()
    course.setup()
    assert len(installs(course)) == 2
    assert not any("venv" in command for command in course.commands)


def test_missing_lock_is_named(course):
    course.LOCK.unlink()
    with pytest.raises(course.Stop, match=r"requirements\.lock is missing"):
        course.setup()


def test_old_python_without_another_is_told_which_to_install(course, monkeypatch):
    monkeypatch.setattr(course.sys, "version_info", (3, 9, 1))
    monkeypatch.setattr(course.shutil, "which", lambda name: None)
    with pytest.raises(course.Stop, match=r"needs Python 3\.11, 3\.12 or 3\.13"):
        course.find_python()


def test_uv_brings_its_own_python(course, monkeypatch):
    monkeypatch.setattr(course.sys, "version_info", (3, 14, 0))
    monkeypatch.setattr(course.shutil, "which", lambda name: "/bin/uv" if name == "uv" else None)
    assert course.find_python() is None
    course.make_venv()
    assert course.commands[0][:2] == ["/bin/uv", "venv"]
    assert "3.12" in course.commands[0]


@pytest.mark.parametrize(("system", "words"), [("Linux", []), ("Darwin", ["-m", "not browser and not nbgrader"])])
def test_elsewhere_all_is_checked_but_browser_and_nbgrader(course, monkeypatch, system, words):
    ran = []
    (course.ROOT / "tests").mkdir()
    monkeypatch.setattr(course, "setup", lambda *locks: None)
    monkeypatch.setattr(course.platform, "system", lambda: system)
    monkeypatch.setattr(course, "two_at_a_time", list)
    answer = subprocess.CompletedProcess([], 0)
    monkeypatch.setattr(course.subprocess, "run", lambda command, **_: ran.append(command) or answer)
    assert course.test([]) == 0
    assert len(ran) == 6
    assert ran[-1][3:] == words


@pytest.mark.parametrize(("cores", "processes"), [(1, []), (2, ["-n", "2"]), (64, ["-n", "2"])])
def test_all_tests_run_in_two_processes_and_chosen_ones_in_one(course, monkeypatch, cores, processes):
    ran = []
    (course.ROOT / "tests").mkdir()
    monkeypatch.setattr(course, "setup", lambda *locks: None)
    monkeypatch.setattr(course.platform, "system", lambda: "Linux")
    monkeypatch.setattr(course.os, "sched_getaffinity", lambda _: set(range(cores)), raising=False)
    answer = subprocess.CompletedProcess([], 0)
    monkeypatch.setattr(course.subprocess, "run", lambda command, **_: ran.append(command) or answer)
    assert course.test([]) == 0
    assert [command[3:5] for command in ran[-2:]] == (
        [processes] * 2 if processes else [["-p", "no:cacheprovider"], []]
    )
    assert course.test(["-k", "stride"]) == 0
    assert ran[-1][3:] == ["-k", "stride"]


@pytest.mark.parametrize(("words", "code"), [([], 2), (["frobnicate"], 2), (["--help"], 0), (["setup", "x"], 2)])
def test_usage(words, code):
    run = subprocess.run([sys.executable, str(ROOT / "course.py"), *words], capture_output=True, text=True)
    assert run.returncode == code
    assert "usage:" in run.stderr


def test_an_old_python_can_read_the_script():
    ast.parse((ROOT / "course.py").read_text(), feature_version=(3, 7))


def test_locks_carry_hashes_and_no_index_address():
    for name in ("requirements.lock", "requirements-test.lock"):
        text = (ROOT / name).read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "--index-url" not in text


def test_make_only_calls_the_script():
    # `make -n` prints what would be run
    if not any(os.access(Path(folder) / "make", os.X_OK) for folder in os.environ["PATH"].split(os.pathsep)):
        pytest.skip("there is no make on this machine")
    # Run by `make test`, this make would take itself for a part of that one and say so.
    outside = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    for target in ("setup", "lab", "test"):
        run = subprocess.run(["make", "-n", target], cwd=ROOT, env=outside, capture_output=True, text=True, check=True)
        assert run.stdout.split() == ["python3", "course.py", target]
