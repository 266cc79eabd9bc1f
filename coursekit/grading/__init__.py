"""Grading a class: collect, run, record, report. Nothing else in the package knows nbgrader's database.

Two commands at a time would be two writers of one gradebook, so the second says so and leaves. The rooms:

    collection    collect: a download of Moodle or Canvas into submitted/         collecting
    run           grade: what is new goes to workers, outcomes to the one writer  pool, cluster, worker, recording
    feedback      a page for each student                                         sanitising
    report        what the class understood, tables for an LMS                    exporters

A worker rebuilds a submission (`rebuilding`), has a kernel and a judge forked (`forkserver`) in a sandbox (`sandbox`),
runs the student's cells in the one and the tests in the other (`judge`). Verdicts are made outside of the student's
process, and the student's code sees neither the course nor the network nor other students' work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursekit import lazy

if TYPE_CHECKING:
    from coursekit.grading.collection import collect, left_somebody_out
    from coursekit.grading.feedback import feedback
    from coursekit.grading.results import Result, Status, needs_attention
    from coursekit.grading.run import grade

__all__ = ["Result", "Status", "collect", "feedback", "grade", "left_somebody_out", "needs_attention"]

# Loaded when first used: nbgrader takes about a second to import.
_HOME = {
    "Result": "results",
    "Status": "results",
    "collect": "collection",
    "feedback": "feedback",
    "grade": "run",
    "left_somebody_out": "collection",
    "needs_attention": "results",
}

__getattr__ = lazy.attach(__name__, _HOME)
