"""Students' processes that try to earn what they did not do: none does, and none stops the judge."""

from __future__ import annotations

import json
import signal

import pytest

TEST = "assert f(3) == 9"
CHECK = """
squared = Task("squared", cases=[(2,), (np.arange(3.0),)], reference=lambda x: x * x)
squared.check(f)
"""
SETUP = "import math\nimport numpy as np\nfrom coursekit.checks import Task"

# Each is a module of its own in one process: `f` is what it hands in.
LIES = {
    "equals everything": """
class Equal:
    __eq__ = __le__ = __ge__ = lambda self, other: True
    __array_priority__ = 1e9
    __hash__ = None
def f(x):
    return Equal()
""",
    "a number that equals everything": """
class Equal(float):
    __eq__ = __le__ = __ge__ = lambda self, other: True
    __hash__ = float.__hash__
def f(x):
    return Equal(0)
""",
    "an array that equals everything": """
import numpy as np
class Equal(np.ndarray):
    __eq__ = lambda self, other: np.array(True)
def f(x):
    return np.zeros(3).view(Equal)
""",
    "a lie about the class": """
class Equal:
    __class__ = float
    __eq__ = lambda self, other: True
def f(x):
    return Equal()
""",
    "patched comparisons": """
import math, numpy, numpy.testing
math.isclose = numpy.allclose = numpy.array_equal = numpy.isclose = lambda *_, **__: True
numpy.testing.assert_allclose = numpy.testing.assert_array_equal = lambda *_, **__: None
def f(x):
    return 0.0 * x
""",
    "patched checks": """
import coursekit.checks, coursekit.checks.task, coursekit.checks.judging
coursekit.checks.compare = coursekit.checks.task.Task.check = coursekit.checks.judging.judge = lambda *_, **__: None
coursekit.checks.task.Task.evaluate = lambda *_, **__: None
def f(x):
    return 0.0 * x
""",
    "code in __array__": """
class Array:
    def __array__(self, *_, **__):
        raise SystemExit
def f(x):
    return Array()
""",
    "an exit": "import sys\ndef f(x):\n    sys.exit(0)",
    "a class of exception that is no Exception": "class E(BaseException): pass\ndef f(x):\n    raise E",
    "recursion": "def f(x):\n    return f(x)",
    "deep nesting": """
def f(x):
    found = []
    for _ in range(10_000):
        found = [found]
    return found
""",
    "a billion items": "import numpy as np\ndef f(x):\n    return np.broadcast_to(np.float64(9), (10**5, 10**5))",
    "too many bytes": "def f(x):\n    return b'9' * (2**27 + 1)",
    "a module": "def f(x):\n    import os\n    return os",
    "itself": "def f(x):\n    return f",
    "a generator without an end": """
def f(x):
    while True:
        yield 9
""",
    "a text that never ends": """
class Text:
    def __repr__(self):
        return "9" * 10**9
def f(x):
    return Text()
""",
    "the expected value from the caller": """
import gc, sys
def f(x):
    frame, seen = sys._getframe(), []
    while frame:
        seen += [value for value in frame.f_locals.values() if type(value) in (int, float)]
        frame = frame.f_back
    seen += [each for each in gc.get_objects() if type(each).__name__ == "Task" and print(each)]
    return max(seen, default=0)
""",
    "an answer made up by another operation": """
import coursekit.grading.judge.student as student
student._perform = lambda *_: (9.0, None, "", (), (), 0.0)
def f(x):
    return 0.0 * x
""",
    "an answer of another shape": """
import coursekit.grading.judge.student as student
student._perform = lambda *_: ("right", True)
def f(x):
    return 0.0 * x
""",
}

# One process for all, because starting it takes longest; what a lie has replaced is put back behind it.
SEVERAL = """
import importlib, json, sys
from coursekit.grading.judge import student
import coursekit.checks.task, coursekit.checks.judging, math, numpy, numpy.testing
modules = [student, coursekit.checks, coursekit.checks.judging, math, numpy, numpy.testing]
check, evaluate = coursekit.checks.task.Task.check, coursekit.checks.task.Task.evaluate
serve = student.serve
for source in json.load(sys.stdin):
    kept = [dict(vars(module)) for module in modules]
    namespace = {"__name__": "__main__"}
    exec(compile(source, "<the student's cell>", "exec"), namespace)
    serve(int(sys.argv[1]), namespace)
    for module, names in zip(modules, kept):
        vars(module).update(names)
    coursekit.checks.task.Task.check, coursekit.checks.task.Task.evaluate = check, evaluate
"""


def judged(judge, source, seconds=60.0):
    judge.setup(SETUP)
    judge.student_defines(["f"])
    return judge.test("test", source, 1, seconds=seconds)


HONEST = "def f(x):\n    return x * x"


@pytest.fixture(scope="module")
def liar(submit):
    """Each lie, and behind it an honest answer."""
    return submit(json.dumps([source for lie in LIES.values() for source in (lie, HONEST)]), SEVERAL)


@pytest.fixture(scope="module")
def verdicts(liar):
    """By the name of the lie what became of an assertion, of a check, and of the honest answer behind it."""
    found = {}
    for name in LIES:
        found[name] = [judged(liar.judge, TEST), judged(liar.judge, CHECK)]
        liar.judge.release()
        found[name].append(judged(liar.judge, TEST + CHECK))
        liar.judge.release()
    return found


