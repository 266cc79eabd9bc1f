"""Hand an exercise to nbgrader's exchange, the shared folder or service that some schools have."""

from __future__ import annotations

import logging
from pathlib import Path

from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError, ExchangeFactory
from nbgrader.exchange.default import Exchange
from traitlets import TraitError
from traitlets.config.loader import Config

from coursekit.console import console
from coursekit.course import nbgrader_settings
from coursekit.tree import Course, Topic

__all__ = ["hand_over"]


def hand_over(course: Course, topic: Topic) -> str:
    """Give the exercise of `topic` to the exchange, if one is configured.

    Returns:
        the folder of the exchange; empty if there is none, or if it refused, which is printed.
    """
    config = nbgrader_settings.load(course)
    if not _has_exchange(config):
        return ""
    log = logging.getLogger("coursekit.submit")
    log.addHandler(logging.NullHandler())
    log.propagate = False
    try:
        coursedir = CourseDirectory(config=config, root=str(course.root), log=log)
        coursedir.assignment_id = topic.id
        taker = ExchangeFactory(config=config, log=log).Submit(
            coursedir=coursedir,
            authenticator=Authenticator(config=config, log=log),
            config=config,
            assignment_dir=str(course.exercise(topic).parent.parent),
            path_includes_course=False,
            log=log,
        )
        taker.start()
    except (ExchangeError, TraitError, OSError, RuntimeError) as error:
        console.print(f"nbgrader's exchange did not take it: {error}\nPacking it instead.", markup=False)
        return ""
    return str(getattr(taker, "root", "the exchange"))


def _has_exchange(config: Config) -> bool:
    """Whether there is one for this course: its folder or a plugin is configured, or nbgrader's own folder is there."""
    course_id = config.CourseDirectory.get("course_id")
    if not course_id:
        return False
    if config.ExchangeFactory.get("submit") or any(config[name].get("root") for name in ("Exchange", "ExchangeSubmit")):
        return True
    return Path(Exchange.root.default_value, course_id, "inbound").is_dir()
