"""Collecting: archives as Moodle, Canvas and people make them, and what is wrong with some."""

from __future__ import annotations

import contextlib
import io
import os
import random
import stat
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coursekit.errors import CourseError
from coursekit.grading.collecting import Layout, Limits, Outcome, Roster, Student, collect
from coursekit.grading.collecting import placing as placing_module
from coursekit.tree import topic

TOPIC = topic("parameters")
BOOK = "01_parameters.ipynb"
MARCH = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


class Special:
    """A file in a zip with something special about it."""

    def __init__(self, content=b"{}", *, written=None, extra=b"", mode=0o100644, method=zipfile.ZIP_DEFLATED, flags=0):
        self.content, self.mode, self.method, self.flags = content, mode, method, flags
        self.extra = extra if written is None else struct.pack("<HHBi", 0x5455, 5, 1, int(written.timestamp()))


def packed(files):
    """A zip archive: contents, or `Special`, by name; a list of pairs may hold a name twice."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, file in files.items() if isinstance(files, dict) else files:
            special = file if isinstance(file, Special) else Special(file)
            # As LMS do it: the time of the download.
            info = zipfile.ZipInfo(name, (2026, 11, 30, 10, 0, 0))
            info.external_attr, info.compress_type, info.create_system = special.mode << 16, special.method, 3
            info.extra = special.extra
            archive.writestr(info, special.content)
            info.flag_bits |= special.flags
    return content.getvalue()


@pytest.fixture
def take(tmp_path):
    """Collect an archive with these files into `submitted/`."""

    def made(files, roster=None, **options):
        path = tmp_path / "download.zip"
        path.write_bytes(files if isinstance(files, bytes) else packed(files))
        return collect(path, tmp_path / "submitted", TOPIC, roster, **options)

    made.submitted = tmp_path / "submitted"
    return made


def rows(collection):
    return {row.student: row for row in collection.students}


def placed(take):
    """What lies in `submitted/`: contents by path."""
    root = take.submitted
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def said(row):
    return "; ".join(row.notes)


# ---- what the systems make

LAYOUTS = {
    "Moodle 4, folders": (
        Layout.MOODLE,
        {f"Jane Doe_1327627_assignsubmission_file/{BOOK}": b"1", f"Ana López_44441_assignsubmission_file/{BOOK}": b"2"},
        ["Ana_López", "Jane_Doe"],
    ),
    "Moodle before, folders": (
        Layout.MOODLE,
        {
            f"Jane Doe_1438465_assignsubmission_file_/{BOOK}": b"1",
            f"Toni-Marie Noel_657693_assignsubmission_file_/{BOOK}": b"2",
        },
        ["Jane_Doe", "Toni-Marie_Noel"],
    ),
    "Moodle, files": (
        Layout.MOODLE,
        {
            f"Jane Doe_12345_assignsubmission_file_{BOOK}": b"1",
            f"Qidi SUN (ikun SUN)_1446817_assignsubmission_file_{BOOK}": b"2",
        },
        ["Jane_Doe", "Qidi_SUN_(ikun_SUN)"],
    ),
    "Canvas": (
        Layout.CANVAS,
        {f"smithbob_340934_208490284_{BOOK}": b"1", f"wellslane_LATE_334244_394803489_{BOOK}": b"2"},
        ["smithbob_340934", "wellslane_334244"],
    ),
    "Canvas, once": (Layout.CANVAS, {f"smithbob_late_340934_208490284_{BOOK}": b"1"}, ["smithbob_340934"]),
    "folders": (Layout.FOLDERS, {f"ann/01_parameters/{BOOK}": b"1", f"bob/01_parameters/{BOOK}": b"2"}, ["ann", "bob"]),
    "folders below": (Layout.FOLDERS, {f"course/submitted/ann/01_parameters/{BOOK}": b"1"}, ["ann"]),
    "flat folders": (Layout.FOLDERS, {f"ann/{BOOK}": b"1", "bob/01_parameters-1.ipynb": b"2"}, ["ann", "bob"]),
}


@pytest.mark.parametrize("case", LAYOUTS)
def test_layouts_are_recognised(take, case):
    made_by, files, students = LAYOUTS[case]
    collection = take(files)
    assert collection.made_by is made_by
    assert collection.left_out == ()
    assert {row.student: row.outcome for row in collection.students} == dict.fromkeys(students, Outcome.COLLECTED)
    assert sorted(placed(take)) == [f"{student}/01_parameters/{BOOK}" for student in students]
    assert sorted(placed(take).values()) == [b"1", b"2"][: len(files)]


def test_what_coursekit_submit_packs_is_opened(take):
    packet = packed(
        {
            f"01_parameters/{BOOK}": b"book",
            "01_parameters/helper.py": b"x",
            "01_parameters/timestamp.txt": b"1999-01-01",
        }
    )
    collection = take({"Jane Doe_1_assignsubmission_file/01_parameters-20260301T120000Z.zip": packet})
    assert placed(take) == {f"Jane_Doe/01_parameters/{BOOK}": b"book", "Jane_Doe/01_parameters/helper.py": b"x"}
    assert rows(collection)["Jane_Doe"].notes == ("nothing says when it was handed in",)


def test_other_parts_of_a_moodle_download_are_told(take):
    collection = take(
        {
            f"Jane Doe_1_assignsubmission_file/{BOOK}": b"1",
            "Jane Doe_1_assignsubmission_onlinetext/onlinetext.html": b"see file",
            f"Default team_assignsubmission_file/{BOOK}": b"1",
            "notes.txt": b"",
        }
    )
    assert [(name.split("/")[0], why) for name, why in collection.left_out] == [
        ("Default team_assignsubmission_file", "it was handed in by a team, and nbgrader knows only single students"),
        ("Jane Doe_1_assignsubmission_onlinetext", "it is no file that was handed in, but Moodle's onlinetext"),
        ("notes.txt", "its name is not one that Moodle gives"),
    ]


def test_canvas_says_who_is_late_and_who_is_anonymous(take):
    collection = take(
        {
            f"doejane_LATE_12_34_{BOOK}": b"1",
            f"anon_x5Hj2_35_{BOOK}": b"2",
            "smithbob_13_text.html": b"",
            f"roeri_14_36_{BOOK}": b"",
        }
    )
    late = rows(collection)["doejane_12"]
    assert (late.late, said(late)) == (True, "late, says Canvas; nothing says when it was handed in")
    assert not rows(collection)["roeri_14"].late
    assert dict(collection.left_out) == {
        f"anon_x5Hj2_35_{BOOK}": "the assignment is graded anonymously, so Canvas does not tell whose it is",
        "smithbob_13_text.html": "its name is not one that Canvas gives",
    }


def test_name_of_a_students_file_may_look_like_canvas_own(take):
    take({"doejane_12_34_my_56_78_work.ipynb": b"1"})
    assert list(placed(take)) == [f"doejane_12/01_parameters/{BOOK}"]


def test_utf_8_that_the_archive_does_not_announce_is_read(take):
    content = packed({f"lOEpezana_12_34_{BOOK}": b"1"}).replace(b"lOEpezana", "lópezana".encode())
    assert [row.student for row in take(content).students] == ["lópezana_12"]


def test_names_in_code_page_437_are_read(take):
    content = packed({f"lOpezana_12_34_{BOOK}": b"1"}).replace(b"lOpezana", "lópezana".encode("cp437"))
    assert [row.student for row in take(content).students] == ["lópezana_12"]


# ---- the roster


@pytest.fixture
def roster(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text(
        "id,first_name,last_name,email,lms_user_id,timestamp\n"
        "jd1,Jane,Doe,,12,2026-03-01 12:00:00 UTC\n"
        "al2,Ana María,López O'Neil,,,2026-03-01T13:30:00+01:00\n"
        "rr3,Ri,Roe,,14,\n"
        "rr4,Roe,Ri,,15,\n",
        encoding="utf-8-sig",
    )
    return Roster.read(path)


def test_roster_finds_students_by_name_and_number(take, roster):
    moodle = take(
        {
            f"López ONeil, Ana María_5_assignsubmission_file/{BOOK}": b"1",
            f"JANE Doe_6_assignsubmission_file/{BOOK}": b"2",
        },
        roster,
    )
    assert {row.student: row.handed_in for row in moodle.students} == {"jd1": MARCH, "al2": MARCH.replace(minute=30)}
    assert (take.submitted / "jd1/01_parameters/timestamp.txt").read_text() == "2026-03-01 12:00:00.000000 UTC"
    canvas = take({f"newname_14_1_{BOOK}": b"3", f"lópezoneilanamaría_99_2_{BOOK}": b"1"}, roster)
    assert {row.student: row.outcome for row in canvas.students} == {"rr3": Outcome.COLLECTED, "al2": Outcome.UNCHANGED}
    folders = take({f"rr4/01_parameters/{BOOK}": b"4"}, roster)
    assert [row.student for row in folders.students] == ["rr4"]


def test_unknown_and_ambiguous_students_are_told_and_not_collected(take, roster):
    files = {f"{name}_1_assignsubmission_file/{BOOK}": b"1" for name in ("Eve Nobody", "Ri Roe")}
    assert {row.student: (row.outcome, said(row)) for row in take(files, roster).students} == {
        "Eve Nobody 1": (Outcome.REFUSED, "the roster has no such student"),
        "Ri Roe 1": (
            Outcome.REFUSED,
            "the roster has several students of this name: rr3, rr4; put it into submitted/ by hand",
        ),
    }
    # Canvas' name does not count where the roster has another number for it.
    assert said(take({f"doejane_13_1_{BOOK}": b"1"}, roster).students[0]) == "the roster has no such student"
    assert said(take({f"JD1/01_parameters/{BOOK}": b"1"}, roster).students[0]) == "the roster has no such student"
    assert placed(take) == {}


def test_two_people_who_would_be_one_student_are_told(take):
    collection = take(
        {f"Jane Doe_1_assignsubmission_file/{BOOK}": b"1", f"Jane  doe_2_assignsubmission_file/{BOOK}": b"2"}
    )
    (row,) = collection.students
    assert row.outcome is Outcome.REFUSED
    assert "several people who would be this student" in said(row)
    assert placed(take) == {}


ROSTERS = {
    "no id": ("name\nann\n", "no column `id`"),
    "nothing": ("", "no column `id`"),
    "twice": ("id\nann\nann\n", "the id ann twice"),
    "path": ("id\n../ann\n", r"Line 2 of roster.csv: its name"),
    "dot": ("id\n.ann\n", r"Line 2 of roster.csv: an id may not begin with a dot"),
    "blank": ("id,last_name\nann,A\n ,B\n", r"Line 3 of roster.csv: its path"),
    "date": ("id,timestamp\nann,yesterday\n", "its timestamp is no date"),
    "quotes": ('id\n"ann', "cannot be read"),
    "bytes": ("id\n\udcff\n", "CSV file in UTF-8"),
}


@pytest.mark.parametrize("case", ROSTERS)
def test_roster_that_is_wrong_is_explained(tmp_path, case):
    text, problem = ROSTERS[case]
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(CourseError, match=problem):
        Roster.read(path)


def test_roster_that_is_missing_is_explained(tmp_path):
    with pytest.raises(CourseError, match="No such file"):
        Roster.read(tmp_path / "none.csv")


# ---- times


def test_time_of_a_folders_file_is_taken_from_the_extended_timestamp_only(take):
    collection = take({f"ann/01_parameters/{BOOK}": Special(written=MARCH), f"bob/01_parameters/{BOOK}": b"1"})
    assert {row.student: row.handed_in for row in collection.students} == {"ann": MARCH, "bob": None}
    assert "handed in at the time that the file has in the archive" in said(rows(collection)["ann"])
    assert not (take.submitted / "bob/01_parameters/timestamp.txt").exists()


def test_times_in_lms_archives_are_those_of_the_download_and_not_taken(take):
    take({f"Jane Doe_1_assignsubmission_file/{BOOK}": Special(written=MARCH)})
    take({f"doejane_1_1_{BOOK}": Special(written=MARCH)})
    assert not [path for path in placed(take) if path.endswith("timestamp.txt")]


def test_times_that_a_student_made_are_never_taken(take):
    packet = packed({BOOK: Special(written=MARCH), "timestamp.txt": b"2026-03-01 12:00:00 UTC"})
    take(
        {
            "ann/01_parameters/work.zip": packet,
            f"bob/01_parameters/{BOOK}": b"1",
            "bob/01_parameters/timestamp.txt": b"2020-01-01",
        }
    )
    assert sorted(placed(take)) == [f"ann/01_parameters/{BOOK}", f"bob/01_parameters/{BOOK}"]


STAMPS = {
    "none": (b"", None),
    "no content": (b"UT\0\0", None),
    "flags only": (b"UT\1\0\1", None),
    "time of reading only": (struct.pack("<HHBi", 0x5455, 5, 2, 0), None),
    "before 1970": (struct.pack("<HHBi", 0x5455, 5, 1, -60), datetime(1969, 12, 31, 23, 59, tzinfo=UTC)),
    "after another": (b"ux\2\0\1\2" + struct.pack("<HHBii", 0x5455, 9, 3, 0, 0), datetime(1970, 1, 1, tzinfo=UTC)),
}


@pytest.mark.parametrize("case", STAMPS)
def test_extended_timestamp_is_read_as_info_zip_writes_it(take, case):
    extra, time = STAMPS[case]
    (row,) = take({f"ann/01_parameters/{BOOK}": Special(extra=extra)}).students
    assert row.handed_in == time


# ---- several files of one student


def test_newest_upload_counts_where_canvas_numbers_them(take):
    files = {f"doejane_1_{number}_{BOOK}": content for number, content in ((7, b"old"), (30, b"new"), (9, b"older"))}
    collection = take(files)
    assert placed(take) == {f"doejane_1/01_parameters/{BOOK}": b"new"}
    assert "of 3 different notebooks" in said(collection.students[0])


def test_newest_file_counts_in_folders_with_times(take):
    files = {
        "ann/01_parameters.ipynb": Special(b"new", written=MARCH.replace(day=2)),
        "ann/01_parameters (1).ipynb": Special(b"old", written=MARCH),
    }
    (row,) = take(files).students
    assert (row.handed_in, placed(take)[f"ann/01_parameters/{BOOK}"]) == (MARCH.replace(day=2), b"new")


UNDECIDED = {
    "Moodle": {
        f"Jane Doe_1_assignsubmission_file/{BOOK}": b"1",
        "Jane Doe_1_assignsubmission_file/01_parameters-1.ipynb": b"2",
    },
    "without times": {f"Jane_Doe/{BOOK}": b"1", "Jane_Doe/01_parameters-Copy1.ipynb": b"2"},
    "same time": {
        f"Jane_Doe/{BOOK}": Special(b"1", written=MARCH),
        "Jane_Doe/01_parameters - Copy.ipynb": Special(b"2", written=MARCH),
    },
    "notebook and zip": {f"Jane_Doe/{BOOK}": b"1", "Jane_Doe/work.zip": packed({BOOK: b"2"})},
    "two others": {"Jane_Doe/a.ipynb": b"1", "Jane_Doe/b.ipynb": b"2"},
    "in one zip": {"Jane_Doe/work.zip": packed({f"a/{BOOK}": b"1", f"b/{BOOK}": b"2"})},
}


@pytest.mark.parametrize("case", UNDECIDED)
def test_where_nothing_tells_which_is_newest_none_is_taken(take, case):
    (row,) = take(UNDECIDED[case]).students
    assert (row.student, row.outcome) == ("Jane_Doe", Outcome.REFUSED)
    assert "2 different notebooks, and nothing says which one is the newest" in said(row)
    assert placed(take) == {}


def test_equal_copies_are_one(take):
    take({f"ann/{BOOK}": b"1", "ann/work.zip": packed({f"01_parameters/{BOOK}": b"1"})})
    assert placed(take) == {f"ann/01_parameters/{BOOK}": b"1"}


def test_exercise_is_told_from_other_notebooks(take):
    collection = take(
        {
            f"ann/{BOOK}": b"1",
            "ann/scratch.ipynb": b"2",
            "ann/02_receptive_field.ipynb": b"3",
            "bob/homework.ipynb": b"4",
        }
    )
    assert placed(take) == {f"ann/01_parameters/{BOOK}": b"1", f"bob/01_parameters/{BOOK}": b"4"}
    assert "homework.ipynb was taken as 01_parameters.ipynb" in said(rows(collection)["bob"])
    assert "only the exercise's own notebook is graded" in said(rows(collection)["ann"])


def test_no_notebook_is_told(take):
    collection = take(
        {"ann/notes.txt": b"", "bob/02_receptive_field.ipynb": b"", "cem/work.zip": b"no zip", f"dan/{BOOK}": b""}
    )
    assert "no notebook of this exercise, but: notes.txt" in said(rows(collection)["ann"])
    assert "but: 02_receptive_field.ipynb" in said(rows(collection)["bob"])
    assert "work.zip was not opened: it is no zip archive" in said(rows(collection)["cem"])
    assert list(placed(take)) == [f"dan/01_parameters/{BOOK}"]


# ---- what else a student hands in


def test_extra_files_are_taken_by_kind_and_size(take):
    limits = Limits(extra=100, extras_total=150)
    files = {
        **dict.fromkeys(("helper.py", "data/a.csv", "sum.csv"), b"x" * 60),
        **dict.fromkeys(("run.sh", "w.pkl", "a.csv", "a.csv/b.csv", ".hidden.py", "__pycache__/x.py", "old.zip"), b""),
        "large.csv": b"x" * 101,
    }
    collection = take(
        {
            f"ann/{BOOK}": b"1",
            **{f"ann/01_parameters/{name}": content for name, content in files.items()},
            f"ann/01_parameters/{BOOK}": b"1",
        },
        limits=limits,
    )
    mine = {name.removeprefix("ann/01_parameters/") for name in placed(take)}
    assert mine == {BOOK, "a.csv", "data/a.csv", "helper.py"}
    notes = said(rows(collection)["ann"])
    for reason in (
        "large.csv: it has more than 0.0001 MB",
        "files of this kind are not taken",
        "a file where its folder should be",
    ):
        assert reason in notes


@pytest.mark.parametrize(
    ("limits", "reason"),
    [(Limits(extras_total=150), "they are too large together"), (Limits(extras=1), "there are more than 1 files")],
)
def test_extra_files_are_bounded(take, limits, reason):
    collection = take({f"ann/{BOOK}": b"1", "ann/a.csv": b"x" * 90, "ann/b.csv": b"x" * 90}, limits=limits)
    assert sorted(placed(take)) == [f"ann/01_parameters/{BOOK}", "ann/01_parameters/a.csv"]
    assert f"b.csv: {reason}" in said(collection.students[0])


def test_files_that_do_not_lie_beside_the_notebook_are_told(take):
    packet = packed({f"01_parameters/{BOOK}": b"1", "other.csv": b"2"})
    collection = take({"ann/work.zip": packet, "ann/a.csv": b"3"})
    assert placed(take) == {f"ann/01_parameters/{BOOK}": b"1"}
    assert "not taken, e.g. a.csv: it does not lie beside the notebook" in said(collection.students[0])


# ---- hostile archives

UNSAFE = {
    "../evil/01_parameters.ipynb": "leaves its folder",
    "ann/../../evil.ipynb": "leaves its folder",
    "/etc/cron.d/evil.ipynb": "absolute",
    "//host/share/evil.ipynb": "absolute",
    "C:/evil.ipynb": "backslash or a colon",
    "ann\\evil.ipynb": "backslash or a colon",
    "..\\evil.ipynb": "backslash or a colon",
    "ann/book.ipynb:stream": "backslash or a colon",
    "ann//evil.ipynb": "empty part",
    "ann/./evil.ipynb": "leaves its folder or has an empty part",
    "ann/\x1b[2Jevil.ipynb": "invisible characters",
    "ann/evil\u202egnp.ipynb": "invisible characters",
    "ann/evil\n.ipynb": "invisible characters",
    "ann/con.ipynb": "device on Windows",
    "NUL/evil.ipynb": "device on Windows",
    "ann/evil.ipynb ": "blank",
    "ann /evil.ipynb": "blank",
    "ann/evil.": "dot",
    "ann/a*?.ipynb": "not every system",
    "ann/" + "é" * 120 + ".ipynb": "too long",
    "a/" * 20 + "evil.ipynb": "folders deep",
}


@pytest.mark.parametrize("name", UNSAFE, ids=ascii)
def test_unsafe_names_are_left_out_and_the_rest_is_collected(take, tmp_path, name):
    before = set(tmp_path.rglob("*"))
    collection = take({name: b"evil", f"bob/01_parameters/{BOOK}": b"1"})
    ((told, why),) = collection.left_out
    assert UNSAFE[name] in why
    assert told.isprintable()
    assert placed(take) == {f"bob/01_parameters/{BOOK}": b"1"}
    outside = {path for path in tmp_path.rglob("*") if not path.is_relative_to(take.submitted)}
    assert outside - before == {tmp_path / "download.zip"}


def test_name_that_ends_at_a_nul_is_left_out(take):
    content = packed({"ann/01_parametersX.ipynb": b"evil", f"bob/{BOOK}": b"1"}).replace(
        b"01_parametersX.", b"01_parameters\0."
    )
    assert [why for _, why in take(content).left_out] == ["its name holds invisible characters"]


@pytest.mark.parametrize(
    "mode",
    [stat.S_IFLNK | 0o777, stat.S_IFCHR | 0o666, stat.S_IFBLK | 0o666, stat.S_IFIFO | 0o666, stat.S_IFSOCK | 0o666],
)
def test_links_and_devices_are_left_out(take, mode):
    collection = take({f"ann/01_parameters/{BOOK}": Special(b"/etc/passwd", mode=mode), f"bob/{BOOK}": b"1"})
    assert [why for _, why in collection.left_out] == ["it is a link or a device, no file"]
    assert list(placed(take)) == [f"bob/01_parameters/{BOOK}"]


def test_link_in_a_students_own_archive_is_left_out(take):
    packet = packed({BOOK: b"1", "data.csv": Special(b"/etc/passwd", mode=stat.S_IFLNK | 0o777)})
    collection = take({"ann/work.zip": packet})
    assert placed(take) == {f"ann/01_parameters/{BOOK}": b"1"}
    assert "data.csv in it was left out: it is a link or a device" in said(collection.students[0])


@pytest.mark.parametrize(
    ("first", "second"),
    [(BOOK, "01_Parameters.ipynb"), (BOOK, BOOK), ("é.py", "e\u0301.py"), ("straße.py", "STRASSE.py")],
)
@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")  # made on purpose
def test_names_that_collide_are_left_out(take, first, second):
    collection = take([(f"bob/{BOOK}", b"1"), (f"ann/{first}", b"1"), (f"ann/{second}", b"2")])
    ((_, why),) = collection.left_out
    assert "the archive has another file of this name" in why


def test_encrypted_and_oddly_packed_files_are_left_out(take):
    collection = take(
        {f"ann/{BOOK}": Special(flags=1), f"cem/{BOOK}": Special(method=zipfile.ZIP_LZMA), f"bob/{BOOK}": b"1"}
    )
    assert {why for _, why in collection.left_out} == {"it is encrypted", "it is packed by a method other than deflate"}


def test_archives_in_a_students_archive_are_not_opened(take):
    collection = take({"ann/work.zip": packed({"inner.zip": packed({BOOK: b"1"})}), f"bob/{BOOK}": b"1"})
    assert "no notebook of this exercise, but: inner.zip" in said(rows(collection)["ann"])


# ---- bounds


def test_bomb_costs_only_its_student(take):
    bomb = Special(b"\0" * 6_000_000)
    collection = take({f"ann/{BOOK}": bomb, "bob/work.zip": packed({BOOK: bomb}), f"cem/{BOOK}": b"1"})
    for student in ("ann", "bob"):
        assert said(rows(collection)[student]) == "it is packed as only a zip bomb is"
    assert list(placed(take)) == [f"cem/01_parameters/{BOOK}"]


def test_sizes_are_bounded(take):
    big = os.urandom(2_000)
    files = {f"ann/{BOOK}": big, "bob/work.zip": packed({BOOK: big}), f"cem/{BOOK}": b"1"}
    small = take(files, limits=Limits(notebook=1_000))
    assert {row.student: row.outcome for row in small.students}["cem"] is Outcome.COLLECTED
    assert [said(row) for row in small.students[:2]] == ["it has more than 0.001 MB"] * 2
    assert "bob" not in {path.split("/")[0] for path in placed(take)}
    upload = take(files, limits=Limits(upload=1_000))
    assert "work.zip was not opened: it has more than 0.001 MB" in said(rows(upload)["bob"])
    together = take({f"{name}/{BOOK}": big for name in "xyz"}, limits=Limits(total=5_000))
    assert [row.outcome for row in together.students] == [Outcome.COLLECTED] * 2 + [Outcome.REFUSED]
    assert "too large together" in said(together.students[2])


def test_size_that_the_archive_lies_about_helps_nobody(take):
    content = packed({f"ann/{BOOK}": b"x" * 5_000, f"bob/{BOOK}": b"1"})
    content = content.replace(struct.pack("<I", 5_000), struct.pack("<I", 10))
    collection = take(content)
    assert said(rows(collection)["ann"]) == "it is damaged in the archive"
    assert list(placed(take)) == [f"bob/01_parameters/{BOOK}"]


def test_entry_that_begins_before_the_file_costs_only_its_student(take):
    content = bytearray(packed({f"ann/{BOOK}": b"1", f"bob/{BOOK}": b"2"}))
    directory = content.index(b"PK\x01\x02")
    place = content.index(b"PK\x05\x06") + 16  # where the directory is said to begin: all entries move with it
    content[place : place + 4] = struct.pack("<I", directory + 40)
    content[directory + 42 : directory + 46] = struct.pack("<I", 10)
    collection = take(bytes(content))
    assert said(rows(collection)["ann"]) == "it is damaged in the archive"


def test_number_of_entries_is_bounded(take):
    files = {f"s{n}/{BOOK}": b"1" for n in range(20)}
    with pytest.raises(CourseError, match="more than 10 entries"):
        take(files, limits=Limits(entries=10))
    packet = packed({f"{n}.ipynb": b"1" for n in range(20)})
    (row,) = take({"ann/work.zip": packet}, limits=Limits(upload_entries=10)).students
    assert "work.zip was not opened: it has more than 10 entries" in said(row)


def test_number_of_uploads_is_bounded(take):
    zips = {f"ann/{n}.zip": packed({"a.txt": b""}) for n in range(7)}
    (row,) = take({**zips}).students
    assert "there are more than 5 archives" in said(row)
    (row,) = take({f"ann/{n}.ipynb": str(n).encode() for n in range(7)}).students
    assert "there are 7 notebooks" in said(row)


NO_ARCHIVES = {
    "empty": b"",
    "text": b"hello",
    "notebook": b'{"cells": []}',
    "cut off": packed({f"ann/{BOOK}": os.urandom(500)})[:300],
    "end only": b"PK\x05\x06" + b"\0" * 18,
    "absurd": b"PK\x05\x06" + b"\xff" * 18,
}


@pytest.mark.parametrize("case", NO_ARCHIVES)
def test_what_is_no_archive_of_this_exercise_is_explained(take, case):
    with pytest.raises(CourseError, match=r"no zip archive|holds no submission"):
        take(NO_ARCHIVES[case])
    assert not take.submitted.exists()


@pytest.mark.parametrize("seed", range(4))
def test_damaged_archive_is_collected_in_part_or_explained(take, seed):
    dice = random.Random(seed)  # noqa: S311  # no secret; the same on every run
    whole = packed(
        {
            **{f"s{n}/01_parameters/{BOOK}": Special(b"{}" * n, written=MARCH) for n in range(5)},
            "ann/w.zip": packed({BOOK: b"1"}),
        }
    )
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(dice.randrange(1, 6)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        if dice.random() < 0.2:
            del content[dice.randrange(len(content)) :]
        with contextlib.suppress(CourseError):
            take(bytes(content), replace=True)
    assert {path.name for path in take.submitted.parent.iterdir()} == {"download.zip", "submitted"}
    assert not list(take.submitted.glob(".*"))


def test_archive_of_something_else_is_explained(take):
    with pytest.raises(
        CourseError, match=r"holds no submission of 01_parameters.\nnotes.txt: it lies in no student's folder"
    ):
        take({"notes.txt": b""})


def test_archive_that_is_missing_is_explained(tmp_path):
    with pytest.raises(CourseError, match="No such file"):
        collect(tmp_path / "none.zip", tmp_path / "submitted", TOPIC)


# ---- submitted/


def test_repeated_run_changes_nothing(take):
    files = {f"ann/01_parameters/{BOOK}": Special(b"1", written=MARCH), f"bob/{BOOK}": b"2", "bob/a.csv": b"3"}
    take(files)
    before = {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in take.submitted.rglob("*") if path.is_file()
    }
    assert {row.outcome for row in take(files).students} == {Outcome.UNCHANGED}
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in take.submitted.rglob("*") if path.is_file()}
    assert after == before
    assert sorted(path.name for path in take.submitted.iterdir()) == ["ann", "bob"]


def test_other_submission_is_replaced_only_when_newer_or_asked_for(take):
    take({f"ann/{BOOK}": Special(b"first", written=MARCH), "ann/a.csv": b"", f"bob/{BOOK}": b"first"})
    files = {f"ann/{BOOK}": Special(b"second", written=MARCH.replace(day=2)), f"bob/{BOOK}": b"second"}
    collection = take(files)
    assert [row.outcome for row in collection.students] == [Outcome.REPLACED, Outcome.REFUSED]
    assert "another submission is in submitted/ already" in said(rows(collection)["bob"])
    older = {f"ann/{BOOK}": Special(b"first", written=MARCH)}
    assert take(older).students[0].outcome is Outcome.REFUSED
    assert placed(take)[f"ann/01_parameters/{BOOK}"] == b"second"
    assert "ann/01_parameters/a.csv" not in placed(take)
    assert take({f"bob/{BOOK}": b"second"}, replace=True).students[0].outcome is Outcome.REPLACED
    assert placed(take)[f"bob/01_parameters/{BOOK}"] == b"second"


def test_time_is_corrected_where_the_files_are_the_same(take):
    take({f"ann/{BOOK}": b"1"})
    (row,) = take({f"ann/{BOOK}": b"1"}, Roster([Student("ann", handed_in=MARCH)])).students
    assert (row.outcome, row.notes) == (Outcome.UNCHANGED, ("only the time at which it was handed in was corrected",))
    assert (take.submitted / "ann/01_parameters/timestamp.txt").read_text() == "2026-03-01 12:00:00.000000 UTC"


def test_other_exercises_of_a_student_stay(take):
    other = take.submitted / "ann/02_receptive_field/a.ipynb"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"other")
    take({f"ann/{BOOK}": b"1"})
    assert other.read_bytes() == b"other"


def test_links_and_files_in_submitted_are_told(take, tmp_path):
    take.submitted.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (take.submitted / "ann").symlink_to(tmp_path / "elsewhere")
    (take.submitted / "bob").write_text("")
    collection = take({f"{name}/{BOOK}": b"1" for name in ("ann", "bob", "cem")})
    assert [(row.student, said(row)) for row in collection.students][:2] == [
        ("ann", "its folder in submitted/ is a link"),
        ("bob", "in submitted/ a file is where its folder should be"),
    ]
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("earlier", [False, True])
def test_full_disk_leaves_nothing_half_done(take, monkeypatch, earlier):
    if earlier:
        take({f"bob/{BOOK}": b"old"})
    written = Path.write_bytes

    def write(self, content):
        if content == b"2":
            raise OSError(28, "No space left on device", str(self))
        return written(self, content)

    archive = packed({f"ann/{BOOK}": b"1", f"bob/{BOOK}": b"new", "bob/a.csv": b"2"})
    monkeypatch.setattr(Path, "write_bytes", write)
    with pytest.raises(CourseError, match="No space left on device"):
        take(archive, replace=True)
    expected = {f"ann/01_parameters/{BOOK}": b"1", **({f"bob/01_parameters/{BOOK}": b"old"} if earlier else {})}
    assert placed(take) == expected
    monkeypatch.undo()
    take(archive, replace=True)
    assert placed(take)[f"bob/01_parameters/{BOOK}"] == b"new"


def test_earlier_submission_comes_back_where_the_new_one_cannot_be_moved(take, monkeypatch):
    take({f"ann/{BOOK}": b"old"})
    renamed = Path.rename

    def rename(self, target):
        if self.name == "made":
            raise OSError(5, "Input/output error", str(target))
        return renamed(self, target)

    monkeypatch.setattr(placing_module.Path, "rename", rename)
    with pytest.raises(CourseError, match="Input/output error"):
        take({f"ann/{BOOK}": b"new"}, replace=True)
    assert placed(take) == {f"ann/01_parameters/{BOOK}": b"old"}


def test_what_a_killed_run_left_is_put_right(take):
    (take.submitted / ".collecting-abc" / "x").mkdir(parents=True)
    for student in ("ann", "bob"):
        kept = take.submitted / student / ".01_parameters.earlier" / BOOK
        kept.parent.mkdir(parents=True)
        kept.write_bytes(b"1")
    (take.submitted / "bob/01_parameters").mkdir()
    (take.submitted / "bob/01_parameters" / BOOK).write_bytes(b"2")
    collection = take({f"ann/{BOOK}": b"1", f"bob/{BOOK}": b"2"})
    assert {row.outcome for row in collection.students} == {Outcome.UNCHANGED}
    assert placed(take) == {f"ann/01_parameters/{BOOK}": b"1", f"bob/01_parameters/{BOOK}": b"2"}
    assert sorted(path.name for path in take.submitted.iterdir()) == ["ann", "bob"]


@pytest.mark.nbgrader
def test_what_was_collected_is_what_the_engine_finds(small_course, tmp_path):
    from coursekit.grading import submission
    from coursekit.grading.setting import surroundings

    path = tmp_path / "download.zip"
    path.write_bytes(packed({f"Jane Doe_1_assignsubmission_file/{BOOK}": b"1"}))
    with surroundings(small_course.course, small_course.topic, "try") as setting:
        collect(path, setting.submitted, TOPIC, Roster([Student("jd1", "Jane", "Doe", handed_in=MARCH)]))
        assert submission.students(setting) == ["jd1"]
        assert submission.find(setting, "jd1").read_bytes() == b"1"
        assert submission.timestamp(setting, "jd1") == MARCH.replace(tzinfo=None)
