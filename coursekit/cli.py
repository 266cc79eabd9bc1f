"""The `coursekit` command: one word a job, each done by a room of the package.

Rooms are imported inside the commands, after a look at the arguments: neither `coursekit --help` nor a
misspelt topic waits for them.
"""
# ruff: noqa: PLC0415 - the commands import their rooms themselves

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Annotated

import typer

from coursekit.errors import CourseError
from coursekit.tree import Course, topic

__all__ = ["main"]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="CNN parameters and training: study, build, hand in and grade the course.",
    epilog="A TOPIC is a name, a number or both: parameters, 01 and 01_parameters are the same.",
)

STUDY, AUTHOR, TEACH = "For students", "For authors", "For instructors"

INTERRUPTED = 130  # the exit code of a command that Ctrl-C ended

TopicName = Annotated[str, typer.Argument(metavar="TOPIC", help="Which topic, as in 'parameters' or '01'.")]


@app.command(rich_help_panel=STUDY)
def lab(
    port: Annotated[
        int, typer.Option(help="Port to serve at; by default the first free one from 8888.", show_default=False)
    ] = 0,
    browser: Annotated[
        bool, typer.Option(help="Open the browser; without it, or with NO_BROWSER=1, print the address.")
    ] = True,
) -> None:
    """Open the course in JupyterLab."""
    browser = browser and os.environ.get("NO_BROWSER", "0") in ("", "0")
    course = Course.find()
    from coursekit.course.lab import start

    raise typer.Exit(start(course, port=port, browser=browser))


@app.command(rich_help_panel=STUDY)
def check(name: TopicName) -> None:
    """Run the visible checks of your exercise, as Validate does."""
    course, which = Course.find(), topic(name)
    from coursekit.course.check import check as run
    from coursekit.course.check_report import show

    result = run(course, which)
    show(result)
    raise typer.Exit(0 if result.passed else 1)


@app.command(rich_help_panel=STUDY)
def submit(name: TopicName) -> None:
    """Pack your exercise for handing in, after a dry run of its checks."""
    course, which = Course.find(), topic(name)
    from coursekit.course.submit import submit as run

    run(course, which)


