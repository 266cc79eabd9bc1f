"""What a student does with an exercise from the command line: check it, hand it in."""

from __future__ import annotations

from coursekit.course.check import check
from coursekit.course.check_report import CheckResult, Row, Status, show
from coursekit.course.submit import Submission, submit

__all__ = ["CheckResult", "Row", "Status", "Submission", "check", "show", "submit"]
