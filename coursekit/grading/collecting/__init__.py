"""Collect submissions: from an LMS' download of all submissions, or a zip of folders, into `submitted/`.

    collect(Path("download.zip"), setting.submitted, topic, Roster.read(Path("roster.csv")))

What lies in `submitted/STUDENT/TOPIC/` by hand needs no collecting; `coursekit.grading.submission` finds it and says
what is misplaced.

**Times.** `timestamp.txt`, from which nbgrader computes lateness, is made from, in this order:

- the roster's column `timestamp`, which an instructor fills from what the LMS shows: the only one to rely on;
- in a zip of folders, the time of the notebook in Info-ZIP's extended timestamp (UTC, to the second): when the file
  was last written on the machine that packed it. That is the arrival where a server wrote the upload there, and
  the student's own clock where times were carried along (`cp -p`, nbgrader's exchange). A student's row names it;
- from Moodle and Canvas nothing. Both give each entry the time of the *download* (Moodle streams with ZipStream and
  tells it no time, Canvas writes with rubyzip's `get_output_stream`), by which everybody would be late. Canvas
  writes `LATE` into the name of a late file, and a student's row says so.

Never taken: what stands in an archive that a student made (`coursekit submit` makes one, with a `timestamp.txt`) or
in a notebook, and the classic field of a zip entry, which is local time of an unknown zone.

**Why not `nbgrader zip_collect`.** Its idea, a pattern that reads the student from the name, is used here, with the
patterns of two LMS. The rest is not: it unpacks everything before it looks at a name, archives in archives too, with no
bound on size or number; it knows no class list; it writes into `submitted/` file by file, where `--force`
has first deleted what was there; and two files of one student without times in their names end it for the whole class.
"""

from coursekit.grading.collecting.collect import Collected, Collection, collect
from coursekit.grading.collecting.layout import Layout
from coursekit.grading.collecting.limits import Limits
from coursekit.grading.collecting.placing import Outcome
from coursekit.grading.collecting.roster import Roster, Student

__all__ = ["Collected", "Collection", "Layout", "Limits", "Outcome", "Roster", "Student", "collect"]
