"""Rebuilding: of whatever is handed in, only answers and added cells get through, and nothing stops it."""

from __future__ import annotations

import base64
import io
import json
from copy import deepcopy

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import compute_checksum, determine_grade
from PIL import Image

from coursekit.errors import CourseError
from coursekit.grading.rebuilding import Exercise, Limits, Role, for_student, rebuild, role
from coursekit.grading.results import CannotGradeError, Status

DOUBLE, SQUARE = "def double(x):\n    return x + x", "def square(x):\n    return x ** 2"
HIDDEN = "double(-3)"
NAMES = ["double", "square", "why"]


@pytest.fixture(scope="module")
def master(template):
    notebook = nbformat.read(template.course.solution(template.topic), 4)
    notebook.cells.insert(1, nbformat.v4.new_code_cell("example = 1", id="example"))
    return notebook


@pytest.fixture(scope="module")
def release(template):
    notebook = nbformat.read(template.course.exercise(template.topic), 4)
    notebook.cells.insert(1, nbformat.v4.new_code_cell("example = 1", id="example"))
    return notebook


@pytest.fixture(scope="module")
def exercise(master, release):
    return Exercise(master, release)


@pytest.fixture
def hand_in(exercise, release):
    """Rebuild the release after a change to it: answers by name, then `edit` of the notebook and its cells by name."""

    def made(edit=None, **answers):
        notebook = json.loads(nbformat.writes(release))
        cells = {c["metadata"].get("nbgrader", {}).get("grade_id", c["id"]): c for c in notebook["cells"]}
        for name, source in answers.items():
            cells[name]["source"] = source
        if edit is not None:
            edit(notebook["cells"], cells)
        rebuilt = rebuild(exercise, json.dumps(notebook).encode())
        check_sound(rebuilt, exercise)
        return rebuilt

    return made


def check_sound(rebuilt, exercise):
    """What holds for every rebuilt notebook."""
    nbformat.validate(rebuilt.notebook)
    MetadataValidator().validate_nb(rebuilt.notebook)
    nbformat.writes(rebuilt.notebook).encode()
    own = [cell for cell in rebuilt.notebook.cells if role(cell) is not Role.ADDED]
    assert [cell.id for cell in own] == [cell.id for cell in exercise.cells]
    for cell, given in zip(own, exercise.cells, strict=True):
        assert (cell.metadata, cell.cell_type) == (given.metadata, given.cell_type)
        if role(cell) is not Role.SOLUTION:
            assert cell.source == given.source
    for cell in rebuilt.notebook.cells:
        assert not cell.get("outputs")
        if role(cell) is Role.ADDED:
            assert cell.metadata == {"coursekit": {"added_by_student": True}}
    assert rebuilt.notebook.metadata == exercise.notebook().metadata
    assert [answer.name for answer in rebuilt.answers] == NAMES
    assert all(note and note.isprintable() and len(note) < 400 for note in rebuilt.notes)


def source(rebuilt, name):
    (found,) = (cell.source for cell in rebuilt.notebook.cells if cell.id == name)
    return found


def attempted(rebuilt):
    return [answer.name for answer in rebuilt.answers if answer.attempted]


def ids(rebuilt):
    return [cell.id for cell in rebuilt.notebook.cells]


def code(text, **more):
    return {"cell_type": "code", "metadata": {}, "source": text, "outputs": [], "execution_count": None, **more}


def after(name, *new):
    """Insert cells after the named one."""

    def edit(cells, by_name):
        place = cells.index(by_name[name]) + 1
        cells[place:place] = new

    return edit


# ---- what is taken


def test_answers_are_taken_and_nothing_else_changes(hand_in):
    rebuilt = hand_in(double=DOUBLE, square=SQUARE, why="Because.")
    assert [source(rebuilt, name) for name in NAMES] == [DOUBLE, SQUARE, "Because."]
    assert attempted(rebuilt) == NAMES
    assert all(answer.found for answer in rebuilt.answers)
    assert rebuilt.notes == ()


def test_untouched_release_has_no_attempts_and_the_stubs(hand_in, release):
    rebuilt = hand_in()
    assert attempted(rebuilt) == []
    assert rebuilt.notes == ()
    stubs = {cell.id: cell.source for cell in release.cells}
    assert {name: source(rebuilt, name) for name in NAMES} == {name: stubs[name] for name in NAMES}


