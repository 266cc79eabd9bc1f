"""What the catalogue is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coursekit.grading import Status

Notebook = dict[str, Any]
Edit = Callable[[Notebook, dict[str, Any]], None]


@dataclass(frozen=True)
class Record:
    """One submission.

    In its texts `@WORD@` is a word that is nowhere else on the machine, `@COURSE@` the course's folder, `@OUTSIDE@` a
    folder beside it, `@PORT@` a port at which the grader's machine listens, `@SOCKET@` the abstract name of a Unix
    socket at which it listens.

    Args:
        name: of the student's folder.
        what: what it does, in words.
        answers: source by the name of the solution cell; None leaves what was released. All others are answered
            rightly, but `why` not at all.
        added: source of a cell that the student added, by the name of the marked cell behind which it stands.
        edit: changes the notebook, given with its marked cells by name.
        lay: changes the student's folder, given the notebook's path, once that is written.
        earns: points by the name of the test, where it is not all that the test gives; None where chance decides, as
            on which of two limits is met first: then anything up to its points.
        before: whether a right submission was handed in and graded before this one.
        status: what the submission comes to; several where it is chance which of them is seen first.
        said: what the reason of the row says, among other things.
        shows: what the outputs of the student's own cells show, among other things: that the attack was really made.
        must: what has to be true besides; given what `Ran` knows, and the record's name.
    """

    name: str
    what: str
    answers: Mapping[str, str | None] = field(default_factory=dict)
    added: Mapping[str, str] = field(default_factory=dict)
    edit: Edit | None = None
    lay: Callable[[Path], None] | None = None
    earns: Mapping[str, float | None] = field(default_factory=dict)
    status: Status | tuple[Status, ...] = Status.GRADED
    said: str = ""
    before: bool = False
    shows: tuple[str, ...] = ()
    must: Callable[[Any, str], None] | None = None
