"""Runs a judge for another process, which talks to it in lines of JSON."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from typing import Any

from coursekit.grading.judge.channel import Channel
from coursekit.grading.judge.judge import Judge

__all__ = ["judge_for", "main"]


def main(control: int, student: int) -> None:
    """Judge one submission, until the control connection is closed.

    Each line that comes is a JSON object, and is answered by one line:

    - `{"do": "seed", "seed": ...}`, before the first test: `{"done": "seed"}`
    - `{"do": "setup", "name": ..., "source": ...}`: `{"done": "setup"}`
    - `{"do": "student defines", "names": [...]}`: `{"done": "student defines"}`
    - `{"do": "test", "name": ..., "source": ..., "points": ..., "hidden": ..., "seconds": ...}`: `{"verdict": {...}}`
    - `{"do": "release", "seconds": ...}`: `{"done": "release", "heard": true}`

    A verdict is a `Verdict` as JSON. From a test to the release after it, `student.serve` has to run in the student's
    process; the release lets it return. A request that is none is answered by `{"error": ...}`, and nothing is done.

    Args:
        control: file descriptor of a connected stream socket to the one who asks for verdicts; a trusted process.
        student: file descriptor of a connected stream socket to the student's process.
    """
    judge = Judge(Channel(student))
    with socket.socket(fileno=control) as connection, connection.makefile("rw", encoding="utf-8") as lines:
        for line in lines:
            try:
                answer = _answer(judge, json.loads(line))
            except (KeyError, TypeError, ValueError) as error:  # the request's, which the caller has to mend
                answer = {"error": f"{type(error).__name__}: {error}"}
            lines.write(json.dumps(answer) + "\n")
            lines.flush()


def judge_for(descriptors: Mapping[str, int]) -> None:
    """The same, for the fork server: its descriptors are named "control" and "student"."""
    main(descriptors["control"], descriptors["student"])


def _answer(judge: Judge, request: dict[str, Any]) -> dict[str, Any]:
    what = request["do"]
    if what == "test":
        return {"verdict": judge.test(**{key: request[key] for key in _TEST}).as_data()}
    if what == "release":
        return {"done": what, "heard": judge.release(request["seconds"])}
    if what == "setup":
        judge.setup(request["source"], request["name"])
    elif what == "seed":
        judge.seed(request["seed"])
    elif what == "student defines":
        judge.student_defines(request["names"])
    else:
        raise ValueError(f"{what!r} is none of the requests")
    return {"done": what}


_TEST = ("name", "source", "points", "hidden", "seconds")