def test_hidden_tests_are_the_masters(hand_in):
    assert HIDDEN in source(hand_in(), "double_hidden")


@pytest.mark.parametrize(
    ("text", "attempt"),
    [("\n\n{}\n ", False), ("{}\n# done", True), ("", False), (" \n", False), (["a = 1\n", "b = 2"], True)],
)
def test_what_counts_as_an_attempt(hand_in, release, text, attempt):
    stub = next(cell.source for cell in release.cells if cell.id == "double")
    text = text.format(stub) if isinstance(text, str) else text
    rebuilt = hand_in(double=text)
    assert (attempted(rebuilt) == ["double"]) is attempt
    if not attempt and text.strip():
        assert source(rebuilt, "double") == stub


def test_line_ends_of_windows_are_no_change(hand_in, release):
    stub = next(cell.source for cell in release.cells if cell.id == "double")
    assert attempted(hand_in(double=stub.replace("\n", "\r\n"))) == []


def test_magics_stay(hand_in):
    assert source(hand_in(double="%%time\n!ls\n%load x"), "double") == "%%time\n!ls\n%load x"


def test_characters_that_cannot_be_stored_are_replaced(hand_in):
    rebuilt = hand_in(double="a = '\ud800\0'")
    assert source(rebuilt, "double") == "a = '��'"
    assert any("half a surrogate pair" in note for note in rebuilt.notes)


def test_same_bytes_give_the_same_notebook(hand_in):
    first, second = (hand_in(after("imports", code("a"), code("b"))) for _ in range(2))
    assert nbformat.writes(first.notebook) == nbformat.writes(second.notebook)


# ---- what the student added


def test_added_cells_stay_behind_their_neighbour_and_are_marked(hand_in):
    helper = code("helper = 1", metadata={"tags": ["skip-execution"], "nbgrader": {"grade": True, "points": 9}})
    rebuilt = hand_in(after("double", helper, {**code("*note*"), "cell_type": "markdown"}))
    place = ids(rebuilt).index("double")
    added = rebuilt.notebook.cells[place + 1 : place + 3]
    assert [(cell.cell_type, cell.source) for cell in added] == [("code", "helper = 1"), ("markdown", "*note*")]
    assert [role(cell) for cell in added] == [Role.ADDED] * 2


def test_cells_added_at_the_very_start_stay_there(hand_in):
    rebuilt = hand_in(lambda cells, _: cells.insert(0, code("first = 1")))
    assert rebuilt.notebook.cells[0].source == "first = 1"


def test_blank_added_cells_vanish(hand_in, exercise):
    assert len(hand_in(after("double", code(" \n"))).notebook.cells) == len(exercise.cells)


def test_mark_of_added_cells_cannot_be_forged_on_others(hand_in):
    rebuilt = hand_in(
        lambda _, by_name: by_name["double_check"]["metadata"].update(coursekit={"added_by_student": True})
    )
    (check,) = (cell for cell in rebuilt.notebook.cells if cell.id == "double_check")
    assert role(check) is Role.TEST


def test_changed_example_runs_as_an_added_cell(hand_in):
    rebuilt = hand_in(lambda _, by_name: by_name["example"].update(source="def helper(): pass"))
    place = ids(rebuilt).index("example")
    assert [cell.source for cell in rebuilt.notebook.cells[place : place + 2]] == ["example = 1", "def helper(): pass"]
    assert any("1 of the exercise's own cells were changed" in note for note in rebuilt.notes)


def test_unmarked_cells_without_ids_are_found_by_their_text(hand_in, exercise):
    def strip(cells, _):
        for cell in cells:
            del cell["id"]

    assert len(hand_in(strip, double=DOUBLE).notebook.cells) == len(exercise.cells)


# ---- what is broken


def duplicate(name, *texts):
    """The named cell, replaced by copies with these texts; None is the released text."""

    def edit(cells, by_name):
        place = cells.index(by_name[name])
        cells[place : place + 1] = [
            {**deepcopy(by_name[name]), "id": f"copy-{n}", **({"source": text} if text is not None else {})}
            for n, text in enumerate(texts)
        ]

    return edit


