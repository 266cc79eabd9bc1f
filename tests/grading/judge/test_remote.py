"""What a test can do with the student's objects: real processes, plain test cells."""

from __future__ import annotations

import pytest

SOURCE = """
import builtins
import numpy as np

class Animal:
    "Has everything that can be asked for."
    legs = 4
    def __init__(self, names):
        self.names = names
    def __len__(self):
        return len(self.names)
    def __iter__(self):
        yield from self.names
    def __getitem__(self, place):
        return self.names[place]
    def __setitem__(self, place, name):
        self.names[place] = name
    def __repr__(self):
        return f"Animal({self.names})"
    def __eq__(self, other):
        return True
    def called(self, function, times=1):
        return [function(name, n=n) for n in range(times) for name in self.names]

def zoo(*names):
    return Animal(list(names))

def kept(thing):
    return Animal.legs, thing.names

def grow(items, table, numbers, chosen=None):
    items.append(9)
    table["new"] = 1
    numbers *= 2
    chosen.add(5)
    return len(items)

def apply(function, value):
    return function(value)

def caught(function):
    try:
        function()
    except ValueError as error:
        return type(error).__name__, str(error)

def stops(kind):
    raise vars(builtins)[kind]("so it goes")

def count_up():
    n = 0
    while True:
        yield n
        n += 1

def unfinished():
    raise NotImplementedError

class Odd(BaseException):
    def __str__(self):
        raise RuntimeError

def odd():
    raise Odd

class Tally(dict):
    total = property(lambda self: sum(self.values()))
    __module__ = "__main__"
    def add(self, name, number):
        self[name] = self.get(name, 0) + number
        return self

squares = {n: n * n for n in range(3)}
offset = 3

def shifted(x):
    return x + offset

np.pi = 3
double = np.vectorize(lambda x: 2 * x)
"""
NAMES = [
    "zoo",
    "kept",
    "grow",
    "apply",
    "caught",
    "stops",
    "count_up",
    "unfinished",
    "odd",
    "Tally",
    "squares",
    "double",
    "shifted",
]


@pytest.fixture(scope="module")
def judge(submit):
    judge = submit(SOURCE).judge
    judge.setup("import numpy as np\nfrom collections import OrderedDict\nfrom coursekit.checks import Task")
    judge.student_defines(NAMES)
    return judge


PASSING = {
    "attributes": "z = zoo('a', 'b')\nassert z.legs == 4 and z.names == ['a', 'b']\nassert not hasattr(z, 'tail')",
    "setting": "z = zoo('a')\nz.names = ['x', 'y']\nz[0] = 'q'\nassert kept(z) == (4, ['q', 'y'])",
    "items": "z = zoo(*'abc')\nassert len(z) == 3 and z[1] == 'b' and z[1:] == ['b', 'c'] and list(z) == [*'abc']",
    "text": "assert repr(zoo('a')) == \"Animal(['a'])\" == f\"{zoo('a')}\"",
    "the same object": "z = zoo()\nassert z == z and z != zoo() and apply(lambda x: x is z, z) and z in {z}",
    "functions called back": "assert zoo('a', 'b').called(lambda x, n: x * n, times=2) == ['', '', 'a', 'b']",
    "calls back and forth": "assert apply(lambda x: apply(lambda y: apply(lambda z: z + 1, y + 1), x + 1), 0) == 3",
    "objects made by a call": "assert zoo('abc').called(lambda name, n: zoo(name).names) == [['abc']]",
    "changed arguments": """
items, table, numbers, chosen = [1], {}, np.arange(3), {4}
assert grow(items, table, numbers, chosen=chosen) == 2
assert items == [1, 9] and table == {'new': 1} and numbers.tolist() == [0, 2, 4] and chosen == {4, 5}
""",
    "exceptions of Python": """
for kind in ('ValueError', 'KeyError', 'ZeroDivisionError', 'StopIteration', 'OSError'):
    try:
        apply(lambda _: stops(kind), 1)
    except Exception as error:
        assert 'so it goes' in str(error), error
    else:
        raise AssertionError
try:
    squares[7]
except KeyError:
    pass
""",
    "exceptions called back": "def f():\n    raise ValueError('here')\nassert caught(f) == ('ValueError', 'here')",
    "endless generators": "g = count_up()\nassert [n for n, _ in zip(g, range(3))] == [0, 1, 2]",
    "objects that are dicts": """
tally = Tally(a=1)
assert tally.add('b', 2) == {'a': 1, 'b': 2} and tally.total == 3 and tally['b'] == 2 and len(tally) == 2
assert [*tally] == ['a', 'b'] and tally != {'a': 1, 'b': 2}
""",
    "values": "assert squares == {0: 0, 1: 1, 2: 4}",
    "arrays": "assert double(np.arange(3)).tolist() == [0, 2, 4] and np.pi > 3.1",
    "printing": "print('said')",
}


