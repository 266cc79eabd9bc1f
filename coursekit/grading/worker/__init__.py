"""Grades one submission after another, in a process of its own; knows no gradebook, no course and no other student.

    setup: the exercise, the sandbox, the limits       one for a run; travels to each worker
    job: a student's file and seed                     one for a submission
      Worker.grade(job)
        rebuilding    the course's notebook with the student's answers
        kernel        given, answered and added cells, in the student's sandboxed kernel (nbclient)
        judging       test cells, in the judge's process
        sanitising    outputs and text that the student wrote, made inert
    Outcome           what it came to, as JSON

Kernel and judge are children of one fork server, which belongs to the worker and is started once. A grader error is
tried again once, with another kernel and another judge.
"""

from coursekit.grading.worker.setup import Job, Setup, Times
from coursekit.grading.worker.worker import Worker

__all__ = ["Job", "Setup", "Times", "Worker"]
