"""What the course changes about all of nbgrader's converters: one notebook at a time, and its error kept."""

from __future__ import annotations

import os
from typing import Any

from coursekit.grading.setting import Setting

__all__ = ["OneNotebook"]


class OneNotebook:
    """Mixed into a converter, before it: converts one student's notebook of the exercise.

    nbgrader's own search for notebooks takes `[` and `*` in the name of a folder for wildcards, and nbgrader
    turns every error into a line of its log and an `NbGraderException` that does not name it.

    Attributes:
        student: whose notebook; "." where the exercise itself is converted.
        error: the first error, if there was one.
    """

    student: str
    error: Exception | None

    @classmethod
    def of(cls, setting: Setting, config: Any, student: str) -> Any:
        """The converter for one student."""
        made: Any = cls(coursedir=setting.directory, config=config, log=setting.log)  # type: ignore[call-arg]  # nbgrader's, not ours
        made.student, made.error, made.force = student, None, True
        return made

    def init_notebooks(self: Any) -> None:
        """Take the one notebook."""
        assignment = self.coursedir.assignment_id
        folder = self._format_source(assignment, self.student)
        notebook = os.path.join(folder, f"{assignment}.ipynb")  # noqa: PTH118  # pathlib drops a student called '.'
        self.assignments = {folder: [notebook]}

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """As nbgrader does, noting the error."""
        try:
            super().init_assignment(assignment_id, student_id)  # type: ignore[misc]  # the converter's
        except Exception as error:
            self.error = error
            raise

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """As nbgrader does, noting the error."""
        try:
            super().convert_single_notebook(notebook_filename)  # type: ignore[misc]  # the converter's
        except Exception as error:
            self.error = error
            raise
