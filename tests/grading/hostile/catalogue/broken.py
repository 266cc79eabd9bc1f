"""Submissions whose notebook or folder is not what it should be; most by accident."""

from __future__ import annotations

import json
import os
import shutil
import socket
from pathlib import Path

from hostile_catalogue.exercise import POINTS, lost
from hostile_catalogue.record import Record

from coursekit.grading import Status

NOTHING = dict.fromkeys(POINTS, 0.0)
BROKEN = Status.BROKEN
# Put back from the master, so that nothing is lost; whether the row says so is a matter of words.
MENDED = (Status.GRADED, Status.CELLS_MISSING)


def holds(content):
    """The notebook's file holds something else."""
    return lambda path: path.write_bytes(content if isinstance(content, bytes) else content.encode())


def becomes(change):
    """The notebook's file holds what a function of its text gives."""
    return lambda path: path.write_bytes(change(path.read_text(encoding="utf-8")))


def instead(make):
    """Something else stands in the file's place."""

    def lay(path):
        path.unlink()
        make(path)

    return lay


def beside(name, make):
    """Something else lies beside the notebook."""
    return lambda path: make(path.with_name(name))


def a_socket(path):
    here = Path.cwd()
    os.chdir(path.parent)  # the path of a socket may have 108 bytes
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)
    os.chdir(here)


def a_sparse_terabyte(path):
    with path.open("wb") as file:
        file.truncate(2**40)


def marks(cell):
    return cell["metadata"]["nbgrader"]


def without(*names):
    return lambda book, cells: [book["cells"].remove(cells[name]) for name in names]


def reversed_cells(book, cells):
    book["cells"].reverse()


def twice(*names):
    return lambda book, cells: book["cells"].extend(json.loads(json.dumps([cells[name] for name in names])))


def renamed(**names):
    return lambda _, cells: [marks(cells[old]).update(grade_id=new) for old, new in names.items()]


def retyped(kind, *names):
    return lambda _, cells: [cells[name].update(cell_type=kind) for name in names]


def all_of_one_name(book, cells):
    for cell in cells.values():
        if "nbgrader" in cell["metadata"]:
            marks(cell)["grade_id"] = "double"


def a_path_as_name(book, cells):
    marks(cells["double"])["grade_id"] = "../../../gradebook"
    cells["double"]["id"] = "../x"
    marks(cells["square_check"])["grade_id"] = "/etc/passwd"


def another_kernel(name, language="python"):
    def edit(book, cells):
        spec = {
            "name": name,
            "display_name": name,
            "language": language,
            "argv": ["/bin/sh", "-c", "touch @OUTSIDE@/ran"],
        }
        book["metadata"] = {"kernelspec": spec, "language_info": {"name": language}, "widgets": {"application/x": 1}}

    return edit


def schema(version):
    return lambda _, cells: [marks(cells[name]).update(schema_version=version) for name in POINTS]


def many_cells(book, cells):
    book["cells"] += [{"cell_type": "markdown", "metadata": {}, "source": f"{n}"} for n in range(100_000)]


def many_code_cells(book, cells):
    made = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    book["cells"] += [{**made, "source": f"n = {n}"} for n in range(400)]


def odd_cells(book, cells):
    book["cells"][:0] = [None, 1, "x", [], {}, {"cell_type": "code"}, {"cell_type": "stranger", "source": "x"}]


def odd_parts(book, cells):
    cells["double_check"]["metadata"] = []
    cells["double_hidden"]["source"] = {"a": 1}
    cells["square_check"]["outputs"] = "none"
    cells["imports"]["source"] = [["a"], 1]
    cells["halves_check"]["metadata"]["nbgrader"] = "none"
    cells["why"]["attachments"] = {"x.png": {"image/png": 5}, "y": [], "../z.png": {"image/svg+xml": "<svg/>"}}
    book["metadata"] = None


