"""Every test of the course's exercises, in the judge: untouched ones were not attempted, right answers pass it."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from coursekit.grading.judge.judge import Judge
from coursekit.tree import TOPICS

_spec = importlib.util.spec_from_file_location("judged_course", Path(__file__).with_name("course.py"))
course = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(course)

# One process for both notebooks of a topic: what takes long is importing Keras.
STUDENTS = """
import json, sys
from coursekit.grading.judge.student import serve
for cells in json.load(sys.stdin):
    namespace = {"__name__": "__main__"}
    for source in cells:
        exec(compile(source, "<a cell>", "exec"), namespace)
    serve(int(sys.argv[1]), namespace)
"""


@pytest.mark.slow
@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_an_untouched_release_and_the_solution(submit, topic):
    cells = course.of_role(topic, "solution")
    notebooks = [[course.stub(cell) for cell in cells], [cell.source for cell in cells]]
    submission = submit(json.dumps([course.notebook(topic, answers) for answers in notebooks]), STUDENTS)

    untouched = course.judged(submission.judge, topic)
    assert {(verdict.status, verdict.points) for verdict in untouched} == {("not attempted", 0.0)}

    submission.judge.release()
    solved = course.judged(Judge(submission.channel), topic)
    assert [verdict for verdict in solved if verdict.status != "passed"] == []
    assert sum(verdict.points for verdict in solved) == sum(cell.points for cell in course.of_role(topic, "test"))