@app.command(rich_help_panel=STUDY)
def update(
    release: Annotated[
        Path | None,
        typer.Argument(
            metavar="RELEASE",
            help="The new release, its zip file or folder; by default the newest in or beside the course.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,
) -> None:
    """Bring your copy up to a new release; what you answered or changed is kept."""
    course = Course.find()
    from coursekit.course.update import update as run

    run(course, release, dry_run=dry_run)


@app.command(rich_help_panel=STUDY)
def fetch(
    name: Annotated[
        str | None, typer.Argument(metavar="DATASET", help="Which one; without it, list those there are.")
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Put its folder in there; by default into one folder for all courses."),
    ] = None,
    source: Annotated[
        str,
        typer.Option(
            "--from", metavar="URL_OR_FILE", help="Take another address, or an archive or folder that is here."
        ),
    ] = "",
    check_only: Annotated[
        bool, typer.Option("--check", help="Fetch nothing; read every file of what is here.")
    ] = False,
) -> None:
    """Get a dataset of real pictures, checked file by file; no lesson needs it."""
    from coursekit.data import fetching

    home = (to or fetching.home()).expanduser().absolute()
    if source and check_only:
        raise CourseError("--check reads what is here, and takes nothing --from elsewhere.", "Leave one of them out.")
    if source and name is None:
        raise CourseError(f"Which dataset is to come from {source}?", f"Name it: {', '.join(fetching.known())}.")
    if name is not None and not check_only:
        fetching.fetch(fetching.find(name), home, source)
        return
    names = [name] if name else [each for each in fetching.known() if (home / each).exists()]
    if check_only and names:
        for each in names:
            fetching.check(fetching.find(each), home)
    else:
        fetching.show(home)


@app.command(rich_help_panel=STUDY)
def doctor() -> None:
    """Look at Python, packages, kernel and the rest, and say what to type where something is amiss."""
    from coursekit.course import doctor as room

    try:
        course = Course.find()
    except CourseError:
        course = None
    rows = room.diagnose(course)
    room.show(rows)
    raise typer.Exit(1 if room.needed_missing(rows) else 0)


@app.command(rich_help_panel=AUTHOR)
def build(
    names: Annotated[list[str] | None, typer.Argument(metavar="TOPIC", help="Which topics; all if none.")] = None,
    check_only: Annotated[
        bool, typer.Option("--check", help="Run nothing; fail if a notebook differs from its text, or leaks.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Build also what has not changed.")] = False,
) -> None:
    """Make the notebooks from their texts, and the exercises from the solutions."""
    course = Course.find()
    topics = [topic(name) for name in names or []] or course.built_topics()
    from coursekit.course import build as room

    if check_only:
        room.check(course, topics)
    else:
        room.build(course, topics, force=force)


@app.command(rich_help_panel=AUTHOR)
def bundle(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Where to put the folder and the zip file.")],
) -> None:
    """Make the students' copy: lectures, exercises and the package, without any answer."""
    course = Course.find()
    from coursekit.console import console
    from coursekit.course.bundle import bundle as run

    archive = run(course, directory)
    console.print(f"Made {archive} and the folder beside it.")


@app.command(rich_help_panel=TEACH)
def collect(
    name: TopicName,
    archive: Annotated[Path, typer.Argument(metavar="ARCHIVE", help="The zip file that Moodle or Canvas gives you.")],
    roster: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A CSV of the class: who is who, and when each handed in.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take it also where another submission is there that may be newer.")
    ] = False,
) -> None:
    """Unpack a download of all submissions into submitted/STUDENT/TOPIC/."""
    course, which = Course.find(), topic(name)
    from coursekit import grading

    collection = grading.collect(course, which, archive, roster, replace=replace)
    raise typer.Exit(1 if grading.left_somebody_out(collection) else 0)


@app.command(rich_help_panel=TEACH)
def grade(
    name: TopicName,
    workers: Annotated[
        int,
        typer.Option(
            min=0, help="How many submissions at a time; 0 for as many as there are cores and memory for.", metavar="N"
        ),
    ] = 0,
    cluster: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Grade on the workers of this Dask scheduler instead.")
    ] = "",
    unsafe: Annotated[
        bool,
        typer.Option("--unsafe-no-sandbox", help="Grade where students' code cannot be kept from your files."),
    ] = False,
) -> None:
    """Grade what lies in submitted/STUDENT/TOPIC/ and write grades/TOPIC.csv."""
    course, which = Course.find(), topic(name)
    from coursekit import grading

    results = grading.grade(course, which, workers=workers, cluster=cluster, unsafe=unsafe)
    raise typer.Exit(1 if grading.needs_attention(results) else 0)


@app.command(rich_help_panel=TEACH)
def feedback(name: TopicName) -> None:
    """Write a page of feedback for each graded student."""
    course, which = Course.find(), topic(name)
    from coursekit import grading

    grading.feedback(course, which)


@app.command(rich_help_panel=TEACH)
def report(
    name: TopicName,
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a table: a row a student, a column a task.")
    ] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write one page to read offline or print.")] = None,
    canvas: Annotated[Path | None, typer.Option(metavar="FILE", help="Write grades that Canvas imports.")] = None,
    moodle: Annotated[Path | None, typer.Option(metavar="FILE", help="Write grades that Moodle imports.")] = None,
) -> None:
    """Show what the class made of an exercise: points, hard tasks, what checks said most often."""
    course, which = Course.find(), topic(name)
    from coursekit.grading import reports

    reports.report(course, which, csv=csv, html=html, canvas_file=canvas, moodle_file=moodle)


def main() -> None:
    """Run the command line; what the user can put right is told in words, with exit code 1."""
    try:
        app()
    except CourseError as error:
        _stop(str(error))
    except PermissionError as error:
        _stop(f"There is no permission to write or read {error.filename}.\nChange its rights, or copy the course.")
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _stop("The disk is full.\nMake room and type the same command again.")
    except SystemExit as end:
        if end.code == INTERRUPTED:  # Typer has made this of Ctrl-C, without a word
            _stop("Interrupted. What was finished is kept.", INTERRUPTED)
        raise


def _stop(message: str, code: int = 1) -> None:
    typer.secho(message, err=True)
    raise SystemExit(code)
