"""The exercise that the catalogue is handed in for: a kind of test in each task."""

from __future__ import annotations

__all__ = ["CELLS", "EXPECTED_VALUE", "POINTS", "RIGHT", "WRITTEN", "lost", "lost_from"]

EXPECTED_VALUE = "806390271"
"""What a hidden test expects. Only who computes it knows it."""

# Kind, name, points, text. @SOLUTION@ and @HIDDEN@ become words that nobody but the instructor may ever see.
CELLS = [
    (
        "locked",
        "imports",
        None,
        # Not by its name: workers would import Keras for it, and each submission would take twice as long.
        "import math\nfrom importlib import import_module\n\nimport numpy as np\n\n"
        'Task = import_module("course" + "kit.checks").Task',
    ),
    (
        "locked",
        "tasks",
        None,
        'task = Task("triple", cases=[(1,), (4,)], reference=lambda number: 3 * number)',
    ),
    (
        "solution",
        "double",
        None,
        "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x  # @SOLUTION@\n    ### END SOLUTION",
    ),
    ("test", "double_check", 1, "assert double(2) == 4"),
    (
        "test",
        "double_hidden",
        2,
        "# Other numbers.\n### BEGIN HIDDEN TESTS\n"
        f'assert double(403195135.5) == {EXPECTED_VALUE}.0, "@HIDDEN@"\n'
        "### END HIDDEN TESTS",
    ),
    ("solution", "square", None, "def square(x):\n    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION"),
    ("test", "square_check", 2, "assert math.isclose(square(3), 9)"),
    ("solution", "halves", None, "def halves(x):\n    ### BEGIN SOLUTION\n    return x / 2\n    ### END SOLUTION"),
    ("test", "halves_check", 1, "np.testing.assert_allclose(halves(np.array([2.0, 4.0])), [1.0, 2.0])"),
    (
        "test",
        "halves_hidden",
        1,
        "### BEGIN HIDDEN TESTS\nassert np.allclose(halves(np.array([-3.0, 8.0])), [-1.5, 4.0])\n### END HIDDEN TESTS",
    ),
    (
        "solution",
        "tally",
        None,
        "class Tally:\n"
        "    ### BEGIN SOLUTION\n"
        "    def __init__(self):\n        self.total = 0\n\n"
        "    def add(self, number):\n        self.total += number\n"
        "    ### END SOLUTION",
    ),
    ("test", "tally_check", 1, "tally = Tally()\ntally.add(2)\ntally.add(3)\nassert tally.total == 5"),
    (
        "solution",
        "each",
        None,
        "def each(function, items):\n"
        "    ### BEGIN SOLUTION\n    for item in items:\n        function(item)\n    ### END SOLUTION",
    ),
    ("test", "each_check", 1, "seen = []\neach(seen.append, [1, 2, 3])\nassert seen == [1, 2, 3]"),
    ("solution", "guess", None, "def guess():\n    ### BEGIN SOLUTION\n    return 3.0\n    ### END SOLUTION"),
    ("test", "guess_check", 1, "1 - abs(guess() - 3)"),
    (
        "solution",
        "triple",
        None,
        "def triple(number):\n    ### BEGIN SOLUTION\n    return 3 * number\n    ### END SOLUTION",
    ),
    ("test", "triple_check", 1, "task.check(triple)"),
    (
        "test",
        "triple_hidden",
        1,
        "### BEGIN HIDDEN TESTS\ntask.check(triple, cases=[(407,), (-11,)])\n### END HIDDEN TESTS",
    ),
    ("written", "why", 3, "Because. @SOLUTION@"),
]

POINTS = {name: points for kind, name, points, _ in CELLS if kind == "test"}
WRITTEN = "why"

RIGHT = {
    "double": "def double(x):\n    return x + x",
    "square": "def square(x):\n    return x ** 2",
    "halves": "def halves(x):\n    return 0.5 * x",
    "tally": ("class Tally:\n    total = 0\n\n    def add(self, number):\n        self.total = self.total + number"),
    "each": "def each(function, items):\n    for item in items:\n        function(item)",
    "guess": "def guess():\n    return 3.0",
    "triple": "def triple(number):\n    return number + number + number",
}


def lost(*tasks: str) -> dict[str, float]:
    """Nothing for the tests of these tasks."""
    return {name: 0.0 for name in POINTS if name.rpartition("_")[0] in tasks}


def lost_from(task: str) -> dict[str, float]:
    """Nothing for the tests of this task and all behind it."""
    tasks = list(RIGHT)
    return lost(*tasks[tasks.index(task) :])