@pytest.mark.parametrize("source", PASSING.values(), ids=PASSING)
def test_cells_that_pass(judge, source):
    verdict = judge.test("cell", source, 1)
    assert (verdict.status, verdict.points, verdict.message, verdict.detail) == ("passed", 1.0, "", "")


FAILING = {
    "another value": ("assert squares[2] == 5", "failed", "AssertionError"),
    "an object that equals everything": ("assert zoo() == 3", "failed", "AssertionError"),
    "an object for a truth value": ("assert zoo()", "failed", "TypeError: whether an object of type Animal"),
    "an end of the process that is none": ("stops('SystemExit')", "failed", "SystemExit: so it goes"),
    "an object for a number": ("zoo()", "failed", "The test's result is an object of type Animal, not a number."),
    "an exception": ("stops('int')", "failed", "ValueError: invalid literal"),
    "another exception": ("stops('KeyError')", "failed", "KeyError: 'so it goes'"),
    "an exception that cannot be said": ("odd()", "failed", "Odd: (its message cannot be shown)"),
    "a stub": ("unfinished()", "not attempted", "NotImplementedError"),
    "an attribute that is not there": (
        "zoo().tail",
        "failed",
        "AttributeError: 'Animal' object has no attribute 'tail'",
    ),
    "an exit in the cell": ("raise SystemExit", "failed", "SystemExit"),
    "a share": ("0.25", "partial", "0.25 of 1 points."),
}


@pytest.mark.parametrize(("source", "status", "message"), FAILING.values(), ids=FAILING)
def test_cells_that_do_not(judge, source, status, message):
    verdict = judge.test("cell", source, 1, hidden=True)
    assert (verdict.status, verdict.hidden) == (status, True)
    assert verdict.message.startswith(message)
    assert verdict.points == (0.25 if status == "partial" else 0)


ERRORS = {
    "a name that nobody defines": "nobody",
    "no Python": "assert (",
    "an argument that cannot be sent": "apply(len, OrderedDict())",
    "more than all points": "3",
    "the student's name that was not declared": "Animal",
}


@pytest.mark.parametrize("source", ERRORS.values(), ids=ERRORS)
def test_mistakes_of_the_author_cost_no_points(judge, source):
    verdict = judge.test("cell", source, 1)
    assert (verdict.status, verdict.points) == ("grader error", None)


def test_a_check_tells_of_names_that_a_function_takes_from_around_it(judge):
    source = "Task('shifted', cases=[(1,)], reference=lambda x: x + 1).check(shifted)"
    verdict = judge.test("cell", source, 1)
    assert verdict.status == "failed"
    assert "Your function uses `offset` from another cell" in verdict.message


def test_output_is_kept_and_bounded(judge):
    assert judge.test("cell", "import sys\nprint('here')\nprint('there', file=sys.stderr)", 1).output == "here\n"
    assert len(judge.test("cell", "for _ in range(1000): print('x' * 1000)", 1).output) == 2**16


def test_a_cell_that_needs_the_student_and_does_not_run(submit):
    judge = submit("def f():\n    raise NotImplementedError").judge
    judge.student_defines(["f", "g"])
    judge.setup("before = 1\nresult = f()", "results")
    verdicts = [judge.test("cell", source, 1) for source in ("assert before == 1", "result", "g()")]
    assert [verdict.status for verdict in verdicts] == ["passed", "failed", "failed"]
    assert "results" in verdicts[1].message
    assert verdicts[2].message == "Your notebook does not define `g`."


def test_of_two_cells_that_define_a_name_the_later_one_counts(submit):
    judge = submit("def f():\n    return 'theirs'\ng = f").judge
    judge.setup("def f():\n    return 'given'\ndef g():\n    return 'given'")
    judge.student_defines(["f"])
    assert judge.test("cell", "assert (f(), g()) == ('theirs', 'given')", 1).status == "passed"
    assert judge.test("cell", "f = None", 1).status == "passed"
    assert judge.test("cell", "assert f is None", 1).status == "passed"
