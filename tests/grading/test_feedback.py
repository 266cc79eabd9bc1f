"""`coursekit feedback`: a page for whoever was graded, none that is out of date, and no hidden test in it."""

from __future__ import annotations

import json
import re

import pytest

from coursekit import grading
from coursekit.console import console
from coursekit.errors import CourseError

pytestmark = [pytest.mark.nbgrader, pytest.mark.usefixtures("isolation")]

PRINTS = """\
def double(x):
    return x + x
print("a < b & c")
from IPython.display import HTML, display
display(HTML("<b>bold</b><script>document.title = 'gone'</script>"))
"""


KEEPS = """\
kept = []
def double(x):
    kept.append(x)
    return x + x
print("nothing yet", kept)
"""


def print_arguments(book, _):
    cell = {"cell_type": "code", "source": "print('kept', kept)", "id": "late", "metadata": {}, "outputs": []}
    book["cells"].append({**cell, "execution_count": None})


@pytest.fixture(scope="module")
def pages(new_course):
    small = new_course()
    small.hand_in("ann", **small.RIGHT, why="Because <script>document.title = 'gone'</script> it *is*.")
    path = small.hand_in("bob", **small.RIGHT)
    small.hand_in("cem", double="def double(x):\n    return abs(2 * x)", square="def square(x):\n    return 2 * x")
    small.hand_in("dan", double=PRINTS)
    small.hand_in("eve", **small.RIGHT)
    small.hand_in("fay", edit=print_arguments, double=KEEPS)
    grading.grade(small.course, small.topic)
    small.first = grading.feedback(small.course, small.topic)
    path.write_text("")
    with small.gradebook() as book:
        book.find_comment("double", "01_parameters", "01_parameters", "cem").manual_comment = "Not <always> positive."
        book.db.commit()
    grading.grade(small.course, small.topic)
    with small.gradebook() as book:  # as nbgrader's plugin for lateness would
        book.find_submission_notebook("01_parameters", "01_parameters", "cem").late_submission_penalty = 0.5
        book.db.commit()
    autograded = small.course.root / "autograded" / "eve" / small.topic.id / f"{small.topic.id}.ipynb"
    autograded.chmod(0o644)
    autograded.write_text("{")
    with console.capture() as capture:
        small.second = grading.feedback(small.course, small.topic)
    small.printed = " ".join(capture.get().split())
    return small


def text_of(page):
    return " ".join(re.sub(r"<[^>]*>", " ", page.read_text(encoding="utf-8").partition("<main>")[2]).split())


def test_everybody_graded_gets_a_page(pages):
    assert sorted(pages.first) == ["ann", "bob", "cem", "dan", "eve", "fay"]
    for student, page in pages.first.items():
        assert page == pages.course.root / "feedback" / student / "01_parameters" / "01_parameters.html"


def test_sum_stands_at_the_top_with_lateness_and_what_is_waiting(pages):
    assert text_of(pages.second["ann"]).startswith(
        "An exercise 5 of 8 points. A good part is there. Read on for what to try next. "
        "Not yet looked at by a person: why. These points may still change."
    )
    assert "0.5 of 8 points. A start." in text_of(pages.second["cem"])
    assert "0.5 points were taken off because it was handed in late." in text_of(pages.second["cem"])


def test_each_test_stands_with_what_it_checks_and_says(pages):
    text = text_of(pages.second["cem"])
    assert "✓ passed double_check : 1 of 1 What was checked assert double ( 2 ) == 4" in text
    assert "✗ failed square_check : 0 of 2" in text
    assert "AssertionError What was checked assert square ( 3 ) == 9" in text


def test_grader_s_comment_is_text(pages):
    assert "Comment: Not &lt;always&gt; positive." in text_of(pages.second["cem"])


def test_hidden_tests_are_there_by_name_only(pages):
    for student in ("ann", "cem", "dan"):
        page = pages.second[student].read_text(encoding="utf-8")
        assert "double_hidden" in page
        told = text_of(pages.second[student])
        assert re.search(r"(passed|failed) double_hidden a hidden test : [02] of 2 (?!What was checked)", told)
        assert "-3" not in told.replace(" ", "")
        assert "-6" not in told.replace(" ", "")
        assert "HIDDEN" not in page


def test_inputs_of_hidden_tests_that_the_student_s_code_kept_are_not_shown(pages):
    autograded = pages.course.root / "autograded" / "fay" / "01_parameters" / "01_parameters.ipynb"
    assert "kept [2, -3]" in autograded.read_text(encoding="utf-8")
    text = text_of(pages.second["fay"])
    assert "nothing yet []" in text
    assert "kept" in text
    assert "-3" not in text
    assert "What your cells printed after the first hidden test is not shown here." in text
    assert "after the first hidden test" not in text_of(pages.second["dan"])


def test_what_students_wrote_is_shown_and_does_nothing(pages):
    page = pages.second["dan"].read_text(encoding="utf-8")
    assert "a &lt; b &amp; c" in page
    assert "<b>bold</b>" in page
    for student in ("ann", "dan"):
        assert "<script" not in pages.second[student].read_text(encoding="utf-8")
    assert "&lt;script&gt;" in pages.second["ann"].read_text(encoding="utf-8")


def test_what_plain_nbgrader_has_graded_is_made_inert_too(pages):
    path = pages.course.root / "autograded" / "dan" / "01_parameters" / "01_parameters.ipynb"
    before = path.read_bytes()
    notebook = json.loads(before)
    script = {"output_type": "display_data", "data": {"text/html": "<script>1</script>"}, "metadata": {}}
    next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")["outputs"].append(script)
    next(cell for cell in notebook["cells"] if cell["id"] == "double")["outputs"].append(script)
    path.chmod(0o644)
    path.write_text(json.dumps(notebook))
    try:
        assert "<script" not in grading.feedback(pages.course, pages.topic)["dan"].read_text(encoding="utf-8")
    finally:
        path.write_bytes(before)
        grading.feedback(pages.course, pages.topic)


def test_page_of_an_attempt_that_no_longer_counts_is_removed(pages):
    assert pages.second["bob"] is None
    assert not (pages.course.root / "feedback" / "bob" / "01_parameters").exists()
    assert "because it was not graded; grades/01_parameters.csv says why" in pages.printed


def test_one_failure_does_not_stop_the_others_and_leaves_no_old_page(pages):
    assert pages.second["eve"] is None
    assert "failed (NotJSONError" in pages.printed
    assert not (pages.course.root / "feedback" / "eve" / "01_parameters").exists()
    assert pages.second["cem"].is_file()
    assert "feedback/cem/01_parameters/01_parameters.html" in pages.printed


def test_second_run_writes_the_same(pages):
    before = pages.second["cem"].read_bytes()
    grading.feedback(pages.course, pages.topic)
    assert pages.second["cem"].read_bytes() == before


def test_nothing_graded_yet(small_course):
    with pytest.raises(CourseError, match="coursekit grade parameters"):
        grading.feedback(small_course.course, small_course.topic)
