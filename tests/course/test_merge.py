"""Merging an answered exercise into a new release: the new release is whole, and no line of the student is lost."""

from __future__ import annotations

from collections import Counter

import nbformat
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from coursekit.course.manifest import record, records
from coursekit.course.merge import Merged, merge


def cell(source: str, name: str, kind: str = "plain", cell_id: str = "") -> NotebookNode:
    """A released cell: plain, answer, test, locked or written."""
    marks = {
        "grade": kind in ("test", "written"),
        "solution": kind in ("answer", "written"),
        "locked": kind in ("test", "locked"),
        "grade_id": name,
        "schema_version": 3,
        "task": False,
    }
    make = new_markdown_cell if kind in ("plain", "written") else new_code_cell
    return make(source, id=cell_id or name, metadata={} if kind == "plain" else {"nbgrader": marks})


def notebook(*cells: NotebookNode) -> NotebookNode:
    return nbformat.from_dict(new_notebook(cells=list(cells)))


def handed_out() -> NotebookNode:
    return notebook(
        cell("# Exercise", "title"),
        cell("import this", "imports", "locked"),
        cell("Double it.", "double-0"),
        cell("def double(x):\n    raise NotImplementedError", "double", "answer"),
        cell("assert double(1) == 2", "double_check", "test"),
        cell("Why?", "why-0"),
        cell("*Write here.*", "why", "written"),
    )


def corrected() -> NotebookNode:
    """The second release: a typo mended, a check corrected, a task new, and one gone."""
    return notebook(
        cell("# Exercise, second edition", "title"),
        cell("import this", "imports", "locked"),
        cell("Double it.", "double-0"),
        cell("def double(x):\n    raise NotImplementedError", "double", "answer"),
        cell("assert double(1) == 2.0", "double_check", "test"),
        cell("def triple(x):\n    raise NotImplementedError", "triple", "answer"),
    )


def merged(theirs: NotebookNode, new: NotebookNode | None = None, old: NotebookNode | None = None) -> Merged:
    done = merge(theirs, new or corrected(), records(old or handed_out()), "0.1.0")
    nbformat.validate(done.notebook)
    return done


def sources(done: Merged) -> list[str]:
    return [c.source for c in done.notebook.cells]


def test_an_untouched_exercise_becomes_the_new_one() -> None:
    done = merged(handed_out())
    assert done.notebook == corrected()
    assert (done.answers, done.notes) == (0, [])


def test_answers_go_where_they_belong_with_their_outputs() -> None:
    theirs = handed_out()
    theirs.cells[3].source = "def double(x):\n    return x * 2"
    theirs.cells[3].outputs = [new_output("stream", text="a picture")]
    theirs.cells[4].outputs = [new_output("stream", text="Right.")]
    done = merged(theirs)
    assert done.answers == 1
    wanted = corrected()
    wanted.cells[3].source = "def double(x):\n    return x * 2"
    wanted.cells[3].outputs = [new_output("stream", text="a picture")]
    assert done.notebook == wanted, "the verdict of an old check must not stand under a new one"


def test_added_cells_stay_after_the_cell_they_followed() -> None:
    theirs = handed_out()
    theirs.cells.insert(0, new_markdown_cell("My name", id="first"))
    theirs.cells.insert(5, new_code_cell("double(5)", id="trial", outputs=[new_output("stream", text="10")]))
    theirs.cells.insert(6, new_code_cell("double(6)", id="imports"))  # an id of ours
    theirs.cells.append(new_code_cell("the end", id="end"))
    done = merged(theirs)
    assert sources(done) == [
        "My name",
        "# Exercise, second edition",
        "import this",
        "Double it.",
        "def double(x):\n    raise NotImplementedError",
        "double(5)",
        "double(6)",
        "assert double(1) == 2.0",
        "the end",
        "def triple(x):\n    raise NotImplementedError",
    ]
    assert done.notebook.cells[5].outputs[0].text == "10"
    ids = [c.id for c in done.notebook.cells]
    assert len(set(ids)) == len(ids)
    assert [c.id for c in done.notebook.cells if c.source == "import this"] == ["imports"]


