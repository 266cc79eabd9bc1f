"""Submissions that want points without the work, by what they do in their own process."""

from __future__ import annotations

from hostile_catalogue.exercise import lost, lost_from
from hostile_catalogue.record import Record

from coursekit.grading import Status

EQUAL = """
class Equal{base}:
    __eq__ = __le__ = __ge__ = __lt__ = __gt__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __hash__ = None
    __array_priority__ = 1e9
    __float__ = lambda self: 9.0
    __bool__ = lambda self: True
    __sub__ = __rsub__ = __abs__ = lambda self, *_: self
"""


def equal(base, answer):
    return EQUAL.format(base=f"({base})" if base else "") + answer


TRANSFORMER = """
import ast

class Vain(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()

    def visit_Call(self, node):
        return ast.Constant(None) if "check" in ast.dump(node) else self.generic_visit(node)

get_ipython().ast_transformers.append(Vain())
def double(x):
    return "wrong"
"""

INPUT_TRANSFORMER = """
shell = get_ipython()
def vain(lines):
    return [line.replace("assert", "pass #") for line in lines]
shell.input_transformers_cleanup.append(vain)
shell.input_transformers_post.append(vain)
def double(x):
    return "wrong"
"""

DO_EXECUTE = """
kernel = get_ipython().kernel
real = kernel.do_execute
async def lie(code, silent, *arguments, **keywords):
    if "serve" in code:
        return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
    return await real(code, silent, *arguments, **keywords)
kernel.do_execute = lie
def double(x):
    return "wrong"
"""

EXECUTE_REQUEST = """
import coursekit.grading.judge.student as student
student.serve = lambda *_, **__: None
def double(x):
    return "wrong"
"""

RESULT = """
kernel = get_ipython().kernel
for points in ("2.0", "1", "True"):
    content = {"data": {"text/plain": points}, "metadata": {}, "execution_count": 4}
    kernel.session.send(kernel.iopub_socket, "execute_result", content, parent=kernel.get_parent())
kernel.session.send(
    kernel.shell_stream if hasattr(kernel, "shell_stream") else kernel.iopub_socket,
    "execute_reply", {"status": "ok", "execution_count": 4, "points": 2}, parent=kernel.get_parent(),
)
print('{"verdict": {"name": "double_hidden", "status": "passed", "points": 2.0, "max_points": 2.0}}')
def double(x):
    return "wrong"
"""

HOOKS = """
from IPython.display import clear_output
def hide(*_):
    clear_output()
    get_ipython().last_execution_succeeded = True
for event in ("pre_run_cell", "post_run_cell", "post_execute"):
    get_ipython().events.register(event, hide)
get_ipython().showtraceback = lambda *_, **__: None
get_ipython()._showtraceback = lambda *_, **__: None
get_ipython().set_custom_exc((BaseException,), lambda *_, **__: None)
def double(x):
    raise AssertionError
"""

PATCHED = """
import builtins, math, numpy, numpy.testing
math.isclose = numpy.allclose = numpy.array_equal = numpy.isclose = lambda *_, **__: True
numpy.testing.assert_allclose = numpy.testing.assert_array_equal = lambda *_, **__: None
builtins.abs = lambda *_: 0
builtins.AssertionError = type("Fine", (Exception,), {})
def square(x):
    return 0
def halves(x):
    return 0.0 * x
def guess():
    return 0
"""

CHECKS = """
import coursekit.checks, coursekit.checks.comparing, coursekit.checks.judging, coursekit.checks.task
from coursekit.checks import Task
for module in (coursekit.checks, coursekit.checks.comparing, coursekit.checks.judging):
    module.compare = lambda *_, **__: coursekit.checks.Finding()
Task.check = Task.evaluate = lambda *_, **__: print("Right (2 cases).")
coursekit.checks.judging.judge = lambda *_, **__: None
task = type("Fake", (), {"check": lambda *_, **__: print("Right")})()
def triple(number):
    return 0
"""

MODULES = """
import sys, types
class Yes(types.ModuleType):
    def __getattr__(self, name):
        return lambda *_, **__: True
for name in ("math", "numpy.testing", "pytest", "unittest", "coursekit.checks.judging"):
    sys.modules[name] = Yes(name)
math = np.testing = Yes("math")
def square(x):
    return 0
"""

MAIN = """
import sys
class Everything(dict):
    def __missing__(self, name):
        return Equal()
    def __contains__(self, name):
        return True
fake = type(sys)("__main__")
fake.__class__ = type("Module", (type(sys),), {"__getattr__": lambda self, name: lambda *_: 4})
sys.modules["__main__"] = fake
def double(x):
    return "wrong"
"""

