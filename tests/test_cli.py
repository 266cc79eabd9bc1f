"""The command line: fast to start, and a sentence in place of a traceback for what its user can put right."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def coursekit(*words, cwd=ROOT, **environment):
    return subprocess.run(
        [sys.executable, "-m", "coursekit", *words],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )


HEAVY = ("keras", "tensorflow", "pandas", "scipy", "matplotlib", "nbgrader", "IPython")


@pytest.mark.parametrize("module", ["coursekit", "coursekit.cli", "coursekit.tree", "coursekit.console"])
def test_importing_pulls_in_nothing_heavy(module):
    program = f"import sys, {module}; print([name for name in {HEAVY} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout.strip() == "[]"


@pytest.mark.parametrize("module", ["coursekit.network", "coursekit.parameters", "coursekit.checks", "coursekit.data"])
def test_calculators_do_not_import_keras(module):
    program = f"import sys, {module}; print([name for name in ('keras', 'tensorflow') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout.strip() == "[]"


def test_rooms_are_found_by_attribute_and_nothing_else_is():
    import coursekit as package

    assert package.network.__name__ == "coursekit.network"
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = package.nonsense


@pytest.mark.parametrize("words", [["check"], ["submit"], ["grade"], ["feedback"], ["build"]])
def test_unknown_topic_is_told_with_those_there_are(words):
    run = coursekit(*words, "pooling")
    assert run.returncode == 1
    assert "There is no topic 'pooling'." in run.stderr
    assert "01_parameters, 02_receptive_field" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("words", [["check", "01"], ["build"], ["grade", "01"], ["lab"], ["bundle", "there"]])
def test_outside_a_course_is_told(words, tmp_path):
    run = coursekit(*words, cwd=tmp_path)
    assert run.returncode == 1
    assert "is not inside a course" in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_port_in_use_is_told():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        run = coursekit("lab", "--port", str(port), NO_BROWSER="1")
    assert run.returncode == 1
    assert f"Port {port} is in use" in run.stderr


def test_a_port_that_is_none_is_told():
    run = coursekit("lab", "--port", "70000")
    assert run.returncode == 1
    assert "70000 is not a port" in run.stderr


def test_misspelt_command_is_a_usage_error():
    run = coursekit("chek", "01")
    assert run.returncode == 2
    assert "chek" in run.stderr


@pytest.mark.parametrize("name", ["parameters", "01", "1", "01_parameters"])
def test_a_topic_goes_by_name_number_or_both(name):
    from coursekit.tree import topic

    assert topic(name).id == "01_parameters"


@pytest.mark.parametrize(
    ("raised", "code", "told"),
    [
        ("KeyboardInterrupt()", 130, "Interrupted."),
        ("OSError(28, 'No space left on device')", 1, "The disk is full."),
        ("PermissionError(13, 'Permission denied', 'a.csv')", 1, "no permission to write or read a.csv"),
        ("CourseError('Broken.', 'Mend it.')", 1, "Broken.\nMend it."),
    ],
)
def test_what_stops_a_command_is_told_in_words(raised, code, told):
    program = f"""
from coursekit import cli
from coursekit.errors import CourseError

def stop():
    raise {raised}

cli.Course.find = stop
cli.main()
"""
    run = subprocess.run([sys.executable, "-c", program, "build"], capture_output=True, text=True)
    assert run.returncode == code
    assert told in run.stderr
    assert "Traceback" not in run.stderr


def test_a_mistake_of_ours_keeps_its_traceback():
    program = "from coursekit import cli\ncli.Course.find = lambda: 1 / 0\ncli.main()"
    run = subprocess.run([sys.executable, "-c", program, "build"], capture_output=True, text=True)
    assert "ZeroDivisionError" in run.stderr


def test_progress_prints_names_with_brackets_as_they_are(capsys):
    from coursekit.console import console, steps

    with steps("Checking", 2) as progress:
        progress.advance("see [/home/me] first")
        progress.advance("[red]second")
    console.print("[bold]third")
    assert capsys.readouterr().out.splitlines() == [
        "Checking: 1/2 see [/home/me] first",
        "Checking: 2/2 [red]second",
        "[bold]third",
    ]