@pytest.mark.parametrize("lie", LIES)
def test_lies_earn_nothing_and_leave_the_judge_as_it_was(verdicts, lie):
    *lies, honest = verdicts[lie]
    assert [(verdict.points, verdict.detail) for verdict in lies] == [(0.0, ""), (0.0, "")]
    assert {verdict.status for verdict in lies} <= {"failed", "crashed"}
    assert (honest.status, honest.points) == ("passed", 1.0)


def test_what_the_judge_computes_with_is_its_own(submit):
    judge = submit(LIES["patched comparisons"]).judge
    source = "assert not math.isclose(f(3.0), 9) and not np.allclose(f(3.0), 9)\nnp.testing.assert_allclose(f(3.0), 0)"
    assert judged(judge, source).status == "passed"
    assert judged(judge, "np.testing.assert_allclose(f(3.0), 9)").status == "failed"


STEALING = """
import coursekit.grading.judge.student as student

def asked(handle, operation, *arguments):
    try:
        return object.__getattribute__(handle, "_peer").ask(operation, handle, *arguments)
    except Exception as error:
        return type(error).__name__

def f(g):
    names = ["getattr", "method", "names", "perform", "setattr", "getitem", "model.weights", "stop"]
    return [asked(g, name, "__globals__") for name in names]
"""


def test_a_function_that_is_handed_over_can_be_called_and_nothing_else(submit):
    judge = submit(STEALING).judge
    verdict = judged(judge, "SECRET = 42\nassert set(f(lambda: SECRET)) == {'LookupError'}, f(lambda: SECRET)")
    assert (verdict.status, verdict.message, verdict.detail) == ("passed", "", "")


# These need nothing of the course: a socket is enough to misbehave.
RAW = """
import os, socket, sys
judge = socket.socket(fileno=int(sys.argv[1]))
def text(data):
    return (4 + len(data)).to_bytes(8, "big") + len(data).to_bytes(4, "big") + data
"""
ENDS = {
    "closes": ("", "crashed"),
    "ends when asked": ("judge.recv(1); os._exit(0)", "crashed"),
    "dies of a signal": ("judge.recv(1); os.kill(os.getpid(), 9)", "crashed"),
    "says nothing": ("judge.recv(1); sys.stdin.close(); os.read(os.pipe()[0], 1)", "timeout"),
    "talks without end": ("while True: judge.sendall(bytes(2**16))", "crashed"),
    "drips": (
        "import time\njudge.sendall(bytes(6))\nwhile True: judge.sendall(b'1'); time.sleep(0.1)",
        "timeout",
    ),
    "announces a terabyte": ("judge.sendall((2**40).to_bytes(8, 'big')); judge.recv(2**20); judge.recv(1)", "crashed"),
    "talks another language": ("judge.sendall(b'HTTP/1.1 200 OK\\\\r\\\\n\\\\r\\\\n'); judge.recv(2**20)", "crashed"),
    "sends a pickle": (
        "import pickle; judge.sendall(text(pickle.dumps(print))); judge.recv(2**20); judge.recv(1)",
        "crashed",
    ),
    "answers before it is asked": (
        """judge.sendall(text(b'[["tuple","answer","0","x"],[]]') * 100); os.read(os.pipe()[0], 1)""",
        "crashed",
    ),
    "asks back without end, and is answered": (
        'asking = text(b\'[["tuple","ask","","call",["list"],"",["list"]],[]]\')\n'
        "while True: judge.sendall(asking); judge.recv(2**20)",
        "timeout",
    ),
    "leaves a daemon that holds the socket": (
        "judge.recv(1)\nif os.fork(): os._exit(0)\nimport time; time.sleep(60)",
        "timeout",
    ),
}


@pytest.mark.parametrize(("program", "status"), ENDS.values(), ids=ENDS)
def test_processes_that_do_not_answer(submit, program, status):
    submission = submit("", RAW + program.replace("\\\\", "\\"))
    verdict = judged(submission.judge, TEST, seconds=1.5 if status == "timeout" else 60.0)
    assert (verdict.status, verdict.points) == (status, 0.0)
    assert verdict.message
    submission.close()


LOOP = """
def f(x):
    while True:
        pass

def g(x):
    return x * x
"""


def test_after_an_endless_loop_and_an_interrupt_the_next_test_counts(submit):
    submission = submit(LOOP)
    judge = submission.judge
    judge.student_defines(["f", "g"])
    assert judge.test("warm", "assert g(1) == 1", 1).status == "passed"  # it has started
    assert judge.test("loop", "f(3)", 1, seconds=0.5).status == "timeout"
    assert judge.test("loop again", "f(3)", 1, seconds=0.5).status == "timeout"  # nobody has interrupted it
    submission.process.send_signal(signal.SIGINT)
    assert judge.test("next", "assert g(3) == 9", 1).status == "passed"


def test_a_test_that_catches_everything_does_not_pass_when_nobody_answers(submit):
    judge = submit("import os\ndef f(x):\n    os._exit(0)").judge
    verdict = judged(judge, "try:\n    f(3)\nexcept Exception:\n    pass")
    assert (verdict.status, verdict.points) == ("crashed", 0.0)


def test_a_released_process_returns_from_serve(submit):
    submission = submit("", RAW + "from coursekit.grading.judge.student import serve\nserve(judge.detach())")
    assert submission.judge.release()
    assert submission.process.wait(60) == 0
