"""Honest submissions that other graders have punished."""

from __future__ import annotations

from hostile_catalogue.exercise import RIGHT, lost
from hostile_catalogue.record import Record

from coursekit.grading import Status

STDERR = """
import logging, os, sys, warnings
print("a log line", file=sys.stderr)
def double(x):
    warnings.warn("deprecated since 1.0", DeprecationWarning)
    warnings.warn("careful", RuntimeWarning)
    logging.getLogger("mine").error("an error of my own")
    print("on standard error", file=sys.stderr)
    os.write(2, b"W0000 tensorflow/core: a log line of C\\n")
    os.system("echo from a child >&2")
    return x + x
"""
SLOW = "import time\n\ndef square(x):\n    time.sleep(0.7)\n    return x ** 2"
FLOATS = """
import numpy as np
def double(x):
    return np.float64(x) * 2
def square(x):
    return np.float32(x) ** 2
def halves(x):
    return (np.asarray(x) / 2).astype(np.float32)
def guess():
    return np.float32(3)
def triple(number):
    return np.int16(3 * number)
"""
KINDS = """
from decimal import Decimal
from fractions import Fraction
def double(x):
    return Fraction(x) * 2
def square(x):
    return Fraction(9)
def halves(x):
    return [each / 2 for each in x.tolist()]
def guess():
    return Fraction(3)
def triple(number):
    return float(3 * number)
"""
TUPLES = "def halves(x):\n    return tuple(each / 2 for each in x)"
ORDERS = """\
import numpy as np

def halves(x):
    wide = np.zeros((2, 4), order='F')
    wide[:, 2] = x / 2
    return wide[:, 2]
"""
MASKED = "import numpy as np\n\ndef halves(x):\n    return np.ma.masked_array(x / 2)"
MATRIX = "import pandas as pd\n\ndef halves(x):\n    return pd.Series(x) / 2"
IN_PLACE = "def halves(x):\n    x /= 2\n    return x"
PRINTS = "def double(x):\n    for number in range(2000):\n        print('step', number)\n    return x + x"
HELPED = "def double(x):\n    return add(x, x)"
HELPER = "def add(a, b):\n    return a + b"
TWICE = "def square(x):\n    return 0\n\ndef square(x):\n    return x ** 2"
STATE = "count = 0\n\ndef double(x):\n    global count\n    count += 1\n    return x + x + 0 * len(str(count))"
RAISES_AFTER = "def square(x):\n    return x ** 2\n\nsquare('a text')"
RAISES_BEFORE = "1 / 0\n\ndef square(x):\n    return x ** 2"
AWAITS = """\
import asyncio

async def wait(x):
    await asyncio.sleep(0)
    return x

factor = await wait(2)

def double(x):
    return factor * x
"""
MAGICS = """
%matplotlib inline
%timeit -n 1 -r 1 sum(range(10))
!ls
files = !echo a b
%config InlineBackend.figure_format = 'svg'
%load_ext autoreload
%autoreload 2
?len
%pip --version
def double(x):
    return x + x
%time double(3)
"""
CELL_MAGIC = "%%time\ndef double(x):\n    return x + x"
FIGURES = """
import matplotlib.pyplot as plt
import numpy as np
def double(x):
    plt.plot([1, 2], [x, x])
    plt.show()
    return x + x
plt.imshow(np.eye(3))
plt.title("a figure")
plt.show()
"""
BARS = """
import sys
def double(x):
    for done in range(1000):
        print("\\r[" + "#" * (done // 20), f"{done / 10:.0f} %", end="", file=sys.stderr, flush=done % 100 == 0)
    return x + x
double(3)
"""
BUILTINS = """\
sum = 0
list = [1]
str = 'text'
len = None
print = None
type = 3
sorted = vars = id = dict = isinstance = 5

def double(x):
    return x + x
"""
RANDOM = """\
import random
import numpy as np
random.seed(0)
np.random.seed(0)
random.random()

def double(x):
    random.shuffle([1, 2])
    return x + x
"""
PARALLEL = """
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
import multiprocessing
def work(x):
    return x + x
def double(x):
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, [x]))[0]
with multiprocessing.get_context("fork").Pool(2) as pool:
    print(pool.map(work, [1, 2]))
"""
FILES = """
import json, pathlib, subprocess, sys, tempfile
pathlib.Path("mine.json").write_text(json.dumps({"factor": 2}))
def double(x):
    with tempfile.NamedTemporaryFile("w+") as file:
        file.write("x")
    return json.loads(pathlib.Path("mine.json").read_text())["factor"] * x
print(subprocess.run([sys.executable, "-c", "print('a child')"], capture_output=True, text=True).stdout)
"""
WRAPPED = """
import functools, operator
@functools.lru_cache(maxsize=None)
def double(x):
    return x + x
square = lambda x: x ** 2
class Halves:
    def __call__(self, x):
        return x / 2
halves = Halves()
triple = functools.partial(operator.mul, 3)
guess = functools.partial(float, 3)
"""
DATACLASS = """\
from dataclasses import dataclass

@dataclass(slots=True)
class Tally:
    total: int = 0

    def add(self, number: int) -> None:
        self.total += number
"""
PROPERTY = """\
class Tally:
    def __init__(self):
        self._numbers = []

    def add(self, number):
        self._numbers.append(number)

    @property
    def total(self):
        return sum(self._numbers)
"""
INHERITED = """\
import collections

class Tally(collections.Counter):
    add = lambda self, number: self.update(all=number)
    total = property(lambda self: self['all'])
"""
FUTURE = "from __future__ import annotations\n\ndef double(x: float) -> Number:\n    return (y := x) + y"
LETTERS = "def double(größe):\n    π = größe\n    return π + π  # \N{SNOWMAN} \N{PILE OF POO}"
ASSERTS = "def double(x):\n    return x + x\n\nassert double(2) == 4\nassert double(0) == 0, 'no'\ndouble(5)"
DISPLAYS = """\
import pandas as pd

def double(x):
    display(pd.DataFrame({'x': [x]}))
    return x + x

pd.DataFrame({'a': range(5)})
"""
TRACED = """\
import sys, gc, warnings
warnings.simplefilter('error')
gc.disable()
sys.setrecursionlimit(5000)
np.seterr(all='raise')

def double(x):
    return x + x
"""
CLASS_STATE = "class Tally:\n    total = 0\n\n    def add(self, number):\n        Tally.total += number"
COMPREHENDED = "def each(function, items):\n    return [function(item) for item in items] and None"
WHILE = "def each(function, items):\n    items = list(items)\n    while items:\n        function(items.pop(0))"
EMPTYING = "def each(function, items):\n    while items:\n        function(items.pop(0))"
OLD_STYLE = "def triple(number):\n    '''Three times.'''\n    import numpy as np\n    return int(np.dot([number], [3]))"
RESULT_CELL = "'a result'\n"