def test_an_answer_without_a_task_stands_at_the_end() -> None:
    theirs = handed_out()
    theirs.cells[6].source = "Because of ![this](attachment:a.png)"
    theirs.cells[6].attachments = {"a.png": {"image/png": "AAAA"}}
    done = merged(theirs)
    assert sources(done)[-2].startswith("## Kept from version 0.1.0")
    assert sources(done)[-1] == "**Your answer to the former task `why`:**\n\nBecause of ![this](attachment:a.png)"
    assert done.notebook.cells[-1].attachments == {"a.png": {"image/png": "AAAA"}}
    assert "nbgrader" not in done.notebook.cells[-1].metadata
    assert done.notes == ["The task 'why' is gone. Your answer stands at the end."]


def test_a_new_starting_text_is_shown_beside_the_answer() -> None:
    theirs, new = handed_out(), handed_out()
    theirs.cells[3].source = "def double(x):\n    return x * 2"
    new.cells[3].source = "def double(x, factor=2):\n    ```\n    raise NotImplementedError"
    done = merged(theirs, new)
    assert sources(done)[3] == "def double(x):\n    return x * 2"
    assert sources(done)[4] == (
        "**The new starting text of the task `double`; yours is kept above:**\n\n"
        "````python\ndef double(x, factor=2):\n    ```\n    raise NotImplementedError\n````"
    )
    assert done.notebook.cells[4].cell_type == "markdown", "it must not run"


def test_changes_to_our_cells_are_kept_beside_them_and_do_not_run() -> None:
    theirs = handed_out()
    theirs.cells[2].source = "Double it.\nI do not understand this."
    theirs.cells[4].source = "pass"
    done = merged(theirs)
    assert sources(done)[3].endswith("Double it.\nI do not understand this.")
    assert "assert double(1) == 2.0" in sources(done)
    assert any("```python\npass\n```" in source for source in sources(done))
    assert [c.cell_type for c in done.notebook.cells].count("code") == 4


def test_a_wiped_answer_gets_its_starting_text_back() -> None:
    theirs = handed_out()
    theirs.cells[3].source = "  \n"
    assert merged(theirs).notebook == corrected()


def test_copies_of_an_answer_are_all_kept_and_only_one_is_graded() -> None:
    theirs = handed_out()
    twin = nbformat.from_dict(theirs.cells[3])
    twin.id, twin.source = "copy", "def double(x):\n    return 'first try'"
    theirs.cells.insert(3, twin)
    theirs.cells[4].source = "def double(x):\n    return 'final'"
    done = merged(theirs)
    (graded,) = [c for c in done.notebook.cells if record(c).key == "double"]
    assert graded.source == "def double(x):\n    return 'final'"
    assert "def double(x):\n    return 'first try'" in sources(done)


def test_names_and_ids_that_another_program_dropped() -> None:
    theirs = handed_out()
    for index, c in enumerate(theirs.cells):
        c.metadata = {}
        c.id = f"colab{index}"
    theirs.cells[3].source = "def double(x):\n    return x * 2"
    done = merged(theirs)
    assert "def double(x):\n    return x * 2" in sources(done)
    released = [c for c in done.notebook.cells if c.source != "def double(x):\n    return x * 2"]
    assert released == corrected().cells, "what was unchanged is recognised by its text"


# Random releases and random edits ----------------------------------------------------------------------------------

LINE = st.text(alphabet="abxyz =1()`#*\tä\u2028", min_size=1, max_size=8)
TEXT = st.lists(LINE, min_size=0, max_size=4).map("\n".join)
KINDS = st.sampled_from(["plain", "answer", "test", "locked", "written"])


