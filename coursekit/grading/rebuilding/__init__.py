"""Rebuild a submission: the course's own notebook, and of the student's only what answers are made of.

Nothing here runs code, opens a database or touches a file.

    exercise = Exercise(master, release)      # once for a topic
    rebuilt = rebuild(exercise, content)      # for each submission; a CannotGradeError is its status and reason

What the parts do with it:

- **The run** goes through `rebuilt.notebook.cells` in order. `role(cell)` tells where a cell belongs: `Role.TEST` to
  the judge, everything else to the student's kernel. `for_student(rebuilt)` is the second kind alone, stripped to what
  a kernel needs; it never holds a test, hidden or not.
- **The gradebook's writer** adds outputs to `rebuilt.notebook` and stores it as `autograded/STUDENT/TOPIC/TOPIC.ipynb`:
  its cells carry nbgrader's metadata, schema 3, with the points of the master and the checksums that
  `nbgrader generate_assignment` has put into the gradebook. So nbgrader's own rules hold on it: `determine_grade`
  gives a written answer 0 points where `compute_checksum(cell)` equals the stored checksum and waits for a person
  otherwise, and the comment "No response." follows the same comparison.
- **The report** shows `rebuilt.notes`, and `rebuilt.answers` tells which tasks were not attempted.
"""

from coursekit.grading.rebuilding.exercise import Exercise
from coursekit.grading.rebuilding.rebuild import Answer, Rebuilt, for_student, rebuild
from coursekit.grading.rebuilding.roles import Role, role
from coursekit.grading.rebuilding.submitted import Limits

__all__ = ["Answer", "Exercise", "Limits", "Rebuilt", "Role", "for_student", "rebuild", "role"]
