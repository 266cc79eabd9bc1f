"""The worker: kernel and judge together, whatever the student's code does."""

from __future__ import annotations

import json

import nbformat
import psutil
import pytest

from coursekit.grading import Status
from coursekit.grading.outcome import Outcome, TestStatus
from coursekit.grading.worker import Job, Worker
from coursekit.grading.worker.setup import imported_modules

DOUBLE, SQUARE = "def double(x):\n    return x + x", "def square(x):\n    return x ** 2"

# name: what the two solution cells hold, points of the three tests, status, part of the reason
EXPECTED = {
    "right": ((DOUBLE, SQUARE), (1, 2, 2), Status.GRADED, ""),
    "untouched": ((None, None), (0, 0, 0), Status.GRADED, ""),
    "half": ((DOUBLE, "def square(x):\n    return x + x"), (1, 2, 0), Status.GRADED, ""),
    "ends in a cell": ((DOUBLE, "import os\nos._exit(3)"), (1, 2, 0), Status.KERNEL_DIED, "with code 3 in cell square"),
    "ends in a test": (
        ("import os\ndef double(x):\n    os._exit(4)", SQUARE),
        (0, 0, 0),
        Status.KERNEL_DIED,
        "with code 4 in test double_check; tests from there on earned nothing",
    ),
    "endless cell": (
        (DOUBLE, f"{SQUARE}\nwhile True:\n    pass"),
        (1, 2, 2),
        Status.TIMED_OUT,
        "cell square was stopped after 3 s",
    ),
    "endless function": (("def double(x):\n    while True: pass", SQUARE), (0, 0, 2), Status.TIMED_OUT, "double_check"),
    "deaf": (
        (DOUBLE, "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass"),
        (1, 2, 0),
        Status.TIMED_OUT,
        "earned nothing",
    ),
    "memory of many": (
        (
            DOUBLE,
            "import os, time\nfor _ in range(6):\n    if os.fork() == 0:\n"
            "        taken = bytearray(300 * 2**20)\n        for i in range(0, len(taken), 4096): taken[i] = 1\n"
            "        time.sleep(60)\ntime.sleep(60)",
        ),
        (1, 2, 0),
        Status.OUT_OF_MEMORY,
        "more memory than it may in cell square",
    ),
    "memory of one": ((DOUBLE, f"taken = bytearray(10**9)\n{SQUARE}"), (1, 2, 0), Status.GRADED, ""),
    "replaced serve": (
        ("import coursekit.grading.judge.student as s\ns.serve = lambda: None\n" + DOUBLE, SQUARE),
        (0, 0, 0),
        Status.GRADED,
        "",
    ),
    "asks": ((DOUBLE, f"{SQUARE}\ninput('Points? ')"), (1, 2, 2), Status.GRADED, ""),
    "lets go of its answers": (("import os\nos.closerange(3, 100)\n" + DOUBLE, SQUARE), (0, 0, 0), None, ""),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_points_status_and_reason(grade, name):
    (double, square), points, status, reason = EXPECTED[name]
    answers = {key: text for key, text in {"double": double, "square": square}.items() if text is not None}
    outcome, tests = grade(name, **answers)
    assert tuple(earned for _, earned in tests.values()) == points, tests
    if status is not None:
        assert outcome.status == status, outcome.reason
        assert reason in outcome.reason
        assert bool(reason) == bool(outcome.reason)
    assert (outcome.key, outcome.isolation) == (f"key of {name}", "bubblewrap")
    assert grade("after it", double=DOUBLE, square=SQUARE)[1].keys() == tests.keys()


def test_each_test_has_its_status(grade):
    _, tests = grade("half", double=DOUBLE, square="def square(x):\n    return x + x")
    assert [status for status, _ in tests.values()] == [TestStatus.PASSED, TestStatus.PASSED, TestStatus.FAILED]
    _, tests = grade("out", double=DOUBLE, square="import os\nos._exit(3)")
    assert tests["square_check"] == (TestStatus.NOT_RUN, 0)
    _, tests = grade("untouched")
    assert {status for status, _ in tests.values()} == {TestStatus.NOT_ATTEMPTED}


def test_the_notebook_shows_verdicts_and_outputs(grade):
    outcome, _ = grade("shown", double=f"print('once')\n{DOUBLE}", square="def square(x):\n    raise KeyError('why')")
    cells = {
        cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in nbformat.reads(outcome.notebook, 4).cells
    }
    assert [output.text for output in cells["double"].outputs] == ["once\n"]
    assert cells["double_check"].outputs == []
    (shown,) = cells["square_check"].outputs
    assert (shown.ename, "KeyError" in shown.evalue) == ("failed", True)
    nbformat.validate(nbformat.reads(outcome.notebook, 4))


def test_what_is_printed_during_tests_is_not_kept(grade):
    outcome, tests = grade(
        "spy", double="def double(x):\n    print('asked', x)\n    return x + x", square=f"{SQUARE}\nprint('end')"
    )
    assert tests["double_hidden"] == (TestStatus.PASSED, 2)
    outputs = [output for cell in nbformat.reads(outcome.notebook, 4).cells for output in cell.get("outputs", [])]
    assert [output.text for output in outputs] == ["end\n"]


def test_hidden_tests_are_marked(grade):
    outcome, _ = grade("right", double=DOUBLE, square=SQUARE)
    assert {verdict.name: verdict.hidden for verdict in outcome.verdicts} == {
        "double_check": False,
        "double_hidden": True,
        "square_check": False,
    }


def test_much_output_is_cut_and_the_rest_is_run(grade):
    noise = "for _ in range(40):\n    print('x' * 100_000)\n"
    outcome, tests = grade("loud", double=noise + DOUBLE, square=f"print('y' * 20_000_000)\n{SQUARE}")
    assert [points for _, points in tests.values()] == [1, 2, 2]
    assert len(outcome.notebook) < 5_000_000
    assert "dropped" in outcome.notebook or "cut" in outcome.notebook


def test_the_exercises_files_are_there_and_nothing_else(grade):
    outcome, _ = grade("looks", double="import os\nprint(sorted(os.listdir('.')), open('numbers.csv').read())")
    assert "['numbers.csv'] 1,2,3" in outcome.notebook


def test_missing_answers_are_told(grade):
    outcome, tests = grade(
        "cut", lambda book, cells: book["cells"].remove(cells["square"]), double=DOUBLE, square=SQUARE
    )
    assert (outcome.status, outcome.reason) == (Status.CELLS_MISSING, "answers missing from the notebook: square")
    assert [points for _, points in tests.values()] == [1, 2, 0]


def test_what_is_no_notebook_is_not_run(worker):
    outcome = worker.grade(Job("bob", b"{", "5eed"))
    assert (outcome.status, outcome.verdicts, outcome.notebook) == (Status.BROKEN, (), "")


def test_an_outcome_travels_as_json(grade):
    outcome, _ = grade("right", double=DOUBLE, square=SQUARE)
    assert Outcome.from_json(outcome.to_json()) == outcome
    for text in ("[]", "{}", "{", json.dumps({"student": "ann", "status": "splendid"})):
        with pytest.raises(ValueError):  # noqa: PT011  # it is the kind that matters
            Outcome.from_json(text)


def test_a_kernel_that_was_killed_from_outside_is_tried_again(worker, job, monkeypatch):
    """As its own code or anybody else may have killed it, twice is the student's fault."""
    from coursekit.grading.worker import run as module

    def killing(times):
        left = [times]
        started = module.StudentKernel.run

        async def run(self, cell, place):
            if left[0] and "square" in cell.source:
                left[0] -= 1
                self._client.km.provisioner._child.kill()
            await started(self, cell, place)

        monkeypatch.setattr(module.StudentKernel, "run", run)

    with monkeypatch.context():
        killing(1)
        assert worker.grade(job("ann", double=DOUBLE, square=SQUARE)).status == Status.GRADED
    killing(2)
    outcome = worker.grade(job("ann", double=DOUBLE, square=SQUARE))
    assert (outcome.status, "signal 9" in outcome.reason) == (Status.KERNEL_DIED, True)
    assert [verdict.points for verdict in outcome.verdicts] == [1, 2, 0]


@pytest.mark.parametrize(("times", "status"), [(1, Status.GRADED), (2, Status.ERROR)])
def test_a_judge_that_was_killed_costs_nothing(worker, job, monkeypatch, times, status):
    from coursekit.grading.worker.judging import JudgeProcess

    left, asked = [times], JudgeProcess.test

    async def test(self, *arguments):
        if left[0]:
            left[0] -= 1
            self._child.kill()
        return await asked(self, *arguments)

    monkeypatch.setattr(JudgeProcess, "test", test)
    outcome = worker.grade(job("ann", double=DOUBLE, square=SQUARE))
    assert outcome.status == status, outcome.reason
    if status is Status.ERROR:
        assert "the judge does not answer" in outcome.reason


def test_a_fork_server_that_was_killed_is_started_again(setup, job):
    with Worker(setup) as worker:
        assert worker.grade(job("ann", double=DOUBLE, square=SQUARE)).status == Status.GRADED
        worker._server._process.kill()
        assert worker.grade(job("ann", double=DOUBLE, square=SQUARE)).status == Status.GRADED


def test_nothing_is_left(setup, job):
    def left():
        me = psutil.Process()
        return len(me.children(recursive=True)), me.num_fds(), me.num_threads()

    with Worker(setup) as worker:
        worker.grade(job("ann", double=DOUBLE, square=SQUARE))
        before = left()
        for _ in range(5):
            worker.grade(job("ann", double=DOUBLE, square="import os; os._exit(1)"))
            worker.grade(job("ann", double=DOUBLE, square=SQUARE))
        assert left() == before


def test_modules_are_found_without_importing_them():
    sources = [
        "import json.decoder, xml",
        "from email import mime, message_from_string as m",
        "%magic",
        "import no_such",
    ]
    assert imported_modules(sources) == ["json.decoder", "xml", "email", "email.mime"]
    assert imported_modules(["from json import dumps\nfrom . import x"]) == ["json"]


def test_an_author_mistake_is_a_grader_error(setup, job, monkeypatch):
    from dataclasses import replace

    broken = replace(setup, master=setup.master.replace("assert double(-3) == -6", "assert duoble(-3) == -6"))
    with Worker(broken) as worker:
        outcome = worker.grade(job("ann", double=DOUBLE, square=SQUARE))
    assert outcome.status is Status.ERROR
    assert "the check itself went wrong in double_hidden" in outcome.reason
    assert [verdict.points for verdict in outcome.verdicts] == [1, None, 2]
