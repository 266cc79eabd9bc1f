"""The doctor: each thing that can be amiss is seen, named, and told with what to type."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from coursekit.console import console
from coursekit.course import doctor
from coursekit.course.doctor import State, install, machine
from coursekit.course.doctor.row import run
from coursekit.errors import CourseError
from coursekit.tree import Course

LOCK = """\
numpy==2.1.0 ; python_full_version < '3.12' \\
    --hash=sha256:00
    # via keras
numpy==2.3.0 ; python_full_version >= '3.12' \\
    --hash=sha256:01
rich==14.0 \\
    --hash=sha256:02
colorama==0.4 ; sys_platform == 'win32' \\
    --hash=sha256:03
"""
HERE = {"python_full_version": "3.11.4", "sys_platform": "linux"}


@pytest.fixture
def course(tmp_path):
    (tmp_path / "requirements.lock").write_text(LOCK)
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2"\n')
    (tmp_path / "lectures").mkdir()
    return Course(tmp_path)


def answers(**programs):
    """A machine on which only these programs are: what each prints, by the first word of its command."""
    return lambda command: programs.get(Path(command[0]).name)


def nothing(command):
    return None


@pytest.mark.parametrize(
    ("asked", "state"),
    [
        (((3, 11), "Linux", "x86_64", 64), State.OK),
        (((3, 12), "Darwin", "arm64", 64), State.OK),
        (((3, 13), "Windows", "AMD64", 64), State.OK),
        (((3, 10), "Linux", "x86_64", 64), State.MISSING),
        (((3, 14), "Linux", "x86_64", 64), State.MISSING),
        (((3, 12), "Darwin", "x86_64", 64), State.MISSING),
        (((3, 12), "Windows", "AMD64", 32), State.MISSING),
        (((3, 12), "FreeBSD", "amd64", 64), State.MISSING),
    ],
)
def test_python(asked, state):
    row = machine.python(*asked)
    assert row.state is state
    assert bool(row.remedy) == (state is State.MISSING)


@pytest.mark.parametrize(
    ("installed", "environment", "state", "found"),
    [
        ({"numpy": "2.1.0", "rich": "14.0"}, HERE, State.OK, "2 as locked"),
        ({"numpy": "2.3.0", "rich": "14.0"}, {**HERE, "python_full_version": "3.12.1"}, State.OK, "2 as locked"),
        ({"numpy": "2.3.0", "rich": "14.0"}, HERE, State.WARN, "1 of 2 differ: numpy 2.3.0 in place of 2.1.0"),
        ({"numpy": "2.1.0"}, HERE, State.MISSING, "1 of 2 missing: rich"),
        ({"numpy": "2.1.0", "rich": "14.0"}, {**HERE, "sys_platform": "win32"}, State.MISSING, "colorama"),
    ],
)
def test_packages(course, installed, environment, state, found):
    row = install.packages(course, version=installed.get, environment=environment)
    assert row.state is state
    assert found in row.found
    assert bool(row.remedy) == (state is not State.OK)


def test_lock_missing_or_damaged(course):
    (course.root / "requirements.lock").write_text("numpy = new\n")
    assert "has a line that is none: numpy = new" in install.packages(course).found
    (course.root / "requirements.lock").unlink()
    assert install.packages(course).found == "requirements.lock is missing"


def test_project(course, tmp_path):
    def row(found):
        return install.project(course, installed=lambda: found)

    assert row(None).state is State.MISSING
    assert row(("1.2", tmp_path.as_uri())) == doctor.Row("coursekit", State.OK, "1.2, from this folder")
    # An update raises the version and installs nothing: it is this folder's code all the same.
    assert row(("1.1", tmp_path.as_uri())) == doctor.Row("coursekit", State.OK, "1.2, from this folder")
    assert "a copy" in row(("1.2", "")).found
    (course.root / "pyproject.toml").write_text("[")
    assert row(("1.2", tmp_path.as_uri())).found == "pyproject.toml cannot be read"


def test_notebooks_that_run_another_courses_code_are_no_small_matter(course, tmp_path):
    def row(environment):
        other = ("1.2", (tmp_path / "other").as_uri())
        return install.project(course, installed=lambda: other, environment=environment)

    here = row(course.root / ".venv")
    assert here.state is State.MISSING
    assert here.found == f"1.2 of another course, in {tmp_path / 'other'}: notebooks run that"
    assert doctor.needed_missing([here])
    # The set-up was done here once, so that it would do nothing.
    assert "course.py setup" not in here.remedy
    assert "pip install" in here.remedy
    assert here.remedy.endswith(f"--no-deps --no-build-isolation --editable {course.root}")
    # Another course's environment is left alone: what is wrong is that it is in use here.
    there = row(tmp_path / "other" / ".venv")
    assert there.state is State.MISSING
    assert "course.py setup" in there.remedy
    assert "pip" not in there.remedy


def test_the_bootstrap_script_and_the_doctor_support_the_same(root):
    """course.py stands alone, before anything is installed, so that it has lists of its own."""
    names = ("SUPPORTED_PYTHONS", "SUPPORTED_MACHINES")
    parsed = ast.parse((root / "course.py").read_text(encoding="utf-8"))
    said = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in parsed.body
        if isinstance(node, ast.Assign) and node.targets[0].id in names
    }
    assert said["SUPPORTED_PYTHONS"] == tuple(f"{major}.{minor}" for major, minor in machine.PYTHONS)
    assert {system: set(machines) for system, machines in said["SUPPORTED_MACHINES"].items()} == machine.MACHINES


def test_kernel():
    python = Path(sys.executable).name
    words = ["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    assert install.kernel(lambda: words, answers(**{python: sys.prefix + "\n"})).state is State.OK
    assert install.kernel(lambda: None).found == "no kernel python3"
    other = install.kernel(lambda: ["/opt/other/bin/python3", *words[1:]], lambda _: "/opt/other")
    assert (other.state, other.found) == (State.MISSING, "python3 starts another Python: /opt/other/bin/python3")
    assert "ipykernel install --sys-prefix" in other.remedy
    gone = install.kernel(lambda: ["/opt/gone/bin/python3"], nothing)
    assert gone.state is State.MISSING
    broken = install.kernel(lambda: words, lambda command: sys.prefix if "-c" in command else None)
    assert "ipykernel cannot be imported" in broken.found


def test_extensions(tmp_path):
    data, user, system = tmp_path / "data", tmp_path / "user", tmp_path / "system"

    def put(path, content):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))

    def row():
        return install.extensions([str(data)], [str(user), str(system)])

    def server(on):
        return {"ServerApp": {"jpserver_extensions": {install.SERVER_EXTENSION: on}}}

    assert (row().state, row().found) == (State.MISSING, "its page extension is not installed")
    put(data / "@jupyter" / "nbgrader" / "package.json", {})
    assert (row().state, row().found) == (State.MISSING, "its server extension is not installed")
    put(system / "jupyter_server_config.d" / "nbgrader.json", server(True))
    assert (row().state, row().remedy) == (State.OK, "")
    put(user / "labconfig" / "page_config.json", {"disabledExtensions": {"@jupyter/nbgrader": True}})
    assert (row().state, row().found) == (State.WARN, "its page extension is off")
    put(user / "jupyter_server_config.json", server(False))
    assert (row().state, row().found) == (State.WARN, "its server extension is off")


def test_bytecode(tmp_path):
    (tmp_path / "slow").mkdir()
    (tmp_path / "slow" / "module.py").write_text("x = 1\n")
    row = install.bytecode({"slow": tmp_path / "slow"})
    assert (row.state, row.found) == (State.WARN, "not compiled, so that imports are slow: slow")
    assert row.remedy == f"{sys.executable} -m compileall -q -j 0 {tmp_path / 'slow'}"
    subprocess.run(row.remedy.split(), check=True)
    assert install.bytecode({"slow": tmp_path / "slow"}).state is State.OK


def test_news(tmp_path):
    assert install.news(user=tmp_path).state is State.OK
    assert "damaged" in install.news(lab=tmp_path, user=tmp_path).found
    own = tmp_path / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    own.parent.mkdir(parents=True)
    own.write_text('{\n  // mine\n  "fetchNews": "true"\n}')
    assert install.news(user=tmp_path).found == "on, by your own settings"


def test_gpu():
    card = answers(**{"nvidia-smi": "NVIDIA H100\n"})
    assert machine.gpu("Linux", nothing, []).found == "none found; a CPU is all the course needs"
    without = machine.gpu("Linux", card, ["numpy"])
    assert without.state is State.WARN
    assert ".[gpu]" in without.remedy
    assert machine.gpu("Linux", card, ["nvidia-cudnn-cu12"]).state is State.OK
    assert machine.gpu("Linux", answers(**{"nvidia-smi": "A\nA\n"}), ["nvidia-cudnn-cu12"]).found.startswith("2 × A")
    assert "leaves it alone" in machine.gpu("Windows", card, []).found


def test_sandbox(course, monkeypatch):
    from coursekit.grading import sandbox
    from coursekit.grading.sandbox import Isolation, Rung

    reason = ((Rung.BUBBLEWRAP, "bubblewrap is not installed"),)

    def row(answer):
        def detect(private):
            assert private == [course.root / "course.py"]
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(sandbox, "detect", detect, raising=False)
        return machine.sandbox(course, "Linux")

    monkeypatch.setattr(sandbox, "private_in", lambda root: [root / "course.py"], raising=False)
    best = row(Isolation(Rung.BUBBLEWRAP))
    assert (best.state, best.found) == (State.OK, "bubblewrap")
    second = row(Isolation(Rung.CONTAINER, reason))
    assert (second.state, second.found) == (State.OK, "container; no bubblewrap: bubblewrap is not installed")
    none = row(Isolation(Rung.PROCESS, reason))
    assert (none.state, none.found.startswith("not isolated")) == (State.WARN, True)
    assert "apt install bubblewrap" in none.remedy
    assert row(CourseError("Nothing works.", "Use Linux.")).remedy == "Only for grading. Use Linux."
    assert "apt" not in machine.sandbox(None, "Windows").remedy


def test_writing(course, monkeypatch):
    assert machine.writing(course).state is State.OK

    def refuse(dir):  # noqa: A002  (tempfile's name for it)
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    row = machine.writing(course)
    assert (row.state, row.found) == (State.MISSING, f"not possible in {course.root.name}: Permission denied")


@pytest.mark.parametrize(
    ("free", "state"), [(30e9, State.OK), (0.4e9, State.WARN), (1e6, State.MISSING), (None, State.OK)]
)
def test_disk(course, free, state, monkeypatch):
    if free is None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100e9, 50e9, 50e9))
    assert machine.disk(course, free).state is state


def test_a_program_that_fails_or_is_not_there():
    assert run([sys.executable, "-c", "print('here')"]).strip() == "here"
    assert run([sys.executable, "-c", "raise SystemExit(3)"]) is None
    assert run(["there-is-no-such-program"]) is None


def test_diagnosis_of_this_course_is_whole_and_leaves_tensorflow_alone(root):
    program = (
        "import sys; from pathlib import Path; from coursekit.course import doctor; from coursekit.tree import Course\n"
        "rows = doctor.diagnose(Course(Path(sys.argv[1]))); print(len(rows))\n"
        "print([name for name in ('tensorflow', 'keras') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program, root], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-2:] == ["11", "[]"]


def test_outside_of_a_course_and_with_a_package_missing(monkeypatch):
    def missing():
        raise ModuleNotFoundError("No module named 'jupyter_core'", name="jupyter_core")

    for name in ("kernel", "bytecode", "news"):
        monkeypatch.setattr(install, name, lambda: doctor.Row("any", State.OK, ""))
    monkeypatch.setattr(install, "extensions", missing)
    rows = doctor.diagnose(None)
    bad = {row.what: row for row in rows if row.state is State.MISSING}
    assert set(bad) == {"Course", "nbgrader"}
    assert bad["nbgrader"].found == "the package jupyter_core is missing"
    assert doctor.needed_missing(rows)


def test_students_are_not_asked_about_sandboxes(course, monkeypatch):
    for name in ("packages", "project"):
        monkeypatch.setattr(install, name, lambda _: doctor.Row("any", State.OK, ""))
    for name in ("kernel", "bytecode", "news", "extensions"):
        monkeypatch.setattr(install, name, lambda: doctor.Row("any", State.OK, ""))
    assert "Sandbox" in [row.what for row in doctor.diagnose(course)]
    course.manifest.write_text("{}")
    assert "Sandbox" not in [row.what for row in doctor.diagnose(course)]


def test_only_missing_things_fail_and_what_to_type_stays_in_one_line():
    long = "python -m compileall " + "/a/rather/long/path " * 10
    rows = [doctor.Row("Bytecode", State.WARN, "[bold]slow[/bold]", long.strip())]
    assert not doctor.needed_missing(rows)
    with console.capture() as capture:
        doctor.show(rows)
    assert f"Bytecode: {long.strip()}\n" in capture.get()
    assert "[bold]slow[/bold]" in capture.get()
    with console.capture() as capture:
        doctor.show([doctor.Row("Disk", State.OK, "room")])
    assert "All is well." in capture.get()
