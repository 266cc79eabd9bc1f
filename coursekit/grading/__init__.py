"""Grading a class: collect, run, record, report. Nothing else in the package knows nbgrader's database.

`grade` runs nbgrader's autograder over `submitted/STUDENT/TOPIC/`, one student at a time; what is wrong
with one submission gets a status and never stops the others. `feedback` writes a page for each student.

The students' code runs **without a sandbox, with the rights of whoever grades**: it can read and change
whatever that person can. Grade on a machine, or in a container, that holds nothing else.

`collecting` (archives of an LMS into `submitted/`) and `rebuilding` (the course's own notebook with the student's
answers) are rooms of the engine that is to take the autograder's place. `grade` does not use them yet.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coursekit.grading.feedback import feedback
    from coursekit.grading.results import Result, Status, needs_attention
    from coursekit.grading.run import grade

__all__ = ["Result", "Status", "feedback", "grade", "needs_attention"]

# Loaded when first used: nbgrader takes about a second to import.
_HOME = {
    "Result": "results",
    "Status": "results",
    "feedback": "feedback",
    "grade": "run",
    "needs_attention": "results",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'coursekit.grading' has no attribute {name!r}")
    # Stored, because importing the module `feedback` has just put that module under the name of its function.
    globals()[name] = found = getattr(importlib.import_module(f"coursekit.grading.{_HOME[name]}"), name)
    return found