@pytest.mark.parametrize(
    ("texts", "counts", "added"),
    [
        (("a = 1", "a = 2"), "a = 2", ["a = 1"]),
        (("a = 1", None), "a = 1", []),
        ((None, "a = 2"), "a = 2", []),
        (("a = 1", "a = 2", None, ""), "a = 2", ["a = 1"]),
        ((None, None), None, []),
    ],
)
def test_of_copies_the_last_changed_one_counts(hand_in, release, texts, counts, added):
    rebuilt = hand_in(duplicate("double", *texts))
    stub = next(cell.source for cell in release.cells if cell.id == "double")
    assert source(rebuilt, "double") == (counts or stub)
    assert [cell.source for cell in rebuilt.notebook.cells if role(cell) is Role.ADDED] == added
    assert f"the cell double is there {len(texts)} times; the last copy with a changed text counts" in rebuilt.notes


def test_copied_test_runs_once_and_a_changed_copy_is_the_students(hand_in):
    rebuilt = hand_in(duplicate("double_check", None, None, "print(double(2))"))
    assert [cell.source for cell in rebuilt.notebook.cells if role(cell) is Role.ADDED] == ["print(double(2))"]
    assert ids(rebuilt).count("double_check") == 1


def rename(cells, by_name):
    by_name["double"]["metadata"]["nbgrader"]["grade_id"] = "doubel"


def retype(cells, by_name):
    by_name["double"].update(cell_type="markdown")
    by_name["double_check"].update(cell_type="raw")


def unlock(cells, by_name):
    by_name["double_check"]["metadata"]["nbgrader"].update(solution=True, grade=False, locked=False, points=100)
    by_name["double_check"]["source"] = "pass"


def delete(*names):
    return lambda cells, by_name: [cells.remove(by_name[name]) for name in names]


def strip_marks(cells, by_name):
    for cell in cells:
        cell["metadata"] = {}


def unsupported(cells, by_name):
    for cell in cells:
        cell["metadata"] = {"nbgrader": {**cell["metadata"].get("nbgrader", {}), "schema_version": 99, "checksum": []}}