def characters(book, cells):
    cells["double"]["source"] = "text = 'half \ud800 a pair, \x00 and \x1b[31m'\n" + cells["double"]["source"]
    cells["why"]["source"] = "\ud83d \u202e \x1b[2J \u0000"


def format_3(book, cells):
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            cell["input"] = cell.pop("source")
            cell["language"] = "python"
    book["worksheets"] = [{"cells": book.pop("cells"), "metadata": {}}]
    book.update(nbformat=3, nbformat_minor=0)


def nbformat_is(value):
    return lambda book, _: book.update(nbformat=value)


def emptied(book, cells):
    for cell in book["cells"]:
        cell["source"] = ""


def lists_of_lines(book, cells):
    for cell in book["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True) if isinstance(cell["source"], str) else cell["source"]


def windows(text):
    book = json.loads(text)
    for cell in book["cells"]:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
    return json.dumps(book, indent=1).replace("\n", "\r\n").encode()


def archive(path):
    import zipfile

    with zipfile.ZipFile(path, "w") as made:
        made.writestr("../../../../outside-@WORD@", "x")
        made.writestr("../../a_neighbour/01_parameters/01_parameters.ipynb", "{}")


def folders(path):
    for depth in range(20):
        path = path / f"{depth}"
        path.mkdir(parents=True)
        for number in range(100):
            (path / f"{number}.txt").write_text("x")


DEEP = b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b', "nbformat": 4, "nbformat_minor": 5, "metadata": {}}'
VALUES = b'{"cells": [' + b"0," * 5_000_000 + b'0], "nbformat": 4, "metadata": {}}'
DUPLICATE_KEYS = b'"cells": [], "cells": {}, '


def kept(ran, name):
    """The others' answers in the right place: nothing outside was run or written."""
    assert not (ran.outside / "ran").exists()


RECORDS = [
    Record("broken_json", "no JSON", lay=holds("{'cells': "), earns=NOTHING, status=BROKEN, said="damaged"),
    Record(
        "broken_half",
        "half a file",
        lay=becomes(lambda text: text[: len(text) // 2].encode()),
        earns=NOTHING,
        status=BROKEN,
    ),
    Record("broken_empty", "an empty file", lay=holds(""), earns=NOTHING, status=BROKEN, said="empty"),
    Record("broken_zeros", "a file of zeros", lay=holds(bytes(5000)), earns=NOTHING, status=BROKEN),
    Record("broken_list", "a list", lay=holds("[1, 2]"), earns=NOTHING, status=BROKEN),
    Record(
        "broken_html",
        "the page of a login",
        lay=holds("<!DOCTYPE html><script>alert(1)</script>"),
        earns=NOTHING,
        status=BROKEN,
    ),
    Record(
        "broken_pickle",
        "a pickle",
        lay=holds(b"\x80\x04\x95\x10\x00cos\nsystem\n(S'touch @OUTSIDE@/ran'\ntR."),
        earns=NOTHING,
        status=BROKEN,
        must=kept,
    ),
    Record("broken_utf16", "UTF-16", lay=becomes(lambda text: text.encode("utf-16")), earns=NOTHING, status=BROKEN),
    Record("broken_deep", "JSON nested 100,000 deep", lay=holds(DEEP), earns=NOTHING, status=BROKEN),
    Record("broken_values", "five million numbers", lay=holds(VALUES), earns=NOTHING, status=BROKEN),
    Record(
        "broken_digits",
        "a number of a million digits",
        lay=holds(b'{"nbformat": ' + b"4" * 10**6 + b"}"),
        earns=NOTHING,
        status=BROKEN,
    ),
    Record(
        "broken_sparse",
        "a file of a terabyte, of nothing",
        lay=instead(a_sparse_terabyte),
        earns=NOTHING,
        status=BROKEN,
    ),
    Record(
        "broken_folder",
        "a folder in the file's place",
        lay=instead(lambda path: path.mkdir()),
        earns=NOTHING,
        status=Status.NO_NOTEBOOK,
    ),
    Record(
        "broken_pipe", "a pipe in the file's place", lay=instead(os.mkfifo), earns=NOTHING, status=Status.NO_NOTEBOOK
    ),
    Record(
        "broken_socket", "a socket in the file's place", lay=instead(a_socket), earns=NOTHING, status=Status.NO_NOTEBOOK
    ),
    Record(
        "broken_link",
        "a link to the gradebook",
        lay=instead(lambda path: path.symlink_to("../../../gradebook.db")),
        earns=NOTHING,
        status=Status.NO_NOTEBOOK,
    ),
    Record(
        "broken_link_solution",
        "a link to the solution",
        lay=instead(lambda path: path.symlink_to("../../../solutions/01_parameters/01_parameters.ipynb")),
        earns=NOTHING,
        status=Status.NO_NOTEBOOK,
    ),
    Record(
        "broken_link_zero",
        "a link to /dev/zero",
        lay=instead(lambda path: path.symlink_to("/dev/zero")),
        earns=NOTHING,
        status=Status.NO_NOTEBOOK,
    ),
    Record(
        "broken_link_student",
        "a link to another student's folder",
        lay=lambda path: [shutil.rmtree(path.parents[1]), path.parents[1].symlink_to("a_neighbour")],
        earns=NOTHING,
        status=Status.NO_NOTEBOOK,
    ),
    Record(
        "broken_link_nothing",
        "a link to nothing",
        lay=instead(lambda path: path.symlink_to("nothing")),
        earns=NOTHING,
        status=Status.NO_NOTEBOOK,
    ),
    Record(
        "broken_renamed",
        "another name",
        lay=lambda path: path.rename(path.with_name("final version (2).ipynb")),
        earns=NOTHING,
        status=Status.NO_NOTEBOOK,
        said="rename",
    ),
    Record(
        "broken_gone",
        "a folder without a notebook",
        lay=lambda path: path.unlink(),
        earns=NOTHING,
        status=Status.NO_NOTEBOOK,
    ),
    Record("broken_bom", "UTF-8 with a mark before it", lay=becomes(lambda text: b"\xef\xbb\xbf" + text.encode())),
    Record(
        "broken_nan",
        "NaN and Infinity in the JSON",
        lay=becomes(lambda text: ('{"score": NaN, "more": [-Infinity, 1e999], ' + text.lstrip("{ ")).encode()),
    ),
    Record(
        "broken_keys",
        "a key twice, the last one counts",
        lay=becomes(lambda text: ("{" + DUPLICATE_KEYS.decode() + text.lstrip("{ ")).encode()),
    ),
    Record("broken_windows", "line ends of Windows", lay=becomes(windows)),
    Record("broken_lines", "texts as lists of lines", edit=lists_of_lines),
    Record("broken_format_2", "notebook format 2", edit=nbformat_is(2), earns=NOTHING, status=BROKEN),
    Record("broken_format_3", "notebook format 3", edit=format_3),
    Record("broken_format_5", "notebook format 5", edit=nbformat_is(5), earns=NOTHING, status=BROKEN),
    Record(
        "broken_format_text", "a notebook format that is no number", edit=nbformat_is("4"), earns=NOTHING, status=BROKEN
    ),
    Record(
        "broken_other",
        "another notebook",
        edit=lambda book, _: [cell.update(metadata={}, id=f"x{n}") for n, cell in enumerate(book["cells"])],
        earns=NOTHING,
        status=BROKEN,
    ),
    Record(
        "broken_test_missing",
        "tests deleted",
        edit=without("double_hidden", "square_check", "triple_check"),
        status=MENDED,
    ),
    Record(
        "broken_answer_missing",
        "answers deleted",
        edit=without("double", "tally"),
        earns=lost("double", "tally"),
        status=(Status.CELLS_MISSING, Status.GRADED),
    ),
    Record("broken_imports_missing", "locked cells deleted", edit=without("imports", "tasks"), status=MENDED),
    Record("broken_test_twice", "a test twice", edit=twice("double_check", "double_hidden")),
    Record("broken_answer_twice", "an answer twice", edit=twice("double", "square")),
    Record("broken_order", "all cells in reverse order", edit=reversed_cells),
    Record("broken_names", "cells renamed", edit=renamed(double="my_double", square_check="square_checks")),
    Record(
        "broken_one_name",
        "all cells with one name",
        edit=all_of_one_name,
        earns=dict.fromkeys(POINTS, None),
        status=(Status.GRADED, Status.CELLS_MISSING, BROKEN),
    ),
    Record(
        "broken_path",
        "names that are paths",
        edit=a_path_as_name,
        earns={**dict.fromkeys(("double_check", "double_hidden"), None)},
        status=MENDED,
    ),
    Record("broken_type_markdown", "tests turned into text", edit=retyped("markdown", "double_check", "square_check")),
    Record(
        "broken_type_answer",
        "an answer turned into text",
        edit=retyped("raw", "double", "square"),
        earns=dict.fromkeys(("double_check", "double_hidden", "square_check"), None),
    ),
    Record(
        "broken_type_written",
        "a written answer turned into code",
        edit=lambda _, cells: cells["why"].update(
            cell_type="code", source="open('x', 'w')", outputs=[], execution_count=None
        ),
        status=(Status.GRADED, Status.MANUAL),
    ),
    Record("broken_schema_9", "metadata of a later nbgrader", edit=schema(9)),
    Record("broken_schema_1", "metadata of an earlier nbgrader", edit=schema(1)),
    Record("broken_kernel", "a kernel that is not there", edit=another_kernel("no-such-kernel", "R"), must=kept),
    Record("broken_kernel_path", "a kernel that is a path", edit=another_kernel("../../../../bin/sh"), must=kept),
    Record("broken_many", "100,000 cells", edit=many_cells),
    Record("broken_many_code", "400 cells of code", edit=many_code_cells),
    Record("broken_cells", "cells that are none", edit=odd_cells),
    Record("broken_parts", "parts of cells that are none", edit=odd_parts, status=MENDED),
    Record(
        "broken_characters", "characters that cannot be stored", edit=characters, status=(Status.GRADED, Status.MANUAL)
    ),
    Record(
        "broken_emptied",
        "every text deleted: an emptied written answer is one to nbgrader, for a person to look at",
        edit=emptied,
        earns=NOTHING,
        status=Status.MANUAL,
    ),
    Record(
        "broken_syntax", "a syntax error in one answer", {"square": "def square(x)\n    return x"}, earns=lost("square")
    ),
    Record(
        "beside_modules",
        "modules of the course's own names beside it",
        {"double": "import numpy, coursekit.checks, math\nprint(numpy.__file__)\n\ndef double(x):\n    return x + x"},
        lay=beside(
            "numpy.py",
            lambda path: [
                path.write_text("raise SystemExit"),
                path.with_name("math.py").write_text("pi = 3"),
                path.with_name("sitecustomize.py").write_text("raise SystemExit"),
                path.with_name("nbgrader_config.py").write_text("raise SystemExit"),
                path.with_name(".env").write_text("PATH="),
            ],
        ),
    ),
    Record(
        "beside_link",
        "a link to the gradebook beside it",
        {
            "double": "import os\nfor name in os.listdir():\n    print(name, open(name, 'rb').read()[:10**6])\n\n"
            "def double(x):\n    return x + x"
        },
        lay=beside(
            "data.csv",
            lambda path: [
                path.symlink_to("../../../gradebook.db"),
                path.with_name("solution.csv").symlink_to("../../../solutions/01_parameters/01_parameters.ipynb"),
                path.with_name("all").symlink_to("../../.."),
            ],
        ),
    ),
    Record(
        "beside_pipe",
        "pipes and sockets beside it",
        lay=beside(
            "data.csv",
            lambda path: [
                os.mkfifo(path),
                a_socket(path.with_name("x.sock")),
                os.mkfifo(path.with_name("submission_secret.txt")),
            ],
        ),
        status=(Status.GRADED, BROKEN),
        earns=dict.fromkeys(POINTS, None),
    ),
    Record(
        "beside_time_pipe",
        "a pipe that should say when it was handed in",
        lay=beside("timestamp.txt", os.mkfifo),
        status=(Status.GRADED, BROKEN),
        earns=dict.fromkeys(POINTS, None),
    ),
    Record(
        "beside_time_link",
        "a link that should say when it was handed in",
        lay=beside("timestamp.txt", lambda path: path.symlink_to("../../../gradebook.db")),
        status=(Status.GRADED, BROKEN),
        earns=dict.fromkeys(POINTS, None),
    ),
    Record(
        "beside_time_folder",
        "a folder that should say so",
        lay=beside("timestamp.txt", lambda path: path.mkdir()),
        status=(Status.GRADED, BROKEN),
        earns=dict.fromkeys(POINTS, None),
    ),
    Record(
        "beside_time_text",
        "a date that is none",
        lay=beside("timestamp.txt", lambda path: path.write_text("last Tuesday")),
        status=(Status.GRADED, BROKEN),
        earns=dict.fromkeys(POINTS, None),
    ),
    Record(
        "beside_time_sparse",
        "a terabyte of nothing that should say when it was handed in",
        lay=beside("timestamp.txt", a_sparse_terabyte),
        earns=NOTHING,
        status=BROKEN,
    ),
    Record(
        "beside_sparse",
        "a terabyte of nothing beside it",
        lay=beside("data.csv", a_sparse_terabyte),
        status=(Status.GRADED, BROKEN),
        earns=dict.fromkeys(POINTS, None),
    ),
    Record("beside_archive", "an archive that leads outside", lay=beside("01_parameters.zip", archive)),
    Record("beside_many", "2,000 files in a chain of folders", lay=beside("deep", folders)),
    Record(
        "again_damaged", "a damaged file after a right one", lay=holds("{"), earns=NOTHING, status=BROKEN, before=True
    ),
    Record(
        "again_gone",
        "no file after a right one",
        lay=lambda path: path.unlink(),
        earns=NOTHING,
        status=Status.NO_NOTEBOOK,
        before=True,
    ),
    Record(
        "again_crashing",
        "a kernel that ends at once after a right one",
        {"double": "import os\nos._exit(1)"},
        earns=NOTHING,
        status=Status.KERNEL_DIED,
        before=True,
    ),
    Record(
        "again_without_tests",
        "no tests and no answers after a right one",
        {"double": None},
        edit=without("double_check", "double_hidden", "square", "square_check"),
        earns=lost("double", "square"),
        status=MENDED,
        before=True,
    ),
    Record(
        "broken_two_files",
        "a copy in other letters beside it",
        lay=lambda path: shutil.copy(path, path.with_name("01_PARAMETERS.ipynb")),
    ),
]

NAMES = {
    "name with spaces ": "spaces",
    "name [brackets]": "brackets",
    "name {braces} %s": "signs of formats",
    "name <img src=x onerror=parent.postMessage('pwned','*')>": "HTML",
    "name 'quotes\" ; drop table grade": "quotes",
    "-name": "an option's dash",
    "name $(touch x) `touch y`": "commands of a shell",
    "näme \N{SNOWMAN} \u202egnp": "other letters",
    "name\nof two lines": "a line end",
    "name*?": "a pattern",
    "=cmd|' calc'!A0": "a formula",
    "name" + "x" * 120: "124 letters",
}
RECORDS += [Record(name, f"a student's folder with {what} in its name") for name, what in NAMES.items()]

RECORDS.append(
    Record(
        "name \udcff\udc80",
        "a student's folder with a name that is no text, which no database takes",
        earns=NOTHING,
        status=Status.ERROR,
        said="rename the folder",
    )
)
