"""A program for `test_killed.py`: records one submission again and again, and is killed each time a step later.

    python killer.py COURSE OUTCOME PLACES

COURSE is copied to PLACES/0, PLACES/1 and so on, and in each copy a process is killed when it comes to a line of what
writes that it had not been at before.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

import coursekit
from coursekit import files
from coursekit.grading.outcome import Outcome
from coursekit.grading.recording import Recorder
from coursekit.grading.setting import surroundings
from coursekit.tree import Course, topic

ROOM = Path(coursekit.__file__).parent / "grading" / "recording"
# Line by line; what is inside of the transaction only function by function.
WALKED = {str(ROOM / f"{name}.py") for name in ("autograded", "database", "outcomes", "recorder")} | {files.__file__}
ENTERED = {str(ROOM / "rows.py")}


def record(course: Path, outcome: Outcome, step) -> None:
    """Record, calling `step` at each line that was not reached before."""
    seen = set()

    def trace(frame, event, _argument):
        name = frame.f_code.co_filename
        if not (name in WALKED or (name in ENTERED and event == "call")):
            return None
        place = (name, frame.f_lineno, event == "call")
        if place not in seen:
            seen.add(place)
            step()
        return trace

    parameters = topic("parameters")
    with surroundings(Course(course), parameters, "grade") as setting, Recorder(setting) as recorder:
        sys.settrace(trace)
        recorder.record(outcome, None, {"data.csv": b"new"})
        sys.settrace(None)


def killed_at(course: Path, outcome: Outcome, number: int) -> bool:
    """Whether a process was killed at its step of this number, counted from 0; if not, it has fewer."""
    child = os.fork()
    if not child:
        left = number

        def step():
            nonlocal left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

        try:
            record(course, outcome, step)
        except BaseException:
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code not in {0, -signal.SIGKILL}:
        raise SystemExit(f"step {number} failed")
    return code != 0


def main() -> None:
    course, outcome, places = Path(sys.argv[1]), Outcome.from_json(Path(sys.argv[2]).read_text()), Path(sys.argv[3])
    number = 0
    while True:
        place = places / str(number)
        shutil.copytree(course, place)
        if not killed_at(place, outcome, number):
            break
        number += 1


if __name__ == "__main__":
    main()