@st.composite
def releases(draw: st.DrawFn) -> tuple[NotebookNode, NotebookNode]:
    """Two releases: the second drops, adds, reorders, retexts and retypes cells of the first."""
    names = [f"cell{number}" for number in range(draw(st.integers(1, 6)))]
    old = [cell(draw(TEXT), name, draw(KINDS)) for name in names]
    new = [nbformat.from_dict(c) for c in old if draw(st.integers(0, 3))]
    for c in new:
        if not draw(st.integers(0, 2)):
            c.source = draw(TEXT)
    new += [cell(draw(TEXT), f"new{number}", draw(KINDS)) for number in range(draw(st.integers(0, 2)))]
    for index, c in enumerate(new):
        if not draw(st.integers(0, 5)):
            new[index] = cell(c.source, c.id, draw(KINDS))
    return notebook(*old), notebook(*draw(st.permutations(new)))


@st.composite
def edited(draw: st.DrawFn, old: NotebookNode) -> NotebookNode:
    """What a student, or a program they used, may make of a notebook."""
    cells = [nbformat.from_dict(c) for c in old.cells]
    for number in range(draw(st.integers(0, 8))):
        what = draw(st.sampled_from(["write", "add", "delete", "copy", "move", "strip", "retype", "rename"]))
        index = draw(st.integers(0, max(0, len(cells) - 1)))
        if what == "add" or not cells:
            make = draw(st.sampled_from([new_code_cell, new_markdown_cell, nbformat.v4.new_raw_cell]))
            cells.insert(index, make(draw(TEXT), id=f"mine{number}"))
        elif what == "write":
            cells[index].source = draw(TEXT)
        elif what == "delete":
            del cells[index]
        elif what == "copy":
            cells.insert(index, nbformat.from_dict({**cells[index], "id": f"copy{number}"}))
        elif what == "move":
            cells.insert(draw(st.integers(0, len(cells) - 1)), cells.pop(index))
        elif what == "strip":
            cells[index].metadata = {}
        elif what == "rename":
            cells[index].id = f"renamed{number}"
        else:
            make = new_markdown_cell if cells[index].cell_type == "code" else new_code_cell
            cells[index] = make(cells[index].source, id=cells[index].id, metadata=cells[index].metadata)
    return notebook(*cells)


@settings(deadline=None)  # a busy machine is no failure
@given(st.data())
def test_no_line_is_lost_and_the_release_is_whole(data: st.DataObject) -> None:
    old, new = data.draw(releases())
    theirs = data.draw(edited(old))
    known = data.draw(st.sampled_from([records(old), ()]))
    before = nbformat.from_dict(theirs), nbformat.from_dict(new)
    done = merge(theirs, new, known, "0.1.0")
    nbformat.validate(done.notebook)
    assert (theirs, new) == before, "an argument was changed"

    # Every line that is not ours is still there, as often as it was written, as a line of its own.
    ours = {line for c in (*old.cells, *new.cells) for line in c.source.splitlines()}
    written = Counter(line for c in theirs.cells for line in c.source.splitlines() if line.strip() and line not in ours)
    kept = Counter(line for c in done.notebook.cells for line in c.source.splitlines())
    assert not written - kept, f"lost: {written - kept}"

    # Also where each line is one of ours, a changed answer survives as a text.
    given_out = {c.source for c in (*old.cells, *new.cells)}
    everything = [c.source for c in done.notebook.cells]
    for c in theirs.cells:
        if c.source.strip() and c.source not in given_out:
            assert any(c.source.rstrip() in text for text in everything), f"lost: {c.source!r}"

    # The new release is there in its order, and what is not to be answered is as released.
    names = [record(c).key for c in new.cells]
    assert [record(c).key for c in done.notebook.cells if record(c).key in names and not _added(c, new)] == names
    released = {record(c).key: c for c in new.cells}
    seen = Counter(record(c).key for c in done.notebook.cells if record(c).role != "plain")
    assert all(count == 1 for count in seen.values()), "a graded cell is there twice"
    assert set(seen) == {key for key, c in released.items() if record(c).role != "plain"}
    for c in done.notebook.cells:
        if not record(c).is_answer and c.id in {r.id for r in new.cells}:
            assert c.source == released[record(c).key].source


def _added(cell: NotebookNode, new: NotebookNode) -> bool:
    return cell.id not in {c.id for c in new.cells}