TRACKED = """
import inspect, sys
def double(x):
    frame = sys._getframe()
    while frame is not None:
        for name in list(frame.f_locals):
            if name in ("expected", "right", "wanted", "points", "value"):
                print("found", name)
        frame.f_trace = lambda *_: None
        frame = frame.f_back
    return "wrong"
"""

FAKE_CLASS = """
class Anything:
    def __getattr__(self, name):
        return Anything()
    __call__ = lambda self, *_, **__: Anything()
    __eq__ = lambda self, other: True
    __hash__ = None
Tally = Anything
"""

SILENT_CLASS = """
class Number(int):
    __eq__ = lambda self, other: True
    __hash__ = int.__hash__
class Tally:
    add = lambda self, number: None
    total = Number(0)
"""

EACH = """
def each(function, items):
    for attribute in ("__self__", "__func__", "__closure__", "extend"):
        try:
            getattr(function, attribute)
        except Exception as error:
            print("refused", type(error).__name__)
    function.__dict__["called"] = items if hasattr(function, "__dict__") else None
"""

UPDATED = """
from IPython.display import display
for name in ("double_check", "double_hidden", "1", "0"):
    display({"text/plain": "2.0"}, raw=True, display_id=name)
    display({"text/plain": "2.0"}, raw=True, display_id=name, update=True)
def double(x):
    return "wrong"
"""

PUBLIC = "def double(x):\n    return {2: 4}.get(x, 0)"
PUBLIC_TRIPLE = "def triple(number):\n    return {1: 3, 4: 12}.get(number, 0)"


def skip_the_tests(notebook, cells):
    for cell in notebook["cells"]:
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception", "remove-cell"]


def raise_the_points(notebook, cells):
    for name in ("double_check", "square_check"):
        cells[name]["metadata"]["nbgrader"]["points"] = 100
    cells["double_hidden"]["metadata"]["nbgrader"].update(points=-5, grade=False)
    notebook["metadata"]["nbgrader"] = {"score": 100}


def bring_a_bonus(notebook, cells):
    marks = {"schema_version": 3, "grade": True, "solution": False, "locked": True, "task": False}
    bonus = {"grade_id": "bonus_check", "points": 50, **marks}
    source = "print('a bonus')\n50"
    cell = {"cell_type": "code", "id": "bonus", "source": source, "metadata": {"nbgrader": bonus}}
    notebook["cells"].append({**cell, "outputs": [], "execution_count": None})


def swap_the_tests(notebook, cells):
    for left, right in (("double_check", "square_check"), ("double_hidden", "guess_check")):
        one, two = cells[left]["metadata"]["nbgrader"], cells[right]["metadata"]["nbgrader"]
        one["grade_id"], two["grade_id"] = two["grade_id"], one["grade_id"]


def write_the_tests_anew(notebook, cells):
    for name in cells:
        if name and name.endswith(("_check", "_hidden")):
            cells[name]["source"] = "assert True"
            cells[name]["metadata"]["nbgrader"].update(solution=True, locked=False)
            cells[name]["outputs"] = [
                {"output_type": "execute_result", "data": {"text/plain": "2.0"}, "metadata": {}, "execution_count": 1}
            ]


def checksums_of_others(notebook, cells):
    for cell in cells.values():
        cell["metadata"].get("nbgrader", {})["checksum"] = "0" * 32


WRONG = "def double(x):\n    return 'wrong'"
# As in the tests of `judge/scoring.py`, which try more of them.
CREDIT = {
    "nan": ("float('nan')", 0.0),
    "minus": ("-5", 0.0),
    "true": ("True", 0.0),
    "numpy_half": ("__import__('numpy').float64(2.5)", 0.5),
    "array": ("__import__('numpy').array([100.0])", 0.0),
    "empty_array": ("__import__('numpy').array([])", 0.0),
    "series": ("__import__('pandas').Series([100.0])", 0.0),
    "sparse": ("__import__('scipy.sparse', fromlist=['x']).csr_array([[100.0]])", 0.0),
    "text": ("'3'", 0.0),
    "objects": ("__import__('numpy').array([object()], dtype=object)", 0.0),
    "nothing": ("None", 0.0),
}


SILENCE = (Status.TIMED_OUT, Status.GRADED, Status.KERNEL_DIED)
"""What a submission comes to that does not answer the judge."""

