"""`coursekit feedback`: a page for whoever was graded, and none that is out of date."""

from __future__ import annotations

import pytest

from coursekit import grading
from coursekit.console import console
from coursekit.errors import CourseError

pytestmark = pytest.mark.nbgrader


@pytest.fixture(scope="module")
def pages(new_course):
    small = new_course()
    small.hand_in("ann", **small.RIGHT)
    path = small.hand_in("bob", **small.RIGHT)
    small.hand_in("cem", double="def double(x):\n    return 7")
    grading.grade(small.course, small.topic)
    small.first = grading.feedback(small.course, small.topic)
    path.write_text("")
    with small.gradebook() as book:
        book.find_comment("double", "01_parameters", "01_parameters", "cem").manual_comment = "Not always seven."
        book.db.commit()
    grading.grade(small.course, small.topic)
    autograded = small.course.root / "autograded" / "ann" / small.topic.id / f"{small.topic.id}.ipynb"
    autograded.chmod(0o644)
    autograded.write_text("{")
    with console.capture() as capture:
        small.second = grading.feedback(small.course, small.topic)
    small.printed = " ".join(capture.get().split())
    return small


def test_everybody_graded_gets_a_page(pages):
    assert sorted(pages.first) == ["ann", "bob", "cem"]
    for student, page in pages.first.items():
        assert page == pages.course.root / "feedback" / student / "01_parameters" / "01_parameters.html"


def test_page_shows_points_and_comment(pages):
    text = pages.second["cem"].read_text(encoding="utf-8")
    assert "Score: 0.0 / 8.0" in " ".join(text.split())
    assert "Not always seven." in text


def test_page_of_an_attempt_that_no_longer_counts_is_removed(pages):
    assert pages.second["bob"] is None
    assert not (pages.course.root / "feedback" / "bob" / "01_parameters").exists()
    assert "because it was not graded; grades/01_parameters.csv says why" in pages.printed


def test_one_failure_does_not_stop_the_others(pages):
    assert pages.second["ann"] is None
    assert "failed (NotJSONError" in pages.printed
    assert pages.second["cem"].is_file()


def test_it_is_said_that_hidden_tests_stand_in_the_pages(pages):
    assert "show the hidden tests" in pages.printed
    assert "feedback/cem/01_parameters/01_parameters.html" in pages.printed


def test_nothing_graded_yet(small_course):
    with pytest.raises(CourseError, match="coursekit grade parameters"):
        grading.feedback(small_course.course, small_course.topic)