def all_in_one(book, cells):
    for name in RIGHT:
        cells[name]["source"] = ""
    cells["double"]["source"] = "\n\n".join(RIGHT.values())


def not_a_word(ran, name):
    """Not one test was found wanting, and nothing is said."""
    assert not ran.row(name).reason, ran.row(name).reason


ONE = {"square": "", "halves": "", "guess": "", "triple": ""}

RECORDS = [
    Record("unlucky_stderr", "warnings, logs, lines of C on standard error", {"double": STDERR}, must=not_a_word),
    Record("unlucky_slow", "slow, but right", {"square": SLOW}),
    Record("unlucky_floats", "other floats and whole numbers", {"double": FLOATS, **ONE}),
    Record("unlucky_kinds", "fractions, lists, floats for whole numbers", {"double": KINDS, **ONE}),
    Record("unlucky_tuple", "a tuple where an array is meant", {"halves": TUPLES}),
    Record("unlucky_order", "a view of an array of another order", {"halves": ORDERS}),
    Record("unlucky_masked", "a masked array", {"halves": MASKED}),
    Record("unlucky_series", "a series of pandas", {"halves": MATRIX}),
    Record("unlucky_in_place", "changes its argument", {"halves": IN_PLACE}),
    Record("unlucky_prints", "prints 2,000 lines in a call", {"double": PRINTS}),
    Record("unlucky_helper", "a function in a cell of its own", {"double": HELPED}, added={"imports": HELPER}),
    Record("unlucky_elsewhere", "the answer in the cell behind", {"double": "pass"}, added={"double": RIGHT["double"]}),
    Record(
        "unlucky_behind",
        "the answer behind its tests",
        {"double": "pass"},
        added={"square_check": RIGHT["double"]},
        earns=lost("double"),
    ),
    Record("unlucky_one_cell", "all answers in one cell", edit=all_in_one),
    Record("unlucky_twice", "a function written twice", {"square": TWICE}),
    Record("unlucky_state", "counts its calls", {"double": STATE}),
    Record("unlucky_raises", "an error behind the function", {"square": RAISES_AFTER}),
    Record("unlucky_raises_before", "an error before the function", {"square": RAISES_BEFORE}, earns=lost("square")),
    Record("unlucky_raises_added", "an error in a cell of its own", added={"imports": "1 / 0", "square": "undefined"}),
    Record("unlucky_awaits", "awaits in a cell", {"double": AWAITS}),
    Record("unlucky_magics", "magic commands", {"double": MAGICS}),
    Record("unlucky_cell_magic", "a cell that is timed", {"double": CELL_MAGIC}),
    Record("unlucky_figures", "figures", {"double": FIGURES}),
    Record("unlucky_bars", "progress bars", {"double": BARS}),
    Record(
        "unlucky_builtins",
        "names of Python's for its own",
        {"double": BUILTINS},
        earns=dict.fromkeys(
            (
                "each_check",
                "guess_check",
                "triple_check",
                "triple_hidden",
                "tally_check",
                "double_check",
                "double_hidden",
                "square_check",
                "halves_check",
                "halves_hidden",
            )
        ),
    ),
    Record("unlucky_random", "random numbers", {"double": RANDOM}),
    Record("unlucky_parallel", "threads and processes", {"double": PARALLEL}),
    Record("unlucky_files", "files and programs", {"double": FILES}),
    Record("unlucky_wrapped", "functions that are no functions", {"double": WRAPPED, **ONE}),
    Record("unlucky_dataclass", "a dataclass with slots", {"tally": DATACLASS}),
    Record("unlucky_property", "a property", {"tally": PROPERTY}),
    Record("unlucky_inherited", "a class with a class of Python's", {"tally": INHERITED}),
    Record("unlucky_class_state", "state in the class", {"tally": CLASS_STATE}),
    Record("unlucky_future", "annotations of the future", {"double": FUTURE}),
    Record("unlucky_letters", "letters of other alphabets", {"double": LETTERS}),
    Record("unlucky_asserts", "tests of its own", {"double": ASSERTS}),
    Record("unlucky_displays", "tables in calls and results", {"double": DISPLAYS}),
    Record("unlucky_strict", "warnings as errors, no collector", {"double": TRACED}),
    Record("unlucky_comprehension", "a comprehension for a loop", {"each": COMPREHENDED}),
    Record("unlucky_while", "a loop that empties a copy", {"each": WHILE}),
    Record("unlucky_emptying", "a loop that empties its argument", {"each": EMPTYING}),
    Record("unlucky_import_inside", "imports where it needs them", {"triple": OLD_STYLE}),
    Record(
        "unlucky_result", "results in added cells, text and raw ones", added={"double": RESULT_CELL, "why": RESULT_CELL}
    ),
    Record("unlucky_written", "a written answer", {"why": "Because $x^2$ *is* so."}, status=Status.MANUAL, said="why"),
    Record("unlucky_untouched", "nothing done", dict.fromkeys(RIGHT), earns=lost(*RIGHT)),
    Record("unlucky_stubs", "only some tasks done", {"square": None, "triple": None}, earns=lost("square", "triple")),
    Record(
        "unlucky_half",
        "a guess that is half right",
        {"guess": "def guess():\n    return 3.25"},
        earns={"guess_check": 0.75},
    ),
]
