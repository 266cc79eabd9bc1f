"""Reading texts: what comes out of a sound one, and that each mistake is told with its line."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from coursekit.course import notebooks, text
from coursekit.errors import CourseError

TEXTS = Path(__file__).parents[1] / "fixtures" / "texts"
SOUND = Path(__file__).parents[1] / "fixtures" / "sound"

MISTAKES = {
    "duplicate_name": ["line 6", "line 1 already", '"conv"'],
    "test_without_its_points": ["line 1", "has no points"],
    "points_that_nothing_earns": ["line 1", "points belong to"],
    "points_in_words": ["line 1", "'one' is not a number"],
    "points_below_zero": ["line 1", "points=-1 is not a number from 0"],
    "begin_without_end": ["line 3", "without an END SOLUTION"],
    "end_without_begin": ["line 4", "without a BEGIN SOLUTION"],
    "nested_solution": ["line 4", "inside another one"],
    "unknown_word": ["line 1", "did you mean `solution`"],
    "unquoted_name": ["line 1", "cannot read `solution=conv`"],
    "title_behind_marker": ["line 1", "cannot read `the first task`"],
    "name_with_a_space": ["line 1", "'my conv' is no name"],
    "two_roles": ["line 1", "a cell is one of solution, test"],
    "hidden_tests_in_the_open": ["line 3", "outside a test= cell"],
    "nothing_but_hidden_tests": ["line 3", "put one comment above"],
    "solution_in_the_open": ["line 2", "would reach students"],
    "solution_without_region": ["line 1", "BEGIN SOLUTION"],
    "solution_in_markdown": ["line 1", "needs a code cell"],
    "written_in_code": ["line 1", "needs a [markdown] cell"],
    "misspelt_nbval_tag": ["line 1", "nbval-ignore-ouput"],
    "tags_that_are_no_list": ["line 4", "'nbval-skip' is not of type 'array'"],
    "yaml_header": ["line 1", "before the first `# %%`"],
    "no_cell": ["line 1", "no cell"],
    "empty_cell": ["line 4", "an empty cell"],
    "marker_in_a_string": ["line 1", "2 lines look like the start of a cell"],
    "autotest": ["line 2", "AUTOTEST"],
}
MISTAKES_OF_LECTURES = {
    "graded_lecture": ["line 1", "no graded cells"],
    "markers_in_a_lecture": ["line 3", "students see every line"],
    "unknown_word": ["line 1", "did you mean `solution`"],
}


def write(path: Path, content: str) -> Path:
    path.write_text(textwrap.dedent(content).lstrip(), encoding="utf-8")
    return path


def test_every_defective_text_is_tested() -> None:
    assert {path.stem for path in TEXTS.glob("*.py")} == MISTAKES.keys() | MISTAKES_OF_LECTURES.keys()


@pytest.mark.parametrize(
    ("defect", "graded", "words"),
    [(defect, True, words) for defect, words in MISTAKES.items()]
    + [(defect, False, words) for defect, words in MISTAKES_OF_LECTURES.items()],
)
def test_a_mistake_is_told_once_with_file_and_line(defect: str, graded: bool, words: list[str]) -> None:
    with pytest.raises(CourseError) as raised:
        text.read(TEXTS / f"{defect}.py", TEXTS, graded=graded)
    for word in words:
        assert word in raised.value.problem
    assert raised.value.problem.startswith(f"{defect}.py, line ")
    assert len(raised.value.problem.splitlines()) == 1, "one mistake, one complaint"


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    source = write(tmp_path / "many.py", '# %% test="a"\nassert True\n\n# %% test="b"\nassert True\n')
    with pytest.raises(CourseError, match=r"(?s)many\.py, line 1: .*many\.py, line 4: "):
        text.read(source, tmp_path, graded=True)


def test_missing_and_unreadable_texts(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"absent\.py is missing"):
        text.read(tmp_path / "absent.py", tmp_path, graded=True)
    (tmp_path / "latin.py").write_bytes(b"# %%\nname = '\xe4'\n")
    with pytest.raises(CourseError, match=r"latin\.py is not UTF-8 text \(byte 13\)"):
        text.read(tmp_path / "latin.py", tmp_path, graded=True)
    (tmp_path / "folder.py").mkdir()
    with pytest.raises(CourseError, match=r"folder\.py cannot be read: "):
        text.read(tmp_path / "folder.py", tmp_path, graded=True)


def test_lines_of_the_text_are_known(tmp_path: Path) -> None:
    content = '# %% [markdown]\n# # Title\n\n# %%\n\n\nx = 1\ny = """\n\n"""\n\n\n# %%\nz = 1\n'
    read = text.read(write(tmp_path / "t.py", content), tmp_path, graded=False)
    lines = content.splitlines()
    for cell in read.cells[1:]:
        for index, line in enumerate(cell.lines):
            assert lines[cell.first + index - 1] == line
    assert [cell.marker for cell in read.cells] == [1, 4, 13]


@pytest.mark.parametrize(
    "comment", ["# copy the kernel into each row", "# ls of layers", "# why?", "# %matplotlib inline"]
)
def test_comments_stay_comments(tmp_path: Path, comment: str) -> None:
    """Read with jupytext's defaults, each of these would become a shell command, a magic or a call for help."""
    read = text.read(write(tmp_path / "t.py", f"# %%\n{comment}\nx = 1\n"), tmp_path, graded=False)
    assert read.cells[0].source == f"{comment}\nx = 1"


def test_trailing_spaces_mean_something(tmp_path: Path) -> None:
    read = text.read(write(tmp_path / "t.py", "# %% [markdown]\n# first  \n# second\n"), tmp_path, graded=False)
    assert read.cells[0].source == "first  \nsecond"


def test_shorthand_becomes_metadata_that_nbgrader_accepts() -> None:
    """Judged by nbgrader's own validator and its own functions that ask what a cell is."""
    nbgrader_utils = pytest.importorskip("nbgrader.utils")
    from nbgrader.nbgraderformat import MetadataValidator

    solution = text.read(SOUND / "solutions" / "01_parameters.py", SOUND, graded=True)
    notebook = notebooks.from_text(solution)
    MetadataValidator().validate_nb(notebook)
    found = {
        cell.id: (
            nbgrader_utils.is_solution(cell),
            nbgrader_utils.is_grade(cell),
            nbgrader_utils.is_locked(cell),
            cell.metadata.nbgrader.get("points"),
        )
        for cell in notebook.cells
        if "nbgrader" in cell.metadata
    }
    assert found == {
        "imports": (False, False, True, None),
        "conv": (True, False, False, None),
        "conv_check": (False, True, True, 1),
        "conv_hidden": (False, True, True, 2.5),
        "why": (True, True, False, 2),
        "count_lines": (True, False, False, None),
        "count_lines_check": (False, True, True, 1),
    }


def test_notebook_metadata_is_minimal_and_constant() -> None:
    lecture = text.read(SOUND / "lectures" / "01_parameters.py", SOUND, graded=False)
    written = notebooks.dumps(notebooks.from_text(lecture))
    assert written == notebooks.dumps(notebooks.from_text(lecture))
    notebook = notebooks.from_text(lecture)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.language_info == {"name": "python"}
    assert "jupytext" not in written
    assert "lines_to_next_cell" not in written
    assert [set(cell.metadata) for cell in notebook.cells if cell.metadata] == [{"tags"}] * 4