BROKEN = {
    "renamed": (rename, ["found by their cell id, because their marks were lost or renamed: double"]),
    "retyped": (retype, ["cells of another type than the exercise's; the course's type holds: double, double_check"]),
    "unlocked": (unlock, ["tests or locked cells were changed", "points or other marks were changed"]),
    "reordered": (lambda cells, _: cells.reverse(), []),
    "tests deleted": (delete("double_hidden", "imports"), ["missing from the notebook; the course's were put back"]),
    "marks lost": (strip_marks, ["found by their cell id"]),
    "schema": (unsupported, []),
    "no cells between": (lambda cells, _: cells.extend([None, 3, "x", []]), ["4 of its cells are no cells at all"]),
    "odd text": (after("imports", code(3), code(["a", 2])), ["a cell whose text is no text was taken as empty"]),
    "odd type": (after("imports", {**code("x"), "cell_type": "heading"}), ["1 added cells of unknown type"]),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_notebook_still_gives_the_answers(hand_in, case):
    edit, notes = BROKEN[case]
    rebuilt = hand_in(edit, double=DOUBLE, square=SQUARE)
    assert [source(rebuilt, "double"), source(rebuilt, "square")] == [DOUBLE, SQUARE]
    assert attempted(rebuilt) == ["double", "square"]
    for note in notes:
        assert any(note in said for said in rebuilt.notes), rebuilt.notes


def test_missing_answer_is_the_released_text(hand_in, release):
    rebuilt = hand_in(delete("double"), square=SQUARE)
    assert source(rebuilt, "double") == next(cell.source for cell in release.cells if cell.id == "double")
    assert [answer.found for answer in rebuilt.answers] == [False, True, True]
    assert any("answers missing from the notebook" in note and "double" in note for note in rebuilt.notes)


def test_name_that_is_not_of_this_exercise_makes_an_added_cell(hand_in):
    stranger = code("x = 1", metadata={"nbgrader": {"grade_id": "stran\x1b[31mger", "solution": True}})
    rebuilt = hand_in(after("double", stranger))
    assert any("not of this exercise" in note and "stran [31mger" in note for note in rebuilt.notes)
    assert rebuilt.notebook.cells[ids(rebuilt).index("double") + 1].source == "x = 1"


def test_format_3_is_read(exercise, release):
    old = nbformat.convert(deepcopy(release), 3)
    for cell in old.worksheets[0].cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "double":
            cell.input = DOUBLE
    rebuilt = rebuild(exercise, nbformat.v3.writes_json(old).encode())
    check_sound(rebuilt, exercise)
    assert attempted(rebuilt) == ["double"]
    assert source(rebuilt, "double") == DOUBLE


REFUSED = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n\t", "the file is empty"),
    "no JSON": (b'{"cells": [', "damaged at line 1"),
    "cut off": (b'{"nbformat": 4,\n"cells": [{"cell_type"', "damaged at line 2"),
    "binary": (b"\x89PNG\r\n\x1a\n\xff", "not text in UTF-8"),
    "a list": (b"[1, 2]", "the file is no notebook"),
    "a number": (b"12", "the file is no notebook"),
    "deep": (b"[" * 100_000, "damaged"),
    "deep inside": (b'{"nbformat": 4, "cells": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", "damaged"),
    "long number": (b'{"nbformat": 4, "cells": ' + b"9" * 10_000 + b"}", "damaged"),
    "format 2": (b'{"nbformat": 2, "worksheets": [{"cells": [{"cell_type": "code", "input": ""}]}]}', "format is 2"),
    "format 5": (b'{"nbformat": 5, "cells": [{}]}', "format is 5"),
    "format text": (b'{"nbformat": "4", "cells": [{}]}', "no whole number but a str"),
    "format 4.0": (b'{"nbformat": 4.0, "cells": [{}]}', "no whole number but a float"),
    "format true": (b'{"nbformat": true, "cells": [{}]}', "format is True"),
    "format missing": (b'{"cells": [{}]}', "format is None"),
    "no cells": (b'{"nbformat": 4, "cells": []}', "no cells"),
    "cells no list": (b'{"nbformat": 4, "cells": {"a": 1}}', "no cells"),
    "sheets no list": (b'{"nbformat": 3, "worksheets": 7}', "no cells"),
    "odd sheets": (b'{"nbformat": 3, "worksheets": [1, {"cells": 3}, null]}', "no cells"),
    "other notebook": (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "1"}]}', "another notebook"),
    "millions": (b"[" + b"0," * 5_000_000 + b"0]", "millions of values"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_notebook_of_the_exercise_is_refused(exercise, case):
    content, reason = REFUSED[case]
    with pytest.raises(CannotGradeError, match=reason) as caught:
        rebuild(exercise, content)
    assert caught.value.status is Status.BROKEN


def test_file_may_not_be_too_large(exercise):
    with pytest.raises(CannotGradeError, match="more than 1 MB"):
        rebuild(exercise, b" " * 1_000_001, Limits(file_bytes=1_000_000))


# ---- limits


def test_number_and_length_of_added_cells_are_bounded(hand_in):
    many = hand_in(after("imports", *(code(f"a = {n}") for n in range(4_000))), double=DOUBLE)
    assert sum(role(cell) is Role.ADDED for cell in many.notebook.cells) == Limits().added_cells
    assert any(note.startswith("3700 added cells were left out") for note in many.notes)
    assert source(many, "double") == DOUBLE
    long = hand_in(after("imports", *(code("#" * 150_000) for _ in range(20))))
    assert sum(len(c.source) for c in long.notebook.cells if role(c) is Role.ADDED) <= Limits().added_characters


def test_100_000_cells_are_cut_off(hand_in):
    rebuilt = hand_in(lambda cells, _: cells.extend(code("1") for _ in range(100_000)), double=DOUBLE)
    assert any("only the first 5000 were looked at" in note for note in rebuilt.notes)
    assert source(rebuilt, "double") == DOUBLE


def test_answer_that_is_too_long_is_no_attempt(hand_in):
    rebuilt = hand_in(double="#" * 300_000)
    assert attempted(rebuilt) == []
    assert any("more than 200000 characters" in note for note in rebuilt.notes)


# ---- pictures


def picture(kind="PNG", size=(2, 2)):
    content = io.BytesIO()
    Image.new("1", size).save(content, kind)
    return base64.b64encode(content.getvalue()).decode()


def attach(name, attachments):
    return lambda _, by_name: by_name[name].update(attachments=attachments)


def test_pictures_of_a_written_answer_survive(hand_in):
    given = {"image.png": {"image/png": picture()}, "b.jpg": {"image/jpeg": picture("JPEG").splitlines()}}
    rebuilt = hand_in(attach("why", given), why="![image.png](attachment:image.png)")
    (cell,) = (cell for cell in rebuilt.notebook.cells if cell.id == "why")
    assert cell.attachments == {"image.png": given["image.png"], "b.jpg": {"image/jpeg": picture("JPEG")}}
    assert rebuilt.notes == ()


def test_pictures_of_an_added_markdown_cell_survive(hand_in):
    given = {"image.png": {"image/png": picture()}}
    rebuilt = hand_in(after("why", {"cell_type": "markdown", "metadata": {}, "source": "see", "attachments": given}))
    assert rebuilt.notebook.cells[-1].attachments == given


NO_PICTURES = {
    "svg": ({"a.svg": {"image/svg+xml": "<svg onload='alert(1)'/>"}}, "only PNG, JPEG and GIF"),
    "html": ({"a": {"text/html": "<script>"}}, "only PNG, JPEG and GIF"),
    "no base64": ({"a": {"image/png": "<script>"}}, "it is damaged"),
    "other content": ({"a": {"image/png": base64.b64encode(b"<script>alert(1)</script>").decode()}}, "no PNG picture"),
    "other kind": ({"a": {"image/png": picture("GIF")}}, "no PNG picture"),
    "cut off": ({"a": {"image/png": picture()[:20]}}, "no PNG picture"),
    "no text": ({"a": {"image/png": 3}}, "it is no picture"),
    "no bundle": ({"a": "image/png"}, "an attachment that is no picture"),
    "odd name": ({"a\n\0": {"image/png": picture()}}, "an attachment that is no picture"),
    "surrogate": ({"\ud800": {"image/png": picture()}}, "an attachment that is no picture"),
    "pixels": ({"a": {"image/png": picture(size=(9_000, 9_000))}}, "too many pixels"),
    "bytes": ({"a": {"image/png": "A" * 9_000_000}}, "more than 3 MB"),
    "no object": ([1, 2], None),
}


@pytest.mark.parametrize("case", NO_PICTURES)
def test_what_is_no_harmless_picture_is_left_out(hand_in, case):
    attachments, note = NO_PICTURES[case]
    rebuilt = hand_in(attach("why", attachments), why="see")
    (cell,) = (cell for cell in rebuilt.notebook.cells if cell.id == "why")
    assert "attachments" not in cell
    assert source(rebuilt, "why") == "see"
    assert [note in said for said in rebuilt.notes] == ([True] if note else [])


def test_number_of_pictures_is_bounded(hand_in):
    rebuilt = hand_in(attach("why", {f"{n}.png": {"image/png": picture()} for n in range(100)}), why="see")
    (cell,) = (cell for cell in rebuilt.notebook.cells if cell.id == "why")
    assert len(cell.attachments) == Limits().pictures
    assert "there are too many pictures: the rest was left out" in rebuilt.notes


def test_pictures_in_code_cells_vanish(hand_in):
    given = {"image.png": {"image/png": picture()}}

    def edit(cells, by_name):
        by_name["double"]["attachments"] = given
        cells.append(code("helper = 1", attachments=given))

    rebuilt = hand_in(edit, double=DOUBLE)
    assert rebuilt.notebook.cells[-1].source == "helper = 1"
    assert all("attachments" not in cell for cell in rebuilt.notebook.cells)


# ---- the student's kernel


def test_no_test_goes_to_the_students_kernel(hand_in):
    rebuilt = hand_in(after("double", code("helper = 1")), double=DOUBLE, why="Because.")
    cells = for_student(rebuilt)
    stub = source(rebuilt, "square")
    assert [cell.source for cell in cells] == ["example = 1", "import math", DOUBLE, "helper = 1", stub]
    assert [dict(cell.metadata) for cell in cells if cell.id != "double"] == [
        {},
        {},
        {},
        {"nbgrader": {"grade_id": "square"}},
    ]
    assert HIDDEN not in json.dumps(cells)
    assert "assert" not in json.dumps(cells)


def test_solution_of_the_master_is_nowhere(hand_in, master):
    answers = [
        line for cell in master.cells if cell.id in NAMES for line in cell.source.splitlines() if "return" in line
    ]
    assert answers
    text = nbformat.writes(hand_in().notebook)
    assert not any(answer.strip() in text for answer in answers)
    assert "Because." not in text


# ---- the course's own side


def test_exercise_leaves_its_notebooks_alone(master, release):
    before = deepcopy((master, release))
    rebuild(Exercise(master, release), nbformat.writes(release).encode())
    assert (master, release) == before


def test_outputs_of_the_master_are_dropped(master, release):
    executed = deepcopy(master)
    for cell in executed.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = 3, [nbformat.v4.new_output("stream", text="the answer")]
            cell.metadata.execution = {"iopub.status.busy": "2026-01-01"}
    rebuilt = rebuild(Exercise(executed, release), nbformat.writes(release).encode())
    text = nbformat.writes(rebuilt.notebook)
    assert "the answer" not in text
    assert "iopub" not in text
    assert not any(cell.get("execution_count") for cell in rebuilt.notebook.cells)


def test_master_and_release_must_belong_together(master, release):
    other = deepcopy(release)
    other.cells = [cell for cell in other.cells if cell.id != "double_hidden"]
    with pytest.raises(CourseError, match=r"no cell double_hidden.*\nBuild both again"):
        Exercise(master, other)


def test_name_may_not_occur_twice_in_the_master(master, release):
    twice = deepcopy(master)
    twice.cells.append(deepcopy(twice.cells[-1]))
    with pytest.raises(CourseError, match="two cells named why"):
        Exercise(twice, release)


@pytest.mark.parametrize("marker", ["### BEGIN HIDDEN TESTS", "### END SOLUTION"])
def test_hidden_text_in_a_cell_for_students_is_noticed(master, release, marker):
    leaking = deepcopy(master)
    leaking.cells[1].source += f"\n{marker}"
    with pytest.raises(CourseError, match="Cell example of the master"):
        Exercise(leaking, release)


# ---- nbgrader's side


@pytest.mark.slow
@pytest.mark.nbgrader
def test_checksums_and_points_are_those_of_nbgraders_gradebook(small_course):
    from coursekit.grading.recording import register
    from coursekit.grading.setting import surroundings

    master, release = (
        nbformat.read(path, 4)
        for path in (small_course.course.solution(small_course.topic), small_course.course.exercise(small_course.topic))
    )
    with surroundings(small_course.course, small_course.topic, "try") as setting:
        register(setting)
    rebuilt = rebuild(Exercise(master, release), nbformat.writes(release).encode())
    marked = {cell.metadata.nbgrader.grade_id: cell for cell in rebuilt.notebook.cells if "nbgrader" in cell.metadata}
    with small_course.gradebook() as book:
        known = book.find_notebook("01_parameters", "01_parameters")
        assert {c.name: c.checksum for c in known.source_cells} == {
            name: cell.metadata.nbgrader.checksum for name, cell in marked.items()
        }
        assert {c.name: c.source for c in known.source_cells} == {name: cell.source for name, cell in marked.items()}
        assert {c.name: c.max_score for c in known.grade_cells} == {
            name: cell.metadata.nbgrader.points for name, cell in marked.items() if cell.metadata.nbgrader.grade
        }


def test_nbgrader_sees_who_did_not_answer(hand_in):
    for text, changed in ((None, False), ("Because.", True)):
        rebuilt = hand_in(**({"why": text} if text else {}))
        (cell,) = (cell for cell in rebuilt.notebook.cells if cell.id == "why")
        assert (compute_checksum(cell) != cell.metadata.nbgrader.checksum) is changed
        assert determine_grade(cell) == (None if changed else 0, 3)
