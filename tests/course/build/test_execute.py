"""Running cells: what an author is told when one raises, hangs, kills the kernel or is interrupted."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from coursekit.course import build, notebooks, text
from coursekit.course.execute import execute
from coursekit.errors import CourseError
from coursekit.tree import TOPICS, Course

FIRST = TOPICS[0]


def run(folder: Path, content: str, longest: int = 60) -> str:
    """Execute a lecture's text and give what would be stored."""
    source = folder / "lectures" / "01_parameters.py"
    source.parent.mkdir(exist_ok=True)
    source.write_text(content, encoding="utf-8")
    lecture = text.read(source, folder, graded=False)
    notebook = notebooks.from_text(lecture)
    execute(notebook, lecture, source.parent, folder, longest=longest)
    return notebooks.dumps(notebook)


def test_an_error_names_notebook_cell_and_line_and_shows_the_traceback_once(tmp_path: Path) -> None:
    content = (
        "# %%\ndef ratio():\n    x = 0\n    return 1 / x\n\n\n# %% [markdown]\n# # Here\n\n# %%\n\ny = 1\nratio()\n"
    )
    with pytest.raises(CourseError) as raised:
        run(tmp_path, content)
    said = raised.value.problem
    assert said.startswith("lectures/01_parameters.py, line 4: ZeroDivisionError in cell `here_1` (lines 12 to 13).")
    assert said.count("division by zero") == 1
    assert said.count("return 1 / x") == 1
    assert "nbclient" not in said
    assert "\x1b" not in said
    assert raised.value.__suppress_context__, "nbclient's own traceback is not shown"


def test_a_syntax_error_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"line 6: SyntaxError in cell `start_2`"):
        run(tmp_path, "# %%\nx = 1\n\n# %%\ny = 1\ny = (\n")


def test_a_cell_that_hangs_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"line 2: cell `start_1` did not finish within 1 s"):
        run(tmp_path, "# %%\nwhile True: pass\n", longest=1)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_kernel_that_dies_is_explained(tmp_path: Path) -> None:
    dying = "# %%\nimport os\n\n# %%\nos.write(2, b'out of luck\\n')\nos.kill(os.getpid(), 9)\n"
    with pytest.raises(CourseError) as raised:
        run(tmp_path, dying)
    assert "line 5: the kernel died of SIGKILL while it ran cell `start_2`" in raised.value.problem
    assert "lack of memory" in raised.value.remedy


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_an_interrupt_leaves_nothing_half_written(unbuilt: Course) -> None:
    """The cell itself presses Ctrl-C on the builder, and would then wait for ever."""
    content = "# %%\nimport os, signal, threading\nos.kill(os.getppid(), signal.SIGINT)\nthreading.Event().wait()\n"
    unbuilt.lecture_text(FIRST).write_text(content, encoding="utf-8")
    before = sorted(unbuilt.root.rglob("*"))
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    with pytest.raises(KeyboardInterrupt):
        build.build(unbuilt, [FIRST])
    assert sorted(unbuilt.root.rglob("*")) == before


def test_a_failing_cell_leaves_the_old_notebook(copy: Course) -> None:
    before = copy.lecture(FIRST).read_bytes()
    copy.lecture_text(FIRST).write_text("# %%\nraise ValueError\n", encoding="utf-8")
    with pytest.raises(CourseError, match="ValueError"):
        build.build(copy, [FIRST])
    assert copy.lecture(FIRST).read_bytes() == before


def test_the_authors_shell_and_profile_do_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("mine = 'from my profile'\n", encoding="utf-8")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("MPLBACKEND", "agg")
    stored = run(
        tmp_path,
        "# %%\nimport os, shutil\nprint(shutil.get_terminal_size().columns, os.getcwd()[-8:])\nglobals().get('mine')\n",
    )
    assert '"80 lectures\\n"' in stored
    assert "from my profile" not in stored
    assert os.environ["COLUMNS"] == "200"