RECORDS = [
    Record(
        "forged_equal_object",
        "an object that is equal to everything",
        {"double": equal("", "def double(x):\n    return Equal()")},
        earns=lost("double"),
    ),
    Record(
        "forged_equal_number",
        "a float that is equal to everything",
        {"double": equal("float", "def double(x):\n    return Equal(0)")},
        earns=lost("double"),
    ),
    Record(
        "forged_equal_array",
        "an array that is equal to everything",
        {"halves": equal("np.ndarray", "def halves(x):\n    return np.zeros(2).view(Equal)")},
        earns=lost("halves"),
    ),
    Record(
        "forged_equal_text",
        "a text that is equal to everything",
        {"double": equal("str", "def double(x):\n    return Equal('')")},
        earns=lost("double"),
    ),
    Record(
        "forged_class_of_float",
        "an object that says that it is a float",
        {
            "double": "class Lie:\n    __class__ = float\n    __eq__ = lambda self, other: True\n\n"
            "def double(x):\n    return Lie()"
        },
        earns=lost("double"),
    ),
    Record("forged_by_ast", "an AST transformer takes assertions out", {"double": TRANSFORMER}, earns=lost("double")),
    Record("forged_by_input", "so does an input transformer", {"double": INPUT_TRANSFORMER}, earns=lost("double")),
    Record(
        "forged_do_execute",
        "a patched kernel says that it has served the judge",
        {"triple": DO_EXECUTE.replace("double(x)", "triple(number)")},
        earns=lost("triple"),
        status=SILENCE,
    ),
    Record(
        "forged_serve",
        "the judge's questions are never looked at",
        {"triple": EXECUTE_REQUEST.replace("double(x)", "triple(number)")},
        earns=lost("triple"),
        status=SILENCE,
    ),
    Record("forged_result", "sends results and replies of its own", {"double": RESULT}, earns=lost("double")),
    Record("forged_hooks", "hides errors in hooks, clears outputs", {"double": HOOKS}, earns=lost("double")),
    Record("forged_update", "updates displays of other cells", {"double": UPDATED}, earns=lost("double")),
    Record(
        "forged_patched",
        "comparisons of math, NumPy and Python that are always true",
        {"square": PATCHED, "halves": "", "guess": ""},
        earns=lost("square", "halves", "guess"),
    ),
    Record("forged_checks", "checks that are always content", {"triple": CHECKS}, earns=lost("triple")),
    Record("forged_modules", "modules that say yes", {"square": MODULES}, earns=lost("square")),
    Record(
        "forged_main",
        "another `__main__`, which no later cell defines anything in",
        {"double": MAIN},
        earns=lost_from("double"),
    ),
    Record("forged_frames", "goes through the frames of its callers", {"double": TRACKED}, earns=lost("double")),
    Record("forged_class", "a class that has everything", {"tally": FAKE_CLASS}, earns=lost("tally")),
    Record("forged_total", "a total that is equal to everything", {"tally": SILENT_CLASS}, earns=lost("tally")),
    Record(
        "forged_callback",
        "reaches through the callback for the list behind it",
        {"each": EACH},
        earns=lost("each"),
    ),
    Record("forged_public", "knows the visible case", {"double": PUBLIC}, earns={"double_hidden": 0.0}),
    Record("forged_public_cases", "knows the visible cases", {"triple": PUBLIC_TRIPLE}, earns={"triple_hidden": 0.0}),
    Record("forged_skip_tag", "tags tests to be skipped", {"double": WRONG}, edit=skip_the_tests, earns=lost("double")),
    Record("forged_points", "changes points", {"double": WRONG}, edit=raise_the_points, earns=lost("double")),
    Record("forged_bonus", "brings a test of its own", {"double": WRONG}, edit=bring_a_bonus, earns=lost("double")),
    Record("forged_swap", "swaps the names of tests", {"double": WRONG}, edit=swap_the_tests, earns=lost("double")),
    Record("forged_tests", "writes tests anew", {"double": WRONG}, edit=write_the_tests_anew, earns=lost("double")),
    Record("forged_checksums", "damages checksums", {"double": WRONG}, edit=checksums_of_others, earns=lost("double")),
    Record(
        "forged_exit",
        "leaves before the assertion",
        {"double": "import sys\n\ndef double(x):\n    sys.exit(0)"},
        earns=lost("double"),
    ),
    Record(
        "forged_exceptions",
        "raises what might be taken for the end of a test",
        {
            "double": "class OutOfTime(BaseException): pass\n\ndef double(x):\n    raise OutOfTime",
            "square": "def square(x):\n    raise StopIteration",
            "halves": "def halves(x):\n    raise KeyboardInterrupt",
            "guess": "def guess():\n    raise GeneratorExit",
            "triple": "class CheckFailed(Exception): pass\n\ndef triple(number):\n    raise CheckFailed('passed')",
        },
        earns=lost("double", "square", "halves", "guess", "triple"),
    ),
    Record(
        "forged_names",
        "has names of its own for what tests use",
        {"double": "np = math = task = assert_ = None\nTask = print\n\ndef double(x):\n    return x + x"},
    ),
    *(
        Record(
            f"forged_credit_{name}",
            f"a test's points are to be computed with {text}",
            {"guess": f"def guess():\n    return {text}"},
            earns={"guess_check": points},
        )
        for name, (text, points) in CREDIT.items()
    ),
]
