"""The course's secret, and the seeds made of it from which hidden tests draw each student's inputs."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
from pathlib import Path

from coursekit.errors import CourseError
from coursekit.tree import Course, Topic

__all__ = ["seed_for"]

_BYTES = 32


def seed_for(course: Course, topic: Topic, student: str, submission: bytes) -> str:
    """The seed of the hidden inputs of a submission; see `coursekit.checks.hidden`.

    HMAC-SHA256 of the exercise, the student and what was submitted. The key is the course's secret, 32 random bytes in
    `grades/.secret`, made when they are first needed. Whoever has no secret cannot tell the seed of anybody; as long as
    the secret stays, the same submission gets the same inputs whenever it is graded. Another attempt gets others: a
    function can keep its arguments and a later cell print them, and feedback would tell them for the next attempt.

    Args:
        course: the instructor's checkout.
        topic: the exercise.
        student: name of the folder in `submitted/`.
        submission: the submitted notebook.

    Returns:
        64 hexadecimal digits.

    Raises:
        CourseError: if the secret is damaged, or can be neither read nor made.
    """
    path = course.root / "grades" / ".secret"
    # As JSON, so that no two triples make the same text.
    text = json.dumps([topic.id, student, hashlib.sha256(submission).hexdigest()])
    return hmac.digest(_secret(path), text.encode(), "sha256").hex()


def _secret(path: Path) -> bytes:
    try:
        if not os.path.lexists(path):
            _make(path)
        secret = path.read_bytes()
    except OSError as error:
        raise CourseError(
            f"{path} can be neither read nor made: {error.strerror or error}.",
            f"Grading needs this file of {_BYTES} random bytes, from which hidden inputs are drawn; see that you may "
            f"read it and write in {path.parent}.",
        ) from error
    if len(secret) != _BYTES:
        raise CourseError(
            f"{path} is damaged: it has {len(secret)} bytes instead of {_BYTES}.",
            "Put it back from a backup. If there is none, delete it: a new one is made, and whatever is graded from "
            "then on is graded with other hidden inputs.",
        )
    return secret


def _make(path: Path) -> None:
    """Make the secret, unless another process is faster; nobody ever finds half of it."""
    path.parent.mkdir(exist_ok=True)
    temporary = path.with_name(f".secret.{secrets.token_hex(8)}.part")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())  # a loss of power must not change what the grades already rest on
        # Unlike a renamed file, a link does not take the place of what another process has made meanwhile.
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
